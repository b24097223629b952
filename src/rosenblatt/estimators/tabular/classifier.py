"""TabularClassifier: the best answer for a small table without settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from sklearn.base import ClassifierMixin
from sklearn.utils import column_or_1d
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import assert_all_finite

from rosenblatt._typing import FloatArray
from rosenblatt.estimators.checks import SamplesLike
from rosenblatt.estimators.tabular.tabular_estimator import TabularEstimator, reject_missing
from rosenblatt.fitting.class_weights import sample_weights
from rosenblatt.fitting.task import Labels, task_of_classes


class TabularClassifier(ClassifierMixin, TabularEstimator):
    """Mixture of small networks for classification of a table.

    Networks of up to five kinds are trained without each of five parts of the rows (twice, with other parts,
    in tables below 500 rows): ``plain`` (a hidden layer on standardised inputs), ``steps`` (the same on
    steps between thresholds that divide the classes), ``lines`` (no hidden layer: one curve for each
    column), ``deep`` (two hidden layers) and ``deep-steps`` (the same on steps). Their predictions for rows
    they were not trained on decide how much weight each kind gets. The work follows from the shape of the
    table, and the same ``random_state`` always gives the same model.

    Parameters
    ----------
    quality : {"default", "best"}, default="default"
        ``best`` draws the folds twice as often and trains ``dropout`` too, from 2,000 rows on also ``broad``,
        two kinds of wide networks. It takes four to ten times as long.
    time_limit : float or None, default=None
        Seconds after which no further kind of network is trained; ``left_out_`` names those left out. The
        result then depends on the speed of the machine.
    class_weight : dict, "balanced" or None, default=None
        The weights of the classes: a dict from class to weight; ``balanced`` gives all classes the same total
        weight. It multiplies ``sample_weight``.
    random_state : int, RandomState or None, default=None
        Seed of the folds, the initial weights and the order of the samples.
    n_threads : int or None, default=None
        Threads; the result does not depend on them. None is the number of cores.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
        The classes, sorted.
    mixture_ : Mixture
        The trained networks and their encodings.
    members_ : tuple of Member
        The kinds of networks with a weight above 0: ``name``, ``weight``, ``score`` (out-of-fold accuracy),
        ``loss`` (out-of-fold log loss), ``networks``. Empty if all samples have one class.
    estimate_ : float
        Out-of-fold accuracy of the mixture. It is a little optimistic, by 0.008 in the mean over many small
        tables, because the same predictions chose the weights.
    n_networks_ : int
        Number of networks of all members.
    left_out_ : tuple of str
        The kinds that ``time_limit`` left out.
    n_features_in_ : int
        Features seen in ``fit``.
    feature_names_in_ : ndarray of str
        Their names, if the samples had any.

    See Also
    --------
    TabularRegressor : The same for regression.
    MLPClassifier : One network.

    Examples
    --------
    >>> import pandas as pd
    >>> from rosenblatt import TabularClassifier
    >>> table = pd.DataFrame({"colour": ["red", "blue", None] * 20, "size": range(60)})
    >>> model = TabularClassifier(random_state=0).fit(table, table["size"] > 30)
    >>> model.predict(table[:2])
    array([False, False])
    """

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        **TabularEstimator._parameter_constraints,
        "class_weight": [dict, str, None],
    }

    classes_: Labels

    def __init__(
        self,
        *,
        quality: str = "default",
        time_limit: float | None = None,
        class_weight: Mapping[object, float] | str | None = None,
        random_state: int | np.random.RandomState | None = None,
        n_threads: int | None = None,
    ) -> None:
        self.quality = quality
        self.time_limit = time_limit
        self.class_weight = class_weight
        self.random_state = random_state
        self.n_threads = n_threads

    def _targets(self, y: SamplesLike) -> tuple[Labels, Labels | None]:
        labels = column_or_1d(y, warn=True)
        reject_missing(labels)
        if labels.dtype.kind in "fc":
            assert_all_finite(labels, input_name="y")
        check_classification_targets(labels)
        try:
            self.classes_, places = np.unique(labels, return_inverse=True)
        except TypeError as error:
            raise ValueError(f"y mixes types ({error}): make all its labels numbers, or all text") from None
        return places, self.classes_

    def _weights(self, y: Labels, sample_weight: NDArray[np.float64] | None) -> NDArray[np.float64] | None:
        if self.class_weight is None:
            return sample_weight
        of_class = sample_weights(self.class_weight, self.classes_[y])
        if sample_weight is None:
            return np.asarray(of_class, np.float64)
        return np.asarray(of_class * sample_weight, np.float64)

    def predict(self, X: SamplesLike) -> Labels:
        """Return the most probable class of each sample, shape (n_samples,).

        Parameters
        ----------
        X : data frame or array-like of shape (n_samples, n_features)
        """
        outputs = self._outputs(X)
        return task_of_classes(self.classes_).decode(outputs)

    def predict_proba(self, X: SamplesLike) -> FloatArray:
        """Return the probability of each class for each sample.

        Parameters
        ----------
        X : data frame or array-like of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples, n_classes)
            In the order of ``classes_``.
        """
        outputs = self._outputs(X)
        if len(self.classes_) == 1:
            return np.ones((len(outputs), 1))
        probabilities: FloatArray = task_of_classes(self.classes_).probabilities(outputs)
        return probabilities

    def predict_log_proba(self, X: SamplesLike) -> FloatArray:
        """Return the logarithm of :meth:`predict_proba`, in the same form.

        Parameters
        ----------
        X : data frame or array-like of shape (n_samples, n_features)
        """
        with np.errstate(divide="ignore"):
            return np.log(self.predict_proba(X))
