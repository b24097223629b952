"""Names for the array types that signatures speak of."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.floating]
"""A float32 or float64 array."""

IntArray: TypeAlias = NDArray[np.int64]
"""An array of 64-bit integers: sample orders, row selections, class indices."""
