"""Checkpoints of networks with context neurons: what is written comes back, and nothing else is taken."""

import numpy as np
import pytest
from tests.checkpoint.sequences import CASES, LENGTHS
from tests.fuzz.mutants import Sealed

from rosenblatt import advance
from rosenblatt.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from rosenblatt.errors import ModelFileError

DTYPES = [np.float32, np.float64]


def after(epochs, name, dtype=np.float64):
    case = CASES[name]
    state, data = case.start(dtype), case.data(dtype)
    history, reason = advance(state, data, case.plan, epochs)
    return Checkpoint(state, history, case.plan, data.digest, reason)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", CASES)
def test_a_checkpoint_comes_back_and_training_goes_on_from_it_to_the_same_bits(name, dtype, tmp_path):
    case = CASES[name]
    made = after(7, name, dtype)
    save_checkpoint(tmp_path / "c", made)
    found = load_checkpoint(tmp_path / "c")
    assert found.state == made.state
    assert found.state.context.dtype == dtype
    assert (found.plan, found.data_digest) == (made.plan, made.data_digest)
    whole, data = case.start(dtype), case.data(dtype)
    advance(whole, data, case.plan, 12)
    found.require_data(data)
    advance(found.state, data, found.plan, 5, history=found.history)
    assert found.state == whole


def sealed(name, tmp_path):
    save_checkpoint(tmp_path / "c", after(3, name))
    return Sealed.of((tmp_path / "c").read_bytes())


@pytest.mark.parametrize("name", CASES)
def test_its_order_is_of_sequences_and_its_context_of_a_stream_alone(name, tmp_path):
    found = sealed(name, tmp_path)
    stateful, early = CASES[name].plan.stateful, CASES[name].plan.early_stopping
    assert found.metadata["n_samples"] == (1 if stateful else 9 if early else len(LENGTHS))
    assert ("context" in found.entries) == stateful
    if stateful:
        assert found.entries["context"]["shape"] == [7 if CASES[name].cell == "elman" else 3]


def refused(found, tmp_path, match):
    (tmp_path / "stranger").write_bytes(found.bytes_with(found.entries))
    with pytest.raises(ModelFileError, match=match) as caught:
        load_checkpoint(tmp_path / "stranger")
    assert len(str(caught.value)) < 1000


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"cell": "gru"}, "cell must be one of elman, jordan; got 'gru'"),
        ({"cell": None}, "cell must be 'elman' or 'jordan', got None"),
        ({"cell": ["x" * 900]}, "cell must be 'elman' or 'jordan', got"),
        ({"cell": "jordan"}, "altered: 3872 bytes of data where 3632 belong"),
        ({"initial_context": "learned"}, "truncated: 3872 bytes of data where 3984 belong"),
        ({"initial_context": 1}, "initial_context must be written with a fraction, such as 0.5, got 1"),
        ({"initial_context": None}, "initial_context must be a number or 'learned', got None"),
        ({"layer_sizes": [2, 3]}, "altered: 3872 bytes of data where 2936 belong"),
        ({"layer_sizes": [2]}, "layer_sizes must hold inputs and outputs at least"),
    ],
)
def test_an_impossible_cell_is_an_error(change, match, tmp_path):
    found = sealed("stream", tmp_path)
    found.metadata.update(change)
    refused(found, tmp_path, match)


@pytest.mark.parametrize("field", ["cell", "initial_context"])
def test_a_cell_needs_both_of_its_fields(field, tmp_path):
    found = sealed("elman", tmp_path)
    del found.metadata[field]
    message = (
        "initial_context is not there" if field == "initial_context" else "unknown field 'initial_context'"
    )
    refused(found, tmp_path, message)


def test_a_context_that_is_not_finite_is_an_error(tmp_path):
    found = sealed("stream", tmp_path)
    begin, end = found.entries["context"]["data_offsets"]
    assert end - begin == 7 * 8
    found.data = found.data[:begin] + np.full(7, np.nan).tobytes() + found.data[end:]
    refused(found, tmp_path, "context hold a number that is infinite or not a number")


@pytest.mark.parametrize("lacking", ["backprop_steps", "stateful"])
def test_fields_that_early_plans_lack_have_their_defaults(lacking, tmp_path):
    found = sealed("elman", tmp_path)
    del found.metadata["plan"][lacking]
    (tmp_path / "early").write_bytes(found.bytes_with(found.entries))
    assert load_checkpoint(tmp_path / "early").plan == CASES["elman"].plan
    del found.metadata["plan"]["solver"]
    refused(found, tmp_path, "plan.solver is not there")
