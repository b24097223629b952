"""An exported file predicts as the model does, alone in the world, whatever is in the table."""

import ast
import json
import math
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.exceptions import NotFittedError
from sklearn.preprocessing import StandardScaler
from tests.examples import examples
from tests.export.running import (
    EVENTS,
    HIDDEN,
    PASSENGERS,
    events,
    make_network,
    networks,
    passengers,
    python,
    samples,
    two_prices,
)
from tests.model.examples import EVERY, FLOWERS, flowers

from rosenblatt import MLPClassifier, Network, Perceptron
from rosenblatt.data import Preparation, load_table, read_frame
from rosenblatt.data.preparation.dates import DateFeature
from rosenblatt.data.preparation.targets import NumberTarget
from rosenblatt.data.values.dates import DateForm, texts_of
from rosenblatt.errors import RosenblattError, TableWarning
from rosenblatt.export import to_python
from rosenblatt.formulas.activations import ACTIVATIONS
from rosenblatt.model import Model

ANSWER = """
import json
rows = json.loads(sys.stdin.read())
shares = None
if "probabilities" in globals():
    shares = [list(probabilities(row).values()) for row in rows]
print(json.dumps([[predict(row) for row in rows], shares]))
"""


def loaded(text: str) -> dict[str, Any]:
    """The file's names, loaded in this process."""
    names: dict[str, Any] = {"__name__": "model"}
    exec(compile(text, "model.py", "exec"), names)
    return names


def rows_of(X: np.ndarray) -> list[dict[str, float]]:
    return [{f"x{place}": float(x) for place, x in enumerate(row, start=1)} for row in X]


def alone(model: Model, rows: Sequence[dict[str, Any]], folder: Path) -> tuple[list[Any], Any]:
    """Predictions and probabilities of the file in a process that has nothing but Python."""
    text = to_python(model).partition('if __name__ == "__main__":')[0] + ANSWER
    (folder / "model.py").write_text(text, encoding="utf-8")
    done = python(folder / "model.py", json.dumps(rows))
    assert done.stderr == ""
    predicted, probabilities = json.loads(done.stdout)
    return predicted, probabilities


def assert_same(model: Model, table: Any, rows: Sequence[dict[str, Any]], folder: Path) -> None:
    tolerance = 2e-5 if model.network.dtype == np.float32 else 1e-9
    predicted, probabilities = alone(model, rows, folder)
    expected = model.predict(table)
    if model.task == "regression":
        np.testing.assert_allclose(predicted, expected, rtol=tolerance, atol=tolerance)
    else:
        assert predicted == expected.tolist()
    assert (probabilities is not None) == model.has_probabilities
    if probabilities is not None:
        np.testing.assert_allclose(probabilities, model.predict_proba(table), rtol=0, atol=tolerance)


@pytest.mark.parametrize("name", HIDDEN)
def test_every_activation_in_a_hidden_layer(name: str, tmp_path: Path) -> None:
    model = Model(
        "mlp", "classification", make_network((4, 7, 3), (name, "softmax")), classes=("a", "b", "c")
    )
    X = samples(4)
    assert_same(model, X, rows_of(X), tmp_path)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_in_the_output_layer(name: str, tmp_path: Path) -> None:
    network, X = make_network((3, 5, 2), ("tanh", name)), samples(3)
    assert_same(Model("mlp", "regression", network), X, rows_of(X), tmp_path)
    assert_same(Model("mlp", "classification", network, classes=(0, 1)), X, rows_of(X), tmp_path)


@given(data=st.data())
@examples(40)
def test_networks_of_any_shape(data: st.DataObject) -> None:
    network = data.draw(networks(np.float64))
    X = samples(network.n_inputs, n_samples=5)
    model = Model("mlp", "regression", network)
    predict = loaded(to_python(model))["predict"]
    np.testing.assert_allclose([predict(row) for row in rows_of(X)], model.predict(X), rtol=1e-9, atol=1e-9)


def test_dates_and_filled_values_become_inputs_inside() -> None:
    model = events()
    predict = loaded(to_python(model))["predict"]
    rows = EVENTS.to_dicts()
    np.testing.assert_allclose([predict(row) for row in rows], model.predict(EVENTS), rtol=1e-9)
    texts = EVENTS.with_columns(texts_of(each) for each in EVENTS if each.dtype.is_temporal()).to_dicts()
    np.testing.assert_allclose([predict(row) for row in texts], model.predict(EVENTS), rtol=1e-9)
    strange = EVENTS[:2].with_columns(place=polars.lit(None, polars.String), kind=polars.lit("new"))
    with pytest.warns(TableWarning, match="missing in 'place'"):
        expected = model.predict(strange)
    np.testing.assert_allclose([predict(row) for row in strange.to_dicts()], expected, rtol=1e-9)


@pytest.mark.parametrize(
    ("order", "text"),
    [
        ("day-month-year", "5.3.2021"),
        ("day-month-year", "05/03/21 00:00"),
        ("month-day-year", "March 5, 2021 12:00 AM"),
        ("month-day-year", "2021-03-05T02:00:00+02:00"),
        ("year-month-day", "2021 Mar 5 01:30 +0130"),
    ],
)
def test_a_date_is_read_in_the_form_of_the_training_table(order: str, text: str) -> None:
    feature = DateFeature("day", "2021-01-01", 0.0, 1.0, (), form=DateForm(order))  # type: ignore[arg-type]
    prepared = Preparation((feature,), NumberTarget("y", 0.0, 1.0))
    model = Model("mlp", "regression", Network((1, 1), ("identity",), [1.0, 0.0]), prepared)
    names = loaded(to_python(model))
    assert names["predict"]({"day": text}) == pytest.approx(63)
    with pytest.raises(ValueError, match="column 'day' must hold dates, got 'x'"):
        names["predict"]({"day": "x"})
    with pytest.raises(ValueError, match="must hold dates, got"):
        names["predict"]({"day": "2021-02-30"})


@pytest.mark.parametrize("name", EVERY)
def test_every_kind_of_model(name: str) -> None:
    model = EVERY[name]
    made = loaded(to_python(model))
    X = samples(model.network.n_inputs, model.network.dtype.type)
    table, rows = (X, rows_of(X)) if model.preparation is None else (FLOWERS, FLOWERS.to_dicts())
    predicted, expected = [made["predict"](row) for row in rows], model.predict(table).tolist()
    if model.task == "regression":
        np.testing.assert_allclose(predicted, expected, rtol=1e-12)
    else:
        assert predicted == expected
    if name == "several_targets":
        first = made["probabilities"](rows[0])
        assert [list(each) for each in first] == [["no", "yes"], ["1", "2", "3"]]
        assert [sum(each.values()) for each in first] == pytest.approx([1, 1])
    elif model.has_probabilities:
        assert list(made["probabilities"](rows[0])) == list(model.classes or ())


def test_each_of_several_numbers_is_told_in_its_own_units() -> None:
    model, table = two_prices()
    found = [loaded(to_python(model))["predict"](row) for row in table.to_dicts()]
    np.testing.assert_allclose(found, model.predict(table), rtol=1e-12)


@pytest.mark.parametrize("target", ["survived", "fare"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_missing_values_and_texts(target: str, dtype: type, tmp_path: Path) -> None:
    assert_same(passengers(target, dtype), PASSENGERS, PASSENGERS.to_dicts(), tmp_path)


@pytest.mark.parametrize("target", ["survived", "fare"])
def test_as_a_program_it_reads_the_table_that_the_model_reads(target: str, tmp_path: Path) -> None:
    model = passengers(target)
    (tmp_path / "model.py").write_text(to_python(model), encoding="utf-8")
    text = PASSENGERS.write_csv(null_value="NA").replace("survived\n", '"survived"\n\n', 1)
    header, rows = text.split("\n\n")
    spaced = header + "\r\n" + rows.replace(",", " , ").replace("\n", "\r\n\r\n")
    for table in ("\ufeff\n" + text, text.replace(",", ";"), spaced):
        (tmp_path / "table.csv").write_text(table, encoding="utf-8", newline="")
        expected = model.predict(read_frame(tmp_path / "table.csv")).tolist()
        done = python(tmp_path / "model.py", table)
        assert done.stderr == ""
        heading, *found = done.stdout.splitlines()
        assert heading == "predicted"
        if target == "fare":
            assert [float(each) for each in found] == pytest.approx(expected, rel=1e-12)
        else:
            assert found == expected


def test_as_a_program_it_answers_for_the_whole_of_iris(tmp_path: Path) -> None:
    table = load_table("iris")
    features = [name for name in table.frame.columns if name != table.target]
    preparation = Preparation.fit(table.frame, target=table.target, features=features, task="classification")
    X, y = preparation.inputs(table.frame), preparation.targets(table.frame)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # twenty iterations need not converge
        network = MLPClassifier((6,), "tanh", solver="lbfgs", max_iter=20, random_state=0).fit(X, y)
    for estimator in (network, Perceptron().fit(X, y)):
        model = Model.from_estimator(estimator, preparation)
        (tmp_path / "model.py").write_text(to_python(model), encoding="utf-8")
        done = python(tmp_path / "model.py", table.frame.write_csv())
        assert done.stdout.splitlines() == ["predicted", *model.predict(table.frame)]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("", "row 1: the table is empty: it needs a line of column names"),
        ("a,b\n1,2\n", "row 1: the row has no column 'länge'"),
        ("länge,colour,wild\n1,red\n", "row 1: it has 2 values, but the header names 3 columns"),
        (
            "länge,colour,wild\n1,red,true\nlong,red,true\n",
            "row 2: column 'länge' must hold numbers, got 'long'",
        ),
    ],
)
def test_as_a_program_it_names_what_is_wrong(table: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "model.py").write_text(to_python(flowers()), encoding="utf-8")
    done = python(tmp_path / "model.py", table)
    assert (done.returncode, done.stderr.strip()) == (1, message)


def test_a_value_that_nothing_stands_in_for_is_refused() -> None:
    made = loaded(to_python(passengers(missing="drop")))
    row = PASSENGERS.drop_nulls().to_dicts()[0]
    assert made["predict"](row) in ("no", "yes")
    for name in ("age", "sex"):
        with pytest.raises(ValueError, match=f"the value of column {name!r} is missing"):
            made["predict"](row | {name: None})


def test_a_category_that_training_never_saw_is_all_zeros() -> None:
    model = passengers()
    row = PASSENGERS.to_dicts()[0] | {"port": "Atlantis"}
    frame = PASSENGERS[:1].with_columns(port=polars.lit("Atlantis"))
    with pytest.warns(UserWarning, match="did not occur in training"):
        expected = model.predict_proba(frame)[0]
    found = loaded(to_python(model))["probabilities"](row)
    assert list(found.values()) == pytest.approx(expected)


HOSTILE = (
    "'; import os; os.abort() #",
    '"""\nimport os\nos.abort()\n"""',
    "\\",
    "\\'",
    "{__import__('os').abort()}",
    "%s",
    "a\rb\u2028c\x00\x0c",
    "\u202egnp.exe",
    "predict",
)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_others_wrote_never_becomes_code(hostile: str) -> None:
    def model(name: str, text: str, label: str) -> Model:
        frame = polars.DataFrame(
            {name: [1.0, 2.0, 4.0, 5.5], name + "2": [text, "z", "z", text], name + "3": ["y", label] * 2}
        )
        preparation = Preparation.fit(
            frame,
            target=name + "3",
            features=[name, name + "2"],
            task="classification",
            missing="most-frequent",
        )
        return Model(
            "mlp",
            "classification",
            make_network((3, 1), ("logistic",)),
            preparation,
            preparation.classes,
        )

    written, harmless = to_python(model(hostile, hostile, hostile)), to_python(model("n", "t", "l"))
    assert shape_of(written) == shape_of(harmless)
    made = loaded(written)
    assert made["predict"]({hostile: 1, hostile + "2": hostile}) in (hostile, "y")
    assert all(character.isprintable() or character == "\n" for character in written)


def shape_of(text: str) -> str:
    """The tree of a file without its texts and numbers: all that could be run."""
    tree = ast.parse(text, feature_version=(3, 8))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            node.value = type(node.value).__name__
    return ast.dump(tree)


@given(name=st.text(max_size=20), label=st.text(max_size=20))
@examples(60)
def test_any_text_comes_through_as_it_is(name: str, label: str) -> None:
    model = Model(
        "mlp", "classification", Network((1, 1), ("logistic",), [1, 0]), classes=(label, label + "x")
    )
    estimator = Perceptron().fit(polars.DataFrame({name or "n": [0.0, 1.0]}), [0, 1])
    assert loaded(to_python(model))["CLASSES"] == [label, label + "x"]
    assert loaded(to_python(estimator))["predict"]({name or "n": 1.0}) == 1


@pytest.mark.parametrize("model", [*EVERY.values(), passengers()])
def test_it_needs_nothing_that_python_3_8_lacks(model: Model) -> None:
    tree = ast.parse(to_python(model), feature_version=(3, 8))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert all(isinstance(node, ast.Import) for node in imports)
    assert {alias.name for node in imports for alias in node.names} == {"math", "sys", "csv"}
    assert "NumPy" not in to_python(model)


def test_it_holds_only_what_it_uses() -> None:
    text = to_python(flowers())
    defined = [node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    names = [node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)]
    assert {"relu", "softmax"} <= set(defined) <= set(names) | {"probabilities"}
    assert not {"tanh", "gelu", "one_hot_truth", "LEAK"} & {*defined, *names}
    assert max(map(len, text.splitlines())) <= 110


def test_weights_are_those_of_the_network_to_the_last_bit() -> None:
    model = flowers()
    made = loaded(to_python(model))
    for layer, (weights, biases) in enumerate(
        zip(model.network.weights, model.network.biases, strict=True), 1
    ):
        assert made[f"WEIGHTS_{layer}"] == weights.T.tolist()
        assert made[f"BIASES_{layer}"] == biases.tolist()


def test_truths_are_found_however_they_are_spelt() -> None:
    frame = polars.DataFrame({"t": ["True", "False", "unknown", "True"], "y": [1.0, 2.0, 3.0, 4.0]})
    preparation = Preparation.fit(frame, target="y", features=["t"], task="regression")
    model = Model("mlp", "regression", make_network((3, 1), ("identity",)), preparation)
    predict = loaded(to_python(model))["predict"]
    truths = polars.DataFrame({"t": [True, False]})
    assert [predict({"t": value}) for value in (True, False)] == pytest.approx(model.predict(truths).tolist())
    assert predict({"t": "TRUE"}) == predict({"t": "True"})


def test_what_cannot_be_exported_is_named() -> None:
    with pytest.raises(NotFittedError):
        to_python(MLPClassifier())
    scaler = StandardScaler().fit([[1.0]])
    with pytest.raises(RosenblattError, match="StandardScaler has no network_: give a fitted"):
        to_python(scaler)
    network = make_network((2, 1), ("logistic",))
    with pytest.raises(RosenblattError, match="classes must be finite"):
        to_python(Model("mlp", "classification", network, classes=(0.5, math.inf)))
    network.parameters[0] = math.inf
    with pytest.raises(RosenblattError, match="infinite or not a number: train it again"):
        to_python(Model("mlp", "classification", network, classes=(0, 1)))
