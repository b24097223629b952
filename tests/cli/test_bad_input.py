"""Every bad input gets one error line that names the thing, exit code 2, and leaves nothing behind."""

import datetime
import struct
from pathlib import Path

import polars
import pytest
from tests.cli.conftest import Rosenblatt
from tests.model.examples import FLOWERS, flowers, prices
from tests.model.test_file import forged

from rosenblatt.cli.screen import console as screen
from rosenblatt.model import save_model

GOOD = "x,z,y\n" + "".join(f"{n},{n % 7},{'a' if n % 2 else 'b'}\n" for n in range(40))

TABLES = {
    "good.csv": GOOD,
    "empty.csv": "",
    "header.csv": "x,y\n",
    "ragged.csv": GOOD + "1,2,3,4,5\n",
    "oneclass.csv": "x,y\n" + "".join(f"{n},same\n" for n in range(40)),
    "text.csv": GOOD + "many,3,a\n",
    "hole.csv": GOOD + ",3,a\n",
    "nan.csv": GOOD + "NaN,3,a\n",
    "infinite.csv": GOOD + "inf,3,a\n",
    "noy.csv": GOOD + "1,2,\n",
    "tiny.csv": "x,y\n1,a\n",
}

TRAIN = {
    "no such file": (["train", "godo.csv"], "no such file: godo.csv, did you mean 'good.csv'"),
    "no such table": (["train", "irsi"], "'irsi', did you mean 'iris'"),
    "a folder": (["train", "."], "is a folder"),
    "another kind of file": (["train", "notes.docx"], "notes.docx"),
    "empty file": (["train", "empty.csv"], "empty.csv"),
    "header only": (["train", "header.csv"], "no rows"),
    "ragged rows": (["train", "ragged.csv"], "42"),
    "no such target": (["train", "good.csv", "--target", "yy"], "no column 'yy'"),
    "no such feature": (["train", "good.csv", "--features", "x,zz"], "no column 'zz'"),
    "target among the features": (["train", "good.csv", "--features", "x,y"], "'y' is the target"),
    "one class for a network": (["train", "oneclass.csv", "--model", "mlp"], "only one class, 'same'"),
    "a missing number": (["train", "hole.csv", "--missing", "error"], "'x' (1 of 41 rows)"),
    "not a number": (["train", "nan.csv", "--missing", "error"], "'x' (1 of 41 rows)"),
    "an infinite number": (["train", "infinite.csv"], "'x'"),
    "a missing target": (["train", "noy.csv", "--missing", "mean"], "target"),
    "dates": (["train", "dates.parquet", "--target", "when"], "the target 'when' holds dates"),
    "too few rows": (["train", "tiny.csv", "--model", "mlp"], "1 row cannot be split"),
    "too few rows for a mixture": (["train", "tiny.csv"], "cannot be learned from: give two at least"),
    "a negative rate": (["train", "good.csv", "--learning-rate=-1"], "learning_rate_init"),
    "a negative penalty": (["train", "good.csv", "--alpha=-1"], "alpha"),
    "zero neurons": (["train", "good.csv", "--hidden", "5,0"], "hidden_layer_sizes"),
    "words for neurons": (["train", "good.csv", "--hidden", "many"], "--hidden must be whole numbers"),
    "no epochs": (["train", "good.csv", "--max-iter", "0"], "max_iter"),
    "no batch": (["train", "good.csv", "--batch-size", "0"], "batch_size"),
    "all held out": (["train", "good.csv", "--test-size", "1"], "test_size must be a share"),
    "all but none held out": (["train", "good.csv", "--test-size", "0.99"], "no row to train on"),
    "an unknown model": (["train", "good.csv", "--model", "perceptorn"], "did you mean 'perceptron'"),
    "an unknown activation": (["train", "good.csv", "--activation", "rleu"], "did you mean 'relu'"),
    "an unknown solver": (["train", "good.csv", "--solver", "adma"], "did you mean 'adam'"),
    "an unknown task": (["train", "good.csv", "--task", "regresion"], "did you mean 'regression'"),
    "an unknown way on": (["train", "good.csv", "--missing", "frequent"], "did you mean 'most-frequent'"),
    "an unknown parameter": (["train", "good.csv", "--set", "momentun=1"], "did you mean 'momentum'"),
    "a parameter without a value": (["train", "good.csv", "--set", "momentum"], "--set must be name=value"),
    "an impossible parameter": (["train", "good.csv", "--set", "beta_1=2"], "beta_1"),
    "a parameter of the wrong type": (["train", "good.csv", "--set", "tol='small'"], "tol"),
    "an unknown option": (["train", "good.csv", "--hiden", "5"], "--hidden"),
    "a word for a number": (["train", "good.csv", "--seed", "lucky"], "--seed"),
    "no table": (["train"], "TABLE"),
    "an unknown command": (["trian", "good.csv"], "trian"),
    "hidden layers for a perceptron": (
        ["train", "good.csv", "--model", "perceptron", "--hidden", "5"],
        "no hidden",
    ),
    "numbers for a perceptron": (["train", "diabetes", "--model", "perceptron"], "use --model mlp"),
    "text to be predicted as numbers": (["train", "good.csv", "--task", "regression"], "'y'"),
    "repeats of nothing": (
        ["train", "good.csv", "--model", "mlp", "--test-size", "0", "--repeats", "3"],
        "3 repeats",
    ),
    "repeats of a mixture": (["train", "good.csv", "--repeats", "3"], "repeats are of one network"),
    "a fit that diverges": (
        ["train", "diabetes", "--solver", "sgd", "--learning-rate", "1e6", "--repeats", "0"],
        "non-finite",
    ),
    "a folder that is not a run": (["train", "good.csv", "--out", "."], "choose another --out"),
    "a plot of another kind": (["show", "good.csv", "--plot", "plot.svgg"], "did you mean '.svg'"),
    "a plot in no folder": (["show", "good.csv", "--plot", "nowhere/plot.svg"], "nowhere does not exist"),
    "a run that is none": (["report", "."], "not a run's folder"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in TABLES.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "notes.docx").write_text("x,y\n1,2\n")
    FLOWERS.write_csv(tmp_path / "flowers.csv")
    days = [datetime.date(2024, 5, 1), datetime.date(2024, 5, 2)] * 9
    polars.DataFrame({"when": days, "y": ["a", "b"] * 9}).write_parquet(tmp_path / "dates.parquet")
    return tmp_path


def refused(rosenblatt: Rosenblatt, folder: Path, arguments: list[str], message: str) -> None:
    before = sorted(path.name for path in folder.rglob("*"))
    done = rosenblatt(*arguments)
    assert message in done.err
    assert done.err.startswith("error: ")
    assert done.err.count("\n") == 1
    assert done.code == 2
    assert "Traceback" not in done.out + done.err
    assert sorted(path.name for path in folder.rglob("*")) == before


@pytest.mark.parametrize("case", TRAIN)
def test_bad_input_is_one_error_line(case: str, rosenblatt: Rosenblatt, folder: Path) -> None:
    refused(rosenblatt, folder, *TRAIN[case])


def test_text_among_numbers_is_an_error_where_a_model_needs_numbers(
    rosenblatt: Rosenblatt, folder: Path
) -> None:
    assert rosenblatt("train", "good.csv", "--max-iter", 2, "--repeats", 0).code == 0
    refused(rosenblatt, folder, ["predict", "runs/good-mlp", "text.csv"], "the text 'many' in row 41")
    refused(rosenblatt, folder, ["predict", "runs/good-mlp", "infinite.csv"], "infinite")
    assert rosenblatt("train", "good.csv", "--max-iter", 2, "--repeats", 0, "--missing", "error").code == 0
    refused(rosenblatt, folder, ["predict", "runs/good-mlp", "nan.csv"], "'x' (1 of 41 rows)")


def test_columns_a_model_does_not_know_or_lacks_are_named(rosenblatt: Rosenblatt, folder: Path) -> None:
    save_model(folder / "m.safetensors", flowers())
    FLOWERS.with_columns(smell=polars.lit(1)).write_csv(folder / "more.csv")
    refused(
        rosenblatt,
        folder,
        ["predict", "m.safetensors", "more.csv", "--strict"],
        "does not know the column 'smell'",
    )
    FLOWERS.select("colour").write_csv(folder / "fewer.csv")
    refused(rosenblatt, folder, ["predict", "m.safetensors", "fewer.csv"], "'länge', 'wild'")


def test_a_model_file_that_cannot_be_trusted_is_refused(rosenblatt: Rosenblatt, folder: Path) -> None:
    save_model(folder / "m.safetensors", flowers())
    data = (folder / "m.safetensors").read_bytes()
    cases = {
        "truncated": (data[:-10], "truncated"),
        "altered": (data[:-1] + bytes([data[-1] ^ 4]), "checksum does not match"),
        "header": (struct.pack("<Q", 2**40) + data[8:], "its header claims"),
        "newer": (forged(data, lambda it: it.update(format=9)), "format 9"),
        "nothing": (b"", "truncated: 0 bytes"),
    }
    for name, (content, message) in cases.items():
        (folder / f"{name}.safetensors").write_bytes(content)
        refused(
            rosenblatt, folder, ["predict", f"{name}.safetensors", "flowers.csv", "--out", "out.csv"], message
        )
    refused(rosenblatt, folder, ["predict", "missing.safetensors", "flowers.csv"], "missing.safetensors")
    refused(rosenblatt, folder, ["predict", "good.csv", "flowers.csv"], "good.csv")


def test_what_a_model_cannot_say_or_write_is_an_error(rosenblatt: Rosenblatt, folder: Path) -> None:
    save_model(folder / "p.safetensors", prices())
    refused(rosenblatt, folder, ["predict", "p.safetensors", "flowers.csv", "--proba"], "leave --proba out")
    refused(
        rosenblatt, folder, ["predict", "p.safetensors", "flowers.csv", "--out", "o.xls"], "--out must end in"
    )
    refused(
        rosenblatt,
        folder,
        ["predict", "p.safetensors", "flowers.csv", "--out", "no/o.csv"],
        "no does not exist",
    )


def test_json_says_errors_on_standard_error_too(rosenblatt: Rosenblatt, folder: Path) -> None:
    done = rosenblatt("train", "tiny.csv", "--json")
    assert (done.code, done.out) == (2, "")


def test_a_disk_that_is_full_is_an_error_line(
    rosenblatt: Rosenblatt, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    before = sorted(path.name for path in folder.iterdir())
    done = rosenblatt("train", "and")
    assert (done.code, done.err) == (2, "error: runs/and-perceptron: No space left on device\n")
    assert not list((folder / "runs").iterdir())
    assert sorted(path.name for path in folder.iterdir()) == sorted([*before, "runs"])


def test_a_table_too_large_for_the_disk_is_an_error_line(
    rosenblatt: Rosenblatt, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise polars.exceptions.ComputeError("parquet: No space left on device")

    save_model(folder / "p.safetensors", prices())
    monkeypatch.setattr(polars.DataFrame, "write_parquet", full)
    arguments = ["predict", "p.safetensors", "flowers.csv", "--out", "o.parquet"]
    refused(rosenblatt, folder, arguments, "o.parquet cannot be written: parquet: No space left")


def test_too_little_memory_is_an_error_line(
    rosenblatt: Rosenblatt, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_much(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("rosenblatt.data.load_table", too_much)
    done = rosenblatt("train", "iris")
    assert done.code == 2
    assert done.err.startswith("error: not enough memory: use fewer rows")


def test_an_error_line_cannot_move_the_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    screen.show_error("bad \x1b[2J thing\nin two lines [bold]")
    assert capsys.readouterr().err == "error: bad ?[2J thing in two lines [bold]\n"
