import operator

import pytest

from rosenblatt.data.sources.builtin.gates import GATE_TABLES, gate_table

MEANING = {
    "and": operator.and_,
    "or": operator.or_,
    "nand": lambda x1, x2: 1 - (x1 & x2),
    "nor": lambda x1, x2: 1 - (x1 | x2),
    "xor": operator.xor,
}


@pytest.mark.parametrize("name", GATE_TABLES)
def test_each_row_holds_what_the_gate_says(name):
    table = gate_table(name)
    assert table.columns == ["x1", "x2", "y"]
    assert [row[:2] for row in table.rows()] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert all(y == MEANING[name](x1, x2) for x1, x2, y in table.rows())
