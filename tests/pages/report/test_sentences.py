"""The sentences of a report."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from tests.pages.report.runs import run_of

from rosenblatt.data.preparation.features import NumberFeature
from rosenblatt.pages.report import render_report, sentences
from rosenblatt.run import Run
from rosenblatt.run.branching.parent import Parent


def changed(run: Run, **evaluation: object) -> Run:
    return dataclasses.replace(run, evaluation=dataclasses.replace(run.evaluation, **evaluation))


def test_the_result_of_rows_held_out() -> None:
    run = changed(
        run_of("iris perceptron"),
        truth=np.array(["a", "b", "b"]),
        predicted=np.array(["a", "b", "a"]),
        score=2 / 3,
        baseline=1 / 3,
        baseline_text="always the most frequent class, b",
    )
    assert sentences.result(run) == (
        "On 3 rows that it did not see in training, the perceptron predicts species correctly 2 times: "
        "an accuracy of 0.6667 (baseline 0.3333: always the most frequent class, b)."
    )


@pytest.mark.parametrize(
    ("predicted", "how"), [(["a", "b"], "every time"), (["b", "a"], "never"), (["a", "a"], "1 time")]
)
def test_how_often_it_is_right(predicted: list[str], how: str) -> None:
    run = changed(run_of("xor"), truth=np.array(["a", "b"]), predicted=np.array(predicted))
    assert (
        f"On 2 rows that it was trained on, the network predicts y correctly {how}: an accuracy of"
        in sentences.result(run)
    )


@pytest.mark.parametrize(("value", "part"), [(0.456, "46%"), (-0.2, "nothing")])
def test_the_result_of_a_number(value: float, part: str) -> None:
    said = sentences.result(changed(run_of("regression"), score=value))
    assert f"the network explains {part} of the variance of progression: an R² of " in said


def test_how_much_is_chance() -> None:
    run = run_of("iris perceptron")
    said = sentences.spread(changed(run, repeats=np.arange(21) / 20))
    assert said == (
        "Trained again with 21 other random splits, its median is 0.5000, and "
        "nine in ten lie between 0.0500 and 0.9500."
    )
    assert "all lie between 0.2000 and 0.4000." in sentences.spread(
        changed(run, repeats=np.array([0.2, 0.4]))
    )
    assert "unknown" in sentences.spread(changed(run, repeats=np.empty(0)))
    assert sentences.spread(run_of("xor")).startswith("No row was held out")


def test_the_task_in_words() -> None:
    assert sentences.task(run_of("iris perceptron")) == (
        "A row of the table is a sample. From its 4 features the perceptron predicts its species, "
        "one of 3 classes: setosa (50), versicolor (50) and virginica (50)."
    )
    assert sentences.task(run_of("regression, one feature")) == (
        "A row of the table is a sample. From its one feature the network predicts its progression, a number."
    )


def test_which_rows_were_trained_on() -> None:
    run = run_of("iris perceptron")
    assert (
        sentences.split(run)
        == "Of 150 rows, 45 (30%) were held out at random (seed 0) and 105 used for training."
    )
    assert sentences.split(run_of("xor")) == "All 4 rows were used for training; none was held out."
    summary = dataclasses.replace(run.table_summary, n_rows=151)
    assert sentences.split(dataclasses.replace(run, table_summary=summary)).endswith(
        "1 row with missing values was left out."
    )


def test_how_columns_became_inputs() -> None:
    scaled = "Numbers are standardised with mean and standard deviation of the training part."
    assert sentences.prepared(run_of("iris perceptron")) == scaled
    assert sentences.prepared(run_of("xor")) == "Columns of 0 and 1 are unchanged."
    assert sentences.prepared(run_of("hostile")) == (
        f"{scaled} Columns of 0 and 1 are unchanged. A text column becomes one input for each category."
    )
    run = run_of("regression")
    assert run.model.preparation is not None
    first, *others = run.model.preparation.features
    assert isinstance(first, NumberFeature)
    features = (dataclasses.replace(first, fill=0.25), *others)
    filled = dataclasses.replace(run.model.preparation, missing="fill", features=features)
    model = dataclasses.replace(run.model, preparation=filled)
    columns = [
        dataclasses.replace(each, missing=3 if each.name == first.name else 0)
        for each in run.table_summary.columns
    ]
    summary = dataclasses.replace(run.table_summary, columns=tuple(columns))
    assert sentences.prepared(dataclasses.replace(run, model=model, table_summary=summary)).endswith(
        "3 missing values of 'age': replaced by 0.25 (training median)."
    )


@pytest.mark.parametrize(
    ("stopped_by", "seconds", "said"),
    [
        (
            "converged",
            12.34,
            "Training ended after 2,055 epochs because the loss stopped falling. It took 12.3 seconds.",
        ),
        (
            "max_iter",
            0.0123,
            "Training ended after 2,055 epochs, the maximum. It took 12 milliseconds.",
        ),
        (
            "callback",
            1.0,
            "Training ended after 2,055 epochs because a callback stopped it. It took 1 seconds.",
        ),
        ("interrupt", 1.0, "Training ended after 2,055 epochs when it was interrupted. It took 1 seconds."),
        ("early stopping", 2, "because the validation score stopped rising. It took 2 seconds."),
    ],
)
def test_how_the_training_ended(stopped_by: str, seconds: float, said: str) -> None:
    run = dataclasses.replace(run_of("xor"), stopped_by=stopped_by, seconds=seconds)
    assert sentences.training(run).endswith(said)


def test_when_it_was_made() -> None:
    run = dataclasses.replace(run_of("xor"), created="2026-03-04T05:06:07+00:00")
    assert sentences.created(run) == "4 March 2026, 05:06 UTC"
    assert sentences.created(dataclasses.replace(run, created="<soon>")) == "<soon>"


def test_whether_planes_separate_the_classes() -> None:
    run = run_of("iris perceptron")
    assert run.separability is not None
    assert sentences.separability(run) == run.separability.text
    assert sentences.separability(run).startswith("Separable from the rest: setosa (margin 0.699, ")
    assert sentences.separability(run_of("xor")) == ""
    hostile = dataclasses.replace(run.separability, text="a\u202eb")
    assert sentences.separability(dataclasses.replace(run, separability=hostile)) == "a\ufffdb"


def test_the_page_says_so_in_the_training_part() -> None:
    page = render_report(run_of("iris perceptron"))
    training = page[page.index('id="training"') :]
    assert "The perceptron cycles: " in training[: training.index("<h3>")]
    assert "The perceptron cycles" not in render_report(run_of("xor"))


def test_a_branch_says_where_it_went_on_from() -> None:
    run = run_of("xor")
    parent = Parent("runs/first", "0" * 64, 3, 40, 40, run.settings, ("h1.2", "h1.4"))
    said = sentences.training(dataclasses.replace(run, parent=parent))
    begin = "This is a branch: it continues runs/first after 40 epochs, without h1.2 and h1.4. "
    assert said == begin + sentences.training(run)
