"""The rows of networks with context neurons: they have sides of their own, and are held against PyTorch."""

import importlib.util
import json
from pathlib import Path

import numpy as np
import pytest
from benchmarks import judging, results, rows, sequences
from benchmarks.__main__ import main
from benchmarks.measuring import Measured
from benchmarks.proof import sequence_proof
from benchmarks.sides import JAX, PYTORCH, ROSENBLATT, SEQUENCES, make_job

ROWS = [row for row in rows.ROWS if isinstance(row, rows.Race) and row.work == SEQUENCES]


@pytest.fixture
def no_confining(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.machine.confine", lambda threads: None)


def test_the_small_ones_and_the_large_one_have_targets_of_their_own() -> None:
    targets = {row.name: (row.at_least, row.aimed) for row in ROWS}
    small, large = (30, 100), (1.5, 3)
    assert targets == {
        "temporal-xor": small,
        "reber": small,
        "sequences-float64": large,
        "sequences-float32": large,
    }


@pytest.mark.parametrize(("ours", "word"), [(0.9, "aim met"), (3.0, "met"), (3.4, "missed")])
def test_they_are_held_against_pytorch(ours: float, word: str) -> None:
    measured = Measured(rows.find("reber"), {PYTORCH: [100.0], JAX: [1.0], ROSENBLATT: [ours]})
    (verdict,) = judging.verdicts(measured)
    assert (verdict.target, verdict.word) == ("30× / 100×", word)
    (row,) = json.loads(results.as_json({}, [measured]))["rows"]
    assert row["against"] == PYTORCH
    assert row["times_faster"]["of_medians"] == pytest.approx(100 / ours)
    page = results.as_markdown({}, [measured])
    assert "## Through time" in page
    assert "## Training and predicting" not in page


def test_a_stream_is_one_sequence_of_whole_windows() -> None:
    problem = sequences.stream(epochs=1)
    assert problem.lengths.tolist() == [3000]
    assert problem.window == 4
    third = np.arange(2, 3000, 3)
    bits = problem.X[:, 0].astype(int)
    assert (bits[third] == bits[third - 2] ^ bits[third - 1]).all()
    assert (problem.y[:-1] == problem.X[1:]).all()


def test_strings_are_of_unequal_lengths_and_every_symbol_foretells_the_next() -> None:
    problem = sequences.reber(epochs=1)
    assert len(problem.lengths) == 2000
    assert len(set(problem.lengths)) > 10
    for begin, end in zip(problem.offsets[:3], problem.offsets[1:4], strict=True):
        assert (problem.X[begin + 1 : end].argmax(axis=1) == problem.y[begin : end - 1, 0]).all()
    padded = problem.padded(problem.X)
    assert padded.shape == (2000, problem.lengths.max(), 7)
    assert padded[0].sum() == problem.lengths[0]


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_the_large_batch_is_as_large_as_it_says(dtype: type) -> None:
    problem = sequences.large(1, dtype)
    assert problem.X.dtype == problem.y.dtype == dtype
    assert problem.X.shape == (100_000, 8)
    assert set(problem.lengths) == {100}
    assert problem.batch_size == 1000


@pytest.mark.parametrize(
    ("make", "epochs", "updates"), [(sequences.stream, 100, 750), (sequences.reber, 2, 63)]
)
def test_a_job_counts_its_updates_and_learns(make, epochs: int, updates: int) -> None:
    problem = make(epochs)
    job = make_job(ROSENBLATT, problem, SEQUENCES)
    job.work()
    proof = job.proof()
    assert (proof["epochs"], proof["steps"]) == (epochs, epochs * updates)
    start = sequence_proof(problem, sequences.SequenceDraws(problem).network, 0, 0)
    assert proof["loss"] < 0.9 * start["loss"]
    job.work()
    assert job.proof() == proof


@pytest.mark.usefixtures("no_confining")
@pytest.mark.parametrize(("side", "module"), [(PYTORCH, "torch"), (JAX, "jax")])
@pytest.mark.parametrize("name", ["temporal-xor", "reber"])
def test_all_sides_do_the_same_work(name: str, side: str, module: str, tmp_path: Path) -> None:
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"{side} is not installed: `make bench` installs it")
    sides = f"{side};{ROSENBLATT}"
    assert main([name, "--quick", "--threads", "1", "--sides", sides, "--out", str(tmp_path)]) == 0
    (row,) = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))["rows"]
    ours, theirs = row["proofs"][ROSENBLATT], row["proofs"][side]
    assert set(ours) == set(theirs) == {"epochs", "steps", "weights", "loss"}
    assert theirs == pytest.approx(ours, rel=1e-6)
