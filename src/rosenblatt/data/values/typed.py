"""The types of text columns, found from all their values, and the values converted to these types.

- Values are stripped of blanks. ``NA``, ``N/A``, ``n/a``, ``NaN``, ``nan``, ``NULL``, ``null``, ``?`` and
  empty values are missing values.
- The type of a column depends on ALL its values: integers, else numbers, else ``true`` and ``false``, else
  numbers in another form (`number_forms`), else dates (`date_forms`), else text. A column of digits in which
  any value has a leading zero or more than 18 digits (``007``, an account number) holds names, not
  quantities, and is text.
- Where all other values of a column are numbers or dates, the markers of `markers` are missing values.
- ``1,234`` alone can be 1234 or 1.234. The options of `Reading` decide, else the other columns of the table,
  else it is refused. ``1.234`` is a plain number, unless other columns have decimal commas.

Columns are stacked on each other, in groups of about a million values, and each question is asked once for a
whole group: a question asked of each of many thousand short columns takes longer than reading them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from rosenblatt.data.reading import Reading
from rosenblatt.data.values.dates import DateForm, date_forms, may_be_date
from rosenblatt.data.values.kinds import QUESTIONS, in_kind, kind_of_counts, present_texts
from rosenblatt.data.values.markers import MARKERS, without_markers
from rosenblatt.data.values.numbers import (
    PLAIN,
    NumberForm,
    Readings,
    may_be_number,
    number_forms,
    read_as_thousands,
)
from rosenblatt.data.values.spoilt import LOOKED_AT
from rosenblatt.errors import TableError, listing, shown

if TYPE_CHECKING:
    import polars

_STACKED = 1_000_000


@dataclass(frozen=True)
class TextForm:
    """A column that is text, whatever its values look like."""


TEXT = TextForm()
Form = NumberForm | DateForm | TextForm


@dataclass(frozen=True)
class TypedFrame:
    """A frame whose columns have types.

    ``forms`` has the form of each column whose numbers are not plain, or that holds dates; ``notes`` are
    sentences about the columns for the reader of a screen or a report.
    """

    frame: polars.DataFrame
    forms: Mapping[str, NumberForm | DateForm] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def type_columns(
    frame: polars.DataFrame,
    reading: Reading | None = None,
    known: Mapping[str, Form] | None = None,
    *,
    decimal_comma: bool = False,
    as_written: bool = True,
    plain: Collection[str] = (),
) -> TypedFrame:
    """Convert columns of text to the types of their values.

    Parameters
    ----------
    frame : polars.DataFrame
        Columns of text as it was written; an absent value is null. Columns of other types are returned
        unchanged.
    reading : Reading, optional
        What is known about the values.
    known : mapping, optional
        Forms of columns that are known already, such as those a model was trained with. No forms are
        looked for in other columns then.
    decimal_comma : bool, default=False
        Whether the decimal sign is a comma where it can be one or a thousands sign.
    as_written : bool, default=True
        Whether texts are those of a file. Otherwise, in a data frame, plain digits are text on purpose, and
        only dates and numbers in another form are converted.
    plain : collection of str, optional
        Columns whose numbers can only be plain, such as names of sequences.

    Raises
    ------
    TableError
        When the numbers of a column can be read in two ways.
    """
    import polars

    reading = reading or Reading()
    if known is not None:
        plain = [*plain, *(name for name in frame.columns if name not in known)]
    known = known or {}
    texts = [column for column in frame.iter_columns() if column.dtype == polars.String]
    found: dict[str, Column] = {}
    if as_written:
        for group in _groups(texts):
            for column in _plain_columns(group, reading):
                found[column.values.name] = column
    else:
        found = {column.name: TypedColumn(column.str.strip_chars(), "text") for column in texts}
    resolved = resolve(found, frame.get_column, reading, known, decimal_comma, as_written, plain)
    if not as_written:
        resolved = {name: column for name, column in resolved.items() if column.kind != "text"}
    columns = [
        resolved[column.name].values if column.name in resolved else column for column in frame.iter_columns()
    ]
    if reading.na:
        columns = [without(column, reading.na) for column in columns]
    forms = {name: column.form for name, column in resolved.items() if column.form is not None}
    notes = [f"column {name!r}: {column.note}" for name, column in resolved.items() if column.note]
    return TypedFrame(polars.DataFrame(columns), forms, tuple(notes))


class Column(Protocol):
    """A column in its type, of a kind that `kind_of_counts` names, and its form if it has one."""

    @property
    def values(self) -> polars.Series:
        """The whole column."""

    @property
    def kind(self) -> str:
        """The kind of its values."""

    @property
    def form(self) -> NumberForm | DateForm | None:
        """The form of its values if they are not plain."""

    @property
    def note(self) -> str | None:
        """A sentence about how it was read."""

    def first_texts(self) -> list[str]:
        """Return some of its first texts; see `first_texts`."""


@dataclass(frozen=True)
class TypedColumn:
    """A column in memory; see `Column`."""

    values: polars.Series
    kind: str
    form: NumberForm | DateForm | None = None
    note: str | None = None

    def first_texts(self) -> list[str]:
        """Return some of its first texts."""
        return first_texts([self.values])


def resolve(
    found: Mapping[str, Column],
    texts: Callable[[str], polars.Series],
    reading: Reading,
    known: Mapping[str, Form],
    decimal_comma: bool,
    as_written: bool,
    plain: Collection[str],
) -> dict[str, Column]:
    """Return the columns in their types; those of text are read in other forms where all values fit one.

    ``texts`` returns a column as it was written; the other parameters are those of `type_columns`.
    """
    resolved = dict(found)
    open_columns: dict[str, tuple[polars.Series, Readings]] = {}
    for name, column in found.items():
        if name in known:
            resolved[name] = _in_known_form(column, known[name], texts, reading)
        elif not reading.forms:
            if decimal_comma and column.kind == "text":
                resolved[name] = _with_decimal_commas(column)
        elif column.kind == "text" and name not in plain and looks_typed(column.first_texts()):
            other = _in_some_form(column, reading, as_written)
            if isinstance(other, Readings):
                open_columns[name] = (without_markers(column.values), other)
            elif other is not None:
                resolved[name] = other
    undecided = {name: column for name, column in found.items() if name not in known and name not in plain}
    decimal = _decimal_sign(open_columns, undecided, texts, reading)
    likely = decimal or ("," if decimal_comma else _hint(open_columns))
    for name, (values, readings) in open_columns.items():
        form = readings.of_decimal(likely)
        if form is None:
            raise TableError(_two_readings(open_columns))
        numbers = form.read(values, strict=True)
        if numbers is not None and (as_written or form != PLAIN):
            resolved[name] = TypedColumn(numbers, "numbers", None if form == PLAIN else form)
    if decimal == "," and reading.forms:
        for name, column in undecided.items():
            if column.kind == "numbers" and (
                form := read_as_thousands(_stripped(texts(name), column.values))
            ):
                numbers = form.read(_stripped(texts(name), column.values), strict=True)
                assert numbers is not None
                resolved[name] = TypedColumn(numbers, "numbers", form)
    return resolved


def first_texts(blocks: Iterable[polars.Series]) -> list[str]:
    """Return the texts of a column's first 20 rows, or if all are missing its first 20 texts."""
    first: list[str] = []
    for number, block in enumerate(blocks):
        if number == 0 and (found := block.head(LOOKED_AT).drop_nulls().to_list()):
            return found
        first += block.drop_nulls().head(LOOKED_AT - len(first)).to_list()
        if len(first) == LOOKED_AT:
            break
    return first


def looks_typed(first: Iterable[str]) -> bool:
    """Whether a column's first texts, apart from markers, look like numbers or dates; most do not."""
    return all(may_be_number(text) or may_be_date(text) or text.lower() in MARKERS for text in first)


def _in_some_form(column: Column, reading: Reading, as_written: bool) -> TypedColumn | Readings | None:
    """Return a column of texts as dates or plain numbers, or its possible forms; None if it is text."""
    import polars

    own = column.values
    values = without_markers(own)
    has_markers = values.null_count() > own.null_count()
    if values.null_count() == len(values):
        is_one = as_written and own.n_unique() - bool(own.null_count()) == 1
        return TypedColumn(values.cast(polars.Null), "empty") if is_one else None
    if has_markers and as_written:
        without = next(_plain_columns([values], reading))
        if without.kind in ("digits", "numbers"):
            return without
        if without.kind != "text":
            return None
    if (numbers := number_forms(values)) is not None:
        return numbers
    return _as_dates(values)


def _as_dates(values: polars.Series) -> TypedColumn | None:
    readings = date_forms(values)
    if readings is None:
        return None
    form, note = readings.chosen()
    dates = form.read(values)
    return None if dates is None else TypedColumn(dates, "dates", form, note)


def _decimal_sign(
    columns: Mapping[str, tuple[polars.Series, Readings]],
    found: Mapping[str, Column],
    texts: Callable[[str], polars.Series],
    reading: Reading,
) -> str | None:
    """Return the decimal sign of the options, else the one the columns show; None if there is none or two."""
    if reading.decimal is not None:
        return reading.decimal
    if reading.thousands in (".", ","):
        return "," if reading.thousands == "." else "."
    shows = {readings.shows for _, readings in columns.values()} - {None}
    if any(len(readings.forms) > 1 for _, readings in columns.values()) and "." not in shows:
        numbers = (name for name, column in found.items() if column.kind == "numbers")
        if any(_shows_point(_stripped(texts(name), found[name].values)) for name in numbers):
            shows.add(".")
    return shows.pop() if len(shows) == 1 else None


def _hint(columns: Mapping[str, tuple[polars.Series, Readings]]) -> str | None:
    """Return the decimal sign that is likely by the values of the columns; None if there is none or two."""
    hints = {readings.hint for _, readings in columns.values()} - {None}
    return hints.pop() if len(hints) == 1 else None


def _shows_point(texts: polars.Series) -> bool:
    """Whether plain numbers have points that cannot be thousands signs."""
    return bool(texts.str.contains(".", literal=True).any()) and read_as_thousands(texts) is None


def _two_readings(columns: Mapping[str, tuple[polars.Series, Readings]]) -> str:
    """Return the message for columns whose numbers can be read in two ways."""
    two = {name: readings for name, (_, readings) in columns.items() if len(readings.forms) > 1}
    example = next(iter(two.values())).example
    sign = "," if "," in example else "."
    where = f"columns {listing(tuple(two))} hold" if len(two) > 1 else f"column {next(iter(two))!r} holds"
    as_thousands, as_decimal = example.replace(sign, ""), example.replace(sign, ".")
    other = "." if sign == "," else ","
    return (
        f"{where} numbers that can be read in two ways: {shown(example)} is {as_thousands} if {sign!r} "
        f"separates thousands (--thousands {sign}), or {as_decimal} if it is the decimal sign (--decimal "
        f"{sign}); the table does not show which (in Python: load_table(..., "
        f"reading=Reading(decimal={other!r} or {sign!r})), or convert the column to numbers)"
    )


def _in_known_form(
    column: Column, form: Form, texts: Callable[[str], polars.Series], reading: Reading
) -> Column:
    """Return a column in a form that is known; plain numbers are accepted too, other texts left."""
    if isinstance(form, TextForm):
        if column.kind in ("digits", "numbers"):
            values = column.values
            return TypedColumn(_stripped(texts(values.name), values), "text")
        return column
    if column.kind == "numbers" and isinstance(form, NumberForm) and form.decimal == ",":
        values = column.values
        numbers = form.read(_stripped(texts(values.name), values))
        return column if numbers is None else TypedColumn(numbers, "numbers", form)
    if column.kind != "text":
        return column
    own = column.values
    values = without_markers(own)
    if values.null_count() > own.null_count():
        plain = next(_plain_columns([values], reading))
        if plain.kind not in ("text", "truths"):
            return (
                _in_known_form(plain, form, lambda _: values, reading) if plain.kind == "numbers" else plain
            )
    known = form.read(values)
    if known is not None:
        return TypedColumn(known, column.kind, form)
    if isinstance(form, DateForm):
        dates = _as_dates(values)
        if dates is not None and isinstance(dates.form, DateForm) and dates.form.order == "year-month-day":
            return dates
    return column


def _with_decimal_commas(column: Column) -> Column:
    """Return a column of texts as numbers if each is one with a decimal comma."""
    import polars

    own = column.values
    numbers = own.str.replace(",", ".", literal=True).cast(polars.Float64, strict=False)
    is_number = numbers.null_count() == own.null_count()
    return TypedColumn(numbers, "numbers", NumberForm(",")) if is_number else column


def _stripped(texts: polars.Series, values: polars.Series) -> polars.Series:
    """Return the texts of a column, as nulls where its values are."""
    return texts.str.strip_chars().set(values.is_null(), None)


def without(column: polars.Series, na: Sequence[str]) -> polars.Series:
    """Return a column without the values that mean "missing"; numbers may be written in any way."""
    import polars

    if column.dtype == polars.String:
        absent = column.str.strip_chars().is_in(list(na))
    elif column.dtype.is_numeric():
        absent = column.cast(polars.Float64).is_in([float(text) for text in na if _is_number(text)])
    else:
        return column
    absent = absent.fill_null(False)
    return column.set(absent, None) if absent.any() else column


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _groups(columns: Sequence[polars.Series]) -> Iterator[Sequence[polars.Series]]:
    """Yield the columns in groups of about a million values."""
    size = max(1, _STACKED // max(1, len(columns[0]))) if columns else 1
    yield from (columns[first : first + size] for first in range(0, len(columns), size))


def _plain_columns(group: Sequence[polars.Series], reading: Reading) -> Iterator[TypedColumn]:
    """Yield each column of a group in its type, with numbers only if they are plain."""
    import polars

    n_rows = len(group[0])
    stacked = polars.concat(group, rechunk=True).alias("value")
    values = present_texts(stacked, reading)
    found = values.to_frame().with_columns(**{kind: ask(values) for kind, ask in QUESTIONS.items()})
    counts = {}
    for answer in found.iter_columns():
        holds = answer.fill_null(False) if answer.dtype == polars.Boolean else answer.is_not_null()
        counts[answer.name] = holds.to_numpy().reshape(len(group), n_rows).sum(axis=1)
    for place, column in enumerate(group):
        kind = kind_of_counts({name: int(count[place]) for name, count in counts.items()})
        typed = found["numbers" if kind == "numbers" else "value"].slice(place * n_rows, n_rows)
        yield TypedColumn(in_kind(typed, kind).alias(column.name), kind)
