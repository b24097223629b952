"""What a report tells of a recurrent run."""

from __future__ import annotations

import shlex

import numpy as np
import pytest
from tests.pages.report.runs import run_of

from rosenblatt.pages.report import figures, predictions, render_report, sentences, tables
from rosenblatt.pages.report.page import train_command
from rosenblatt.run.over_time import step_errors


def test_it_says_what_a_sequence_is() -> None:
    assert sentences.task(run_of("sequences")).startswith(
        "A row of the table is a step. Rows with the same walk form one sequence: there are 16 sequences "
        "of 3 to 6 steps, with a median of 4. Each is predicted at every step. From its 2 features"
    )
    assert "Each is predicted once, after its last step." in sentences.task(run_of("answered once"))
    assert sentences.task(run_of("series")).startswith(
        "A row of the table is a step, and all rows in order form one stream. From its one feature"
    )
    assert sentences.task(run_of("several labels")).endswith(
        "the network predicts 2 targets, each one of a few classes."
    )


def test_it_says_what_was_held_out() -> None:
    assert sentences.split(run_of("sequences")) == (
        "Of 16 sequences, 4 (25%) were held out at random (seed 0), and 12 used for training."
    )
    assert sentences.split(run_of("series")).startswith(
        "The first 89 steps were used for training, the 30 after them (25%) were held out."
    )


def test_it_says_what_the_context_neurons_keep() -> None:
    assert sentences.network(run_of("series")) == (
        "It has 4 context neurons, which store the last values of its hidden layer for the next step; before "
        "the first step they contain 0.500. In training the gradient of each loss was propagated back "
        "through 5 steps."
    )
    assert "store its last outputs" in sentences.network(run_of("answered once"))
    assert "context" not in sentences.network(run_of("xor"))


def test_the_result_speaks_of_steps_and_of_both_ways_to_know_nothing() -> None:
    said = sentences.result(run_of("series"))
    assert said.startswith("On 30 steps that it did not see in training, the network explains")
    assert ": always the last known value again). Always the mean of the training part" in said
    assert "with 2 other seeds and the same split" in sentences.spread(run_of("series"))
    assert sentences.result(run_of("answered once")).startswith("On 4 sequences that it did not see")
    several = sentences.result(run_of("several labels"))
    assert "predicts all of next_is_red and next_is_blue correctly" in several


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("sequences", ["steps"]),
        ("series", ["series", "steps"]),
        ("several labels", ["steps"]),
        ("answered once", []),
        ("iris network", []),
    ],
)
def test_what_is_drawn_over_time(name: str, drawn: list[str]) -> None:
    assert [figure.name for figure in figures.over_time(run_of(name))] == drawn


def test_regions_are_not_drawn_where_the_answer_depends_on_the_steps_before() -> None:
    assert figures.regions(run_of("series")).figures == ()
    assert 'id="answers"' not in render_report(run_of("series"))
    assert 'id="answers"' in render_report(run_of("xor"))


def test_the_error_of_a_class_is_what_its_probability_lacks() -> None:
    run = run_of("sequences")
    seen, classes = run.evaluation, list(run.model.classes or ())
    assert seen.probabilities is not None
    name, errors = step_errors(run)
    truth = [classes.index(label) for label in seen.truth.tolist()]
    np.testing.assert_allclose(errors, 1 - seen.probabilities[np.arange(len(truth)), truth])
    assert name == "error (1 − p(truth))"


def test_the_error_of_numbers_is_the_distance_and_of_several_labels_the_share_that_is_wrong() -> None:
    seen = run_of("series").evaluation
    np.testing.assert_allclose(step_errors(run_of("series"))[1], abs(seen.predicted - seen.truth))  # type: ignore[operator]
    several = run_of("several labels").evaluation
    np.testing.assert_allclose(
        step_errors(run_of("several labels"))[1], (several.truth != several.predicted).mean(axis=1)
    )


def test_tables_name_sequence_and_step_and_each_target() -> None:
    assert predictions.table(run_of("sequences")).head[:4] == ("walk", "step", "true", "predicted")
    used = {row[0]: row[1] for row in tables.columns(run_of("sequences")).rows}
    assert used == {"walk": "sequence", "bell": "feature", "wind": "feature", "when": "target"}
    each = tables.classes(run_of("several labels"))
    assert each is not None
    assert [row[0] for row in each.rows] == ["next_is_red", "next_is_blue"]
    assert each.head == ("target", "accuracy", "most frequent class")
    several = run_of("several labels")
    table = predictions.table(several)
    assert table.head[1:5] == ("true next_is_red", "predicted", "true next_is_blue", "predicted")
    chosen = several.shown.places[0] if several.shown else 0
    said = [str(label).lower() for label in several.evaluation.truth[chosen]]
    assert [table.rows[0][1], table.rows[0][3]] == said


def test_the_command_trains_it_anew() -> None:
    words = shlex.split(" ".join(train_command(run_of("series").settings)))
    assert "--stream" in words
    assert words[words.index("--backprop-steps") + 1] == "5"
    words = shlex.split(" ".join(train_command(run_of("several labels").settings)))
    assert [words[place + 1] for place, word in enumerate(words) if word == "--target"] == [
        "next_is_red",
        "next_is_blue",
    ]
    assert "--sequence walk" in " ".join(train_command(run_of("sequences").settings))
