"""Writes begin documents with the digest of native training, and documents of runs: ``documents.py FOLDER``.

It is a program of its own because the instruction set is chosen when rosenblatt is imported.
"""

import hashlib
import json
import os
import sys
from pathlib import Path

os.environ["ROSENBLATT_INSTRUCTION_SET"] = "baseline"

from rosenblatt.cli.app import run as rosenblatt
from rosenblatt.fitting import run
from rosenblatt.lab.begin import Begun, document
from rosenblatt.lab.runs.opening import open_run
from rosenblatt.trial.settings import RunSettings

CASES = {
    "xor": {"table": "xor"},
    "spirals": {"table": "spirals", "hidden": (8, 8), "max_iter": 300},
    "iris": {"table": "iris", "hidden": (4,), "max_iter": 60, "batch_size": 32},
    "diabetes": {"table": "diabetes", "max_iter": 40},
}

RUNS = {
    "epochs": "xor --max-iter 60 --record epochs",
    "steps": "iris --model mlp --hidden 6 --max-iter 12 --batch-size 20 --record steps --set dropout=0.2",
    "early": "iris --model mlp --hidden 5 --max-iter 25 --record 5 --set early_stopping=True --solver sgd",
    "perceptron": "iris --model perceptron --max-iter 8 --record epochs",
    "averaged": "iris --model perceptron --max-iter 8 --record epochs --set penalty=l2 --set average=True",
    "perceptron steps": "iris --model perceptron --max-iter 3 --record steps",
    "lbfgs": "xor --solver lbfgs --record epochs",
    "memory": "temporal-xor --max-iter 5 --record epochs",
    "unrecorded": "xor --max-iter 30",
}

folder = Path(sys.argv[1])
for name, settings in CASES.items():
    begun = Begun.of(RunSettings.from_dict({"model": "mlp", **settings}))
    (folder / f"{name}.bin").write_bytes(document(begun, name))
    outcome = run(begun.fit)
    assert outcome.network is not None
    digest = hashlib.sha256(outcome.network.parameters.tobytes()).hexdigest()
    described = {"epochs": len(outcome.history), "digest": digest}
    (folder / f"{name}.json").write_text(json.dumps(described))
BRANCH = "--at 6 --drop h1.2 --learning-rate 0.01 --max-iter 20 --record epochs"
for name, words in {**RUNS, "branch": BRANCH}.items():
    out = folder / "runs" / name
    verb = ["branch", str(folder / "runs" / "steps")] if name == "branch" else ["train"]
    assert rosenblatt([*verb, *words.split(), "--out", str(out), "--repeats", "0", "--json"]) == 0
    opened = open_run(out).run
    assert opened is not None
    (folder / "runs" / f"{name}.bin").write_bytes(opened.embedded())
