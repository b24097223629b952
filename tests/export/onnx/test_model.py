"""An ONNX graph answers as the model does: labels, probabilities, numbers, whatever the table holds."""

import builtins
import datetime
import json
from collections.abc import Callable

import numpy as np
import onnx
import polars
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.exceptions import NotFittedError
from tests.examples import examples
from tests.export.running import (
    EVENTS,
    HIDDEN,
    PASSENGERS,
    columns_of,
    events,
    make_network,
    networks,
    passengers,
    run,
    samples,
    session,
    two_prices,
)
from tests.model.examples import EVERY, FLOWERS, flowers

from rosenblatt import MLPClassifier, MLPRegressor, Network, Perceptron
from rosenblatt.data import Preparation, load_table
from rosenblatt.errors import ModelFileError, PlanError, RosenblattError, TableWarning
from rosenblatt.export import to_onnx
from rosenblatt.formulas.activations import ACTIVATIONS
from rosenblatt.model import Model


def assert_same(model: Model, X: np.ndarray) -> None:
    answers = run(to_onnx(model), {"X": X})
    outputs = model.outputs(X)
    size = max(1.0, float(np.abs(outputs).max()))
    if model.task == "regression":
        np.testing.assert_allclose(answers["variable"], outputs, rtol=0, atol=1e-6 * size)
        return
    if model.has_probabilities:
        expected = model.probabilities(outputs)
        np.testing.assert_allclose(answers["output_probability"], expected, rtol=0, atol=1e-6)
    clear = np.abs(outputs - 0.5).min(axis=1) > 1e-5 if outputs.shape[1] == 1 else np.ones(len(X), bool)
    assert answers["output_label"][clear].tolist() == model.predict(X)[clear].tolist()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", HIDDEN)
def test_every_activation_in_a_hidden_layer(name: str, dtype: type) -> None:
    network = make_network((5, 12, 8, 3), (name, "tanh", "softmax"), dtype)
    assert_same(Model("mlp", "classification", network, classes=("a", "b", "c")), samples(5, dtype))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation_in_the_output_layer(name: str, dtype: type) -> None:
    network = make_network((4, 6, 3), ("tanh", name), dtype)
    assert_same(Model("mlp", "regression", network), samples(4, dtype))
    assert_same(Model("mlp", "classification", network, classes=(1, 2, 3)), samples(4, dtype))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@given(data=st.data())
@examples(40)
def test_networks_of_any_shape(dtype: type, data: st.DataObject) -> None:
    network = data.draw(networks(dtype))
    X = samples(network.n_inputs, dtype, n_samples=data.draw(st.integers(1, 5)))
    assert_same(Model("mlp", "regression", network), X)
    classes = tuple(range(max(2, network.n_outputs)))
    assert_same(Model("mlp", "classification", network, classes=classes), X)


def test_double_precision_is_kept() -> None:
    network = make_network((6, 30, 20, 2), ("gelu", "mish", "identity"))
    X = samples(6)
    answers = run(to_onnx(Model("mlp", "regression", network)), {"X": X})
    assert answers["variable"].dtype == np.float64
    np.testing.assert_allclose(answers["variable"], network.forward(X), rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize("name", EVERY)
def test_every_kind_of_model(name: str) -> None:
    model = EVERY[name]
    graph = to_onnx(model)
    if model.preparation is None:
        table = samples(model.network.n_inputs, model.network.dtype.type)
        answers = run(graph, {"X": table})
    else:
        table = FLOWERS
        answers = run(graph, columns_of(graph, FLOWERS))
    if model.task == "regression":
        np.testing.assert_allclose(answers["variable"][:, 0], model.predict(table), rtol=1e-13)
        return
    assert answers["output_label"].tolist() == model.predict(table).tolist()
    if model.has_probabilities:
        np.testing.assert_allclose(
            answers["output_probability"], model.predict_proba(table), rtol=0, atol=1e-6
        )
    else:
        np.testing.assert_allclose(answers["output_score"], model.outputs(model.inputs(table)), rtol=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("target", ["survived", "fare"])
def test_missing_values_are_filled_inside(target: str, dtype: type) -> None:
    model = passengers(target, dtype)
    graph = to_onnx(model)
    answers = run(graph, columns_of(graph, PASSENGERS))
    if target == "fare":
        assert answers["variable"].dtype == np.float64
        np.testing.assert_allclose(answers["variable"][:, 0], model.predict(PASSENGERS), rtol=1e-6)
    else:
        assert answers["output_label"].tolist() == model.predict(PASSENGERS).tolist()
        np.testing.assert_allclose(
            answers["output_probability"], model.predict_proba(PASSENGERS), rtol=0, atol=1e-6
        )


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dates_and_filled_values_become_inputs_inside(dtype: type) -> None:
    model = events(dtype)
    graph = to_onnx(model)
    answers = run(graph, columns_of(graph, EVENTS))
    np.testing.assert_allclose(
        answers["variable"][:, 0],
        model.predict(EVENTS),
        rtol=0,
        atol=2e-5 if dtype is np.float32 else 1e-10,
    )
    strange = EVENTS[:2].with_columns(place=polars.lit(None, polars.String), kind=polars.lit("new"))
    with pytest.warns(TableWarning, match="missing in 'place'"):
        expected = model.predict(strange)
    np.testing.assert_allclose(run(graph, columns_of(graph, strange))["variable"][:, 0], expected, rtol=2e-5)


@given(
    st.lists(
        st.datetimes(datetime.datetime(1900, 1, 1), datetime.datetime(2199, 12, 31)), min_size=2, max_size=30
    )
)
def test_the_graph_knows_the_calendar(moments: list[datetime.datetime]) -> None:
    table = polars.DataFrame({"at": [*moments, *EVENTS["at"].drop_nulls()]}).with_columns(y=polars.lit(1.0))
    prepared = Preparation.fit(table, target="y", features=["at"], task="regression")
    model = Model(
        "mlp", "regression", make_network((prepared.n_inputs, 3, 1), ("tanh", "identity")), prepared
    )
    graph = to_onnx(model)
    np.testing.assert_allclose(
        run(graph, columns_of(graph, table))["variable"][:, 0], model.predict(table), rtol=1e-8, atol=1e-8
    )


def test_each_of_several_numbers_is_told_in_its_own_units() -> None:
    model, table = two_prices()
    graph = to_onnx(model)
    found = run(graph, columns_of(graph, table))["variable"]
    np.testing.assert_allclose(found, model.predict(table), rtol=1e-12)


def test_a_text_that_training_never_saw_makes_zeros() -> None:
    model = passengers()
    graph = to_onnx(model)
    strange = PASSENGERS.with_columns(port=polars.lit("Atlantis"))
    with pytest.warns(TableWarning, match="did not occur in training"):
        expected = model.predict_proba(strange)
    answers = run(graph, columns_of(graph, strange))
    np.testing.assert_allclose(answers["output_probability"], expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("column", "value"), [("age", None), ("sex", None), ("class", None), ("age", np.inf), ("age", -np.inf)]
)
def test_a_row_that_the_model_refuses_gets_no_number(column: str, value: float | None) -> None:
    model = passengers("fare", missing="drop")
    graph = to_onnx(model)
    whole = PASSENGERS.drop_nulls()
    dtype = polars.String if column == "sex" else polars.Float64
    spoilt = whole.with_columns(
        polars.when(polars.int_range(polars.len()) == 1)
        .then(polars.lit(value, dtype))
        .otherwise(polars.col(column))
        .alias(column)
    )
    with pytest.raises(RosenblattError):
        model.predict(spoilt)
    found = run(graph, columns_of(graph, spoilt))["variable"][:, 0]
    assert np.isnan(found).tolist() == [place == 1 for place in range(len(whole))]


def test_an_empty_text_may_be_a_category() -> None:
    frame = polars.DataFrame({"t": ["", "a", "b", "a"], "y": [1.0, 2.0, 3.0, 4.0]})
    preparation = Preparation.fit(frame, target="y", features=["t"], task="regression")
    model = Model("mlp", "regression", make_network((3, 1), ("identity",)), preparation)
    graph = to_onnx(model)
    np.testing.assert_allclose(run(graph, columns_of(graph, frame))["variable"][:, 0], model.predict(frame))


@pytest.mark.parametrize("table", ["iris", "wine", "diabetes"])
def test_a_trained_model_agrees_on_its_whole_table(table: str) -> None:
    loaded = load_table(table)
    frame, target = loaded.frame, loaded.target
    features = [name for name in frame.columns if name != target]
    task = "regression" if table == "diabetes" else "classification"
    preparation = Preparation.fit(frame, target=target, features=features, task=task)
    kind = MLPRegressor if task == "regression" else MLPClassifier
    estimator = kind(hidden_layer_sizes=(10,), activation="gelu", solver="lbfgs", max_iter=30, random_state=0)
    with np.errstate(all="ignore"):
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # thirty iterations need not converge
            estimator.fit(preparation.inputs(frame), preparation.targets(frame))
    model = Model.from_estimator(estimator, preparation)
    graph = to_onnx(model)
    answers = run(graph, columns_of(graph, frame))
    if task == "regression":
        np.testing.assert_allclose(answers["variable"][:, 0], model.predict(frame), rtol=1e-10)
    else:
        assert answers["output_label"].tolist() == model.predict(frame).tolist()
        np.testing.assert_allclose(
            answers["output_probability"], model.predict_proba(frame), rtol=0, atol=1e-10
        )


@pytest.mark.parametrize(
    ("classes", "kind"),
    [
        (("no", "yes"), "tensor(string)"),
        ((3, 7), "tensor(int64)"),
        ((False, True), "tensor(bool)"),
        ((0.5, 1.5), "tensor(double)"),
        ((2**63, 2**63 + 1), "tensor(uint64)"),
    ],
)
def test_labels_are_of_the_classes_type(classes: tuple[object, ...], kind: str) -> None:
    network = Network((2, 1), ("logistic",), [1, -1, 0])
    model = Model("mlp", "classification", network, classes=classes)
    graph, X = to_onnx(model), samples(2)
    assert session(graph).get_outputs()[0].type == kind
    labels = run(graph, {"X": X})["output_label"].tolist()
    assert labels == model.predict(X).tolist()
    assert set(labels) == set(classes)


def test_the_scores_of_two_classes_are_those_of_either_side() -> None:
    gate = Model("perceptron", "classification", Network((2, 1), ("step",), [1, 1, -1.5]), classes=(0, 1))
    answers = run(to_onnx(gate), {"X": np.array([[1.0, 1.0], [1.0, 0.0], [0.75, 0.75]])})
    assert answers["output_score"].tolist() == [[-0.5, 0.5], [0.5, -0.5], [0.0, 0.0]]
    assert answers["output_label"].tolist() == [1, 0, 0]


@pytest.mark.parametrize(
    "fit",
    [
        lambda X: Perceptron().fit(X, X[:, 0] > 0),
        lambda X: Perceptron().fit(X, np.digitize(X[:, 0], [-0.5, 0.5])),
        lambda X: MLPClassifier((4,), max_iter=5).initialize(X, np.where(X[:, 1] > 0, "up", "down")),
        lambda X: MLPClassifier((4,)).initialize(X, (X > 0).astype(int)),
        lambda X: MLPClassifier((4,)).initialize(X, np.digitize(X, [-0.5, 0.5])),
        lambda X: MLPRegressor("poisson", (4,)).initialize(X, np.abs(X[:, :2])),
    ],
    ids=["two classes", "perceptron", "text", "several labels", "several targets", "numbers"],
)
def test_an_estimator_is_taken_as_it_is(fit: Callable[[np.ndarray], object]) -> None:
    X = samples(3)
    estimator = fit(X)
    answers = list(run(to_onnx(estimator), {"X": X}).values())
    expected = estimator.predict(X)
    if isinstance(estimator, MLPRegressor):
        np.testing.assert_allclose(answers[0], expected, rtol=1e-12)
    else:
        assert answers[0].tolist() == expected.tolist()


def test_an_estimator_of_ones_own_is_taken_too() -> None:
    class Mine(Perceptron):
        pass

    X = samples(3)
    mine = Mine().fit(X, X[:, 0] > 0)
    assert run(to_onnx(mine), {"X": X})["output_label"].tolist() == mine.predict(X).tolist()
    with pytest.raises(NotFittedError):
        to_onnx(Mine())


def test_single_precision_can_be_asked_for() -> None:
    for target in ("survived", "fare"):
        model = passengers(target)
        graph = to_onnx(model, dtype="float32")
        types = {each.type for each in (*session(graph).get_inputs(), *session(graph).get_outputs())}
        assert types <= {"tensor(float)", "tensor(string)"}
        last = list(run(graph, columns_of(graph, PASSENGERS)).values())[-1]
        expected = model.predict(PASSENGERS) if target == "fare" else model.predict_proba(PASSENGERS)[:, 1]
        np.testing.assert_allclose(last[:, -1], expected, rtol=1e-5)


def test_the_graph_says_what_it_is() -> None:
    graph = to_onnx(flowers())
    assert [(each.domain, each.version) for each in graph.opset_import] == [("", 11), ("ai.onnx.ml", 2)]
    assert graph.ir_version == 6
    assert graph.producer_name == "rosenblatt"
    said = {each.key: each.value for each in graph.metadata_props}
    assert json.loads(said.pop("classes")) == ["iris", "lily", "rose"]
    assert said == {"kind": "mlp", "task": "classification", "target": "kind"}
    onnx.checker.check_model(graph, full_check=True)


@pytest.mark.parametrize("opset", [13, 15, 18, 21, 23])
def test_newer_opsets_read_the_same_operators(opset: int) -> None:
    model = passengers()
    graph = to_onnx(model)
    expected = run(graph, columns_of(graph, PASSENGERS))
    graph.opset_import[0].version = opset
    graph.ir_version = 8
    onnx.checker.check_model(graph, full_check=True)
    found = run(graph, columns_of(graph, PASSENGERS))
    assert found["output_probability"].tolist() == expected["output_probability"].tolist()


def test_column_names_may_be_whatever_they_like() -> None:
    names = ("output_label", "output_probability", "Gemm_0", "constant_0", "N", 'a "quoted" \n name', " ")
    columns = {name: samples(1, seed=place)[:, 0] for place, name in enumerate(names)}
    frame = polars.DataFrame({**columns, "y": samples(1, seed=9)[:, 0] > 0})
    preparation = Preparation.fit(frame, target="y", features=names, task="classification")
    network = make_network((len(names), 3, 1), ("tanh", "logistic"))
    model = Model("mlp", "classification", network, preparation, (False, True))
    graph = to_onnx(model)
    ready = session(graph)
    assert [each.name for each in ready.get_inputs()] == list(names)
    assert [each.name for each in ready.get_outputs()] == ["output_label_", "output_probability_"]
    found = ready.run(None, columns_of(graph, frame))[1]
    np.testing.assert_allclose(found, model.predict_proba(frame), rtol=0, atol=1e-12)


def test_the_same_model_gives_the_same_bytes() -> None:
    once, again = (to_onnx(passengers()).SerializeToString(deterministic=True) for _ in range(2))
    assert once == again


def test_without_onnx_one_line_names_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: object, **options: object) -> object:
        if name.partition(".")[0] in ("onnx", "skl2onnx"):
            raise ImportError(f"No module named {name!r}")
        return real(name, *rest, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(RosenblattError, match=r"No module named 'onnx'.*pip install '\.\[onnx\]'"):
        to_onnx(flowers())


def test_what_cannot_be_exported_is_named() -> None:
    with pytest.raises(NotFittedError):
        to_onnx(MLPClassifier())
    with pytest.raises(PlanError, match="dtype must be one of float32, float64; got 'float16'"):
        to_onnx(flowers(), dtype="float16")
    with pytest.raises(ModelFileError, match=r"cannot read the model file nothing\.safetensors: No such"):
        to_onnx("nothing.safetensors")
    with pytest.raises(PlanError, match="a trained model is needed, got Network: give a fitted"):
        to_onnx(make_network((2, 1), ("logistic",)))
    broken = make_network((2, 1), ("logistic",))
    broken.parameters[0] = np.nan
    with pytest.raises(RosenblattError, match="infinite or not a number"):
        to_onnx(Model("mlp", "classification", broken, classes=(0, 1)))
    odd = Model("mlp", "classification", make_network((2, 1), ("logistic",)), classes=(None, "a"))
    with pytest.raises(RosenblattError, match="only texts, numbers and Booleans"):
        to_onnx(odd)
