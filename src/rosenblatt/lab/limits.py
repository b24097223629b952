"""The largest sizes that the lab accepts, and the errors that name them."""

from __future__ import annotations

from collections.abc import Sequence

from rosenblatt.errors import PlanError, TableError

MOST_ROWS = 200_000
MOST_INPUTS = 500
MOST_CELLS = 20_000_000
"""Prepared numbers of a table: rows times inputs."""
MOST_TEXT = 64 * 1024
"""Bytes of one text of a table."""
MOST_LAYERS = 8
MOST_NEURONS = 128
"""Neurons of one hidden layer."""
MOST_BYTES = 50_000_000
"""Bytes of an uploaded table."""
MOST_JSON = 1_000_000
"""Bytes of the JSON of a request."""
DEEPEST_JSON = 16
"""Levels of lists and mappings in the JSON of a request."""
MOST_SESSIONS = 16
MOST_QUESTIONS = 4
"""Questions that are answered at the same time."""
QUESTION_SECONDS = 60.0


def require_table(name: str, n_rows: int, n_inputs: int) -> None:
    """Raise a TableError if a prepared table is too large for the page."""
    remedy = "train it with rosenblatt train, which has no such limit"
    if n_rows > MOST_ROWS:
        raise TableError(f"the lab takes at most {MOST_ROWS:,} rows, got {n_rows:,} of {name}: {remedy}")
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


def require_shape(hidden: Sequence[int]) -> None:
    """Raise a PlanError if a network has more layers, or larger ones, than the page trains."""
    if len(hidden) > MOST_LAYERS:
        raise PlanError(f"the lab trains at most {MOST_LAYERS} hidden layers, got {len(hidden)}: use fewer")
    if hidden and max(hidden) > MOST_NEURONS:
        raise PlanError(
            f"the lab trains at most {MOST_NEURONS} neurons in a hidden layer, got {max(hidden)}: use fewer"
        )
