"""TabularRegressor: the best prediction of a number for a small table without settings."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.base import RegressorMixin
from sklearn.utils import check_array, column_or_1d

from rosenblatt.estimators.checks import SamplesLike
from rosenblatt.estimators.tabular.tabular_estimator import TabularEstimator, reject_missing
from rosenblatt.fitting.task import Labels


class TabularRegressor(RegressorMixin, TabularEstimator):
    """Mixture of small networks for regression on a table.

    As :class:`TabularClassifier`, with networks that minimise the squared error of the standardised target.
    Predictions are clipped to the range of the training targets.

    Parameters
    ----------
    quality : {"default", "best"}, default="default"
        ``best`` draws the folds twice as often and trains ``dropout`` too, from 2,000 rows on also ``broad``,
        two kinds of wide networks. It takes four to ten times as long.
    time_limit : float or None, default=None
        Seconds after which no further kind of network is trained; ``left_out_`` names those left out. The
        result then depends on the speed of the machine.
    random_state : int, RandomState or None, default=None
        Seed of the folds, the initial weights and the order of the samples.
    n_threads : int or None, default=None
        Threads; the result does not depend on them. None is the number of cores.

    Attributes
    ----------
    mixture_ : Mixture
        The trained networks and their encodings.
    members_ : tuple of Member
        The kinds of networks with a weight above 0: ``name``, ``weight``, ``score`` (out-of-fold R²),
        ``loss`` (out-of-fold mean squared error), ``networks``. Empty if the target is constant.
    estimate_ : float
        Out-of-fold R² of the mixture, a little optimistic because the same predictions chose the weights.
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
    TabularClassifier : The same for classification.
    MLPRegressor : One network.

    Examples
    --------
    >>> import numpy as np
    >>> from rosenblatt import TabularRegressor
    >>> X = np.linspace(0, 1, 60).reshape(-1, 1)
    >>> model = TabularRegressor(random_state=0).fit(X, X[:, 0] ** 2)
    >>> bool(abs(model.predict([[0.5]])[0] - 0.25) < 0.05)
    True
    """

    def __init__(
        self,
        *,
        quality: str = "default",
        time_limit: float | None = None,
        random_state: int | np.random.RandomState | None = None,
        n_threads: int | None = None,
    ) -> None:
        self.quality = quality
        self.time_limit = time_limit
        self.random_state = random_state
        self.n_threads = n_threads

    def _targets(self, y: SamplesLike) -> tuple[Labels, Labels | None]:
        given = column_or_1d(y, warn=True)
        reject_missing(given)
        numbers: Labels = check_array(given, ensure_2d=False, dtype=np.float64, input_name="y")
        return numbers, None

    def predict(self, X: SamplesLike) -> NDArray[np.float64]:
        """Return the predicted number of each sample, shape (n_samples,).

        Parameters
        ----------
        X : data frame or array-like of shape (n_samples, n_features)
        """
        return self._outputs(X)[:, 0]
