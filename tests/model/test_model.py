from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from tests.model.examples import EVERY, FLOWERS, RECURRENT, network, preparation, recurrent_network

from rosenblatt.data import Preparation
from rosenblatt.errors import PlanError, RosenblattError, TableError
from rosenblatt.estimators import MLPClassifier, MLPRegressor, Perceptron
from rosenblatt.model import Model
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
    monkeypatch.setattr("rosenblatt.model.model._BLOCK", 35)
    np.testing.assert_allclose(model.predict_proba(X), whole, rtol=1e-14)


@pytest.mark.parametrize("name", ["perceptron", "prices"])
def test_a_model_without_probabilities_says_so(name: str) -> None:
    with pytest.raises(RosenblattError, match=r"gives no probabilities.*leave --proba out"):
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


# ---- Recurrent models: rows are steps

TWO_SEQUENCES = np.array([0, 4, 10])


def step_by_step(model: Model, X: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    """Outputs one sequence after the other, by the network itself."""
    outputs = [model.network.forward(X[begin:end]) for begin, end in pairwise(offsets)]
    return np.concatenate(outputs if model.predict_at == "every" else [each[-1:] for each in outputs])


@pytest.mark.parametrize("name", ["temporal_xor", "strings"])
def test_a_recurrent_model_answers_for_each_sequence_by_itself(name: str) -> None:
    model = RECURRENT[name]
    X = np.random.default_rng(0).normal(size=(10, model.n_features))
    expected = step_by_step(model, X, TWO_SEQUENCES)
    np.testing.assert_allclose(model.outputs(X, TWO_SEQUENCES), expected, rtol=1e-5, atol=1e-6)
    both = model.predict(X, TWO_SEQUENCES)
    parts = [model.predict(X[:4]), model.predict(X[4:])]
    assert both.tolist() == np.concatenate(parts).tolist()
    assert len(both) == (10 if name == "temporal_xor" else 2)
    assert len(parts[0]) == (4 if name == "temporal_xor" else 1)
    shares = model.predict_proba(X, TWO_SEQUENCES)
    np.testing.assert_allclose(shares.sum(axis=1), 1, rtol=1e-6)


def test_the_context_of_a_jordan_network_can_be_followed_by_hand() -> None:
    # One neuron: z = x + 2 * held - 1, held before the first step 0.5, then what it said.
    net = Network((1, 1), ("identity",), [1, 2, -1], cell="jordan")
    model = Model("recurrent", "regression", net, predict_at="every")
    assert model.predict([[1.0], [0.0], [0.0]]).tolist() == [1.0, 1.0, 1.0]
    assert model.predict([[2.0], [0.0], [1.0]], [0, 1, 3]).tolist() == [2.0, 0.0, 0.0]


def test_a_step_that_comes_back_is_0_or_1_and_answered_before_it() -> None:
    net = Network((1, 1), ("step",), [1, 10, -5.5], cell="jordan", initial_context=0.0)
    model = Model("recurrent", "classification", net, classes=("off", "on"), predict_at="every")
    assert model.outputs(np.array([[6.0], [0.0], [-5.0], [0.0]])).ravel().tolist() == [0.5, 4.5, -0.5, -5.5]
    assert model.predict([[6.0], [0.0], [-5.0], [0.0]]).tolist() == ["on", "on", "off", "off"]


def test_blocks_do_not_change_what_sequences_give(monkeypatch: pytest.MonkeyPatch) -> None:
    lengths = np.random.default_rng(2).integers(1, 6, size=12)
    offsets = np.concatenate([[0], lengths.cumsum()])
    X = np.random.default_rng(3).normal(size=(offsets[-1], 2))
    for predict_at in ("every", "last"):
        model = replace(RECURRENT["strings"], predict_at=predict_at)
        whole = model.predict_proba(X, offsets)
        monkeypatch.setattr("rosenblatt.model.model._BLOCK", 4 * 5)
        np.testing.assert_allclose(model.predict_proba(X, offsets), whole, rtol=1e-6)
        monkeypatch.undo()


def test_a_table_is_cut_by_the_column_of_its_sequences() -> None:
    model, table = RECURRENT["garden"], FLOWERS.sort("kind")
    assert model.sequence == "kind"
    assert table["kind"].to_list() == ["iris", "iris", "lily", "lily", "rose", "rose"]
    expected = model.predict(table, [0, 2, 4, 6])
    np.testing.assert_array_equal(model.predict(table), expected)
    np.testing.assert_array_equal(model.predict(table.to_pandas()), expected)
    stream = replace(model, sequence=None)
    assert not np.allclose(stream.predict(table), expected)
    np.testing.assert_array_equal(stream.predict(table, [0, 2, 4, 6]), expected)
    with pytest.raises(TableError, match="'rose' are not consecutive"):
        model.predict(FLOWERS)
    with pytest.raises(TableError, match="no column 'kind'"):
        model.predict(table.drop("kind"))


@pytest.mark.parametrize(
    ("offsets", "message"),
    [
        ([0, 3, 3, 5], "sequence 1 has no step: leave empty sequences out"),
        ([0, 4], "offsets must go from 0 to the 5 rows, got 0 to 4"),
        ([0.0, 5.0], "offsets must be integers"),
        ([], "offsets must be integers of shape"),
        ([[0, 5]], "offsets must be integers of shape"),
    ],
)
def test_offsets_that_are_none_of_the_rows_are_an_error(offsets: list, message: str) -> None:
    with pytest.raises(PlanError, match=message):
        RECURRENT["temporal_xor"].predict(np.zeros((5, 1)), offsets)


def test_no_rows_are_no_sequence() -> None:
    with pytest.raises(PlanError, match="sequence 0 has no step"):
        RECURRENT["temporal_xor"].predict(np.zeros((0, 1)))


def test_a_feed_forward_model_takes_no_offsets() -> None:
    with pytest.raises(PlanError, match=r"predicts row by row, got the offsets \[0, 2\]"):
        EVERY["xor"].predict([[0, 1], [1, 1]], [0, 2])


NET = recurrent_network((1, 2, 1), ("tanh", "identity"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("mlp", "regression", NET), "a model of kind 'mlp' got a network with the cell 'elman'"),
        (
            ("recurrent", "regression", network((2, 1), ("identity",)), None, None, "last"),
            "a model of kind 'recurrent' got a feed-forward network",
        ),
        (("recurrent", "regression", NET), "predict_at must be one of every, last; got 'None'"),
        (("recurrent", "regression", NET, None, None, "lst"), "got 'lst', did you mean 'last'"),
        (("mlp", "regression", network((2, 1), ("identity",)), None, None, "last"), "got predict_at='last'"),
        (("recurrent", "regression", NET, None, None, "last", "day"), "sequence='day' is a table's column"),
        (
            (
                "recurrent",
                "regression",
                RECURRENT["garden"].network,
                preparation("price", "regression"),
                None,
                "last",
                "colour",
            ),
            "'colour' says which rows are a sequence, so it is no feature or target",
        ),
    ],
)
def test_parts_of_a_recurrent_model_that_do_not_fit_are_an_error(arguments: tuple, message: str) -> None:
    with pytest.raises(PlanError, match=message):
        Model(*arguments)


class FittedSequences:
    """What a fitted recurrent estimator shows."""

    stateful, step_size = False, None

    def __init__(self, network: Network, predict_at: str) -> None:
        self.network_, self.predict_at = network, predict_at


def test_a_recurrent_estimator() -> None:
    regressor = FittedSequences(NET, "last")
    model = Model.from_estimator(regressor)
    assert (model.kind, model.task, model.predict_at) == ("recurrent", "regression", "last")
    classifier = FittedSequences(recurrent_network((1, 2, 3), ("tanh", "softmax")), "every")
    classifier.classes_ = np.array(["a", "b", "c"])
    model = Model.from_estimator(classifier)
    assert (model.task, model.classes, model.predict_at) == ("classification", ("a", "b", "c"), "every")
    learned = preparation("price", "regression")
    garden = FittedSequences(RECURRENT["garden"].network, "every")
    assert Model.from_estimator(garden, learned, sequence="kind") == RECURRENT["garden"]


def test_a_stateful_estimator_of_one_stream_answers_at_each_of_its_steps() -> None:
    stream = FittedSequences(NET, "last")
    stream.stateful = True
    assert Model.from_estimator(stream).predict_at == "every"
    stream.step_size = 1
    assert Model.from_estimator(stream).predict_at == "last"


def test_the_words_of_several_targets_become_the_models() -> None:
    table = FLOWERS.with_columns(tall=FLOWERS["länge"] > 3)
    features = ["länge", "colour"]
    words = Preparation.fit(table, target=["kind", "wild"], features=features, task="classification")
    estimator = MLPClassifier((4,), random_state=0).initialize(words.inputs(table), words.targets(table))
    model = Model.from_estimator(estimator, words)
    assert model.classes == (("iris", "lily", "rose"), (False, True))
    labels = Preparation.fit(table, target=["wild", "tall"], features=features, task="classification")
    estimator = MLPClassifier((4,), random_state=0).initialize(labels.inputs(table), labels.targets(table))
    model = Model.from_estimator(estimator, labels)
    assert model.classes == ("wild", "tall")
    assert model.predict(table).tolist() == estimator.predict(labels.inputs(table)).tolist()
