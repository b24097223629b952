"""The learning curve of a run: where it is cheap and says something."""

import numpy as np
import polars

from rosenblatt.data import Table
from rosenblatt.run import RunSettings, run_table
from rosenblatt.trial.learning import learning_curve
from rosenblatt.trial.prepare import prepare, whole_rows
from rosenblatt.trial.trial import Trial


def test_a_cheap_run_has_a_curve_on_growing_parts_of_three_splits() -> None:
    run = run_table(RunSettings("iris", max_iter=5))
    curve = run.learning
    assert curve is not None
    assert curve.sizes == tuple(round(share * 105) for share in (0.125, 0.25, 0.5, 1.0))
    assert {len(scores) for scores in (*curve.scores, *curve.training_scores)} == {3}
    # the last size is the whole training part: the scores are those of the first repeats
    assert curve.scores[-1] == tuple(run.evaluation.repeats[:3])


def test_there_is_none_where_nothing_is_held_out_or_repeats_are_not_wanted_or_dear() -> None:
    assert run_table(RunSettings("xor", max_iter=5)).learning is None
    assert run_table(RunSettings("iris", max_iter=5, repeats=2)).learning is None
    assert run_table(RunSettings("sunspots", max_iter=2)).learning is None


def test_fewer_rows_are_trained_on_for_as_many_updates() -> None:
    settings = RunSettings("moons", max_iter=30, hidden=(4,), options={"batch_size": 100})
    table = settings.load()
    settings = settings.resolved(table).for_task(table, "classification")
    whole, kept = whole_rows(table, settings)
    prepared = prepare(whole, kept, settings, "classification", 0)
    asked = []

    def train(seed: int, smaller: object, changed: object) -> object:
        asked.append((len(smaller.training.truth), changed))  # type: ignore[attr-defined]
        return trained

    trained = Trial.of(settings, "classification").train(prepared)
    assert len(trained.history) == 30
    learning_curve(trained, 0, lambda seed: prepared, train)  # type: ignore[arg-type]
    # 300 rows are 3 batches of 100 in each of 30 epochs: 90 updates; 150 rows are 2, the smaller parts 1.
    assert asked[:4] == [
        (38, {"max_iter": 90, "n_iter_no_change": 90}),
        (75, {"max_iter": 90, "n_iter_no_change": 90}),
        (150, {"max_iter": 45, "n_iter_no_change": 45}),
        (300, {"max_iter": 30, "n_iter_no_change": 30}),
    ]


def test_sequences_are_counted_whole() -> None:
    draw = np.random.default_rng(0)
    walks = polars.DataFrame(
        {
            "walk": np.repeat(np.arange(60), 4),
            "wind": draw.normal(size=240),
            "when": draw.choice(["now", "later"], 240),
        }
    )
    settings = RunSettings("walks", sequence="walk", max_iter=3, hidden=(2,), repeats=5)
    run = run_table(settings, table=Table("walks", "walks", walks, ("wind",), "when", (), sequence="walk"))
    assert run.learning is not None
    assert (run.learning.unit, run.learning.sizes) == ("sequences", (11, 22, 45))


def test_a_mixture_has_the_scores_of_its_folds_on_a_quarter_of_the_rows_on_half_and_on_all() -> None:
    run = run_table(RunSettings("iris", model="tabular"))
    curve = run.learning
    assert curve is not None
    assert curve.sizes == (26, 52, 105)
    assert run.mixture is not None
    assert curve.scores[-1] == run.mixture.fold_scores[: len(curve.scores[-1])]
    assert (curve.unit, curve.over) == ("rows", "folds")
