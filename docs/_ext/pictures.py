"""Displays in pages, drawn when the pages are built: from the lessons' code, and from ``{picture}`` blocks.

A display becomes an SVG element of the page, with its title and description for screen readers; it follows
the page into dark mode. Where it can be drawn for a phone, it is drawn a second time; other figures scroll
there. The gallery creates its thumbnail from a file of the same figure.
"""

from __future__ import annotations

import ast
import html
import textwrap
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from rosenblatt.plots import Display
from rosenblatt.plots.base.style import HALF, drawn_for


def scrape(block: Any, block_vars: dict[str, Any], gallery_conf: dict[str, Any]) -> str:
    """Sphinx-gallery's scraper: the display that a block of code ends with, as an expression.

    Returns
    -------
    str
        reStructuredText; empty if the block does not end with a display.
    """
    statements = ast.parse(block.content).body
    display = block_vars["example_globals"].get("___")
    if not statements or not isinstance(statements[-1], ast.Expr) or not isinstance(display, Display):
        return ""
    file = Path(block_vars["image_path_iterator"].next()).with_suffix(".svg")
    file.write_text(display.to_svg("thumbnail"), encoding="utf-8")
    figure = figure_of(display, file.stem.replace("_", "-"))
    return "\n.. raw:: html\n\n" + textwrap.indent(figure, "    ") + "\n"


def figure_of(display: Display, name: str) -> str:
    """Return the display as a figure of a page; ``name`` is the prefix of its ids, which must be unique."""
    with drawn_for(HALF):
        narrow = display.to_svg(f"{name}-narrow")
    pictures = [("rb-narrow", narrow)] if _width(narrow) <= 72 * HALF + 1 else []
    pictures.insert(0, ("rb-wide" if pictures else "rb-only", display.to_svg(name)))
    drawn = "".join(f'<div class="{kind}">{" ".join(svg.split(chr(10)))}</div>' for kind, svg in pictures)
    label = html.escape(display.title)
    return f'<figure class="rb-picture" role="group" tabindex="0" aria-label="{label}">{drawn}</figure>'


def _width(svg: str) -> float:
    """Return the width of an SVG element in points."""
    return float(svg.partition('width="')[2].partition("pt")[0])


class Picture(SphinxDirective):
    """A block of Python that ends with a display: the page shows the code, then the picture.

    All such blocks of a page share their variables. With ``:hide-code:`` only the picture is shown.
    """

    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {"hide-code": directives.flag}  # type: ignore[misc]  # an instance variable in docutils

    def run(self) -> list[nodes.Node]:
        """Run the code and draw the display at its end."""
        code = "\n".join(self.content)
        variables = self.env.temp_data.setdefault("picture_variables", {})
        number = self.env.temp_data["picture_number"] = self.env.temp_data.get("picture_number", 0) + 1
        display = value_of(code, variables)
        if not isinstance(display, Display):
            raise self.error(f"a picture's code must end with a display, got {type(display).__name__}")
        name = f"{self.env.docname.replace('/', '-')}-{number}"
        picture = nodes.raw("", figure_of(display, name), format="html")
        if "hide-code" in self.options:
            return [picture]
        return [nodes.literal_block(code, code, language="python"), picture]


def value_of(code: str, variables: dict[str, Any]) -> object:
    """Run code and return the value of the expression at its end; None if there is none."""
    tree = ast.parse(code)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<picture>", "exec"), variables)
    return eval(compile(ast.Expression(last.value), "<picture>", "eval"), variables) if last else None


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive."""
    app.add_directive("picture", Picture)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
