"""Rendering of a run's report as HTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markupsafe import Markup

from rosenblatt.formulas.activations import HIDDEN_ACTIVATIONS
from rosenblatt.network.checks import CELLS
from rosenblatt.pages import page_environment
from rosenblatt.pages.report.page import page_of
from rosenblatt.plots.base.style import HALF, drawn_for, style
from rosenblatt.trial.settings import MODELS
from rosenblatt.views.words import plain

if TYPE_CHECKING:
    from rosenblatt.run import Run

_SECTION = re.compile(r'<section id="([\w-]+)">\s*<h2>(.*?)</h2>')
_WORDS = "|".join((*MODELS, *CELLS, *HIDDEN_ACTIVATIONS))
_OPTION = re.compile(rf"(--[a-z]+(?:-[a-z]+)*(?: (?:\w+=[\w.,+-]*\w|\d(?:[\w.,+-]*\w)?|(?:{_WORDS})\b))?)")
"""An option of the command with its value: a number, numbers, ``name=value`` or a known name."""


def render_report(run: Run) -> str:
    """Render the report of a run, new or read from its folder, as one HTML page.

    The page is self-contained: it includes its style and its figures, it runs no script, and its content
    security policy forbids external resources and scripts. Names and labels are escaped. The same run gives
    the same page.

    Parameters
    ----------
    run : Run

    Returns
    -------
    str
    """
    environment = page_environment("rosenblatt.pages.report")
    environment.filters["options"] = _options
    environment.filters["contents"] = _contents
    with style(), drawn_for(HALF):
        page = page_of(run)
    return environment.get_template("template.html.j2").render(page=page)


def _options(text: str) -> Markup:
    """Format the command's options in a text as code."""
    pieces = _OPTION.split(plain(text))
    return Markup("").join(
        Markup("<code>{}</code>").format(piece) if place % 2 else piece for place, piece in enumerate(pieces)
    )


def _contents(body: Markup) -> Markup:
    """Return the list of the sections of a page."""
    entries = "\n".join(
        f'<li><a href="#{anchor}">{title}</a></li>' for anchor, title in _SECTION.findall(body)
    )
    return Markup(f'<nav class="sections" aria-label="Contents">\n<ol>\n{entries}\n</ol>\n</nav>')
