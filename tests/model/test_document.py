"""docs/file-format.md is right about every byte it shows."""

import re
from pathlib import Path

from tests.fuzz import seeds
from tests.fuzz.mutants import Sealed

from rosenblatt.checkpoint import file, states
from rosenblatt.history import COLUMNS
from rosenblatt.model import Model, save_model
from rosenblatt.model.file import RecurrentMetadata
from rosenblatt.network import Network
from rosenblatt.network.description import RecurrentDescription
from rosenblatt.run.folder.folder import FILES
from rosenblatt.storage.canonical import MAX_DEPTH
from rosenblatt.storage.container import MAX_HEADER
from rosenblatt.training.perceptron.state import NEURON
from rosenblatt.training.state import PROGRESS

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


def test_the_example_with_context_neurons_is_the_file(tmp_path: Path) -> None:
    net = Network((1, 1), ("identity",), [2, 0.25, -1], cell="jordan")
    save_model(tmp_path / "echo", Model("recurrent", "regression", net, predict_at="every"))
    data = (tmp_path / "echo").read_bytes()
    header, parameters = data[8:-24].decode(), data[-24:]
    assert f"takes {len(data)} bytes. The header is" in DOCUMENT
    assert f"```json\n{header.rstrip()}\n```" in DOCUMENT
    assert f"    {parameters.hex(' ')}\n" in DOCUMENT


def test_every_field_and_every_file_is_described() -> None:
    described = set(re.findall(r"`([\w.]+)`", DOCUMENT))
    fields = {*RecurrentMetadata.__dataclass_fields__, *RecurrentDescription.__dataclass_fields__}
    assert {*fields, "checksum", *FILES} <= described
    assert f"{MAX_HEADER:,}" in DOCUMENT


def test_every_field_tensor_and_number_of_a_checkpoint_is_described() -> None:
    section = DOCUMENT[DOCUMENT.index("## A checkpoint") : DOCUMENT.index("## A run's folder")]
    described = set(re.findall(r"`([\w.]+)`", section))
    kinds = (file.Metadata, states.PerceptronShapes, RecurrentDescription)
    fields = {"rule", "plan", "n_samples", *(name for kind in kinds for name in kind.__dataclass_fields__)}
    assert {*fields, *PROGRESS.names, *NEURON.names, *COLUMNS} <= described
    for name, content in seeds.checkpoints().items():
        names = {each.removeprefix("array.") for each in Sealed.of(content).entries}
        assert names <= described, name
    assert f"uint8, `[{PROGRESS.itemsize}]`" in section
    assert f"uint8, `[n_neurons, {NEURON.itemsize}]`" in section
    assert f"float64, `[n_epochs, {len(COLUMNS)}]`" in section
    assert f"the version of this format: `{file.FORMAT}`" in section


def test_the_tensors_of_a_checkpoint_lie_in_the_order_of_the_document() -> None:
    section = DOCUMENT[DOCUMENT.index("## A checkpoint") : DOCUMENT.index("## A run's folder")]
    tables = re.findall(r"\| tensor \| type and shape.*?\n\n", section, re.DOTALL)
    network, neurons, both = (re.findall(r"^\| `([\w.]+)`", table, re.MULTILINE) for table in tables)
    for name, own in (("adam", network), ("jordan stream", network), ("perceptron", neurons)):
        entries = Sealed.of(seeds.checkpoints()[name]).entries
        lying = sorted(entries, key=lambda tensor, entries=entries: entries[tensor]["data_offsets"])
        told = [each for each in [*own, both[0]] if each in entries and 0 not in entries[each]["shape"]]
        assert ("context" in told) == (name == "jordan stream")
        assert [tensor for tensor in lying if tensor in told] == told


def test_how_deep_json_may_nest_is_described() -> None:
    assert f"nests at most {MAX_DEPTH - 1} levels deep" in DOCUMENT
