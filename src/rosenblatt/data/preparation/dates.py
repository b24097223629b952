"""Features of dates and times: elapsed time, and month, weekday and hour as points on a circle."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from rosenblatt.data.columns import kind_of, type_name
from rosenblatt.data.preparation.features import was_missing_name
from rosenblatt.data.preparation.missing import Missing
from rosenblatt.data.preparation.part import Blocks, StoredColumn, mapped, present, training_part
from rosenblatt.data.preparation.statistics import mean_and_scale, median, most_frequent
from rosenblatt.data.values.dates import DateForm, dates_of_texts
from rosenblatt.errors import ModelFileError, TableError, leave_out, shown
from rosenblatt.storage.fields import Scale

if TYPE_CHECKING:
    import polars
    from numpy.typing import NDArray

Part = Literal["month", "weekday", "hour"]
PARTS: tuple[Part, ...] = ("month", "weekday", "hour")
PERIODS = {"month": 12, "weekday": 7, "hour": 24}
"""After how many units a part of a date begins again."""

_NAMES = {
    "month": tuple(calendar.month_name)[1:],
    "weekday": tuple(calendar.day_name),
}
_HOUR = 3_600_000_000  # microseconds
_DAY = 24 * _HOUR


@dataclass(frozen=True)
class DateFeature:
    """Inputs of a date or time: the time since a start, and two for each part of the date that varies.

    The first input is the time since ``start``, the earliest value of the training part, in days,
    standardised as a number is. Times of day and durations have no start and count in hours. A part is an
    angle ``2 pi part / period`` (months count from January, weekdays from Monday, hours with their fraction
    from midnight) and becomes its sine and cosine: two inputs instead of 12, 7 or 24, in which December lies
    beside January.
    A part is used if it varies in the training part; the weekday also only if not all dates are of the same
    day of a month, as those of a monthly series are.

    ``fill`` replaces missing values, in the unit of the first input and counted from the start; with None a
    missing value is an error. With ``was_missing`` a last input is 1 where the value was missing, else 0.
    ``form`` is the order in which a text file writes the dates; None for a column that had a type. Times
    with a zone are those of UTC.
    """

    kind: ClassVar[str] = "date"
    added_later: ClassVar = ("was_missing", "form")

    name: str
    start: str | None
    mean: float
    scale: Scale
    parts: tuple[Part, ...]
    fill: float | None = None
    was_missing: bool = False
    form: DateForm | None = None

    @classmethod
    def fit(
        cls,
        column: polars.Series | StoredColumn,
        rows: NDArray[np.integer] | None,
        missing: Missing,
        form: DateForm | None = None,
    ) -> DateFeature:
        """Learn start, mean, scale, parts and fill from the rows; missing values do not count."""
        part = training_part(column, rows)
        moments = present(part.values(_moments_of_rows))
        n_present, first = 0, np.inf
        for block in moments():
            n_present += len(block)
            first = min(first, block.min(initial=np.inf))
        if n_present == 0:
            raise TableError(
                f"column {column.name!r} has no values in the training part: {leave_out([column.name])}"
            )
        is_clock = _is_clock(column)
        start = None if is_clock else _text_of(first)
        elapsed = mapped(moments, lambda block: _elapsed(block, start))
        mean, scale = mean_and_scale(elapsed, column.name)
        fill = None
        if missing == "fill":
            fill = median(elapsed)
        elif missing == "mean":
            fill = mean
        elif missing == "most-frequent":
            fill = most_frequent(elapsed)
        was_missing = missing == "fill" and n_present < len(part)
        parts = _varying(moments, is_clock=is_clock)
        return cls(column.name, start, mean, scale, parts, fill, was_missing, form)

    @property
    def unit(self) -> str:
        """What the first input counts, such as ``"days since 2020-01-01"``."""
        return "hours" if self.start is None else f"days since {self.start}"

    @property
    def input_names(self) -> tuple[str, ...]:
        """The inputs' names, such as ``"date: days since 2020-01-01"`` and ``"date: month (sin)"``."""
        circles = (f"{self.name}: {part} ({side})" for part in self.parts for side in ("sin", "cos"))
        absent = (was_missing_name(self.name),) if self.was_missing else ()
        return (f"{self.name}: {self.unit}", *circles, *absent)

    def require_readable(self, column: polars.Series) -> None:
        """Raise TableError if a column does not hold dates, or times as in training."""
        self._as_dates(column)

    def write(
        self, column: polars.Series, rows: NDArray[np.integer] | None, out: NDArray[np.float64]
    ) -> None:
        """Write the column's inputs into ``out`` of shape (n_inputs, n_rows)."""
        moments = _moments(self._as_dates(column))
        moments = moments if rows is None else moments[rows]
        absent = np.isnan(moments)
        if self.fill is not None and absent.any():
            moments = np.where(absent, self._origin + self.fill * self._unit_length, moments)
        out[0] = (_elapsed(moments, self.start) - self.mean) / self.scale
        for place, part in enumerate(self.parts):
            angle = 2 * np.pi / PERIODS[part] * part_of(moments, part)
            out[1 + 2 * place], out[2 + 2 * place] = np.sin(angle), np.cos(angle)
        if self.was_missing:
            out[-1] = absent

    def elapsed(self, value: object) -> float | None:
        """Return the time since the start of one value, in the first input's unit; None if it is missing."""
        import polars

        moment = float(_moments(self._as_dates(polars.Series(self.name, [value])))[0])
        return None if np.isnan(moment) else (moment - self._origin) / self._unit_length

    def moment(self, elapsed: float) -> str:
        """Return the date or time that is so long after the start."""
        return _text_of(self._origin + elapsed * self._unit_length, is_clock=self.start is None)

    def part(self, part: Part, elapsed: float) -> str:
        """Return a part of the date so long after the start, in words, such as ``"March"`` or ``"9.5"``."""
        moment = np.array([self._origin + elapsed * self._unit_length])
        value = float(part_of(moment, part)[0])
        return f"{value:.4g}" if part == "hour" else _NAMES[part][int(value)]

    @property
    def _origin(self) -> float:
        return 0.0 if self.start is None else _moment_of(self.start)

    @property
    def _unit_length(self) -> int:
        return _HOUR if self.start is None else _DAY

    @property
    def origin(self) -> float:
        """The start in days since 1970-01-01; 0 for times of day."""
        return self._origin / _DAY

    def _as_dates(self, column: polars.Series) -> polars.Series:
        """Return a column as dates; TableError if it holds others values."""
        import polars

        if column.dtype == polars.String:
            column = dates_of_texts(column, self.form)
        if column.dtype == polars.Null:
            return column
        if kind_of(column.dtype) != "date" or _is_clock(column) != (self.start is None):
            what = "times such as 12:30" if self.start is None else "dates such as 2020-12-31"
            row = column.is_not_null().arg_max() or 0
            raise TableError(
                f"column {self.name!r} must hold {what}, as in training, got the type "
                f"{type_name(column.dtype)} ({shown(column[row])} in row {row + 1}): write its values as "
                "in the training table"
            )
        return column

    def require_possible(self, path: str) -> None:
        """Raise ModelFileError unless start and parts, read from a file, are those of a feature."""
        if list(self.parts) != [part for part in PARTS if part in self.parts]:
            raise ModelFileError(
                f"{path}.parts must be some of {', '.join(PARTS)} in this order, got {list(self.parts)}"
            )
        try:
            assert self.start is None or _moment_of(self.start) is not None
        except ValueError:
            found = shown(self.start)
            raise ModelFileError(f"{path}.start must be a date such as 2020-12-31, got {found}") from None


def part_of(moments: NDArray[np.float64], part: Part) -> NDArray[np.float64]:
    """Return month (0 to 11), weekday (0 is Monday) or hour (0 to below 24) of microseconds since 1970."""
    if part == "hour":
        return (moments % _DAY) / _HOUR
    days = np.floor(moments / _DAY)
    if part == "weekday":
        return (days + 3) % 7  # 1970-01-01 was a Thursday
    months = np.full(len(days), np.nan)
    is_known = np.isfinite(days)
    dates = days[is_known].astype(np.int64).astype("datetime64[D]")
    months[is_known] = dates.astype("datetime64[M]").astype(np.int64) % 12
    return months


def _varying(moments: Blocks, *, is_clock: bool) -> tuple[Part, ...]:
    """Return the parts that differ between moments."""
    spans = {name: _span(moments, partial(part_of, part=name)) for name in PARTS}
    differ = {name: high > low for name, (low, high) in spans.items()}

    def parts() -> Iterator[Part]:
        if is_clock:
            if differ["hour"] and _span(moments, lambda block: block)[1] < _DAY:
                yield "hour"
            return
        if differ["month"]:
            yield "month"
        low, high = _span(moments, _day_of_month)
        if differ["weekday"] and high > low:
            yield "weekday"
        if differ["hour"]:
            yield "hour"

    return tuple(parts())


def _span(
    moments: Blocks, function: Callable[[NDArray[np.float64]], NDArray[np.generic]]
) -> tuple[float, float]:
    """Return the minimum and the maximum of a function of moments."""
    ends = [(values.min(), values.max()) for block in moments() if len(values := function(block))]
    return float(min(low for low, _ in ends)), float(max(high for _, high in ends))


def _day_of_month(moments: NDArray[np.float64]) -> NDArray[np.int64]:
    dates = np.floor(moments / _DAY).astype(np.int64).astype("datetime64[D]")
    days: NDArray[np.int64] = (dates - dates.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64)
    return days


def _is_clock(column: polars.Series | StoredColumn) -> bool:
    """Whether a column holds times of day or durations."""
    import polars

    return column.dtype == polars.Time or isinstance(column.dtype, polars.Duration)


def _moments(column: polars.Series) -> NDArray[np.float64]:
    """Return dates as microseconds since 1970, times of day since midnight, missing ones as NaN."""
    import polars

    dtype = column.dtype
    if dtype == polars.Null:
        return np.full(len(column), np.nan)
    if dtype == polars.Date:
        return column.to_physical().cast(polars.Float64).to_numpy() * _DAY
    if dtype == polars.Time:
        return column.to_physical().cast(polars.Float64).to_numpy() / 1000
    whole = column.dt.cast_time_unit("us")
    return whole.to_physical().cast(polars.Float64).to_numpy()


def _moments_of_rows(column: polars.Series, rows: NDArray[np.integer] | None) -> NDArray[np.float64]:
    moments = _moments(column)
    return moments if rows is None else moments[rows]


def _elapsed(moments: NDArray[np.float64], start: str | None) -> NDArray[np.float64]:
    return moments / _HOUR if start is None else (moments - _moment_of(start)) / _DAY


_EPOCH = datetime.datetime(1970, 1, 1)  # all times are UTC's, without saying so


def _moment_of(text: str) -> float:
    """Return microseconds since 1970 of a date in ISO's form."""
    return (datetime.datetime.fromisoformat(text) - _EPOCH) / datetime.timedelta(microseconds=1)


def _text_of(moment: float, *, is_clock: bool = False) -> str:
    """Return a moment in ISO's form, without the time of day if that is midnight."""
    since = datetime.timedelta(microseconds=round(moment))
    if is_clock:
        return str(since)
    text = str(_EPOCH + since)
    return text.removesuffix(" 00:00:00")
