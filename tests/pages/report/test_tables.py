"""The tables of a report."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from tests.pages.report.runs import run_of

from rosenblatt.pages.report import predictions, render_report, tables


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
    table = predictions.table(run)
    assert table.head[:5] == ("row", "true", "predicted", "error", "age")
    assert set(table.kinds) == {"number"}
    assert run.shown is not None
    row, place = table.rows[0], run.shown.places[0]
    truth, predicted = float(run.evaluation.truth[place]), float(run.evaluation.predicted[place])
    errors = np.abs(run.evaluation.truth.astype(float) - run.evaluation.predicted.astype(float))
    assert abs(predicted - truth) == errors.max()
    assert float(row[2].replace(",", "")) == pytest.approx(predicted, rel=1e-3)
    assert float(row[3].replace("−", "-")) == pytest.approx(predicted - truth, rel=1e-3)
    left_out = len(run.evaluation.truth) - 12
    assert table.note == f"{left_out} more rows in predictions.parquet. 4 more features not shown."


def test_every_parameter_is_listed_by_name() -> None:
    settings = dict(tables.settings(run_of("xor")))
    assert list(settings) == sorted(run_of("xor").parameters)
    assert (settings["hidden_layer_sizes"], settings["early_stopping"], settings["class_weight"]) == (
        "5",
        "no",
        "–",
    )


def test_mistakes_come_first_and_the_confusion_matrix_leads_to_them() -> None:
    run = run_of("iris perceptron")
    table = predictions.table(run)
    result = [row[table.head.index("result")] for row in table.rows]
    assert result == sorted(result, reverse=True)  # wrong before right
    links = predictions.links(run)
    page = render_report(run)
    for (true, predicted), address in links.items():
        marked = [row for row, mark in zip(table.rows, table.marks, strict=True) if f"#{mark}" == address]
        assert {(row[1], row[2]) for row in marked} == {(true, predicted)}
        assert page.count(f'<a href="{address}" aria-label=') == 1
        assert page.count(f'id="{address[1:]}"') == 1
        assert f'<tr class="{address[1:]}">' in page
    assert "sepal length (cm)" in table.head


def test_an_older_run_shows_its_mistakes_without_their_features() -> None:
    run = dataclasses.replace(run_of("digits"), shown=None)
    table = predictions.table(run)
    assert table.head == ("row", "true", "predicted", "result", "p(predicted)")
    certain = [float(row[4]) for row in table.rows if row[3] == "wrong"]
    assert certain == sorted(certain, reverse=True)
    assert predictions.images(run) is None


def test_mistaken_digits_are_drawn_as_images() -> None:
    display = predictions.images(run_of("digits"))
    assert display is not None
    assert display.images.shape[1:] == (8, 8)
    assert all(true != predicted for true, predicted in zip(display.truth, display.predicted, strict=True))
    assert predictions.images(run_of("iris network")) is None
