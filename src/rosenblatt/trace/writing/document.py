"""Written: objects that can be written as text, LaTeX and HTML, and their HTML."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from markupsafe import Markup

from rosenblatt.trace.writing.blocks import Block, Equation, Rows, Title, Token
from rosenblatt.trace.writing.latex import write_latex
from rosenblatt.trace.writing.text import one_line, pieces_of, write_text

if TYPE_CHECKING:
    from jinja2 import Template


class Written(ABC):
    """Base class of objects that consist of blocks of arithmetic."""

    @abstractmethod
    def blocks(self) -> Sequence[Block]:
        """Return the blocks in their order."""

    def to_text(self, width: int = 80) -> str:
        """Return the arithmetic as plain text, without a line end after the last line.

        Parameters
        ----------
        width : int, default=80
            Maximum number of columns; longer lines continue on the next one, indented.
        """
        return write_text(self.blocks(), width)

    def to_latex(self) -> str:
        """Return the arithmetic as LaTeX for a document that uses ``amsmath``."""
        return write_latex(self.blocks())

    def to_html(self, *, page: bool = False) -> str:
        """Return the arithmetic as HTML.

        Parameters
        ----------
        page : bool, default=False
            Whether to return a complete, self-contained page, or an element with its style.
        """
        return write_html(self.blocks(), page=page)

    def __str__(self) -> str:
        return self.to_text()

    def _repr_html_(self) -> str:
        return self.to_html()


@dataclass(frozen=True)
class Page(Written):
    """A page of blocks."""

    parts: tuple[Block, ...]

    def blocks(self) -> Sequence[Block]:
        """Return the parts."""
        return self.parts


_LONG_WORD = 16
_SIGNS = {"*": "×", "->": "→"}


def write_html(blocks: Sequence[Block], *, page: bool) -> str:
    """Return blocks as HTML without scripts, a complete page or an element; untrusted names are escaped."""
    room = files("rosenblatt.trace.writing")
    style = Markup(room.joinpath("style.css").read_text(encoding="utf-8"))  # trusted
    title = next((block.text for block in blocks if isinstance(block, Title)), "The arithmetic of a sample")
    rows = [row for block in blocks if isinstance(block, Rows) for row in block.rows]
    has_weights = any(token.kind == "weight" for row in rows for line in row.equations for token in line)
    return (
        _template()
        .render(blocks=blocks, page=page, title=one_line(title), style=style, has_weights=has_weights)
        .strip()
    )


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

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
    """Return a token as an element; the sign of a weight is shown by colour and by its minus."""
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
    """Whether a piece of an equation has to be on one line: a product has to, words do not."""
    return all(token.kind != "word" or len(token.text) < _LONG_WORD for token in piece)


def _typeset(text: str) -> str:
    """Return a number or operator with the typographic signs of minus and times."""
    return _SIGNS.get(text, text.replace("-", "−"))


def _harmless(value: object) -> object:
    return value if isinstance(value, Markup) else one_line(str(value))
