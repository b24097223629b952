import warnings

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning

from rosenblatt import estimators
from rosenblatt.data import load_table
from rosenblatt.errors import PlanError
from rosenblatt.run import RunSettings
from rosenblatt.trial.parts import Prepared
from rosenblatt.trial.prepare import prepare
from rosenblatt.trial.trial import Trial
from rosenblatt.trial.watcher import Watcher


def prepared(settings: RunSettings, seed: int = 5) -> Prepared:
    table = load_table(settings.table)
    return prepare(table, np.arange(1, table.n_rows + 1), settings, settings.task, seed)  # type: ignore[arg-type]


def learned(parts: Prepared) -> tuple[object, object]:
    """The training part as an estimator reads it: sequences as lists."""
    cut = parts.training.sequences
    if cut is None:
        return parts.training.inputs, parts.targets
    return cut.cut(parts.training.inputs), cut.cut(parts.targets)


@pytest.mark.parametrize(
    ("table", "settings"),
    [
        ("iris", {}),
        ("wine", {"model": "mlp", "hidden": (5,), "max_iter": 20, "options": {"early_stopping": True}}),
        ("diabetes", {"model": "mlp", "max_iter": 9}),
        ("temporal-xor", {"max_iter": 2}),
        ("reber", {"max_iter": 1}),
    ],
)
def test_a_trial_is_its_estimators_fit_bit_for_bit(table: str, settings: dict[str, object]) -> None:
    loaded = load_table(table)
    asked = RunSettings(table, **settings).resolved(loaded)  # type: ignore[arg-type]
    task = "regression" if table == "diabetes" else "classification"
    parts = prepare(loaded, np.arange(1, loaded.n_rows + 1), asked, task, 5)  # type: ignore[arg-type]
    trial = Trial.of(asked, task)
    trained = trial.train(parts)
    estimator = getattr(estimators, trial.kind)(**trial.parameters)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        estimator.fit(*learned(parts))
    np.testing.assert_array_equal(
        trained.model.network.parameters, estimator.network_.parameters, strict=True
    )
    assert trained.stopped_by == estimator.stopped_by_
    assert trained.parameters == estimator.get_params()


def test_a_trial_scores_like_its_model() -> None:
    settings = RunSettings("iris", task="classification").resolved(load_table("iris"))
    parts = prepared(settings)
    trained = Trial.of(settings, "classification").train(parts)
    right = trained.model.predict(load_table("iris").frame)[parts.test.rows - 1] == parts.test.truth
    assert trained.score(parts.test) == right.mean()


def test_ctrl_c_keeps_the_network_and_in_the_first_epoch_there_is_nothing_to_keep() -> None:
    class Interrupting(Watcher):
        def advanced(self, history: object) -> None:
            raise KeyboardInterrupt

    settings = RunSettings("iris", task="classification", model="mlp").resolved(load_table("iris"))
    trained = Trial.of(settings, "classification").train(prepared(settings), Interrupting())
    assert trained.is_interrupted
    assert 1 <= len(trained.history) <= 200


def test_settings_reach_the_parameters_they_stand_for() -> None:
    settings = RunSettings(
        "t", model="mlp", hidden=(5, 3), activation=("tanh", "relu"), solver="sgd", max_iter=9,
        learning_rate=0.5,
        alpha=0.1, batch_size=7, seed=4, options={"momentum": 0.2},
    )  # fmt: skip
    trial = Trial.of(settings, "classification")
    assert trial.kind == "MLPClassifier"
    given = {
        "hidden_layer_sizes": (5, 3), "activation": ("tanh", "relu"), "solver": "sgd", "max_iter": 9,
        "learning_rate_init": 0.5, "alpha": 0.1, "batch_size": 7, "random_state": 4, "momentum": 0.2,
    }  # fmt: skip
    assert given.items() <= trial.parameters.items()


def test_what_was_not_asked_keeps_the_estimators_own_default() -> None:
    trial = Trial.of(RunSettings("t", model="mlp"), "regression")
    assert trial.kind == "MLPRegressor"
    assert trial.parameters == estimators.MLPRegressor().get_params()


def test_a_perceptron_takes_its_own() -> None:
    settings = RunSettings("t", model="perceptron", learning_rate=0.5, seed=4, options={"average": True})
    trial = Trial.of(settings, "classification")
    assert trial.kind == "Perceptron"
    assert {"eta0": 0.5, "random_state": 4, "average": True}.items() <= trial.parameters.items()


def test_an_option_goes_before_the_setting_it_repeats() -> None:
    settings = RunSettings("t", seed=4, options={"random_state": 5})
    assert Trial.of(settings, "classification").parameters["random_state"] == 5


@pytest.mark.parametrize(
    ("settings", "task", "message"),
    [
        (RunSettings("t", options={"momentun": 1}), "regression", "'momentun', did you mean 'momentum'"),
        (RunSettings("t", options={"verbose": 1}), "regression", "a parameter of the mlp"),
        (
            RunSettings("t", model="perceptron", hidden=(3,)),
            "classification",
            "no hidden.*omit --hidden",
        ),
        (RunSettings("t", model="perceptron", batch_size=3), "classification", "omit --batch-size"),
        (
            RunSettings("t", model="perceptron", target="price"),
            "regression",
            "target 'price' is a number.*--model mlp",
        ),
    ],
)
def test_what_the_model_does_not_have_is_an_error(settings: RunSettings, task: str, message: str) -> None:
    with pytest.raises(PlanError, match=message):
        Trial.of(settings, task)
