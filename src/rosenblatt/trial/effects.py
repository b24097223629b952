"""What each column of a table does to the predictions of a mixture: importance and dependence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rosenblatt.data.sources.frames import pick
from rosenblatt.insight.effects.columns import ArrayColumns
from rosenblatt.insight.effects.dependence import Dependence, partial_dependence
from rosenblatt.insight.effects.importance import Importance, permutation_importance
from rosenblatt.storage.fields import Label
from rosenblatt.trial.mixture import out_of_fold_outputs

if TYPE_CHECKING:
    import polars

    from rosenblatt.data import Table
    from rosenblatt.network.mixture import Member, Mixture
    from rosenblatt.trial.parts import Part
    from rosenblatt.trial.trial import Trained

MOST_DRAWN = 8
"""Columns whose curve is computed: the most important ones."""
MOST_REPEATS = 5
_MOST_ROWS = 1000
_WORK = 400_000
"""Predictions of a row that importance may take; wide tables get fewer repeats, then fewer rows."""
_MOST_MEASURED, _FEWEST_MEASURED = 500, 50
"""Columns that are shuffled: all up to the first number; of twice as many half as many, and so on."""
_CURVE_ROWS = 200
ADDITIVE = "lines"
"""The member without a hidden layer, whose curves are drawn beside those of the mixture."""


@dataclass(frozen=True)
class ColumnEffect:
    """What one column does: the fall of the score in each shuffle, and the mean prediction for some values.

    ``values`` to ``deciles`` are those of a :class:`~rosenblatt.insight.effects.dependence.Dependence`, empty
    for columns that are not drawn; ``beside`` has the effects of the additive member.
    """

    name: str
    falls: tuple[float, ...]
    is_number: bool = False
    values: tuple[Label, ...] = ()
    effects: tuple[tuple[float, ...], ...] = ()
    beside: tuple[tuple[float, ...], ...] = ()
    counts: tuple[int, ...] = ()
    deciles: tuple[float, ...] = ()
    n_left_out: int = 0

    def dependence(self) -> Dependence | None:
        """Return the curve of the mixture; None if it was not computed."""
        return self._curve(self.effects)

    def dependence_beside(self) -> Dependence | None:
        """Return the curve of the additive member; None if there is none."""
        return self._curve(self.beside)

    def _curve(self, effects: tuple[tuple[float, ...], ...]) -> Dependence | None:
        if not effects:
            return None
        values = np.array(self.values, dtype=np.float64 if self.is_number else object)
        counts, deciles = np.array(self.counts, np.int64), np.array(self.deciles, np.float64)
        return Dependence(self.name, values, np.array(effects, np.float64), counts, deciles, self.n_left_out)


@dataclass(frozen=True)
class Effects:
    """The columns in the order of their importance, measured on rows of ``part`` that were not trained on.

    Of tables with more than 500 columns, ``n_not_measured`` were not shuffled: those least correlated with
    the target in training.
    """

    part: str
    n_samples: int
    score: float
    score_name: str
    columns: tuple[ColumnEffect, ...]
    n_not_measured: int = 0

    @property
    def importance(self) -> Importance:
        """The fall of the score for each column."""
        names = tuple(column.name for column in self.columns)
        falls = np.array([column.falls for column in self.columns])
        return Importance(names, falls, self.score, self.score_name, self.n_samples)


def column_effects(trained: Trained, table: Table) -> Effects | None:
    """Measure the columns of a mixture on rows its networks were not trained on; None without members.

    ``table`` is the one that the rows of the parts are numbered in.
    """
    fitted, prepared = trained.mixture, trained.prepared
    if fitted is None or trained.model.mixture is None or not trained.model.mixture.members:
        return None
    held_out = bool(len(prepared.test.truth))
    part = prepared.test if held_out else prepared.training
    measured = _measured(trained)
    n_columns = len(measured)
    n_repeats = int(np.clip(_WORK // (n_columns * _MOST_ROWS), 1, MOST_REPEATS))
    n_rows = int(np.clip(_WORK // (n_columns * n_repeats), 100, _MOST_ROWS))
    rows = _some(len(part.truth), n_rows)
    folds = None if held_out else fitted.folds[:, rows]
    seen = permutation_importance(
        _columns(trained, part, table, rows, measured),
        part.truth[rows],
        lambda inputs: trained.model.decide(_outputs(trained, inputs, folds)),
        trained.model.task,
        n_repeats=n_repeats,
    )
    drawn = [int(place) for place in seen.order[:MOST_DRAWN]]
    curves = _curves(trained, part, table, measured, drawn)
    columns = [
        replace(
            curves.get(place, ColumnEffect(seen.names[place], ())), falls=tuple(seen.falls[place].tolist())
        )
        for place in seen.order.tolist()
    ]
    name = "test" if held_out else "out-of-fold"
    n_not_measured = len(prepared.preparation.features) - n_columns
    return Effects(name, seen.n_samples, seen.score, seen.score_name, tuple(columns), n_not_measured)


def _measured(trained: Trained) -> NDArray[np.intp]:
    """Places of the columns that are shuffled; each takes a prediction from all, so of many only some are."""
    prepared = trained.prepared
    blocks = _blocks(trained)
    n_columns = len(blocks)
    if n_columns <= _MOST_MEASURED:
        return np.arange(n_columns)
    inputs, targets = prepared.training.inputs, prepared.targets
    if trained.model.task == "classification":
        targets = np.column_stack([targets == label for label in np.unique(targets)])
    centred = inputs - inputs.mean(axis=0)
    centred /= np.maximum(np.linalg.norm(centred, axis=0), np.finfo(np.float64).tiny)
    wanted = np.asarray(targets, np.float64).reshape(len(inputs), -1)
    related = np.abs((wanted - wanted.mean(axis=0)).T @ centred).max(axis=0)
    strength = np.maximum.reduceat(related, [begin for begin, _ in blocks])
    most = max(_FEWEST_MEASURED, _MOST_MEASURED**2 // n_columns)
    return np.sort(np.argsort(-strength, kind="stable")[:most])


def _blocks(trained: Trained) -> list[tuple[int, int]]:
    """The first input of each column, and the one after its last."""
    features = trained.prepared.preparation.features
    ends = np.cumsum([len(feature.input_names) for feature in features]).tolist()
    return list(zip([0, *ends[:-1]], ends, strict=True))


def _curves(
    trained: Trained, part: Part, table: Table, measured: NDArray[np.intp], drawn: list[int]
) -> dict[int, ColumnEffect]:
    """The mean prediction of all networks for values of the columns at these places."""
    mixture = trained.model.mixture
    assert mixture is not None
    columns = _columns(trained, part, table, _some(len(part.truth), _CURVE_ROWS), measured)
    additive = next((each for each in mixture.members if each.name == ADDITIVE), None)
    beside = None if additive is None or len(mixture.members) == 1 else _alone(mixture, additive)
    found: dict[int, ColumnEffect] = {}
    for place in drawn:
        curve = partial_dependence(columns, place, lambda inputs: _answers(trained, mixture, inputs))
        other = None
        if beside is not None:
            other = partial_dependence(columns, place, lambda inputs: _answers(trained, beside, inputs))
        found[place] = ColumnEffect(
            curve.name,
            (),
            curve.is_number,
            tuple(curve.values.tolist()),
            _rows(curve.effects),
            () if other is None else _rows(other.effects),
            tuple(curve.counts.tolist()),
            tuple(curve.deciles.tolist()),
            curve.n_left_out,
        )
    return found


def _alone(mixture: Mixture, member: Member) -> Mixture:
    """A mixture of one of its members."""
    return replace(mixture, members=(replace(member, weight=1.0),))


def _outputs(trained: Trained, inputs: object, folds: NDArray[np.int64] | None) -> NDArray[np.float64]:
    mixture, matrix = trained.model.mixture, np.asarray(inputs, np.float64)
    assert mixture is not None
    return mixture.outputs(matrix, 1) if folds is None else out_of_fold_outputs(mixture, folds, matrix)


def _answers(trained: Trained, mixture: Mixture, inputs: object) -> NDArray[np.float64]:
    """Probabilities of the classes, or numbers in the target's units, shape (n_rows, n_outputs)."""
    outputs, model = mixture.outputs(np.asarray(inputs, np.float64), 1), trained.model
    if model.task == "classification":
        return np.asarray(model.probabilities(outputs), np.float64)
    return np.asarray(model.decide(outputs), np.float64)[:, None]


def _columns(
    trained: Trained, part: Part, table: Table, rows: NDArray[np.intp], places: NDArray[np.intp]
) -> ArrayColumns:
    """Some rows of a part as the columns at these places, whose values are those of the table."""
    features, blocks = trained.prepared.preparation.features, _blocks(trained)
    blocks = [blocks[place] for place in places]
    names = tuple(features[place].name for place in places)
    frame = pick(table.frame, names)[(part.rows[rows] - 1).tolist()]
    return ArrayColumns(part.inputs[rows], names, blocks, [_own(frame[name]) for name in names])


def _own(column: polars.Series) -> NDArray[np.generic]:
    """The values of a column: numbers, a date as a fraction of its year, or texts."""
    if column.dtype.is_temporal() and hasattr(column.dt, "ordinal_day") and str(column.dtype)[:4] == "Date":
        days = column.dt.year() + (column.dt.ordinal_day() - 1) / 365.25
        return days.cast(float).fill_null(float("nan")).to_numpy()
    if column.dtype.is_numeric():
        return column.cast(float).fill_null(float("nan")).to_numpy()
    values = np.empty(len(column), dtype=object)
    values[:] = column.to_list()
    return values


def _some(n: int, most: int) -> NDArray[np.intp]:
    """At most so many rows, drawn by a fixed seed, in order."""
    if n <= most:
        return np.arange(n)
    return np.sort(np.random.RandomState(0).choice(n, most, replace=False))


def _rows(values: NDArray[np.float64]) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in values.tolist())
