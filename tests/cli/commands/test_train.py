import json
from pathlib import Path

import polars
import pytest
from tests.cli.conftest import Rosenblatt

from rosenblatt.model import load_model
from rosenblatt.run import read_run

FILES = [
    "history.parquet",
    "model.safetensors",
    "predictions.parquet",
    "report.html",
    "run.json",
    "samples.parquet",
]


def written(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_xor_prints_the_tutorials_table_of_probabilities(rosenblatt: Rosenblatt, tmp_path: Path) -> None:
    done = rosenblatt("train", "xor")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    first = next(number for number, line in enumerate(lines) if "p(0)" in line)
    assert lines[first].split() == ["row", "x1", "x2", "truth", "predicted", "p(0)", "p(1)"]
    assert [line.split() for line in lines[first + 2 : first + 6]] == [
        ["1", "0", "0", "0", "0", "0.90824236", "0.09175764"],
        ["2", "0", "1", "1", "1", "0.08283202", "0.91716798"],
        ["3", "1", "0", "1", "1", "0.04569506", "0.95430494"],
        ["4", "1", "1", "0", "0", "0.95730544", "0.04269456"],
    ]
    assert lines[-2:] == ["Training accuracy 1.0000 (baseline 0.5000)", "Report: runs/xor-mlp/report.html"]
    assert written(tmp_path / "runs" / "xor-mlp") == FILES


def test_iris_prints_what_the_tutorial_prints(rosenblatt: Rosenblatt) -> None:
    done = rosenblatt("train", "iris", "--repeats", 40)
    assert done.code == 0
    for words in (
        "150 iris flowers",
        "5.1    3.5     1.4    0.2  setosa",
        "versicolor    50   33.3%",
        "105 training rows, 45 test rows held out",
        "sepal length (cm)  5.89333  0.872682",
        "Training  perceptron, at most 50 epochs",
        "mistakes first; 10 of 45 held-out rows",
        " 84     6.0    2.7     5.1    1.6  versicolor  virginica",
        "115     5.8    2.8     5.1    2.4  virginica   virginica",
        "0.9778  on the 45 held-out rows: 44 of 45 right",
        "0.2444  the baseline: always the most frequent class, virginica",
        "median of 40 other random splits; nine in ten from",
    ):
        assert words in done.out
    assert done.out.splitlines()[-2:] == [
        "Accuracy 0.9778 (baseline 0.2444)",
        "Report: runs/iris-perceptron/report.html",
    ]


@pytest.mark.parametrize("table", ["iris", "digits", "diabetes", "spirals"])
def test_the_screen_is_eighty_columns_wide(table: str, rosenblatt: Rosenblatt) -> None:
    done = rosenblatt("train", table, "--max-iter", 3, "--repeats", 2)
    assert done.code == 0
    assert max(map(len, done.out.splitlines())) <= 80


def test_selected_epochs_are_told_as_lines_without_a_terminal(rosenblatt: Rosenblatt) -> None:
    done = rosenblatt("train", "moons", "--max-iter", 30, "--set", "tol=0", "--repeats", 0)
    start = done.out.index("   epoch")
    told = [line.split()[0] for line in done.out[start:].splitlines()[1:8]]
    assert told == ["1", "2", "5", "10", "20", "30", "The"]
    assert "\x1b" not in done.out
    assert "\r" not in done.out


def test_a_regression_is_told_in_the_units_of_its_target(rosenblatt: Rosenblatt) -> None:
    done = rosenblatt("train", "diabetes", "--max-iter", 100, "--repeats", 3)
    assert "Target progression  regression" in done.out
    assert "R²" in done.out
    assert "Confusion matrix" not in done.out
    assert "the baseline: always the mean of the training part" in done.out


@pytest.mark.usefixtures("real_report")
def test_a_messy_table_goes_through_all_four_commands(
    rosenblatt: Rosenblatt, weather: Path, tmp_path: Path
) -> None:
    assert rosenblatt("show", weather).code == 0
    done = rosenblatt(
        "train", weather, "--missing", "mean", "--hidden", "6,4", "--max-iter", 100, "--repeats", 3
    )
    assert (done.code, done.err) == (0, "")
    folder = tmp_path / "runs" / "weather-mlp"
    assert load_model(folder).network.layer_sizes == (9, 6, 4, 1)
    predicted = rosenblatt("predict", folder, weather, "--out", "out.csv", "--proba")
    assert (predicted.code, predicted.err) == (0, "")
    frame = polars.read_csv(tmp_path / "out.csv")
    assert set(frame["predicted"]) <= {"good", "bad"}
    assert frame.columns[-3:] == ["predicted", "probability bad", "probability good"]
    (folder / "report.html").unlink()
    told = rosenblatt("report", folder)
    assert (told.code, told.err) == (0, "")
    assert "München, Süd" in (folder / "report.html").read_text(encoding="utf-8")


def test_wrong_predictions_are_pointed_out(rosenblatt: Rosenblatt) -> None:
    done = rosenblatt("train", "moons", "--max-iter", 1, "--learning-rate", 1e-9, "--repeats", 0)
    rows = [line.split() for line in done.out.splitlines() if line.endswith("  wrong")]
    assert rows
    assert all(line[3] != line[4] for line in rows)


def test_rows_left_out_are_counted(rosenblatt: Rosenblatt, weather: Path) -> None:
    done = rosenblatt("train", weather, "--missing", "drop", "--max-iter", 5, "--repeats", 0)
    assert "15 rows with missing values are left out" in done.out
    assert "5 columns become 9 inputs" in done.out


def test_a_table_from_standard_input(
    rosenblatt: Rosenblatt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "t.csv"
    table.write_text("x,y\n" + "".join(f"{n},{'a' if n < 20 else 'b'}\n" for n in range(40)))
    with table.open() as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        done = rosenblatt("train", "-", "--max-iter", 5, "--repeats", 0)
    assert (done.code, done.err) == (0, "")
    assert (tmp_path / "runs" / "standard-input-mlp" / "run.json").is_file()


def test_json_is_one_whole_result_and_nothing_else(rosenblatt: Rosenblatt, tmp_path: Path) -> None:
    done = rosenblatt("train", "xor", "--json", "--out", "here")
    assert (done.code, done.err) == (0, "")
    result = json.loads(done.out)
    run = read_run(tmp_path / "here")
    assert result["folder"] == "here"
    assert result["evaluation"]["score"] == run.evaluation.score == 1
    assert result["epochs"] == 2055
    assert result["settings"]["hidden"] == [5]
    assert result["table"]["digest"] == run.table_summary.digest
    assert {"created", "versions", "findings", "parameters", "stopped_by", "seconds"} <= set(result)
    assert json.loads((tmp_path / "here" / "run.json").read_text()) == {
        k: v for k, v in result.items() if k != "folder"
    }


def test_any_parameter_can_be_set_by_name(rosenblatt: Rosenblatt) -> None:
    done = rosenblatt(
        "train", "moons", "--json", "--hidden", "8,4", "--activation", "tanh,relu", "--solver", "sgd",
        "--learning-rate", 0.1, "--alpha", 0, "--batch-size", 16, "--max-iter", 4, "--seed", 5,
        "--test-size", 0.5, "--repeats", 0, "--set", "momentum=0.5", "--set", "early_stopping=True",
        "--set", "learning_rate=invscaling",
    )  # fmt: skip
    result = json.loads(done.out)
    assert result["layer_sizes"] == [2, 8, 4, 1]
    assert result["activations"] == ["tanh", "relu", "logistic"]
    assert (result["n_training"], result["n_test"]) == (200, 200)
    asked = {
        "momentum": 0.5, "early_stopping": True, "learning_rate": "invscaling", "batch_size": 16, "alpha": 0,
        "learning_rate_init": 0.1, "random_state": 5, "solver": "sgd",
    }  # fmt: skip
    assert asked.items() <= result["parameters"].items()


def test_no_hidden_layer_is_a_choice(rosenblatt: Rosenblatt) -> None:
    done = rosenblatt("train", "moons", "--json", "--hidden", "none", "--max-iter", 2, "--repeats", 0)
    assert json.loads(done.out)["layer_sizes"] == [2, 1]


def test_an_older_run_is_replaced(rosenblatt: Rosenblatt, tmp_path: Path) -> None:
    for seed in (1, 2):
        assert rosenblatt("train", "and", "--seed", seed).code == 0
    assert read_run(tmp_path / "runs" / "and-perceptron").settings.seed == 2
    assert [path.name for path in (tmp_path / "runs").iterdir()] == ["and-perceptron"]


def test_a_tables_name_cannot_leave_the_folder_of_runs(rosenblatt: Rosenblatt, tmp_path: Path) -> None:
    (tmp_path / ".. *?.csv").write_text("x,y\n" + "1,a\n2,b\n" * 20)
    assert rosenblatt("train", ".. *?.csv", "--max-iter", 2, "--repeats", 0).code == 0
    assert [path.name for path in (tmp_path / "runs").iterdir()] == ["__-mlp"]


def test_a_perceptron_is_told_whether_a_line_separates_its_classes(rosenblatt: Rosenblatt) -> None:
    done = rosenblatt("train", "and", "--model", "perceptron")
    assert "\n  Separable: margin 0.354, at most 51 mistakes (made 14).\n" in done.out
    done = rosenblatt("train", "xor", "--model", "perceptron")
    assert (
        "\n  Not separable: rows 1, 2, 3 and 4 contradict each other. The perceptron\n"
        "  cycles: 2 to 4 mistakes in each of its last 9 epochs.\n"
    ) in done.out
    assert "Note: going in circles" in done.out
    assert "Separability" not in rosenblatt("train", "xor").out
