"""The file of a recurrent network answers as the model does: whole sequences, step by step, or a table."""

import ast
import json
from dataclasses import replace
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import polars
import pytest
from hypothesis import given
from tests.examples import examples
from tests.export.onnx.test_recurrent import CELLS, PLACES, recurrent_models
from tests.export.python.test_file import loaded, rows_of, shape_of
from tests.export.running import HIDDEN, python, samples
from tests.model.examples import FLOWERS, RECURRENT, recurrent_network

from rosenblatt.data import Preparation
from rosenblatt.export import to_python
from rosenblatt.formulas.activations import ACTIVATIONS
from rosenblatt.model import Model
from rosenblatt.network import Network

OFFSETS = (0, 1, 4, 9)


def assert_same(model: Model, X: np.ndarray, tolerance: float = 1e-9) -> dict[str, Any]:
    made, rows = loaded(to_python(model)), rows_of(X)
    parts = [made["predict"](rows[begin:end]) for begin, end in pairwise(OFFSETS)]
    found = list(chain(*parts)) if model.predict_at == "every" else parts
    with np.errstate(over="ignore"):
        expected = model.predict(X, OFFSETS)
    if model.task == "regression":
        np.testing.assert_allclose(found, expected, rtol=tolerance, atol=tolerance)
    else:
        assert found == expected.tolist()
    return made


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("name", HIDDEN)
def test_every_activation_in_a_hidden_layer(name: str, cell: str) -> None:
    network = recurrent_network((4, 7, 3), (name, "softmax"), cell)
    if name == "exp":  # which comes back and outgrows all numbers, unless the weights are small
        network.parameters[:] *= 0.2
    for predict_at in PLACES:
        classes = ("a", "b", "c")
        model = Model("recurrent", "classification", network, classes=classes, predict_at=predict_at)
        assert_same(model, samples(4, n_samples=9))


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_in_the_output_layer(name: str, cell: str) -> None:
    network, X = recurrent_network((3, 5, 2), ("tanh", name), cell, initial_context="learned"), samples(3)[:9]
    for predict_at in PLACES:
        assert_same(Model("recurrent", "regression", network, predict_at=predict_at), X)
        assert_same(Model("recurrent", "classification", network, classes=(0, 1), predict_at=predict_at), X)


@given(model=recurrent_models())
@examples(60)
def test_networks_of_any_shape(model: Model) -> None:
    network = model.network.like(model.network.parameters.astype(np.float64))
    assert_same(replace(model, predictor=network), samples(network.n_inputs, n_samples=9))


@pytest.mark.parametrize("name", RECURRENT)
def test_every_kind_of_model_alone_in_the_world(name: str, tmp_path: Path) -> None:
    model = RECURRENT[name]
    X = samples(model.network.n_inputs, n_samples=6)
    table, rows = (X, rows_of(X)) if model.preparation is None else (FLOWERS, FLOWERS.to_dicts())
    answer = (
        "\nimport json\nrows = json.loads(sys.stdin.read())\nlive = start()\n"
        "shares = probabilities(rows) if 'probabilities' in globals() else None\n"
        "print(json.dumps([predict(rows), [live.step(row) for row in rows], shares]))\n"
    )
    text = to_python(model).partition('if __name__ == "__main__":')[0] + answer
    (tmp_path / "model.py").write_text(text, encoding="utf-8")
    done = python(tmp_path / "model.py", json.dumps(rows))
    assert done.stderr == ""
    whole, steps, shares = json.loads(done.stdout)
    expected = model.predict(table, [0, 6])
    if model.task == "regression":
        np.testing.assert_allclose(whole, expected, rtol=1e-9)
        assert steps == whole
        return
    assert whole == (expected.tolist() if model.predict_at == "every" else expected[0])
    every = replace(model, predict_at="every")
    assert steps == every.predict(table).tolist()
    given = np.array([list(each.values()) for each in (shares if model.predict_at == "every" else [shares])])
    tolerance = 2e-5 if model.network.dtype == np.float32 else 1e-9
    np.testing.assert_allclose(given, model.predict_proba(table, [0, 6]), rtol=0, atol=tolerance)


def test_two_sequences_under_way_know_nothing_of_each_other() -> None:
    made = loaded(to_python(RECURRENT["temporal_xor"]))
    first, second = made["start"](), made["start"]()
    rows = rows_of(samples(1)[:4])
    alone = [made["start"]().outputs_after(rows[0])]
    assert first.outputs_after(rows[0]) == alone[0]
    for row in rows[1:]:
        first.step(row)
    assert second.outputs_after(rows[0]) == alone[0]
    assert first.outputs_after(rows[0]) != alone[0]


def test_the_probabilities_of_a_step_take_it() -> None:
    model = RECURRENT["temporal_xor"]
    made, X = loaded(to_python(model)), samples(1)[:4]
    live = made["start"]()
    found = [live.probabilities_after(row)[1] for row in rows_of(X)]
    np.testing.assert_allclose(found, model.predict_proba(X)[:, 1], rtol=1e-12)


@pytest.mark.parametrize("predict_at", PLACES)
def test_as_a_program_it_reads_a_table_of_sequences(predict_at: str, tmp_path: Path) -> None:
    model, table = replace(RECURRENT["garden"], predict_at=predict_at), FLOWERS.sort("kind")
    (tmp_path / "model.py").write_text(to_python(model), encoding="utf-8")
    done = python(tmp_path / "model.py", table.write_csv())
    assert done.stderr == ""
    heading, *found = done.stdout.splitlines()
    assert heading == "predicted"
    expected = model.predict(table)
    assert len(expected) == (6 if predict_at == "every" else 3)
    assert [float(each) for each in found] == pytest.approx(expected.tolist(), rel=1e-12)


@pytest.mark.parametrize("predict_at", PLACES)
def test_without_a_column_the_table_is_one_sequence(predict_at: str, tmp_path: Path) -> None:
    model = replace(RECURRENT["garden"], predict_at=predict_at, sequence=None)
    (tmp_path / "model.py").write_text(to_python(model), encoding="utf-8")
    done = python(tmp_path / "model.py", FLOWERS.write_csv())
    found = [float(each) for each in done.stdout.splitlines()[1:]]
    assert found == pytest.approx(model.predict(FLOWERS).tolist(), rel=1e-12)
    empty = python(tmp_path / "model.py", FLOWERS.head(0).write_csv())
    assert (empty.returncode, empty.stdout) == (0, "")


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (FLOWERS, "row 3: the rows of sequence 'rose' are not consecutive"),
        (FLOWERS.with_columns(kind=polars.lit(None)), "row 1: the value of column 'kind' is missing"),
        (FLOWERS.drop("kind"), "row 1: the row has no column 'kind'"),
        (
            FLOWERS.sort("kind").with_columns(länge=polars.lit("red")),
            "row 1: column 'länge' must hold numbers, got 'red'",
        ),
    ],
)
def test_what_is_wrong_in_a_table_is_named_by_its_row(
    table: polars.DataFrame, message: str, tmp_path: Path
) -> None:
    (tmp_path / "model.py").write_text(to_python(RECURRENT["garden"]), encoding="utf-8")
    done = python(tmp_path / "model.py", table.write_csv())
    assert done.returncode == 1
    assert done.stderr.strip() == message


def test_an_empty_sequence_has_no_last_answer() -> None:
    made = loaded(to_python(RECURRENT["strings"]))
    with pytest.raises(ValueError, match="the sequence has no step"):
        made["predict"]([])
    assert loaded(to_python(RECURRENT["temporal_xor"]))["predict"]([]) == []


@pytest.mark.parametrize("name", RECURRENT)
def test_it_needs_nothing_that_python_3_8_lacks(name: str) -> None:
    text = to_python(RECURRENT[name])
    tree = ast.parse(text, feature_version=(3, 8))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert {alias.name for node in imports for alias in node.names} == {"math", "sys", "csv"}
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert all(each.returns is None for each in functions)
    assert not any(argument.annotation for each in functions for argument in each.args.args)
    assert max(map(len, text.splitlines())) <= 110


def test_weights_are_those_of_the_network_to_the_last_bit_and_context_neurons_come_last() -> None:
    for model in RECURRENT.values():
        network, made = model.network, loaded(to_python(model))
        for layer in range(network.n_layers):
            weights = network.weights[layer]
            if network.context[layer] is not None:
                weights = np.vstack([weights, network.context[layer]])
                assert made[f"START_{layer + 1}"] == network.starts[layer].tolist()
            assert made[f"WEIGHTS_{layer + 1}"] == weights.T.tolist()
            assert made[f"BIASES_{layer + 1}"] == network.biases[layer].tolist()


def test_a_column_of_sequences_cannot_become_code() -> None:
    hostile = "');import os;os.system('echo');('\n\"\"\"\\"

    def model(column: str) -> Model:
        frame = polars.DataFrame({"x": [1.0, 2.0], "y": [0.0, 1.0], column: ["a", "b"]})
        preparation = Preparation.fit(frame, target="y", features=["x"], task="regression")
        network = Network((1, 1), ("identity",), [1, 0.5, 0], cell="jordan")
        return Model("recurrent", "regression", network, preparation, predict_at="every", sequence=column)

    assert shape_of(to_python(model(hostile))) == shape_of(to_python(model("day")))
