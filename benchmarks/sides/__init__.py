"""The sides of a race. Each creates jobs: the same work, done with another library."""

from __future__ import annotations

import importlib
from typing import Protocol

from benchmarks.problems import Problem
from benchmarks.proof import Proof
from benchmarks.sequences import SequenceProblem

AnyProblem = Problem | SequenceProblem

SCIKIT_LEARN, PYTORCH, JAX, ROSENBLATT = "scikit-learn", "PyTorch", "JAX", "Rosenblatt"
ROSENBLATT_AVX2 = "Rosenblatt, AVX2"
PRODUCTS = "products"
EMPTY_LIST, IDLE_CALLBACK = "Rosenblatt, empty list of callbacks", "Rosenblatt, idle callback"
RECORDED, RECORDED_TO_FILE = "Rosenblatt, recording in memory", "Rosenblatt, recording to a file"
CHECKPOINTS = "Rosenblatt, checkpoints"
EVERYONE = (SCIKIT_LEARN, PYTORCH, JAX, ROSENBLATT)
"""Each library once."""

_MODULES = {
    SCIKIT_LEARN: "with_estimators",
    PYTORCH: "with_torch",
    JAX: "with_jax",
    ROSENBLATT: "with_estimators",
    ROSENBLATT_AVX2: "with_estimators",
    PRODUCTS: "with_blas",
    EMPTY_LIST: "with_estimators",
    IDLE_CALLBACK: "with_estimators",
    RECORDED: "with_estimators",
    RECORDED_TO_FILE: "with_estimators",
    CHECKPOINTS: "with_estimators",
}

SEQUENCES = "sequences"
"""The work of training on sequences."""

_SEQUENCE_MODULES = {
    PYTORCH: "sequences_with_torch",
    JAX: "sequences_with_jax",
    ROSENBLATT: "sequences_with_rosenblatt",
}

ENVIRONMENTS = {ROSENBLATT_AVX2: {"ROSENBLATT_INSTRUCTION_SET": "avx2"}}
"""Additional environment variables of a side."""

ALL_SIDES = tuple(_MODULES)


class Job(Protocol):
    """A piece of work that can be repeated."""

    compile_seconds: float | None

    def work(self) -> None:
        """Run it once; only this is timed."""

    def proof(self) -> Proof:
        """The proof of the last run."""


def make_job(side: str, problem: AnyProblem, work: str) -> Job:
    """Create the job of a side.

    ``work`` is ``fit``, ``sequences``, ``seeds``, ``predict`` or ``predict_proba``.
    """
    modules = _SEQUENCE_MODULES if work == SEQUENCES else _MODULES
    module = importlib.import_module(f"benchmarks.sides.{modules[side]}")
    job: Job = module.make_job(side, problem, work)
    return job
