"""Seeds: what came of the same network from many seeds."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rosenblatt._typing import FloatArray, IntArray
from rosenblatt.errors import PlanError
from rosenblatt.insight.seeding.groups import Group, grouped
from rosenblatt.insight.seeding.question import Question
from rosenblatt.insight.seeding.training import Training, fit_quietly
from rosenblatt.network import Network

if TYPE_CHECKING:
    from rosenblatt.insight.seeding.question import Trainable


@dataclass(frozen=True)
class Spread:
    """How values are spread: the least, the end of the first 5%, the median, the end of 95%, the most."""

    least: float
    low: float
    median: float
    high: float
    most: float

    @classmethod
    def of(cls, values: IntArray) -> Spread:
        """Measure values of shape (n,)."""
        return cls(*(float(value) for value in np.quantile(values, [0, 0.05, 0.5, 0.95, 1])))


@dataclass(frozen=True, eq=False)
class Seeds:
    """What came of the same network from many seeds; ``print`` it for all of it in words.

    Arrays have an entry for each seed, in the order of ``seeds``.

    Attributes
    ----------
    seeds : ndarray of int64, shape (n,)
        Those that were trained to their end.
    solved : ndarray of bool, shape (n,)
        Whether the score on the samples reaches the goal.
    scores : ndarray of shape (n,)
        Accuracy or R² on the samples; NaN if the network diverged.
    losses : ndarray of shape (n,)
        Of the last epoch.
    epochs : ndarray of int64, shape (n,)
        Epochs made; iterations of lbfgs.
    reasons : ndarray of str, shape (n,)
        Why each training ended: ``converged``, ``early stopping``, ``max_iter`` or ``diverged``.
    epochs_to_solve : ndarray of int64, shape (n_solved,)
        For those that solved it: after how many epochs the score stayed at the goal, as samples came by in
        training. Of lbfgs all iterations.
    groups : tuple of Group
        The others, by what they are stuck in, the largest group first.
    goal : float
        The score from which on the task counts as solved.
    interrupted : bool
        Whether Ctrl-C was pressed before all seeds were at their end.
    seconds : float
        How long all of it took.
    is_regression : bool
        Whether numbers are predicted.
    layer_sizes, activations : tuple
        Of the network.
    thing : str
        What is predicted for: a ``sample``, a ``sequence``, or a ``step`` of one.
    sample_names : tuple of str
        What the samples are called in words.
    """

    seeds: IntArray
    solved: NDArray[np.bool_]
    scores: NDArray[np.float64]
    losses: NDArray[np.float64]
    epochs: IntArray
    reasons: NDArray[np.str_]
    epochs_to_solve: IntArray
    groups: tuple[Group, ...]
    goal: float
    interrupted: bool
    seconds: float
    is_regression: bool
    layer_sizes: tuple[int, ...]
    activations: tuple[str, ...]
    thing: str
    sample_names: tuple[str, ...]
    _question: Question
    _example: Network | None
    _parameters: FloatArray | None

    @classmethod
    def of(
        cls,
        question: Question,
        trainings: Sequence[Training],
        *,
        interrupted: bool,
        seconds: float,
        names: Sequence[str] | None,
    ) -> Seeds:
        """Put together what came of each seed."""
        from rosenblatt.insight.seeding.words import names_of

        solved = np.array([each.score >= question.goal for each in trainings])
        to_solve = [min(each.below_goal, each.epochs) for each in trainings]
        networks = [each.network for each in trainings if each.network is not None]
        example = networks[0] if networks else None
        return cls(
            seeds=np.array([each.seed for each in trainings], np.int64),
            solved=solved,
            scores=np.array([each.score for each in trainings], np.float64),
            losses=np.array([each.loss for each in trainings], np.float64),
            epochs=np.array([each.epochs for each in trainings], np.int64),
            reasons=np.array([each.stopped_by for each in trainings], np.str_),
            epochs_to_solve=np.array(to_solve, np.int64)[solved],
            groups=grouped(question, [each for each in trainings if not each.score >= question.goal]),
            goal=question.goal,
            interrupted=interrupted,
            seconds=seconds,
            is_regression=question.is_regression,
            layer_sizes=() if example is None else example.layer_sizes,
            activations=() if example is None else example.activations,
            thing=question.thing,
            sample_names=names_of(question, names),
            _question=question,
            _example=example,
            _parameters=_kept(trainings, example),
        )

    # ---- Numbers -----------------------------------------------------------------------------------------

    @property
    def n(self) -> int:
        """How many seeds were trained."""
        return len(self.seeds)

    @property
    def n_solved(self) -> int:
        """How many solved the task."""
        return int(np.count_nonzero(self.solved))

    @property
    def share(self) -> float:
        """The share of them, from 0 to 1."""
        return self.n_solved / self.n

    @property
    def stopped_by(self) -> dict[str, int]:
        """How many trainings ended for each reason, the most frequent first."""
        return dict(Counter(self.reasons.tolist()).most_common())

    @cached_property
    def epochs_spread(self) -> Spread:
        """Spread of the epochs made, over all seeds."""
        return Spread.of(self.epochs)

    @cached_property
    def solving_spread(self) -> Spread | None:
        """Spread of ``epochs_to_solve``; None if none solved it."""
        return Spread.of(self.epochs_to_solve) if self.n_solved else None

    @property
    def truth(self) -> NDArray[Any]:
        """What the samples should be predicted as, shape (n_samples,) or (n_samples, n_outputs)."""
        return self._question.truth

    def histogram(self, most: int = 12) -> tuple[IntArray, IntArray]:
        """Count ``epochs_to_solve`` in ranges of 1, 2 or 5 times a power of ten epochs.

        Parameters
        ----------
        most : int, default=12
            Ranges at most.

        Returns
        -------
        edges : ndarray of int64, shape (n_ranges + 1,)
            Range k goes from ``edges[k]`` up to, but not to, ``edges[k + 1]``.
        counts : ndarray of int64, shape (n_ranges,)
        """
        values = self.epochs_to_solve
        if not len(values):
            return np.zeros(1, np.int64), np.empty(0, np.int64)
        least, greatest = int(values.min()), int(values.max())
        power = 10 ** max(0, math.floor(math.log10(max(1, greatest - least) / most)))
        step = next(
            step
            for step in (factor * power for factor in (1, 2, 5, 10, 20, 50))
            if greatest // step - least // step < most
        )
        edges = np.arange(least // step, greatest // step + 2, dtype=np.int64) * step
        return edges, np.histogram(values, edges)[0].astype(np.int64)

    # ---- Networks ----------------------------------------------------------------------------------------

    def network(self, seed: int) -> Network:
        """Return the network of a seed: kept, or if networks are large trained anew, which gives the same.

        Raises
        ------
        PlanError
            If the seed was not trained, or diverged.
        """
        place = self._place(seed)
        if self._parameters is None or self._example is None:
            network: Network = self.estimator(seed).network_
            return network
        return self._example.like(self._parameters[place].copy())

    def estimator(self, seed: int) -> Trainable:
        """Fit an estimator with a seed as ``random_state``; its network is that of :meth:`network`.

        Raises
        ------
        PlanError
            If the seed was not trained, or diverged.
        """
        self._place(seed)
        model: Any = self._question.clone(int(seed))
        fit_quietly(model, self._question)
        fitted: Trainable = model
        return fitted

    def _place(self, seed: int) -> int:
        places = np.flatnonzero(self.seeds == seed)
        if not len(places):
            raise PlanError(
                f"the seed {seed} is none of the {self.n:,} that were trained, "
                f"{self.seeds[0]} to {self.seeds[-1]}"
            )
        if self.reasons[places[0]] == "diverged":
            raise PlanError(
                f"the seed {seed} has no network: its training diverged after epoch {self.epochs[places[0]]}"
            )
        return int(places[0])

    # ---- Words -------------------------------------------------------------------------------------------

    def __str__(self) -> str:
        from rosenblatt.insight.seeding.words import in_words

        return in_words(self)

    def __repr__(self) -> str:
        return f"<Seeds, {self.n_solved:,} of {self.n:,} solved it, {len(self.groups):,} groups of others>"


def _kept(trainings: Sequence[Training], like: Network | None) -> FloatArray | None:
    """The parameters of all networks, zeros for one that diverged, or None if not all were kept."""
    if like is None or any(each.network is None and not each.diverged for each in trainings):
        return None
    parameters = np.zeros((len(trainings), like.n_parameters), like.dtype)
    for kept, each in zip(parameters, trainings, strict=True):
        if each.network is not None:
            kept[:] = each.network.parameters
    return parameters
