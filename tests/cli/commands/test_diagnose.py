from pathlib import Path

import pytest
from tests.cli.conftest import Rosenblatt


@pytest.fixture
def sick(rosenblatt: Rosenblatt) -> Path:
    done = rosenblatt(
        "train",
        "wine",
        "--hidden",
        "8,8,8,8,8,8",
        "--activation",
        "logistic",
        "--repeats",
        0,
        "--out",
        "sick",
    )
    assert done.code == 0
    assert "Note: vanishing gradients" in done.out
    return Path("sick")


def test_a_runs_folder_is_diagnosed_by_itself(rosenblatt: Rosenblatt, sick: Path) -> None:
    done = rosenblatt("diagnose", sick)
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0] == "Vanishing gradients"
    assert lines[1].startswith("The error in hidden layer 1 is ")
    assert "  (--activation relu)." in lines
    assert lines[-1] == "1 finding: vanishing gradients."


def test_a_model_file_needs_the_table_and_says_so(rosenblatt: Rosenblatt, sick: Path) -> None:
    model = sick / "model.safetensors"
    alone = rosenblatt("diagnose", model)
    assert alone.code == 0
    assert "they need the training table, given after the model." in " ".join(alone.out.split())
    assert alone.out.splitlines()[-1] == "No check could be made."
    together = rosenblatt("diagnose", model, "wine")
    assert together.out.splitlines()[-1] == "1 finding: vanishing gradients."
    needed = "they need the run's folder, which contains the training history."
    assert needed in " ".join(together.out.split())


def test_a_run_that_is_well(rosenblatt: Rosenblatt) -> None:
    rosenblatt("train", "wine", "--repeats", 0, "--out", "well")
    assert rosenblatt("diagnose", "well").out == "All 14 checks passed.\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "cannot read the model file nowhere"),
        (["sick", "iris"], "the table has no column"),
        ([], "RUN|MODEL"),
    ],
)
@pytest.mark.usefixtures("sick")
def test_bad_input_is_one_line(rosenblatt: Rosenblatt, arguments: list[str], message: str) -> None:
    done = rosenblatt("diagnose", *arguments)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert done.err.count("\n") == 1
