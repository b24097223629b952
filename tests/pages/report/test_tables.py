"""The tables of a report."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from tests.pages.report.runs import run_of

from rosenblatt.pages.report import tables


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (float("nan"), "–"),
        (True, "true"),
        (np.bool_(False), "false"),
        (1234, "1,234"),
        (-5, "−5"),
        (0.1, "0.1"),
        (-2.5, "−2.5"),
        (1 / 3, "0.333333"),
        (1234567.891, "1,234,568"),
        (1e-9, "1e−9"),
        ("a\nb", "a b"),
        ("x" * 50, "x" * 27 + "…"),
    ],
)
def test_values_are_written_as_they_are_read(value: object, text: str) -> None:
    assert tables.value_text(value) == text


def test_classes_are_counted_by_truth_and_by_prediction() -> None:
    run = run_of("iris perceptron")
    evaluation = dataclasses.replace(
        run.evaluation,
        truth=np.array(["setosa", "setosa", "virginica", "virginica"]),
        predicted=np.array(["setosa", "virginica", "virginica", "virginica"]),
    )
    table = tables.classes(dataclasses.replace(run, evaluation=evaluation))
    assert table is not None
    assert table.rows == (
        ("setosa", "2", "1", "50%", "1", "100%"),
        ("versicolor", "0", "0", "–", "0", "–"),
        ("virginica", "2", "2", "100%", "3", "67%"),
    )
    assert tables.classes(run_of("regression")) is None


def test_predictions_of_numbers_show_by_how_much_they_miss() -> None:
    run = run_of("regression")
    table = tables.predictions(run)
    assert table.head == ("row", "true", "predicted", "error")
    assert set(table.kinds) == {"number"}
    row = table.rows[0]
    truth, predicted = float(run.evaluation.truth[0]), float(run.evaluation.predicted[0])
    assert float(row[2].replace(",", "")) == pytest.approx(predicted, rel=1e-3)
    assert float(row[3].replace("−", "-")) == pytest.approx(predicted - truth, rel=1e-3)
    assert table.note == f"{len(run.evaluation.truth) - 8} more rows in predictions.parquet."


def test_every_parameter_is_listed_by_name() -> None:
    settings = dict(tables.settings(run_of("xor")))
    assert list(settings) == sorted(run_of("xor").parameters)
    assert (settings["hidden_layer_sizes"], settings["early_stopping"], settings["class_weight"]) == (
        "5",
        "no",
        "–",
    )
