"""A perceptron's fit: its seeds, held-out samples and starting weights, drawn as scikit-learn draws them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from numbers import Integral
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

import rosenblatt._core as _core
from rosenblatt._typing import FloatArray, SampleMatrix
from rosenblatt.fitting.class_weights import neuron_weights
from rosenblatt.fitting.draws import draw_split, held_out_by_block, split_seed
from rosenblatt.fitting.fit import Fit
from rosenblatt.fitting.kinds import Parameters, perceptron_plan
from rosenblatt.fitting.task import Labels, Task, distinct_labels, is_sparse, task_of_classes
from rosenblatt.training.order import window_blocks
from rosenblatt.training.perceptron.state import PerceptronData, PerceptronState
from rosenblatt.training.state import random_stream

_MOST = np.iinfo(np.int32).max


def begin_perceptron(
    parameters: Parameters,
    inputs: Any,  # noqa: ANN401  # an array or a CSR array
    y: Labels,
    sample_weight: FloatArray | None = None,
    *,
    task: Task | None = None,
    before: Mapping[str, Any] | None = None,
    partial: bool = False,
) -> Fit:
    """Prepare the training of a perceptron; see :func:`~rosenblatt.fitting.begin`.

    ``before`` may hold starting weights as ``coef_`` and ``intercept_``; of a ``partial_fit`` it holds the
    attributes of the fits before.
    """
    classes: Labels = distinct_labels(y) if task is None else getattr(task, "classes")  # noqa: B009
    data, seeds, split = perceptron_data(parameters, inputs, y, classes, sample_weight)
    return perceptron_fit(parameters, classes, data, seeds, split, before, partial=partial)


def perceptron_fit(
    parameters: Parameters,
    classes: Labels,
    data: PerceptronData,
    seeds: NDArray[np.int64],
    split: int | None,
    before: Mapping[str, Any] | None = None,
    *,
    partial: bool = False,
) -> Fit:
    """Make the fit of data and drawn seeds; the others are those of :func:`begin_perceptron`."""
    before, X = {} if before is None else before, data.X
    coef, intercept = before.get("_unaveraged", (before.get("coef_"), before.get("intercept_")))
    weights, biases = starting_weights(coef, intercept, len(seeds), X.shape[1], X.dtype)
    plan = perceptron_plan(parameters, partial=partial)
    state = PerceptronState.start(
        plan,
        len(data.classes),
        seeds,
        weights,
        biases,
        step=before.get("t_", 1.0),
        averages=before.get("_averaged"),
    )
    fit = Fit(
        "Perceptron", parameters, task_of_classes(classes), plan, data, state, before=before, split_seed=split
    )
    return replace(fit, history=before["history_"]) if "history_" in before else fit


def perceptron_data(
    parameters: Parameters,
    inputs: Any,  # noqa: ANN401  # an array or a CSR array
    y: Labels,
    classes: Labels,
    sample_weight: FloatArray | None,
) -> tuple[PerceptronData, NDArray[np.int64], int | None]:
    """What to learn from, the seeds of the sample orders, and that of a split by blocks if there is one."""
    indices = class_places(y, classes)
    held_out = parameters["validation_fraction"] if parameters["early_stopping"] else None
    n_neurons = 1 if len(classes) == 2 else len(classes)
    random_state, split = parameters["random_state"], None
    if held_out is not None and window_blocks(parameters["shuffle_window"], len(indices)):
        split = split_seed(random_stream(random_state))
    seeds, validation = draw_start(
        random_state, indices, n_neurons, held_out if split is None else None, sample_weight
    )
    if held_out is not None and split is not None:
        validation = held_out_by_block(len(indices), held_out, split)
        _require_weight(sample_weight, validation)
    of_class = neuron_weights(parameters["class_weight"], classes, np.unique(y, return_counts=True)[1])
    data = PerceptronData(with_short_indices(inputs), indices, of_class, sample_weight, validation)
    return data, seeds, split


def with_short_indices(inputs: Any) -> Any:  # noqa: ANN401  # an array or a CSR array
    """Return inputs; of a sparse array with indices of 32 bits, as the core reads them."""
    if not is_sparse(inputs) or inputs.indices.dtype == np.int32:
        return inputs
    short = type(inputs)(inputs)
    short.indices, short.indptr = (each.astype(np.int32) for each in (inputs.indices, inputs.indptr))
    return short


def class_places(y: Labels, classes: Labels) -> NDArray[np.int32]:
    """Return the index of each label's class; ValueError for one class only, or an unknown label."""
    if len(classes) < 2:
        raise ValueError(
            f"The number of classes has to be greater than one; got {len(classes)} class: "
            f"all {len(y)} samples are {classes[:1].tolist()}"
        )
    indices = classes.searchsorted(y).astype(np.int32)
    found = classes.take(indices, mode="clip") == y
    if not found.all():
        unknown = np.unique(y[~found])[:5].tolist()
        raise ValueError(f"y has labels that are not among the classes {classes.tolist()}: {unknown}")
    return indices


def draw_start(
    random_state: int | np.random.RandomState | None,
    classes: NDArray[np.int32],
    n_neurons: int,
    held_out: float | None,
    sample_weight: FloatArray | None,
) -> tuple[NDArray[np.int64], NDArray[np.bool_] | None]:
    """Draw the seeds of the sample orders and the mask of held-out samples, in scikit-learn's order.

    The seeds have shape (n_neurons,), the mask (n_samples,), or None without a share to hold out. The split
    is stratified by ``classes``, the index of each sample's class; it is an error if all held-out samples
    weigh 0.
    """
    seeds = np.empty(n_neurons, np.int64)
    if isinstance(random_state, Integral):
        _core.shuffle_seeds(int(random_state), seeds)
        return seeds, _split(random_state, classes, held_out, sample_weight)
    stream = random_stream(random_state)
    if n_neurons == 1:
        stream.randint(1, _MOST)  # scikit-learn's for a generator that a perceptron never asks
        validation = _split(random_state, classes, held_out, sample_weight)
        seeds[0] = stream.randint(_MOST)
        return seeds, validation
    validation = _split(random_state, classes, held_out, sample_weight)
    for k, seed in enumerate(stream.randint(_MOST, size=n_neurons)):
        _core.shuffle_seeds(int(seed), seeds[k : k + 1])
    return seeds, validation


def _split(
    random_state: int | np.random.RandomState | None,
    classes: NDArray[np.int32],
    share: float | None,
    sample_weight: FloatArray | None,
) -> NDArray[np.bool_] | None:
    if share is None:
        return None
    _, rows = draw_split(len(classes), share, random_stream(random_state), classes)
    _require_weight(sample_weight, rows)
    held_out = np.zeros(len(classes), np.bool_)
    held_out[rows] = True
    return held_out


def _require_weight(sample_weight: FloatArray | None, rows: NDArray[Any]) -> None:
    if sample_weight is not None and not (sample_weight[rows] > 0).any():
        raise ValueError(
            "The sample weights for validation set are all zero, consider using a different random state."
        )


def starting_weights(
    coef: ArrayLike | SampleMatrix | None,
    intercept: ArrayLike | None,
    n_neurons: int,
    n_features: int,
    dtype: np.dtype[np.floating],
) -> tuple[FloatArray, NDArray[np.float64] | None]:
    """Copy weights (n_neurons, n_features) and biases, else zeros and None; ValueError for a bad shape."""
    weights = np.zeros((n_neurons, n_features), dtype)
    if coef is not None:
        given = np.asarray(coef.toarray() if is_sparse(coef) else coef, dtype)
        fits = given.size == n_features if n_neurons == 1 else given.shape == weights.shape
        if not fits:
            raise ValueError(
                f"Provided coef_init does not match dataset: it has shape {given.shape}, "
                f"{n_neurons} neuron(s) with {n_features} features need {weights.shape}"
            )
        weights[:] = given.reshape(weights.shape)
    if intercept is None:
        return weights, None
    biases = np.array(intercept, np.float64)
    if biases.shape != (n_neurons,) and not (n_neurons == 1 and biases.shape == ()):
        raise ValueError(
            f"Provided intercept_init does not match dataset: it has shape {biases.shape}, "
            f"{n_neurons} neuron(s) need ({n_neurons},)"
        )
    return weights, biases.reshape(n_neurons)
