"""How the text of a table is read: lines to skip, a header or none, missing markers, signs in numbers."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from rosenblatt.errors import TableError, shown

DECIMAL_SIGNS = (".", ",")
THOUSANDS_SIGNS = (",", ".", " ", "'", "_")


@dataclass(frozen=True)
class Reading:
    """Options for reading a table from a file; the defaults are right for most files.

    Parameters
    ----------
    skip_lines : int, default=0
        The number of lines above the header that are not part of the table, such as title lines.
    header : bool, default=True
        Whether the first line names the columns. Without a header they are called ``column_1``,
        ``column_2``, ...
    na : tuple of str, default=()
        Further texts that mean "missing", besides the usual ones such as ``NA``.
    decimal : {".", ","}, optional
        The decimal sign of numbers. Default: found from the values.
    thousands : {",", ".", " ", "'", "_"}, optional
        The sign between groups of three digits. Default: found from the values.
    sheet : str, optional
        The sheet of a workbook. Default: the first one that has values.
    forms : bool, default=True
        Whether numbers in other forms than ``1234.5``, dates, and further missing markers are found from the
        values. False reads a file as version 0.1 did, for its runs.

    Raises
    ------
    TableError
        When a value is impossible, or ``decimal`` and ``thousands`` are the same sign.
    """

    skip_lines: int = 0
    header: bool = True
    na: tuple[str, ...] = ()
    decimal: str | None = None
    thousands: str | None = None
    sheet: str | None = None
    forms: bool = True

    def __post_init__(self) -> None:
        if isinstance(self.skip_lines, bool) or not isinstance(self.skip_lines, int) or self.skip_lines < 0:
            raise TableError(
                f"skip_lines (--skip-lines) must be 0 or a positive integer, got {shown(self.skip_lines)}: "
                "give the number of lines above the header"
            )
        if not isinstance(self.header, bool):
            raise TableError(
                f"header must be True or False, got {shown(self.header)}: False is for a table without "
                "column names (--no-header)"
            )
        if isinstance(self.na, str) or not all(isinstance(text, str) for text in self.na):
            raise TableError(
                f"na (--na) must be a tuple of texts, got {shown(self.na)}: for example na=('-', 'none')"
            )
        object.__setattr__(self, "na", tuple(text.strip() for text in self.na))
        _require_sign("decimal", self.decimal, DECIMAL_SIGNS)
        _require_sign("thousands", self.thousands, THOUSANDS_SIGNS)
        if self.decimal is not None and self.decimal == self.thousands:
            raise TableError(
                f"decimal and thousands must be different signs, got {self.decimal!r} for both: "
                "give one of the options --decimal and --thousands"
            )

    def options(self) -> tuple[str, ...]:
        """Return the options of a command that say the same, such as ``("--skip-lines 2", "--na -")``."""
        named: dict[str, object] = {
            "--decimal": self.decimal,
            "--thousands": self.thousands,
            "--sheet": self.sheet,
        }
        if self.skip_lines:
            named = {"--skip-lines": self.skip_lines, **named}
        given = [(name, str(value)) for name, value in named.items() if value is not None]
        given += [("--na", text) for text in self.na]
        parts = tuple(shlex.join(each) for each in given)
        return parts if self.header else ("--no-header", *parts)


def _require_sign(name: str, value: object, known: tuple[str, ...]) -> None:
    if value is not None and value not in known:
        signs = " or ".join(f'"{sign}"' for sign in known)
        raise TableError(f"{name} (--{name}) must be {signs}, got {shown(value)}")
