"""Series that come with statsmodels: read from its installed files, without a network."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from rosenblatt.data.sequences.next_step import with_next
from rosenblatt.errors import TableError

if TYPE_CHECKING:
    import pandas
    import polars


def sunspots() -> polars.DataFrame:
    """Return the sunspots of each year from 1700 to 2007.

    Returns
    -------
    polars.DataFrame
        Columns ``year``, ``sunspots`` (the year's mean number) and ``next_sunspots``; 308 rows.

    Raises
    ------
    TableError
        When statsmodels is not installed.
    """
    import polars

    series = _series_of("sunspots")
    years = polars.Series("year", series["YEAR"].to_numpy()).cast(polars.Int64)
    return with_next(polars.DataFrame([years, polars.Series("sunspots", series["SUNACTIVITY"])]), "sunspots")


def co2() -> polars.DataFrame:
    """Return the carbon dioxide in the air of Mauna Loa, week by week, 1958 to 2001.

    In 59 of the 2,284 weeks nothing was measured. No value is made up for them, and no week is called the
    next one of a week that it does not follow: a row is there where its own week and the next one were
    measured. Between some rows lies a gap, then. Every stretch of weeks without one has a number of its own,
    by which the rows can be cut into sequences (`SequenceRows.of_column`).

    Returns
    -------
    polars.DataFrame
        Columns ``week`` (the date of its Saturday), ``stretch`` (from 1), ``co2`` (parts in a million) and
        ``next_co2``.

    Raises
    ------
    TableError
        When statsmodels is not installed.
    """
    import polars

    series = _series_of("co2")
    weeks = polars.Series("week", series.index.to_numpy()).cast(polars.Date)
    levels = polars.Series("co2", series["co2"].to_numpy()).fill_nan(None)
    table = with_next(polars.DataFrame([weeks, levels]), "co2").drop_nulls()
    begins = (table["week"].diff().dt.total_days() > 7).fill_null(True)
    table.insert_column(1, begins.cum_sum().cast(polars.Int64).alias("stretch"))
    return table


def _series_of(name: str) -> pandas.DataFrame:
    """Return one of statsmodels' data sets."""
    try:
        data: pandas.DataFrame = importlib.import_module(f"statsmodels.datasets.{name}").load_pandas().data
    except ImportError as error:
        raise TableError(
            f"the built-in table {name!r} comes with statsmodels, which is not there ({error}): "
            "pip install 'rosenblatt[series]'"
        ) from error
    return data
