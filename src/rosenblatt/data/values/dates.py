"""Dates and times as people write them, and how the order of day, month and year is found."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from rosenblatt.data.values.markers import without_markers
from rosenblatt.errors import TableError, shown

if TYPE_CHECKING:
    import polars
    from numpy.typing import NDArray

Order = Literal["year-month-day", "day-month-year", "month-day-year", "year-month", "month-year", "time"]

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>\d{1,2}|(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?)"
)
_DAY = r"(?P<day>\d{1,2})"
_YEAR = r"(?P<year>\d{4})"
_SHORT_YEAR = r"(?P<year>\d{4}|\d{2})"
_CLOCK = (
    r"(?P<hour>\d{1,3}):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d(?:[.,]\d+)?))?"
    r"(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?"
)
_ZONE = r"(?: ?(?P<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?"
_DATES: dict[Order, str] = {
    "year-month-day": rf"{_YEAR}(?:[-/. ]){_MONTH}(?:[-/. ]){_DAY}",
    "day-month-year": rf"{_DAY}(?:[-/.]|\.? |(?:st|nd|rd|th) (?:of )?){_MONTH}(?:[-/.]|,? ){_SHORT_YEAR}",
    "month-day-year": rf"{_MONTH}(?:[-/.]|\.? ){_DAY}(?:[-/.]|(?:st|nd|rd|th)?,? ){_SHORT_YEAR}",
    "year-month": rf"{_YEAR}[-/]{_MONTH}",
    "month-year": rf"{_MONTH}(?:[-/]|,? ){_YEAR}",
}
_PATTERNS: dict[Order, str] = {
    **{order: rf"^{date}(?:(?:[T ]|, ){_CLOCK}{_ZONE})?$" for order, date in _DATES.items()},
    "time": rf"^{_CLOCK}$",
}
_NAMED = {order: re.compile(pattern) for order, pattern in _PATTERNS.items()}
_LOOKED_AT = 20
_SHORT_DOTTED = r"^\d{1,2}\.\d{1,2}\.\d{2}(?:\D|$)"
_MICROSECONDS = 1_000_000
_DAY_LENGTH = 86_400 * _MICROSECONDS


@dataclass(frozen=True)
class DateForm:
    """The order in which dates are written; ``"time"`` is a time of day or a duration, such as 12:30:05.

    Months may be numbers or English names, and a time of day may follow. Times with a zone become UTC's.
    """

    order: Order = "year-month-day"

    @property
    def example(self) -> str:
        """The order in words."""
        return "hours:minutes" if self.order == "time" else self.order

    @property
    def pattern(self) -> str:
        """The regular expression of a text in this order; it may be no date, such as February 30."""
        return _PATTERNS[self.order]

    def read(self, texts: polars.Series) -> polars.Series | None:
        """Return a column of texts as Date, Datetime, Time or Duration; None unless all are in this form.

        Nulls stay nulls. Times of 24 hours and more are a Duration.
        """
        import polars

        pattern = _PATTERNS[self.order]
        if not texts.str.contains(pattern).all():
            return None
        present = texts.drop_nulls()
        parts = present.str.extract_groups(pattern).struct.unnest()
        times, has_times = _times_of(parts)
        if self.order == "time":
            if times is None:
                return None
            is_day = len(times) == 0 or int(times.max()) < _DAY_LENGTH
            if is_day:
                values = polars.Series(times * 1000).cast(polars.Time)
            else:
                values = polars.Series(times).cast(polars.Duration("us"))
        else:
            days = _days_of(parts)
            if days is None or times is None or (len(times) and int(times.max()) > _DAY_LENGTH):
                return None
            if has_times:
                moments = days * _DAY_LENGTH + times - _offsets_of(parts)
                values = polars.Series(moments).cast(polars.Datetime("us"))
            else:
                values = polars.Series(days.astype(np.int32)).cast(polars.Date)
        if len(values) == len(texts):
            return values.alias(texts.name)
        places = (texts.is_not_null().cum_sum().cast(polars.Int64) - 1).set(texts.is_null(), None)
        return values.gather(places).alias(texts.name)


@dataclass(frozen=True)
class DateReadings:
    """The orders in which a column of texts can be read as dates; two if no value tells day from month."""

    forms: tuple[DateForm, ...]
    example: str

    def chosen(self) -> tuple[DateForm, str | None]:
        """Return the order to read, and what to say about it where another is possible.

        With slashes the month is first, as in the United States, else the day.
        """
        if len(self.forms) == 1:
            return self.forms[0], None
        order: Order = "month-day-year" if "/" in self.example else "day-month-year"
        other: Order = "day-month-year" if "/" in self.example else "month-day-year"
        return DateForm(order), (
            f"dates such as {shown(self.example)} are read as {order}, and could be {other}: "
            "if they are, write them as year-month-day"
        )


def dates_of_texts(texts: polars.Series, form: DateForm | None = None) -> polars.Series:
    """Return a column of texts as dates, in a form or as year-month-day; markers are nulls.

    Raises TableError that names the first text that is none.
    """
    form = form or DateForm()
    stripped = without_markers(texts.str.strip_chars())
    orders = (form, *(DateForm(order) for order in ("year-month-day", "time") if order != form.order))
    for each in orders:
        dates = each.read(stripped)
        if dates is not None:
            return dates
    fits = stripped.str.contains(form.pattern).fill_null(True)
    row = (~fits).arg_max() or 0
    raise TableError(
        f"column {texts.name!r} must hold dates written as {form.example}, got the text {shown(texts[row])} "
        f"in row {row + 1}: correct it or leave it empty"
    )


def texts_of(dates: polars.Series) -> polars.Series:
    """Return dates and times as texts that are read as these again, such as ``2020-12-31 12:30:00``."""
    import polars

    if isinstance(dates.dtype, polars.Duration):
        return polars.Series(dates.name, [text_of(value) for value in dates], dtype=polars.String)
    if dates.dtype == polars.Time:
        return dates.dt.to_string("%H:%M:%S%.f")
    return dates.dt.to_string("%Y-%m-%d" if dates.dtype == polars.Date else "%Y-%m-%d %H:%M:%S%.f")


def text_of(value: object) -> str | None:
    """Return one date, time or duration as `texts_of` does; None if it is missing."""
    if not isinstance(value, datetime.timedelta):
        return None if value is None else str(value)
    sign, size = ("-", -value) if value < datetime.timedelta(0) else ("", value)
    seconds, micro = divmod(size // datetime.timedelta(microseconds=1), _MICROSECONDS)
    fraction = f".{micro:06}" if micro else ""
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{fraction}"


def may_be_date(text: str) -> bool:
    """Whether a text looks like a date or time in some order."""
    return any(pattern.fullmatch(text) for pattern in _NAMED.values())


def date_forms(texts: polars.Series) -> DateReadings | None:
    """Return how a column of stripped texts can be read as dates or times; None if its values do not fit.

    Version numbers such as 1.2.10, seasons such as 2019-20 and ratios stay texts.
    """
    first = texts.head(_LOOKED_AT).drop_nulls().to_list()
    possible = [
        order for order, pattern in _NAMED.items() if first and all(pattern.fullmatch(text) for text in first)
    ]
    if not possible or (texts.str.contains(_SHORT_DOTTED).any() and not _is_padded(texts)):
        return None
    forms = tuple(form for order in possible if (form := DateForm(order)).read(texts) is not None)
    if not forms or (forms[0].order == "year-month" and _are_seasons(texts)):
        return None
    if len(forms) > 1:
        forms = _by_regularity(texts, forms)
    return DateReadings(forms, first[0])


def _is_padded(texts: polars.Series) -> bool:
    return bool(texts.str.contains(r"^\d\d\.\d\d\.\d\d(?:\D|$)").all())


def _are_seasons(texts: polars.Series) -> bool:
    """Whether each text is a year and the last two digits of the next one, such as 2010-11."""
    import polars

    parts = texts.drop_nulls().str.extract_groups(r"^(\d{4})[-/](\d{2})$").struct.unnest()
    years, ends = (parts.to_series(place).cast(polars.Int64) for place in (0, 1))
    return not years.null_count() and bool(((years + 1) % 100 == ends).all())


def _by_regularity(texts: polars.Series, forms: tuple[DateForm, ...]) -> tuple[DateForm, ...]:
    """Return the order in which all dates are the first of a month, if there is one; else all orders."""
    firsts = []
    for form in forms:
        values = form.read(texts)
        assert values is not None
        days = values.drop_nulls().dt.day()
        if (days == 1).all() and values.dt.month().n_unique() > 1:
            firsts.append(form)
    if not firsts and "." in texts.drop_nulls()[0]:  # no country writes the month before a dot
        firsts = [form for form in forms if form.order == "day-month-year"]
    return tuple(firsts) if len(firsts) == 1 else forms


def _whole(parts: polars.DataFrame, name: str) -> NDArray[np.int64]:
    """Return a group of digits as integers, 0 where it is not there."""
    import polars

    return parts[name].cast(polars.Int64, strict=False).fill_null(0).to_numpy()


def _times_of(parts: polars.DataFrame) -> tuple[NDArray[np.int64] | None, bool]:
    """Return the times of day in microseconds, and whether there is any; None if one is impossible."""
    import polars

    if not (has_times := bool(parts["hour"].is_not_null().any())):
        return np.zeros(parts.height, dtype=np.int64), has_times
    hours, minutes = _whole(parts, "hour"), _whole(parts, "minute")
    seconds = (
        parts["second"].str.replace(",", ".", literal=True).cast(polars.Float64).fill_null(0.0).to_numpy()
    )
    if parts["half"].is_not_null().any():
        is_half = parts["half"].is_not_null().to_numpy()
        if (is_half & ((hours < 1) | (hours > 12))).any():
            return None, has_times
        is_late = parts["half"].str.to_lowercase().eq_missing("p").to_numpy()
        hours = np.where(is_half, hours % 12 + 12 * is_late, hours)
    micro = np.rint(seconds * _MICROSECONDS).astype(np.int64)
    return (hours * 3600 + minutes * 60) * _MICROSECONDS + micro, has_times


def _days_of(parts: polars.DataFrame) -> NDArray[np.int64] | None:
    """Return dates as days since 1970-01-01; None if one does not exist, such as February 30."""
    import polars

    years = _whole(parts, "year")
    if (len(years) and int(years.max()) < 100) or (parts["year"].str.len_chars() == 2).any():
        is_short = (parts["year"].str.len_chars() == 2).to_numpy()
        years = np.where(is_short, years + np.where(years < 69, 2000, 1900), years)
    names = parts["month"].str.to_lowercase().str.slice(0, 3)
    months_named = names.replace_strict(_MONTHS, range(1, 13), default=None, return_dtype=polars.Int64)
    numbers = parts["month"].cast(polars.Int64, strict=False)
    months: NDArray[np.int64] = months_named.fill_null(numbers).fill_null(0).to_numpy()
    days = _whole(parts, "day") if "day" in parts.columns else np.ones(len(years), dtype=np.int64)
    if ((months < 1) | (months > 12) | (days < 1) | (years < 1)).any():
        return None
    firsts = ((years - 1970) * 12 + months - 1).astype("datetime64[M]")
    dates = firsts.astype("datetime64[D]") + (days - 1)
    if (dates.astype("datetime64[M]") != firsts).any():
        return None
    since: NDArray[np.int64] = dates.astype(np.int64)
    return since


def _offsets_of(parts: polars.DataFrame) -> NDArray[np.int64]:
    """Return how much earlier than the written times those of UTC are, in microseconds."""
    import polars

    zones = parts["zone"]
    if not zones.is_not_null().any():
        return np.zeros(len(zones), dtype=np.int64)
    split = zones.str.extract_groups(r"^([+-])(\d{2}):?(\d{2})?$").struct.unnest()
    hours, minutes = (
        split.to_series(place).cast(polars.Int64, strict=False).fill_null(0).to_numpy() for place in (1, 2)
    )
    signs = np.where(split.to_series(0).eq_missing("-").to_numpy(), -1, 1)
    offsets: NDArray[np.int64] = signs * (hours * 3600 + minutes * 60) * _MICROSECONDS
    return offsets
