"""TabularEstimator: the base of the tabular estimators, which checks input and fits a mixture."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator
from sklearn.utils import Tags
from sklearn.utils._param_validation import Interval, StrOptions
from sklearn.utils.validation import check_consistent_length, check_is_fitted

from rosenblatt.data.preparation.preparation import Preparation
from rosenblatt.data.preparation.targets import ClassTarget, NumberTarget
from rosenblatt.errors import counted
from rosenblatt.estimators.checks import SamplesLike, check_parameters
from rosenblatt.estimators.from_source import refuse_source
from rosenblatt.estimators.tabular.inputs import ArrayInputs, FrameInputs, Inputs, checked_samples
from rosenblatt.estimators.versions import check_sample_weight
from rosenblatt.fitting.task import Labels
from rosenblatt.network.mixture import Member, Mixture
from rosenblatt.tabular import Problem, Result, fit
from rosenblatt.tabular.recipe import RECIPES


class TabularEstimator(BaseEstimator):
    """Checks what users pass in, has a mixture fitted, and keeps it in attributes."""

    quality: str
    time_limit: float | None
    random_state: int | np.random.RandomState | None
    n_threads: int | None

    n_features_in_: int
    mixture_: Mixture
    members_: tuple[Member, ...]
    estimate_: float
    n_networks_: int
    left_out_: tuple[str, ...]
    _inputs: Inputs

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        "quality": [StrOptions(set(RECIPES))],
        "time_limit": [Interval(Real, 0, None, closed="neither"), None],
        "random_state": ["random_state"],
        "n_threads": [Interval(Integral, 1, None, closed="left"), None],
    }

    def _targets(self, y: SamplesLike) -> tuple[Labels, Labels | None]:
        """Check targets; return them as a mixture learns them, and the classes if there are any."""
        raise NotImplementedError

    def _weights(self, y: Labels, sample_weight: NDArray[np.float64] | None) -> NDArray[np.float64] | None:
        """Return the weights of the rows, with those of their classes."""
        return sample_weight

    def fit(self, X: SamplesLike, y: SamplesLike, sample_weight: ArrayLike | None = None) -> Self:
        """Fit a mixture to a table.

        Parameters
        ----------
        X : data frame or array-like of shape (n_samples, n_features)
            A frame of pandas, polars or Arrow with numbers, texts, categories and missing values, or numbers
            of which some may be NaN.
        y : array-like of shape (n_samples,)
            The target.
        sample_weight : array-like of shape (n_samples,), optional
            The weights of the samples, 0 or above.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            If a parameter or the data is impossible; the message names what, the value and the remedy.

        Notes
        -----
        Ctrl-C ends the fit with KeyboardInterrupt and leaves the estimator as it was.
        """
        check_parameters(self)
        refuse_source(self, X)
        if y is None:
            name = type(self).__name__
            raise ValueError(f"{name} requires y to be passed, but the target y is None: give its values")
        samples = checked_samples(self, X, reset=True)
        targets, classes = self._targets(y)
        check_consistent_length(samples, targets)
        weight = None
        if sample_weight is not None:
            weight = check_sample_weight(
                sample_weight, np.empty((len(targets), 1)), dtype=np.float64, ensure_non_negative=True
            ).astype(np.float64, copy=False)
        inputs: Inputs
        if isinstance(samples, np.ndarray):
            inputs = ArrayInputs.fit(samples)
            prepared = inputs.inputs(samples)
        else:
            inputs = FrameInputs.fit(samples, targets, classes)
            prepared = inputs.inputs(samples)
        problem = Problem(
            prepared, targets, 0 if classes is None else len(classes), self._weights(targets, weight)
        )
        result = fit(
            problem,
            quality=self.quality,
            random_state=self.random_state,
            n_threads=self.n_threads,
            time_limit=self.time_limit,
        )
        self._keep(result, inputs)
        return self

    def _keep(self, result: Result, inputs: Inputs) -> None:
        self._inputs = inputs
        self.mixture_ = result.mixture
        self.members_ = result.mixture.members
        self.estimate_ = result.estimate
        self.n_networks_ = result.mixture.n_networks
        self.left_out_ = result.left_out

    @property
    def preparation_(self) -> Preparation:
        """How the columns of the samples become the inputs of the networks; of an array named x1, x2, ..."""
        check_is_fitted(self)
        if isinstance(self._inputs, FrameInputs):
            return self._inputs.preparation
        numbered = [f"x{place}" for place in range(1, self.n_features_in_ + 1)]
        names = [str(name) for name in getattr(self, "feature_names_in_", numbered)]
        classes = getattr(self, "classes_", None)
        target = "target" if "target" not in names else "the target"
        if classes is None:
            return self._inputs.preparation(names, NumberTarget(target, 0.0, 1.0))
        return self._inputs.preparation(names, ClassTarget(target, tuple(classes.tolist())))

    def _outputs(self, X: SamplesLike) -> NDArray[np.float64]:
        """Return the mixture's outputs for samples, (n_samples, n_outputs)."""
        check_is_fitted(self)
        samples: Any = checked_samples(self, X, reset=False)
        is_array = isinstance(samples, np.ndarray)
        if is_array != isinstance(self._inputs, ArrayInputs):
            samples = self._as_in_fit(samples)
        prepared = self._inputs.inputs(samples)
        return self.mixture_.outputs(prepared, self.n_threads)

    def _as_in_fit(self, samples: Any) -> Any:  # noqa: ANN401  # an array or a frame
        """Turn a frame into an array, or an array into a frame, as the estimator was fitted on."""
        import polars

        if isinstance(self._inputs, ArrayInputs):
            return samples.cast(polars.Float64).to_numpy()
        names = [*self._inputs.preparation.feature_names, *self._inputs.preparation.ignored]
        order = getattr(self, "feature_names_in_", names)
        return polars.DataFrame(np.asarray(samples), schema=list(order))

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags


def reject_missing(y: Labels) -> None:
    """Raise ValueError if a target's value is None, NaN, or what pandas has for them."""
    if y.dtype.kind in "fc":
        gaps = np.flatnonzero(np.isnan(y)).tolist()
    elif y.dtype == object:
        gaps = [place for place, each in enumerate(y) if _is_missing(each)]
    else:
        return
    if gaps:
        raise ValueError(
            f"y has missing values in {counted(len(gaps), 'row')}, the first in row {gaps[0]} (counted "
            "from 0): drop these rows"
        )


def _is_missing(label: object) -> bool:
    return label is None or type(label).__name__ in ("NAType", "NaTType") or bool(label != label)
