"""``rosenblatt export``: by the file's ending, and every bad input."""

import subprocess
import sys
from pathlib import Path

import onnxruntime
import pytest
from tests.cli.conftest import Rosenblatt
from tests.model.examples import FLOWERS, RECURRENT, flowers

from rosenblatt.export import to_c, to_python
from rosenblatt.model import save_model


@pytest.fixture
def model(tmp_path: Path) -> Path:
    save_model(tmp_path / "m.safetensors", flowers())
    return tmp_path / "m.safetensors"


def test_a_python_file(rosenblatt: Rosenblatt, model: Path, tmp_path: Path) -> None:
    done = rosenblatt("export", model, "flowers.py")
    assert (done.code, done.err) == (0, "")
    assert done.out == "The model is in flowers.py; try: python flowers.py < table.csv\n"
    assert (tmp_path / "flowers.py").read_text(encoding="utf-8") == to_python(flowers())
    answers = subprocess.run(
        [sys.executable, "-I", "-S", "flowers.py"],
        input=FLOWERS.write_csv().encode(),
        capture_output=True,
        cwd=tmp_path,
        check=True,
    )
    assert answers.stdout.decode().split() == ["predicted", *flowers().predict(FLOWERS)]


def test_an_onnx_file(rosenblatt: Rosenblatt, model: Path, tmp_path: Path) -> None:
    done = rosenblatt("export", model, "flowers.onnx")
    assert (done.code, done.err) == (0, "")
    assert done.out == "The model is in flowers.onnx; onnxruntime and others run it\n"
    ready = onnxruntime.InferenceSession(str(tmp_path / "flowers.onnx"))
    assert [each.name for each in ready.get_inputs()] == ["länge", "colour", "wild"]


def test_a_c_header(rosenblatt: Rosenblatt, model: Path, tmp_path: Path) -> None:
    done = rosenblatt("export", model, "flowers.h", "--dtype", "float64")
    assert (done.code, done.err) == (0, "")
    assert done.out == "The model is in flowers.h; its first comment shows its use and the bytes it needs\n"
    expected = to_c(flowers(), name="flowers", dtype="float64")
    assert (tmp_path / "flowers.h").read_text(encoding="ascii") == expected


@pytest.mark.parametrize(("file", "dtype"), [("m.h", "float16"), ("m.onnx", "double"), ("m.py", "float32")])
def test_a_type_that_cannot_be_is_one_line(
    file: str, dtype: str, rosenblatt: Rosenblatt, model: Path, tmp_path: Path
) -> None:
    done = rosenblatt("export", model, file, "--dtype", dtype)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert dtype in done.err
    assert not (tmp_path / file).exists()


@pytest.mark.parametrize("name", RECURRENT)
def test_a_recurrent_model(name: str, rosenblatt: Rosenblatt, tmp_path: Path) -> None:
    save_model(tmp_path / "m.safetensors", RECURRENT[name])
    assert rosenblatt("export", "m.safetensors", "m.py").code == 0
    assert (tmp_path / "m.py").read_text(encoding="utf-8") == to_python(RECURRENT[name])
    assert rosenblatt("export", "m.safetensors", "m.h").code == 0
    assert (tmp_path / "m.h").read_text(encoding="ascii") == to_c(RECURRENT[name], name="m")
    assert rosenblatt("export", "m.safetensors", "m.onnx").code == 0
    shapes = [each.shape[:2] for each in onnxruntime.InferenceSession(str(tmp_path / "m.onnx")).get_inputs()]
    assert shapes == [["N", "T"]] * len(shapes)


def test_a_run_is_exported(rosenblatt: Rosenblatt) -> None:
    assert rosenblatt("train", "xor", "--repeats", "0", "--out", "run", "--max-iter", "5").code == 0
    assert rosenblatt("export", "run", "xor.py").code == 0


@pytest.mark.parametrize("name", ["m.oonx", "m", "m.txt"])
def test_another_ending_is_one_line(name: str, rosenblatt: Rosenblatt, model: Path, tmp_path: Path) -> None:
    done = rosenblatt("export", model, name)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("error: a model is exported to a file that ends in .onnx, .py or .h, got")
    assert done.err.count("\n") == 1
    assert [each.name for each in tmp_path.iterdir()] == ["m.safetensors"]


def test_no_model_is_one_line(rosenblatt: Rosenblatt) -> None:
    done = rosenblatt("export", "nothing.safetensors", "m.py")
    assert (done.code, done.out) == (2, "")
    assert "nothing.safetensors" in done.err


def test_no_folder_is_one_line(rosenblatt: Rosenblatt, model: Path) -> None:
    done = rosenblatt("export", model, "nowhere/m.py")
    assert done.code == 2
    assert "nowhere does not exist: make that folder first" in done.err
