import sys

import numpy as np
import pytest

from rosenblatt.data import SequenceRows, load_table
from rosenblatt.data.sources.builtin import series
from rosenblatt.errors import TableError


def test_sunspots_are_those_of_each_year_and_the_next():
    table = series.sunspots()
    assert table.columns == ["year", "sunspots", "next_sunspots"]
    assert table["year"].to_list() == list(range(1700, 2008))
    assert table.row(0) == (1700, 5.0, 11.0)
    assert table.row(-1) == (2007, 7.5, 2.9)
    assert table["next_sunspots"][:-1].to_list() == table["sunspots"][1:].to_list()


def test_no_week_of_carbon_dioxide_is_made_up():
    from statsmodels.datasets import co2

    measured = co2.load_pandas().data["co2"]
    table = series.co2()
    assert table.null_count().row(0) == (0, 0, 0, 0)
    places = measured.index.get_indexer(table["week"].to_numpy())
    assert (places >= 0).all()
    np.testing.assert_array_equal(table["co2"].to_numpy(), measured.to_numpy()[places])
    np.testing.assert_array_equal(table["next_co2"].to_numpy(), measured.to_numpy()[places + 1])
    whole = (measured.notna() & measured.shift(-1).notna()).sum()
    assert table.height == whole == 2202


def test_a_stretch_of_weeks_has_no_gap_and_ends_at_one():
    table = series.co2()
    weeks = (table["week"].diff().dt.total_days() // 7).to_list()[1:]
    begins = [
        after != before for before, after in zip(table["stretch"][:-1], table["stretch"][1:], strict=True)
    ]
    assert begins == [distance > 1 for distance in weeks]
    stretches = SequenceRows.of_table(load_table("co2", sequence="stretch"))
    assert stretches.names == tuple(range(1, 24))
    assert stretches.lengths.max() == 855


@pytest.mark.parametrize("name", ["sunspots", "co2"])
def test_without_statsmodels_the_extra_is_named(name, monkeypatch):
    monkeypatch.setitem(sys.modules, f"statsmodels.datasets.{name}", None)
    with pytest.raises(
        TableError,
        match=rf"built-in table '{name}' comes with statsmodels, which is not there .*: pip install "
        r"'rosenblatt\[series\]'",
    ):
        load_table(name)
