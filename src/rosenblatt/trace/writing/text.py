"""Plain text of a page of arithmetic, in lines that fit a screen."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from rosenblatt.trace.writing.blocks import Block, Equation, Heading, Paragraph, Row, Rows, Title, Token

INDENT = 2
LONGEST_LABEL = 24


def write_text(blocks: Sequence[Block], width: int = 80) -> str:
    """Return blocks as plain text of at most ``width`` columns, without a line end after the last line."""
    lines: list[str] = []
    before: Block | None = None
    for block in blocks:
        if isinstance(block, Rows):
            lines += _rows(block.rows, width)
        elif isinstance(block, Paragraph) and isinstance(before, Heading):
            begin = " " * INDENT
            lines += textwrap.wrap(one_line(block.text), width, initial_indent=begin, subsequent_indent=begin)
        else:
            lines += ["", *_words(block, width)] if lines else _words(block, width)
        before = block
    return "\n".join(lines)


def one_line(text: str) -> str:
    """Return an untrusted text as one line without control characters."""
    return "".join(each if each.isprintable() else "?" for each in text)


def equation_text(tokens: Equation) -> str:
    """Return an equation on one line: ``( 0 * 1 ) + ( 1 * 1 ) - 0.5 = 0.5 (True)``."""
    return " ".join(map(_token, tokens))


def heading_text(block: Heading) -> str:
    """Return a heading with its formula."""
    formula = block.formula
    if formula is None:
        return block.text
    if formula.table == "activation":
        return f"{block.text}: {formula.name}, a = {formula.text}"
    return f"{block.text}: {formula.name}, {formula.text}"


def _words(block: Title | Heading | Paragraph, width: int) -> list[str]:
    text = one_line(heading_text(block) if isinstance(block, Heading) else block.text)
    return textwrap.wrap(text, width, subsequent_indent="" if isinstance(block, Paragraph) else "  ")


def _rows(rows: Iterable[Row], width: int) -> list[str]:
    labelled = [(row_label(row), row) for row in rows]
    if all(not label for label, _ in labelled):
        return [line for _, row in labelled for line in _row("", row, "", width)]
    longest = min(max(len(label) for label, _ in labelled), LONGEST_LABEL)
    lines: list[str] = []
    for label, row in labelled:
        begin = " " * INDENT
        if len(label) > longest:  # a long label has its own line
            lines += textwrap.wrap(label, width, initial_indent=begin, subsequent_indent=begin)
            begin += " " * longest
        else:
            begin += label.ljust(longest)
        lines += _row(begin + "  ", row, " " * (INDENT + longest + 2), width)
    return lines


def row_label(row: Row) -> str:
    """Return a row's label with its meaning: ``o1 (setosa)``."""
    return one_line(f"{row.label} ({row.meaning})" if row.meaning else row.label)


def _row(begin: str, row: Row, beside: str, width: int) -> list[str]:
    """Return the lines of a row: one if its equations fit, else each equation begins a line."""
    whole = begin + "; ".join(map(equation_text, row.equations))
    lines = [whole.rstrip()]
    if len(whole) > width:
        lines = []
        for equation in row.equations:
            lines += _filled(begin, equation, beside + "  ", width)
            begin = beside
    if row.note:
        further = beside + "  "
        lines += textwrap.wrap(one_line(row.note), width, initial_indent=further, subsequent_indent=further)
    return lines


def _filled(begin: str, equation: Equation, further: str, width: int) -> list[str]:
    """Return the lines of one equation, as full as possible."""
    lines, line = [], begin
    for piece in map(equation_text, pieces_of(equation)):
        joined = f"{line}{piece}" if line == begin else f"{line} {piece}"
        if len(joined) > width and line != begin:
            lines.append(line)
            joined = further + piece
        line = joined
    return [*lines, line]


def pieces_of(tokens: Equation) -> list[Equation]:
    """Cut an equation where a line may end: before a relation, a plus or a minus."""
    pieces: list[Equation] = []
    for token in tokens:
        if not pieces or token.kind == "relation" or token.text in ("+", "-"):
            pieces.append((token,))
        else:
            pieces[-1] += (token,)
    return pieces


def _token(token: Token) -> str:
    if token.kind == "call":
        return f"{token.text}({token.argument})"
    return one_line(token.text)
