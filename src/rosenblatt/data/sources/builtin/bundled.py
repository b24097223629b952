"""Tables read from the data files of scikit-learn and statsmodels, which are not imported, to save time."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.data.sequences import with_next
from rosenblatt.errors import TableError

if TYPE_CHECKING:
    import polars
    from numpy.typing import NDArray

_IRIS = ("sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)")
_WINE = (
    "alcohol", "malic_acid", "ash", "alcalinity_of_ash", "magnesium", "total_phenols", "flavanoids",
    "nonflavanoid_phenols", "proanthocyanins", "color_intensity", "hue", "od280/od315_of_diluted_wines",
    "proline",
)  # fmt: skip
_CELLS = (
    "radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity", "concave points",
    "symmetry", "fractal dimension",
)  # fmt: skip
_BREAST_CANCER = (
    *(f"mean {measure}" for measure in _CELLS),
    *(f"{measure} error" for measure in _CELLS),
    *(f"worst {measure}" for measure in _CELLS),
)
_PATIENT = ("age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6")
_PIXELS = tuple(f"pixel_{row}_{column}" for row in range(8) for column in range(8))


def iris() -> polars.DataFrame:
    """Return 150 iris flowers: four measures in cm and their ``species``, in scikit-learn's order."""
    return _labelled("iris", "iris.csv", _IRIS, "species")


def wine() -> polars.DataFrame:
    """Return 178 wines: thirteen chemical measures and the ``cultivar`` they were made from."""
    return _labelled("wine", "wine_data.csv", _WINE, "cultivar")


def breast_cancer() -> polars.DataFrame:
    """Return 569 tumours: thirty measures of their cells and the ``diagnosis``, benign or malignant."""
    return _labelled("breast_cancer", "breast_cancer.csv", _BREAST_CANCER, "diagnosis")


def digits() -> polars.DataFrame:
    """Return 1,797 handwritten digits: 64 grey values from 0 to 16 and the ``digit`` from 0 to 9."""
    values = np.loadtxt(_data_file("digits", "sklearn", "datasets/data/digits.csv.gz"), delimiter=",")
    return _table(values[:, :-1], _PIXELS, "digit", values[:, -1])


def diabetes() -> polars.DataFrame:
    """Return 442 patients: ten measures in their own units (not scaled), and their ``progression``."""
    values = np.loadtxt(_data_file("diabetes", "sklearn", "datasets/data/diabetes_data_raw.csv.gz"))
    progression = np.loadtxt(_data_file("diabetes", "sklearn", "datasets/data/diabetes_target.csv.gz"))
    return _table(values, _PATIENT, "progression", progression)


def sunspots() -> polars.DataFrame:
    """Return the sunspots of each year from 1700 to 2007; TableError when statsmodels is not installed.

    The columns are ``year``, ``sunspots`` (the year's mean number) and ``next_sunspots``; there are 308 rows.
    """
    import polars

    path = _data_file("sunspots", "statsmodels", "datasets/sunspots/sunspots.csv")
    year, mean = np.loadtxt(path, delimiter=",", skiprows=1, unpack=True)
    return with_next(polars.DataFrame({"year": year.astype(np.int64), "sunspots": mean}), "sunspots")


def co2() -> polars.DataFrame:
    """Return the carbon dioxide in the air of Mauna Loa, weekly, 1958 to 2001; errors as for `sunspots`.

    In 59 of the 2,284 weeks nothing was measured. These weeks are not filled in, and two weeks with a gap
    between them are not treated as consecutive: a row is there if both its own week and the next one were
    measured. Weeks without a gap form a stretch; the column ``stretch`` numbers the stretches, and rows can
    be cut into sequences by it (`SequenceRows.of_column`).

    Returns
    -------
    polars.DataFrame
        Columns ``week`` (the date of its Saturday), ``stretch`` (from 1), ``co2`` (parts in a million) and
        ``next_co2``.
    """
    import polars

    path = _data_file("co2", "statsmodels", "datasets/co2/co2.csv")
    levels = np.genfromtxt(path, delimiter=",", skip_header=1)[:, 1]
    weeks = np.datetime64("1958-03-29") + 7 * np.arange(len(levels))
    frame = polars.DataFrame({"week": weeks, "co2": polars.Series(levels).fill_nan(None)})
    table = with_next(frame, "co2").drop_nulls()
    begins = (table["week"].diff().dt.total_days() > 7).fill_null(True)
    table.insert_column(1, begins.cum_sum().cast(polars.Int64).alias("stretch"))
    return table


def _data_file(table: str, package: str, path: str) -> Path:
    """Return the path of a data file of an installed package, without importing the package."""
    found = find_spec(package)
    for folder in (found and found.submodule_search_locations) or ():
        if (file := Path(folder, path)).is_file():
            return file
    install = (
        "'.[series]' in a clone of Rosenblatt"
        if package == "statsmodels"
        else "--force-reinstall scikit-learn"
    )
    raise TableError(
        f"the built-in table {table!r} is read from the package {package}, which is not installed or lacks "
        f"the file {path}: run pip install {install}"
    )


def _labelled(table: str, file: str, features: Sequence[str], target: str) -> polars.DataFrame:
    """Read a file of scikit-learn: a line with the names of the classes, then samples with their class."""
    with _data_file(table, "sklearn", f"datasets/data/{file}").open(encoding="utf-8") as lines:
        labels = np.array(next(lines).strip().split(",")[2:])
        values = np.loadtxt(lines, delimiter=",")
    return _table(values[:, :-1], features, target, labels[values[:, -1].astype(np.int64)])


def _table(
    values: NDArray[np.float64], names: Sequence[str], target: str, truth: NDArray[np.generic]
) -> polars.DataFrame:
    """Return features and target as one frame, columns of whole numbers as integers."""
    import polars

    columns = {**dict(zip(names, values.T, strict=True)), target: truth}
    whole = {
        name: column.astype(np.int64)
        for name, column in columns.items()
        if column.dtype.kind == "f" and np.all(column == np.floor(column))
    }
    return polars.DataFrame({**columns, **whole})
