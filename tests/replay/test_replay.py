import dataclasses

import numpy as np
import pytest
from tests.run.recorded import Recorded, recorded

from rosenblatt.errors import RosenblattError
from rosenblatt.replay import replay


def test_the_end_is_what_the_run_says(xor: Recorded) -> None:
    seen = replay(*xor)
    assert seen.score[-1] == xor.run.evaluation.training_score == 1
    assert not seen.still_wrong
    assert (seen.kept, seen.averaged) == (None, False)
    # the history's loss holds a penalty, and is taken before the epoch's step
    assert seen.loss[-1] == pytest.approx(xor.run.history["loss"][-1], rel=0.02)
    assert np.isnan(seen.held_out_score).all()


def test_the_start_is_the_untrained_network(xor: Recorded) -> None:
    seen = replay(*xor)
    outputs = xor.recording[0].forward(xor.run.samples.inputs)[:, 0]
    y = xor.run.samples.labels
    cost = -np.where(y == 1, np.log(outputs), np.log(1 - outputs))
    assert seen.loss[0] == pytest.approx(cost.mean())
    assert seen.score[0] == np.mean((outputs > 0.5) == y)


def test_a_sample_is_right_from_the_epoch_after_it_was_last_wrong(xor: Recorded) -> None:
    seen = replay(*xor)
    assert [each.row for each in seen.samples] == [1, 2, 3, 4]
    for each in seen.samples:
        answers = [
            bool(xor.recording[i].predict(xor.run.samples.inputs[[each.place]])[0, 0]) == bool(each.label)
            for i in range(len(xor.recording))
        ]
        wrong = np.flatnonzero(~np.array(answers))
        assert each.times_wrong == len(wrong)
        assert each.last_wrong == (int(wrong[-1]) if len(wrong) else None)
        assert each.right_since == (int(wrong[-1]) + 1 if len(wrong) else 0)
    assert seen.last_learned is not None
    assert seen.last_learned.right_since == max(each.right_since or 0 for each in seen.samples)


def test_a_perceptrons_loss_is_what_its_history_notes(iris: Recorded) -> None:
    seen = replay(*iris)
    assert np.isnan(seen.loss[0])
    np.testing.assert_array_equal(seen.loss[1:], iris.run.history["loss"])
    assert seen.score[-1] == iris.run.evaluation.training_score
    assert seen.held_out_score[-1] == iris.run.evaluation.score


def test_rows_are_the_tables(iris: Recorded) -> None:
    seen = replay(*iris)
    held_out = [each.row for each in seen.samples if each.part == "test"]
    assert held_out == iris.run.evaluation.rows.tolist()
    still = {each.row for each in seen.still_wrong if each.part == "test"}
    evaluation = iris.run.evaluation
    assert still == set(evaluation.rows[evaluation.truth != evaluation.predicted].tolist())


def test_of_numbers_no_sample_is_wrong(diabetes: Recorded) -> None:
    seen = replay(*diabetes)
    assert (seen.samples, seen.last_learned, seen.score_name) == ((), None, "R²")
    assert seen.score[-1] == pytest.approx(diabetes.run.evaluation.training_score)
    assert seen.held_out_score[-1] == pytest.approx(diabetes.run.evaluation.score)


def test_what_early_stopping_has_kept_is_told() -> None:
    made = recorded(
        "iris", model="mlp", repeats=0, max_iter=60, options={"early_stopping": True, "n_iter_no_change": 60}
    )
    seen = replay(*made)
    best = int(made.run.history["validation_score"].argmax()) + 1
    assert seen.kept == best
    assert made.recording[best] == made.run.model.network


def test_an_average_is_no_snapshot() -> None:
    made = recorded("iris", model="perceptron", repeats=0, options={"average": True})
    assert replay(*made).averaged


def test_a_recording_of_another_network_is_refused(xor: Recorded, iris: Recorded) -> None:
    with pytest.raises(RosenblattError, match=r"layers \(4, 3\), the run's has \(2, 5, 1\)"):
        replay(xor.run, iris.recording)


def test_a_run_that_did_not_note_rows_counts_its_samples(iris: Recorded) -> None:
    old = dataclasses.replace(iris.run, samples=dataclasses.replace(iris.run.samples, rows=None))
    assert [each.row for each in replay(old, iris.recording).samples[:3]] == [1, 2, 3]
