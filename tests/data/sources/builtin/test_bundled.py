import subprocess
import sys

import numpy as np
import pytest
import sklearn.datasets

from rosenblatt.data import SequenceRows, load_table
from rosenblatt.data.sources.builtin import bundled
from rosenblatt.errors import TableError

TABLES = {
    "iris": ("species", True),
    "wine": ("cultivar", True),
    "breast_cancer": ("diagnosis", True),
    "digits": ("digit", False),
    "diabetes": ("progression", False),
}


@pytest.mark.parametrize("name", TABLES)
def test_tables_hold_scikit_learns_values_names_and_labels(name):
    target, is_text = TABLES[name]
    table = getattr(bundled, name)()
    options = {"scaled": False} if name == "diabetes" else {}
    bunch = getattr(sklearn.datasets, f"load_{name}")(**options)
    assert table.columns == [*bunch.feature_names, target]
    np.testing.assert_array_equal(table.drop(target).to_numpy(), bunch.data)
    truth = bunch.target_names[bunch.target] if is_text else bunch.target
    np.testing.assert_array_equal(table[target].to_numpy(), truth)


def test_diabetes_is_in_the_patients_own_units():
    table = bundled.diabetes()
    assert table["age"].min() == 19
    assert table["age"].max() == 79


def test_sunspots_are_those_of_each_year_and_the_next():
    table = bundled.sunspots()
    assert table.columns == ["year", "sunspots", "next_sunspots"]
    assert table["year"].to_list() == list(range(1700, 2008))
    assert table.row(0) == (1700, 5.0, 11.0)
    assert table.row(-1) == (2007, 7.5, 2.9)
    assert table["next_sunspots"][:-1].to_list() == table["sunspots"][1:].to_list()


def test_no_week_of_carbon_dioxide_is_made_up():
    from statsmodels.datasets import co2

    measured = co2.load_pandas().data["co2"]
    table = bundled.co2()
    assert table.null_count().row(0) == (0, 0, 0, 0)
    places = measured.index.get_indexer(table["week"].to_numpy())
    assert (places >= 0).all()
    np.testing.assert_array_equal(table["co2"].to_numpy(), measured.to_numpy()[places])
    np.testing.assert_array_equal(table["next_co2"].to_numpy(), measured.to_numpy()[places + 1])
    whole = (measured.notna() & measured.shift(-1).notna()).sum()
    assert table.height == whole == 2202


def test_a_stretch_of_weeks_has_no_gap_and_ends_at_one():
    table = bundled.co2()
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
    monkeypatch.setitem(sys.modules, "statsmodels", None)
    with pytest.raises(
        TableError,
        match=rf"built-in table '{name}' is read from the package statsmodels, which is not installed or "
        rf"lacks the file datasets/{name}/{name}\.csv: run pip install '\.\[series\]' in a clone",
    ):
        load_table(name)


def test_no_built_in_table_imports_the_package_that_holds_its_values():
    code = (
        "import sys\n"
        "from rosenblatt.data import builtin_names, load_table\n"
        "for name in builtin_names(): load_table(name)\n"
        "print({'sklearn', 'statsmodels', 'pandas', 'scipy.special'} & set(sys.modules))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "set()"
