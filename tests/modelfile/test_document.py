"""docs/file-format.md is right about every byte it shows."""

import re
from pathlib import Path

from rosenblatt.modelfile import Model, save_model
from rosenblatt.modelfile.metadata import Metadata
from rosenblatt.network import Network
from rosenblatt.run.folder import FILES
from rosenblatt.tensorfile import MAX_HEADER

DOCUMENT = (Path(__file__).parents[2] / "docs" / "file-format.md").read_text(encoding="utf-8")


def test_the_example_is_the_file(tmp_path: Path) -> None:
    gate = Network((2, 1), ("step",), [1, 1, -1.5])
    save_model(tmp_path / "and", Model("perceptron", "classification", gate, classes=("no", "yes")))
    data = (tmp_path / "and").read_bytes()
    length, header, parameters = data[:8], data[8:-24].decode(), data[-24:]
    assert f"takes {len(data)} bytes" in DOCUMENT
    assert f"    {length.hex(' ')}\n" in DOCUMENT
    assert f"that is {len(header)}," in DOCUMENT
    assert f"```json\n{header.rstrip()}\n```" in DOCUMENT
    assert len(header) - len(header.rstrip()) == len("     ")
    assert f"    {parameters.hex(' ')}\n" in DOCUMENT


def test_every_field_and_every_file_is_described() -> None:
    described = set(re.findall(r"`([\w.]+)`", DOCUMENT))
    assert {*Metadata.__dataclass_fields__, "checksum", *FILES} <= described
    assert f"{MAX_HEADER:,}" in DOCUMENT
