"""Runs of recurrent networks, from the table to the folder and back."""

from __future__ import annotations

import dataclasses
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from tests.run.sequences import lights, tide, walks

from rosenblatt.errors import PlanError
from rosenblatt.insight.diagnosis.scoring import score
from rosenblatt.recording import Recording
from rosenblatt.replay import replay
from rosenblatt.replay.changes import largest_changes
from rosenblatt.run import Run, RunSettings, branch, compare, read_run, run_table, write_run
from rosenblatt.run.folder.document import to_document
from rosenblatt.trial.trial import Trial

QUICK = {"learning_rate": 0.03, "hidden": (4,)}
ASKED = {
    "walks": (walks, {"sequence": "walk", "max_iter": 200, "repeats": 3}),
    "once": (walks, {"sequence": "walk", "max_iter": 60, "repeats": 2, "options": {"predict_at": "last"}}),
    "tide": (tide, {"stream": True, "max_iter": 150, "repeats": 3, "test_size": 0.2}),
    "lights": (lights, {"stream": True, "max_iter": 150, "repeats": 2}),
}


@cache
def run_of(name: str) -> Run:
    """Carry a run out, or return it if it was."""
    make, asked = ASKED[name]
    return run_table(RunSettings(name, **QUICK, **asked), table=make())  # type: ignore[arg-type]


def test_sequences_alone_ask_for_a_recurrent_network() -> None:
    assert run_of("walks").model.kind == "recurrent"
    assert run_of("walks").model.network.cell == "elman"
    assert run_of("walks").model.sequence == "walk"
    assert run_of("tide").model.sequence is None


def test_a_network_with_memory_learns_what_has_to_be_remembered() -> None:
    seen = run_of("walks").evaluation
    assert seen.score > 0.9 > seen.baseline
    assert run_of("lights").evaluation.score == 1


def test_a_stream_is_learned_as_one_and_sequences_each_for_itself() -> None:
    assert run_of("tide").parameters["stateful"] is True
    assert run_of("walks").parameters["stateful"] is False
    assert run_of("walks").parameters["predict_at"] == "every"


def test_every_step_that_is_held_out_is_judged_and_named() -> None:
    run = run_of("walks")
    seen, cut = run.evaluation, run.sequences
    assert cut is not None
    assert (cut.column, cut.n_training, cut.n_test, cut.answered) == ("walk", 12, 4, "every")
    assert (cut.shortest, cut.longest, cut.median) == (3, 6, 4.5)
    assert len(seen.truth) == cut.test_steps == run.n_test
    assert seen.steps is not None
    assert seen.sequences is not None
    frame = walks().frame
    assert seen.sequences.tolist() == frame["walk"].gather(seen.rows - 1).to_list()
    assert seen.steps[:3].tolist() == [1, 2, 3]


def test_a_sequence_may_be_answered_once() -> None:
    run = run_of("once")
    assert len(run.evaluation.truth) == run.n_test == 4
    assert run.answered == "sequences"
    assert run.model.predict_at == "last"


def test_the_held_out_end_is_predicted_as_if_the_whole_stream_had_been_read() -> None:
    run = run_of("tide")
    seen = run.evaluation
    np.testing.assert_array_equal(run.model.predict(tide().frame)[seen.rows - 1], seen.predicted)
    alone = run.model.predict(tide().frame[(seen.rows - 1).tolist()])
    assert not np.array_equal(alone, seen.predicted)
    assert seen.steps is not None
    assert seen.steps.tolist() == seen.rows.tolist()


def test_a_series_is_measured_against_its_last_known_value_and_the_mean() -> None:
    seen = run_of("tide").evaluation
    level = tide().frame["level"].to_numpy()
    assert seen.baseline_text == "always the last known value again"
    assert seen.baseline == score("regression", seen.truth, level[seen.rows - 1])
    assert seen.second_baseline_text.startswith("always the mean of the training part, ")
    assert seen.second_baseline is not None
    assert seen.second_baseline < seen.baseline < seen.score


def test_several_targets_are_right_together_or_not_at_all() -> None:
    run = run_of("lights")
    seen = run.evaluation
    assert seen.truth.shape == seen.predicted.shape == (23, 2)
    assert seen.truth.dtype == np.bool_
    assert run.table_summary.targets == ("next_is_red", "next_is_blue")
    assert run.model.classes == ("next_is_red", "next_is_blue")
    assert seen.baseline_text.startswith("always the most frequent combination, ")


def test_the_spread_is_over_splits_and_of_a_stream_over_seeds() -> None:
    assert (run_of("walks").evaluation.repeats_over, len(run_of("walks").evaluation.repeats)) == ("splits", 3)
    seen = run_of("tide").evaluation
    assert seen.repeats_over == "seeds"
    assert len(set(seen.repeats.tolist())) == 3
    settings = dataclasses.replace(run_of("tide").settings, seed=1, repeats=0)
    assert run_table(settings, table=tide()).evaluation.score == seen.repeats[0]


@pytest.mark.parametrize("name", ASKED)
def test_a_folder_gives_the_run_back(name: str, tmp_path: Path) -> None:
    run = run_of(name)
    write_run(tmp_path / "run", run, "")
    back = read_run(tmp_path / "run")
    assert to_document(back) == to_document(run)
    for one, other in (
        (back.evaluation.truth, run.evaluation.truth),
        (back.evaluation.predicted, run.evaluation.predicted),
        (back.evaluation.steps, run.evaluation.steps),
        (back.samples.inputs, run.samples.inputs),
        (back.samples.labels, run.samples.labels),
        (back.samples.sequence, run.samples.sequence),
    ):
        np.testing.assert_array_equal(one, other)
    assert (back.evaluation.sequences is None) == (run.evaluation.sequences is None)
    assert back.settings == run.settings
    assert back.sequences == run.sequences


def test_the_samples_that_are_kept_are_steps_that_follow_one_another() -> None:
    samples = run_of("tide").samples
    assert samples.rows is not None
    assert samples.sequence is not None
    assert np.diff(samples.rows).tolist() == [1] * (len(samples.rows) - 1)
    assert set(samples.sequence.tolist()) == {1}
    kept = run_of("walks").samples
    assert kept.sequence is not None
    assert np.unique(kept.sequence).tolist() == list(range(1, 17))


def test_a_branch_with_no_change_goes_on_to_the_same_bits(tmp_path: Path) -> None:
    make, asked = ASKED["tide"]
    asked = {**asked, "repeats": 1, "record": "epochs", "max_iter": 30}
    path = tmp_path / "run"
    path.mkdir()
    whole = run_table(RunSettings("tide", **QUICK, **asked), table=make(), record_path=path / "recording.bin")  # type: ignore[arg-type]
    write_run(path, whole, "", path / "recording.bin")
    gone_on = branch(path, epoch=12, table=tide())
    np.testing.assert_array_equal(gone_on.model.network.parameters, whole.model.network.parameters)
    assert gone_on.evaluation.repeats.tolist() == whole.evaluation.repeats.tolist()


@pytest.mark.parametrize("cell", ["elman", "jordan"])
def test_a_branch_goes_on_without_a_neuron_and_what_it_remembered(cell: str, tmp_path: Path) -> None:
    path = tmp_path / "run"
    path.mkdir()
    settings = RunSettings(
        "walks", **QUICK, sequence="walk", cell=cell, max_iter=8, repeats=0, record="epochs"
    )  # type: ignore[arg-type]
    run = run_table(settings, table=walks(), record_path=path / "recording.bin")
    write_run(path, run, "", path / "recording.bin")
    before = run.model.network
    less = branch(
        path, epoch=8, drop=["h1.2"], changes={"max_iter": 9, "learning_rate": 1e-12}, table=walks()
    )
    after, kept = less.model.network, [0, 2, 3]
    np.testing.assert_allclose(after.weights[0], before.weights[0][:, kept], atol=1e-9)
    assert before.context[0] is not None
    assert after.context[0] is not None
    rows = kept if cell == "elman" else [0]
    np.testing.assert_allclose(after.context[0], before.context[0][rows][:, kept], atol=1e-9)


def test_runs_of_one_stream_compare_over_seeds() -> None:
    other = run_table(dataclasses.replace(run_of("tide").settings, cell="jordan"), table=tide())
    found = compare(run_of("tide"), other, names=["one", "two"])
    assert [each.name for each in found.differences] == ["cell"]
    assert len(found.pairs[0].differences) == 3
    assert not found.warnings


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"sequence": "walk", "stream": True}, "by the column 'walk'.*give one of the two"),
        ({"sequence": "walk", "model": "mlp"}, "an mlp treats each row independently, got --sequence walk"),
        ({"stream": True, "model": "perceptron"}, "a perceptron treats each row independently, got --stream"),
        ({"model": "recurrent"}, "learns from sequences of rows: name the column .*--sequence COLUMN"),
        ({"cell": "gru", "stream": True}, "cell must be one of elman, jordan; got 'gru'"),
    ],
)
def test_what_does_not_go_together_is_refused(asked: dict[str, object], message: str) -> None:
    with pytest.raises(PlanError, match=message):
        run_table(RunSettings("walks", **asked), table=walks())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("model", "asked", "message"),
    [
        (
            "mlp",
            {"cell": "elman"},
            "an mlp has no cell, got 'elman': omit --cell or use --model recurrent",
        ),
        ("perceptron", {"backprop_steps": 3}, "a perceptron has no backprop_steps, got 3.*--backprop-steps"),
        ("recurrent", {"options": {"step_size": 2}}, "a parameter of the recurrent"),
    ],
)
def test_parameters_of_another_model_are_refused(model: str, asked: dict[str, object], message: str) -> None:
    with pytest.raises(PlanError, match=message):
        Trial.of(RunSettings("t", model=model, **asked), "classification")  # type: ignore[arg-type]


def test_what_is_asked_comes_before_what_a_table_recommends() -> None:
    from rosenblatt.data import load_table

    reber = load_table("reber")
    assert RunSettings("reber").resolved(reber).sequence == "string"
    stream = RunSettings("reber", stream=True).resolved(reber)
    assert (stream.sequence, stream.stream, stream.hidden) == (None, True, (15,))
    plain = RunSettings("reber", model="mlp").resolved(reber)
    assert (plain.sequence, plain.stream, plain.cell) == (None, None, None)


@pytest.mark.parametrize("name", ["walks", "once", "lights"])
def test_a_recording_shows_when_each_answer_was_last_wrong(name: str, tmp_path: Path) -> None:
    make, asked = ASKED[name]
    asked = {**asked, "repeats": 0, "record": "epochs", "max_iter": 15}
    path = tmp_path / "recording.bin"
    run = run_table(RunSettings(name, **QUICK, **asked), table=make(), record_path=path)  # type: ignore[arg-type]
    seen = replay(run, Recording.open(path))
    assert seen.loss[-1] < seen.loss[0]
    assert len(seen.labels) == (16 if name == "once" else len(run.samples.labels))
    assert seen.score[-1] == pytest.approx(run.evaluation.training_score)
    assert any(change.source.endswith(" before") for change in largest_changes(Recording.open(path), n=40))
