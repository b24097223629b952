"""What a perceptron's training starts from: classes and their weights, seeds, held-out samples, weights."""

from __future__ import annotations

from numbers import Integral
from typing import Any

import numpy as np
import scipy.sparse
from numpy.typing import ArrayLike, NDArray
from sklearn.utils import check_random_state, compute_class_weight
from sklearn.utils.multiclass import check_classification_targets, unique_labels

import rosenblatt._core as _core
from rosenblatt._typing import FloatArray, SampleMatrix
from rosenblatt.estimators.targets import Labels

_MOST = np.iinfo(np.int32).max


def distinct_classes(y: Labels) -> Labels:
    """Return the sorted labels that occur; numbers with fractions are refused."""
    if y.dtype.kind not in "biu":  # of these every value is a label
        check_classification_targets(y)
    found: Labels = np.unique(y)
    return found


def n_neurons_for(classes: Labels) -> int:
    """One neuron tells two classes apart; of more classes each has its own."""
    return 1 if len(classes) == 2 else len(classes)


def check_classes(classes: ArrayLike | None, known: Labels | None) -> Labels:
    """Return the classes of a ``partial_fit``, known from before or given now.

    Raises
    ------
    ValueError
        If they are neither, or both and not the same.
    """
    if classes is None:
        if known is None:
            raise ValueError("classes must be passed on the first call to partial_fit.")
        return known
    given: Labels = unique_labels(classes)
    if known is not None and not np.array_equal(known, given):
        raise ValueError(
            f"`classes={classes!r}` is not the same as on last call to partial_fit, was: {known!r}"
        )
    return given


def encode(y: Labels, classes: Labels) -> NDArray[np.int32]:
    """Return the index of each label's class.

    Raises
    ------
    ValueError
        If there is but one class, or ``y`` has a label that is none of them.
    """
    if len(classes) < 2:
        raise ValueError(
            f"The number of classes has to be greater than one; got {len(classes)} class: "
            f"all {len(y)} samples are {classes[:1].tolist()}"
        )
    indices = classes.searchsorted(y).astype(np.int32)
    found = classes.take(indices, mode="clip") == y
    if not found.all():
        strangers = np.unique(y[~found])[:5].tolist()
        raise ValueError(f"y has labels that are not among the classes {classes.tolist()}: {strangers}")
    return indices


def class_weights(
    class_weight: dict[Any, float] | str | None, classes: Labels, y: Labels
) -> NDArray[np.float64] | None:
    """Weights (n_neurons, 2) of other classes and of a neuron's own; None if all are 1.

    With two classes both weights count; with more, as in scikit-learn, only that of the own class.
    """
    if class_weight is None:
        return None
    weights = compute_class_weight(class_weight, classes=classes, y=y)
    pairs = weights.reshape(1, 2) if len(classes) == 2 else np.column_stack([np.ones(len(classes)), weights])
    return np.ascontiguousarray(pairs, dtype=np.float64)


def draw_start(
    random_state: int | np.random.RandomState | None,
    classes: NDArray[np.int32],
    n_neurons: int,
    held_out: float | None,
    sample_weight: FloatArray | None,
) -> tuple[NDArray[np.int64], NDArray[np.bool_] | None]:
    """Draw the seeds of the sample orders, and the samples that are held out, in scikit-learn's order.

    Parameters
    ----------
    random_state : int, RandomState or None
    classes : ndarray of shape (n_samples,)
        Indices of classes, by which the split is stratified.
    n_neurons : int
    held_out : float or None
        The share of the samples to hold out; None for none.
    sample_weight : ndarray of shape (n_samples,), optional
        If all held-out samples weigh nothing, that is an error.

    Returns
    -------
    seeds : ndarray of int64, shape (n_neurons,)
    validation : ndarray of bool, shape (n_samples,), or None
    """
    seeds = np.empty(n_neurons, np.int64)
    if isinstance(random_state, Integral):
        _core.shuffle_seeds(int(random_state), seeds)
        return seeds, _split(random_state, classes, held_out, sample_weight)
    stream = check_random_state(random_state)
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
    from sklearn.model_selection import StratifiedShuffleSplit  # late: it brings sklearn.metrics with it

    splitter = StratifiedShuffleSplit(test_size=share, random_state=random_state)
    _, rows = next(splitter.split(np.zeros((len(classes), 1)), classes))
    if sample_weight is not None and not (sample_weight[rows] > 0).any():
        raise ValueError(
            "The sample weights for validation set are all zero, consider using a different random state."
        )
    held_out = np.zeros(len(classes), np.bool_)
    held_out[rows] = True
    return held_out


def starting_weights(
    coef: ArrayLike | SampleMatrix | None,
    intercept: ArrayLike | None,
    n_neurons: int,
    n_features: int,
    dtype: np.dtype[np.floating],
) -> tuple[FloatArray, NDArray[np.float64] | None]:
    """Copy given weights, (n_neurons, n_features), and biases; None stands for zeros and None.

    Raises
    ------
    ValueError
        If one has another shape than the data asks for.
    """
    weights = np.zeros((n_neurons, n_features), dtype)
    if coef is not None:
        if isinstance(coef, scipy.sparse.sparray | scipy.sparse.spmatrix):
            coef = coef.toarray()
        given = np.asarray(coef, dtype)
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
