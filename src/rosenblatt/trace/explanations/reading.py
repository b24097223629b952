"""How a trained model reads a row: from the row's values to the inputs of its network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy.sparse

from rosenblatt._typing import FloatArray
from rosenblatt.data import Preparation
from rosenblatt.model.held import Held
from rosenblatt.trace.explanations.prepared import PreparedFeature, plain_features, prepared_features
from rosenblatt.trace.explanations.rows import RowLike, frame_of, known_or_none, named_values, numbers_in
from rosenblatt.trace.writing.blocks import Row, Token, number, operator, word

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

PREPARED = "From the row to the inputs"


@dataclass(frozen=True, eq=False)
class ReadRow:
    """A row as the network gets it: each feature's value, and the inputs it became, shape (n_inputs,).

    ``input_names`` is None if the inputs have no names, or two have the same; ``truth`` is the target's value
    in the row, None if it has none; ``heading`` is that of the section on the features.
    """

    features: tuple[PreparedFeature, ...]
    inputs: FloatArray
    input_names: tuple[str, ...] | None
    truth: object = None
    heading: str = "Inputs"


def read_row(model: Held, row: RowLike) -> ReadRow:
    """Return a row as the network gets it; TableError if it has other features than the model."""
    if model.model.preparation is not None:
        return _prepared(model.model.preparation, row)
    names, known_names = model.columns, model.feature_names is not None
    values = named_values(row, names, known_names=known_names)
    if model.steps is None:
        inputs = np.array(numbers_in(values))
        return ReadRow(plain_features(names, inputs), inputs, _different(names))
    inputs, made = _transformed(model.steps, row, values, known_names=known_names)
    features = _transformed_features(model.steps, values, inputs, made)
    heading = PREPARED if all(feature.inputs for feature in features) else "The row"
    if made is not None:
        made = _different(names if heading == PREPARED else made)
    return ReadRow(features, inputs, made, heading=heading)


def _prepared(preparation: Preparation, row: RowLike) -> ReadRow:
    target = preparation.target_name
    values = named_values(row, preparation.feature_names, may_have=(target, *preparation.ignored))
    inputs = preparation.inputs(frame_of(row, values))[0]
    features = prepared_features(preparation, values, inputs)
    truth = known_or_none(values.get(target))
    return ReadRow(features, inputs, _different(preparation.input_names), truth, PREPARED)


def _different(names: Sequence[str]) -> tuple[str, ...] | None:
    return tuple(names) if len(set(names)) == len(names) else None


def _transformed(
    steps: Pipeline, row: RowLike, values: Mapping[str, object], *, known_names: bool
) -> tuple[FloatArray, tuple[str, ...] | None]:
    """Take a row through the steps before the network: its inputs, and their names if the steps know them.

    Steps that know the features by name (``known_names``) get a table, else an array.
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


def _transformed_features(
    steps: Pipeline, values: Mapping[str, object], inputs: FloatArray, names: Sequence[str] | None
) -> tuple[PreparedFeature, ...]:
    """Return each feature and, if each became one input of the same name, that input."""
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
