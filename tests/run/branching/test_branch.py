import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
from tests.run.recorded import Recorded, recorded

from rosenblatt.data import load_table
from rosenblatt.errors import PlanError, RosenblattError
from rosenblatt.recording import Recording
from rosenblatt.run import Run, branch, read_run, write_run
from rosenblatt.run.branching.branch import place_of

MLP = {"model": "mlp", "repeats": 0, "hidden": (8,), "max_iter": 60}
PARENTS = {
    "adam": ("iris", MLP),
    "small batches, dropout": (
        "iris",
        {**MLP, "batch_size": 20, "options": {"dropout": 0.2, "learning_rate": "cosine"}},
    ),
    "sgd, adaptive": (
        "iris",
        {**MLP, "solver": "sgd", "learning_rate": 0.3, "options": {"learning_rate": "adaptive", "tol": 1e-2}},
    ),
    "sgd, invscaling": ("iris", {**MLP, "solver": "sgd", "options": {"learning_rate": "invscaling"}}),
    "early stopping": ("iris", {**MLP, "options": {"early_stopping": True, "n_iter_no_change": 30}}),
    "lbfgs": ("iris", {**MLP, "solver": "lbfgs"}),
    "regression": ("diabetes", {"repeats": 0, "max_iter": 30, "batch_size": 50}),
    "perceptron": ("iris", {"model": "perceptron", "repeats": 0, "max_iter": 30}),
    "averaged perceptron": ("iris", {"model": "perceptron", "repeats": 0, "options": {"average": True}}),
    "missing rows dropped": ("iris", {**MLP, "missing": "drop", "test_size": 0.4, "seed": 3}),
}


@pytest.fixture(scope="module")
def iris() -> Recorded:
    table, settings = PARENTS["adam"]
    return recorded(table, **settings)


@pytest.fixture(scope="module")
def xor() -> Recorded:
    return recorded("xor", repeats=0)


def measured(run: Run) -> np.ndarray:
    return run.history.rows[:, :-1]  # seconds differ


@pytest.mark.parametrize("name", PARENTS)
@pytest.mark.parametrize("part", [0.0, 0.4])
def test_a_branch_without_changes_goes_on_as_its_parent_did_to_the_last_bit(name: str, part: float) -> None:
    table, settings = PARENTS[name]
    parent, recording = recorded(table, **settings)
    epoch = int(part * recording.epochs[-1])
    child = branch(parent, epoch=epoch, recording=recording)
    assert child.model == parent.model
    np.testing.assert_array_equal(measured(child), measured(parent))
    assert child.stopped_by == parent.stopped_by
    assert child.evaluation.score == parent.evaluation.score
    np.testing.assert_array_equal(child.evaluation.rows, parent.evaluation.rows)
    assert child.parent is not None
    assert (child.parent.epoch, child.parent.identity) == (epoch, parent.identity)


def test_it_is_a_new_run_and_the_parent_stays_as_it_was(iris: Recorded) -> None:
    before = iris.run.model.network.parameters.copy(), iris.run.history.rows.copy()
    child = branch(iris.run, epoch=20, recording=iris.recording, changes={"learning_rate": 0.1})
    np.testing.assert_array_equal(iris.run.model.network.parameters, before[0])
    np.testing.assert_array_equal(iris.run.history.rows, before[1])
    assert child.settings == dataclasses.replace(iris.run.settings, learning_rate=0.1)
    assert child.parameters["learning_rate_init"] == 0.1
    assert child.model.network != iris.run.model.network


def test_up_to_the_snapshot_the_history_is_the_parents(iris: Recorded) -> None:
    child = branch(iris.run, snapshot=20, recording=iris.recording, changes={"learning_rate": 0.1})
    assert child.history["epoch"].tolist() == list(range(1, 61))
    np.testing.assert_array_equal(measured(child)[:20], measured(iris.run)[:20])
    assert (child.history["learning_rate"][:20] == 0.001).all()
    assert (child.history["learning_rate"][20:] == 0.1).all()
    assert (np.diff(child.history["seconds"]) > 0).all()


def test_the_first_step_has_the_new_rate_and_the_parents_memory(iris: Recorded) -> None:
    half = branch(
        iris.run, epoch=20, recording=iris.recording, changes={"learning_rate": 0.0005, "max_iter": 21}
    )
    there = iris.recording[20].parameters
    went, would_have = half.model.network.parameters - there, iris.recording[21].parameters - there
    np.testing.assert_allclose(went, would_have / 2, atol=1e-12)


def test_an_adaptive_rate_is_carried_over_in_proportion() -> None:
    table, settings = PARENTS["sgd, adaptive"]
    parent, recording = recorded(table, **settings)
    rates = parent.history["learning_rate"]
    lowered = int(np.flatnonzero(rates < rates[0])[0]) + 1
    child = branch(parent, epoch=lowered, recording=recording, changes={"learning_rate": 0.6})
    assert child.history["learning_rate"][lowered] == pytest.approx(2 * rates[lowered])


def test_another_activation_keeps_the_weights(xor: Recorded) -> None:
    child = branch(
        xor.run, epoch=300, recording=xor.recording, changes={"activation": "relu", "max_iter": 301}
    )
    assert child.model.network.activations == ("relu", "logistic")
    there = xor.recording[300].parameters
    assert np.abs(child.model.network.parameters - there).max() <= 0.004  # a step of adam


def test_without_a_neuron_the_others_are_as_they_were(xor: Recorded) -> None:
    child = branch(xor.run, epoch=300, recording=xor.recording, drop=["h1.2"], changes={"max_iter": 301})
    network, there = child.model.network, xor.recording[300]
    assert network.layer_sizes == (2, 4, 1)
    left = [0, 2, 3, 4]
    np.testing.assert_allclose(network.weights[0], there.weights[0][:, left], atol=0.004)
    np.testing.assert_allclose(network.biases[0], there.biases[0][left], atol=0.004)
    np.testing.assert_allclose(network.weights[1], there.weights[1][left], atol=0.004)
    assert child.settings.hidden == (4,)
    assert child.parent is not None
    assert child.parent.dropped == ("h1.2",)


def test_two_neurons_are_named_as_the_parent_has_them(iris: Recorded) -> None:
    child = branch(
        iris.run, epoch=10, recording=iris.recording, drop=["h1.1", "h1.8", "h1.1"], changes={"max_iter": 11}
    )
    there = iris.recording[10].weights[0][:, 1:7]
    np.testing.assert_allclose(child.model.network.weights[0], there, atol=0.004)


@pytest.mark.parametrize("solver", ["sgd", "rmsprop", "adamw", "lbfgs"])
def test_another_solver_begins_with_an_empty_memory_and_says_so(iris: Recorded, solver: str) -> None:
    child = branch(iris.run, epoch=20, recording=iris.recording, changes={"solver": solver})
    told = [each.text for each in child.findings if each.kind == "branch"]
    assert len(told) == 1
    assert "empty memory" in told[0] or "restarts" in told[0]
    assert child.history["epoch"].tolist() == list(range(1, len(child.history) + 1))
    assert len(child.history) > 20


def test_a_branch_of_a_branch_knows_its_line(iris: Recorded, tmp_path: Path) -> None:
    path = tmp_path / "recording"
    first = branch(
        iris.run, epoch=20, recording=iris.recording, changes={"learning_rate": 0.01}, record_path=path
    )
    own = Recording.open(path)
    assert own.epochs[0] == 20
    second = branch(first, epoch=40, recording=own)
    assert second.model == first.model
    np.testing.assert_array_equal(measured(second), measured(first))
    assert second.parent is not None
    assert [(each.epoch, each.identity) for each in second.parent.line] == [
        (40, first.identity),
        (20, iris.run.identity),
    ]


def test_the_spread_of_an_unchanged_branch_is_its_parents() -> None:
    for settings in (
        {"model": "mlp", "hidden": (6,), "max_iter": 40, "repeats": 4},
        {"model": "perceptron", "max_iter": 20, "repeats": 4},
        {"model": "mlp", "hidden": (6,), "solver": "lbfgs", "max_iter": 20, "repeats": 2},
    ):
        parent, recording = recorded("iris", **settings)
        child = branch(parent, epoch=0 if settings.get("solver") else 10, recording=recording)
        np.testing.assert_array_equal(child.evaluation.repeats, parent.evaluation.repeats)


def test_inside_an_epoch_the_branch_begins_a_new_one() -> None:
    parent, recording = recorded("iris", record="steps", **{**MLP, "batch_size": 35, "max_iter": 3})
    inside = int(np.flatnonzero(recording.batches)[0])
    child = branch(parent, snapshot=inside, recording=recording)
    told = [each.text for each in child.findings if each.kind == "branch"]
    assert told == [f"Snapshot {inside} was taken within epoch 1: the branch starts that epoch again."]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"hidden": (5,)}, r"cannot change hidden, got \(5,\): .* drop neurons by name"),
        ({"seed": 7}, "cannot change seed, got 7: .* train a new run for another"),
        ({"test_size": 0.1}, "cannot change test_size, got 0.1: .* parent's rows"),
        ({"options": {"early_stopping": True}}, "cannot change early_stopping, got True: .* held out"),
        ({"options": {"init": "he"}}, "cannot change init, got 'he': the weights exist already"),
        ({"options": {"momentun": 0.5}}, "did you mean 'momentum'"),
        ({"activation": "rellu"}, "relu"),
        ({"learning_rate": -1.0}, "learning_rate_init"),
        ({"learningrate": 1.0}, "did you mean 'learning_rate'"),
        ({"max_iter": 20}, "max_iter is 20, and the snapshot was taken after 20 epochs"),
    ],
)
def test_what_cannot_be_changed_names_what_would_be_right(
    iris: Recorded, changes: dict[str, object], message: str
) -> None:
    with pytest.raises(PlanError, match=message):
        branch(iris.run, epoch=20, recording=iris.recording, changes=changes)


def test_a_setting_given_now_goes_before_a_parameter_given_then() -> None:
    options = {"learning_rate_init": 0.02}
    parent, recording = recorded("iris", **{**MLP, "max_iter": 5, "options": options})
    child = branch(parent, epoch=2, recording=recording, changes={"learning_rate": 0.5})
    assert child.parameters["learning_rate_init"] == 0.5


@pytest.mark.parametrize(
    ("drop", "message"),
    [
        (["h1.9"], r"no neuron 'h1.9'.* h1.1 \.\.\. h1.8"),
        (["o1"], "no neuron 'o1'"),
        ([f"h1.{place}" for place in range(1, 9)], "hidden layer 1 would have no neuron left"),
    ],
)
def test_neurons_that_cannot_be_dropped(iris: Recorded, drop: list[str], message: str) -> None:
    with pytest.raises(PlanError, match=message):
        branch(iris.run, epoch=20, recording=iris.recording, drop=drop)


def test_a_perceptron_has_none_to_drop() -> None:
    parent, recording = recorded("iris", model="perceptron", repeats=0, max_iter=3)
    with pytest.raises(PlanError, match="no hidden layer, and only hidden neurons"):
        branch(parent, epoch=1, recording=recording, drop=["h1.1"])


def test_a_perceptron_goes_on_with_another_rate() -> None:
    parent, recording = recorded("iris", model="perceptron", repeats=0, max_iter=12)
    child = branch(parent, epoch=5, recording=recording, changes={"learning_rate": 0.1})
    np.testing.assert_array_equal(measured(child)[:5], measured(parent)[:5])
    assert child.model.network != parent.model.network


def test_moments_that_are_not_there_name_the_nearest(iris: Recorded) -> None:
    rec = recorded("iris", record=25, **MLP).recording
    assert place_of(rec, 25, None) == 1
    assert place_of(rec, None, -1) == len(rec) - 1
    with pytest.raises(RosenblattError, match="after epoch 30: the nearest are after epoch 25 and 50"):
        place_of(rec, 30, None)
    with pytest.raises(RosenblattError, match="no snapshot 9: the recording has 0 to 3"):
        place_of(rec, None, 9)
    with pytest.raises(RosenblattError, match="one of the two"):
        place_of(rec, 25, 1)


def test_another_table_is_refused_unless_one_insists(iris: Recorded) -> None:
    table = load_table("iris")
    other = dataclasses.replace(table, frame=table.frame.with_columns(table.frame.to_series(0) + 1))
    with pytest.raises(RosenblattError, match=r"not the table that the parent was trained on .*other-data"):
        branch(iris.run, epoch=20, recording=iris.recording, table=other)
    child = branch(iris.run, epoch=20, recording=iris.recording, table=other, same_data=False)
    assert child.table_summary.digest == other.digest()


def test_a_table_of_another_length_cannot_be_gone_on_with(iris: Recorded) -> None:
    table = load_table("iris")
    shorter = dataclasses.replace(table, frame=table.frame.head(100))
    with pytest.raises(RosenblattError):
        branch(iris.run, epoch=20, recording=iris.recording, table=shorter, same_data=False)


def test_a_run_without_a_recording_names_the_remedy(iris: Recorded, tmp_path: Path) -> None:
    write_run(tmp_path / "run", iris.run, "<html>")
    with pytest.raises(RosenblattError, match=r"was not recorded .* --record epochs"):
        branch(tmp_path / "run", epoch=20)


def test_a_branch_comes_back_from_its_folder_and_its_parent_with_it(iris: Recorded, tmp_path: Path) -> None:
    child = branch(iris.run, epoch=20, recording=iris.recording, drop=["h1.3"])
    write_run(tmp_path / "child", child, "<html>")
    again = read_run(tmp_path / "child")
    assert again.parent == child.parent
    assert again.identity == child.identity
    np.testing.assert_array_equal(again.samples.rows, child.samples.rows)


def test_a_folder_from_before_branches_is_read(iris: Recorded, tmp_path: Path) -> None:
    import polars

    write_run(tmp_path / "run", iris.run, "<html>")
    document = json.loads((tmp_path / "run" / "run.json").read_text())
    del document["parent"]
    (tmp_path / "run" / "run.json").write_text(json.dumps(document))
    samples = tmp_path / "run" / "samples.parquet"
    polars.read_parquet(samples).drop("row").write_parquet(samples)
    old = read_run(tmp_path / "run")
    assert (old.parent, old.samples.rows) == (None, None)
    assert old.identity == iris.run.identity
