"""Written: what can be written as text, as LaTeX and as HTML."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from rosenblatt.trace.writing.blocks import Block


class Written(ABC):
    """Anything that consists of blocks of arithmetic."""

    @abstractmethod
    def blocks(self) -> Sequence[Block]:
        """Return what is to be written, in order."""

    def to_text(self, width: int = 80) -> str:
        """Return the arithmetic as plain text.

        Parameters
        ----------
        width : int, default=80
            Columns at most; longer lines go on below, further in.

        Returns
        -------
        str
            Without a line end after the last line.
        """
        from rosenblatt.trace.writing.text import write_text

        return write_text(self.blocks(), width)

    def to_latex(self) -> str:
        """Return the arithmetic as LaTeX, to be set in a document that uses ``amsmath``."""
        from rosenblatt.trace.writing.latex import write_latex

        return write_latex(self.blocks())

    def to_html(self, *, page: bool = False) -> str:
        """Return the arithmetic as HTML.

        Parameters
        ----------
        page : bool, default=False
            Whether to return a whole page that needs nothing from elsewhere, or an element with its style.

        Returns
        -------
        str
        """
        from rosenblatt.trace.writing.html import write_html

        return write_html(self.blocks(), page=page)

    def __str__(self) -> str:
        return self.to_text()

    def _repr_html_(self) -> str:
        return self.to_html()


@dataclass(frozen=True)
class Page(Written):
    """Blocks put together for a reader.

    Attributes
    ----------
    parts : tuple of Block
    """

    parts: tuple[Block, ...]

    def blocks(self) -> Sequence[Block]:
        """Return the parts."""
        return self.parts
