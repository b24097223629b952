"""The command on tables whose rows form sequences."""

import json
from pathlib import Path

import numpy as np
import polars
import pytest
from tests.cli.conftest import Rosenblatt
from tests.run.sequences import lights, tide, walks

from rosenblatt.run import read_run

QUICK = ("--hidden", 4, "--learning-rate", 0.03, "--max-iter", 60, "--repeats", 2)


@pytest.fixture
def walk(tmp_path: Path) -> Path:
    """Sixteen walks, a row a step."""
    walks().frame.write_csv(tmp_path / "walks.csv")
    return tmp_path / "walks.csv"


def narrow(text: str) -> bool:
    return all(len(line) <= 80 or "report.html" in line for line in text.splitlines())


def test_a_table_with_a_sequence_column_trains_a_recurrent_network(
    rosenblatt: Rosenblatt, walk: Path
) -> None:
    done = rosenblatt("train", walk, "--sequence", "walk", *QUICK)
    assert done.code == 0
    assert (
        "Split  whole sequences by walk, seed 0\n  12 training sequences, 4 test sequences held out"
        in done.out
    )
    assert "of 3 to 6 steps, median 4" in done.out
    assert "elman: 4 context neurons; backpropagation through all steps" in done.out
    assert "median of 2 other random splits" in done.out
    assert "Report: runs/walks-recurrent/report.html" in done.out
    assert narrow(done.out)
    run = read_run("runs/walks-recurrent")
    assert run.settings.sequence == "walk"


def test_predictions_stand_beside_sequence_and_step(rosenblatt: Rosenblatt, walk: Path) -> None:
    out = rosenblatt("train", walk, "--sequence", "walk", *QUICK).out
    heading = next(line for line in out.splitlines() if "predicted" in line)
    assert heading.split()[:2] == ["walk", "step"]


def test_a_stream_is_split_in_time_and_its_spread_is_over_seeds(
    rosenblatt: Rosenblatt, tmp_path: Path
) -> None:
    tide().frame.write_csv(tmp_path / "tide.csv")
    done = rosenblatt("train", "tide.csv", "--stream", "--backprop-steps", 4, "--cell", "jordan", *QUICK)
    assert "Split  in time: the end of the stream is held out" in done.out
    assert "the first 89 steps for training, the 30 after them for testing" in done.out
    assert "jordan: 1 context neuron; backpropagation through 4 steps" in done.out
    assert "the baseline: always the last known value again" in done.out
    assert "always the mean of the training part" in done.out
    assert "median of 2 other seeds" in done.out
    assert narrow(done.out)


def test_several_targets_are_shown_one_by_one(rosenblatt: Rosenblatt, tmp_path: Path) -> None:
    lights().frame.write_csv(tmp_path / "lights.csv")
    asked = ("lights.csv", "--stream", "--target", "next_is_red", "--target", "next_is_blue")
    shown = rosenblatt("show", *asked)
    assert "2 targets  classification" in shown.out
    assert "One stream\n  all 89 rows are its steps" in shown.out
    done = rosenblatt("train", *asked, *QUICK)
    assert "Target by target  23 steps" in done.out
    assert narrow(shown.out + done.out)
    predicted = polars.read_csv(rosenblatt("predict", "runs/lights-recurrent", "lights.csv").out.encode())
    assert predicted.columns[-2:] == ["predicted next_is_red", "predicted next_is_blue"]
    assert predicted["predicted next_is_red"].dtype == polars.Boolean


def test_show_tells_how_long_the_sequences_are(rosenblatt: Rosenblatt, walk: Path) -> None:
    shown = rosenblatt("show", walk, "--sequence", "walk")
    assert "Sequences by walk  16\n  3 to 6 steps each, median 4; 72 in total" in shown.out
    assert shown.out.rstrip().endswith(f"rosenblatt train {walk} --sequence walk")


def test_predict_answers_each_row_in_the_rows_order(rosenblatt: Rosenblatt, walk: Path) -> None:
    rosenblatt("train", walk, "--sequence", "walk", *QUICK)
    table = polars.read_csv(rosenblatt("predict", "runs/walks-recurrent", walk, "--proba").out.encode())
    run = read_run("runs/walks-recurrent")
    assert table["walk"].to_list() == walks().frame["walk"].to_list()
    chosen = table["predicted"].to_numpy()[run.evaluation.rows - 1]
    np.testing.assert_array_equal(chosen, run.evaluation.predicted)
    assert table.columns[-2:] == ["probability early", "probability late"]


def test_a_step_is_predicted_by_those_before_it_alone(rosenblatt: Rosenblatt, walk: Path) -> None:
    rosenblatt("train", walk, "--sequence", "walk", *QUICK)
    whole = polars.read_csv(rosenblatt("predict", "runs/walks-recurrent", walk).out.encode())
    walks().frame.head(9).write_csv("first.csv")
    first = polars.read_csv(rosenblatt("predict", "runs/walks-recurrent", "first.csv").out.encode())
    assert first["predicted"].to_list() == whole["predicted"].to_list()[:9]


def test_a_series_is_predicted_beyond_its_end(rosenblatt: Rosenblatt, tmp_path: Path) -> None:
    tide().frame.write_csv(tmp_path / "tide.csv")
    rosenblatt("train", "tide.csv", "--stream", *QUICK)
    tide().frame.select("level").write_csv(tmp_path / "now.csv")
    done = rosenblatt("predict", "runs/tide-recurrent", "now.csv")
    assert polars.read_csv(done.out.encode()).height == tide().n_rows


def test_a_sequence_answered_once_has_its_answer_in_its_last_row(rosenblatt: Rosenblatt, walk: Path) -> None:
    rosenblatt("train", walk, "--sequence", "walk", "--set", "predict_at=last", *QUICK)
    table = polars.read_csv(rosenblatt("predict", "runs/walks-recurrent", walk).out.encode())
    ends = table.group_by("walk", maintain_order=True).tail(1)
    assert ends["predicted"].null_count() == 0
    assert table["predicted"].null_count() == table.height - 16


def test_explain_follows_the_steps_up_to_the_row(rosenblatt: Rosenblatt, walk: Path) -> None:
    rosenblatt("train", walk, "--sequence", "walk", *QUICK)
    told = rosenblatt("explain", "runs/walks-recurrent", walk, "--row", 5)
    assert told.code == 0
    assert "Step 2" in told.out
    assert "Step 3" not in told.out
    assert narrow(told.out)
    refused = rosenblatt("explain", "runs/walks-recurrent", walk, "--row", 5, "--neuron", "h1.1")
    assert refused.code == 2
    assert "--neuron is not possible for a recurrent model" in refused.err


def test_a_recorded_run_is_replayed_branched_and_compared(rosenblatt: Rosenblatt, walk: Path) -> None:
    rosenblatt("train", walk, "--sequence", "walk", *QUICK, "--record", "epochs", "--out", "runs/one")
    replayed = rosenblatt("replay", "runs/one")
    assert replayed.code == 0
    assert " before " in replayed.out
    film = rosenblatt("replay", "runs/one", "--film", "film.gif")
    assert film.code == 2
    assert "--film FILE.html shows the weights and the curve" in film.err
    assert rosenblatt("replay", "runs/one", "--film", "film.html").code == 0
    done = rosenblatt("branch", "runs/one", "--at", 20, "--backprop-steps", 2, "--out", "runs/two")
    assert done.code == 0
    compared = rosenblatt("compare", "runs/one", "runs/two")
    assert "one and two diverge after epoch 20" in compared.out
    assert narrow(replayed.out + compared.out)


def test_a_recorded_run_of_several_targets_is_replayed(rosenblatt: Rosenblatt, tmp_path: Path) -> None:
    lights().frame.write_csv(tmp_path / "lights.csv")
    targets = ("--target", "next_is_red", "--target", "next_is_blue")
    rosenblatt("train", "lights.csv", "--stream", *targets, *QUICK, "--record", 20, "--out", "runs/lights")
    done = rosenblatt("replay", "runs/lights")
    assert done.code == 0
    heading = next(line for line in done.out.splitlines() if "last wrong" in line and "truth" in line)
    assert heading.split()[:4] == ["row", "part", "light", "truth"]
    assert narrow(done.out)


def test_seeds_and_diagnose_take_sequences(rosenblatt: Rosenblatt, walk: Path) -> None:
    asked = ("--sequence", "walk", "--hidden", 3, "--learning-rate", 0.03, "--max-iter", 20)
    tried = rosenblatt("seeds", walk, *asked, "-n", 5)
    assert tried.code == 0
    assert "of 5 solved it" in tried.out
    rosenblatt("train", walk, "--sequence", "walk", *QUICK)
    diagnosed = rosenblatt("diagnose", "runs/walks-recurrent")
    assert diagnosed.code == 0
    assert narrow(tried.out + diagnosed.out)


def test_a_model_of_sequences_is_exported(rosenblatt: Rosenblatt, walk: Path) -> None:
    pytest.importorskip("onnx", reason="ONNX files come with the extra onnx")
    rosenblatt("train", walk, "--sequence", "walk", *QUICK)
    assert rosenblatt("export", "runs/walks-recurrent", "walks.onnx").code == 0


def test_the_result_tells_of_its_sequences(rosenblatt: Rosenblatt, walk: Path) -> None:
    done = rosenblatt("train", walk, "--sequence", "walk", *QUICK, "--json")
    told = json.loads(done.out)
    assert told["cell"] == "elman"
    assert told["sequences"]["column"] == "walk"
    assert told["evaluation"]["repeats_over"] == "splits"


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (("--sequence", "wolk"), "no column 'wolk' in"),
        (("--sequence", "walk", "--stream"), "give one of the two"),
        (
            ("--sequence", "walk", "--model", "mlp"),
            "an mlp treats each row independently, got --sequence walk",
        ),
        (("--cell", "elman"), "a tabular model has no cell, got 'elman'"),
        (("--model", "recurrent"), "(--sequence COLUMN), or take the whole table as one (--stream)"),
        (("--sequence", "bell"), "the rows of sequence"),
        (("--sequence", "walk", "--backprop-steps", "0"), "backprop_steps"),
        (("--sequence", "walk", "--test-size", "0.99"), "leaves no sequence to train on"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(
    asked: tuple[str, ...], message: str, rosenblatt: Rosenblatt, walk: Path
) -> None:
    done = rosenblatt("train", walk, *asked)
    assert done.code == 2
    assert message in done.err
    assert done.err.count("\n") == 1


def test_a_step_without_a_value_is_named(rosenblatt: Rosenblatt, tmp_path: Path, walk: Path) -> None:
    walks(gap=(4, "wind")).frame.write_csv(tmp_path / "gaps.csv")
    refused = rosenblatt("train", "gaps.csv", "--sequence", "walk", "--missing", "error")
    assert "column 'wind' has no value in sequence 'w01', step 2 (row 5)" in refused.err
    dropped = rosenblatt("train", "gaps.csv", "--sequence", "walk", "--missing", "drop", *QUICK)
    assert "4 rows of sequences with gaps are left out" in dropped.out
    rosenblatt("train", walk, "--sequence", "walk", "--missing", "error", *QUICK)
    predicted = rosenblatt("predict", "runs/walks-recurrent", "gaps.csv")
    assert predicted.code == 2
    assert "sequence 'w01', step 2 (row 5)" in predicted.err
