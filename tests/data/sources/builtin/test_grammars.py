import numpy as np
import pytest

from rosenblatt.data.sources.builtin.grammars import EMBEDDED_REBER, REBER, Grammar, embedded
from rosenblatt.errors import TableError


@pytest.mark.parametrize("string", ["BTXSE", "BPVVE", "BTSSSXXTVVE", "BPTTVPSE", "BTXXVPXVPXVPSE"])
def test_strings_of_the_papers_keep_to_the_grammar(string):
    assert REBER.accepts(string)
    for bracket in "TP":
        assert EMBEDDED_REBER.accepts(f"B{bracket}{string}{bracket}E")


@pytest.mark.parametrize("string", ["", "B", "BTXS", "BTXSEE", "TXSE", "BTE", "BXSE", "BTVVE", "btxse"])
def test_other_strings_do_not(string):
    assert not REBER.accepts(string)


def test_brackets_must_agree():
    assert not EMBEDDED_REBER.accepts("BTBTXSEPE")
    assert not EMBEDDED_REBER.accepts("BPBTXSETE")
    assert EMBEDDED_REBER.legal_next("BTBTXSE") == ("T",)
    assert EMBEDDED_REBER.legal_next("BPBTXSE") == ("P",)


def test_what_may_come_next_and_the_states_walked_through():
    assert REBER.legal_next("") == ("B",)
    assert REBER.legal_next("B") == ("T", "P")
    assert REBER.legal_next("BTX") == ("X", "S")
    assert REBER.legal_next(list("BPTTV")) == ("P", "V")
    assert REBER.legal_next("BTXSE") == ()
    assert REBER.states("BTXSE") == (0, 1, 2, 4, 6, 7)
    assert sorted(REBER.symbols) == sorted(EMBEDDED_REBER.symbols) == sorted("BTPSXVE")


def test_a_symbol_that_may_not_come_is_named_with_those_that_may():
    with pytest.raises(
        TableError, match=r"symbol 'P' at place 3 of 'BTPE' is not possible in the grammar: use 'S', 'X'"
    ):
        REBER.legal_next("BTPE")
    with pytest.raises(
        TableError, match=r"symbol 'B' at place 6 of 'BTXSEB' .* no symbol, because the string is complete"
    ):
        REBER.states("BTXSEB")


@pytest.mark.parametrize("grammar", [REBER, EMBEDDED_REBER])
def test_what_is_drawn_is_accepted_and_choices_are_equally_likely(grammar):
    random = np.random.RandomState(3)
    strings = [grammar.draw(random) for _ in range(2000)]
    assert all(grammar.accepts(string) for string in strings)
    counts = [dict.fromkeys(choices, 0) for choices in grammar.arrows]
    for string in strings:
        for state, symbol in zip(grammar.states(string), string, strict=False):
            counts[state][symbol] += 1
    for choices in counts:
        total = sum(choices.values())
        for count in choices.values():  # five standard deviations
            assert abs(count / total - 1 / len(choices)) < 2.5 / np.sqrt(total)


def test_any_grammar_can_stand_within_brackets():
    inner = Grammar(({"a": 0, "b": 1}, {}))
    outer = embedded(inner)
    assert outer.accepts("BTaabTE")
    assert outer.accepts("BPbPE")
    assert not outer.accepts("BTbPE")
