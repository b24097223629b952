"""What is taken away is what was trained."""

import ast
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.lab.asgi import get, lab_of, post
from tests.lab.test_app import BYTES, CSV, refused, trained, with_arrays

from rosenblatt.lab.begun import Begun
from rosenblatt.lab.code import code
from rosenblatt.lab.session import settings_from, upload
from rosenblatt.model import load_model
from rosenblatt.run import RunSettings

PROGRAMS: list[dict[str, Any]] = [
    {"table": "xor"},
    {"table": "iris", "hidden": [4], "max_iter": 30, "split": "stratified", "seed": 3},
    {
        "table": "iris",
        "features": ["petal width (cm)", "sepal width (cm)"],
        "target": "species",
        "max_iter": 5,
    },
    {"table": "diabetes", "hidden": [8, 4], "activation": ["tanh", "relu"], "max_iter": 20, "solver": "sgd"},
    {"table": "iris", "model": "perceptron"},
    {"table": "own.csv", "target": "colour", "missing": "drop", "reading": {"na": ["k1"]}, "max_iter": 9},
    {
        "table": "wine",
        "max_iter": 40,
        "options": {"early_stopping": True, "init": "he_normal", "dropout": 0.1},
    },
]
RUN = """
import json, sys, os
os.environ["ROSENBLATT_INSTRUCTION_SET"] = "baseline"
from rosenblatt.fitting import run
from rosenblatt.lab.begun import Begun
from rosenblatt.lab.session import settings_from
for given, program in json.load(sys.stdin):
    found = {}
    exec(program, found)
    outcome = run(Begun.of(settings_from(given)).rule)
    assert outcome.network.parameters.tobytes() == found["network"].parameters.tobytes(), given
print("all", file=sys.stderr)
"""


def test_the_code_of_a_table_trains_what_the_page_begins_with(tmp_path: Path, monkeypatch: Any) -> None:
    (tmp_path / "own.csv").write_bytes(CSV.replace(b"k1", b"k1\n9,1.5,r,k0", 1))
    monkeypatch.chdir(tmp_path)
    programs = []
    for given in PROGRAMS:
        programs.append((given, "\n".join(code(Begun.of(settings_from(given))))))
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", RUN], input=json.dumps(programs), text=True, cwd=tmp_path,
        capture_output=True, env={**os.environ, "PYTHONHASHSEED": "0"}, check=False,
    )  # fmt: skip
    assert done.stderr.strip() == "all", done.stderr


def test_names_cannot_end_the_docstring_or_a_line() -> None:
    name = 'a"""\nimport os\n\\u0022.csv'
    held = upload(CSV, name)
    begun = Begun.of(RunSettings(held.name), RunSettings(held.name).load(held.source()))
    text = "\n".join(code(begun))
    docstring, first, *_ = ast.parse(text).body
    assert isinstance(docstring, ast.Expr)
    assert isinstance(first, ast.Import)


def test_model_file_and_onnx_predict_as_the_network_does(tmp_path: Path) -> None:
    import onnxruntime

    settings = {"table": "iris", "hidden": [3], "max_iter": 30, "test_size": 0.0}
    parameters, _ = trained(RunSettings.from_dict(settings))
    lab, body = lab_of(), with_arrays({"table": "iris", "settings": settings}, parameters=parameters)
    path = tmp_path / "model.rosenblatt"
    path.write_bytes(post(lab, "/api/take/model", data=body, **BYTES).body)
    model = load_model(path)
    np.testing.assert_array_equal(model.network.parameters, parameters)
    frame = RunSettings("iris").load().frame
    graph = onnxruntime.InferenceSession(post(lab, "/api/take/onnx", data=body, **BYTES).body)
    columns = {each.name: frame[each.name].to_numpy().reshape(-1, 1) for each in graph.get_inputs()}
    labels = graph.run(None, {name: each.astype(np.float64) for name, each in columns.items()})[0]
    assert list(np.ravel(labels)) == list(model.predict(frame))
    assert "got none" in refused(post(lab, "/api/take/model", {"table": "iris"}))
    assert post(lab, "/api/take/everything", {}).status == 404


def test_the_page_as_a_file_opens_with_the_table_and_the_address() -> None:
    lab = lab_of()
    post(lab, "/api/tables?name=my.csv", data=CSV)
    values = {"table": "my.csv", "open": "lab=1&table=my.csv&seed=4"}
    page = post(lab, "/api/take/html", values).body.decode()
    assert '"open":"lab=1&table=my.csv&seed=4"' in page
    assert '"tables/my.csv":[' in page
    assert io.StringIO(page).readline() == "<!doctype html>\n"
    assert get(lab, "/api/tables").json["open"] == "lab=1&table=xor"


@pytest.mark.parametrize("name", ["python", "model.py", ".."])
def test_nothing_else_can_be_taken(name: str) -> None:
    assert post(lab_of(), f"/api/take/{name}", {}).status == 404
