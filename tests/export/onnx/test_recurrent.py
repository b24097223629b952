"""A recurrent network's graph answers as the model does, for sequences of any length side by side."""

from dataclasses import replace
from itertools import chain
from typing import Any

import numpy as np
import onnx
import polars
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.examples import examples, pairs
from tests.export.running import HIDDEN, PASSENGERS, columns_of, passengers_preparation, run, samples, session
from tests.model.examples import recurrent_network

from rosenblatt.errors import RosenblattError
from rosenblatt.export import to_onnx
from rosenblatt.export.onnx.network import RNN_ACTIVATIONS
from rosenblatt.formulas.activations import ACTIVATIONS
from rosenblatt.model import Model
from rosenblatt.network import Network

CELLS = ("elman", "jordan")
DTYPES = (np.float32, np.float64)
PLACES = ("every", "last")


def sequences(
    n_features: int, dtype: type = np.float64, n_sequences: int = 3, n_steps: int = 7
) -> np.ndarray:
    flat = samples(n_features, dtype, n_sequences * n_steps)
    return flat.reshape(n_sequences, n_steps, n_features)


def expected_of(model: Model, X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Outputs and predictions of the model, shaped as the graph's."""
    n_sequences, n_steps, n_features = X.shape
    rows, offsets = X.reshape(-1, n_features), np.arange(n_sequences + 1) * n_steps
    with np.errstate(over="ignore"):
        outputs, found = model.outputs(rows, offsets), model.predict(rows, offsets)
    if model.predict_at == "last":
        return outputs, found
    return tuple(each.reshape(n_sequences, n_steps, *each.shape[1:]) for each in (outputs, found))


def assert_same(model: Model, X: np.ndarray, tolerance: float = 1e-6) -> None:
    answers, (outputs, found) = run(to_onnx(model), {"X": X}), expected_of(model, X)
    size = max(1.0, float(np.abs(outputs).max()))
    if model.task == "regression":
        assert answers["variable"].shape == outputs.shape
        np.testing.assert_allclose(answers["variable"], outputs, rtol=0, atol=tolerance * size)
        return
    shares = answers["output_probability" if model.has_probabilities else "output_score"]
    assert answers["output_label"].tolist() == found.tolist()
    if model.has_probabilities and model.network.n_outputs > 1:
        np.testing.assert_allclose(shares, outputs, rtol=0, atol=tolerance)


def operators(graph: onnx.ModelProto) -> list[str]:
    return [node.op_type for node in graph.graph.node]


@pytest.mark.parametrize(("name", "cell", "dtype", "predict_at"), pairs(HIDDEN, CELLS, DTYPES, PLACES))
def test_every_activation_in_a_hidden_layer(name: str, cell: str, dtype: type, predict_at: str) -> None:
    network = recurrent_network((3, 6, 4, 3), (name, "tanh", "softmax"), cell, dtype)
    if name == "exp":  # which comes back and outgrows all numbers, unless the weights are small
        network.parameters[:] *= dtype(0.2)
    model = Model("recurrent", "classification", network, classes=("a", "b", "ß"), predict_at=predict_at)
    assert_same(model, sequences(3, dtype))


@pytest.mark.parametrize(("name", "cell", "dtype", "predict_at"), pairs(ACTIVATIONS, CELLS, DTYPES, PLACES))
def test_every_activation_in_the_output_layer(name: str, cell: str, dtype: type, predict_at: str) -> None:
    network = recurrent_network((2, 5, 3), ("tanh", name), cell, dtype, "learned")
    X = sequences(2, dtype)
    assert_same(Model("recurrent", "regression", network, predict_at=predict_at), X)
    classes = (1, 2, 3)
    assert_same(Model("recurrent", "classification", network, classes=classes, predict_at=predict_at), X)


@st.composite
def recurrent_models(draw: st.DrawFn) -> Model:
    """Models of any shape; a ``step`` hides the digits, and an ``exp`` that comes back outgrows them."""
    cell = draw(st.sampled_from(CELLS))
    sizes = draw(st.lists(st.integers(1, 6), min_size=2 if cell == "jordan" else 3, max_size=5))
    smooth = st.sampled_from([name for name in HIDDEN if name not in ("exp", "step")])
    hidden = draw(st.lists(smooth, min_size=len(sizes) - 2, max_size=len(sizes) - 2))
    last = draw(st.one_of(smooth, st.just("softmax")))
    start = draw(st.sampled_from([0.0, 0.5, -1.25, "learned"]))
    network = recurrent_network(sizes, (*hidden, last), cell, draw(st.sampled_from(DTYPES)), start)
    cut = draw(st.integers(0, sizes[-1] - 1))
    if cut and last == "softmax":
        network = Network(
            network.layer_sizes,
            network.activations,
            network.parameters,
            output_groups=(cut, sizes[-1] - cut),
            cell=cell,
            initial_context=start,
        )
    return Model("recurrent", "regression", network, predict_at=draw(st.sampled_from(PLACES)))


@given(model=recurrent_models(), n_sequences=st.integers(1, 4), n_steps=st.integers(1, 6))
@examples(80)
def test_networks_of_any_shape_and_sequences_of_any_length(
    model: Model, n_sequences: int, n_steps: int
) -> None:
    network = model.network
    X = sequences(network.n_inputs, network.dtype.type, n_sequences, n_steps)
    assert_same(model, X, 1e-12 if network.dtype == np.float64 else 2e-6)


def test_a_long_stream_keeps_its_precision() -> None:
    for dtype, tolerance in ((np.float64, 1e-12), (np.float32, 1e-6)):
        network = recurrent_network((1, 8, 1), ("tanh", "identity"), "elman", dtype)
        assert_same(
            Model("recurrent", "regression", network, predict_at="every"),
            sequences(1, dtype, 1, 2000),
            tolerance,
        )


def test_hidden_layers_of_single_floats_are_rnn_operators_where_onnx_knows_their_activation() -> None:
    assert set(RNN_ACTIVATIONS) == {
        "identity",
        "logistic",
        "tanh",
        "relu",
        "leaky_relu",
        "elu",
        "softplus",
    }
    for name in HIDDEN:
        network = recurrent_network((2, 3, 4, 1), (name, "tanh", "identity"), "elman", np.float32)
        graph = to_onnx(Model("recurrent", "regression", network, predict_at="last"))
        expected = ["RNN", "RNN"] if name in RNN_ACTIVATIONS else ["Scan", "RNN"]
        assert [each for each in operators(graph) if each in ("RNN", "Scan")] == expected, name


@pytest.mark.parametrize(("cell", "expected"), [("elman", ["Scan", "Scan"]), ("jordan", ["Scan"])])
def test_double_precision_and_outputs_that_come_back_are_scans(cell: str, expected: list[str]) -> None:
    # No runtime known computes an RNN operator in doubles; asked for single floats, a network has them.
    model = Model(
        "recurrent",
        "regression",
        recurrent_network((2, 3, 4, 1), ("tanh", "relu", "identity"), cell),
        predict_at="last",
    )
    assert [each for each in operators(to_onnx(model)) if each in ("RNN", "Scan")] == expected
    single = to_onnx(model, dtype="float32")
    rnn = ["RNN", "RNN"] if cell == "elman" else ["Scan"]
    assert [each for each in operators(single) if each in ("RNN", "Scan")] == rnn
    X = sequences(2)
    found = run(single, {"X": X.astype(np.float32)})["variable"]
    np.testing.assert_allclose(found, expected_of(model, X)[0], rtol=1e-5, atol=1e-5)


def test_axes_and_their_lengths_are_told() -> None:
    network = recurrent_network((2, 3, 3), ("tanh", "softmax"))
    model = Model("recurrent", "classification", network, classes=(1, 2, 3), predict_at="every")
    ready = session(to_onnx(model))
    assert [each.shape for each in ready.get_inputs()] == [["N", "T", 2]]
    assert [each.shape for each in ready.get_outputs()] == [["N", "T"], ["N", "T", 3]]
    last = session(to_onnx(replace(model, predict_at="last")))
    assert [each.shape for each in last.get_outputs()] == [["N"], ["N", 3]]
    said = {each.key: each.value for each in to_onnx(model).metadata_props}
    assert said["cell"] == "elman"
    assert said["predict_at"] == "every"


def test_what_is_behind_a_sequences_end_does_not_reach_back() -> None:
    # So sequences of unequal lengths can go side by side with whatever behind their ends.
    network = recurrent_network((2, 3, 1), ("tanh", "logistic"))
    model = Model("recurrent", "classification", network, classes=(0, 1), predict_at="every")
    X = sequences(2, n_steps=5)
    graph = to_onnx(model)
    whole, cut = (run(graph, {"X": each})["output_probability"] for each in (X, X[:, :3]))
    np.testing.assert_allclose(whole[:, :3], cut, rtol=0, atol=1e-15)


@pytest.mark.parametrize("n_outputs", [1, 2])
def test_several_labels_and_targets(n_outputs: int) -> None:
    labels = Model(
        "recurrent",
        "classification",
        recurrent_network((2, 4, 3), ("tanh", "logistic"), "jordan"),
        classes=("x", "y", "z"),
        predict_at=PLACES[n_outputs - 1],
    )
    X = sequences(2)
    answers = run(to_onnx(labels), {"X": X})
    outputs, found = expected_of(labels, X)
    assert answers["output_label"].tolist() == found.tolist()
    np.testing.assert_allclose(answers["output_probability"], outputs, rtol=0, atol=1e-12)
    network = recurrent_network((2, 4, 5), ("tanh", "softmax"))
    grouped = Network(
        network.layer_sizes, network.activations, network.parameters, output_groups=(2, 3), cell="elman"
    )
    targets = replace(labels, predictor=grouped, classes=(("no", "yes"), ("a", "b", "c")))
    answers = run(to_onnx(targets), {"X": X})
    outputs, found = expected_of(targets, X)
    assert answers["output_label"].tolist() == found.tolist()
    np.testing.assert_allclose(answers["output_probability"], outputs, rtol=0, atol=1e-12)


# ---- With a preparation

STEPS = 3  # the nine passengers are three sequences


def passengers_in_time(
    target: str, predict_at: str, dtype: type = np.float64, missing: str = "mean"
) -> Model:
    preparation = passengers_preparation(target, missing)
    last = "logistic" if target == "survived" else "identity"
    network = recurrent_network((preparation.n_inputs, 5, 1), ("relu", last), "elman", dtype)
    return Model(
        "recurrent", preparation.task, network, preparation, preparation.classes, predict_at=predict_at
    )


def over_time(graph: onnx.ModelProto, frame: polars.DataFrame) -> dict[str, Any]:
    return {name: each.reshape(-1, STEPS, 1) for name, each in columns_of(graph, frame).items()}


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("predict_at", PLACES)
@pytest.mark.parametrize("target", ["survived", "fare"])
def test_the_preparation_is_inside(target: str, predict_at: str, dtype: type) -> None:
    model = passengers_in_time(target, predict_at, dtype)
    graph = to_onnx(model)
    assert {each.name: each.shape for each in session(graph).get_inputs()} == {
        name: ["N", "T", 1] for name in model.preparation.feature_names
    }
    answers = run(graph, over_time(graph, PASSENGERS))
    expected = model.predict(PASSENGERS, [0, 3, 6, 9])
    shape = (3, STEPS) if predict_at == "every" else (3,)
    if target == "fare":
        assert answers["variable"].shape == (*shape, 1)
        np.testing.assert_allclose(answers["variable"].ravel(), expected, rtol=1e-5)
    else:
        assert answers["output_label"].tolist() == expected.reshape(shape).tolist()
        shares = model.predict_proba(PASSENGERS, [0, 3, 6, 9]).reshape(*shape, 2)
        np.testing.assert_allclose(answers["output_probability"], shares, rtol=0, atol=1e-6)


@pytest.mark.parametrize("predict_at", PLACES)
def test_from_a_step_that_the_model_refuses_on_a_sequence_gets_no_number(predict_at: str) -> None:
    model = passengers_in_time("fare", predict_at, missing="drop")
    whole = PASSENGERS.drop_nulls()
    whole = polars.concat([whole] * 3).head(9)
    graph = to_onnx(model)
    spoilt = whole.with_columns(
        polars.when(polars.int_range(polars.len()) == 4).then(None).otherwise(polars.col("age")).alias("age")
    )
    with pytest.raises(RosenblattError):
        model.predict(spoilt, [0, 3, 6, 9])
    found = np.isnan(run(graph, over_time(graph, spoilt))["variable"][..., 0])
    every = [[False] * 3, [False, True, True], [False] * 3]
    assert found.tolist() == (every if predict_at == "every" else [False, True, False])


def test_column_names_may_be_those_of_the_steps() -> None:
    names = ("held_before", "z_now", "step", "over_time", "held", "constant_0", "Identity_0")
    frame = polars.DataFrame({name: samples(1, seed=k)[:6, 0] for k, name in enumerate((*names, "y"))})
    from rosenblatt.data import Preparation

    preparation = Preparation.fit(frame, target="y", features=names, task="regression")
    network = recurrent_network((len(names), 3, 2, 1), ("tanh", "gelu", "identity"))
    model = Model("recurrent", "regression", network, preparation, predict_at="every")
    graph = to_onnx(model)
    assert [each.name for each in session(graph).get_inputs()] == list(names)
    found = run(graph, over_time(graph, frame))["variable"].ravel()
    np.testing.assert_allclose(found, model.predict(frame, [0, 3, 6]), rtol=1e-12)


@pytest.mark.parametrize("opset", [13, 15, 18, 21, 23])
def test_newer_opsets_read_the_same_operators(opset: int) -> None:
    for cell, dtype in (("elman", np.float32), ("elman", np.float64), ("jordan", np.float64)):
        network = recurrent_network((2, 3, 3), ("tanh", "softmax"), cell, dtype)
        model = Model("recurrent", "classification", network, classes=(1, 2, 3), predict_at="every")
        graph, X = to_onnx(model), sequences(2, dtype)
        expected = run(graph, {"X": X})["output_probability"]
        graph.opset_import[0].version = opset
        graph.ir_version = 8
        onnx.checker.check_model(graph, full_check=True)
        assert run(graph, {"X": X})["output_probability"].tolist() == expected.tolist()


def test_the_same_model_gives_the_same_bytes() -> None:
    model = passengers_in_time("survived", "every")
    once, again = (to_onnx(model).SerializeToString(deterministic=True) for _ in range(2))
    assert once == again


def test_every_name_in_a_graph_and_its_steps_is_given_once() -> None:
    model = passengers_in_time("survived", "every")
    graph = to_onnx(replace(model, predictor=recurrent_network((8, 3, 2, 1), ("gelu", "mish", "logistic"))))
    bodies = [node.attribute for node in graph.graph.node if node.op_type == "Scan"]
    inner = [each.g for each in chain(*bodies) if each.name == "body"]
    assert len(inner) == 2
    names = [
        name
        for part in (graph.graph, *inner)
        for name in chain(
            (each.name for each in part.input),
            (each.name for each in part.initializer),
            *(node.output for node in part.node),
        )
    ]
    assert len(set(names)) == len(names)
