import pytest

from rosenblatt.cli.arguments import names, one_or_several, parameters, settings_of, whole_numbers
from rosenblatt.errors import PlanError


def test_names_and_numbers_are_separated_by_commas() -> None:
    assert names("age, income ,") == ("age", "income")
    assert whole_numbers("5,3") == (5, 3)
    assert whole_numbers("none") == whole_numbers(" ") == ()
    assert one_or_several("tanh") == "tanh"
    assert one_or_several("tanh,relu") == ("tanh", "relu")


def test_the_settings_are_those_that_were_given_as_text() -> None:
    given = {"table": "iris", "target": ["a", "b"], "features": "c,d", "hidden": "none", "stream": False}
    settings = settings_of({**given, "record": "10", "options": ["tol=1e-3"], "out": "folder", "seed": None})
    assert (settings.target, settings.features, settings.hidden) == (("a", "b"), ("c", "d"), ())
    assert (settings.stream, settings.record, settings.seed) == (None, 10, None)
    assert settings.options == {"tol": 1e-3}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("tol=1e-3", 1e-3),
        ("tol=None", None),
        ("shuffle=False", False),
        ("class_weight={'a': 2}", {"a": 2}),
        ("init=he", "he"),
        ("init='he'", "he"),
        ("x=a=b", "a=b"),
        ("x=__import__('os').getpid()", "__import__('os').getpid()"),
        ("x=" + "(" * 9000, "(" * 9000),
    ],
)
def test_a_value_is_a_literal_or_else_text_and_never_run(text: str, value: object) -> None:
    (found,) = parameters([text]).values()
    assert found == value


@pytest.mark.parametrize("text", ["tol", "=3", " =3"])
def test_a_parameter_needs_a_name_and_a_value(text: str) -> None:
    with pytest.raises(PlanError, match="--set must be name=value"):
        parameters([text])
