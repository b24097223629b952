import operator

import numpy as np
import pytest

from rosenblatt.data import SequenceRows
from rosenblatt.data.sources.builtin import generated
from rosenblatt.data.sources.builtin.grammars import EMBEDDED_REBER, REBER
from rosenblatt.data.sources.builtin.letters import BIT_NAMES, letters_of
from rosenblatt.errors import TableError

TABLES = (generated.moons, generated.circles, generated.spirals, generated.blobs)


SEQUENCES = (generated.temporal_xor, generated.elman_letters, generated.reber, generated.embedded_reber)


MEANING = {
    "and": operator.and_,
    "or": operator.or_,
    "nand": lambda x1, x2: 1 - (x1 & x2),
    "nor": lambda x1, x2: 1 - (x1 | x2),
    "xor": operator.xor,
}


@pytest.mark.parametrize("name", generated.GATE_TABLES)
def test_each_row_holds_what_the_gate_says(name):
    table = generated.gate_table(name)
    assert table.columns == ["x1", "x2", "y"]
    assert [row[:2] for row in table.rows()] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert all(y == MEANING[name](x1, x2) for x1, x2, y in table.rows())


@pytest.mark.parametrize("make", TABLES + SEQUENCES)
def test_same_seed_same_table_and_another_seed_another_one(make):
    assert make().equals(make())
    assert not make().equals(make(seed=1))


@pytest.mark.parametrize("make", TABLES)
def test_classes_are_of_equal_size_and_features_are_two(make):
    table = make()
    assert table.columns == ["x1", "x2", "y"]
    assert set(table["y"].value_counts()["count"]) == {100 if make is generated.blobs else 200}


def test_without_noise_circles_lie_on_their_radii():
    x1, x2, y = generated.circles(noise=0).to_numpy().T
    np.testing.assert_allclose(np.hypot(x1, x2), np.where(y == 0, 1, 0.5), atol=1e-4)


def test_without_noise_moons_are_half_circles_around_their_centres():
    x1, x2, y = generated.moons(noise=0).to_numpy().T
    np.testing.assert_allclose(np.hypot(x1 - y, x2 - 0.5 * y), 1, atol=1e-4)
    assert (x2[y == 0] >= 0).all()
    assert (x2[y == 1] <= 0.5).all()


def test_without_noise_the_arms_of_a_spiral_are_each_others_mirror():
    table = generated.spirals(noise=0).to_numpy()
    np.testing.assert_array_equal(table[:200, :2], -table[200:, :2])


def test_without_noise_blobs_are_their_centres():
    assert set(generated.blobs(noise=0).rows()) == {(-1, -1, 0), (1, -1, 1), (0, 1, 2)}


@pytest.mark.parametrize("n_bits", [3000, 3600, 3601, 2])
def test_every_third_bit_is_the_exclusive_or_of_the_two_before_it(n_bits):
    table = generated.temporal_xor(n_bits, seed=7)
    assert table.columns == ["bit", "next_bit"]
    assert table.height == n_bits - 1
    bits = np.append(table["bit"], table["next_bit"][-1])
    assert table["next_bit"].to_list() == bits[1:].tolist()
    whole = bits[: n_bits // 3 * 3].reshape(-1, 3)
    np.testing.assert_array_equal(whole[:, 2], whole[:, 0] ^ whole[:, 1])
    np.testing.assert_array_equal(table["next_bit"][1::3], whole[:, 2])  # rows 2, 5, 8, ... counted from 1


def test_all_pairs_of_bits_are_drawn_equally_often():
    bits = generated.temporal_xor(30_000)["bit"].to_numpy()
    pairs = 2 * bits[:-2:3] + bits[1:-1:3]
    assert np.abs(np.bincount(pairs, minlength=4) / len(pairs) - 0.25).max() < 0.02


def test_letters_are_syllables_one_after_the_other():
    table = generated.elman_letters(1000)
    assert table.columns == [*BIT_NAMES, *(f"next_{name}" for name in BIT_NAMES)]
    letters = letters_of(table.to_numpy()[:, :6])
    text = "".join((*letters, *letters_of(table.to_numpy()[-1:, 6:])))
    rest = text
    for syllable in ("guuu", "dii", "ba"):
        rest = rest.replace(syllable, "")
    assert rest == ""
    counts = [text.count(consonant) for consonant in "bdg"]
    assert sum(counts) == 1000
    assert min(counts) > 280
    assert "".join(letters_of(table.to_numpy()[:, 6:])) == text[1:]


@pytest.mark.parametrize(
    ("make", "grammar"), [(generated.reber, REBER), (generated.embedded_reber, EMBEDDED_REBER)]
)
def test_strings_are_the_grammars_and_no_step_leads_into_the_next(make, grammar):
    table = make(50, seed=2)
    assert table.columns == ["string", "symbol", "next_symbol"]
    strings = SequenceRows.of_column(table, "string")
    assert strings.names == tuple(range(1, 51))
    for rows in strings.cut(strings.rows):
        symbols, following = "".join(table["symbol"][rows]), "".join(table["next_symbol"][rows])
        assert symbols[1:] == following[:-1]
        assert grammar.accepts(symbols[0] + following)


@pytest.mark.parametrize(
    ("make", "n"), [(generated.temporal_xor, 1), (generated.temporal_xor, 0), (generated.reber, 0)]
)
def test_nothing_drawn_is_no_table(make, n):
    with pytest.raises(TableError, match=r"sequences of at least two rows|has no rows"):
        make(n)


def test_what_seed_0_draws_is_the_same_on_every_machine():
    def beginning(column):
        return "".join(map(str, column[:12]))

    assert beginning(generated.temporal_xor()["bit"]) == "110110011011"
    assert "".join(letters_of(generated.elman_letters().to_numpy()[:12, :6])) == "diiguuudiidi"
    assert beginning(generated.reber()["symbol"]) == "BPVVBTXSBPVV"
    assert beginning(generated.embedded_reber()["symbol"]) == "BPBPTVPSEPBP"
