"""Reader of Excel and OpenDocument workbooks: a sheet is a table of texts, as in a CSV file.

Cells are read as text (numbers with all their digits, dates as ``2020-01-31 00:00:00``), so that a column
that mixes numbers and texts is understood as it would be in CSV.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from warnings import warn

from rosenblatt.data.reading import Reading
from rosenblatt.data.sources.frames import Source
from rosenblatt.data.sources.heading import Row, find_heading
from rosenblatt.data.sources.texts import filled_rows, frame_of, named_columns, no_rows, rows_of
from rosenblatt.data.sources.unpacking import Content
from rosenblatt.errors import TableError, TableWarning, listing, nearest

if TYPE_CHECKING:
    import fastexcel
    import polars

_SAMPLE_ROWS = 60


def open_workbook(content: Content, reading: Reading) -> Source:
    """Read a sheet of a workbook and return it as a source.

    The sheet is the one that ``reading`` names, else the first one that has values; a warning names it if
    there are others. Raises TableError when fastexcel is not installed, the workbook is damaged, or there is
    no such sheet.
    """
    workbook = _opened(content)
    sheet, columns = _sheet(workbook, content, reading)
    where = f"sheet {sheet!r} of {content.where}"
    columns = [column[reading.skip_lines :] for column in columns]
    filled = filled_rows(columns)
    if not len(filled):
        raise TableError(
            f"{where} is empty: a table needs a row with the column names and one for each sample"
        )
    sample = [column.gather(filled[:_SAMPLE_ROWS]).fill_null("").to_list() for column in columns]
    rows = [
        Row(int(place) + reading.skip_lines + 1, tuple(value.strip() for value in values))
        for place, values in zip(filled, zip(*sample, strict=True), strict=False)
    ]
    heading = find_heading(rows, where, reading, "row")
    samples = filled[heading.n_rows :]
    if len(samples):
        named = named_columns(heading.names, rows_of(columns, samples), where)
    else:
        named = no_rows(heading.names)
    return Source(content.name, where, tuple(named), lambda names: frame_of(named, names), has_texts=True)


def _opened(content: Content) -> fastexcel.ExcelReader:
    try:
        import fastexcel
    except ImportError as error:
        raise TableError(
            f"{content.where} is a workbook (Excel or OpenDocument), and reading it needs fastexcel: pip "
            "install fastexcel (in a clone: pip install '.[excel]'), or save the table as CSV"
        ) from error
    data = content.data
    try:
        return fastexcel.read_excel(data.read_bytes() if isinstance(data, Path) else data)
    except fastexcel.FastExcelError as error:
        raise _unreadable(content, error) from error


def _sheet(
    workbook: fastexcel.ExcelReader, content: Content, reading: Reading
) -> tuple[str, list[polars.Series]]:
    """Return the name and the columns of the sheet that is asked for, or of the first one with values."""
    import fastexcel

    names = workbook.sheet_names
    if reading.sheet is not None and reading.sheet not in names:
        raise TableError(
            f"{content.where} has no sheet {reading.sheet!r} (its sheets: {listing(names)})"
            f"{nearest(reading.sheet, names)}"
        )
    chosen, columns = reading.sheet or names[0], []
    for name in names if reading.sheet is None else [reading.sheet]:
        try:
            texts, numbers = (
                workbook.load_sheet(name, header_row=None, skip_rows=0, dtypes=kind)
                for kind in ("string", "float")
            )
        except fastexcel.FastExcelError as error:
            raise _unreadable(content, error) from error
        if texts.height and texts.width:
            pairs = zip(texts.to_polars().iter_columns(), numbers.to_polars().iter_columns(), strict=True)
            chosen, columns = name, [_exact(text, number) for text, number in pairs]
            break
    if reading.sheet is None and len(names) > 1:
        others = listing([name for name in names if name != chosen], 5)
        warn(
            f"{content.where} has {len(names)} sheets: {chosen!r} is read, not {others}; another one is read "
            "with --sheet NAME",
            TableWarning,
            stacklevel=2,
        )
    return chosen, columns


def _exact(texts: polars.Series, numbers: polars.Series) -> polars.Series:
    """Return a column of texts with every digit of its numbers, of which fastexcel writes nine decimals."""
    import polars

    rounded = texts.cast(polars.Float64, strict=False)
    differ = (rounded != numbers).fill_null(False)
    return numbers.cast(polars.String).zip_with(differ, texts) if differ.any() else texts


def _unreadable(content: Content, error: Exception) -> TableError:
    reason = str(error).partition("\n")[0]
    return TableError(
        f"{content.where} cannot be read as a workbook ({reason}): save it again, or save the table as CSV"
    )
