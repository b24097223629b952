import pytest

from rosenblatt.data.sources.builtin.letters import BIT_NAMES, LETTERS, SYLLABLES, letters_of
from rosenblatt.errors import TableError


def test_letters_are_told_apart_by_their_bits():
    assert len(set(LETTERS.values())) == 6
    assert letters_of(list(LETTERS.values())) == tuple(LETTERS) == tuple("bdgaiu")
    assert letters_of([[0.9, 0.1, 1.2, 0.4, 0.6, 1.0]]) == ("g",)


def test_bits_say_what_the_letters_are():
    for letter, bits in LETTERS.items():
        said = dict(zip(BIT_NAMES, bits, strict=True))
        assert said["consonant"] == said["interrupted"] == (letter in SYLLABLES)
        assert said["vowel"] == 1 - said["consonant"]
        assert said["voiced"] == 1


@pytest.mark.parametrize("values", [[1, 0, 1, 0, 0, 1], [[1, 0, 1]]])
def test_six_values_make_a_letter(values):
    with pytest.raises(
        TableError, match=r"shape \(n_letters, 6\), got the shape .*: give the six values conson"
    ):
        letters_of(values)
