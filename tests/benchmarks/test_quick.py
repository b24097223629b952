"""The bench as a whole, on a small row, without PyTorch and JAX."""

import json
from pathlib import Path

import pytest
from benchmarks import judging, results, rows
from benchmarks.__main__ import main
from benchmarks.measuring import Measured
from benchmarks.proof import differences
from benchmarks.sides import EMPTY_LIST, IDLE_CALLBACK, PRODUCTS, ROSENBLATT, SCIKIT_LEARN


@pytest.fixture
def no_confining(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.machine.confine", lambda threads: None)


@pytest.mark.usefixtures("no_confining")
def test_a_quick_run_writes_both_files_with_the_same_row(tmp_path: Path) -> None:
    sides = f"{SCIKIT_LEARN};{ROSENBLATT}"
    assert (
        main(["iris-perceptron", "--quick", "--threads", "1", "--sides", sides, "--out", str(tmp_path)]) == 0
    )

    written = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    (row,) = written["rows"]
    assert row["name"] == "iris-perceptron"
    assert {side: len(rounds) for side, rounds in row["rounds"].items()} == {SCIKIT_LEARN: 3, ROSENBLATT: 3}
    assert row["proofs"][ROSENBLATT] == pytest.approx(row["proofs"][SCIKIT_LEARN], rel=1e-6)
    assert row["proofs"][ROSENBLATT]["epochs"] == 50
    page = (tmp_path / "RESULTS.md").read_text(encoding="utf-8")
    assert rows.find("iris-perceptron").title in page
    assert "5× / 10×" in page


@pytest.mark.usefixtures("no_confining")
def test_a_name_that_no_row_holds_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(SystemExit, match="no row's name holds 'mnist': there are xor, "):
        main(["mnist"])


def test_a_ratio_is_that_of_medians_and_beside_it_the_median_of_each_rounds() -> None:
    found = judging.ratio([4.0, 6.0, 100.0], [2.0, 1.0, 2.0])
    assert found == judging.Ratio(of_medians=3.0, of_rounds=6.0)


@pytest.mark.parametrize(("ours", "word"), [(0.1, "aim met"), (0.18, "met"), (0.21, "missed")])
def test_a_target_is_aimed_at_met_or_missed(ours: float, word: str) -> None:
    (verdict,) = judging.verdicts(Measured(rows.find("iris"), {SCIKIT_LEARN: [1.0], ROSENBLATT: [ours]}))
    assert verdict.word == word


def test_a_training_is_held_against_its_matrix_products() -> None:
    measured = Measured(rows.find("images-float64"), {PRODUCTS: [1.0, 1.0], ROSENBLATT: [1.3, 1.5]})
    (verdict,) = judging.verdicts(measured)
    assert not verdict.is_met
    assert verdict.reached == "1.40× (rounds 1.40×)"


def test_a_watched_fit_is_held_against_the_same_fit_by_itself() -> None:
    rounds = {ROSENBLATT: [1.0, 1.0, 2.0], EMPTY_LIST: [1.0, 1.02, 1.0], IDLE_CALLBACK: [1.2, 1.3, 1.2]}
    measured = Measured(rows.find("callbacks-digits"), rounds)
    empty, idle = judging.verdicts(measured)
    assert (empty.is_met, idle.is_met) == (True, False)
    assert idle.reached == "1.20× (rounds 1.20×)"
    page = results.as_markdown({}, [measured])
    assert "| empty list of callbacks |" in page
    assert "| idle callback |" in page
    assert "| at most 1.1× | missed |" in page
    assert "## Training and predicting" not in page


@pytest.mark.long
@pytest.mark.usefixtures("no_confining")
def test_a_watched_fit_has_the_same_bits(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["callbacks-xor", "--quick", "--threads", "1"]) == 0
    assert "## Watched" in capsys.readouterr().out
    assert rows.find("callbacks-xor").tolerance == 0.0


def test_other_work_than_scikit_learns_is_told_by_its_numbers() -> None:
    assert differences({"epochs": 50, "loss": 0.5}, {"epochs": 50, "loss": 0.5 + 1e-9}, 1e-6) == []
    assert differences({"epochs": 49, "loss": 0.5}, {"epochs": 50, "loss": 0.5}, 1e-6) == [
        "epochs is 49, not 50"
    ]
    assert differences({"loss": float("nan")}, {"loss": 0.5}, 1e-6) == ["loss is nan, not 0.5"]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.00123, "0.00123"), (1.234, "1.23"), (45.67, "45.7"), (1234.5, "1,234"), (0, "0.00")],
)
def test_numbers_have_three_digits_and_no_exponent(value: float, text: str) -> None:
    assert judging.number(value) == text
