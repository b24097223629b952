"""Writes begin documents, and of each the digest of native training: ``python documents.py FOLDER``.

It is a program of its own because the instruction set is chosen when rosenblatt is imported.
"""

import hashlib
import json
import os
import sys
from pathlib import Path

os.environ["ROSENBLATT_INSTRUCTION_SET"] = "baseline"

from rosenblatt.fitting import run
from rosenblatt.lab.begin import Begun, document
from rosenblatt.trial.settings import RunSettings

CASES = {
    "xor": {"table": "xor"},
    "spirals": {"table": "spirals", "hidden": (8, 8), "max_iter": 300},
    "iris": {"table": "iris", "hidden": (4,), "max_iter": 60, "batch_size": 32},
    "diabetes": {"table": "diabetes", "max_iter": 40},
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
