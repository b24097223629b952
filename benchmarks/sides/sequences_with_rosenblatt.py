"""Rosenblatt's networks with context neurons, trained by their state, as the estimators do."""

from __future__ import annotations

from benchmarks.proof import Proof, sequence_proof
from benchmarks.sequences import SequenceDraws, SequenceProblem
from rosenblatt.training.advance import advance
from rosenblatt.training.state import TrainingState


def make_job(side: str, problem: SequenceProblem, work: str) -> Fit:
    return Fit(problem)


class Fit:
    """A training, from the arrays to the trained network."""

    compile_seconds = None

    def __init__(self, problem: SequenceProblem) -> None:
        self.problem = problem
        self.data, self.plan = problem.data, problem.plan

    def work(self) -> None:
        draws = SequenceDraws(self.problem)
        n_sequences = len(self.problem.lengths)
        self.state = TrainingState.start(draws.network, self.plan, n_sequences, draws.random)
        self.history, _ = advance(self.state, self.data, self.plan)

    def proof(self) -> Proof:
        return sequence_proof(self.problem, self.state.network, len(self.history), self.state.step)
