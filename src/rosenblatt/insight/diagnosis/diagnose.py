"""diagnose: checks for what keeps a network from learning or from being trusted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from rosenblatt.insight.diagnosis.checks.data import imbalance, one_class, outliers, unscaled
from rosenblatt.insight.diagnosis.checks.gradients import exploding, vanishing
from rosenblatt.insight.diagnosis.checks.leak import leak
from rosenblatt.insight.diagnosis.checks.learning_curve import not_converged, too_high, too_low
from rosenblatt.insight.diagnosis.checks.neurons import dead, saturated
from rosenblatt.insight.diagnosis.checks.over_time import (
    cut_off_in_time,
    exploding_over_time,
    vanishing_over_time,
)
from rosenblatt.insight.diagnosis.checks.overfitting import overfitting
from rosenblatt.insight.diagnosis.checks.plateau import plateau, stuck_at_the_baseline
from rosenblatt.insight.diagnosis.finding import Diagnosis, Finding, Unasked
from rosenblatt.insight.diagnosis.reading import subject_of
from rosenblatt.insight.diagnosis.subject import ENOUGH, Subject

NEEDS: Mapping[str, tuple[str, str]] = {
    "inputs": (
        "X and y, the training samples and their targets",
        "the training table, given after the model",
    ),
    "targets": ("y, the targets of X", "a table with the target"),
    "history": (
        "the fitted estimator or the run, which contain the training history",
        "the run's folder, which contains the training history",
    ),
    "held out": (
        "samples that were not used for training, validation_data=(X, y)",
        "a run's folder with held-out rows",
    ),
}
"""What a check may need, in words: for Python, and for the command."""


def _has_model(subject: Subject) -> bool:
    return subject.model is not None


def _has_network(subject: Subject) -> bool:
    """Whether it is one network; the members of a mixture are trained by a fixed recipe."""
    return subject.model is not None and subject.model.mixture is None


def _reads_rows(subject: Subject) -> bool:
    return subject.model is not None and not subject.model.is_recurrent


def _has_hidden_layers(subject: Subject) -> bool:
    return subject.has_hidden_layers


def _has_rate(subject: Subject) -> bool:
    if subject.model is not None and subject.model.mixture is not None:
        return False
    if subject.model is not None and not subject.parameters:  # a model keeps no parameters of its training
        return subject.model.kind != "perceptron"
    return subject.has_rate


def _is_recurrent(subject: Subject) -> bool:
    return subject.model is not None and subject.model.is_recurrent


def _is_no_perceptron(subject: Subject) -> bool:
    return _has_network(subject) and subject.model is not None and subject.model.kind != "perceptron"


def _has_classes(subject: Subject) -> bool:
    return subject.model is not None and subject.model.task == "classification"


@dataclass(frozen=True)
class Check:
    """A check; it is made if ``applies`` accepts the subject and the data in ``needs`` is available."""

    kind: str
    needs: tuple[str, ...]
    applies: Callable[[Subject], bool]
    find: Callable[[Subject], Finding | None]

    def lacking(self, subject: Subject) -> tuple[str, ...]:
        """Return in words the data that is missing; empty if the check can be made."""
        absent = [need for need in self.needs if not _is_available(subject, need)]
        few = subject.held_out
        if few is not None and "held out" in absent:
            return (
                f"at least {ENOUGH} samples that were not used for training, and {len(few.truth)} were given",
            )
        known = ["inputs" if need == "targets" and subject.inputs is None else need for need in absent]
        return tuple(NEEDS[need][subject.by_command] for need in known)


def _is_available(subject: Subject, need: str) -> bool:
    values = {"inputs": subject.inputs, "targets": subject.targets, "history": subject.history}
    if need in values:
        return values[need] is not None
    validated = subject.history is not None and np.isfinite(subject.history["validation_loss"]).any()
    return bool(validated) or (subject.held_out is not None and subject.held_out.is_enough)


CHECKS: tuple[Check, ...] = (
    Check("unscaled features", ("inputs",), _has_network, unscaled),
    Check("values far out", ("inputs",), _has_model, outliers),
    Check("class imbalance", ("targets",), _has_classes, imbalance),
    Check("exploding over time", ("targets",), _is_recurrent, exploding_over_time),
    Check("learning rate too high", ("history",), _has_rate, too_high),
    Check("saturated neurons", ("inputs",), _has_hidden_layers, saturated),
    Check("dead neurons", ("inputs",), _has_hidden_layers, dead),
    Check("vanishing gradients", ("targets",), _has_hidden_layers, vanishing),
    Check("exploding gradients", ("targets",), _has_hidden_layers, exploding),
    Check("vanishing over time", ("targets",), _is_recurrent, vanishing_over_time),
    Check("cut off in time", ("targets",), _is_recurrent, cut_off_in_time),
    Check("learning rate too low", ("history",), _has_rate, too_low),
    Check("not converged", ("history",), _has_network, not_converged),
    Check("plateau", ("targets", "history"), _is_no_perceptron, plateau),
    Check("stuck at the baseline", ("targets",), _has_network, stuck_at_the_baseline),
    Check("over-fitting", ("held out",), _has_network, overfitting),
    Check("leak", ("targets",), _reads_rows, leak),
)
"""In this order, causes before effects."""

_BLOCKED = ("saturated neurons", "dead neurons")
_OVER_TIME = ("vanishing over time", "cut off in time", "exploding over time")
_BACKPROPAGATION = (*_BLOCKED, "vanishing gradients", "exploding gradients", *_OVER_TIME)
_NO_LEARNING = (*_BACKPROPAGATION, "learning rate too high", "learning rate too low", "not converged")
CAUSES: Mapping[str, tuple[str, ...]] = {
    "learning rate too high": ("exploding over time",),
    "saturated neurons": ("learning rate too high", "exploding over time"),
    "dead neurons": ("learning rate too high", "exploding over time"),
    "vanishing gradients": (*_BLOCKED, "learning rate too high"),
    "exploding gradients": ("learning rate too high", "exploding over time"),
    "vanishing over time": (*_BLOCKED, "learning rate too high", "learning rate too low"),
    "not converged": (*_BACKPROPAGATION, "learning rate too high", "learning rate too low"),
    "plateau": _NO_LEARNING,
    "stuck at the baseline": (*_NO_LEARNING, "plateau", "class imbalance"),
}
"""Findings that are omitted if one of these is reported, which explains them."""


def diagnose(
    model_or_run: object, X: object = None, y: object = None, *, validation_data: object = None
) -> Diagnosis:
    """Check a trained model for problems of learning and generalisation, and suggest a remedy for each.

    The checks are: one class only, unscaled features and outliers, class imbalance, a feature that gives the
    target away (a leak), saturated and dead neurons, vanishing and exploding gradients, a learning rate too
    high or too low, a plateau, missing convergence, over-fitting; for recurrent networks also gradients that
    vanish, explode or are cut off over time. Of a mixture only the samples and the classes are checked.
    Checks for which data is missing are listed in the result.

    Parameters
    ----------
    model_or_run : estimator, Model or Run
        A fitted estimator of Rosenblatt (or a scikit-learn pipeline that ends in one), a model loaded from
        a file, or a run. If training diverged, the history of the estimator is checked.
    X : array-like or table of shape (n_samples, n_features), optional
        The training samples; a run contains its own. Of more than 2000 samples 2000 are used, always the
        same. For a recurrent estimator sequences, in every form that its ``fit`` accepts; for a recurrent
        model a list of arrays, an array of three dimensions, or a table that it divides into sequences.
    y : array-like of shape (n_samples,) or (n_samples, n_targets), optional
        Their targets; for sequences as for ``fit``.
    validation_data : tuple (X, y), optional
        Samples that were not used for training, to detect over-fitting. A run contains its own.

    Returns
    -------
    Diagnosis
        A sequence of findings, causes before effects; ``print`` it to read it.

    Raises
    ------
    NotFittedError
        If the estimator has not been fitted.
    RosenblattError
        If the first argument cannot be diagnosed, or the samples or targets do not match it.

    Examples
    --------
    >>> import numpy as np
    >>> from rosenblatt import MLPClassifier
    >>> from rosenblatt.insight import diagnose
    >>> X, y = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), [0, 1, 1, 0]
    >>> slow = MLPClassifier((4,), learning_rate_init=1e-7, random_state=0).fit(X, y)
    >>> diagnose(slow, X, y).kinds
    ('learning rate too low',)
    >>> diagnose(slow, X, y)[0].change
    {'learning_rate_init': 0.001}
    """
    if (finding := one_class(model_or_run)) is not None:
        return Diagnosis((finding,), (finding.kind,))
    return examine(subject_of(model_or_run, X, y, validation_data))


def examine(subject: Subject) -> Diagnosis:
    """Make every check that applies, and omit the findings that another one explains."""
    if (alone := one_class(subject.model)) is not None:
        return Diagnosis((alone,), (alone.kind,))
    found, asked, unasked = {}, [], []
    for check in CHECKS:
        if not check.applies(subject):
            continue
        lacking = check.lacking(subject)
        if lacking:
            unasked.append(Unasked(check.kind, " and ".join(lacking)))
            continue
        asked.append(check.kind)
        if (finding := check.find(subject)) is not None:
            found[check.kind] = finding
    kept = [each for kind, each in found.items() if not any(cause in found for cause in CAUSES.get(kind, ()))]
    return Diagnosis(tuple(kept), tuple(asked), tuple(unasked))
