"""Labels: which kind of targets a ``y`` of labels is, and whether a later ``y`` fits it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse
from sklearn.utils.multiclass import type_of_target, unique_labels

from rosenblatt.estimators.targets import ClassTargets, Labels, ManyLabels, ManyTargets, targets_of

_PLAIN_KINDS = "biu"
"""Boolean and integer arrays: every value of theirs is a label."""


def learn_targets(y: Labels) -> ClassTargets:
    """Tell the kind of targets from checked labels.

    Parameters
    ----------
    y : ndarray of shape (n_samples,) or (n_samples, n_targets), or sparse of the latter shape
        One column: two classes or many. Several columns of only 0 and 1: yes-or-no labels. Other columns:
        several targets, each with classes of its own.

    Returns
    -------
    TwoClasses, ManyClasses, ManyLabels or ManyTargets

    Raises
    ------
    ValueError
        If ``y`` holds numbers that are no labels.
    """
    if y.ndim == 1:
        return targets_of(distinct_labels(y))
    if scipy.sparse.issparse(y) or _is_yes_or_no(y):
        return ManyLabels(unique_labels(y), sparse=scipy.sparse.issparse(y))
    return ManyTargets(tuple(distinct_labels(column) for column in _columns(y)))


def targets_from_classes(classes: object, y: Labels) -> ClassTargets:
    """Tell the kind of targets from the ``classes`` given to a first ``partial_fit``, and the first ``y``.

    ``classes`` is one array; or for several targets with classes of their own a list with an array for each.
    """
    if y.ndim == 2:
        if not (isinstance(classes, Sequence) and all(np.ndim(each) == 1 for each in classes)):
            return ManyLabels(unique_labels(classes), sparse=scipy.sparse.issparse(y))
        if len(classes) != y.shape[1]:
            raise ValueError(
                f"classes must hold an array for each of the {y.shape[1]} targets in y, got {len(classes)}"
            )
        return ManyTargets(tuple(distinct_labels(np.asarray(each)) for each in classes))
    return targets_of(unique_labels(classes))


def require_same_classes(targets: ClassTargets, classes: object) -> None:
    """Raise ValueError unless ``classes`` are those of the first ``partial_fit``."""
    if isinstance(targets, ManyTargets):
        given = (
            [distinct_labels(np.asarray(each)) for each in classes] if isinstance(classes, Sequence) else []
        )
        same = len(given) == len(targets.classes) and all(map(np.array_equal, given, targets.classes))
    else:
        same = np.array_equal(targets.classes, unique_labels(classes))
    if not same:
        raise ValueError(
            f"`classes={classes!r}` is not the same as on last call to partial_fit, was: {targets.classes!r}"
        )


def require_known_labels(targets: ClassTargets, y: Labels, *, all_of_them: bool) -> None:
    """Raise ValueError unless the labels in ``y`` are among those the targets were made for.

    Parameters
    ----------
    targets : ClassTargets
    y : ndarray or sparse array
        Checked labels.
    all_of_them : bool
        Whether every known class has to occur (``warm_start``).
    """
    several = isinstance(targets, ManyLabels | ManyTargets)
    if several != (y.ndim == 2) or (several and y.shape[1] != len(targets.classes)):
        expected = f"{len(targets.classes)} columns" if several else "one column"
        raise ValueError(f"`y` must have {expected} of labels as in the previous call, got shape {y.shape}")
    if isinstance(targets, ManyLabels):
        if not scipy.sparse.issparse(y) and not _is_yes_or_no(y):
            raise ValueError("`y` must hold only 0 and 1 as in the previous call, got other labels")
    elif isinstance(targets, ManyTargets):
        for column, classes in zip(_columns(y), targets.classes, strict=True):
            _require_known(column, classes, all_of_them=all_of_them)
    else:
        _require_known(y, targets.classes, all_of_them=all_of_them)


def _require_known(y: Labels, classes: Labels, *, all_of_them: bool) -> None:
    found = distinct_labels(y)
    if all_of_them and set(found) != set(classes):
        raise ValueError(
            "warm_start can only be used where `y` has the same classes as in the previous call to fit. "
            f"Previously got {classes}, `y` has {found}"
        )
    if len(np.setdiff1d(found, classes, assume_unique=True)):
        raise ValueError(
            f"`y` has classes not in `self.classes_`. `self.classes_` has {classes}. 'y' has {found}."
        )


def distinct_labels(y: Labels) -> Labels:
    """Return the sorted labels that occur in one column; numbers with fractions are refused."""
    if y.dtype.kind in _PLAIN_KINDS:
        return np.unique(y)
    type_of_target(y, input_name="y")
    found: Labels = unique_labels(y)
    return found


def _columns(y: Labels) -> list[Labels]:
    return [y[:, k] if y.dtype != object else np.array(y[:, k].tolist()) for k in range(y.shape[1])]


def _is_yes_or_no(y: Labels) -> bool:
    if y.dtype == object or y.dtype.kind in "US":
        return False
    return bool(((y == 0) | (y == 1)).all())
