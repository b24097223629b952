import pytest

from rosenblatt.errors import PlanError
from rosenblatt.estimators import MLPClassifier, MLPRegressor, Perceptron
from rosenblatt.run import RunSettings
from rosenblatt.run.estimator import make_estimator


def test_settings_reach_the_parameters_they_stand_for() -> None:
    settings = RunSettings(
        "t", model="mlp", hidden=(5, 3), activation=("tanh", "relu"), solver="sgd", max_iter=9,
        learning_rate=0.5,
        alpha=0.1, batch_size=7, seed=4, options={"momentum": 0.2},
    )  # fmt: skip
    estimator = make_estimator(settings, "classification")
    assert isinstance(estimator, MLPClassifier)
    given = {
        "hidden_layer_sizes": (5, 3), "activation": ("tanh", "relu"), "solver": "sgd", "max_iter": 9,
        "learning_rate_init": 0.5, "alpha": 0.1, "batch_size": 7, "random_state": 4, "momentum": 0.2,
    }  # fmt: skip
    assert given.items() <= estimator.get_params().items()


def test_what_was_not_asked_keeps_the_estimators_own_default() -> None:
    estimator = make_estimator(RunSettings("t", model="mlp"), "regression")
    assert isinstance(estimator, MLPRegressor)
    assert estimator.get_params() == MLPRegressor().get_params()


def test_a_perceptron_takes_its_own() -> None:
    settings = RunSettings("t", model="perceptron", learning_rate=0.5, seed=4, options={"average": True})
    estimator = make_estimator(settings, "classification")
    assert isinstance(estimator, Perceptron)
    assert {"eta0": 0.5, "random_state": 4, "average": True}.items() <= estimator.get_params().items()


def test_an_option_goes_before_the_setting_it_repeats() -> None:
    settings = RunSettings("t", seed=4, options={"random_state": 5})
    assert make_estimator(settings, "classification").get_params()["random_state"] == 5


@pytest.mark.parametrize(
    ("settings", "task", "message"),
    [
        (RunSettings("t", options={"momentun": 1}), "regression", "'momentun', did you mean 'momentum'"),
        (RunSettings("t", options={"verbose": 1}), "regression", "a parameter of the mlp"),
        (
            RunSettings("t", model="perceptron", hidden=(3,)),
            "classification",
            "no hidden.*leave --hidden away",
        ),
        (RunSettings("t", model="perceptron", batch_size=3), "classification", "leave --batch-size away"),
        (
            RunSettings("t", model="perceptron", target="price"),
            "regression",
            "target 'price' is a number.*--model mlp",
        ),
    ],
)
def test_what_the_model_does_not_have_is_an_error(settings: RunSettings, task: str, message: str) -> None:
    with pytest.raises(PlanError, match=message):
        make_estimator(settings, task)
