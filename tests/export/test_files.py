"""A file's name says what is written, and it appears whole or not at all."""

from pathlib import Path

import onnx
import pytest
from tests.model.examples import flowers

from rosenblatt.errors import RosenblattError
from rosenblatt.export import export_model, to_onnx, to_python


def test_the_ending_decides(tmp_path: Path) -> None:
    export_model(flowers(), tmp_path / "m.onnx")
    assert onnx.load(tmp_path / "m.onnx") == to_onnx(flowers())
    export_model(flowers(), tmp_path / "m.PY")
    assert (tmp_path / "m.PY").read_text(encoding="utf-8") == to_python(flowers())


@pytest.mark.parametrize("name", ["m.oonx", "m", "m.safetensors"])
def test_another_ending_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(RosenblattError, match=r"a file that ends in \.onnx or \.py, got"):
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
