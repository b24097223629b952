import json
from pathlib import Path

import pytest
from tests.cli.conftest import Rosenblatt

from rosenblatt.run import read_run


@pytest.fixture
def xor(rosenblatt: Rosenblatt) -> Path:
    assert rosenblatt("train", "xor", "--record", "epochs", "--out", "xor").code == 0
    return Path("xor")


def test_a_branch_is_a_run_that_names_its_parent(rosenblatt: Rosenblatt, xor: Path) -> None:
    before = {path.name: path.read_bytes() for path in xor.iterdir()}
    done = rosenblatt("branch", xor, "--at", 400, "--learning-rate", 0.01, "--out", "faster")
    assert (done.code, done.err) == (0, "")
    last = done.out.splitlines()[-1]
    assert last == "The run branched off xor after epoch 400. To see both: rosenblatt compare xor faster"
    made = read_run("faster")
    assert made.parent is not None
    assert (made.parent.folder, made.parent.epoch, made.parent.snapshot) == ("xor", 400, 400)
    assert {path.name: path.read_bytes() for path in xor.iterdir()} == before


def test_it_is_recorded_as_its_parent_was_and_can_branch_again(rosenblatt: Rosenblatt, xor: Path) -> None:
    rosenblatt("branch", xor, "--at", 400, "--drop", "h1.2", "--out", "less")
    seen = json.loads(rosenblatt("replay", "less", "--json").out)
    assert seen["layer_sizes"] == [2, 4, 1]
    assert seen["moments"]["epoch"][0] == 400
    done = rosenblatt("branch", "less", "--snapshot", -5, "--activation", "relu", "--out", "again")
    assert done.code == 0
    made = read_run("again")
    assert made.parent is not None
    assert [each.folder for each in made.parent.line] == ["less", "xor"]


def test_a_program_gets_the_run(rosenblatt: Rosenblatt, xor: Path) -> None:
    told = json.loads(rosenblatt("branch", xor, "--at", 400, "--json", "--out", "same").out)
    assert told["folder"] == "same"
    assert told["parent"]["epoch"] == 400
    assert told["epochs"] == 2055


def test_a_table_that_changed_is_refused_and_one_can_insist(rosenblatt: Rosenblatt) -> None:
    rows = "a,b,c\n" + "".join(f"{k},{k % 3},{'yes' if k > 9 else 'no'}\n" for k in range(20))
    Path("table.csv").write_text(rows)
    rosenblatt("train", "table.csv", "--max-iter", 20, "--repeats", 0, "--record", 5, "--out", "run")
    Path("table.csv").write_text(rows.replace("0,0,no", "0,7,no"))
    done = rosenblatt("branch", "run", "--at", 10, "--out", "child")
    assert (done.code, done.out) == (2, "")
    assert "is not the table that the parent was trained on" in done.err
    assert not Path("child").exists()
    assert rosenblatt("branch", "run", "--at", 10, "--out", "child", "--other-data").code == 0
    Path("moved.csv").write_text(rows)
    assert rosenblatt("branch", "run", "--at", 10, "--out", "moved", "--table", "moved.csv").code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--out", "b"], "name the snapshot by its epoch (--at) or by its number (--snapshot)"),
        (["--at", 9999, "--out", "b"], "no snapshot was taken after epoch 9999: the nearest are"),
        (["--at", 5, "--drop", "h2.1", "--out", "b"], "there is no neuron 'h2.1'"),
        (
            ["--at", 5, "--set", "hidden_layer_sizes=3", "--out", "b"],
            "a branch cannot change hidden_layer_sizes",
        ),
        (["--at", 5, "--solver", "adma", "--out", "b"], "did you mean 'adam'"),
        (
            ["--at", 5, "--max-iter", 5, "--out", "b"],
            "max_iter is 5, and the snapshot was taken after 5 epochs",
        ),
        (["--at", 5, "--out", "xor"], "is the parent run, which is only read"),
    ],
)
def test_errors_are_one_line_and_leave_nothing(
    rosenblatt: Rosenblatt, xor: Path, arguments: list[object], message: str
) -> None:
    before = {path.name: path.read_bytes() for path in xor.iterdir()}
    done = rosenblatt("branch", xor, *arguments)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert done.err.count("\n") == 1
    assert not Path("b").exists()
    assert {path.name: path.read_bytes() for path in xor.iterdir()} == before
