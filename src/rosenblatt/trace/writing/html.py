"""A page of arithmetic as HTML: a fragment with its style, or a page that needs nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from rosenblatt.trace.writing.blocks import Block, Equation, Title, Token
from rosenblatt.trace.writing.text import one_line, pieces_of

_LONG_WORD = 16
_SIGNS = {"*": "×", "->": "→"}


def write_html(blocks: Sequence[Block], *, page: bool) -> str:
    """Return blocks as HTML.

    Parameters
    ----------
    blocks : sequence of Block
    page : bool
        Whether to return a whole page, or an element with its style.

    Returns
    -------
    str
        Names from strangers are escaped; nothing is loaded, no script is run.
    """
    room = files("rosenblatt.trace.writing")
    style = Markup(room.joinpath("style.css").read_text(encoding="utf-8"))  # it is ours
    title = next((block.text for block in blocks if isinstance(block, Title)), "The arithmetic of a sample")
    return _template().render(blocks=blocks, page=page, title=one_line(title), style=style).strip()


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_harmless
    )
    environment.filters["kind"] = lambda block: type(block).__name__
    environment.filters["sign"] = _sign
    environment.filters["pieces"] = pieces_of
    environment.filters["stays_whole"] = _stays_whole
    source = files("rosenblatt.trace.writing").joinpath("page.html.j2").read_text(encoding="utf-8")
    return environment.from_string(source)


def _sign(token: Token) -> Markup:
    """Return a token as an element; the sign of a weight is told by colour and by its minus."""
    if token.kind == "call":
        name, argument = token.text, _typeset(token.argument)
        return Markup('<span class="call">{}(<span class="number">{}</span>)</span>').format(name, argument)
    kind: str = token.kind
    if kind == "weight":
        sign = " negative" if token.text.startswith("-") else " positive"
        kind += "" if float(token.text) == 0 else sign
    text = token.text if token.kind == "word" else _typeset(token.text)
    return Markup('<span class="{}">{}</span>').format(kind, one_line(text))


def _stays_whole(piece: Equation) -> bool:
    """Whether a piece of an equation stands on one line: a product does, words may go on below."""
    return all(token.kind != "word" or len(token.text) < _LONG_WORD for token in piece)


def _typeset(text: str) -> str:
    """Return a number or operator with a true minus and a true times."""
    return _SIGNS.get(text, text.replace("-", "−"))


def _harmless(value: object) -> object:
    return value if isinstance(value, Markup) else one_line(str(value))
