"""Generated tables: two features each, the same values on every machine.

The random stream is NumPy's ``RandomState``, whose numbers are promised never to change, and values are
rounded to four decimals, which hides the last bit in which machines' sines differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import polars
    from numpy.typing import NDArray


def moons(n_per_class: int = 200, noise: float = 0.15, seed: int = 0) -> polars.DataFrame:
    """Return two half circles, each reaching into the other; a straight line cannot part them.

    Parameters
    ----------
    n_per_class : int, default=200
        Samples of each class.
    noise : float, default=0.15
        Standard deviation of what is added to both features.
    seed : int, default=0
        Seed of the noise.

    Returns
    -------
    polars.DataFrame
        Columns ``x1``, ``x2`` and the class ``y``.
    """
    angle = np.linspace(0, np.pi, n_per_class)
    upper = np.column_stack([np.cos(angle), np.sin(angle)])
    lower = np.column_stack([1 - np.cos(angle), 0.5 - np.sin(angle)])
    return _table([upper, lower], noise, seed)


def circles(n_per_class: int = 200, noise: float = 0.1, seed: int = 0) -> polars.DataFrame:
    """Return a ring around a ring, of radius 1 and 0.5; parameters and columns as for `moons`."""
    angle = np.linspace(0, 2 * np.pi, n_per_class, endpoint=False)
    ring = np.column_stack([np.cos(angle), np.sin(angle)])
    return _table([ring, 0.5 * ring], noise, seed)


def spirals(n_per_class: int = 200, noise: float = 0.03, seed: int = 0) -> polars.DataFrame:
    """Return two arms that wind once and a half around each other; parameters and columns as for `moons`."""
    radius = np.linspace(0.05, 1, n_per_class)
    angle = 3 * np.pi * radius
    arm = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    return _table([arm, -arm], noise, seed)


def blobs(n_per_class: int = 100, noise: float = 0.6, seed: int = 0) -> polars.DataFrame:
    """Return clouds around (-1, -1), (1, -1) and (0, 1); parameters and columns as for `moons`."""
    centres = ((-1.0, -1.0), (1.0, -1.0), (0.0, 1.0))
    return _table([np.tile(centre, (n_per_class, 1)) for centre in centres], noise, seed)


def _table(classes: list[NDArray[np.float64]], noise: float, seed: int) -> polars.DataFrame:
    """Stack the classes' samples, move each by noise, and label them 0, 1, ..."""
    import polars

    samples = np.concatenate(classes)
    samples = np.round(samples + noise * np.random.RandomState(seed).standard_normal(samples.shape), 4)
    labels = np.repeat(np.arange(len(classes)), [len(members) for members in classes])
    return polars.DataFrame({"x1": samples[:, 0], "x2": samples[:, 1], "y": labels})
