"""Each finding where it is due, with the numbers that show it, and nowhere else."""

import dataclasses
from types import SimpleNamespace

import numpy as np
import polars
import pytest

from rosenblatt.data import load_table
from rosenblatt.insight import diagnose
from rosenblatt.insight.diagnosis.finding import Unasked
from rosenblatt.run import Evaluation, Finding, RunSettings, run_table
from rosenblatt.run.findings import an_odd_split, below_the_baseline, odd_split_unchecked
from rosenblatt.run.folder.arrays import Predictions
from rosenblatt.run.folder.document import from_document, to_document
from rosenblatt.run.run import Run
from rosenblatt.trial.prepare import split
from rosenblatt.trial.repeats import Spread


def found(run: Run, kind: str) -> Finding | None:
    return next((each for each in run.findings if each.kind == kind), None)


def carried_out(frame: polars.DataFrame, **settings: object) -> Run:
    asked = {"hidden": (3,), "max_iter": 5, "repeats": 0, **settings}
    return run_table(RunSettings("t", **asked), table=load_table(frame))  # type: ignore[arg-type]


def evaluated(parameters: dict[str, object] | None = None, **values: object) -> Run:
    """A run that has an evaluation on a hundred held-out rows, and nothing else that rules look at."""
    usual = {
        "part": "test", "rows": np.arange(100), "truth": np.zeros(100), "predicted": np.zeros(100),
        "probabilities": None, "score_name": "accuracy", "score": 0.8, "training_score": 0.85,
        "baseline": 0.5, "baseline_text": "always the most frequent class, a", "repeats": np.empty(0),
    }  # fmt: skip
    evaluation = Evaluation(**{**usual, **values})  # type: ignore[arg-type]
    return SimpleNamespace(evaluation=evaluation, parameters=parameters or {}, answered="rows", mixture=None)  # type: ignore[return-value]


@pytest.fixture(scope="module")
def numbers() -> polars.DataFrame:
    stream = np.random.default_rng(0)
    return polars.DataFrame({"x": stream.normal(size=200), "noise": stream.normal(size=200)})


def test_nothing_to_say_is_an_empty_tuple(numbers: polars.DataFrame) -> None:
    frame = numbers.with_columns(
        y=polars.when(numbers["x"] + numbers["noise"] > 0)
        .then(polars.lit("up"))
        .otherwise(polars.lit("down"))
    )
    run = carried_out(frame, max_iter=2000, options={"learning_rate_init": 0.02, "tol": 1e-3})
    assert run.findings == ()


def test_the_diagnosis_is_part_of_the_findings_and_speaks_of_the_commands_options(
    numbers: polars.DataFrame,
) -> None:
    run = carried_out(numbers.with_columns(y=polars.col("x") * 2), max_iter=12)
    finding = found(run, "not converged")
    assert finding is not None
    loss = run.history["loss"]
    assert (
        f"limit of 12 epochs before the loss settled: it changed from {loss[1]:.4g} to {loss[11]:.4g} "
        "in the last 10 epochs" in finding.text
    )
    assert finding.remedy == "Allow more epochs (--max-iter 24)."
    assert finding.change == {"max_iter": 24}
    assert finding.evidence == {"epochs": 12, "loss before": loss[1], "loss at the end": loss[11]}


def test_a_small_table_is_diagnosed_alike_from_its_run(numbers: polars.DataFrame) -> None:
    frame = numbers.with_columns(y=polars.col("x") * 2 + polars.col("noise"))
    run = carried_out(frame, max_iter=60, learning_rate=1e-6)
    told = diagnose(run)
    assert told.kinds == ("learning rate too low",)
    assert set(told) <= set(run.findings)
    assert told.unasked == ()


def test_epochs_that_were_asked_for_are_no_limit(iris: Run) -> None:
    assert iris.stopped_by == "max_iter"
    assert found(iris, "not converged") is None


def test_a_network_that_learned_nothing_is_stuck_at_the_baseline(numbers: polars.DataFrame) -> None:
    frame = numbers.with_columns(y=polars.Series([*"aab"] * 66 + ["a", "a"]))
    finding = found(carried_out(frame, max_iter=1, learning_rate=1e-9), "stuck at the baseline")
    assert finding is not None
    assert "always the most frequent class, a" in finding.text


def test_a_perceptron_that_errs_is_told_so_once() -> None:
    run = run_table(RunSettings("xor", model="perceptron"))
    kinds = [finding.kind for finding in run.findings]
    assert "going in circles" in kinds
    assert not {"still making mistakes", "not converged", "stuck at the baseline", "plateau"} & set(kinds)


def test_a_perceptron_that_still_errs_is_named(iris: Run) -> None:
    finding = found(iris, "going in circles")
    assert finding is not None
    assert f"corrected its weights {iris.history['mistakes'][-1]:.0f} times" in finding.text


def test_a_perceptron_that_found_the_line_is_not() -> None:
    assert found(run_table(RunSettings("and")), "still making mistakes") is None


def test_a_class_the_training_part_lacks_is_named() -> None:
    frame = polars.DataFrame({"x": range(40), "y": ["a", "b"] * 19 + ["a", "rare"]})
    seed = next(seed for seed in range(99) if 39 in _held_out(40, seed))
    finding = found(carried_out(frame, seed=seed, split="random"), "a class is missing")
    assert finding is not None
    assert "The training part has no row of 'rare'" in finding.text


def test_a_class_the_test_part_lacks_is_named() -> None:
    frame = polars.DataFrame({"x": range(40), "y": ["a", "b"] * 19 + ["a", "rare"]})
    seed = next(seed for seed in range(99) if 39 not in _held_out(40, seed))
    finding = found(carried_out(frame, seed=seed, split="random"), "a class is missing")
    assert finding is not None
    assert "The held-out rows have none of 'rare'" in finding.text


def test_a_class_with_one_row_is_learned_and_named() -> None:
    frame = polars.DataFrame({"x": range(40), "y": ["a", "b"] * 19 + ["a", "rare"]})
    finding = found(carried_out(frame), "a class is missing")
    assert finding is not None
    assert "have none of 'rare'" in finding.text
    assert "It has one row, which is used for training" in finding.text
    assert "more rows" in finding.remedy
    assert "seed" not in finding.remedy


@pytest.mark.parametrize("seed", range(5))
def test_a_rare_class_is_on_both_sides_in_every_split(seed: int) -> None:
    frame = polars.DataFrame({"x": range(400), "y": ["yes"] * 2 + ["no"] * 398})
    run = carried_out(frame, seed=seed)
    assert found(run, "a class is missing") is None
    assert sorted(run.evaluation.truth.tolist()).count("yes") == 1
    assert run.settings.split == "stratified"


def _held_out(n_rows: int, seed: int) -> list[int]:
    return split(n_rows, 0.25, seed)[1].tolist()


def test_nothing_held_out_is_said(xor: Run) -> None:
    finding = found(xor, "nothing held out")
    assert finding is not None
    assert "the 4 training rows" in finding.text


def test_few_rows_held_out_are_said() -> None:
    frame = polars.DataFrame({"x": range(40), "y": ["a", "b"] * 20})
    finding = found(carried_out(frame), "few held-out rows")
    assert finding is not None
    assert "only 10 rows; one row is 10% of it" in finding.text


def test_values_far_out_are_named_with_their_column(numbers: polars.DataFrame) -> None:
    far = [*numbers["noise"].to_list()[:-1], 1e6]
    frame = numbers.with_columns(noise=polars.Series(far), y=polars.Series(["a", "b"] * 100))
    finding = found(carried_out(frame, test_size=0), "values far out")
    assert finding is not None
    assert "noise (14)" in finding.text


def test_splits_that_could_not_be_trained_are_counted() -> None:
    frame = polars.DataFrame({"x": range(8), "y": ["a"] * 6 + ["b"] * 2})
    seed = next(seed for seed in range(99) if not {6, 7} <= set(split(8, 0.5, seed)[1].tolist()))
    run = carried_out(frame, repeats=30, test_size=0.5, seed=seed, split="random")
    finding = found(run, "splits that could not be trained")
    assert finding is not None
    assert f"{30 - len(run.evaluation.repeats)} of 30 other random splits" in finding.text
    assert "only one class" in finding.text


def test_a_score_below_the_baseline_is_said() -> None:
    finding = below_the_baseline(evaluated(score=0.4))
    assert finding is not None
    assert "accuracy is 0.4, below the baseline of 0.5 (always the most frequent class, a)" in finding.text
    assert below_the_baseline(evaluated(score=0.5)) is None
    assert below_the_baseline(evaluated(score=0.4, part="training")) is None
    assert below_the_baseline(evaluated({"class_weight": "balanced"}, score=0.4)) is None


def test_over_fitting_is_told_by_the_rows_held_out(numbers: polars.DataFrame) -> None:
    frame = numbers.with_columns(y=polars.Series(np.random.default_rng(1).normal(size=200)))
    settings = {"hidden": (50, 50), "max_iter": 1000, "learning_rate": 0.01}
    run = carried_out(frame, **settings)
    finding = found(run, "over-fitting")
    assert finding is not None
    seen = run.evaluation
    assert (
        f"{seen.training_score:.4g} on the training rows and {seen.score:.4g} on the 50 held-out rows"
        in finding.text
    )


def test_a_gap_that_other_splits_do_not_show_is_chance(numbers: polars.DataFrame) -> None:
    frame = numbers.with_columns(y=polars.Series(np.random.default_rng(1).normal(size=200)))
    run = carried_out(frame, hidden=(50, 50), max_iter=1000, learning_rate=0.01)
    lucky_elsewhere = dataclasses.replace(run.evaluation, repeats=np.array([0.9, 0.95, 0.97]))
    assert "over-fitting" not in diagnose(dataclasses.replace(run, evaluation=lucky_elsewhere)).kinds


@pytest.mark.parametrize(
    ("score", "kind"), [(0.99, "a lucky split"), (0.01, "an unlucky split"), (0.5, None)]
)
def test_a_split_outside_the_middle_nine_tenths_is_odd(score: float, kind: str | None) -> None:
    finding = an_odd_split(evaluated(score=score, repeats=np.linspace(0, 1, 101)))
    assert (finding and finding.kind) == kind
    if finding:
        assert "0.0500 to 0.9500" in finding.text
        assert finding.remedy == "Expect their median, 0.5000."


def test_few_repeats_call_no_split_odd_and_say_so() -> None:
    run = evaluated(score=0.99, repeats=np.linspace(0, 0.5, 6))
    assert an_odd_split(run) is None
    lacking = odd_split_unchecked(run, Spread(run.evaluation.repeats))
    assert lacking == Unasked(
        "a lucky or unlucky split",
        "the scores of 20 other splits, and only 6 were made; the accuracy of this split is above all 6 "
        "(--repeats 20)",
    )
    many = evaluated(score=0.99, repeats=np.linspace(0, 0.5, 20))
    assert odd_split_unchecked(many, Spread(many.evaluation.repeats)) is None


def test_a_run_lists_what_it_checked_and_what_it_could_not(xor: Run, diabetes: Run) -> None:
    assert [each.kind for each in xor.unchecked] == ["over-fitting"]
    assert "--test-size" in xor.diagnosis.not_asked[0]
    assert [each.kind for each in diabetes.unchecked] == ["a lucky or unlucky split"]
    assert "over-fitting" in diabetes.checked


def test_every_finding_is_whole_sentences(xor: Run, iris: Run, diabetes: Run) -> None:
    for run in (xor, iris, diabetes):
        for finding in run.findings:
            assert finding.text.endswith(".")
            assert finding.remedy.endswith(".")


def test_findings_of_older_runs_have_neither_evidence_nor_change(xor: Run) -> None:
    document = to_document(xor)
    document["findings"] = [
        {"kind": "plateau", "text": "It is flat.", "remedy": "Wait."},
        {
            "kind": "plateau",
            "text": "",
            "remedy": "",
            "evidence": {"a": 1},
            "change": {"hidden_layer_sizes": [4, 4]},
        },
    ]
    seen = xor.evaluation
    arrays = Predictions(seen.rows, seen.truth, seen.predicted, seen.probabilities)
    older, newer = from_document(document, xor.model, xor.history, arrays, xor.samples).findings
    assert older == Finding("plateau", "It is flat.", "Wait.")
    assert (newer.evidence, newer.change) == ({"a": 1.0}, {"hidden_layer_sizes": (4, 4)})
