"""Checkpoints of strangers: whatever stands in one, it is read or refused, with one error that says why."""

import json
import os
import subprocess
import sys
import tracemalloc
import warnings

import numpy as np
import pytest
from tests.fuzz import seeds
from tests.fuzz.mutants import Sealed
from tests.fuzz.targets import most_memory

from rosenblatt import MLPClassifier, MLPRegressor, Perceptron
from rosenblatt.checkpoint import file as checkpoint_file
from rosenblatt.checkpoint import load_checkpoint, previous_path, save_checkpoint
from rosenblatt.errors import ModelFileError, RosenblattError
from rosenblatt.training.perceptron.state import NEURON
from rosenblatt.training.state import PROGRESS

KINDS = {"MLPClassifier": MLPClassifier, "MLPRegressor": MLPRegressor, "Perceptron": Perceptron}


def forged(name, change, data=None):
    """A checkpoint as a clever stranger alters it: all sizes and the checksum fit."""
    sealed = Sealed.of(seeds.checkpoints()[name])
    change(sealed.metadata)
    try:
        layouts = checkpoint_file._expected(sealed.metadata, 0, 1 << 16)
    except Exception:
        return sealed.bytes_with(sealed.entries)
    if data is not None:
        start = 0
        for layout in layouts:
            if layout.name in data:
                values = np.frombuffer(
                    sealed.data, layout.dtype, layout.n_bytes // _item(layout), start
                ).copy()
                data[layout.name](values)
                sealed.data = sealed.data[:start] + values.tobytes() + sealed.data[start + layout.n_bytes :]
            start += layout.n_bytes
    return sealed.fitting(layouts)


def _item(layout):
    return np.dtype(layout.dtype).itemsize


def unchanged(metadata):
    pass


def refused(content, folder, match):
    path = folder / "stranger.checkpoint"
    path.write_bytes(content)
    with pytest.raises(ModelFileError, match=match) as caught:
        load_checkpoint(path)
    assert "stranger.checkpoint" in str(caught.value)
    assert len(str(caught.value)) < 1000


def test_a_forged_file_that_changes_nothing_is_read(tmp_path):
    for name, content in seeds.checkpoints().items():
        assert forged(name, unchanged) == content
        (tmp_path / "c").write_bytes(content)
        assert load_checkpoint(tmp_path / "c").state.epoch


# ---- What the metadata says


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"format": 2}, r"has format 2, Rosenblatt .* reads formats up to 1: install a newer one"),
        ({"format": 0}, "format must be a positive whole number, got 0"),
        ({"format": "1"}, "format must be a positive whole number"),
        ({"kind": 7}, "it is no checkpoint: its kind is 7"),
        ({"rule": "perceptron"}, "plan.penalty is not there"),
        ({"rule": []}, r"rule must be 'gradient' or 'perceptron', got \[\]"),
        ({"surprise": 1}, "the metadata has an unknown field 'surprise'"),
        ({"layer_sizes": [3]}, "layer_sizes must hold inputs and outputs at least"),
        ({"layer_sizes": [3, 0, 3]}, r"layer_sizes\[1\] must be a positive integer, got 0"),
        ({"layer_sizes": [2**40, 2**40, 3]}, "truncated: .* bytes of data where .* belong"),
        ({"layer_sizes": [3, 10**4000]}, r"layer_sizes\[1\] must be a positive integer"),
        ({"layer_sizes": {"3": 1}}, "layer_sizes must be a list, got"),
        ({"activations": ["tahn", "softmax"]}, "did you mean 'tanh'"),
        ({"activations": {"relu": 1, "softmax": 2}}, "activations must be a list, got"),
        ({"activations": ["relu" * 1000, "softmax"]}, "activation must be one of"),
        ({"output_groups": [2, 2]}, "add up to 3"),
        ({"output_groups": [True, 2]}, r"output_groups\[0\] must be an integer, got True"),
        ({"dtype": "object"}, "dtype must be one of float32, float64; got 'object'"),
        ({"dtype": ["float64"]}, "dtype must be 'float32' or 'float64', got"),
        ({"n_samples": -1}, "n_samples must be 0 or a positive integer, got -1"),
        ({"n_samples": 10**18}, "n_samples must be 0 or a positive integer, got 1000"),
        ({"n_epochs": 1.0}, "n_epochs must be an integer, got 1.0"),
        ({"arrays": []}, "arrays must be a mapping"),
        ({"arrays": {"x": "float64"}}, "arrays.x must be a list, got 'float64'"),
        ({"arrays": {"x": ["object", [1]]}}, r"arrays.x\[0\] must be a type of numbers, got 'object'"),
        ({"arrays": {"x": ["float64", [1, 1, 1, 1]]}}, r"arrays.x\[1\] must have at most 3 axes, got"),
        ({"arrays": {"x": ["float64", [-1]]}}, r"arrays.x\[1\]\[0\] must be 0 or a positive"),
        ({"arrays": {"x": ["float64", [3000, 3000, 0]]}}, "does not fit"),
        ({"data_digest": "short"}, "data_digest must be 64 hexadecimal digits, got 'short'"),
        ({"data_digest": None}, "data_digest must be text, got None"),
        ({"stopped_by": {"a": 1}}, "stopped_by must be text or null"),
        ({"owner": []}, "owner must be a mapping"),
        ({"owner": {"n": [10**30]}}, r"owner.n\[0\] must be an integer of 64 bits, got one of 100"),
        ({"plan": None}, "plan must be a mapping, got None"),
        ({"plan": {}}, "plan.loss is not there"),
    ],
)
def test_an_impossible_field_is_named(change, match, tmp_path):
    refused(forged("adam", lambda it: it.update(change)), tmp_path, match)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (
            {"learning_rate_init": -1},
            "plan is impossible: learning_rate_init must be a finite number above 0",
        ),
        ({"learning_rate_init": "inf"}, "plan is impossible: learning_rate_init"),
        ({"learning_rate_init": 10**400}, "plan.learning_rate_init must be a finite number"),
        ({"max_iter": 2**63}, "plan.max_iter must be an integer of 64 bits, got 9223372036854775808"),
        ({"max_iter": 2**63 - 1, "batch_size": 1}, "more steps .* than can be counted"),
        ({"max_iter": 1.5}, "plan.max_iter must be an integer, got 1.5"),
        ({"max_iter": True}, "plan.max_iter must be an integer, got True"),
        ({"max_iter": 0}, "plan is impossible: max_iter must be a positive integer, got 0"),
        ({"loss": "log_los"}, "did you mean 'log_loss'"),
        ({"loss": ["log_loss"]}, "plan.loss must be text, got"),
        ({"loss_parameter": "abc"}, "loss_parameter must be"),
        ({"loss_parameter": {}}, "loss_parameter must be"),
        ({"solver": "x" * 5000}, "solver must be one of"),
        ({"dropout": [0.5, 0.5]}, "drops out of 2 layers, there are 1 hidden"),
        ({"dropout": [[]]}, r"plan.dropout\[0\] must be a number"),
        ({"dropout": 1}, "plan.dropout must be a list, got 1"),
    ],
)
def test_an_impossible_plan_is_named(change, match, tmp_path):
    refused(forged("adam", lambda it: it["plan"].update(change)), tmp_path, match)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"n_neurons": 0}, "n_neurons must be a positive integer, got 0"),
        ({"n_features": 0}, "n_features must be a positive integer, got 0"),
        ({"n_samples": 0}, "n_samples must be a positive integer, got 0"),
        ({"averages": 0}, "averages must be 3 wide for its plan, got 0"),
        ({"shrunk": 2}, "shrunk must be 3 wide for its plan, got 2"),
        ({"plan": {}}, "plan.penalty is not there"),
    ],
)
def test_an_impossible_perceptron_is_named(change, match, tmp_path):
    refused(forged("perceptron", lambda it: it.update(change)), tmp_path, match)


# ---- What the arrays hold


def progress(**values):
    def change(record):
        for name, value in values.items():
            record.view(PROGRESS)[name] = value

    return {"progress": change}


def neurons(**values):
    def change(records):
        for name, value in values.items():
            records.view(NEURON)[name] = value

    return {"neurons": change}


def put(name, value, place=0):
    return {name: lambda values: values.__setitem__(place, value)}


@pytest.mark.parametrize(
    ("name", "data", "match"),
    [
        ("adam", put("parameters", np.nan), "parameters hold a number that is infinite or not a number"),
        ("adam", put("parameters", np.inf), "parameters hold a number that is infinite or not a number"),
        ("adam", put("moments", np.nan), "moments hold a value that is not a number"),
        ("early", put("best_parameters", np.nan), "best parameters hold a number"),
        ("adam", put("order", 12), "order does not name each of the 12 samples once"),
        ("adam", put("order", -1), "order does not name each"),
        ("adam", put("order", 2**62), "order does not name each"),
        ("adam", put("order", 3, slice(0, 2)), "order does not name each"),
        ("adam", progress(random_position=625), "random position is 625, which cannot be"),
        ("adam", progress(random_position=-1), "random position is -1"),
        ("adam", progress(epoch=-3), "epoch is -3"),
        ("adam", progress(step=2**63 - 1), "step is 9223372036854775807"),
        ("adam", progress(samples_seen=-1), "samples_seen is -1"),
        ("adam", progress(no_improvement=2**60), "no_improvement is"),
        ("adam", progress(learning_rate=np.nan), "learning_rate is nan"),
        ("adam", progress(learning_rate=np.inf), "learning_rate is inf"),
        ("adam", progress(learning_rate=-1e-3), "learning_rate is -0.001"),
        ("adam", progress(best_loss=np.nan), "best_loss is nan"),
        ("adam", progress(seconds=-1), "seconds is -1"),
        ("adam", put("history", np.nan), "history's epoch is nan"),
        ("adam", put("history", 1.5), "history's epochs are not ascending integers"),
        ("adam", put("history", 3), "history's epochs are not ascending integers"),
        ("perceptron", put("weights", np.nan), "weights hold a number"),
        ("perceptron", put("averages", np.inf), "averages hold a number"),
        ("perceptron", put("shrunk", np.nan), "shrunk weights hold a value"),
        ("perceptron", put("order", 12), "order does not name each of the 12 samples once"),
        ("perceptron", put("order", -(2**31)), "order does not name each"),
        ("perceptron", neurons(bias=np.nan), r"neurons \(bias\) hold a number"),
        ("perceptron", neurons(scale=np.inf), r"neurons \(scale\) hold a number"),
        ("perceptron", neurons(epoch=-1), "epoch is -1"),
        ("perceptron", neurons(step=np.nan), "step is nan"),
        ("perceptron", neurons(seed=-1), "seed is -1"),
        ("perceptron", neurons(seed=2**40), "seed is"),
        ("perceptron", neurons(status=3), "status is 3"),
        ("perceptron", neurons(best=np.nan), "best is nan"),
    ],
)
def test_an_impossible_state_is_named(name, data, match, tmp_path):
    refused(forged(name, unchanged, data), tmp_path, match)


# ---- What is done with it: resume


def resumed(name, change, folder, data=None):
    path = folder / "stranger.checkpoint"
    path.write_bytes(forged(name, change, data))
    kind = KINDS[Sealed.of(seeds.checkpoints()[name]).metadata["owner"]["estimator"]]
    y = {"adam": seeds.CLASSES, "perceptron": seeds.CLASSES, "lbfgs": seeds.CLASSES, "sgd": seeds.NUMBERS}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return kind.resume(path, *(() if name == "partial" else (seeds.X, y[name])))


def parameters(**values):
    return lambda it: it["owner"]["parameters"].update(values)


@pytest.mark.parametrize(
    ("name", "change", "match"),
    [
        ("adam", parameters(alpha="much"), "parameters are impossible: The 'alpha' parameter"),
        ("adam", parameters(hidden_layer_sizes={"pairs": 3}), "parameters are impossible"),
        ("adam", parameters(hidden_layer_sizes={"pairs": [[{"pairs": []}, 1]]}), "parameters are impossible"),
        ("adam", parameters(tol={"float": "abc"}), "parameters are impossible: could not convert"),
        ("adam", parameters(n_threads=10**9), "n_threads is 1000000000, 4096 are allowed"),
        ("adam", parameters(surprise=1), "parameters that MLPClassifier does not know"),
        ("adam", parameters(random_state__x=1), "parameters that MLPClassifier does not know"),
        ("adam", lambda it: it["owner"].update(parameters=3), "parameters that MLPClassifier does not know"),
        ("adam", lambda it: it["owner"].update(estimator=["MLPClassifier"]), "is of a training by"),
        ("adam", lambda it: it["owner"].update(every=10**18), None),
        ("adam", lambda it: it["owner"].update(every="soon"), "checkpoints are made every"),
        ("adam", lambda it: it["owner"].update(every="x" * 2000), "checkpoints are made every"),
        ("adam", parameters(hidden_layer_sizes=[10**9, 10**9]), "the given data asks for"),
        ("lbfgs", lambda it: it["arrays"].pop("start"), "lacks the array 'start'"),
        (
            "lbfgs",
            lambda it: it["arrays"].update(start=["float64", [1]]),
            "array 'start' is float64 of shape",
        ),
        ("lbfgs", lambda it: it["arrays"].pop("losses"), "lacks the array 'losses'"),
        ("lbfgs", lambda it: it["arrays"]["gradients"][1].reverse(), "array 'gradients' is float64 of shape"),
        ("perceptron", lambda it: it["arrays"].pop("mistakes"), "lacks the array 'mistakes'"),
        ("perceptron", lambda it: it["arrays"].update(validation=["uint8", [2, 6]]), "array 'validation' is"),
        ("perceptron", parameters(alpha=-1), "parameters are impossible: The 'alpha' parameter"),
        ("partial", lambda it: it["owner"].update(learned=[]), "has learned"),
        ("partial", lambda it: it["owner"]["learned"].update(n_features=10**18), "counts"),
        ("partial", lambda it: it["owner"]["learned"].update(n_features=2), "the given data asks for"),
        ("partial", lambda it: it["owner"]["learned"].update(feature_names=[1, 2, 3]), "feature names are"),
        ("partial", lambda it: it["owner"]["learned"]["targets"].update(kind="Numbers"), "classes are none"),
        ("partial", lambda it: it["owner"]["learned"]["targets"].update(kind="ManyBoxes"), "'ManyBoxes'"),
        ("partial", lambda it: it["owner"]["learned"]["targets"].update(kind="TwoClasses"), "of the kind"),
        ("partial", lambda it: it["owner"]["learned"]["targets"].update(classes=3), "classes are none"),
    ],
)
def test_what_no_estimator_wrote_is_refused(name, change, match, tmp_path):
    if match is None:
        assert resumed(name, change, tmp_path).predict(seeds.X).shape == (12,)
        return
    with pytest.raises(RosenblattError, match=match) as caught:
        resumed(name, change, tmp_path)
    assert len(str(caught.value)) < 1000


@pytest.mark.parametrize(
    "classes",
    [
        {"dtype": "<U1000000000", "labels": ["a", "b", "c"]},
        {"dtype": "<i8", "labels": [1, 2, 2**63]},
        {"dtype": "|i1", "labels": [1, 2, 300]},
        {"dtype": "<f8", "labels": ["a", "b", "c"]},
        {"dtype": "|O", "labels": [[], {}, None]},
        {"dtype": "|V8", "labels": [1, 2, 3]},
        {"dtype": "i4,O", "labels": [1, 2, 3]},
        {"dtype": "no type", "labels": [1, 2, 3]},
        {"dtype": "<U1", "labels": "abc"},
        {"dtype": "<U1", "labels": []},
        {"dtype": 3, "labels": ["a", "b", "c"]},
    ],
)
def test_classes_of_odd_types_are_refused_and_take_no_memory(classes, tmp_path):
    tracemalloc.start()
    with pytest.raises(ModelFileError, match="the checkpoint's classes are none"):
        resumed("partial", lambda it: it["owner"]["learned"]["targets"].update(classes=classes), tmp_path)
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()


def test_a_file_cannot_name_another_to_be_written(tmp_path):
    # A recording would take the place of whatever lies there.
    precious = tmp_path / "precious"
    precious.write_text("mine")
    with pytest.raises(ModelFileError, match="record_path names a file to write: a checkpoint must not"):
        resumed("adam", parameters(record="epochs", record_path=str(precious)), tmp_path)
    assert precious.read_text() == "mine"


def test_a_path_to_record_to_is_not_kept(tmp_path):
    model = MLPClassifier(2, max_iter=2, record="epochs", record_path=tmp_path / "r")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(seeds.X, seeds.CLASSES, checkpoint=tmp_path / "c")
    owner = load_checkpoint(tmp_path / "c").owner
    assert owner["parameters"]["record"] == "epochs"
    assert owner["parameters"]["record_path"] is None


def test_an_estimator_of_another_rule_is_refused(tmp_path):
    path = tmp_path / "c"
    known = {"estimator": "MLPClassifier", "parameters": {"hidden_layer_sizes": [2]}}
    path.write_bytes(forged("perceptron", lambda it: it["owner"].update(known)))
    with pytest.raises(ModelFileError, match="holds a PerceptronState, no MLPClassifier's"):
        MLPClassifier.resume(path, seeds.X, seeds.CLASSES)


# ---- The file itself


def test_every_flipped_byte_is_an_error(tmp_path):
    content = bytearray(seeds.checkpoints()["perceptron"])
    path = tmp_path / "c"
    for place in range(len(content)):
        content[place] ^= 0x11
        path.write_bytes(content)
        with pytest.raises(ModelFileError):
            load_checkpoint(path)
        content[place] ^= 0x11


def test_every_truncation_and_every_byte_more_is_an_error(tmp_path):
    content, path = seeds.checkpoints()["perceptron"], tmp_path / "c"
    for length in range(len(content)):
        path.write_bytes(content[:length])
        with pytest.raises(ModelFileError):
            load_checkpoint(path)
    refused(content + b"x", tmp_path, "altered")


@pytest.mark.parametrize("path", [b"\0", "a\0b", "", ".", "/", "\ud800", None, 3.5, "x" * 5000])
def test_what_names_no_file_is_refused(path):
    with pytest.raises(ModelFileError, match="checkpoint"):
        load_checkpoint(path)


def test_a_path_of_bytes_is_a_path(tmp_path):
    path = os.fsencode(tmp_path / "c")
    (tmp_path / "c").write_bytes(seeds.checkpoints()["adam"])
    assert load_checkpoint(path).state.epoch == 3
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert MLPClassifier.resume(path, seeds.X, seeds.CLASSES).n_iter_ == 3


@pytest.mark.parametrize("name", list(seeds.FITS))
def test_no_more_memory_than_the_file_bounds(name, tmp_path):
    path = tmp_path / "c"
    for change in (
        {},
        {"n_samples": 10**15},
        {"layer_sizes": [10**9, 10**9]},
        {"arrays": {"x": ["float64", [10**9]]}},
    ):
        path.write_bytes(forged(name, lambda it, change=change: it.update(change)))
        tracemalloc.start()
        try:
            load_checkpoint(path)
        except ModelFileError:
            assert change
        taken = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert taken <= most_memory(path.stat().st_size)


def test_a_wide_file_takes_a_few_times_its_size(tmp_path):
    model = MLPRegressor(hidden_layer_sizes=(3000,), max_iter=1, solver="adam")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(np.ones((5, 200)), np.arange(5.0), checkpoint=tmp_path / "c")
    size = (tmp_path / "c").stat().st_size
    assert size > 10_000_000
    tracemalloc.start()
    load_checkpoint(tmp_path / "c")
    taken = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert taken <= 3 * size


def test_a_checkpoint_that_falls_back_is_checked_as_well(tmp_path):
    path = tmp_path / "c.checkpoint"
    path.write_bytes(b"")
    previous_path(path).write_bytes(forged("adam", unchanged, progress(epoch=-1)))
    with pytest.raises(ModelFileError, match=r"c\.checkpoint: it is truncated: 0 bytes"):
        load_checkpoint(path)


# ---- Reproducible


def test_the_same_moment_gives_the_same_bytes_whatever_the_hashes(tmp_path):
    script = (
        "import sys; from tests.fuzz import seeds; from rosenblatt.checkpoint import *\n"
        "import pathlib; folder = pathlib.Path(sys.argv[1]); folder.mkdir()\n"
        "for name, content in sys.modules['tests.fuzz.seeds'].checkpoints().items():\n"
        "    (folder / 'in').write_bytes(content); found = load_checkpoint(folder / 'in')\n"
        "    found.history.rows[:, -1] = 0\n"
        "    if hasattr(found.state, 'progress'): found.state.progress['seconds'] = 0\n"
        "    save_checkpoint(folder / name, found)\n"
    )
    for seed in ("1", "2"):
        arguments = [sys.executable, "-c", script, str(tmp_path / seed)]
        subprocess.run(arguments, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
    for name in seeds.FITS:
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


def test_what_is_read_can_be_written_and_is_canonical(tmp_path):
    for name, content in seeds.checkpoints().items():
        (tmp_path / name).write_bytes(content)
        save_checkpoint(tmp_path / "again", load_checkpoint(tmp_path / name))
        assert (tmp_path / "again").read_bytes() == content
        assert json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
