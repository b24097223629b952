"""Seeds: the result of training the same network from many seeds."""

from __future__ import annotations

import math
import textwrap
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rosenblatt._typing import FloatArray, IntArray
from rosenblatt.errors import PlanError, counted
from rosenblatt.fitting.running import run
from rosenblatt.insight.seeding.groups import Group, grouped
from rosenblatt.insight.seeding.question import EstimatorStart, Question
from rosenblatt.insight.seeding.texts import GroupTexts, names_of, percent
from rosenblatt.insight.seeding.training import Training
from rosenblatt.network import Network

if TYPE_CHECKING:
    from rosenblatt.insight.seeding.question import Trainable

MOST_GROUPS = 8
WIDTH = 80


@dataclass(frozen=True)
class Spread:
    """Quantiles of values: minimum, 5%, median, 95%, maximum."""

    least: float
    low: float
    median: float
    high: float
    most: float

    @classmethod
    def of(cls, values: IntArray) -> Spread:
        """Measure values of shape (n,)."""
        return cls(*(float(value) for value in np.quantile(values, [0, 0.05, 0.5, 0.95, 1])))

    @property
    def extent(self) -> str:
        """The range as text: ``108 to 267``."""
        return f"{self.least:,.0f}" + (f" to {self.most:,.0f}" if self.most > self.least else "")


@dataclass(frozen=True, eq=False)
class Seeds:
    """The result of training the same network from many seeds; ``print`` it to read it.

    Arrays have an entry for each seed, in the order of ``seeds``.

    Attributes
    ----------
    seeds : ndarray of int64, shape (n,)
        The seeds whose training is complete.
    solved : ndarray of bool, shape (n,)
        Whether the score on the samples reaches the goal.
    scores, losses : ndarray of shape (n,)
        Accuracy or R² on the samples (NaN if training diverged), and the loss of the last epoch.
    epochs : ndarray of int64, shape (n,)
        Epochs of training; iterations of lbfgs.
    reasons : ndarray of str, shape (n,)
        Why each training ended: ``converged``, ``early stopping``, ``max_iter`` or ``diverged``.
    epochs_to_solve : ndarray of int64, shape (n_solved,)
        For each network that solved the task the number of epochs after which its score, as measured during
        training, stayed at the goal. For lbfgs all iterations.
    groups : tuple of Group
        The other networks by their predictions, the largest group first.
    goal, seconds : float
        The score from which on the task counts as solved, and the duration of all trainings.
    interrupted, is_regression : bool
        Whether Ctrl-C was pressed before all trainings were complete, and whether numbers are predicted.
    layer_sizes, activations : tuple
        Of the network.
    thing : str
        The unit of a prediction: a ``sample``, a ``sequence``, or a ``step`` of one.
    sample_names : tuple of str
        Names of the samples in texts.
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
        """Collect the results of all trainings."""
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
        """The number of seeds."""
        return len(self.seeds)

    @property
    def n_solved(self) -> int:
        """The number of networks that solved the task."""
        return int(np.count_nonzero(self.solved))

    @property
    def share(self) -> float:
        """The share of networks that solved the task, from 0 to 1."""
        return self.n_solved / self.n

    @property
    def stopped_by(self) -> dict[str, int]:
        """The number of trainings that ended for each reason, the most frequent first."""
        return dict(Counter(self.reasons.tolist()).most_common())

    @cached_property
    def epochs_spread(self) -> Spread:
        """Spread of the epochs over all seeds."""
        return Spread.of(self.epochs)

    @cached_property
    def solving_spread(self) -> Spread | None:
        """Spread of ``epochs_to_solve``; None if no network solved the task."""
        return Spread.of(self.epochs_to_solve) if self.n_solved else None

    @property
    def truth(self) -> NDArray[Any]:
        """The correct predictions, shape (n_samples,) or (n_samples, n_outputs)."""
        return self._question.truth

    def histogram(self, most: int = 12) -> tuple[IntArray, IntArray]:
        """Count ``epochs_to_solve`` in ranges of 1, 2 or 5 times a power of ten epochs.

        Parameters
        ----------
        most : int, default=12
            The largest number of ranges.

        Returns
        -------
        edges : ndarray of int64, shape (n_ranges + 1,)
            Range k is from ``edges[k]`` to before ``edges[k + 1]``.
        counts : ndarray of int64, shape (n_ranges,)
        """
        values = self.epochs_to_solve
        if not len(values):
            return np.zeros(1, np.int64), np.empty(0, np.int64)
        low, high = int(values.min()), int(values.max())
        power = 10 ** max(0, math.floor(math.log10(max(1, high - low) / most)))
        step = next(
            step
            for step in (factor * power for factor in (1, 2, 5, 10, 20, 50))
            if high // step - low // step < most
        )
        edges = np.arange(low // step, high // step + 2, dtype=np.int64) * step
        return edges, np.histogram(values, edges)[0].astype(np.int64)

    # ---- Networks ----------------------------------------------------------------------------------------

    def network(self, seed: int) -> Network:
        """Return the network of a seed; large networks are not kept but trained again, with the same result.

        Raises
        ------
        PlanError
            If the seed was not trained, or its training diverged.
        """
        place = self._place(seed)
        if self._parameters is None or self._example is None:
            return run(self._question.start.begin(random_state=int(seed))).network
        return self._example.like(self._parameters[place].copy())

    def estimator(self, seed: int) -> Trainable:
        """Return an estimator fitted with ``random_state=seed``; its network is that of :meth:`network`.

        Raises
        ------
        PlanError
            If the seed was not trained, its training diverged, or no estimator was given.
        """
        self._place(seed)
        start = self._question.start
        if not isinstance(start, EstimatorStart):
            raise PlanError("there is no estimator, because none was given: use network")
        fitted: Trainable = start.clone(random_state=int(seed))
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            fitted.fit(start.X, start.y)
        for each in caught:
            if each.category.__name__ != "ConvergenceWarning":
                warnings.warn(each.message, stacklevel=2)
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

    # ---- Texts -------------------------------------------------------------------------------------------

    @property
    def texts(self) -> GroupTexts:
        """Texts about the goal and the groups."""
        return GroupTexts(self._question, self.sample_names)

    @property
    def headline(self) -> str:
        """The share that solved the task: ``258 of 1,000 solved it (26%)``."""
        return f"{self.n_solved:,} of {self.n:,} solved it ({percent(self.n_solved, self.n)})"

    @property
    def network_text(self) -> str:
        """The architecture of the network: ``2-2-1, tanh then logistic``."""
        return f"{'-'.join(map(str, self.layer_sizes))}, {' then '.join(self.activations)}"

    @property
    def ending(self) -> str:
        """How training ended: ``after 108 to 1,000 epochs: 640 at max_iter, 360 converged``."""
        words = {"max_iter": "at max_iter", "early stopping": "by early stopping"}
        reasons = ", ".join(f"{n:,} {words.get(reason, reason)}" for reason, n in self.stopped_by.items())
        return f"after {self.epochs_spread.extent} epochs: {reasons}"

    def lines(self, most: int = MOST_GROUPS) -> list[tuple[int, str]]:
        """Return for the largest groups the number of networks and their score, example and predictions."""
        texts = self.texts
        return [
            (group.n, f"{texts.score(group)} (seed {group.example}): {texts.predictions(group)}")
            for group in self.groups[:most]
        ]

    def __str__(self) -> str:
        first, last = self.seeds[0], self.seeds[-1]
        which = f"seeds {first:,} to {last:,}" if self.n > 1 else f"seed {first:,}"
        paragraphs = [
            f"{counted(self.n, 'network')} ({self.network_text if self.layer_sizes else 'all diverged'}), "
            f"{which}, in {self.seconds:.2f} seconds{': interrupted' if self.interrupted else ''}",
            f"{self.headline}: {self.texts.goal}{self._pace}",
        ]
        if self.groups:
            paragraphs.append(f"{self.n - self.n_solved:,} did not{self.texts.of_scores(self.groups)}:")
            paragraphs += [f"  {n:>7,}  {text}" for n, text in self.lines()]
            more = self.texts.rest(self.groups[MOST_GROUPS:])
            paragraphs += [f"  and {more}"] if more else []
        paragraphs.append(f"Training ended {self.ending}.")
        indents = [" " * 11 if each.startswith("   ") else "  " for each in paragraphs]
        pairs = zip(paragraphs, indents, strict=True)
        return "\n".join(textwrap.fill(text, WIDTH, subsequent_indent=indent) for text, indent in pairs)

    @property
    def _pace(self) -> str:
        """The epochs after which the task was solved; empty if it never was."""
        spread = self.solving_spread
        if spread is None:
            return ""
        if spread.least == spread.most:
            return f", after {counted(int(spread.least), 'epoch')}"
        return (
            f", after a median of {spread.median:,.0f} epochs (5% before {spread.low:,.0f}, 95% before "
            f"{spread.high:,.0f})"
        )

    def __repr__(self) -> str:
        return f"<Seeds, {self.n_solved:,} of {self.n:,} solved it, {len(self.groups):,} groups of others>"


def _kept(trainings: Sequence[Training], like: Network | None) -> FloatArray | None:
    """The parameters of all networks, zeros for those that diverged, or None if not all were kept."""
    if like is None or any(each.network is None and not each.diverged for each in trainings):
        return None
    parameters = np.zeros((len(trainings), like.n_parameters), like.dtype)
    for kept, each in zip(parameters, trainings, strict=True):
        if each.network is not None:
            kept[:] = each.network.parameters
    return parameters
