"""Fits of sources: what is learned in a pass over the targets, and a fit of prepared rows.

The fit of a source has the bits of that of arrays with the same ``shuffle_window``. Nothing of it grows with
the rows: they are in a file, or in the arrays given, and their order is drawn window by window.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from rosenblatt.data.batches import ROWS, ArraySource, Batch, Source, joined
from rosenblatt.data.sources.stores import temporary_folder
from rosenblatt.fitting.beginning import encoded, network_fit, settled_task
from rosenblatt.fitting.class_weights import neuron_weights
from rosenblatt.fitting.draws import held_out_rows, require_split, split_seed
from rosenblatt.fitting.fit import Fit
from rosenblatt.fitting.kinds import Layers, Parameters, complete, network_plan
from rosenblatt.fitting.perceptron import class_places, draw_start, perceptron_fit
from rosenblatt.fitting.resuming import kept_seed, resumed_network, resumed_perceptron
from rosenblatt.fitting.task import Task, has_one_class
from rosenblatt.large.prepared import PreparedRows, Rows, prepared
from rosenblatt.training.data import Samples
from rosenblatt.training.order import window_blocks
from rosenblatt.training.perceptron.state import PerceptronData
from rosenblatt.training.state import random_stream

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from rosenblatt.checkpoint.file import Checkpoint

WINDOW_BYTES, WINDOW_ROWS = 2**26, 131_072
"""The window of a source by default: the rows that take so many bytes, at most so many."""

Check = Callable[[Batch], Batch]
"""Returns a checked batch, or raises what the same rows in memory would raise."""


def window_of(source: Source, dtype: np.dtype[Any]) -> int:
    """Return the ``shuffle_window`` of a source by default, decided from its columns alone."""
    return max(1, min(WINDOW_ROWS, WINDOW_BYTES // (source.n_features * dtype.itemsize)))


@dataclass(frozen=True)
class Survey:
    """What a pass over a source has found.

    ``y`` has rows with every class of every column; of numbers those of the first batch. ``counts`` are the
    classes of each column, and how many rows each has; empty for numbers.
    """

    n_rows: int
    dtype: np.dtype[Any]
    y: NDArray[Any]
    counts: tuple[tuple[NDArray[Any], NDArray[np.int64]], ...]

    @classmethod
    def of(cls, source: Source, check: Check, *, numbers: bool) -> Survey:
        """Make it in a pass over the targets. ValueError for weights that are all 0."""
        n_rows, dtype, y, weighs = 0, np.dtype(np.float64), np.empty(0), True
        counts: list[tuple[NDArray[Any], NDArray[np.int64]]] = []
        for place, given in enumerate(source.with_targets().batches()):
            batch = check(given)
            assert batch.y is not None
            if place == 0:
                dtype, y, weighs = batch.X.dtype, batch.y, batch.sample_weight is None
            if not numbers:
                columns = [batch.y] if batch.y.ndim == 1 else list(batch.y.T)
                found = [np.unique(column, return_counts=True) for column in columns]
                counts = [_added(*pair) for pair in zip(counts, found, strict=True)] if counts else found
            weighs = weighs or bool(np.any(batch.sample_weight))
            n_rows += len(batch.X)
        if not weighs:
            raise ValueError("Sample weights must contain at least one non-zero number.")
        if not numbers:
            most = max(len(classes) for classes, _ in counts)
            columns = [np.resize(classes, most) for classes, _ in counts]
            y = columns[0] if y.ndim == 1 else np.column_stack(columns)
        return cls(n_rows, dtype, y, tuple(counts))


def _added(
    one: tuple[NDArray[Any], NDArray[np.int64]], other: tuple[NDArray[Any], NDArray[np.int64]]
) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """The counts of both."""
    classes, places = np.unique(np.concatenate([one[0], other[0]]), return_inverse=True)
    counts = np.zeros(len(classes), np.int64)
    np.add.at(counts, places, np.concatenate([one[1], other[1]]))
    return classes, counts


@contextmanager
def fit_of_source(
    kind: str,
    parameters: Parameters,
    source: Source,
    survey: Survey,
    check: Check,
    *,
    validation: Source | None = None,
    task: Task | None = None,
    random: np.random.RandomState | None = None,
    before: Mapping[str, Any] | None = None,
    partial: bool = False,
    checkpoint: Checkpoint | None = None,
    same_data: bool = True,
) -> Iterator[Fit]:
    """Prepare the rows of a source and give the fit, which is valid within the ``with`` block.

    The arguments are those of :func:`rosenblatt.fitting.begin`, or with a ``checkpoint`` of
    :func:`rosenblatt.fitting.resume`. The ``shuffle_window`` holds fewer rows than the source.
    """
    parameters = complete(kind, parameters)
    assert window_blocks(parameters["shuffle_window"], survey.n_rows)
    with ExitStack() as files:
        if kind == "Perceptron":
            dtype = survey.dtype
            if checkpoint is not None:
                dtype = getattr(checkpoint.state, "weights", np.empty(0)).dtype
            elif partial and before is not None and "coef_" in before:
                dtype = before["coef_"].dtype
            data, split = _perceptron_data(files, parameters, source, survey, check, task, checkpoint, dtype)
            classes = _classes(survey, task)
            if checkpoint is not None:
                yield resumed_perceptron(parameters, checkpoint, classes, data, same_data=same_data)
                return
            n_neurons = 1 if len(classes) == 2 else len(classes)
            none = np.empty(0, np.int32)
            seeds, _ = draw_start(parameters["random_state"], none, n_neurons, None, None)
            yield perceptron_fit(parameters, classes, data, seeds, split, before, partial=partial)
            return
        task = settled_task(parameters, survey.y, task)
        layers = Layers.of(parameters)
        plan = network_plan(
            parameters, task.loss, len(layers.sizes), partial=partial, one_class=has_one_class(task)
        )
        random = random_stream(parameters["random_state"]) if random is None else random
        seed = None
        if plan.early_stopping and validation is None:
            seed = split_seed(random) if checkpoint is None else kept_seed(checkpoint)
        dtype = survey.dtype if before is None else before["network_"].dtype
        if checkpoint is not None:
            dtype = checkpoint.state.network.dtype if hasattr(checkpoint.state, "network") else dtype
        known = task

        def encode(batch: Batch, counts: Any = survey.counts) -> Batch:  # noqa: ANN401
            given = check(batch)
            assert given.y is not None
            weight = given.sample_weight
            made = encoded(parameters, known, given.X, given.y, weight, dtype, partial=partial, counts=counts)
            return _in_place(batch, made)

        rows = files.enter_context(_prepared(source, encode, survey.n_rows, parameters, seed))
        judged = rows.validation
        if validation is not None:
            judged = files.enter_context(prepared(validation, lambda batch: encode(batch, None))).train
        given = _samples(rows.train), None if judged is None else _samples(judged)
        if checkpoint is not None:
            yield resumed_network(kind, parameters, checkpoint, task, given, same_data=same_data)
            return
        yield network_fit(kind, parameters, layers, task, plan, given, seed, random, before, partial=partial)


def _prepared(
    source: Source, encode: Callable[[Batch], Batch], n_rows: int, parameters: Parameters, seed: int | None
) -> Any:  # noqa: ANN401  # a context of PreparedRows
    """The prepared rows of a source, of which those that a seed draws are held out."""
    if seed is None:
        return prepared(source, encode)
    fraction = parameters["validation_fraction"]
    require_split(n_rows, fraction)

    def held_out(first_row: int, n: int) -> NDArray[np.bool_]:
        return held_out_rows(first_row, n, fraction, seed)

    return prepared(source, encode, held_out)


def _in_place(batch: Batch, made: Samples) -> Batch:
    """The encoded arrays; those that share the given one's memory unchanged are the given ones."""
    arrays: list[Any] = []
    for given, array in zip(batch.arrays, (made.X, made.y, made.sample_weight), strict=True):
        is_given = (
            given is not None
            and array is not None
            and (given.dtype, given.shape, given.strides) == (array.dtype, array.shape, array.strides)
            and given.ctypes.data == array.ctypes.data
        )
        arrays.append(given if is_given else array)
    return batch._replace(X=arrays[0], y=arrays[1], sample_weight=arrays[2])


def _samples(rows: Rows) -> Samples:
    assert rows.y is not None
    rows.check()
    return Samples(rows.X, rows.y, rows.sample_weight)


# ---- The perceptron --------------------------------------------------------------------------------------


def _classes(survey: Survey, task: Task | None) -> Any:  # noqa: ANN401  # an array
    return survey.counts[0][0] if task is None else getattr(task, "classes")  # noqa: B009


def _perceptron_data(
    files: ExitStack,
    parameters: Parameters,
    source: Source,
    survey: Survey,
    check: Check,
    task: Task | None,
    checkpoint: Checkpoint | None,
    dtype: np.dtype[Any],
) -> tuple[PerceptronData, int | None]:
    """What a perceptron learns from, and the seed by which rows are held out."""
    classes = _classes(survey, task)

    def encode(batch: Batch) -> Batch:
        given = check(batch)
        assert given.y is not None
        weight = given.sample_weight
        places = class_places(given.y, classes)[:, None]
        X = given.X.astype(dtype, copy=False)
        weight = None if weight is None else weight.astype(dtype, copy=False)
        return _in_place(batch, Samples(X, places, weight))

    rows: PreparedRows = files.enter_context(prepared(source, encode))
    samples, mask, seed = _samples(rows.train), None, None
    if parameters["early_stopping"]:
        seed = split_seed(random_stream(parameters["random_state"]))
        seed = seed if checkpoint is None else kept_seed(checkpoint)
        assert seed is not None
        fraction = parameters["validation_fraction"]
        require_split(survey.n_rows, fraction)
        mask = _mask(files, survey.n_rows, fraction, seed)
    # A perceptron counts what it holds out among its samples, as in scikit-learn.
    of_class = neuron_weights(parameters["class_weight"], classes, survey.counts[0][1])
    data = PerceptronData(samples.X, samples.y.reshape(-1), of_class, samples.sample_weight, mask)
    return data, seed


def _mask(files: ExitStack, n_rows: int, fraction: float, seed: int) -> NDArray[np.bool_]:
    """Which rows are held out, in a file without a name."""
    unnamed = tempfile.TemporaryFile(dir=temporary_folder())  # noqa: SIM115  # until `files` ends
    file: IO[bytes] = files.enter_context(unnamed)
    for begin in range(0, n_rows, ROWS):
        file.write(held_out_rows(begin, min(ROWS, n_rows - begin), fraction, seed).tobytes())
    file.flush()
    return np.memmap(file, np.bool_, "r", shape=(n_rows,))


def in_memory(source: Source) -> Batch:
    """Return all rows of a source as arrays, for a table that a single window holds."""
    if isinstance(source, ArraySource):
        return Batch(source.X, source.y, source.sample_weight)
    return joined(list(source.batches()))
