"""Labels as what a network's outputs should be."""

import numpy as np
import polars as pl
import pytest

from rosenblatt import Network, Preparation
from rosenblatt.errors import RosenblattError
from rosenblatt.insight.diagnosis.targets import encode
from rosenblatt.model import Model

TABLE = pl.DataFrame(
    {"x": [1.0, 2, 3, 4], "wet": ["no", "yes", "yes", "no"], "cold": ["no", "no", "yes", "yes"]}
)


def several(task: str, target: tuple[str, str], frame: pl.DataFrame, activation: str) -> Model:
    preparation = Preparation.fit(frame, target=target, features=["x"], task=task)  # type: ignore[arg-type]
    classes = target if task == "classification" else None
    return Model("mlp", task, Network((1, 2), (activation,)), preparation, classes)


def test_labels_that_are_there_or_not_are_ones_and_zeros() -> None:
    model = several("classification", ("wet", "cold"), TABLE, "logistic")
    labels = TABLE.select("wet", "cold").to_numpy()
    np.testing.assert_array_equal(encode(model, labels), [[0, 0], [1, 0], [1, 1], [0, 1]])
    np.testing.assert_array_equal(model.decide(encode(model, labels)), labels)


def test_several_numbers_are_each_standardised_by_themselves() -> None:
    frame = pl.DataFrame({"x": [1.0, 2], "near": [10.0, 20], "far": [1000.0, 3000]})
    model = several("regression", ("near", "far"), frame, "identity")
    numbers = frame.select("near", "far").to_numpy()
    np.testing.assert_allclose(encode(model, numbers), [[-1, -1], [1, 1]])


def test_another_number_of_columns_is_an_error() -> None:
    model = several(
        "regression",
        ("near", "far"),
        pl.DataFrame({"x": [1.0, 2], "near": [1.0, 2], "far": [3.0, 9]}),
        "identity",
    )
    with pytest.raises(RosenblattError, match="predicts 2 numbers a sample, y has 3"):
        encode(model, np.ones((4, 3)))
