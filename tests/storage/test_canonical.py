import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosenblatt.errors import ModelFileError
from rosenblatt.storage.canonical import dumps, loads

plain_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(plain_values)
def test_a_value_comes_back_and_has_one_text(value: object) -> None:
    text = dumps(value)
    assert loads(text) == value
    assert dumps(loads(text)) == text


def test_keys_are_sorted_and_nothing_is_spaced() -> None:
    assert dumps({"b": [1, 2.5], "a": "ü"}) == '{"a":"ü","b":[1,2.5]}'


def test_what_is_not_finite_is_not_written() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        dumps([float("nan")])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"a":1,"b":2,"a":3}', "names the key 'a' twice"),
        ('[{"x":{"a":1,"a":1}}]', "twice"),
        ("[NaN]", "NaN, which is not finite"),
        ("[-Infinity]", "not finite"),
        ("[1e999]", "1e999, which is not finite"),
        ("[" * 100_000, "nests too deeply"),
        ("[" + "9" * 5000 + "]", "not JSON"),
        ("{'a':1}", "not JSON"),
        ("", "not JSON"),
        ("[1] 2", "not JSON"),
    ],
)
def test_what_has_two_meanings_or_none_is_an_error(text: str, message: str) -> None:
    with pytest.raises(ModelFileError, match=message):
        loads(text)


def test_it_is_json() -> None:
    assert json.loads(dumps({"a": [True, None, "\u2028", 1e-7]})) == {"a": [True, None, "\u2028", 1e-7]}
