"""The page begins with the rows, the split, the preparation and the weights of ``rosenblatt train``."""

import json
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load

from rosenblatt.data import load_table
from rosenblatt.errors import RosenblattError
from rosenblatt.fitting import run
from rosenblatt.lab import limits
from rosenblatt.lab.begin import VALIDATION, begin, offered
from rosenblatt.lab.begun import Begun
from rosenblatt.lab.tables import OFFERED
from rosenblatt.run import RunSettings, run_table

SETTINGS: list[dict[str, Any]] = [
    {"table": "xor"},
    {"table": "iris", "hidden": (4,), "max_iter": 20},
    {"table": "wine", "max_iter": 20, "options": {"early_stopping": True}},
    {"table": "diabetes", "max_iter": 20, "seed": 3, "test_size": 0.1},
    {"table": "breast_cancer", "max_iter": 10, "split": "stratified", "activation": "relu"},
]


def read(document: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    n_header = int.from_bytes(document[:8], "little")
    header = json.loads(document[8 : 8 + n_header])
    return json.loads(header["__metadata__"]["rosenblatt"]), load(document)


@pytest.mark.parametrize("given", SETTINGS, ids=lambda given: given["table"])
def test_what_the_page_begins_with_trains_to_the_network_of_the_command(given: dict[str, Any]) -> None:
    settings = RunSettings.from_dict({"model": "mlp", "repeats": 0, **given})
    begun = Begun.of(settings)
    expected = run_table(settings)
    outcome = run(begun.fit)
    assert outcome.network is not None
    np.testing.assert_array_equal(outcome.network.parameters, expected.model.network.parameters)


@pytest.mark.parametrize("given", SETTINGS, ids=lambda given: given["table"])
def test_the_document_holds_the_samples_in_the_order_in_which_they_are_trained(given: dict[str, Any]) -> None:
    settings = RunSettings.from_dict({"model": "mlp", **given})
    begun = Begun.of(settings)
    described, arrays = read(begin(settings))
    train = begun.fit.data.train
    rows = np.arange(len(train.X)) if train.rows is None else train.rows
    is_train = arrays["held_out"] == 0
    np.testing.assert_array_equal(arrays["X"][is_train], train.X[rows])
    targets = arrays["y"][is_train]
    np.testing.assert_array_equal(
        targets if train.is_classes else targets.astype(np.float64), train.y[rows], strict=True
    )
    assert (arrays["held_out"] == VALIDATION).any() == bool(given.get("options"))
    np.testing.assert_array_equal(arrays["parameters"], begun.fit.network.parameters)
    np.testing.assert_array_equal(arrays["random_key"], begun.fit.state.random_key)
    assert described["random_position"] == begun.fit.state.progress["random_position"]
    assert described["sizes"] == list(begun.fit.network.layer_sizes)
    assert begun.fit.plan == type(begun.fit.plan)(**{**described["plan"], "dropout": ()})


def test_rows_and_inputs_lead_back_to_the_table() -> None:
    described, arrays = read(begin(RunSettings("iris", features=("petal length (cm)", "petal width (cm)"))))
    frame = load_table("iris").frame
    columns = frame.select(described["names"][:2]).to_numpy()[arrays["row"] - 1]
    np.testing.assert_array_equal(arrays["raw"], columns)
    mean = [each["mean"] for each in described["inputs"]]
    scale = [each["scale"] for each in described["inputs"]]
    np.testing.assert_array_equal((arrays["raw"] - mean) / scale, arrays["X"])
    labels = frame["species"].to_numpy()[arrays["row"] - 1]
    assert [described["task"]["classes"][k] for k in arrays["y"][:, 0]] == list(labels)
    assert described["rows"][0] == ["1.4", "0.2", "setosa"]
    assert [each["role"] for each in described["columns"]] == ["feature", "feature", "target"]
    assert sorted(arrays["row"]) == list(range(1, 151))


def test_a_perceptron_begins_with_the_seeds_of_the_command() -> None:
    settings = RunSettings("iris", model="perceptron", repeats=0)
    begun = Begun.of(settings)
    assert begun.perceptron is not None
    outcome = run(begun.perceptron)
    assert outcome.network is not None
    np.testing.assert_array_equal(outcome.network.parameters, run_table(settings).model.network.parameters)
    described, _ = read(begin(settings))
    assert described["model"] == "perceptron"
    assert described["perceptron"]["plan"]["max_iter"] == 50
    assert len(described["perceptron"]["seeds"]) == 3
    assert described["command"] == ["train", "iris", "--model", "perceptron", "--repeats", "0"]


def test_the_page_offers_built_in_tables_only() -> None:
    documents = dict(offered(whole=False))
    assert list(documents) == [each.name for each in OFFERED]
    for name, document in documents.items():
        described, arrays = read(document)
        assert described["table"] == name
        assert "random_key" not in arrays
        again, others = read(begin(RunSettings.from_dict(described["settings"]), name=name))
        assert again == {**described, "checksum": again["checksum"]}
        np.testing.assert_array_equal(others["parameters"], arrays["parameters"])


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"table": "iris", "model": "tabular"}, "use --model mlp or perceptron"),
        ({"table": "sunspots"}, "record a training"),
        ({"table": "elman-letters"}, "record a training"),
        ({"table": "iris", "hidden": (5,) * 9}, "at most 8 hidden layers, got 9"),
        ({"table": "iris", "hidden": (129,)}, "at most 128 neurons in a hidden layer, got 129"),
        ({"table": "iris", "solver": "lbfgs"}, "use adam, adamw, rmsprop or sgd"),
        ({"table": "iris", "options": {"class_weight": "balanced"}}, "got class_weight: omit it"),
        ({"table": "iris", "target": ("species", "petal width (cm)")}, "name one"),
    ],
)
def test_what_the_page_cannot_train_is_refused_with_the_remedy(given: dict[str, Any], words: str) -> None:
    with pytest.raises(RosenblattError, match=words.replace("(", r"\(")):
        begin(RunSettings.from_dict(given))


@pytest.mark.parametrize(
    ("n_rows", "n_inputs", "words"),
    [
        (200_001, 1, "at most 200,000 rows, got 200,001"),
        (10, 501, "at most 500 inputs, got 501"),
        (200_000, 101, "at most 20,000,000 numbers"),
    ],
)
def test_a_table_too_large_for_the_page_is_refused(n_rows: int, n_inputs: int, words: str) -> None:
    with pytest.raises(RosenblattError, match=words):
        limits.require_table("big.csv", n_rows, n_inputs)
