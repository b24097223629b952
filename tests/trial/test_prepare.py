import numpy as np
import polars
import pytest
from sklearn.model_selection import train_test_split

from rosenblatt.data import load_table
from rosenblatt.errors import TableError
from rosenblatt.run import RunSettings
from rosenblatt.trial.prepare import prepare, split, whole_rows

HOLES = polars.DataFrame(
    {"a": [1.0, None, 3.0, 4.0, 5.0], "row": [1, 2, None, 4, 5], "y": ["p", "q", "p", "q", "p"]}
)


def test_the_split_is_scikit_learns() -> None:
    training, test = train_test_split(np.arange(150), test_size=0.3, random_state=7)
    ours, held_out = split(150, 0.3, 7)
    np.testing.assert_array_equal(ours, training)
    np.testing.assert_array_equal(held_out, test)


def test_with_nothing_held_out_the_order_stays() -> None:
    training, test = split(4, 0, 7)
    assert training.tolist() == [0, 1, 2, 3]
    assert not len(test)


@pytest.mark.parametrize(
    ("n_rows", "share", "message"), [(1, 0.5, "1 row cannot be split"), (2, 0.9, "no row to train on")]
)
def test_too_few_rows_to_split_are_an_error(n_rows: int, share: float, message: str) -> None:
    with pytest.raises(TableError, match=message):
        split(n_rows, share, 0)


def test_whole_rows_remember_where_they_stood() -> None:
    table, kept = whole_rows(load_table(HOLES, target="y"), RunSettings("holes", missing="drop"))
    assert table.frame.columns == ["a", "row", "y"]
    assert table.frame["a"].to_list() == [1, 4, 5]
    assert kept.tolist() == [1, 4, 5]


def test_the_preparation_is_fitted_on_the_training_part_alone() -> None:
    table = load_table("iris")
    settings = RunSettings("iris").resolved(table)
    prepared = prepare(table, np.arange(1, 151), settings, "classification", 0)
    np.testing.assert_allclose(prepared.training.inputs.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(prepared.training.inputs.std(axis=0), 1)
    assert abs(prepared.test.inputs.mean(axis=0)).max() > 0.01
    assert len(prepared.training.rows) == 105
    row = prepared.test.rows[0]
    assert prepared.test.truth[0] == table.frame["species"][int(row) - 1]
