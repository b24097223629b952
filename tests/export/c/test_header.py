"""A C header predicts as the model does, without warnings of the compiler, whatever is in the table."""

import math
import re
import subprocess
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars
import pytest
from sklearn.exceptions import NotFittedError
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tests.export.c.compiled import CPP, C, Compiled, codes, compile_c, is_array
from tests.export.onnx.test_recurrent import CELLS
from tests.export.running import HIDDEN, PASSENGERS, make_network, passengers, samples, two_prices
from tests.model.examples import EVERY, FLOWERS, MIXTURES, RECURRENT, flowers, recurrent_network

from rosenblatt import MLPClassifier, Perceptron, TabularClassifier
from rosenblatt.data import Preparation, load_table
from rosenblatt.errors import PlanError, RosenblattError
from rosenblatt.export import to_c
from rosenblatt.formulas.activations import ACTIVATIONS
from rosenblatt.model import Model

N_ROWS = 1000
DTYPES = ("float64", "float32")
BOUND = {"float64": 1e-12, "float32": 1e-5}
"""Of outputs: the absolute difference, and the relative one where they are larger than 1."""
EXAMPLES = EVERY | RECURRENT | MIXTURES


def numbers_of_classes(model: Model, predicted: np.ndarray) -> np.ndarray:
    """The number of each predicted class; labels are numbers already."""
    classes = model.classes
    if predicted.ndim == 2 and not isinstance(classes[0], tuple):
        return predicted
    groups = classes if predicted.ndim == 2 else (classes,)
    columns = [[str(each) for each in column] for column in np.atleast_2d(predicted.T).tolist()]
    found = [
        [list(map(str, group)).index(each) for each in column]
        for group, column in zip(groups, columns, strict=True)
    ]
    return np.array(found).T.reshape(predicted.shape)


def assert_close(found: np.ndarray, expected: np.ndarray, bound: float) -> None:
    np.testing.assert_allclose(found, expected, rtol=bound, atol=bound)


@pytest.fixture(scope="module", params=DTYPES)
def hidden(request: pytest.FixtureRequest) -> tuple[str, Compiled]:
    models = {
        f"{name}_{n_features}": Model(
            "mlp",
            "classification",
            make_network((n_features, 7, 5, 3), (name, name if name != "exp" else "tanh", "softmax")),
            classes=("a", "b", "c"),
        )
        for name in HIDDEN
        for n_features in (1, 4)
    }
    return request.param, Compiled(models, request.param)


def test_every_activation_in_hidden_layers(hidden: tuple[str, Compiled]) -> None:
    dtype, compiled = hidden
    for name, model in compiled.models.items():
        X = samples(model.network.n_inputs, n_samples=N_ROWS) * 3
        expected = model.predict_proba(X)
        clear = np.ptp(np.sort(expected)[:, -2:], axis=1) > 1e-5  # not a tie that rounding decides
        if name.startswith("step"):  # rounding decides at a step as well
            clear &= np.abs(compiled.probabilities(name, X) - expected).max(axis=1) < 1e-5
            assert clear.mean() > 0.99
        assert_close(compiled.probabilities(name, X)[clear], expected[clear], BOUND[dtype])
        found = compiled.predict(name, X)
        assert (found == numbers_of_classes(model, model.predict(X)))[clear].all()


@pytest.mark.parametrize("dtype", DTYPES)
def test_every_activation_in_the_output_layer(dtype: str) -> None:
    networks = {name: make_network((3, 5, 2), ("tanh", name)) for name in ACTIVATIONS}
    models = {f"{name}_numbers": Model("mlp", "regression", each) for name, each in networks.items()}
    models |= {
        f"{name}_classes": Model("mlp", "classification", each, classes=(0, 1))
        for name, each in networks.items()
    }
    compiled, X = Compiled(models, dtype), samples(3, n_samples=N_ROWS)
    for name, model in models.items():
        expected = model.predict(X)
        assert_close(compiled.outputs(name, X), model.outputs(model.inputs(X)), BOUND[dtype])
        if model.task == "regression":
            assert_close(compiled.predict(name, X), expected, BOUND[dtype])
        else:
            assert np.mean(compiled.predict(name, X) == expected) >= (1 if dtype == "float64" else 0.999)


def test_activations_far_from_zero() -> None:
    models = {
        name: Model("mlp", "regression", make_network((1, 1), (name,)).like(np.array([1.0, 0.0])))
        for name in ACTIVATIONS
        if name != "exp"
    }
    compiled = Compiled(models)
    X = np.array([[-1e300], [-800], [-50], [-1e-12], [0], [1e-300], [1e-12], [50], [800], [1e150]])
    for name, model in models.items():
        np.testing.assert_allclose(compiled.predict(name, X), model.predict(X), rtol=1e-14, atol=1e-300)


@pytest.fixture(scope="module")
def every() -> Compiled:
    return Compiled(EXAMPLES | {f"passengers_{name}": passengers(name) for name in ("survived", "fare")})


@pytest.mark.parametrize("name", [*EVERY, *MIXTURES, "passengers_survived", "passengers_fare"])
def test_every_kind_of_model(name: str, every: Compiled) -> None:
    model = every.models[name]
    if model.preparation is None:
        table = rows = samples(model.n_inputs, n_samples=N_ROWS)
    else:
        frame = PASSENGERS if name.startswith("passengers") else FLOWERS
        table = frame.sample(N_ROWS, with_replacement=True, seed=0)
        rows = codes(model, table)
    bound = BOUND[str(every.dtypes[name])]
    expected = model.predict(table)
    if model.task == "regression":
        assert_close(every.predict(name, rows), expected, bound)
    else:
        assert every.predict(name, rows).tolist() == numbers_of_classes(model, expected).tolist()
    if model.has_probabilities:
        assert_close(every.probabilities(name, rows), model.predict_proba(table), bound)


@pytest.mark.parametrize("name", RECURRENT)
def test_every_kind_of_recurrent_model(name: str, every: Compiled) -> None:
    model = replace(every.models[name], predict_at="every")
    offsets = [0, 1, 400, 401, N_ROWS]
    if model.preparation is None:
        table = rows = samples(model.network.n_inputs, n_samples=N_ROWS)
    else:
        table = FLOWERS.sample(N_ROWS, with_replacement=True, seed=0)
        rows = codes(model, table)
    bound = BOUND[str(model.network.dtype)]
    expected, starts = model.predict(table, offsets), offsets[:-1]
    if model.task == "regression":
        assert_close(every.predict(name, rows, starts), expected, bound)
    else:
        assert every.predict(name, rows, starts).tolist() == numbers_of_classes(model, expected).tolist()
        assert_close(every.probabilities(name, rows, starts), model.predict_proba(table, offsets), bound)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("cell", CELLS)
def test_sequences_of_every_activation(cell: str, dtype: str) -> None:
    models = {}
    for name in ACTIVATIONS:
        start = "learned" if len(name) % 2 else -0.25
        network = recurrent_network((2, 5, 4, 3), (name if name in HIDDEN else "tanh", "tanh", name), cell)
        if name == "exp":  # which comes back and outgrows all numbers, unless the weights are small
            network = recurrent_network((2, 3, 3), ("exp", "softmax"), cell, initial_context=start)
            network = network.like(network.parameters * 0.2)
        elif name == "step":  # whose argument's rounding can decide
            network = recurrent_network((2, 5, 3), ("tanh", name), cell, initial_context=start)
        models[name] = Model("recurrent", "regression", network, predict_at="every")
    compiled, X = Compiled(models, dtype), samples(2, n_samples=N_ROWS)
    offsets = [0, 1, *range(10, N_ROWS + 1, 10)]
    for name, model in models.items():
        expected = model.predict(X, offsets)
        assert_close(compiled.predict(name, X, offsets[:-1]), expected, 10 * BOUND[dtype])


def in_doubles(model: Model) -> Model:
    """A mixture whose networks compute in doubles too."""
    members = []
    for member in model.mixture.members:
        networks = tuple(each.like(each.parameters.astype(np.float64)) for each in member.networks)
        members.append(replace(member, networks=networks))
    return replace(model, predictor=replace(model.mixture, members=tuple(members)))


def test_mixtures_in_doubles() -> None:
    models = {name: in_doubles(model) for name, model in MIXTURES.items() if name != "constant"}
    compiled, frame = Compiled(models), FLOWERS.sample(N_ROWS, with_replacement=True, seed=0)
    for name, model in models.items():
        table = rows = samples(2, n_samples=N_ROWS)
        if model.preparation is not None:
            table, rows = frame, codes(model, frame)
        expected = model.outputs(model.inputs(table))
        assert_close(compiled.outputs(name, rows), expected, BOUND["float64"])


def test_a_trained_mixture_on_iris() -> None:
    X, y = load_table("iris").arrays()
    model = Model.from_estimator(TabularClassifier(random_state=0).fit(X, y))
    compiled = Compiled({"iris": model})
    assert compiled.dtypes["iris"] == np.float32
    assert_close(compiled.probabilities("iris", X), model.predict_proba(X), BOUND["float32"])


def test_a_trained_network_and_perceptron_on_iris() -> None:
    table = load_table("iris")
    features = [name for name in table.frame.columns if name != table.target]
    preparation = Preparation.fit(table.frame, target=table.target, features=features, task="classification")
    X, y = preparation.inputs(table.frame), preparation.targets(table.frame)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # twenty iterations need not converge
        network = MLPClassifier((6,), "tanh", solver="lbfgs", max_iter=20, random_state=0).fit(X, y)
    models = {
        "iris": Model.from_estimator(network, preparation),
        "perceptron": Model.from_estimator(Perceptron().fit(X, y), preparation),
    }
    for dtype in DTYPES:
        compiled = Compiled(models, dtype)
        for name, model in models.items():
            expected = numbers_of_classes(model, model.predict(table.frame))
            assert compiled.predict(name, codes(model, table.frame)).tolist() == expected.tolist()


@pytest.mark.parametrize("dtype", DTYPES)
def test_each_of_several_numbers_is_in_its_own_units(dtype: str) -> None:
    model, table = two_prices()
    found = Compiled({"prices": model}, dtype).predict("prices", codes(model, table))
    np.testing.assert_allclose(found, model.predict(table), rtol=BOUND[dtype])


def test_a_missing_value_without_replacement_and_an_infinite_one_are_reported(every: Compiled) -> None:
    model = passengers(missing="drop")
    compiled = Compiled({"survived": model, "fare": passengers("fare", missing="drop")})
    complete = codes(model, PASSENGERS.drop_nulls()[:1])[0]
    for column in range(len(complete)):
        for value in (math.nan, math.inf, -math.inf):
            row = complete.copy()
            row[column] = value
            assert compiled.predict("survived", row[None]).tolist() == [-1]
            assert np.isnan(compiled.probabilities("survived", row[None])).all()
            assert np.isnan(compiled.predict("fare", row[None])).all()
    infinite = codes(passengers(), PASSENGERS[:1])
    infinite[0, 0] = math.inf
    assert every.predict("passengers_survived", infinite).tolist() == [-1]
    unknown = np.full((1, 3), math.nan)
    assert every.predict("several_labels", unknown).tolist() == [[-1, -1]]
    assert every.predict("several_targets", unknown).tolist() == [[-1, -1]]


def test_a_missing_step_leaves_the_state_as_it_was(every: Compiled) -> None:
    X = samples(2, n_samples=5)
    gap = np.insert(X, 2, math.nan, axis=0)
    found = every.probabilities("strings", gap)
    assert np.isnan(found[2]).all()
    assert (np.delete(found, 2, axis=0) == every.probabilities("strings", X)).all()


def test_a_category_that_training_never_saw_is_all_zeros(every: Compiled) -> None:
    model = passengers()
    frame = PASSENGERS[:1].with_columns(port=polars.lit("Atlantis"))
    with pytest.warns(UserWarning, match="did not occur in training"):
        expected = model.predict_proba(frame)
    assert_close(every.probabilities("passengers_survived", codes(model, frame)), expected, 1e-12)


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("language", [C, CPP])
def test_the_example_of_the_first_comment_runs(name: str, language: tuple[str, ...], tmp_path: Path) -> None:
    model = EXAMPLES[name]
    header = to_c(model, name=name)
    (tmp_path / f"{name}.h").write_text(header, encoding="ascii")
    example = header.partition("Example:")[2].partition("*/")[0]
    done = subprocess.run(
        [compile_c(tmp_path, example, language=language)], capture_output=True, text=True, check=True
    )
    assert len(done.stdout.split()) == 1
    if model.classes and not is_array(model):
        assert done.stdout.strip() in map(str, model.classes)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_the_bytes_of_the_first_comment_are_those_of_the_arrays(
    name: str, dtype: str, tmp_path: Path
) -> None:
    header = to_c(EXAMPLES[name], name="m", dtype=dtype)
    words = " ".join(header.partition("Example:")[0].split())
    claimed = [int(each) for each in re.findall(r"(\d+) bytes", words)]
    arrays = re.findall(r"static const (?:float|double) (m_\w+)\[", header)
    sizes = [" + ".join(f"sizeof {each}" for each in arrays)]
    buffers = re.search(r"m_outputs\(.*\)\n\{\n    (?:float|double) (.*\]);", header)
    outputs = EXAMPLES[name].n_outputs
    places = sum(map(int, re.findall(r"\[(\d+)\]", buffers[1]))) if buffers else 0
    real = "float" if dtype == "float32" else "double"
    sizes.append(f"{places + outputs} * sizeof({real})")
    if name in RECURRENT:
        sizes.append("sizeof(m_state)")
    (tmp_path / "m.h").write_text(header, encoding="ascii")
    shown = "".join(f'printf("%d ", (int)({each}));' for each in sizes)
    code = f'#include <stdio.h>\n#include "m.h"\nint main(void) {{ {shown} return 0; }}\n'
    done = subprocess.run([compile_c(tmp_path, code)], capture_output=True, text=True, check=True)
    assert [int(each) for each in done.stdout.split()] == claimed


def test_a_header_holds_only_what_it_uses() -> None:
    header = to_c(flowers(), name="m", dtype="float32")
    defined = re.findall(r"static inline \w+ (m_\w+)\(", header)
    assert all(len(re.findall(rf"\b{each}\(", header)) > 1 for each in defined if each != "m_probabilities")
    assert not re.search(
        r"\bdouble\b|\d\.\d+[,;)]|\b(exp|tanh|log|fabs)\(", header.partition("#include <math.h>")[2]
    )


def test_what_cannot_be_exported_is_named() -> None:
    with pytest.raises(NotFittedError):
        to_c(MLPClassifier())
    with pytest.raises(PlanError, match="dtype must be one of"):
        to_c(flowers(), dtype="float16")
    X, y = samples(2), samples(1)[:, 0] > 0
    pipeline = make_pipeline(StandardScaler(), Perceptron()).fit(X, y)
    with pytest.raises(RosenblattError, match="the steps of a pipeline have no C header"):
        to_c(pipeline)
    network = make_network((2, 1), ("logistic",))
    network.parameters[0] = 1e300
    huge = Model("mlp", "classification", network, classes=(0, 1))
    assert "1e+300" in to_c(huge)
    with pytest.raises(RosenblattError, match=r"1e\+300, too large for float32: export it as float64"):
        to_c(huge, dtype="float32")
    network.parameters[0] = math.inf
    with pytest.raises(RosenblattError, match="infinite or not a number: train it again"):
        to_c(huge)


def test_columns_of_an_estimator_have_their_names() -> None:
    frame = polars.DataFrame({"width": [0.0, 1.0], "*/": [1.0, 0.0]})
    assert 'X_WIDTH, /* "width" */' in to_c(Perceptron().fit(frame, [0, 1]), name="x")
    assert "enum { X_COLUMNS = 2 };" in to_c(Perceptron().fit(frame.to_numpy(), [0, 1]), name="x")
