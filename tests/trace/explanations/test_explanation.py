"""From the row's values to the decision in words, for every kind of model and every form of a row."""

import re
import warnings

import numpy as np
import pandas
import polars
import pyarrow
import pytest
import scipy.sparse
from sklearn.compose import make_column_transformer
from sklearn.decomposition import PCA
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from tests.model.examples import EVERY, FLOWERS, flowers, perceptron, prices, several_targets, xor

from rosenblatt import MLPClassifier, MLPRegressor, Perceptron
from rosenblatt.data import Preparation, TableWarning, read_frame
from rosenblatt.errors import ModelFileError, PlanError, RosenblattError, TableError
from rosenblatt.model import Model, save_model
from rosenblatt.network import Network
from rosenblatt.plan import Plan
from rosenblatt.trace import explain
from rosenblatt.training import PerceptronPlan

ROW = {"länge": 4.0, "colour": "red", "wild": True}
X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


def fitted(kind, y, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return kind(max_iter=20, random_state=0, **options).fit(X, y)


@pytest.mark.parametrize("name", EVERY)
def test_the_answer_is_that_of_predict(name):
    model = EVERY[name]
    table = FLOWERS if model.preparation is not None else np.array([[0.1, 1.0, -2.0], [2.0, -1.0, 3.0]])
    if model.preparation is None:
        table = table[:, : model.n_features]
    for place in range(len(table)):
        row = table[place : place + 1]
        explanation, expected = explain(model, row), model.predict(row)[0]
        answer = explanation.prediction
        assert answer == (tuple(expected.tolist()) if isinstance(expected, np.ndarray) else expected)
        assert str(answer[0] if isinstance(answer, tuple) else answer)[:4] in explanation.to_text()
        if explanation.decision.probabilities is not None:
            labels, shares = zip(*explanation.decision.probabilities, strict=True)
            assert labels == model.classes
            np.testing.assert_allclose(shares, model.predict_proba(row)[0], rtol=1e-6)
        assert max(map(len, explanation.to_text().splitlines())) <= 80
        assert explanation.to_latex()
        assert explanation.to_html(page=True)


def test_each_value_is_followed_through_the_preparation():
    explanation = explain(flowers(), ROW)
    length, colour, wild = explanation.features
    assert length.inputs == (("länge", 0.0),)
    assert colour.inputs == (("colour=blue", 0.0), ("colour=red", 1.0), ("colour=white", 0.0))
    assert wild.inputs == (("wild", 1.0),)
    text = explanation.to_text()
    assert "  länge   4 -> ( 4 - 4 ) / 2.179 = 0 standardised\n" in text
    assert "  colour  red -> colour=red is 1, the other 2 0\n" in text
    assert "  wild    True -> 1\n" in text
    assert explanation.trace.input_names == ("länge", "colour=blue", "colour=red", "colour=white", "wild")
    assert explanation.trace.neuron("h1.1").terms[2].value == 1


def test_missing_values_are_filled_in_and_it_is_told():
    text = explain(flowers(), {"länge": None, "colour": None, "wild": None}).to_text()
    assert "missing -> 4 filled in -> ( 4 - 4 ) / 2.179 = 0 standardised" in text
    assert "missing -> blue filled in -> colour=blue is 1, the other 2 0" in text
    assert "missing -> 0 filled in -> 0" in text
    assert explain(flowers(), {**ROW, "länge": float("nan")}).features[0].value is None


def test_a_text_never_seen_is_told():
    with pytest.warns(TableWarning, match="green"):
        explanation = explain(flowers(), {**ROW, "colour": "green"})
    assert "green -> it did not occur in training: all 3 inputs are 0" in explanation.to_text()


def test_standardised_as_in_the_tutorial():
    iris = read_frame("iris")
    preparation = Preparation.fit(iris, target="species", features=iris.columns[:-1], task="classification")
    net = Network((4, 3), ("step",), np.arange(15.0))
    model = Model("perceptron", "classification", net, preparation, preparation.classes)
    explanation = explain(model, iris[0:1])
    assert "5.1 -> ( 5.1 - 5.843 ) / 0.8253 " in explanation.to_text()
    assert explanation.trace.x[0] == pytest.approx(-0.90068117)


def test_numbers_go_back_to_their_own_units():
    explanation = explain(prices(), ROW)
    target = prices().preparation.target
    assert explanation.prediction == explanation.trace.output[0] * target.scale + target.mean
    assert "in its own units" in explanation.to_text()
    assert explain(prices(), {**ROW, "price": 3.0}).to_text().endswith(("too high.", "too low."))


def test_what_the_row_says_is_compared():
    answer = explain(flowers(), ROW).prediction
    other = next(each for each in flowers().classes if each != answer)
    assert explain(flowers(), {**ROW, "kind": answer}).to_text().endswith(f"The row says {answer} as well.")
    assert (
        explain(flowers(), {**ROW, "kind": other})
        .to_text()
        .endswith(f"The row says {other}: the answer is wrong.")
    )


def test_the_words_of_each_decision():
    two = explain(xor(), [0, 1]).decision.sentence
    assert re.fullmatch(
        r"o1 = 0\.\d+ is (not )?above 0\.5, so the answer is \d \(\d: \d\d?\.\d%, \d: \d\d?\.\d%\)\.", two
    )
    rest = explain(perceptron(), ROW).decision.sentence
    assert re.match(r"(o\d(, o\d)* fires?|No neuron fires); the largest z is that of o\d, ", rest)
    many = explain(flowers(), ROW).decision.sentence
    assert re.match(r"The largest output is o\d with 0\.\d+, so the answer is \w+ \(", many)
    groups = explain(several_targets(), [1, 2, 3]).decision.sentence
    assert re.match(r"The largest output of each group decides: target 1 is \w+ \(", groups)
    gate = Model(
        "perceptron", "classification", Network((2, 1), ("step",), [1, 1, -1.5]), classes=("no", "yes")
    )
    assert explain(gate, [1, 1]).decision.sentence == "z of o1 = 0.5 is above 0, so the answer is yes."
    assert explain(gate, [1, 0]).decision.sentence == "z of o1 = -0.5 is not above 0, so the answer is no."


@pytest.mark.parametrize(
    "row",
    [
        [4.0, "red", True],
        (4.0, "red", True),
        np.array([4.0, "red", True], dtype=object),
        np.array([[4.0, "red", True]], dtype=object),
        ROW,
        {**ROW, "kind": "rose", "price": 3.0},
        {name: ROW[name] for name in ("wild", "länge", "colour")},
        FLOWERS[2:3],
        FLOWERS[2:3].to_pandas(),
        FLOWERS[2:3].to_pandas().iloc[0],
        FLOWERS[2:3].to_arrow(),
        FLOWERS[2:3].lazy().collect(),
        pandas.Series([4.0, "red", True]),
        polars.Series([4.0, 1.0, 1.0]),
        {"länge": np.float64(4.0), "colour": np.str_("red"), "wild": np.bool_(True)},
        {"länge": "4.0", "colour": "red", "wild": True},
    ],
    ids=str,
)
def test_every_form_of_a_row(row):
    if isinstance(row, polars.Series):
        number = Model("mlp", "regression", Network((3, 1), ("identity",), [1, 1, 1, 0]))
        assert explain(number, row).prediction == 6
        return
    assert explain(flowers(), row).prediction == explain(flowers(), ROW).prediction
    np.testing.assert_array_equal(explain(flowers(), row).trace.x, explain(flowers(), ROW).trace.x)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ([4.0, "red"], r"knows 3 features \('länge', 'colour', 'wild'\), got a row of 2 values"),
        ({"länge": 4.0, "colour": "red"}, "no value for 'wild'"),
        ({"länge": 4.0, "color": "red", "wild": True}, "no value for 'colour'.*unknown columns: 'color'"),
        ({**ROW, "smell": 3}, "does not know 'smell'"),
        (FLOWERS, "got a table of 6 rows: take one of them"),
        (FLOWERS[:0], "got a table of 0 rows"),
        (5.0, "one row can be explained, got 5.0"),
        ("red", "one row can be explained, got 'red'"),
        ([[4.0, "red", True], [1.0, "red", True]], "one row can be explained"),
        (["many", "red", True], "'länge' must hold numbers, got the text 'many'"),
        ([float("inf"), "red", True], "infinite"),
        ({**ROW, "länge": object()}, "holds a value that no table can hold|cannot be converted to numbers"),
    ],
)
def test_a_row_that_does_not_fit_is_refused(row, message):
    with pytest.raises(TableError, match=message):
        explain(flowers(), row)


def test_a_missing_value_without_a_way_on_is_refused():
    preparation = Preparation.fit(FLOWERS, target="kind", features=["länge"], task="classification")
    model = Model("mlp", "classification", Network((1, 3), ("softmax",)), preparation, preparation.classes)
    with pytest.raises(TableError, match="values are missing in 'länge'"):
        explain(model, {"länge": None})


@pytest.mark.parametrize(
    ("estimator", "y"),
    [
        (Perceptron, [0, 1, 1, 1]),
        (Perceptron, ["a", "b", "c", "a"]),
        (MLPClassifier, ["no", "yes", "yes", "no"]),
        (MLPClassifier, [0, 1, 2, 1]),
        (MLPClassifier, [[0, 1], [1, 1], [1, 0], [0, 0]]),
        (MLPClassifier, [["a", "x"], ["b", "y"], ["c", "x"], ["a", "y"]]),
        (MLPRegressor, [0.5, 1.5, 1.5, 2.5]),
        (MLPRegressor, [[0.5, 1.5], [1.5, 2.5], [0, 0], [1, 1]]),
    ],
)
def test_fitted_estimators_are_explained(estimator, y):
    y = np.array(y, dtype=object) if isinstance(y[0], list) and isinstance(y[0][0], str) else np.array(y)
    model = fitted(estimator, y)
    for row, truth in zip(X, y, strict=True):
        explanation, expected = explain(model, row), model.predict(row[None])[0]
        answer = explanation.prediction
        if isinstance(answer, float):
            assert answer == pytest.approx(expected, rel=1e-12)
        elif isinstance(answer, tuple):
            assert answer == pytest.approx(tuple(expected))
        else:
            assert answer == expected
        update = explanation.update(truth)
        assert np.isfinite(update.loss)
        assert update.to_text()


def test_the_names_of_the_features_are_known_from_the_fit():
    frame = pandas.DataFrame(X, columns=["left", "right"])
    model = MLPClassifier((2,), max_iter=5, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(frame, [0, 1, 1, 0])
    explanation = explain(model, {"right": 1, "left": 0})
    assert explanation.trace.x.tolist() == [0, 1]
    assert explanation.trace.neuron("h1.1").sources == ("left", "right")
    assert explain(model, frame[1:2]).trace.x.tolist() == [0, 1]
    with pytest.raises(TableError, match=r"no value for 'right'.*unknown columns: 'rigth'"):
        explain(model, {"left": 1, "rigth": 0})


def test_without_names_the_order_counts():
    model = fitted(Perceptron, [0, 1, 1, 1])
    assert explain(model, {"x1": 0, "x2": 1}).trace.x.tolist() == [0, 1]
    assert explain(model, polars.DataFrame({"a": [0], "b": [1]})).trace.x.tolist() == [0, 1]
    with pytest.raises(TableError, match=r"knows 2 features \('x1', 'x2'\), got a row of 3 values"):
        explain(model, [1, 2, 3])
    with pytest.raises(TableError, match="x2 must be a finite number, got 'b'"):
        explain(model, [1, "b"])
    with pytest.raises(TableError, match="x1 must be a finite number, got None"):
        explain(model, [None, 1])


@pytest.mark.parametrize("estimator", [Perceptron(), MLPClassifier(), MLPRegressor()])
def test_an_unfitted_estimator_is_told_to_be_fitted(estimator):
    with pytest.raises(
        NotFittedError, match=f"This {type(estimator).__name__} instance is not fitted yet. Call 'fit'"
    ):
        explain(estimator, [0, 1])


def test_what_has_no_network_is_refused():
    with pytest.raises(PlanError, match="a trained model is needed, LogisticRegression has no network_"):
        explain(LogisticRegression().fit(X, [0, 1, 1, 1]), [0, 1])
    with pytest.raises(
        PlanError, match=r"got int: give a fitted Perceptron, .*, a Model, a Run, or the path of a"
    ):
        explain(3, [0, 1])
    with pytest.raises(PlanError, match="a trained model is needed, got <class"):
        explain(MLPClassifier, [0, 1])


def test_a_model_file_is_explained(tmp_path):
    save_model(tmp_path / "model.safetensors", flowers())
    for path in (tmp_path / "model.safetensors", str(tmp_path / "model.safetensors"), tmp_path):
        assert explain(path, ROW).prediction == explain(flowers(), ROW).prediction
    with pytest.raises(ModelFileError, match="cannot read the model file"):
        explain(tmp_path / "other.safetensors", ROW)


def test_a_pipeline_is_followed_through_its_steps():
    y = [0, 1, 1, 1]
    by_order = make_pipeline(StandardScaler(), Perceptron()).fit(X, y)
    assert "  x1  1 -> 1 by StandardScaler\n" in explain(by_order, [1, 0]).to_text()
    by_name = make_pipeline(StandardScaler(), Perceptron()).fit(pandas.DataFrame(X, columns=["a", "b"]), y)
    explanation = explain(by_name, {"b": 0, "a": 1})
    assert explanation.trace.neuron("o1").sources == ("a", "b")
    assert explanation.prediction == by_name.predict(pandas.DataFrame({"a": [1], "b": [0]}))[0]
    rotated = make_pipeline(StandardScaler(), PCA(), Perceptron()).fit(X, y)
    text = explain(rotated, [1, 0]).to_text()
    assert text.startswith("The answer is 1\n\nThe row\n  x1  1\n  x2  0\n\nInputs\n  pca0  =")
    with pytest.raises(NotFittedError, match="This Pipeline instance is not fitted yet"):
        explain(make_pipeline(StandardScaler(), Perceptron()), [1, 0])


def test_a_pipeline_of_mixed_columns():
    frame = pandas.DataFrame({"colour": ["red", "blue", "red", "blue"], "size": [1.0, 2.0, 3.0, 4.0]})
    columns = make_column_transformer((OneHotEncoder(), ["colour"]), (StandardScaler(), ["size"]))
    model = make_pipeline(columns, Perceptron()).fit(frame, ["no", "yes", "no", "yes"])
    for row in (frame[1:2], {"colour": "blue", "size": 2.0}, ["blue", 2.0]):
        explanation = explain(model, row)
        assert explanation.prediction == "yes"
        assert explanation.trace.x.tolist() == columns.transform(frame[1:2])[0].tolist()
        assert "  colour  blue\n" in explanation.to_text()
        assert explanation.trace.input_names[0] == "onehotencoder__colour_blue"
        assert explanation.trace.x[0] == 1
    assert explanation.update("no").target.tolist() == [-1]


def test_a_sparse_row_and_classes_that_are_floats():
    model = fitted(Perceptron, [1.0, 2.0, 2.0, 2.0])
    explanation = explain(model, scipy.sparse.csr_array([[0.0, 1.0]]))
    assert explanation.prediction == model.predict([[0, 1]])[0]
    assert explanation.to_text().startswith("The answer is 2.0\n")


def test_a_target_that_is_missing_in_the_row_says_nothing():
    for nothing in (None, float("nan")):
        assert explain(prices(), {**ROW, "price": nothing}).truth is None


def test_an_update_takes_the_plan_from_the_estimator():
    model = fitted(
        MLPClassifier, [0, 1, 1, 0], hidden_layer_sizes=(2,), solver="sgd", learning_rate_init=0.5, alpha=0.0
    )
    explanation = explain(model, [0, 1])
    update = explanation.update(1)
    assert update.learning_rate == 0.5
    expected = Plan("binary_log_loss", "sgd", alpha=0.0, learning_rate_init=0.5)
    assert update.after == explanation.update(1, expected).after
    for wrong, right in zip((1, 0), (0, 1), strict=True):
        assert explanation.update(wrong).target != explanation.update(right).target
    rule = explain(fitted(Perceptron, [0, 1, 1, 1], eta0=0.25), [0, 1])
    assert rule.update(0).learning_rate == 0.25
    assert rule.update(0, PerceptronPlan(eta0=2.0)).learning_rate == 2


def test_an_update_goes_on_from_the_estimators_state():
    model = fitted(MLPClassifier, [0, 1, 1, 0], hidden_layer_sizes=(2,))
    update = explain(model, [0, 1]).update(1, state=model._state)
    assert "  step t         21\n" in update.to_text()
    assert any(update.weight("o1", "h1.1").moments_before)


def test_an_update_in_the_tables_own_words():
    explanation = explain(flowers(), {**ROW, "kind": "lily"})
    assert explanation.update().target.tolist() == [0, 1, 0]
    assert explanation.update("iris").target.tolist() == [1, 0, 0]
    target = prices().preparation.target
    assert explain(prices(), ROW).update(3.0).target[0] == pytest.approx((3.0 - target.mean) / target.scale)
    assert explain(several_targets(), [1, 2, 3]).update(["yes", 2]).target.tolist() == [0, 1, 0, 1, 0]


@pytest.mark.parametrize(
    ("model", "row", "y", "message"),
    [
        (flowers(), ROW, None, "the row does not contain its target"),
        (flowers(), ROW, "tulip", "'tulip', which did not occur in training"),
        (flowers(), ROW, 3, "which did not occur in training"),
        (xor(), [0, 1], 7, r"7 is not a class of the model: its classes are \(0, 1\)"),
        (several_targets(), [1, 2, 3], "yes", "has 2 targets, got 'yes'"),
        (several_targets(), [1, 2, 3], ["yes", 9], "9 is not a class"),
        (prices(), ROW, "dear", "'price'"),
    ],
)
def test_a_truth_that_does_not_fit_is_refused(model, row, y, message):
    with pytest.raises(RosenblattError, match=message):
        explain(model, row).update(y)


def test_the_page_of_one_neuron():
    explanation = explain(flowers(), {**ROW, "kind": "lily"})
    text = explanation.page(neuron="h1.2").to_text()
    assert text.startswith("Neuron h1.2\n\nHidden layer 1: relu, a = max(0, z)\n  h1.2  ( ")
    with_step = explanation.page(neuron="h1.2", update=explanation.update(), notes=["A note."]).to_text()
    assert "Delta of h1.2" in with_step
    assert "Weights of o1" not in with_step
    assert "A note." in with_step
    with pytest.raises(PlanError, match=r"no neuron 'h9\.9'.*h1\.1 \.\.\. h1\.4, o1 \.\.\. o3"):
        explanation.page(neuron="h9.9")


def test_pyarrow_rows_without_names_that_fit_are_refused():
    with pytest.raises(TableError, match="no value for"):
        explain(flowers(), pyarrow.table({"a": [1], "b": ["red"], "c": [True]}))
