"""The largest sizes that the lab accepts, and the errors that name them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rosenblatt.errors import ModelFileError, PlanError, RosenblattError, TableError
from rosenblatt.storage.canonical import dumps, loads

MOST_ROWS = 200_000
MOST_COLUMNS = 1_000
MOST_INPUTS = 500
MOST_CELLS = 20_000_000
"""Prepared numbers of a table: rows times inputs."""
MOST_TEXT = 64 * 1024
"""Bytes of one text of a table."""
MOST_LAYERS = 8
MOST_NEURONS = 128
"""Neurons of one hidden layer."""
MOST_BYTES = 50_000_000
"""Bytes of a request: an uploaded table, or arrays."""
MOST_KEPT = 200_000_000
"""Bytes of all uploaded tables together."""
MOST_JSON = 1_000_000
"""Bytes of the JSON of a request."""
DEEPEST_JSON = 16
"""Levels of lists and mappings in the JSON of a request."""
MOST_NAME = 200
"""Characters of a name that a request gives a table."""
MOST_SESSIONS = 16
MOST_QUESTIONS = 4
"""Questions that are answered at the same time."""
MOST_WAITING = 16
"""Questions that wait for these."""
QUESTION_SECONDS = 60.0
BODY_SECONDS = 60.0
"""How long the body of a request may take to arrive."""

_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_BRACKET = re.compile(rb"[\[\]{}]")


class LimitError(RosenblattError):
    """A request is larger than the lab accepts, or one too many."""


def require_table(name: str, n_rows: int, n_inputs: int) -> None:
    """Raise a TableError if a prepared table is too large for the page."""
    remedy = "train it with rosenblatt train, which has no such limit"
    require_rows(name, n_rows)
    if n_inputs > MOST_INPUTS:
        raise TableError(
            f"the lab takes at most {MOST_INPUTS} inputs, got {n_inputs:,} of {name}: choose fewer features, "
            f"or {remedy}"
        )
    if n_rows * n_inputs > MOST_CELLS:
        raise TableError(
            f"the lab takes at most {MOST_CELLS:,} numbers, got {n_rows:,} rows of {n_inputs} inputs of "
            f"{name}: choose fewer features, or {remedy}"
        )


def require_rows(name: str, n_rows: int) -> None:
    """Raise a TableError if a table has too many rows."""
    if n_rows > MOST_ROWS:
        raise TableError(
            f"the lab takes at most {MOST_ROWS:,} rows, got {n_rows:,} of {name}: train it with rosenblatt "
            "train, which has no such limit"
        )


def require_columns(name: str, n_columns: int) -> None:
    """Raise a TableError if a table has too many columns."""
    if n_columns > MOST_COLUMNS:
        raise TableError(
            f"the lab takes at most {MOST_COLUMNS:,} columns, got {n_columns:,} of {name}: remove some, or "
            "train it with rosenblatt train, which has no such limit"
        )


def require_shape(hidden: Sequence[int]) -> None:
    """Raise a PlanError if a network has more layers, or larger ones, than the page trains."""
    if len(hidden) > MOST_LAYERS:
        raise PlanError(f"the lab trains at most {MOST_LAYERS} hidden layers, got {len(hidden)}: use fewer")
    if hidden and max(hidden) > MOST_NEURONS:
        raise PlanError(
            f"the lab trains at most {MOST_NEURONS} neurons in a hidden layer, got {max(hidden)}: use fewer"
        )


def read_json(data: bytes) -> Mapping[str, object]:
    """Return the JSON object of a request; LimitError if it is too large or deep, else ModelFileError."""
    if len(data) > MOST_JSON:
        raise LimitError(f"the JSON of a request has at most {MOST_JSON:,} bytes, got {len(data):,}")
    depth = 0
    for bracket in _BRACKET.findall(_STRING.sub(b"", data)):
        depth += 1 if bracket in b"[{" else -1
        if depth > DEEPEST_JSON:
            raise LimitError(f"the JSON of a request has at most {DEEPEST_JSON} levels, got more")
    try:
        value = loads(data.decode())
        dumps(value).encode()
    except UnicodeError:
        raise ModelFileError(
            "a request must be UTF-8 text without half characters: reload the page"
        ) from None
    if not isinstance(value, dict):
        raise ModelFileError("a request must be a JSON object: reload the page")
    return value
