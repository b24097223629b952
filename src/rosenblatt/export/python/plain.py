"""Functions of exported Python files, which need nothing but Python's own arithmetic.

Their source is copied into the file, without the types. So each must run on Python 3.8, and use of this
module only other functions of it and the constants in :data:`CONSTANTS`. The activations are those of
``activations.py``, for one number.
"""
# ruff: noqa: B905  # zip is not strict before Python 3.10

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from typing import Any, TextIO, TypeAlias

from rosenblatt.data.sources.csv_file import SEPARATORS
from rosenblatt.data.values.markers import MISSING_WORDS
from rosenblatt.formulas.activations import LEAK, SELU_ALPHA, SELU_SCALE

Row: TypeAlias = dict[str, Any]
Name: TypeAlias = str | None
Start: TypeAlias = Callable[[], Any]
AnswersOf: TypeAlias = Callable[[Iterator[Row]], Iterator[Any]]

CONSTANTS: dict[str, object] = {
    "LEAK": LEAK,
    "SELU_SCALE": SELU_SCALE,
    "SELU_ALPHA": SELU_ALPHA,
    "MISSING_WORDS": MISSING_WORDS,
    "SEPARATORS": SEPARATORS,
}
"""The constants that the functions use, by name."""


# ---- Activations: from a pre-activation z to a neuron's value -----------------------------------------


def identity(z: float) -> float:
    """Return z as it is."""
    return z


def logistic(z: float) -> float:
    """Return 1 / (1 + exp(-z)), from 0 to 1; exp never gets a number that it grows too large for."""
    if z >= 0:
        return 1 / (1 + math.exp(-z))
    return math.exp(z) / (1 + math.exp(z))


def tanh(z: float) -> float:
    """Return the hyperbolic tangent, from -1 to 1."""
    return math.tanh(z)


def relu(z: float) -> float:
    """Return z where it is above 0, else 0."""
    return max(0.0, z)


def leaky_relu(z: float) -> float:
    """Return z where it is above 0, else a hundredth of it."""
    return z if z > 0 else LEAK * z


def elu(z: float) -> float:
    """Return z where it is above 0, else exp(z) - 1."""
    return z if z > 0 else math.expm1(z)


def selu(z: float) -> float:
    """Return z where it is above 0, else exp(z) - 1, each times a constant."""
    return SELU_SCALE * z if z > 0 else SELU_SCALE * SELU_ALPHA * math.expm1(z)


def gelu(z: float) -> float:
    """Return z times the share of a normal distribution that lies below z."""
    return z * (1 + math.erf(z / math.sqrt(2))) / 2


def silu(z: float) -> float:
    """Return z times logistic(z)."""
    return z * logistic(z)


def softplus(z: float) -> float:
    """Return ln(1 + exp(z)); exp never gets a number that it grows too large for."""
    return max(0.0, z) + math.log1p(math.exp(-abs(z)))


def mish(z: float) -> float:
    """Return z times tanh(softplus(z))."""
    return z * math.tanh(softplus(z))


def exp(z: float) -> float:
    """Return e to the power of z."""
    try:
        return math.exp(z)
    except OverflowError:
        return math.inf


def step(z: float) -> float:
    """Return 1 where z is above 0, else 0."""
    return 1.0 if z > 0 else 0.0


def softmax(zs: list[float]) -> list[float]:
    """Return exp(z) of each neuron, divided by their sum: shares that add up to 1."""
    largest = max(zs)
    powers = [math.exp(z - largest) for z in zs]  # less the largest, so that none grows too large
    total = sum(powers)
    return [power / total for power in powers]


ACTIVATIONS: dict[str, Callable[[float], float]] = {
    each.__name__: each
    for each in (
        identity,
        logistic,
        tanh,
        relu,
        leaky_relu,
        elu,
        selu,
        gelu,
        silu,
        softplus,
        mish,
        exp,
        step,
    )
}
"""For each name of an activation the function of one neuron; ``softmax`` takes a whole layer."""


# ---- A layer ------------------------------------------------------------------------------------------


def weighted_sums(inputs: list[float], weights: list[list[float]], biases: list[float]) -> list[float]:
    """Return each neuron's pre-activation: the inputs times its weights, summed, plus its bias."""
    return [
        sum(x * weight for x, weight in zip(inputs, of_neuron)) + bias
        for of_neuron, bias in zip(weights, biases)
    ]


def encoded_by(inputs: list[float], encoding: Any) -> list[float]:  # noqa: ANN401
    """Return inputs standardised, then the steps between edges, from 0 to 1, that a network reads."""
    means, scales, columns, lows, highs = encoding
    values = [(value - mean) / scale for value, mean, scale in zip(inputs, means, scales)]
    for column, low, high in zip(columns, lows, highs):
        values.append(min(max((inputs[column] - low) / (high - low), 0.0), 1.0))
    return values


def place_of_largest(values: list[float]) -> int:
    """Return the index of the largest value; of equal ones the first."""
    return values.index(max(values))


# ---- A row's values -----------------------------------------------------------------------------------


def value_in(row: Row, column: str) -> Any:  # noqa: ANN401
    """Return a row's value in a column; None where it is missing."""
    if column not in row:
        raise ValueError(f"the row has no column {column!r}")
    value = row[column]
    return None if value != value else value  # only NaN, which means missing, differs from itself


def known_value(row: Row, column: str, stand_in: Any) -> Any:  # noqa: ANN401
    """Return a row's value in a column, or its replacement; one of the two must be there."""
    value = value_in(row, column)
    if value is None:
        value = stand_in
    if value is None:
        raise ValueError(f"the value of column {column!r} is missing")
    return value


def number(row: Row, column: str, stand_in: Any = None) -> float:  # noqa: ANN401
    """Return a row's number in a column, or its replacement; true and false are 1 and 0."""
    value = known_value(row, column, stand_in)
    if isinstance(value, str) and value.lower() in ("true", "false"):
        value = value.lower() == "true"
    try:
        result = float(value)
    except ValueError:
        raise ValueError(f"column {column!r} must hold numbers, got {value!r}") from None
    if not math.isfinite(result):
        raise ValueError(f"column {column!r} must hold finite numbers, got {value!r}")
    return result


def text(row: Row, column: str, stand_in: Any = None) -> str:  # noqa: ANN401
    """Return a row's text in a column, or its replacement."""
    value = known_value(row, column, stand_in)
    if isinstance(value, float):
        raise ValueError(f"column {column!r} must hold text, got the number {value!r}")
    return str(value).lower() if isinstance(value, bool) else str(value)


def one_hot(value: str, categories: list[str], rest: Name = None) -> list[float]:
    """Return an input for each category, 1 for the one that is there; unknown ones are all 0, or ``rest``."""
    if rest is not None and value not in categories:
        value = rest
    return [1.0 if value == category else 0.0 for category in categories]


def one_hot_truth(value: str, categories: list[str], rest: Name = None) -> list[float]:
    """Do as one_hot does, where true and false are categories, however they are spelt."""
    if value not in categories and value.lower() in ("true", "false"):
        value = next((each for each in categories if each.lower() == value.lower()), value)
    return one_hot(value, categories, rest)


def was_missing(row: Row, column: str) -> float:
    """Return 1 if a row has no value in a column, else 0."""
    return 1.0 if value_in(row, column) is None else 0.0


def days_in(row: Row, column: str, pattern: str, stand_in: Any = None) -> float:  # noqa: ANN401
    """Return a row's date in days since 1970-01-01: a date, or a text in the pattern or as 2020-12-31."""
    import datetime

    value = known_value(row, column, stand_in)
    if isinstance(value, float):
        return value
    if isinstance(value, str):
        try:
            value = datetime.datetime.fromisoformat(value)
        except ValueError:
            value = date_of(value, column, pattern)
    if not isinstance(value, datetime.date):
        raise ValueError(f"column {column!r} must hold dates, got {value!r}")
    if not isinstance(value, datetime.datetime):
        return value.toordinal() - 719163.0
    if value.tzinfo is not None:
        value = value.astimezone(datetime.timezone.utc).replace(tzinfo=None)  # noqa: UP017  # Python 3.8
    days: float = (value - datetime.datetime(1970, 1, 1)) / datetime.timedelta(days=1)
    return days


def hours_in(row: Row, column: str, pattern: str, stand_in: Any = None) -> float:  # noqa: ANN401
    """Return a row's time of day or duration in hours: a time, or a text such as 12:30:05."""
    import datetime
    import re

    value = known_value(row, column, stand_in)
    if isinstance(value, float):
        return value
    if isinstance(value, datetime.timedelta):
        return value / datetime.timedelta(hours=1)
    found = re.fullmatch(pattern, str(value))
    if found is None:
        raise ValueError(f"column {column!r} must hold times such as 12:30, got {value!r}")
    return hours_of(found.groupdict())


def date_of(value: str, column: str, pattern: str) -> Any:  # noqa: ANN401
    """Return the date and time of a text in a pattern, in UTC."""
    import datetime
    import re

    found = re.fullmatch(pattern, value)
    if found is None:
        raise ValueError(f"column {column!r} must hold dates, got {value!r}")
    part = found.groupdict()
    year = int(part["year"])
    if len(part["year"]) == 2:
        year += 2000 if year < 69 else 1900
    month = part["month"].lower()
    names = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    number = int(month) if month.isdigit() else names.index(month[:3]) + 1
    try:
        day = datetime.datetime(year, number, int(part.get("day") or 1))
    except ValueError:
        raise ValueError(f"column {column!r} must hold dates, got {value!r}") from None
    zone = re.fullmatch(r"([+-])(\d\d):?(\d\d)?", part["zone"] or "")
    offset = 0.0
    if zone is not None:
        offset = (int(zone[2]) + int(zone[3] or 0) / 60) * (-1 if zone[1] == "-" else 1)
    return day + datetime.timedelta(hours=hours_of(part) - offset)


def hours_of(part: Row) -> float:
    """Return hours, minutes and seconds in hours; 12 PM is noon."""
    hours = int(part["hour"] or 0)
    if part["half"]:
        hours = hours % 12 + (12 if part["half"].lower() == "p" else 0)
    return hours + int(part["minute"] or 0) / 60 + float((part["second"] or "0").replace(",", ".")) / 3600


def date_inputs(days: float, zero: float, scale: float, parts: list[str]) -> list[float]:
    """Return the inputs of a date: the time since the start, and sine and cosine of parts of the date."""
    import datetime

    day = datetime.date.fromordinal(math.floor(days) + 719163)
    inputs = [(days - zero) / scale]
    for part in parts:
        if part == "month":
            inputs += circle(day.month - 1, 12)
        elif part == "weekday":
            inputs += circle(day.weekday(), 7)
        else:
            inputs += circle(days % 1 * 24, 24)
    return inputs


def time_inputs(hours: float, zero: float, scale: float, is_of_day: bool) -> list[float]:
    """Return the inputs of a time: standardised hours, and of a time of day its sine and cosine."""
    return [(hours - zero) / scale] + (circle(hours % 24, 24) if is_of_day else [])


def circle(value: float, period: int) -> list[float]:
    """Return sine and cosine of a value that begins again after a period."""
    angle = 2 * math.pi * value / period
    return [math.sin(angle), math.cos(angle)]


# ---- A table ------------------------------------------------------------------------------------------


def rows_of(table: TextIO) -> Iterator[Row]:
    """Give the rows of a CSV table as dictionaries, with None for a missing value."""
    import csv  # here, because not every small device has it

    lines = table.readlines()
    while lines and not lines[0].strip():
        del lines[0]
    if not lines:
        raise ValueError("the table is empty: it needs a line of column names")
    header = "".join(lines[0].split('"')[::2])  # without quoted parts
    separator = next((each for each in SEPARATORS if each in header), ",")
    reader = csv.reader(lines, delimiter=separator)
    names = [name.strip() for name in next(reader)]
    for values in reader:
        cells = [None if value.strip() in MISSING_WORDS else value.strip() for value in values]
        if any(cell is not None for cell in cells):
            if len(cells) != len(names):
                raise ValueError(f"it has {len(cells)} values, but the header names {len(names)} columns")
            yield dict(zip(names, cells))


def answer_table(answer: Callable[[Row], Any], table: TextIO, answers: TextIO) -> None:
    """Write an answer for each row of a CSV table, a line each."""
    write_answers(lambda rows: map(answer, rows), table, answers)


def answer_sequences(start: Start, table: TextIO, answers: TextIO, column: Name, last: bool) -> None:
    """Write an answer for each row of a CSV table of steps, or for each sequence after its last."""
    write_answers(lambda rows: sequence_answers(start, rows, column, last), table, answers)


def sequence_answers(start: Start, rows: Iterator[Row], column: Name, last: bool) -> Iterator[Any]:
    """Give the answers of sequences; rows with the same value in a column are one, without it all are."""
    sequence, name, names, answer = None, None, set(), None
    for row in rows:
        own = None if column is None else text(row, column)
        if sequence is None or own != name:
            if own in names:
                raise ValueError(f"the rows of sequence {own!r} are not consecutive")
            if last and sequence is not None:
                yield answer
            sequence, name = start(), own
            names.add(own)
        answer = sequence.step(row)
        if not last:
            yield answer
    if last and sequence is not None:
        yield answer


def counted(rows: Iterator[Row], done: list[int]) -> Iterator[Row]:
    """Give rows, and count in a list of one number those that are done with."""
    for row in rows:
        yield row
        done[0] += 1


def write_answers(answers_of: AnswersOf, table: TextIO, answers: TextIO) -> None:
    """Write what is answered for the rows of a CSV table, a line for each answer."""
    import csv

    writer = csv.writer(answers, lineterminator="\n")
    done = [0]
    try:
        for place, answer in enumerate(answers_of(counted(rows_of(table), done))):
            found = answer if isinstance(answer, list) else [answer]
            if place == 0:
                several = [f"predicted {number}" for number in range(1, len(found) + 1)]
                writer.writerow(several if len(found) > 1 else ["predicted"])
            writer.writerow(found)
    except ValueError as error:
        sys.exit(f"row {done[0] + 1}: {error}")


def last_of(answers: list[Any]) -> Any:  # noqa: ANN401
    """Return the answer after the last step of a sequence."""
    if not answers:
        raise ValueError("the sequence has no step")
    return answers[-1]
