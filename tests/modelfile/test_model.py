import numpy as np
import pytest
from tests.modelfile.examples import EVERY, FLOWERS, network, preparation

from rosenblatt.errors import PlanError, RosenblattError
from rosenblatt.estimators import MLPClassifier, MLPRegressor, Perceptron
from rosenblatt.modelfile import Model
from rosenblatt.network import Network


def test_a_gate_decides_by_the_sign_of_its_pre_activation() -> None:
    model = Model(
        "perceptron", "classification", Network((2, 1), ("step",), [1, 1, -1.5]), classes=("no", "yes")
    )
    assert model.predict([[1, 1], [1, 0], [0, 0]]).tolist() == ["yes", "no", "no"]


def test_the_largest_pre_activation_decides_between_several_classes_of_a_perceptron() -> None:
    weights = [1, 0, -1, 0, 1, -1]  # inputs x, y; outputs x, y, -x-y
    model = Model(
        "perceptron",
        "classification",
        Network((2, 3), ("step",), [*weights, 0, 0, 0]),
        classes=("x", "y", "z"),
    )
    assert model.predict([[3, 2], [2, 3], [-1, -1]]).tolist() == ["x", "y", "z"]


def test_one_output_gives_the_probabilities_of_both_classes() -> None:
    model = Model("mlp", "classification", Network((1, 1), ("logistic",), [1, 0]), classes=("no", "yes"))
    np.testing.assert_allclose(model.predict_proba([[0], [np.log(3)]]), [[0.5, 0.5], [0.25, 0.75]])
    assert model.predict([[0], [0.1]]).tolist() == ["no", "yes"]


def test_a_frame_is_answered_in_its_own_words() -> None:
    answers = EVERY["flowers"].predict(FLOWERS)
    assert set(answers.tolist()) <= {"iris", "lily", "rose"}
    np.testing.assert_allclose(EVERY["flowers"].predict_proba(FLOWERS).sum(axis=1), 1, rtol=1e-6)


def test_columns_are_found_by_name_in_any_order_and_library() -> None:
    model = EVERY["flowers"]
    swapped = FLOWERS.select("wild", "kind", "colour", "länge")
    assert model.predict(swapped).tolist() == model.predict(FLOWERS).tolist()
    assert model.predict(FLOWERS.to_pandas()).tolist() == model.predict(FLOWERS).tolist()


def test_a_regression_answers_in_the_units_of_its_target() -> None:
    model = EVERY["prices"]
    outputs = model.outputs(model.inputs(FLOWERS))[:, 0]
    prices = FLOWERS["price"].to_numpy()
    np.testing.assert_allclose(model.predict(FLOWERS), outputs * prices.std() + prices.mean())


def test_an_arrays_columns_are_the_features_in_order() -> None:
    columns = FLOWERS.select("länge", "wild")
    prep = EVERY["flowers"].preparation.fit(
        FLOWERS, target="kind", features=columns.columns, task="classification"
    )
    model = Model("mlp", "classification", network((2, 3), ("softmax",)), prep, ("iris", "lily", "rose"))
    array = columns.to_numpy().astype(float)
    assert model.n_features == 2
    np.testing.assert_allclose(model.predict_proba(array), model.predict_proba(FLOWERS))


def test_each_target_and_each_label_gets_a_column() -> None:
    X = np.random.default_rng(0).normal(size=(6, 3))
    targets = EVERY["several_targets"].predict(X)
    assert targets.shape == (6, 2)
    assert set(targets[:, 0]) <= {"no", "yes"}
    labels = EVERY["several_labels"].predict(X)
    np.testing.assert_array_equal(labels, EVERY["several_labels"].predict_proba(X) > 0.5)


def test_blocks_do_not_change_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    model, X = EVERY["several_targets"], np.random.default_rng(1).normal(size=(50, 3))
    whole = model.predict_proba(X)
    monkeypatch.setattr("rosenblatt.modelfile.model._BLOCK", 35)
    np.testing.assert_allclose(model.predict_proba(X), whole, rtol=1e-14)


@pytest.mark.parametrize("name", ["perceptron", "prices"])
def test_a_model_without_probabilities_says_so(name: str) -> None:
    with pytest.raises(RosenblattError, match=r"gives no probabilities.*leave --proba away"):
        EVERY[name].predict_proba(FLOWERS)


def test_an_array_of_another_width_is_an_error_that_names_the_features() -> None:
    with pytest.raises(RosenblattError, match=r"knows 3 features \(länge, colour, wild\), got.*\(2, 4\)"):
        EVERY["flowers"].predict(np.zeros((2, 4)))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("mlq", "regression", network((2, 1), ("identity",))), "kind must be.*did you mean 'mlp'"),
        (("mlp", "regresion", network((2, 1), ("identity",))), "task must be.*did you mean 'regression'"),
        (("mlp", "classification", network((2, 1), ("logistic",))), "got the classes None"),
        (("mlp", "regression", network((2, 1), ("identity",)), None, (0, 1)), "got the classes"),
        (("mlp", "classification", network((2, 3), ("softmax",)), None, (0, 1)), "for 3 classes, got 2"),
        (
            ("mlp", "classification", network((2, 3), ("softmax",)), None, ((0, 1), (0, 1))),
            r"for 3 classes, got 2 \+ 2",
        ),
        (
            ("mlp", "regression", network((5, 1), ("identity",)), preparation("kind", "classification")),
            "for a classification",
        ),
        (
            ("mlp", "regression", network((4, 1), ("identity",)), preparation("price", "regression")),
            "makes 5 inputs",
        ),
    ],
)
def test_parts_that_do_not_fit_together_are_an_error(arguments: tuple, message: str) -> None:
    with pytest.raises(PlanError, match=message):
        Model(*arguments)


# ---- Taken out of an estimator, a model predicts what the estimator does

STREAM = np.random.default_rng(3)
X = STREAM.normal(size=(60, 4))
BINARY, SEVERAL = (X[:, 0] > 0).astype(int), np.array(["a", "b", "c"])[X[:, :3].argmax(axis=1)]
LABELS, TARGETS = (X[:, :3] > 0).astype(int), np.column_stack([BINARY, X[:, :3].argmax(axis=1) + 5])
NUMBERS = X @ STREAM.normal(size=(4, 2))


@pytest.mark.parametrize(
    "y", [BINARY, SEVERAL, LABELS, BINARY == 1], ids=["binary", "several", "labels", "Boolean"]
)
def test_a_classifier(y: np.ndarray) -> None:
    estimator = MLPClassifier((5,), max_iter=300, learning_rate_init=0.05, random_state=0, tol=1e-2).fit(X, y)
    model = Model.from_estimator(estimator)
    assert (model.kind, model.task, model.network) == ("mlp", "classification", estimator.network_)
    np.testing.assert_array_equal(model.predict(X), estimator.predict(X))
    np.testing.assert_allclose(model.predict_proba(X), estimator.predict_proba(X), rtol=1e-12)


def test_a_classifier_of_several_targets() -> None:
    estimator = MLPClassifier((5,), max_iter=300, learning_rate_init=0.05, random_state=0, tol=1e-2)
    estimator.fit(X, TARGETS)
    model = Model.from_estimator(estimator)
    assert model.classes == ((0, 1), (5, 6, 7))
    np.testing.assert_array_equal(model.predict(X), estimator.predict(X))


@pytest.mark.parametrize("y", [NUMBERS[:, 0], NUMBERS], ids=["one", "two"])
def test_a_regressor(y: np.ndarray) -> None:
    estimator = MLPRegressor(
        hidden_layer_sizes=(5,), max_iter=300, learning_rate_init=0.05, random_state=0, tol=1e-2
    ).fit(X.astype(np.float32), y)
    model = Model.from_estimator(estimator)
    assert (model.task, model.classes, model.network.dtype) == ("regression", None, np.float32)
    np.testing.assert_allclose(model.predict(X), estimator.predict(X.astype(np.float32)), rtol=1e-5)


@pytest.mark.parametrize("y", [BINARY, SEVERAL], ids=["binary", "several"])
def test_a_perceptron(y: np.ndarray) -> None:
    estimator = Perceptron().fit(X, y)
    model = Model.from_estimator(estimator)
    assert model.kind == "perceptron"
    np.testing.assert_array_equal(model.predict(X), estimator.predict(X))


def test_the_preparations_words_become_the_models() -> None:
    learned = preparation("kind", "classification")
    estimator = Perceptron().fit(learned.inputs(FLOWERS), learned.targets(FLOWERS))
    assert Model.from_estimator(estimator, learned).classes == ("iris", "lily", "rose")
