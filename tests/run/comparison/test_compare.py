import dataclasses
from pathlib import Path

import numpy as np
import pytest
from tests.run.recorded import Recorded, recorded

from rosenblatt.errors import RosenblattError
from rosenblatt.run import Run, RunSettings, branch, compare, run_table, write_run
from rosenblatt.run.comparison.compare import comparison_document

SETTINGS = {"model": "mlp", "hidden": (6,), "max_iter": 40, "repeats": 6}


@pytest.fixture(scope="module")
def parent() -> Recorded:
    return recorded("iris", **SETTINGS)


@pytest.fixture(scope="module")
def child(parent: Recorded) -> Run:
    return branch(parent.run, epoch=15, recording=parent.recording, changes={"learning_rate": 0.05})


@pytest.fixture(scope="module")
def other() -> Run:
    return run_table(RunSettings("iris", **{**SETTINGS, "learning_rate": 0.05}))


def test_only_what_differs_is_told(parent: Recorded, other: Run) -> None:
    found = compare(parent.run, other)
    assert found.names == ("run 1", "run 2")
    assert [(each.name, each.values) for each in found.differences] == [("learning_rate_init", (0.001, 0.05))]
    assert compare(parent.run, parent.run).differences == ()
    assert found.warnings == ()


def test_a_branch_tells_where_it_began(parent: Recorded, child: Run) -> None:
    told = {each.name: each.values for each in compare(parent.run, child).differences}
    assert told["branched off"] == (None, "its parent, epoch 15")
    assert told["learning_rate_init"] == (0.001, 0.05)


def test_a_branch_and_its_parent_part_at_the_snapshot(parent: Recorded, child: Run) -> None:
    for runs in ((parent.run, child), (child, parent.run)):
        (parting,) = compare(*runs).partings
        assert (parting.epoch, parting.snapshot, parting.same_start) == (15, 15, True)
        assert parting.differ_from == 17  # the loss of epoch 16 is taken before its one step


def test_branches_of_one_parent_part_where_the_first_of_them_left(parent: Recorded, child: Run) -> None:
    later = branch(parent.run, epoch=25, recording=parent.recording, changes={"alpha": 0.1, "repeats": 0})
    (parting,) = compare(child, later).partings
    assert (parting.epoch, parting.snapshot) == (15, 15)


def test_grandchildren_part_in_the_nearest_run_they_share(parent: Recorded, tmp_path: Path) -> None:
    from rosenblatt.recording import Recording

    first = branch(parent.run, epoch=10, recording=parent.recording, record_path=tmp_path / "r")
    own = Recording.open(tmp_path / "r")
    one = branch(first, epoch=20, recording=own, changes={"alpha": 0.1, "repeats": 0})
    two = branch(first, epoch=30, recording=own, changes={"alpha": 0.2, "repeats": 0})
    (parting,) = compare(one, two).partings
    assert (parting.epoch, parting.snapshot) == (20, 10)  # of its own recording, which begins at epoch 10
    (parting,) = compare(parent.run, two).partings
    assert parting.epoch == 10


def test_a_branch_that_changes_nothing_never_differs(parent: Recorded) -> None:
    same = branch(parent.run, epoch=15, recording=parent.recording, changes={"repeats": 0})
    (parting,) = compare(parent.run, same).partings
    assert (parting.epoch, parting.differ_from) == (15, None)


def test_runs_without_a_common_parent_are_the_same_as_long_as_their_histories_are(parent: Recorded) -> None:
    shorter = run_table(RunSettings("iris", **{**SETTINGS, "max_iter": 30, "repeats": 0}))
    (parting,) = compare(parent.run, shorter).partings
    assert (parting.epoch, parting.snapshot, parting.differ_from) == (30, None, 31)


def test_the_same_seed_and_layers_begin_with_the_same_weights(parent: Recorded, other: Run) -> None:
    (parting,) = compare(parent.run, other).partings
    assert (parting.same_start, parting.epoch, parting.differ_from) == (True, 1, 2)
    anew = run_table(RunSettings("iris", **{**SETTINGS, "seed": 1, "repeats": 0}))
    (parting,) = compare(parent.run, anew).partings
    assert (parting.same_start, parting.epoch, parting.differ_from) == (None, 0, 1)


def test_scores_are_paired_split_by_split(parent: Recorded, other: Run) -> None:
    (pair,) = compare(parent.run, other).pairs
    np.testing.assert_array_equal(pair.differences, other.evaluation.repeats - parent.run.evaluation.repeats)
    assert pair.better == int(np.sum(pair.differences > 0))
    assert pair.worse == int(np.sum(pair.differences < 0))


def test_splits_that_are_not_the_same_are_not_paired(parent: Recorded) -> None:
    anew = run_table(RunSettings("iris", **{**SETTINGS, "seed": 1, "repeats": 2}))
    found = compare(parent.run, anew)
    assert found.pairs == ()
    (warning,) = found.warnings
    assert "scored on other rows (test size 0.3 and 0.3, seed 0 and 1)" in warning


def test_other_tables_columns_and_tasks_are_said_plainly(parent: Recorded) -> None:
    xor = run_table(RunSettings("xor", max_iter=5, repeats=0))
    diabetes = run_table(RunSettings("diabetes", max_iter=5, repeats=0))
    few = run_table(RunSettings("iris", features=("petal length (cm)",), **{**SETTINGS, "repeats": 0}))
    assert "learned from other tables" in compare(parent.run, xor).warnings[0]
    assert "other columns of the table" in compare(parent.run, few).warnings[0]
    assert "do other tasks (classification and regression)" in compare(parent.run, diabetes).warnings[0]
    assert compare(parent.run, xor).partings == compare(parent.run, diabetes).partings == ()


def test_folders_are_called_by_the_end_of_their_path_that_tells_them_apart(
    parent: Recorded, other: Run, tmp_path: Path
) -> None:
    for name, run in (("x/run", parent.run), ("y/run", other)):
        write_run(tmp_path / name, run, "<html>")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    found = compare(tmp_path / "x" / "run", tmp_path / "y" / "run")
    assert found.names == ("x/run", "y/run")
    assert [each.name for each in found.differences] == ["learning_rate_init"]
    twice = compare(tmp_path / "x" / "run", tmp_path / "x" / "run")
    assert twice.names == ("run (1)", "run (2)")
    assert (twice.differences, twice.partings[0].differ_from) == ((), None)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_fewer_than_two_runs_or_names_that_do_not_fit(parent: Recorded) -> None:
    with pytest.raises(RosenblattError, match="two runs or more, got 1"):
        compare(parent.run)
    with pytest.raises(RosenblattError, match="each of the 2 runs differently"):
        compare(parent.run, parent.run, names=["a", "a"])


def test_its_document_holds_all_of_it(parent: Recorded, child: Run) -> None:
    document = comparison_document(compare(parent.run, child, names=["a", "b"]))
    assert [each["name"] for each in document["runs"]] == ["a", "b"]
    (parting,) = document["partings"]
    assert parting["runs"] == ["a", "b"]
    assert parting["epoch"] == 15
    (pair,) = document["pairs"]
    assert len(pair["differences"]) == 6


def test_a_run_that_lost_splits_is_not_paired(parent: Recorded, other: Run) -> None:
    from rosenblatt.insight.diagnosis.finding import Finding

    lost = dataclasses.replace(other, findings=(Finding("splits that could not be trained", "1 of 7", ""),))
    assert compare(parent.run, lost).pairs == ()
