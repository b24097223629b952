import copy
import doctest
import pickle

import numpy as np
import pytest

from rosenblatt import history
from rosenblatt.history import COLUMNS, History


def rows(first, last):
    epochs = np.arange(first, last + 1, dtype=float)[:, None]
    return epochs + np.arange(len(COLUMNS)) / 100


def test_columns_are_read_by_name_and_grow_a_row_an_epoch():
    history = History()
    assert len(history) == 0
    assert history["loss"].shape == (0,)
    history.append(rows(1, 3))
    history.append(rows(4, 4))
    history.append(rows(5, 4))
    assert len(history) == 4
    np.testing.assert_array_equal(history["epoch"], [1, 2, 3, 4])
    np.testing.assert_allclose(history["seconds"], [1.08, 2.08, 3.08, 4.08])
    assert history.rows.shape == (4, len(COLUMNS))


def test_columns_are_listed_in_the_order_of_the_core():
    assert History().columns == tuple(History()) == COLUMNS
    assert COLUMNS[0] == "epoch"
    assert COLUMNS[-1] == "seconds"


def test_an_unknown_column_proposes_the_nearest():
    with pytest.raises(KeyError, match=r"columns epoch, loss, .*, but no 'los', did you mean 'loss'\?"):
        History()["los"]


@pytest.mark.parametrize("shape", [(3,), (3, len(COLUMNS) - 1), (1, 3, len(COLUMNS))])
def test_rows_of_another_shape_are_refused(shape):
    with pytest.raises(ValueError, match=r"history rows must have shape \(n_epochs, 9\), got"):
        History(np.zeros(shape))


def test_a_dictionary_and_back():
    history = History(rows(1, 5))
    values = history.to_dict()
    assert list(values) == list(COLUMNS)
    assert History.from_dict(values) == history
    assert History.from_dict({name: list(column) for name, column in values.items()}) == history
    del values["score"], values["loss"]
    with pytest.raises(ValueError, match="history lacks the columns loss, score"):
        History.from_dict(values)


def test_equal_histories_may_hold_unknown_values():
    one, other = rows(1, 3), rows(1, 3)
    one[:, 5] = other[:, 5] = np.nan
    assert History(one) == History(other)
    other[1, 1] += 1
    assert History(one) != History(other)
    assert History(one) != "history"
    parts = History(one[:1])
    parts.append(one[1:])
    assert parts == History(one)
    with pytest.raises(TypeError, match="unhashable"):
        hash(parts)


def test_a_history_survives_a_process_border():
    history = History(rows(1, 3))
    assert pickle.loads(pickle.dumps(history)) == history


def test_repr_tells_epochs_and_loss():
    assert repr(History()) == "<History, no epoch yet>"
    assert repr(History(rows(1, 5))) == "<History, 5 epochs, loss 1.01 -> 5.01>"


def test_the_example_in_the_documentation_holds():
    assert doctest.testmod(history) == (0, 7)


def test_the_last_row_is_found_by_name_whatever_came_before() -> None:
    history = History(np.zeros((2, len(COLUMNS))))
    history.append(np.arange(3.0 * len(COLUMNS)).reshape(3, -1))
    assert history.last() == {name: 2 * len(COLUMNS) + place for place, name in enumerate(COLUMNS)}


def test_rows_added_one_by_one_are_copied_few_times() -> None:
    history, rooms = History(), set()
    for epoch in range(1, 1001):
        history.append(np.full((1, len(COLUMNS)), float(epoch)))
        rooms.add(history.rows.base.ctypes.data if history.rows.base is not None else 0)
        assert len(history) == history["epoch"][-1] == history.last()["epoch"] == epoch
    assert len(rooms) <= 11
    assert np.array_equal(history["epoch"], np.arange(1.0, 1001.0))


def test_a_copy_and_its_original_grow_apart() -> None:
    history = History(np.ones((3, len(COLUMNS))))
    history.append(np.ones((1, len(COLUMNS))))
    twin = copy.copy(history)
    history.append(np.full((1, len(COLUMNS)), 2.0))
    twin.append(np.full((1, len(COLUMNS)), 3.0))
    assert (history["loss"][-1], twin["loss"][-1]) == (2.0, 3.0)
    assert len(pickle.dumps(history)) < len(pickle.dumps(history.rows)) + 200
