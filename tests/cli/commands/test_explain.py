"""``rosenblatt explain``: the arithmetic of a row, on the screen or in a file, and every bad input."""

import shutil
from pathlib import Path

import polars
import pytest
from tests.cli.conftest import Rosenblatt
from tests.model.examples import FLOWERS, flowers, prices, xor

from rosenblatt.model import save_model
from rosenblatt.trace import explain


@pytest.fixture
def model(tmp_path: Path) -> Path:
    save_model(tmp_path / "m.safetensors", flowers())
    FLOWERS.write_csv(tmp_path / "flowers.csv")
    return tmp_path / "m.safetensors"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run of the lesson: a perceptron on iris."""
    from rosenblatt.cli.app import run as command

    folder = tmp_path_factory.mktemp("runs") / "iris"
    assert command(["train", "iris", "--repeats", "0", "--out", str(folder)]) == 0
    return folder


def test_a_row_is_explained_on_eighty_columns(rosenblatt: Rosenblatt, model: Path) -> None:
    done = rosenblatt("explain", model, "flowers.csv", "--row", "3")
    assert (done.code, done.err) == (0, "")
    assert done.out == explain(flowers(), FLOWERS[2:3]).to_text() + "\n"
    assert max(map(len, done.out.splitlines())) <= 80


def test_without_a_row_it_is_the_first(rosenblatt: Rosenblatt, model: Path) -> None:
    done = rosenblatt("explain", model, "flowers.csv")
    assert done.out == rosenblatt("explain", model, "flowers.csv", "--row", "1").out
    assert "länge" in done.out


def test_a_run_is_explained_with_its_own_step(rosenblatt: Rosenblatt, run: Path) -> None:
    done = rosenblatt("explain", run, "iris", "--row", "71", "--update")
    assert (done.code, done.err) == (0, "")
    assert "sepal length (cm)  5.9 -> ( 5.9 - " in done.out
    assert "The row says versicolor: the answer is wrong." in done.out
    assert "o3 (virginica)   y * z = -1 * 1.387 = -1.387 (a mistake); delta = 1" in done.out
    assert "  bias               0 + ( 1 * 1 ) = 1\n" in done.out
    assert "not known" not in done.out


def test_the_model_file_in_a_run_knows_the_runs_parameters(rosenblatt: Rosenblatt, run: Path) -> None:
    of_folder = rosenblatt("explain", run, "iris", "--update")
    of_file = rosenblatt("explain", run / "model.safetensors", "iris", "--update")
    assert of_file.out == of_folder.out


def test_the_parameters_of_a_run_make_its_step(rosenblatt: Rosenblatt) -> None:
    options = ["--set", "eta0=0.25"]
    assert (
        rosenblatt("train", "iris", "--model", "perceptron", "--repeats", 0, *options, "--out", "r").code == 0
    )
    assert "learning rate  0.25\n" in rosenblatt("explain", "r", "iris", "--update").out
    options = ["--solver", "sgd", "--learning-rate", "0.125", "--hidden", "2", "--set", "dropout=0.5"]
    trained = rosenblatt(
        "train", "iris", "--model", "mlp", "--repeats", 0, *options, "--max-iter", 2, "--out", "m"
    )
    assert trained.code == 0
    out = rosenblatt("explain", "m", "iris", "--update").out
    assert "Step: sgd" in out
    assert "learning rate  0.125\n" in out
    assert "dropout 0.5" in out


def test_a_bare_model_file_says_that_it_takes_the_defaults(
    rosenblatt: Rosenblatt, run: Path, tmp_path: Path
) -> None:
    shutil.copy(run / "model.safetensors", tmp_path / "bare.safetensors")
    out = rosenblatt("explain", "bare.safetensors", "iris", "--row", "71", "--update").out
    assert "How the model was trained is not known" in " ".join(out.split())


def test_one_neuron(rosenblatt: Rosenblatt, model: Path) -> None:
    out = rosenblatt("explain", model, "flowers.csv", "--neuron", "h1.3").out
    assert out.startswith("Neuron h1.3\n")
    assert "h1.2" not in out
    with_step = rosenblatt("explain", model, "flowers.csv", "--neuron", "o2", "--update").out
    assert with_step.startswith("Neuron o2\n")
    assert "Weights of o2 (lily)\n" in with_step


@pytest.mark.parametrize(
    ("ending", "form", "begin"),
    [("html", "html", "<!DOCTYPE html>"), ("tex", "latex", "% to be set"), ("txt", "text", "The answer")],
)
def test_the_ending_says_how_it_is_written(
    ending: str, form: str, begin: str, rosenblatt: Rosenblatt, model: Path, tmp_path: Path
) -> None:
    done = rosenblatt("explain", model, "flowers.csv", "--update", "--out", f"page.{ending}")
    assert (done.code, done.out) == (0, f"The arithmetic of row 1 is in page.{ending}\n")
    written = (tmp_path / f"page.{ending}").read_text(encoding="utf-8")
    assert written.startswith(begin)
    assert written == rosenblatt("explain", model, "flowers.csv", "--update", "--format", form).out


def test_a_table_without_the_target_is_explained_but_makes_no_step(
    rosenblatt: Rosenblatt, model: Path, tmp_path: Path
) -> None:
    FLOWERS.select("wild", "länge", "colour").write_csv(tmp_path / "swapped.csv")
    assert rosenblatt("explain", model, "swapped.csv").code == 0
    done = rosenblatt("explain", model, "swapped.csv", "--update")
    assert (done.code, done.out) == (2, "")
    assert done.err == "error: --update needs the true value: the row has no value for 'kind'\n"


def test_a_text_never_seen_is_warned_of(rosenblatt: Rosenblatt, model: Path, tmp_path: Path) -> None:
    FLOWERS.with_columns(colour=polars.lit("green")).write_csv(tmp_path / "green.csv")
    done = rosenblatt("explain", model, "green.csv")
    assert done.code == 0
    assert done.err.startswith("warning: ")
    assert "green -> it did not occur in training" in done.out


BAD = {
    "a row beyond the last": (
        ["m.safetensors", "flowers.csv", "--row", "7"],
        "from 1 to 6, the table's last row, got 7",
    ),
    "row zero": (["m.safetensors", "flowers.csv", "--row", "0"], "from 1 to 6"),
    "a row before the first": (["m.safetensors", "flowers.csv", "--row", "-1"], "from 1 to 6"),
    "a word for a row": (["m.safetensors", "flowers.csv", "--row", "last"], "--row"),
    "a neuron that is not there": (
        ["m.safetensors", "flowers.csv", "--neuron", "h1.9"],
        "h1.1 ... h1.4, o1 ... o3",
    ),
    "a layer that is not there": (["m.safetensors", "flowers.csv", "--neuron", "h2.1"], "no neuron 'h2.1'"),
    "a format that is not there": (["m.safetensors", "flowers.csv", "--format", "pdf"], "text, latex, html"),
    "a name that ends otherwise": (
        ["m.safetensors", "flowers.csv", "--out", "page.htm"],
        "--out must end in .txt or .tex or .html, got 'page.htm', did you mean '.html'?: or give --format",
    ),
    "a table of other columns": (["m.safetensors", "xor"], "no value for 'länge', 'colour', 'wild'"),
    "a column too few": (["m.safetensors", "narrow.csv"], "no value for 'wild'"),
    "a table that is not there": (["m.safetensors", "flower.csv"], "did you mean 'flowers.csv'"),
    "a model that is not there": (["n.safetensors", "flowers.csv"], "n.safetensors"),
    "a table for a model": (["flowers.csv", "flowers.csv"], "flowers.csv"),
    "the wrong width": (["xor.safetensors", "xor"], "knows 2 features ('x1', 'x2'), got a row of 3 values"),
    "no truth in the file": (["xor.safetensors", "pair.csv", "--update"], "no value for its target"),
    "a strange truth": (["m.safetensors", "tulip.csv", "--update"], "'tulip'"),
    "a missing truth": (["p.safetensors", "priceless.csv", "--update"], "no value for 'price'"),
    "a folder that is not there": (
        ["m.safetensors", "flowers.csv", "--out", "no/page.html"],
        "does not exist",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_told_in_one_line(
    case: str, rosenblatt: Rosenblatt, model: Path, tmp_path: Path
) -> None:
    save_model(tmp_path / "xor.safetensors", xor())
    save_model(tmp_path / "p.safetensors", prices())
    FLOWERS.drop("wild").write_csv(tmp_path / "narrow.csv")
    polars.DataFrame({"a": [0], "b": [1]}).write_csv(tmp_path / "pair.csv")
    FLOWERS.with_columns(kind=polars.lit("tulip")).write_csv(tmp_path / "tulip.csv")
    FLOWERS.with_columns(price=None).write_csv(tmp_path / "priceless.csv")
    before = sorted(tmp_path.iterdir())
    arguments, message = BAD[case]
    done = rosenblatt("explain", *arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: ")
    assert done.err.count("\n") == 1
    assert message in done.err
    assert sorted(tmp_path.iterdir()) == before
