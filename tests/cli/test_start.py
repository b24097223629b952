"""A command imports what it needs and no more: most of its time is imports."""

import json
import subprocess
import sys
from pathlib import Path

FORBIDDEN = ("sklearn", "pandas", "scipy.stats", "matplotlib.pyplot")
COMMANDS = (
    "show iris",
    "train iris --out iris --repeats 2 --record epochs",
    "train sunspots --out sunspots --max-iter 2 --repeats 1 --checkpoint-every 1",
    "train diabetes --model mlp --hidden 5 --solver lbfgs --max-iter 9 --repeats 1 --out diabetes",
    "predict iris iris",
    "explain iris iris --update",
    "diagnose iris iris",
    "diagnose sunspots",
    "replay iris",
    "branch iris --at 5 --learning-rate 0.5 --out child",
    "compare iris child",
    "report iris",
    "seeds xor -n 3",
    "gate xor",
    "circuit a",
    "export iris iris.py",
    "lab xor --to xor.html",
)
PROBE = """
import contextlib, io, json, sys
from rosenblatt.cli.app import run

found = {}
for command in json.loads(sys.argv[1]):
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        code = run(command.split())
    loaded = [name for name in json.loads(sys.argv[2]) if name in sys.modules]
    found[command] = [code, loaded]
print(json.dumps(found))
"""
RESULTS_FIRST = """
import sys
from rosenblatt.cli.app import run

class Screen:
    encoding, drawn = "utf-8", []
    def write(self, text):
        if "Training accuracy" in text or "Report:" in text:
            self.drawn.append("matplotlib" in sys.modules)
    def flush(self): pass
    def isatty(self): return False

sys.stdout = screen = Screen()
code = run(["train", "xor", "--out", "xor"])
sys.stdout = sys.__stdout__
print(code, screen.drawn)
"""


def output_of(code: str, folder: Path, *arguments: object) -> str:
    texts = [json.dumps(each) for each in arguments]
    done = subprocess.run(
        [sys.executable, "-c", code, *texts], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_no_command_imports_scikit_learn_or_pandas(tmp_path: Path) -> None:
    found = json.loads(output_of(PROBE, tmp_path, COMMANDS, FORBIDDEN))
    assert found == {command: [0, []] for command in COMMANDS}


def test_the_results_of_train_are_printed_before_matplotlib_is_imported(tmp_path: Path) -> None:
    assert output_of(RESULTS_FIRST, tmp_path).split("\n")[0] == "0 [False, True]"
    assert (tmp_path / "xor" / "report.html").is_file()
