"""What a fuzzer calls: each target loads a file, and any error but the promised one is a finding."""

import atexit
import os
import shutil
import sys
import tempfile
import tracemalloc
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from tests.fuzz import mutants, seeds

import rosenblatt.fitting.running as running
from rosenblatt import MLPClassifier, MLPRegressor, Perceptron
from rosenblatt.checkpoint import load_checkpoint, previous_path, save_checkpoint
from rosenblatt.errors import ModelFileError, RosenblattError
from rosenblatt.model import load_model, save_model
from rosenblatt.recording import Recording
from rosenblatt.storage.container import MAX_HEADER

FOLDER = Path(tempfile.mkdtemp(prefix="rosenblatt-fuzz-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
FILE = FOLDER / "stranger"
MOST_TEXT = 1000
"""A message is a sentence, whatever the file holds."""


def most_memory(n_bytes: int) -> int:
    """What loading a file of that size may take: a constant, and a few times the file."""
    return 3_000_000 + 60 * min(n_bytes, MAX_HEADER) + 5 * n_bytes


def refused_or(load: Callable[[], Any], n_bytes: int) -> Any:
    """What was loaded, or None if it was refused as promised; measured."""
    tracemalloc.reset_peak()
    before, _ = tracemalloc.get_traced_memory()
    found, message = None, FILE.name
    try:
        found = load()
    except ModelFileError as error:
        message = str(error)
    taken = tracemalloc.get_traced_memory()[1] - before
    assert FILE.name in message, f"the message does not name the file: {message}"
    assert len(message) < MOST_TEXT, f"{len(message)} letters of message"
    assert taken <= most_memory(n_bytes), f"{taken} bytes of memory for a file of {n_bytes}"
    return found


def model(content: bytes) -> None:
    """Load a model; what is taken can be asked and written again."""
    FILE.write_bytes(content)
    found = refused_or(lambda: load_model(FILE), len(content))
    if found is None:
        return
    save_model(FILE, found)
    assert load_model(FILE) == found
    if found.preparation is None and found.n_features < 1000:
        found.predict(np.zeros((2, found.n_features)))


def checkpoint(content: bytes) -> None:
    """Load a checkpoint; what is taken can be written again."""
    FILE.write_bytes(content)
    found = refused_or(lambda: load_checkpoint(FILE), len(content))
    if found is not None:
        save_checkpoint(FILE, found)
        once = FILE.read_bytes()
        save_checkpoint(FILE, load_checkpoint(FILE))
        assert FILE.read_bytes() == once
    previous_path(FILE).unlink(missing_ok=True)


def resume(content: bytes) -> None:
    """Resume the estimator that the file names, with and without data; the others have refused it by then."""
    labels = {
        MLPClassifier: (seeds.CLASSES, seeds.TWO),
        MLPRegressor: (seeds.NUMBERS,),
        Perceptron: (seeds.CLASSES, seeds.TWO),
    }
    for kind in [each for each in labels if each.__name__.encode() in content] or labels:
        alone = () if kind is Perceptron else ((),)
        for given in (*alone, *((seeds.X, y) for y in labels[kind])):
            message = _resumed(kind, content, given)
            assert len(message) < MOST_TEXT, f"{len(message)} letters of message: {message:.300}"


def _resumed(kind: Any, content: bytes, given: tuple[Any, ...]) -> str:
    """Resume an estimator; return why that was refused, or nothing."""
    FILE.write_bytes(content)
    try:
        fitted = kind.resume(FILE, *given, **({"same_data": False} if given else {}))
        fitted.predict(seeds.X[:, : fitted.n_features_in_])
    except (RosenblattError, ValueError) as error:
        return str(error)
    finally:
        previous_path(FILE).unlink(missing_ok=True)
    return ""


def recording(content: bytes) -> None:
    """Open a recording, and look at all of it that is stored."""
    FILE.write_bytes(content)
    found = refused_or(lambda: Recording.open(FILE), len(content))
    if found is not None:
        assert len(found.epochs) == len(found.steps) == len(found)
        _ = repr(found), found.history, found.weights(0), found.biases(-1), found[0], found[-1]
        if found.epochs[-1] - found.epochs[0] < 1000:  # more take their time, as they would to be made
            _ = found.state(0), found.state(-1)


@dataclass(frozen=True)
class Target:
    """A function to fuzz, the files to begin with, and how they are mutated."""

    run: Callable[[bytes], None]
    seeds: Callable[[], Mapping[str, bytes]]
    mutate: Callable[[bytes, Random], bytes]


TARGETS = {
    "model": Target(model, seeds.models, mutants.mutate_model),
    "checkpoint": Target(checkpoint, seeds.checkpoints, mutants.mutate_checkpoint),
    "resume": Target(resume, seeds.checkpoints, mutants.mutate_checkpoint),
    "recording": Target(recording, seeds.recordings, mutants.mutate_recording),
}


def mutant(target: Target, content: bytes, random: Random) -> bytes:
    """A mutant of a file; of one that cannot be taken apart, one of a seed."""
    try:
        return target.mutate(content, random)
    except Exception:
        return target.mutate(random.choice(list(target.seeds().values())), random)


def _short(advance: Callable[..., Any]) -> Callable[..., Any]:
    """A plan of 10**18 epochs is no crash, but nobody waits for it."""

    @wraps(advance)
    def few(state: Any, data: Any, plan: Any, epochs: int | None = None, **options: Any) -> Any:
        return advance(state, data, plan, 2 if epochs is None else epochs, **options)

    return few


FORBIDDEN = ("pickle.find_class", "subprocess.Popen", "os.system", "os.exec", "os.fork", "socket.connect")
"""Audit events that no loading of a file may cause."""


def _watched(event: str, arguments: tuple[Any, ...]) -> None:
    """End the process when a file makes it run something, or write anywhere but where it lies."""
    if not _guard["on"]:
        return
    if event in FORBIDDEN:
        raise AssertionError(f"a file caused {event}: {arguments!r:.200}")
    if event != "open" or not isinstance(arguments[0], str) or not isinstance(arguments[2], int):
        return
    writes = arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    if writes and Path(arguments[0]).parent != FOLDER:
        raise AssertionError(f"a file had another written: {arguments[0]}")


_guard = {"on": False}


def guarded(run: Callable[[bytes], None]) -> Callable[[bytes], None]:
    """A target while whose run no file may make the process do anything else."""

    @wraps(run)
    def watched(content: bytes) -> None:
        _guard["on"] = True
        try:
            run(content)
        finally:
            _guard["on"] = False

    return watched


def prepare(target: Target) -> Callable[[bytes], None]:
    """Make the process ready, and return what is to be called with a file's content.

    Trainings are short from now on, memory is measured, warnings do not count.
    """
    warnings.simplefilter("ignore")
    running.advance = _short(running.advance)
    running.advance_perceptron = _short(running.advance_perceptron)
    minimise = running.minimise
    running.minimise = wraps(minimise)(
        lambda state, data, plan, **options: minimise(
            state, data, plan.but(max_iter=2, max_fun=20), **options
        )
    )
    for seed in target.seeds().values():
        target.run(seed)  # so that whatever is imported late is there
    tracemalloc.start()
    sys.addaudithook(_watched)
    return guarded(target.run)
