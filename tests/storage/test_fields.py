import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
import pytest

from rosenblatt.errors import ModelFileError, PlanError
from rosenblatt.storage.fields import Count, Label, Names, Positive, Scale, plain, read


def value_of(annotation, value, **options):
    """Read one field with this annotation."""
    kind = dataclass(type("Kind", (), {"__annotations__": {"x": annotation}}))
    return read(kind, {"x": value}, "here", **options).x


def refused(annotation, value, message, **options):
    with pytest.raises(ModelFileError, match=message) as caught:
        value_of(annotation, value, **options)
    assert len(str(caught.value)) < 300


@dataclass(frozen=True)
class Settings:
    hidden: tuple[Positive, ...]
    alpha: float = 0.5


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, "here must be a mapping, got None"),
        ([], "here must be a mapping"),
        ({"alpha": 1.0}, "here.hidden is not there"),
        ({"hidden": []}, "here.alpha is not there"),
        (
            {"hidden": [], "alpha": 1.0, "y": 2},
            "here has an unknown field 'y'; its fields are 'hidden', 'alpha'",
        ),
        ({"hidden": [], "alpha": 1.0, 3: 2}, "here has an unknown field 3"),
        ({"hidden": [1, 2, 0], "alpha": 1.0}, r"here.hidden\[2\] must be a positive integer, got 0"),
        ({"hidden": [1, 2, "x"], "alpha": 1.0}, r"here.hidden\[2\] must be an integer, got 'x'"),
    ],
)
def test_a_mapping_has_exactly_its_fields(value, message):
    with pytest.raises(ModelFileError, match=message):
        read(Settings, value, "here")


def test_fields_may_be_optional_and_unknown_ones_ignored():
    assert read(Settings, {"hidden": [3]}, "here", optional=("alpha",)) == Settings((3,))
    assert read(Settings, {"hidden": [], "alpha": 1, "y": 2}, "here", ignore_unknown=True) == Settings(
        (), 1.0
    )
    with pytest.raises(ModelFileError, match=r"here\.hidden is not there"):
        read(Settings, {"alpha": 1}, "here", optional=("alpha",))


def test_without_a_path_fields_have_their_names_alone():
    with pytest.raises(ModelFileError, match=r"^hidden\[0\] must be an integer, got True"):
        read(Settings, {"hidden": [True], "alpha": 1}, "")
    with pytest.raises(ModelFileError, match=r"^the metadata has an unknown field 'z'"):
        read(Settings, {"hidden": [], "alpha": 1, "z": 1}, "")


@pytest.mark.parametrize("value", [1, 1.0, -2.5, 2**53, 2**60])
def test_numbers_are_finite(value):
    assert value_of(float, value) == value


def test_an_integer_that_a_double_cannot_hold_becomes_the_nearest_double():
    assert isinstance(value_of(float, 2**60 + 1), float)


@pytest.mark.parametrize(
    "value",
    [True, None, "1", [1], float("nan"), float("inf"), 10**400, 10**5000],
    ids=lambda value: str(value)[:4] if not isinstance(value, int) or isinstance(value, bool) else "huge",
)
def test_what_is_no_finite_number_is_refused(value):
    refused(float, value, r"here\.x must be a (finite )?number")


def test_words_may_stand_for_numbers_that_json_does_not_have():
    assert value_of(float, "inf", numbers={"inf": math.inf}) == math.inf
    assert math.isnan(value_of(float, None, numbers={None: math.nan}))
    assert value_of(float | None, None, numbers={None: math.nan}) is None
    refused(float, "nan", "here.x must be a number, got 'nan'", numbers={"inf": math.inf})
    refused(float, {}, "here.x must be a number", numbers={"inf": math.inf})


@pytest.mark.parametrize("value", [1.0, True, None, "1", [1]])
def test_an_integer_is_nothing_else(value):
    refused(int, value, r"here\.x must be an integer, got")


def test_integers_have_bounds():
    assert value_of(int, 2**63 - 1) == 2**63 - 1
    refused(int, 2**63, "here.x must be an integer of 64 bits")
    refused(int, 10**5000, "here.x must be an integer of 64 bits, got a int too long to show")
    assert value_of(Label, 2**64 - 1) == 2**64 - 1
    refused(Label, 2**64, "here.x must be an integer of 64 bits")
    refused(Positive, 0, "here.x must be a positive integer, got 0")
    refused(Positive, 2**53 + 1, "here.x must be a positive integer")
    assert value_of(Count, 0) == 0
    refused(Count, -1, "here.x must be 0 or a positive integer, got -1")


@pytest.mark.parametrize("value", [0, -1, -0.0])
def test_a_scale_is_above_zero(value):
    refused(Scale, value, r"here\.x must be above 0")


@pytest.mark.parametrize("value", [1, None, ["a"], b"a"])
def test_text_is_text(value):
    refused(str, value, r"here\.x must be text")


def test_half_a_character_is_no_text():
    refused(str, "\ud800", r"here\.x must be valid Unicode text")
    refused(Mapping[str, int], {"\ud800": 1}, r"here\.x must be valid Unicode text")


def test_names_are_a_list_of_different_texts():
    assert value_of(Names, ["b", "a"]) == ("b", "a")
    refused(Names, "ab", r"here\.x must be a list")
    refused(Names, ["a", 2], r"here\.x\[1\] must be text")
    refused(Names, ["a", "a"], r"here\.x must name each once, got \['a', 'a'\]")


def test_a_choice_is_one_of_the_known_words():
    assert value_of(Literal["abc", "b"], "abc") == "abc"
    refused(Literal["abc", "b"], "abd", r"here\.x must be one of abc, b; got 'abd', did you mean 'abc'")
    refused(Literal["a", "b"], 3, r"here\.x must be 'a' or 'b', got 3")
    refused(Literal["a", "b"], "c" * 10**6, r"here\.x must be one of")


def test_a_union_takes_what_is_of_the_values_type():
    assert value_of(float | int | None, 3) == 3
    assert type(value_of(float | int | None, 3)) is int
    assert value_of(str | tuple[str, ...], ["a"]) == ("a",)
    refused(str | tuple[str, ...] | None, 1, "here.x must be text, a list or null, got 1")
    refused(float | None, "x", "here.x must be a number or null, got 'x'")
    refused(Label, None, "here.x must be text, true or false, an integer or a number, got None")


def test_a_tuple_has_its_length():
    assert value_of(tuple[tuple[object, int], ...], [["a", 1]]) == (("a", 1),)
    refused(tuple[object, int], ["a"], "here.x must hold 2 values, got 1")
    refused(tuple[tuple[object, int], ...], [["a", "b"]], r"here\.x\[0\]\[1\] must be an integer, got 'b'")


def test_integers_inside_any_value_are_of_64_bits():
    assert value_of(object, {"a": [1, {"b": None}]}) == {"a": [1, {"b": None}]}
    refused(object, {"a": [1, 2**64]}, r"here\.x\.a\[1\] must be an integer of 64 bits, got one of 65")
    refused(
        Mapping[str, object], {"a": -(10**30)}, r"here\.x\.a must be an integer of 64 bits, got one of 100"
    )


@dataclass(frozen=True)
class Circle:
    kind: ClassVar[str] = "circle"
    radius: Scale

    def require_possible(self, path):
        if self.radius == 7:
            raise ModelFileError(f"{path}.radius is 7")


@dataclass(frozen=True)
class Square:
    kind: ClassVar[str] = "square"
    side: float
    name: str | None = None

    def __post_init__(self):
        if self.side < 0:
            raise PlanError(f"side must not be negative, got {self.side}")


def test_dataclasses_are_told_apart_by_their_kind():
    shapes = [Circle(1.5), Square(np.float64(2.0), "a")]
    written = plain(shapes)
    assert written == [
        {"kind": "circle", "radius": 1.5},
        {"kind": "square", "side": 2.0, "name": "a"},
    ]
    assert type(written[1]["side"]) is float
    assert value_of(list[Circle | Square], written) == shapes
    refused(
        list[Circle | Square],
        [{"kind": "cube"}],
        r"here.x\[0\].kind must be one of 'circle', 'square', got 'cube'",
    )
    refused(list[Circle | Square], [{"kind": []}], r"here.x\[0\].kind must be one of")
    refused(Circle, {"kind": "square", "radius": 1}, "here.x.kind must be 'circle', got 'square'")
    refused(Circle, {"radius": 1}, "here.x.kind is not there")


def test_a_dataclass_may_refuse_what_it_is_given():
    refused(Circle, {"kind": "circle", "radius": 7}, "here.x.radius is 7")
    refused(
        Square,
        {"kind": "square", "side": -1, "name": None},
        "here.x is impossible: side must not be negative, got -1",
    )


def test_plain_values_have_no_tuples_and_no_numpy():
    assert plain({"a": (1, np.int64(2)), "b": Settings((3,))}) == {
        "a": [1, 2],
        "b": {"hidden": [3], "alpha": 0.5},
    }
