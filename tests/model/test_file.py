"""Model files: what is written comes back, and nothing else is taken."""

import hashlib
import json
import os
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy
from hypothesis import given
from hypothesis import strategies as st
from tests.model.examples import EVERY, FLOWERS, MIXTURES, RECURRENT, flowers, network, temporal_xor, xor

import rosenblatt
from rosenblatt.errors import ModelFileError, RosenblattError
from rosenblatt.model import Model, load_model, save_model
from rosenblatt.network import Network
from rosenblatt.storage.canonical import dumps
from rosenblatt.storage.container import MAX_HEADER

ALL = EVERY | RECURRENT | MIXTURES


OF_SEQUENCES = ("cell", "initial_context", "predict_at", "sequence")


def content(model: Model, folder: Path) -> bytes:
    save_model(folder / "model.safetensors", model)
    return (folder / "model.safetensors").read_bytes()


def metadata_of(data: bytes) -> dict:
    header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
    return json.loads(header["__metadata__"]["rosenblatt"])


def forged(data: bytes, change: Callable[[dict], object], tensors: bytes | None = None) -> bytes:
    """Return the file as a clever stranger alters it: with a checksum that fits and a canonical header."""
    n_header = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + n_header])
    tensors = data[8 + n_header :] if tensors is None else tensors
    metadata = json.loads(header["__metadata__"]["rosenblatt"])
    del metadata["checksum"]
    change(metadata)
    metadata["checksum"] = hashlib.sha256(dumps(metadata).encode() + tensors).hexdigest()
    header["__metadata__"]["rosenblatt"] = dumps(metadata)
    text = dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + tensors


def with_header(header: bytes, tensors: bytes = b"") -> bytes:
    return struct.pack("<Q", len(header)) + header + tensors


def refused(data: bytes, folder: Path, match: str) -> str:
    path = folder / "stranger.safetensors"
    path.write_bytes(data)
    with pytest.raises(ModelFileError, match=match) as caught:
        load_model(path)
    assert "stranger.safetensors" in str(caught.value)
    return str(caught.value)


# ---- What is written comes back


@pytest.mark.parametrize("name", ALL)
def test_a_model_comes_back_as_it_was(name: str, tmp_path: Path) -> None:
    model = ALL[name]
    save_model(tmp_path / "m.safetensors", model)
    assert load_model(tmp_path / "m.safetensors") == model


@pytest.mark.parametrize("name", ALL)
def test_the_same_model_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    first = content(ALL[name], tmp_path)
    assert content(load_model(tmp_path / "model.safetensors"), tmp_path) == first


@pytest.mark.parametrize("name", EVERY | RECURRENT)
def test_it_is_a_safetensors_file_with_the_networks_arrays(name: str, tmp_path: Path) -> None:
    net = ALL[name].network
    tensors = safetensors.numpy.load(content(ALL[name], tmp_path))
    own = [each for each in (*net.weights, *net.context, *net.biases) if each is not None]
    starts = [each for each in net.starts if each is not None and net.learns_start]
    assert len(tensors) == len(own) + len(starts)
    for layer in range(net.n_layers):
        if net.context[layer] is not None:
            np.testing.assert_array_equal(tensors[f"context.{layer}"], net.context[layer])
            if net.learns_start:
                np.testing.assert_array_equal(tensors[f"starts.{layer}"], net.starts[layer])
        np.testing.assert_array_equal(tensors[f"weights.{layer}"], net.weights[layer])
        np.testing.assert_array_equal(tensors[f"biases.{layer}"], net.biases[layer])


def test_a_mixture_has_an_array_for_each_network_and_three_for_each_encoding(tmp_path: Path) -> None:
    model = MIXTURES["mixed_flowers"]
    save_model(tmp_path / "m", model)
    tensors = safetensors.numpy.load_file(tmp_path / "m")
    assert sorted(tensors) == sorted(
        [f"encodings.{k}.{name}" for k in range(3) for name in ("units", "columns", "edges")]
        + [f"networks.{k}" for k in range(4)]
    )
    assert model.mixture is not None
    np.testing.assert_array_equal(tensors["networks.2"], model.mixture.members[1].networks[0].parameters)
    np.testing.assert_array_equal(tensors["encodings.1.edges"][0], model.mixture.encodings[1].lows)
    assert (
        load_model(tmp_path / "m").predict_proba(FLOWERS).tobytes() == model.predict_proba(FLOWERS).tobytes()
    )


MIXTURE_LIES = {
    "weight": ({"members": {0: {"weight": 0.5}}}, "weights of the members must sum to 1"),
    "encoding": ({"members": {1: {"encodings": [1, 7]}}}, "has encoding 7"),
    "steps": ({"encodings": [0, 7, 5]}, "bytes"),
    "target": ({"target_mean": 1.0}, "must be given together"),
    "inputs": ({"n_inputs": 4}, "bytes"),
    "outputs": ({"n_outputs": 2}, "have 2 outputs"),
    "layers": ({"members": {0: {"networks": {0: {"layer_sizes": [5, 4, 2]}}}}}, "bytes"),
}


@pytest.mark.parametrize("lie", MIXTURE_LIES)
def test_what_does_not_fit_together_in_a_mixture_is_refused(lie: str, tmp_path: Path) -> None:
    changes, message = MIXTURE_LIES[lie]
    original = content(MIXTURES["mixed_flowers"], tmp_path)
    (tmp_path / "forged").write_bytes(forged(original, lambda found: _change(found["mixture"], changes)))
    with pytest.raises(ModelFileError, match=message):
        load_model(tmp_path / "forged")


def _change(values: dict, changes: dict) -> None:
    for key, change in changes.items():
        if isinstance(change, dict):
            _change(values[key], change)
        else:
            values[key] = change


@pytest.mark.parametrize("name", EVERY)
def test_a_model_without_context_neurons_has_no_field_of_theirs(name: str, tmp_path: Path) -> None:
    assert not set(metadata_of(content(EVERY[name], tmp_path))) & set(OF_SEQUENCES)


@pytest.mark.parametrize("name", RECURRENT)
def test_a_recurrent_model_keeps_all_that_answering_takes(name: str, tmp_path: Path) -> None:
    model = RECURRENT[name]
    kept = metadata_of(content(model, tmp_path))
    found = [kept[field] for field in OF_SEQUENCES]
    net = model.network
    assert found == [net.cell, net.initial_context, model.predict_at, model.sequence]


def test_it_answers_as_before(tmp_path: Path) -> None:
    save_model(tmp_path / "m.safetensors", flowers())
    np.testing.assert_array_equal(
        load_model(tmp_path / "m.safetensors").predict(FLOWERS), flowers().predict(FLOWERS)
    )


def test_a_runs_folder_stands_for_its_model(tmp_path: Path) -> None:
    save_model(tmp_path / "model.safetensors", xor())
    assert load_model(tmp_path) == xor()


def test_the_loaded_network_can_be_trained_on(tmp_path: Path) -> None:
    save_model(tmp_path / "m.safetensors", xor())
    parameters = load_model(tmp_path / "m.safetensors").network.parameters
    parameters += 1
    assert parameters.flags.writeable


# ---- Writing is whole or not at all


def test_a_failed_write_leaves_the_older_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(xor(), tmp_path)

    def full_disk(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space left"):
        save_model(tmp_path / "model.safetensors", flowers())
    assert [each.name for each in tmp_path.iterdir()] == ["model.safetensors"]
    assert (tmp_path / "model.safetensors").read_bytes() == before


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_model_that_diverged_is_not_written(bad: float, tmp_path: Path) -> None:
    model = xor()
    model.network.parameters[3] = bad
    with pytest.raises(ModelFileError, match="infinite or not a number"):
        save_model(tmp_path / "m.safetensors", model)
    assert not list(tmp_path.iterdir())


def test_names_that_do_not_fit_a_header_are_an_error(tmp_path: Path) -> None:
    classes = tuple(f"{number:03000}" for number in range(6000))
    with pytest.raises(ModelFileError, match=f"a header holds {MAX_HEADER}"):
        save_model(
            tmp_path / "m", Model("mlp", "classification", network((1, 6000), ("softmax",)), classes=classes)
        )
    assert not list(tmp_path.iterdir())


# ---- Damage


def test_every_truncation_is_an_error(tmp_path: Path) -> None:
    data = content(xor(), tmp_path)
    path = tmp_path / "short.safetensors"
    for length in range(len(data)):
        path.write_bytes(data[:length])
        with pytest.raises(ModelFileError):
            load_model(path)


def test_every_flipped_bit_is_an_error(tmp_path: Path) -> None:
    data = bytearray(
        content(
            Model("perceptron", "classification", network((2, 1), ("step",)), classes=("no", "yes")), tmp_path
        )
    )
    path = tmp_path / "flipped.safetensors"
    with path.open("wb") as handle:
        handle.write(data)
    for place in range(len(data)):
        for bit in range(8):
            data[place] ^= 1 << bit
            path.write_bytes(data)
            with pytest.raises(ModelFileError):
                load_model(path)
            data[place] ^= 1 << bit


@given(st.binary(max_size=300))
def test_any_bytes_are_an_error(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.safetensors"
    for each in (data, with_header(data)):
        path.write_bytes(each)
        with pytest.raises(ModelFileError):
            load_model(path)


def test_truncated_and_altered_files_say_so(tmp_path: Path) -> None:
    data = content(xor(), tmp_path)
    refused(data[:5], tmp_path, "truncated: 5 bytes")
    refused(data[:100], tmp_path, "truncated: its header claims")
    refused(data[:-8], tmp_path, "truncated: 160 bytes of data where 168 belong")
    refused(data + b"more", tmp_path, "altered: 172 bytes of data where 168 belong")
    refused(data[:-1] + bytes([data[-1] ^ 1]), tmp_path, "checksum does not match.*fetch it again")


def test_a_missing_file_and_a_folder_without_a_model_are_errors(tmp_path: Path) -> None:
    with pytest.raises(
        ModelFileError, match=r"cannot read the model file .*nothing.safetensors: No such file"
    ):
        load_model(tmp_path / "nothing.safetensors")
    with pytest.raises(ModelFileError, match=r"model\.safetensors: No such file"):
        load_model(tmp_path)


def test_what_is_no_ordinary_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ModelFileError, match="not a regular file"):
        load_model(tmp_path / "pipe")


# ---- Hostile files: everything fits but what is said


def test_a_header_that_claims_too_much_is_refused_before_it_is_read(tmp_path: Path) -> None:
    refused(struct.pack("<Q", 2**63) + b"{}", tmp_path, f"claims {2**63} bytes, {MAX_HEADER} are allowed")
    path = tmp_path / "sparse.safetensors"
    with path.open("wb") as handle:
        handle.write(struct.pack("<Q", MAX_HEADER + 1))
        handle.truncate(2**30)
    with pytest.raises(ModelFileError, match="are allowed"):
        load_model(path)


def test_a_newer_version_names_both_versions_and_the_remedy(tmp_path: Path) -> None:
    newer = forged(content(xor(), tmp_path), lambda it: it.update(format=2, surprise="new"))
    message = refused(newer, tmp_path, "has format 2, Rosenblatt .* reads formats up to 1")
    assert rosenblatt.__version__ in message
    assert "git pull" in message


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"format": 0}, "format must be a positive whole number, got 0"),
        ({"format": True}, "format must be a positive whole number, got True"),
        ({"format": "1"}, "format must be a positive whole number"),
        ({"activations": ["tahn", "logistic"]}, "got 'tahn', did you mean 'tanh'"),
        ({"activations": ["tanh"]}, "activations must name each of the 2 layers"),
        ({"activations": "tanh"}, "activations must be a list"),
        ({"activations": [7, "logistic"]}, r"activations\[0\] must be text, got 7"),
        ({"activations": ["softmax", "logistic"]}, "softmax is for the output layer"),
        ({"dtype": "float16"}, "dtype must be one of float32, float64; got 'float16'"),
        ({"dtype": "object"}, "dtype must be one of float32, float64; got 'object'"),
        ({"dtype": "float32"}, "altered: 168 bytes of data where 84 belong"),
        ({"kind": "mpl"}, "recurrent, tabular; got 'mpl', did you mean 'mlp'"),
        ({"task": None}, "task must be 'classification' or 'regression', got None"),
        ({"layer_sizes": [2, 5, 0]}, r"layer_sizes\[2\] must be a positive integer, got 0"),
        ({"layer_sizes": [2, -5, 1]}, r"layer_sizes\[1\] must be a positive integer, got -5"),
        ({"layer_sizes": [2, 5.0, 1]}, r"layer_sizes\[1\] must be an integer, got 5.0"),
        ({"layer_sizes": [2, True, 1]}, r"layer_sizes\[1\] must be an integer, got True"),
        ({"layer_sizes": []}, "layer_sizes must hold inputs and outputs at least"),
        ({"layer_sizes": [2]}, r"layer_sizes must hold inputs and outputs at least, got \(2,\)"),
        ({"layer_sizes": [2] * 9}, "4 tensors; 8 layers"),
        ({"layer_sizes": [2, 10**4000, 10**4000]}, r"layer_sizes\[1\] must be a positive integer, got 1000"),
        ({"layer_sizes": [2**40, 2**40, 1]}, "truncated"),
        ({"layer_sizes": [5, 2, 3]}, "tensor 'biases.0' is"),
        ({"output_groups": [2]}, "output_groups must be positive .* add up to 1"),
        ({"output_groups": {}}, "output_groups must be a list"),
        ({"classes": None}, "a classification needs them"),
        ({"classes": [0, 1, 2]}, "for 2 classes, got 3"),
        ({"classes": [0, {}]}, r"classes\[1\] must be text, true or false, an integer, a number or a list"),
        ({"classes": [[0], [[1]]]}, r"classes\[1\]\[0\] must be text, true or false, an integer or a number"),
        ({"classes": [0, [1]]}, "classes must all be labels or all be lists"),
        ({"classes": "01"}, "classes must be a list or null, got '01'"),
        ({"preparation": []}, "preparation must be a mapping or null"),
        ({"preparation": {}}, "preparation.features is not there"),
        ({"surprise": 1}, "the metadata has an unknown field 'surprise'; its fields are 'classes', 'format'"),
    ],
)
def test_an_impossible_field_is_an_error_that_names_it(change: dict, match: str, tmp_path: Path) -> None:
    refused(forged(content(xor(), tmp_path), lambda it: it.update(change)), tmp_path, match)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"cell": "ellman"}, "cell must be one of elman, jordan; got 'ellman', did you mean 'elman'"),
        ({"cell": None}, "cell must be 'elman' or 'jordan', got None"),
        ({"cell": "jordan"}, "altered: 232 bytes of data where 136 belong"),
        ({"initial_context": 1e400}, "not finite"),
        ({"initial_context": 1}, "initial_context must be written with a fraction, such as 0.5, got 1"),
        ({"initial_context": 10**400}, "initial_context must be a finite number, got 10000"),
        ({"initial_context": None}, "initial_context must be a number or 'learned', got None"),
        ({"initial_context": True}, "initial_context must be a number or 'learned', got True"),
        ({"initial_context": "half"}, "initial_context must be one of learned; got 'half'"),
        ({"initial_context": "learned"}, "5 tensors; 2 layers .* with their context neurons 6 in all"),
        ({"predict_at": "evry"}, "predict_at must be one of every, last; got 'evry', did you mean 'every'"),
        ({"predict_at": None}, "predict_at must be 'every' or 'last', got None"),
        ({"sequence": 7}, "sequence must be text or null, got 7"),
        ({"sequence": "string"}, "is a table's column, and without a preparation a model knows none"),
        (
            {"kind": "mlp"},
            "the metadata has an unknown field 'predict_at'; its fields are 'classes', 'format', 'kind'",
        ),
        ({"layer_sizes": [1, 1]}, "tensors; 1 layers"),
        ({"layer_sizes": []}, "layer_sizes must hold inputs and outputs at least"),
        ({"layer_sizes": [], "cell": "jordan"}, "layer_sizes must hold inputs and outputs at least"),
        ({"layer_sizes": [1, 4, 2]}, "truncated: 232 bytes of data where 272 belong"),
        ({"layer_sizes": [1, 10**4000, 1]}, r"layer_sizes\[1\] must be a positive integer, got 1000"),
    ],
)
def test_an_impossible_field_of_sequences_is_an_error(change: dict, match: str, tmp_path: Path) -> None:
    message = refused(altered(content(temporal_xor(), tmp_path), change), tmp_path, match)
    assert len(message) < 1000


def altered(data: bytes, change: dict) -> bytes:
    """Return the file with other fields; an infinite one is written as only a stranger would."""
    if change.get("initial_context") == np.inf:
        longer = data.replace(rb"\"initial_context\":0.5", rb"\"initial_context\":1e400")
        assert len(longer) == len(data) + 2
        return struct.pack("<Q", int.from_bytes(data[:8], "little") + 2) + longer[8:]
    return forged(data, lambda it: it.update(change))


def test_a_start_beyond_single_floats_is_an_error(tmp_path: Path) -> None:
    net = Network((1, 2, 1), ("tanh", "identity"), cell="elman", dtype=np.float32, initial_context=0.25)
    data = content(Model("recurrent", "regression", net, predict_at="last"), tmp_path)
    change = forged(data, lambda it: it.update(initial_context=1e300))
    refused(change, tmp_path, r"initial_context must be finite in float32, got 1e\+300")


def test_a_recurrent_model_needs_each_of_its_fields(tmp_path: Path) -> None:
    for name in OF_SEQUENCES:
        data = forged(content(temporal_xor(), tmp_path), lambda it, field=name: it.pop(field))
        # Without its cell the description is that of another network, to which no start belongs.
        lacks = "unknown field 'initial_context'" if name == "cell" else f"{name} is not there"
        refused(data, tmp_path, lacks)
    added = forged(content(xor(), tmp_path), lambda it: it.update(cell="elman"))
    refused(added, tmp_path, "initial_context is not there")


def test_a_missing_field_is_an_error_that_names_it(tmp_path: Path) -> None:
    refused(forged(content(xor(), tmp_path), lambda it: it.pop("task")), tmp_path, "task is not there")


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_parameters_that_are_not_finite_are_an_error(bad: float, tmp_path: Path) -> None:
    data = content(xor(), tmp_path)
    parameters = xor().network.parameters.copy()
    parameters[-1] = bad
    refused(forged(data, lambda it: None, parameters.tobytes()), tmp_path, "infinite or not a number")


def test_only_the_expected_tensors_are_taken(tmp_path: Path) -> None:
    data = content(xor(), tmp_path)
    n_header = int.from_bytes(data[:8], "little")
    for name, entry in (
        ("weights.1", {"data_offsets": [80, 120], "dtype": "F64", "shape": [1, 5]}),
        ("weights.1", {"data_offsets": [0, 40], "dtype": "F64", "shape": [5, 1]}),
        ("weights.1", {"data_offsets": [80, 120], "dtype": "I64", "shape": [5, 1]}),
        ("weights.1", "F64"),
        ("weights.7", {"data_offsets": [80, 120], "dtype": "F64", "shape": [5, 1]}),
    ):
        header = json.loads(data[8 : 8 + n_header])
        del header["weights.1"]
        header[name] = entry
        refused(with_header(dumps(header).encode(), data[8 + n_header :]), tmp_path, f"tensor '{name}' is")
    header = json.loads(data[8 : 8 + n_header])
    header["extra"] = {"data_offsets": [168, 168], "dtype": "F64", "shape": [0]}
    refused(with_header(dumps(header).encode(), data[8 + n_header :]), tmp_path, "5 tensors; 2 layers")


@pytest.mark.parametrize(
    ("header", "match"),
    [
        (b"\xff\xfe", "header is not text"),
        (b"not json", "not JSON"),
        (b"[]", "header must be an object"),
        (b"{}", "not a file of Rosenblatt"),
        (b'{"__metadata__":{"format":"pt"}}', "not a file of Rosenblatt"),
        (b'{"__metadata__":["rosenblatt"]}', "__metadata__ must be an object"),
        (b'{"__metadata__":{"rosenblatt":7}}', "not a file of Rosenblatt"),
        (b'{"__metadata__":{"rosenblatt":"[]"}}', "must be an object"),
        (
            b'{"__metadata__":{"rosenblatt":"{\\"format\\":1,\\"format\\":1}"}}',
            "names the key 'format' twice",
        ),
        (b'{"__metadata__":{"rosenblatt":"{\\"format\\":NaN}"}}', "not finite"),
        (b'{"__metadata__":{},"__metadata__":{}}', "names the key '__metadata__' twice"),
        (b"[" * 200_000, "nests too deeply"),
    ],
)
def test_a_header_that_is_none_of_ours_is_an_error(header: bytes, match: str, tmp_path: Path) -> None:
    refused(with_header(header), tmp_path, match)


def test_a_header_that_is_spaced_otherwise_is_an_error(tmp_path: Path) -> None:
    data = content(xor(), tmp_path)
    n_header = int.from_bytes(data[:8], "little")
    spaced = json.dumps(json.loads(data[8 : 8 + n_header])).encode()
    refused(with_header(spaced, data[8 + n_header :]), tmp_path, "altered or damaged")


def test_half_a_character_is_an_error(tmp_path: Path) -> None:
    data = content(xor(), tmp_path).replace(rb"[0,1]", rb"[\"\\ud800\",1]")
    n_more = len(rb"[\"\\ud800\",1]") - len(rb"[0,1]")
    n_header = int.from_bytes(data[:8], "little") + n_more
    refused(struct.pack("<Q", n_header) + data[8:], tmp_path, r"classes\[0\] must be valid Unicode text")


def leaves(value: object, path: tuple = ()) -> list[tuple]:
    """Return the path of every value inside a JSON value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(each for key, inner in items for each in leaves(inner, (*path, key)))]


@given(
    data=st.data(),
    replacement=st.sampled_from(
        [None, True, -1, 0, 2**70, 1.5, -0.0, 1e308, "", "x", [], [[]], {}, {"a": 1}]
    ),
)
@pytest.mark.filterwarnings("ignore:.* did not occur in training and")  # a column with another name
@pytest.mark.parametrize("name", ["flowers", "prices"])
def test_a_preparation_with_any_value_replaced_loads_or_is_an_error(
    name: str, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, replacement: object
) -> None:
    folder = tmp_path_factory.getbasetemp()
    original = content(EVERY[name], folder)
    place = data.draw(st.sampled_from(leaves(metadata_of(original)["preparation"])[1:]))

    def replace(metadata: dict) -> None:
        inside = metadata["preparation"]
        for key in place[:-1]:
            inside = inside[key]
        inside[place[-1]] = replacement

    path = folder / "replaced.safetensors"
    path.write_bytes(forged(original, replace))
    try:
        model = load_model(path)
        with np.errstate(all="ignore"):  # a mean of 1e308 leads to infinite activations
            model.predict(FLOWERS)
    except RosenblattError:
        return
    assert isinstance(model.network, Network)
