"""diagnose: what keeps a network from learning or from being trusted, by the numbers it shows."""

from __future__ import annotations

from rosenblatt.insight.diagnosis.checks import CAUSES, CHECKS
from rosenblatt.insight.diagnosis.reading import subject_of
from rosenblatt.insight.diagnosis.result import Diagnosis, Unasked
from rosenblatt.insight.diagnosis.subject import Subject


def diagnose(
    model_or_run: object, X: object = None, y: object = None, *, validation_data: object = None
) -> Diagnosis:
    """Look for what keeps a network from learning well, and say what to change.

    It asks for saturated and dead neurons, vanishing and exploding gradients, unscaled features and values
    far out, class imbalance, a learning rate too high or too low, a plateau, over-fitting, and whether
    training had settled; of a recurrent network also for slopes that vanish, explode or are cut off over
    time. What is not given is not judged, and the result says so.

    Parameters
    ----------
    model_or_run : estimator, Model or Run
        A fitted Perceptron, MLPClassifier, MLPRegressor, RecurrentClassifier or RecurrentRegressor (or a
        scikit-learn pipeline that ends in one), what was loaded from a model file, or a run. Of an
        estimator whose training diverged the history is looked at.
    X : array-like or table of shape (n_samples, n_features), optional
        The samples it was trained on. A run has its own and needs none. Of more than 2000, as many are looked
        at, always the same. Of a recurrent estimator sequences, in every form that its ``fit`` takes; of a
        recurrent model a list of arrays, an array of three dimensions, or a table that it cuts itself.
    y : array-like of shape (n_samples,) or (n_samples, n_targets), optional
        Their targets; of sequences as for ``fit``.
    validation_data : tuple (X, y), optional
        Samples it was not trained on, to tell over-fitting by. A run has its own.

    Returns
    -------
    Diagnosis
        A sequence of findings, causes before effects, empty when all is well; as text it is for reading.

    Raises
    ------
    NotFittedError
        If the estimator has not been fitted.
    RosenblattError
        If it is nothing that can be diagnosed, or the samples or targets do not fit it.

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
    return examine(subject_of(model_or_run, X, y, validation_data))


def examine(subject: Subject) -> Diagnosis:
    """Ask every question that makes sense, and keep of the answers those that no other answer explains."""
    found, asked, unasked = {}, [], []
    for check in CHECKS:
        if not check.applies(subject):
            continue
        lacking = check.lacking(subject)
        if lacking:
            unasked.append(Unasked(check.kind, "; and ".join(lacking)))
            continue
        asked.append(check.kind)
        if (finding := check.find(subject)) is not None:
            found[check.kind] = finding
    told = [each for kind, each in found.items() if not any(cause in found for cause in CAUSES.get(kind, ()))]
    return Diagnosis(tuple(told), tuple(asked), tuple(unasked))
