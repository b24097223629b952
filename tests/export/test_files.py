"""A file's name says what is written, and it appears whole or not at all."""

from pathlib import Path

import onnx
import pytest
from tests.model.examples import flowers

from rosenblatt.errors import RosenblattError
from rosenblatt.export import export_model, to_c, to_onnx, to_python


def test_the_ending_decides(tmp_path: Path) -> None:
    export_model(flowers(), tmp_path / "m.onnx")
    assert onnx.load(tmp_path / "m.onnx") == to_onnx(flowers())
    export_model(flowers(), tmp_path / "m.PY")
    assert (tmp_path / "m.PY").read_text(encoding="utf-8") == to_python(flowers())
    export_model(flowers(), tmp_path / "my flowers.h")
    assert (tmp_path / "my flowers.h").read_text(encoding="ascii") == to_c(flowers(), name="my_flowers")


def test_the_type_to_compute_in(tmp_path: Path) -> None:
    export_model(flowers(), tmp_path / "m.h", dtype="float64")
    assert (tmp_path / "m.h").read_text(encoding="ascii") == to_c(flowers(), name="m", dtype="float64")
    export_model(flowers(), tmp_path / "m.onnx", dtype="float64")
    assert onnx.load(tmp_path / "m.onnx") == to_onnx(flowers(), dtype="float64")
    with pytest.raises(RosenblattError, match="computes in double precision, got dtype='float64': leave it"):
        export_model(flowers(), tmp_path / "m.py", dtype="float64")


@pytest.mark.parametrize("name", ["m.oonx", "m", "m.safetensors"])
def test_another_ending_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(RosenblattError, match=r"a file that ends in \.onnx, \.py or \.h, got"):
        export_model(flowers(), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_an_older_file_stays_whole_when_writing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    (tmp_path / "m.py").write_text("old", encoding="utf-8")
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        export_model(flowers(), tmp_path / "m.py")
    assert [each.read_text(encoding="utf-8") for each in tmp_path.iterdir()] == ["old"]
