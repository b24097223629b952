"""The tables that come with scikit-learn: read from its installed files, without a network."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import polars
    from numpy.typing import NDArray


def iris() -> polars.DataFrame:
    """Return 150 iris flowers: four measures in cm and their ``species``, in scikit-learn's order."""
    from sklearn.datasets import load_iris

    bunch = load_iris()
    return _table(bunch.data, bunch.feature_names, "species", bunch.target_names[bunch.target])


def wine() -> polars.DataFrame:
    """Return 178 wines: thirteen chemical measures and the ``cultivar`` they were made from."""
    from sklearn.datasets import load_wine

    bunch = load_wine()
    return _table(bunch.data, bunch.feature_names, "cultivar", bunch.target_names[bunch.target])


def breast_cancer() -> polars.DataFrame:
    """Return 569 tumours: thirty measures of their cells and the ``diagnosis``, benign or malignant."""
    from sklearn.datasets import load_breast_cancer

    bunch = load_breast_cancer()
    return _table(bunch.data, bunch.feature_names, "diagnosis", bunch.target_names[bunch.target])


def digits() -> polars.DataFrame:
    """Return 1,797 handwritten digits: 64 grey values from 0 to 16 and the ``digit`` from 0 to 9."""
    from sklearn.datasets import load_digits

    bunch = load_digits()
    return _table(bunch.data, bunch.feature_names, "digit", bunch.target)


def diabetes() -> polars.DataFrame:
    """Return 442 patients: ten measures in their own units, and their disease's ``progression``.

    scikit-learn scales them by default; a person reads ages in years, and a Preparation scales anyway.
    """
    from sklearn.datasets import load_diabetes

    bunch = load_diabetes(scaled=False)
    return _table(bunch.data, bunch.feature_names, "progression", bunch.target)


def _table(
    values: NDArray[np.float64], names: Sequence[str], target: str, truth: NDArray[np.generic]
) -> polars.DataFrame:
    """Return features and target as one frame, columns of whole numbers as integers."""
    import polars

    columns = {str(name): column for name, column in zip(names, values.T, strict=True)}
    columns[target] = truth
    whole = {
        name: column.astype(np.int64)
        for name, column in columns.items()
        if column.dtype.kind == "f" and np.all(column == np.floor(column))
    }
    return polars.DataFrame({**columns, **whole})
