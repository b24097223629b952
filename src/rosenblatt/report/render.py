"""From a run to its page."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from rosenblatt.plots.words import plain
from rosenblatt.report.page import page_of

if TYPE_CHECKING:
    from rosenblatt.run import Run

_OPTION = re.compile(r"(--[a-z]+(?:-[a-z]+)*(?: (?:[\w.]*[=\d][\w.]*\b|mlp|perceptron))?)")


def render_report(run: Run) -> str:
    """Render the report of a run as one HTML page.

    The page asks for nothing from elsewhere: its style and its figures stand in it, it runs no script, and
    its policy forbids both. Names and labels are escaped wherever they stand. The same run gives the same
    page.

    Parameters
    ----------
    run : Run
        A run, carried out just now or read from its folder.

    Returns
    -------
    str
        A whole HTML document.
    """
    room = files("rosenblatt.report")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_harmless
    )
    environment.filters["options"] = _options
    template = environment.from_string(room.joinpath("template.html.j2").read_text(encoding="utf-8"))
    style = Markup(room.joinpath("style.css").read_text(encoding="utf-8"))
    return template.render(page=page_of(run), style=style)


def _options(text: str) -> Markup:
    """Set the command's options that a text speaks of as code."""
    pieces = _OPTION.split(plain(text))
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if place % 2 else piece for place, piece in enumerate(pieces)
    )


def _harmless(value: object) -> object:
    """Bring every text to one line that any page can hold; what is HTML already stays as it is."""
    return value if isinstance(value, Markup) else plain(value)
