import pytest

from rosenblatt.data import Table, load_table
from rosenblatt.errors import PlanError
from rosenblatt.run import RunSettings


@pytest.fixture(scope="module")
def iris() -> Table:
    return load_table("iris")


def test_what_a_table_recommends_fills_in_what_was_not_asked(iris: Table) -> None:
    settings = RunSettings("iris", max_iter=7).resolved(iris)
    assert (settings.model, settings.max_iter, settings.learning_rate) == ("perceptron", 7, 1.0)
    assert (settings.test_size, settings.seed, settings.missing) == (0.3, 0, "fill")
    assert dict(settings.options) == {"tol": None}
    assert settings.target == "species"
    assert settings.features is None  # all of them


def test_what_was_asked_goes_before_what_is_recommended(iris: Table) -> None:
    settings = RunSettings("iris", seed=3, test_size=0.5, options={"tol": 0.1, "shuffle": False}).resolved(
        iris
    )
    assert (settings.seed, settings.test_size) == (3, 0.5)
    assert dict(settings.options) == {"tol": 0.1, "shuffle": False}


def test_another_model_takes_only_the_split_that_is_recommended(iris: Table) -> None:
    settings = RunSettings("iris", model="mlp").resolved(iris)
    assert (settings.test_size, settings.max_iter, settings.learning_rate) == (0.3, None, None)
    assert not settings.options


def test_resolving_twice_changes_nothing(iris: Table) -> None:
    once = RunSettings("iris").resolved(iris)
    assert once.resolved(iris) == once


def test_options_cannot_be_changed_afterwards() -> None:
    options = {"tol": 1}
    settings = RunSettings("iris", options=options)
    options["tol"] = 2
    assert settings.options["tol"] == 1
    with pytest.raises(TypeError):
        settings.options["tol"] = 3  # type: ignore[index]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (
            {"model": "perceptorn"},
            "recurrent, tabular; got 'perceptorn', did you mean 'perceptron'",
        ),
        ({"task": "clasification"}, "did you mean 'classification'"),
        ({"missing": "men"}, "did you mean 'mean'"),
        ({"test_size": 1.0}, "test_size must be a share from 0 to below 1, got 1.0: 0.3 holds out"),
        ({"test_size": -0.1}, "test_size must be"),
        ({"test_size": float("nan")}, "test_size must be"),
        ({"repeats": -1}, "repeats must be 0 or more, got -1"),
        ({"seed": -1}, "seed must be from 0 to 4294967295, got -1"),
        ({"seed": 2**32}, "seed must be"),
    ],
)
def test_an_impossible_setting_is_an_error_that_names_it(asked: dict, message: str) -> None:
    with pytest.raises(PlanError, match=message):
        RunSettings("iris", **asked)


def test_settings_come_from_names_and_values() -> None:
    settings = RunSettings.from_dict(
        {"table": "iris", "hidden": [5, 3], "features": ["a"], "options": {"tol": None}}
    )
    assert settings == RunSettings("iris", hidden=(5, 3), features=("a",), options={"tol": None})


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"table": "t", "hiden": [3]}, "setting must be one of.*got 'hiden', did you mean 'hidden'"),
        ({"table": "t", "test_size": "half"}, "settings are impossible"),
        ({}, "settings are impossible.*table"),
    ],
)
def test_values_that_are_no_settings_are_an_error(values: dict, message: str) -> None:
    with pytest.raises(PlanError, match=message):
        RunSettings.from_dict(values)
