"""Model: a trained network or mixture with its preparation, which predicts in the table's own words."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, TypeGuard

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rosenblatt.errors import PlanError, RosenblattError, TableWarning, require_known
from rosenblatt.network import Network
from rosenblatt.network.mixture import Mixture
from rosenblatt.network.over_sequences import PREDICT_AT, checked_offsets, outputs_over_sequences

if TYPE_CHECKING:
    import onnx
    import polars
    from narwhals.typing import IntoDataFrame

    from rosenblatt._typing import FloatArray, IntArray
    from rosenblatt.data import Preparation, Reading
    from rosenblatt.data.table_source import TableSource

RECURRENT = "recurrent"
TABULAR = "tabular"
KINDS = ("perceptron", "mlp", RECURRENT, TABULAR)
TASKS = ("classification", "regression")

_BLOCK = 2**20  # numbers a layer may hold at a time while predicting


class Trained(Protocol):
    """A fitted estimator of Rosenblatt with a network, known by its attributes alone."""

    @property
    def network_(self) -> Network:
        """The trained network."""


@dataclass(frozen=True)
class Model:
    """A trained network, or a mixture of networks, with its preparation: what a model file holds.

    Parameters
    ----------
    kind : {"perceptron", "mlp", "recurrent", "tabular"}
        What it was trained as; ``recurrent`` is a network with a cell, ``tabular`` a mixture.
    task : {"classification", "regression"}
        What it predicts: a class, or a number.
    predictor : Network or Mixture
        What computes the outputs from prepared inputs.
    preparation : Preparation, optional
        How a table's columns become the network's inputs, and how its target is decoded. Without it the
        network's inputs are given as they are.
    classes : tuple, optional
        The classes in the order of the outputs, in the table's own words; for several targets a tuple of such
        tuples.
    predict_at : {"every", "last"}, optional
        Of a recurrent model: whether it predicts at every step of a sequence, or once, after the last.
    sequence : str, optional
        Of a recurrent model the table's column whose equal values mark the rows of one sequence. Default: all
        rows are one sequence.

    Raises
    ------
    PlanError
        If the parts do not fit together.

    Examples
    --------
    >>> from rosenblatt.model import Model
    >>> gate = Network((2, 1), ("step",), [1, 1, -1.5])
    >>> Model("perceptron", "classification", gate, classes=("no", "yes")).predict([[1, 1], [1, 0]])
    array(['yes', 'no'], dtype='<U3')
    """

    kind: str
    task: str
    predictor: Network | Mixture
    preparation: Preparation | None = None
    classes: tuple[object, ...] | None = None
    predict_at: str | None = None
    sequence: str | None = None

    def __post_init__(self) -> None:
        require_known("kind", self.kind, KINDS)
        require_known("task", self.task, TASKS)
        if (self.classes is None) != (self.task == "regression"):
            raise PlanError(
                f"a {self.task} model got the classes {self.classes!r}: a classification needs them, no other"
            )
        self._check_mixture()
        self._check_classes()
        self._check_recurrence()
        self._check_preparation()

    def _check_mixture(self) -> None:
        mixture = self.mixture
        if (mixture is not None) != (self.kind == TABULAR):
            found = type(self.predictor).__name__
            raise PlanError(f"a model of kind {self.kind!r} got a {found}: kind 'tabular' is for a Mixture")
        if mixture is not None and mixture.is_regression != (self.task == "regression"):
            what = "numbers" if mixture.is_regression else "classes"
            raise PlanError(f"the mixture predicts {what}, the task is {self.task}")

    def _check_classes(self) -> None:
        classes = self.classes
        if classes is None:
            return
        if are_groups(classes):
            expected, got = self.output_groups, tuple(len(each) for each in classes)
        else:
            expected, got = (self.n_outputs if self.n_outputs > 1 else 2,), (len(classes),)
        alone = expected == (2,) and got == (1,)
        if alone and self.mixture is not None and self.mixture.constant is not None:
            return
        if expected != got:
            if alone:
                raise PlanError(f"there is one class only, {classes[0]!r}: train on samples of two or more")
            words = [" + ".join(map(str, counts)) for counts in (expected, got)]
            raise PlanError(f"the outputs are for {words[0]} classes, got {words[1]}: {classes!r:.200}")

    def _check_recurrence(self) -> None:
        if isinstance(self.predictor, Mixture):
            self._check_row_by_row()
            return
        network = self.network
        if (network.cell is not None) != (self.kind == RECURRENT):
            cell = network.cell
            found = "a feed-forward network" if cell is None else f"a network with the cell {cell!r}"
            raise PlanError(
                f"a model of kind {self.kind!r} got {found}: kind 'recurrent' is for one with a cell"
            )
        if network.cell is not None:
            require_known("predict_at", str(self.predict_at), PREDICT_AT)
            if not all(np.isfinite(start).all() for start in network.starts if start is not None):
                raise PlanError(
                    f"initial_context must be finite in {network.dtype}, got {network.initial_context!r}"
                )
        else:
            self._check_row_by_row()

    def _check_row_by_row(self) -> None:
        if self.predict_at is not None or self.sequence is not None:
            raise PlanError(
                f"a feed-forward model predicts row by row, got predict_at={self.predict_at!r} and "
                f"sequence={self.sequence!r}: leave them out"
            )

    def _check_preparation(self) -> None:
        preparation, sequence = self.preparation, self.sequence
        if preparation is None:
            if sequence is not None:
                raise PlanError(
                    f"sequence={sequence!r} is a table's column, and without a preparation a model knows none"
                )
            return
        if sequence in (*preparation.feature_names, *preparation.target_names):
            raise PlanError(
                f"the column {sequence!r} says which rows are a sequence, so it is no feature or target"
            )
        if preparation.task != self.task:
            raise PlanError(f"the preparation is for a {preparation.task}, the model for a {self.task}")
        n_inputs = len(preparation.input_names)
        if n_inputs != self.n_inputs:
            raise PlanError(f"the preparation makes {n_inputs} inputs, the {self.noun} has {self.n_inputs}")

    @classmethod
    def from_estimator(
        cls, estimator: Trained, preparation: Preparation | None = None, *, sequence: str | None = None
    ) -> Model:
        """Return the model of a fitted estimator of Rosenblatt.

        Parameters
        ----------
        estimator : estimator
            Fitted; recurrent or not.
        preparation : Preparation, optional
            What prepared its training table; the estimator was trained on its ``inputs`` and ``targets``.
        sequence : str, optional
            Of a recurrent one the column that cut its training table into sequences.

        Returns
        -------
        Model
            A recurrent estimator that is ``stateful`` takes the rows of a table as the steps of one stream;
            its model predicts at each.
        """
        classes = getattr(estimator, "classes_", None)
        if (mixture := getattr(estimator, "mixture_", None)) is not None:
            own = preparation or getattr(estimator, "preparation_", None)
            known = None if classes is None else tuple(np.asarray(classes).tolist())
            return cls(TABULAR, "regression" if classes is None else "classification", mixture, own, known)
        network = estimator.network_
        kind = "perceptron" if network.activations[-1] == "step" else "mlp"
        predict_at: str | None = None
        if network.cell is not None:
            stateful, step_size = getattr(estimator, "stateful", False), getattr(estimator, "step_size", None)
            is_stream = stateful and step_size is None
            kind, predict_at = RECURRENT, "every" if is_stream else getattr(estimator, "predict_at", "every")
        return cls(
            kind,
            "regression" if classes is None else "classification",
            network,
            preparation,
            None if classes is None else _decoded(classes, preparation),
            predict_at,
            sequence,
        )

    @property
    def network(self) -> Network:
        """The network; a PlanError where the model is a mixture of several."""
        if isinstance(self.predictor, Mixture):
            raise PlanError(
                f"the model is a mixture of {self.predictor.n_networks} networks, and one network is needed: "
                "train one with --model mlp (in Python: MLPClassifier or MLPRegressor)"
            )
        return self.predictor

    @property
    def mixture(self) -> Mixture | None:
        """The mixture; None where the model is one network."""
        return self.predictor if isinstance(self.predictor, Mixture) else None

    @property
    def noun(self) -> str:
        """``"network"`` or ``"mixture"``."""
        return "network" if self.mixture is None else "mixture"

    @property
    def is_recurrent(self) -> bool:
        """Whether it reads sequences of rows."""
        return self.kind == RECURRENT

    @property
    def n_inputs(self) -> int:
        """Number of prepared inputs."""
        return self.predictor.n_inputs

    @property
    def n_outputs(self) -> int:
        """Number of outputs: one for a number or two classes, else one for each class."""
        return self.predictor.n_outputs

    @property
    def output_groups(self) -> tuple[int, ...]:
        """Outputs of each target."""
        return (self.n_outputs,) if isinstance(self.predictor, Mixture) else self.predictor.output_groups

    @property
    def output_activation(self) -> str:
        """Name of the activation that made the outputs."""
        if isinstance(self.predictor, Network):
            return self.predictor.activations[-1]
        if self.predictor.is_regression:
            return "identity"
        return "logistic" if self.is_binary else "softmax"

    @property
    def is_binary(self) -> bool:
        """Whether one output decides between two classes. The output of a single class is 1."""
        return self.n_outputs == 1 and len(self.classes or ()) == 2

    @property
    def dtype(self) -> np.dtype[np.floating]:
        """Type of the inputs and outputs."""
        return np.dtype(np.float64) if isinstance(self.predictor, Mixture) else self.predictor.dtype

    @property
    def is_finite(self) -> bool:
        """Whether no parameter is infinite or not a number."""
        return all(np.isfinite(parameters).all() for parameters in self.all_parameters)

    @property
    def all_parameters(self) -> tuple[FloatArray, ...]:
        """The parameters of the network, or of every network of the mixture."""
        if isinstance(self.predictor, Network):
            return (self.predictor.parameters,)
        return tuple(network.parameters for network, _, _ in self.predictor.networks)

    @property
    def n_features(self) -> int:
        """Number of columns an array must have: the table's features, without a preparation the inputs."""
        return self.n_inputs if self.preparation is None else len(self.preparation.feature_names)

    def predict(
        self, table: IntoDataFrame | ArrayLike, offsets: ArrayLike | None = None, *, strict: bool = False
    ) -> NDArray[np.generic]:
        """Predict in the table's own words and units.

        Parameters
        ----------
        table : data frame or array of shape (n_samples, n_features)
            A polars, pandas or Arrow table: its columns are found by name, and columns that did not occur in
            training are ignored with a warning. An array's columns are the features in the model's order. For
            a recurrent model the rows are steps.
        offsets : array-like of int of shape (n_sequences + 1,), optional
            For a recurrent model: sequence s is the rows from ``offsets[s]`` to before ``offsets[s + 1]``.
            Default: as the column ``sequence`` cuts the table; without one all rows are one sequence.
        strict : bool, default=False
            Whether a column of a table that did not occur in training is an error.

        Returns
        -------
        ndarray of shape (n_samples,) or (n_samples, n_outputs)
            Labels or numbers; a column a target when there are several. A row a sequence where
            ``predict_at`` is ``"last"``.

        Raises
        ------
        RosenblattError
            If columns are missing (all are named), an array has another number of columns, a value is no
            number, or the offsets do not fit the rows.

        Warns
        -----
        TableWarning
            When columns are ignored, or a row has no value in more than half of the features.
        """
        return self.decide(self.outputs(self.inputs(table, strict=strict), self.offsets(table, offsets)))

    def predict_proba(
        self, table: IntoDataFrame | ArrayLike, offsets: ArrayLike | None = None, *, strict: bool = False
    ) -> FloatArray:
        """Give the probability of each class.

        Parameters
        ----------
        table, offsets, strict
            As for :meth:`predict`.

        Returns
        -------
        ndarray of shape (n_samples, n_classes), or (n_sequences, n_classes)
            In the order of ``classes``. For several targets the columns of all their classes.

        Raises
        ------
        RosenblattError
            If the model has no probabilities: a regression, or a perceptron.
        """
        inputs = self.inputs(table, strict=strict)
        return self.probabilities(self.outputs(inputs, self.offsets(table, offsets)))

    def read_table(self, source: str | os.PathLike[str], reading: Reading | None = None) -> polars.DataFrame:
        """Read a table to predict for, in which values are written as in the training table.

        Numbers and dates are read in the forms of the training table, such as ``1.234,5``; plain ones too.

        Parameters
        ----------
        source : str or path
            As for `rosenblatt.data.load_table`.
        reading : Reading, optional
            How the text of a file is read. The texts that meant "missing" in training do so here too.

        Raises
        ------
        TableError
            When the source cannot be read.
        """
        from rosenblatt.data import Reading, read_frame

        if self.preparation is None:
            return read_frame(source, reading)
        reading = reading or Reading()
        reading = replace(reading, na=(*reading.na, *self.preparation.na))
        return read_frame(source, reading, self.preparation.forms)

    def open_table(self, source: str | os.PathLike[str], reading: Reading | None = None) -> TableSource:
        """Open a table to predict for that need not fit in memory; parameters and errors of `read_table`.

        Raises PlanError if the model has no preparation.
        """
        from rosenblatt.data import Reading
        from rosenblatt.data.table_source import TableSource
        from rosenblatt.large.opening import open_in_batches, typed_rows

        if self.preparation is None:
            raise PlanError("a model without a preparation reads whole tables: use read_table")
        reading = reading or Reading()
        reading = replace(reading, na=(*reading.na, *self.preparation.na))
        opened = open_in_batches(source, reading)
        typed = typed_rows(opened, opened.columns, self.preparation.forms)
        return TableSource(typed.store, opened.name, opened.columns, ())

    def order_of(self, table: polars.DataFrame) -> NDArray[np.int64] | None:
        """Return a stream's rows in the order of their dates; None if they are in it, or are no stream."""
        from rosenblatt.data.sequences import order_of_dates

        if not self.is_recurrent or self.sequence is not None or self.preparation is None:
            return None
        return order_of_dates(table, self.preparation.feature_names)

    def inputs(self, table: IntoDataFrame | ArrayLike, *, strict: bool = False) -> FloatArray:
        """Prepare what :meth:`predict` takes: what the network sees, of shape (n_samples, n_inputs)."""
        if self.preparation is not None and _is_frame(table):
            inputs = self.preparation.inputs(table, strict=strict)
            warn_of_sparse_rows([table], self.preparation.feature_names)
            return inputs
        if _is_frame(table):
            from rosenblatt.data.sources.frames import reject_dates

            reject_dates(table)
        array = np.asarray(table)
        if array.ndim != 2 or array.shape[1] != self.n_features:
            names = "" if self.preparation is None else f" ({', '.join(self.preparation.feature_names)})"
            got, give = (
                f"an array of shape {array.shape}",
                f"an array of shape (n_samples, {self.n_features})",
            )
            if hasattr(table, "to_frame"):
                got = f"a Series of {type(table).__module__.partition('.')[0]}"
                give = f"a data frame with these columns, one row for each sample, or {give}"
            raise RosenblattError(
                f"the model knows {self.n_features} features{names}, got {got}: give {give}"
            )
        if self.preparation is None:
            try:
                return array.astype(self.dtype, copy=False)
            except (TypeError, ValueError) as error:
                raise RosenblattError(
                    f"the model has no preparation, so its samples must be numbers ({error}): convert texts "
                    "and dates to numbers as before its training"
                ) from None
        import polars

        columns = zip(self.preparation.feature_names, array.T.tolist(), strict=True)
        return self.preparation.inputs(polars.DataFrame(dict(columns)))

    def offsets(self, table: IntoDataFrame | ArrayLike, offsets: ArrayLike | None = None) -> ArrayLike | None:
        """Return the given offsets, else those by which the column ``sequence`` cuts a table.

        Parameters
        ----------
        table, offsets
            As for :meth:`predict`.

        Returns
        -------
        array-like of int of shape (n_sequences + 1,), or None
            None where all rows are one sequence, or the model is feed-forward.

        Raises
        ------
        TableError
            If the column is missing, or the rows of a sequence are not consecutive.
        """
        if offsets is not None or self.sequence is None or not _is_frame(table):
            return offsets
        from rosenblatt.data import SequenceRows
        from rosenblatt.data.sources.frames import to_polars

        return SequenceRows.of_column(to_polars(table), self.sequence).offsets

    def outputs(self, inputs: FloatArray, offsets: ArrayLike | None = None) -> FloatArray:
        """Outputs for prepared samples; computed in blocks, so that wide layers stay small.

        Parameters
        ----------
        inputs : ndarray of shape (n_samples, n_inputs)
        offsets : array-like of int of shape (n_sequences + 1,), optional
            As for :meth:`predict`. Default: all rows are one sequence.

        Returns
        -------
        ndarray of shape (n_samples, n_outputs), or (n_sequences, n_outputs)
            Activations; of a step, whose 0 and 1 hide which class is the nearest, pre-activations.

        Raises
        ------
        PlanError
            If the offsets do not fit the rows, or the model is feed-forward.
        """
        if offsets is not None and not self.is_recurrent:
            raise PlanError(
                f"a feed-forward model predicts row by row, got the offsets {offsets!r:.80}: leave them out"
            )
        if isinstance(self.predictor, Mixture):
            return self.predictor.outputs(inputs)
        network = self.predictor
        n_rows = max(1, _BLOCK // max(network.layer_sizes))
        if network.cell is not None:
            return self._outputs_over_sequences(inputs, checked_offsets(offsets, len(inputs)), n_rows)
        outputs = np.empty((len(inputs), network.n_outputs), dtype=network.dtype)
        for start in range(0, len(inputs), n_rows):
            block = slice(start, start + n_rows)
            values = network.layer_values(inputs[block])
            if network.activations[-1] == "step":
                outputs[block] = values[-2] @ network.weights[-1] + network.biases[-1]
            else:
                outputs[block] = values[-1]
        return outputs

    def _outputs_over_sequences(self, inputs: FloatArray, offsets: IntArray, n: int) -> FloatArray:
        """Outputs for ``n`` sequences side by side at a time."""
        predict_at, parts = str(self.predict_at), []
        for first in range(0, len(offsets) - 1, n):
            own = offsets[first : first + n + 1]
            block = np.asarray(inputs[own[0] : own[-1]], dtype=self.network.dtype)
            parts.append(outputs_over_sequences(self.network, block, own - own[0], predict_at))
        return np.concatenate(parts)

    def decide(self, outputs: FloatArray) -> NDArray[np.generic]:
        """Turn the network's outputs into labels or numbers, in the table's own words and units."""
        if self.classes is None:
            numbers = outputs[:, 0] if outputs.shape[1] == 1 else outputs
            return numbers if self.preparation is None else self.preparation.decode(numbers)
        if are_groups(self.classes):
            parts = np.split(outputs, np.cumsum(self.output_groups)[:-1], axis=1)
            columns = zip(self.classes, parts, strict=True)
            return np.column_stack([np.asarray(names)[part.argmax(axis=1)] for names, part in columns])
        last = self.output_activation
        if not self.is_binary:
            if last == "logistic":  # each output decides for itself: several labels a sample
                labels = np.asarray(outputs > 0.5, dtype=np.int64)
                preparation = self.preparation
                return preparation.decode(labels) if preparation and preparation.other_targets else labels
            return np.asarray(np.asarray(self.classes)[outputs.argmax(axis=1)])
        threshold = 0.0 if last == "step" else 0.5
        return np.asarray(np.asarray(self.classes)[(outputs[:, 0] > threshold).astype(np.int64)])

    def probabilities(self, outputs: FloatArray) -> FloatArray:
        """Turn the network's outputs into the probability of each class, (n_samples, n_classes)."""
        if not self.has_probabilities:
            why = "a perceptron only decides" if self.kind == "perceptron" else "its outputs are none"
            raise RosenblattError(f"the model gives no probabilities, {why}: leave --proba out")
        return np.hstack([1 - outputs, outputs]) if self.is_binary else outputs

    @property
    def has_probabilities(self) -> bool:
        """Whether :meth:`predict_proba` gives probabilities."""
        return self.task == "classification" and self.output_activation in ("logistic", "softmax")

    def to_onnx(self, *, dtype: str | None = None) -> onnx.ModelProto:
        """Return the model as an ONNX graph, preparation included: see :func:`rosenblatt.export.to_onnx`."""
        # Imported by name and late: the room of exports is above this one.
        graph: onnx.ModelProto = import_module("rosenblatt.export").to_onnx(self, dtype=dtype)
        return graph


def warn_of_sparse_rows(tables: Iterable[IntoDataFrame], features: Sequence[str]) -> None:
    """Warn of rows without a value in more than half of the features: little is known about them.

    The tables are the parts of one, below each other.
    """
    from rosenblatt.data.columns import count_missing
    from rosenblatt.data.sources.frames import pick, plain_frame, to_polars

    n_rows, n_sparse, first = 0, 0, 0
    for table in tables:
        frame = pick(to_polars(table), features)
        if 2 * sum(count_missing(column) for column in frame.iter_columns()) > len(features):
            lacking = np.zeros(frame.height, np.int64)
            for column in plain_frame(frame).iter_columns():
                if column.null_count():
                    lacking += column.is_null().to_numpy()
            rows = np.flatnonzero(2 * lacking > len(features))
            if len(rows) and not n_sparse:
                first = n_rows + int(rows[0]) + 1
            n_sparse += len(rows)
        n_rows += frame.height
    if n_sparse:
        which = f"row {first:,} has"
        if n_sparse > 1:
            which = f"{n_sparse:,} rows (the first is row {first:,}) have"
        warnings.warn(
            f"{which} no value in more than half of the {len(features):,} features: such predictions rest on "
            "replacements for the missing values",
            TableWarning,
            stacklevel=4,
        )


def are_groups(classes: tuple[object, ...]) -> TypeGuard[tuple[tuple[object, ...], ...]]:
    """Whether there are several targets with classes of their own."""
    return all(isinstance(each, tuple) for each in classes)


def _decoded(classes: Any, preparation: Preparation | None) -> tuple[object, ...]:  # noqa: ANN401
    """Classes in the table's words; the names of the targets if each is a label that is there or not."""
    targets = () if preparation is None else (preparation.target, *preparation.other_targets)
    if isinstance(classes, list):
        decoded = classes
        if targets:
            decoded = [target.decode(each) for target, each in zip(targets, classes, strict=True)]
        return tuple(tuple(each.tolist()) for each in decoded)
    if preparation is not None and len(targets) > 1:
        return preparation.target_names
    known = np.asarray(classes)
    return tuple((known if preparation is None else preparation.decode(known)).tolist())


def _is_frame(table: IntoDataFrame | ArrayLike) -> TypeGuard[IntoDataFrame]:
    return hasattr(table, "columns") or hasattr(table, "column_names")
