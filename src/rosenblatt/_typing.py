"""Names for the array types of signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, Union

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

FloatArray: TypeAlias = NDArray[np.floating]
"""A float32 or float64 array."""

IntArray: TypeAlias = NDArray[np.int64]
"""An array of 64-bit integers: sample orders and row selections."""

SampleMatrix: TypeAlias = Union[FloatArray, "csr_array"]
"""Inputs of samples, (n_samples, n_features): an array or a sparse one in rows (CSR)."""
