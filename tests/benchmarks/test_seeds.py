"""The row of a thousand seeds: scikit-learn does a part of it, both sides show the same networks."""

import pytest
from benchmarks import judging, machine, problems, results, rows
from benchmarks.__main__ import _threads
from benchmarks.measuring import Measured
from benchmarks.proof import differences
from benchmarks.sides import ROSENBLATT, SCIKIT_LEARN, make_job

ROW = rows.find("seeds")


def test_of_scikit_learn_two_seeds_are_timed_and_count_as_a_thousand() -> None:
    assert isinstance(ROW, rows.Race)
    problem = ROW.make_problem(quick=True)
    assert ROW.units(problem, SCIKIT_LEARN) == problems.N_SEEDS_TIMED / problems.N_SEEDS == 0.002
    assert ROW.units(problem, ROSENBLATT) == 1


def test_both_sides_show_the_same_networks() -> None:
    problem = problems.xor_from_seeds(30)
    proofs = {}
    for side in (SCIKIT_LEARN, ROSENBLATT):
        job = make_job(side, problem, "seeds")
        job.work()
        proofs[side] = job.proof()
    theirs = proofs[SCIKIT_LEARN]
    assert set(theirs) == {"epochs of seed 0", "loss of seed 0", "epochs of seed 1", "loss of seed 1"}
    assert theirs["epochs of seed 0"] == 30
    assert differences(proofs[ROSENBLATT], theirs, 1e-6) == []


def test_the_ratio_and_the_seconds_are_both_judged_and_written() -> None:
    measured = Measured(ROW, {SCIKIT_LEARN: [300.0], ROSENBLATT: [1.6]})
    found = judging.verdicts(measured)
    assert [(verdict.target, verdict.word) for verdict in found] == [
        ("200×", "missed"),
        ("at most 1.5 s", "missed"),
    ]
    page = results.as_markdown({}, [Measured(ROW, {SCIKIT_LEARN: [300.0], ROSENBLATT: [0.75]})])
    assert "400× (rounds 400×); 0.750 s | 200×; at most 1.5 s | met; met |" in page


def test_rows_about_two_threads_have_two_if_there_are_two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    for cores, expected in ((2, 2), (8, 2), (1, 1)):
        monkeypatch.setattr(machine, "cores", lambda cores=cores: cores)
        assert _threads(ROW, 1) == _threads(rows.find("perceptron-2"), 1) == expected
        assert _threads(rows.find("xor"), 1) == 1
