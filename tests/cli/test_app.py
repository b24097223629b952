import re
import signal
import subprocess
import sys
import warnings
from pathlib import Path

import pytest
from tests.cli.conftest import Rosenblatt

import rosenblatt as package
from rosenblatt.cli import app
from rosenblatt.run import read_run

HEAVY = ("numpy", "scipy", "polars", "sklearn", "matplotlib", "pandas", "jinja2")


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from rosenblatt.cli.app import run\n"
        "for arguments in (['--help'], ['train', '--help'], ['--version']): assert run(arguments) == 0\n"
        f"print(sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_version_is_the_packages(rosenblatt: Rosenblatt) -> None:
    assert rosenblatt("--version").out == f"rosenblatt {package.__version__}\n"


@pytest.mark.parametrize("command", ["show", "train", "predict", "report"])
def test_each_command_has_help(command: str, rosenblatt: Rosenblatt) -> None:
    assert command in rosenblatt("--help").out
    done = rosenblatt(command, "--help")
    assert done.code == 0
    assert f"rosenblatt {command}" in done.out


def test_without_arguments_there_is_help(rosenblatt: Rosenblatt) -> None:
    done = rosenblatt()
    assert (done.code, done.err) == (0, "")
    assert "rosenblatt train iris" in done.out


def test_every_activation_and_solver_is_named_in_the_help(rosenblatt: Rosenblatt) -> None:
    from rosenblatt.data import builtin_names
    from rosenblatt.formulas.activations import HIDDEN_ACTIVATIONS
    from rosenblatt.formulas.optimizers import OPTIMIZERS

    words = set(re.findall(r"\w[\w-]*", rosenblatt("train", "--help").out))
    assert {*HIDDEN_ACTIVATIONS, *OPTIMIZERS, "lbfgs", *builtin_names()} <= words


def test_a_closed_pipe_is_no_error() -> None:
    writer = subprocess.Popen(
        [sys.executable, "-m", "rosenblatt", "show", "digits"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert writer.stdout is not None
    writer.stdout.close()
    _, err = writer.communicate(timeout=60)
    assert err == b""


def test_ctrl_c_keeps_what_was_trained_and_exits_130(tmp_path: Path) -> None:
    options = ["--max-iter", "1000000", "--set", "n_iter_no_change=1000000", "--out", "run"]
    process = subprocess.Popen(
        [sys.executable, "-m", "rosenblatt", "train", "digits", *options],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    told = iter(process.stdout.readline, "")
    assert any(line.startswith("Training") for line in told)
    assert any(line.split()[:1] == ["5"] for line in told)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, "")
    assert "Ctrl-C: the network trained so far is kept" in out
    assert out.splitlines()[-1].endswith("Report: run/report.html")
    run = read_run(tmp_path / "run")
    assert (run.stopped_by, run.interrupted) == ("interrupt", True)
    assert len(run.history) >= 5
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_ctrl_c_before_there_is_anything_to_keep_leaves_nothing(
    rosenblatt: Rosenblatt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("rosenblatt.data.load_table", interrupted)
    done = rosenblatt("train", "iris")
    assert (done.code, done.out, done.err) == (
        130,
        "",
        "error: interrupted before there was a result to keep\n",
    )
    monkeypatch.setattr("rosenblatt.model.load_model", interrupted)
    assert rosenblatt("predict", "m", "t").code == 130
    assert not list(tmp_path.iterdir())


def test_main_ends_the_process_with_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["rosenblatt", "report", "nowhere"])
    with pytest.raises(SystemExit) as ended:
        app.main()
    assert ended.value.code == 2


def test_warnings_of_libraries_are_not_the_users(
    rosenblatt: Rosenblatt, monkeypatch: pytest.MonkeyPatch
) -> None:
    def warns(path: object) -> None:
        warnings.warn("old", DeprecationWarning, stacklevel=1)
        raise KeyboardInterrupt

    monkeypatch.setattr("rosenblatt.model.load_model", warns)
    assert rosenblatt("predict", "m", "t").err == ""
