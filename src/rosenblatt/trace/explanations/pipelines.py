"""Rows that go through scikit-learn's transformers before they reach the network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy.sparse

from rosenblatt._typing import FloatArray
from rosenblatt.trace.explanations.prepared import PreparedFeature
from rosenblatt.trace.explanations.rows import RowLike, frame_of
from rosenblatt.trace.writing.blocks import Row, Token, number, operator, word

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline


def transformed(
    steps: Pipeline, row: RowLike, values: Mapping[str, object], *, known_names: bool
) -> tuple[FloatArray, tuple[str, ...] | None]:
    """Take a row through the steps before the network.

    Parameters
    ----------
    steps : Pipeline
        Fitted transformers.
    row : RowLike
    values : mapping
        The row's values by name.
    known_names : bool
        Whether the steps know the features by name; then they get a table, else an array.

    Returns
    -------
    inputs : ndarray of shape (n_inputs,)
    names : tuple of str or None
        Of the inputs, if the steps can tell.
    """
    X: Any = np.array([list(values.values())])
    if known_names:
        X = row if hasattr(row, "iloc") and hasattr(row, "columns") else frame_of(row, values)
    made = steps.transform(X)
    made = made.toarray() if scipy.sparse.issparse(made) else made
    inputs: FloatArray = np.asarray(made, dtype=np.float64)[0]
    try:
        names = tuple(str(name) for name in steps.get_feature_names_out())
    except (AttributeError, ValueError):  # a step of one's own need not know
        names = ()
    return inputs, names if len(names) == len(inputs) else None


def transformed_features(
    steps: Pipeline, values: Mapping[str, object], inputs: FloatArray, names: Sequence[str] | None
) -> tuple[PreparedFeature, ...]:
    """Tell what each feature was and, if each became one input of the same name, which.

    Parameters
    ----------
    steps : Pipeline
    values : mapping
        The row by name.
    inputs : ndarray of shape (n_inputs,)
    names : sequence of str or None
        Of the inputs.

    Returns
    -------
    tuple of PreparedFeature
    """
    made_by = [type(step).__name__ for _, step in steps.steps if step not in (None, "passthrough")]
    by = word(f"by {', '.join(made_by)}" if made_by else "as it is")
    unnamed = tuple(f"x{place}" for place in range(len(values)))  # as scikit-learn names them
    one_to_one = len(values) == len(inputs) and names in (tuple(values), unnamed)
    features = []
    for place, (name, value) in enumerate(values.items()):
        if one_to_one:
            made = float(inputs[place])
            equation = (_shown(value), operator("->"), number(made), by)
            features.append(PreparedFeature(name, value, ((name, made),), Row(name, (equation,))))
        else:
            features.append(PreparedFeature(name, value, (), Row(name, ((_shown(value),),))))
    return tuple(features)


def _shown(value: object) -> Token:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return number(float(value)) if is_number else word(str(value))  # type: ignore[arg-type]
