"""Commands that use a run's model again, and that carry the run out again."""

from __future__ import annotations

import shlex

from tests.pages.report.runs import run_of

from rosenblatt.cli.arguments import names, parameters
from rosenblatt.pages.report.page import predict_command, train_command
from rosenblatt.run import RunSettings


def test_the_command_asks_for_what_the_run_was() -> None:
    settings = RunSettings(
        "my table.csv",
        target="the class",
        features=("a b", "c$"),
        model="mlp",
        hidden=(5, 3),
        activation=("tanh", "relu"),
        solver="adam",
        max_iter=100,
        learning_rate=0.01,
        alpha=0.1,
        batch_size=32,
        test_size=0.3,
        seed=7,
        task="classification",
        repeats=10,
        missing="mean",
        options={"tol": None, "init": "he", "early_stopping": True},
    )
    words = shlex.split(" ".join(train_command(settings)))
    assert words[:3] == ["rosenblatt", "train", "my table.csv"]
    options = dict(zip(words[3::2], words[4::2], strict=True))
    assert names(options["--features"]) == ("a b", "c$")
    assert (options["--hidden"], options["--activation"]) == ("5,3", "tanh,relu")
    sets = [word for flag, word in zip(words[3::2], words[4::2], strict=True) if flag == "--set"]
    assert parameters(sets) == settings.options
    assert {flag: options[flag] for flag in ("--target", "--seed", "--missing")} == {
        "--target": "the class",
        "--seed": "7",
        "--missing": "mean",
    }


def test_what_was_not_asked_is_not_said_and_no_hidden_layer_is_none() -> None:
    assert train_command(RunSettings("iris", hidden=(), missing="fill")) == (
        "rosenblatt train iris",
        "--hidden none",
    )


def test_features_that_a_list_with_commas_cannot_hold_are_left_out() -> None:
    for features in (("a,b", "c"), tuple(f"x{place}" for place in range(20))):
        assert train_command(RunSettings("t.csv", features=features)) == ("rosenblatt train t.csv",)


def test_the_prediction_asks_for_probabilities_where_there_are_some() -> None:
    assert "--proba" in predict_command(run_of("xor"))
    assert "--proba" not in predict_command(run_of("iris perceptron"))
