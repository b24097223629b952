import pytest

from rosenblatt.errors import ModelFileError
from rosenblatt.storage.fields import Fields


def field(value):
    return Fields({"x": value}, "here", "x")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, "here must be a mapping, got None"),
        ([], "here must be a mapping"),
        ({}, "here.x is not there"),
        ({"x": 1, "y": 2}, "here has an unknown field 'y'"),
        ({"x": 1, 3: 2}, "here has an unknown field 3"),
    ],
)
def test_a_mapping_has_exactly_its_fields(value, message):
    with pytest.raises(ModelFileError, match=message):
        Fields(value, "here", "x")


@pytest.mark.parametrize("value", [1, 1.0, -2.5])
def test_numbers_come_as_floats(value):
    number = field(value).number("x")
    assert number == value
    assert isinstance(number, float)


@pytest.mark.parametrize(
    "value",
    [True, None, "1", [1], float("nan"), float("inf"), 10**400, 10**5000],
    ids=lambda value: str(value)[:4] if not isinstance(value, int) or isinstance(value, bool) else "huge",
)
def test_what_is_no_finite_number_is_refused(value):
    with pytest.raises(ModelFileError, match=r"here\.x must be a (finite )?number"):
        field(value).number("x")


@pytest.mark.parametrize("value", [0, -1, -0.0])
def test_a_scale_is_above_zero(value):
    with pytest.raises(ModelFileError, match=r"here\.x must be above 0"):
        field(value).scale("x")


@pytest.mark.parametrize("value", [1, None, ["a"], b"a"])
def test_text_is_text(value):
    with pytest.raises(ModelFileError, match=r"here\.x must be text"):
        field(value).text("x")


def test_half_a_character_is_no_text():
    with pytest.raises(ModelFileError, match=r"here\.x must be valid Unicode text"):
        field("\ud800").text("x")


def test_texts_are_a_list_of_different_texts():
    assert field(["b", "a"]).texts("x") == ("b", "a")
    with pytest.raises(ModelFileError, match=r"here\.x must be a list"):
        field("ab").texts("x")
    with pytest.raises(ModelFileError, match=r"here\.x\[1\] must be text"):
        field(["a", 2]).texts("x")
    with pytest.raises(ModelFileError, match=r"here\.x must name each once"):
        field(["a", "a"]).texts("x")


def test_a_choice_is_one_of_the_known_words():
    assert field("a").choice("x", ("a", "b")) == "a"
    with pytest.raises(ModelFileError, match=r"here\.x must be one of 'a', 'b', got 'c'"):
        field("c").choice("x", ("a", "b"))
