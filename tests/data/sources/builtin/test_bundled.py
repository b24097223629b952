import numpy as np
import pytest
import sklearn.datasets

from rosenblatt.data.sources.builtin import bundled

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
