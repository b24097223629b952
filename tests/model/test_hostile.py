"""Model files of strangers, beyond what test_file.py refuses: memory, paths, the same bytes for all."""

import os
import subprocess
import sys
import tracemalloc
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fuzz import seeds
from tests.fuzz.mutants import VALUES, Sealed, mutate_model
from tests.fuzz.targets import most_memory
from tests.model.examples import EVERY, MIXTURES, RECURRENT, network
from tests.model.test_file import leaves

from rosenblatt.errors import ModelFileError
from rosenblatt.model import Model, load_model, save_model


def loaded_or_none(path):
    """A model, or None if it was refused; also the memory it took."""
    tracemalloc.start()
    found, message = None, path.name
    try:
        found = load_model(path)
    except ModelFileError as error:
        message = str(error)
    taken = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert path.name in message
    assert len(message) < 1000
    return found, taken


@given(data=st.data(), name=st.sampled_from([*EVERY, *RECURRENT, *MIXTURES]))
def test_any_value_anywhere_is_read_or_refused(tmp_path_factory, data, name):
    path = tmp_path_factory.getbasetemp() / "replaced.safetensors"
    sealed = Sealed.of(seeds.models()[name])
    place = data.draw(st.sampled_from(leaves(sealed.metadata)[1:]))
    inside = sealed.metadata
    for key in place[:-1]:
        inside = inside[key]
    inside[place[-1]] = data.draw(st.sampled_from(VALUES))
    path.write_bytes(sealed.bytes_with(sealed.entries))
    found, taken = loaded_or_none(path)
    assert found is None or isinstance(found, Model)
    assert taken <= most_memory(path.stat().st_size) + 30_000_000  # polars is imported for the first one


@given(seed=st.integers(0, 2**32), name=st.sampled_from([*EVERY, *RECURRENT, *MIXTURES]))
def test_what_passes_the_seal_is_read_or_refused(tmp_path_factory, seed, name):
    path = tmp_path_factory.getbasetemp() / "mutant.safetensors"
    path.write_bytes(mutate_model(seeds.models()[name], Random(seed)))
    found, _ = loaded_or_none(path)
    if found is not None:
        save_model(path, found)
        assert load_model(path) == found


@pytest.mark.parametrize(
    "claim", [{"layer_sizes": [10**9, 10**9]}, {"layer_sizes": [1] * 20_000}, {"classes": ["x"] * 90_000}]
)
def test_absurd_claims_take_no_memory(claim, tmp_path):
    sealed = Sealed.of(seeds.models()["xor"])
    sealed.metadata.update(claim)
    (tmp_path / "m").write_bytes(sealed.bytes_with(sealed.entries))
    found, taken = loaded_or_none(tmp_path / "m")
    assert found is None
    assert taken <= most_memory((tmp_path / "m").stat().st_size)


def test_a_wide_model_takes_a_few_times_its_size(tmp_path):
    save_model(tmp_path / "m", Model("mlp", "regression", network((1000, 1500, 1), ("relu", "identity"))))
    size = (tmp_path / "m").stat().st_size
    found, taken = loaded_or_none(tmp_path / "m")
    assert found is not None
    assert taken <= 3.5 * size


def test_a_name_of_a_thousand_letters_is_told_in_short(tmp_path):
    sealed = Sealed.of(seeds.models()["xor"])
    sealed.metadata["kind"] = "x" * 900_000
    (tmp_path / "m").write_bytes(sealed.bytes_with(sealed.entries))
    assert loaded_or_none(tmp_path / "m")[0] is None


@pytest.mark.parametrize("path", [b"\0", "a\0b", "", "\ud800", None, 3.5, "x" * 5000])
def test_what_names_no_file_is_refused(path):
    with pytest.raises(ModelFileError, match="model file"):
        load_model(path)


def test_a_path_of_bytes_is_a_path(tmp_path):
    save_model(tmp_path / "m", EVERY["xor"])
    assert load_model(os.fsencode(tmp_path / "m")) == EVERY["xor"]


def test_the_same_model_gives_the_same_bytes_in_every_process(tmp_path):
    script = (
        "import sys, pathlib; from tests.model.examples import EVERY, MIXTURES, RECURRENT\n"
        "from rosenblatt import save_model\n"
        "folder = pathlib.Path(sys.argv[1]); folder.mkdir()\n"
        "for name, model in (EVERY | RECURRENT | MIXTURES).items(): save_model(folder / name, model)\n"
    )
    for seed in ("1", "2"):
        arguments = [sys.executable, "-c", script, str(tmp_path / seed)]
        subprocess.run(arguments, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
    for name in EVERY | RECURRENT | MIXTURES:
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


def test_parameters_that_are_not_numbers_are_refused_in_every_layer(tmp_path):
    sealed = Sealed.of(seeds.models()["xor"])
    for place in range(0, len(sealed.data), 8):
        data = bytearray(sealed.data)
        data[place : place + 8] = np.float64(np.nan).tobytes()
        forged = Sealed(sealed.metadata, sealed.entries, bytes(data))
        (tmp_path / "m").write_bytes(forged.bytes_with(sealed.entries))
        with pytest.raises(ModelFileError, match="infinite or not a number"):
            load_model(tmp_path / "m")
