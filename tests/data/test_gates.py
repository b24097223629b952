import operator

import pytest

from rosenblatt.data.gates import GATE_TABLES, gate_table

MEANING = {
    "and": operator.and_,
    "or": operator.or_,
    "nand": lambda x0, x1: 1 - (x0 & x1),
    "nor": lambda x0, x1: 1 - (x0 | x1),
    "xor": operator.xor,
}


@pytest.mark.parametrize("name", GATE_TABLES)
def test_each_row_holds_what_the_gate_says(name):
    table = gate_table(name)
    assert table.columns == ["x0", "x1", "y"]
    assert [row[:2] for row in table.rows()] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert all(y == MEANING[name](x0, x1) for x0, x1, y in table.rows())
