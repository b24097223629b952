"""Differences between the versions of scikit-learn, 1.6 to 1.9; no other file knows which one is installed.

Whatever is installed, checks and results are those of 1.9. Versions before 1.9 have no callbacks.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import numpy as np
import sklearn
from numpy.typing import ArrayLike, DTypeLike, NDArray
from sklearn.utils import validation

from rosenblatt._typing import FloatArray
from rosenblatt.errors import RosenblattError

if TYPE_CHECKING:
    from types import ModuleType

VERSION = tuple(int(part) for part in sklearn.__version__.split(".")[:2])
"""The installed version of scikit-learn, (major, minor)."""

HAS_CALLBACKS = VERSION >= (1, 9)


def callback_module(name: str) -> ModuleType:
    """Import a module of scikit-learn's callbacks; RosenblattError with the remedy before 1.9."""
    if not HAS_CALLBACKS:
        raise RosenblattError(
            f"callbacks need scikit-learn 1.9 or later, {sklearn.__version__} is installed: "
            "pip install --upgrade scikit-learn"
        )
    return importlib.import_module(name)


def check_sample_weight(
    sample_weight: ArrayLike,
    X: object,
    *,
    dtype: DTypeLike | None = None,
    allow_all_zero: bool = False,
    ensure_non_negative: bool = False,
) -> FloatArray:
    """Check weights of samples as scikit-learn 1.9: ValueError if all are 0, unless that is allowed."""
    if VERSION >= (1, 9):
        weight: FloatArray = validation._check_sample_weight(
            sample_weight,
            X,
            dtype=dtype,
            allow_all_zero_weights=allow_all_zero,
            ensure_non_negative=ensure_non_negative,
        )
        return weight
    weight = validation._check_sample_weight(
        sample_weight, X, dtype=dtype, ensure_non_negative=ensure_non_negative
    )
    if not allow_all_zero and not weight.any():
        raise ValueError("Sample weights must contain at least one non-zero number.")
    return weight


def validate_data(estimator: object, X: object, *targets: object, **options: Any) -> Any:  # noqa: ANN401
    """Check samples, and targets if there are any, as scikit-learn does; frames of any library have names."""
    return validation.validate_data(estimator, _named(X), *targets, **options)


def feature_names(X: object) -> NDArray[np.object_] | None:
    """Return the names of the features of a frame; None if it has none."""
    names: NDArray[np.object_] | None = validation._get_feature_names(_named(X))
    return names


def _named(X: object) -> object:
    """Return a frame in a form whose names the installed scikit-learn reads; other samples as they are."""
    if VERSION >= (1, 9) or type(X) is np.ndarray:
        return X
    import narwhals as nw

    if nw.dependencies.is_pandas_dataframe(X) or not nw.dependencies.is_into_dataframe(X):
        return X
    frame = nw.from_native(X, eager_only=True)
    named = frame.to_numpy().view(_NamedArray)
    named.names = frame.columns
    return named


class _NamedArray(np.ndarray[Any, Any]):
    """An array whose columns have names, read through the dataframe interchange protocol."""

    names: list[str]

    def __dataframe__(self) -> _NamedArray:
        return self

    def column_names(self) -> list[str]:
        return self.names

    def num_rows(self) -> int:
        return len(self)
