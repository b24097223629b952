"""Bag: the trainings of all networks of a mixture, begun, advanced together and finished.

A :class:`Bag` is to a mixture what a :class:`~rosenblatt.fitting.Fit` is to one network: everything that the
training depends on, as values. :func:`begin` makes one; :func:`advance` moves its states forward, in one
native call, over the cores; :func:`finish` predicts each row out of fold, chooses the members and returns the
mixture. ``fit`` does all three. Cutting the training into pieces, the number of threads and watching it never
change a bit of the result.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

from rosenblatt._typing import FloatArray, IntArray
from rosenblatt.errors import DivergedError, PlanError
from rosenblatt.network import Network
from rosenblatt.network.initialization import initialize
from rosenblatt.network.mixture import Encoding, Member, Mixture
from rosenblatt.network.native import available_threads
from rosenblatt.network.outputs import encode, outputs_of
from rosenblatt.plan import Plan
from rosenblatt.tabular.encodings import standard_encoding, step_encodings
from rosenblatt.tabular.folds import deal_folds
from rosenblatt.tabular.problem import Problem
from rosenblatt.tabular.recipe import Kind, Recipe, recipe_for
from rosenblatt.tabular.selection import mean_loss, score, select
from rosenblatt.training.data import Samples, TrainingData
from rosenblatt.training.parallel import Outcomes, advance_many
from rosenblatt.training.state import TrainingState, random_stream

OPTIMISM = 0.008
"""How much the out-of-fold score of a mixture exceeds its score on new rows in the mean: the members were
chosen and weighed by the same predictions."""

Listener = Callable[["Bag"], bool | None]
"""``listener(bag)`` is called between chunks of about 50 ms; True stops the training there."""


@dataclass(frozen=True)
class Training:
    """The training of one network of a bag: of a kind, without the rows of one fold of one repeat."""

    kind: Kind
    repeat: int
    fold: int
    encoding: int
    plan: Plan
    data: TrainingData
    state: TrainingState

    @property
    def work(self) -> float:
        """Multiplications of an epoch, by which trainings are ordered."""
        return float(self.state.network.n_weights) * len(self.data.train)


@dataclass(frozen=True)
class Bag:
    """The trainings of a mixture's networks.

    Attributes
    ----------
    problem, recipe
        What is learned, and by which constants.
    folds : ndarray of int, shape (n_repeats, n_rows)
        The fold of each row.
    encodings : tuple of Encoding
    trainings : list of Training
        Kind by kind, repeat by repeat, fold by fold; empty for a constant target.
    """

    problem: Problem
    recipe: Recipe
    folds: IntArray
    encodings: tuple[Encoding, ...]
    trainings: list[Training] = field(default_factory=list)

    @property
    def n_epochs(self) -> int:
        """Epochs of all networks together, when they are done."""
        return sum(int(each.plan.max_iter) for each in self.trainings)

    @property
    def epochs_done(self) -> int:
        """Epochs made so far, of all networks together."""
        return sum(each.state.epoch for each in self.trainings)

    @property
    def progress(self) -> float:
        """The share of the work that is done, 0 to 1."""
        whole = sum(each.work * each.plan.max_iter for each in self.trainings)
        return 1.0 if whole == 0 else sum(each.work * each.state.epoch for each in self.trainings) / whole


@dataclass(frozen=True)
class Result:
    """A finished mixture and what is known of it.

    Attributes
    ----------
    mixture : Mixture
    estimate : float
        Accuracy or R² of the mixture's out-of-fold predictions. It is optimistic by about
        ``OPTIMISM``. For a constant model that of the constant.
    loss : float
        Log loss or mean squared error of the same predictions.
    out_of_fold : ndarray of shape (n_rows, n_outputs)
        The mixture's output for each row, of networks that were not trained on it.
    member_scores : dict of str to float
        The out-of-fold score of every member that was trained, also of those that were not chosen.
    left_out : tuple of str
        Members that the time limit left untrained.
    folds : ndarray of int, shape (n_repeats, n_rows)
    """

    mixture: Mixture
    estimate: float
    loss: float
    out_of_fold: NDArray[np.float64]
    member_scores: dict[str, float]
    left_out: tuple[str, ...]
    folds: IntArray


def fit(
    problem: Problem,
    *,
    quality: str = "default",
    random_state: int | np.random.RandomState | None = None,
    n_threads: int | None = None,
    time_limit: float | None = None,
    listener: Listener | None = None,
) -> Result:
    """Fit a mixture to a table.

    Parameters
    ----------
    problem : Problem
    quality : {"default", "best"}
        ``best`` trains four to ten times as long.
    random_state : int, RandomState or None
        Draws the folds, the initial weights and the order of the rows; the same int always gives the
        same result.
    n_threads : int, optional
        Default: all cores. The result does not depend on it.
    time_limit : float, optional
        Seconds after which no further member is trained; the first one is always trained. It makes the result
        depend on the machine. Default: no limit.
    listener : callable, optional
        Called between chunks of about 50 ms with the bag; True ends the training as a time limit does.

    Returns
    -------
    Result
    """
    bag = begin(problem, recipe_for(problem, quality), random_state=random_state, n_threads=n_threads)
    advance(bag, n_threads=n_threads, time_limit=time_limit, listener=listener)
    return finish(bag, n_threads=n_threads)


def begin(
    problem: Problem,
    recipe: Recipe,
    *,
    random_state: int | np.random.RandomState | None = None,
    n_threads: int | None = None,
) -> Bag:
    """Divide the rows, learn the encodings and draw the initial weights."""
    random = random_stream(random_state)
    seed = int(random.randint(2**31 - 1))
    standard = standard_encoding(problem)
    if problem.is_constant:
        return Bag(problem, recipe, np.zeros((0, problem.n_rows), np.int64), (standard,))
    own = np.random.RandomState(seed)
    folds = np.stack([deal_folds(problem, recipe.n_folds, own) for _ in range(recipe.n_repeats)])
    encodings = [standard]
    threads = n_threads or available_threads()
    trainings: list[Training] = []
    standard_X = encode(standard, problem.X, np.dtype(np.float32))
    for repeat in range(recipe.n_repeats):
        steps: list[Encoding] = []
        if any(kind.encoding == "steps" for kind in recipe.kinds):
            steps = step_encodings(problem, standard, folds[repeat], recipe, threads)
        for fold in range(recipe.n_folds):
            data = {"standard": (0, _data(problem, standard, standard_X, folds[repeat], fold))}
            if steps:
                encodings.append(steps[fold])
                X = encode(steps[fold], problem.X, np.dtype(np.float32))
                data["steps"] = (len(encodings) - 1, _data(problem, steps[fold], X, folds[repeat], fold))
            for kind in recipe.kinds:
                place, samples = data[kind.encoding]
                stream = np.random.RandomState([seed, zlib.crc32(kind.name.encode()), repeat, fold])
                plan = _plan(problem, recipe, kind)
                network = _network(problem, kind, samples.train.n_features, stream)
                state = TrainingState.start(network, plan, len(samples.train), stream)
                trainings.append(Training(kind, repeat, fold, place, plan, samples, state))
    names = [kind.name for kind in recipe.kinds]
    trainings.sort(key=lambda each: (names.index(each.kind.name), each.repeat, each.fold))
    return Bag(problem, recipe, folds, tuple(encodings), trainings)


def advance(
    bag: Bag,
    *,
    n_threads: int | None = None,
    time_limit: float | None = None,
    listener: Listener | None = None,
) -> None:
    """Train the networks of a bag on until all are done, the time is over or the listener returns True.

    Parameters are those of :func:`fit`. KeyboardInterrupt is raised between two chunks: all states are then
    complete, and ``advance`` can be called again. DivergedError is raised if every member diverged.
    """
    began = time.monotonic()
    trainings = sorted(bag.trainings, key=lambda each: each.work, reverse=time_limit is None)
    if time_limit is not None:
        first = _advance_to_end([each for each in trainings if each.kind == trainings[0].kind], n_threads)
        del first

    def look(_: int) -> bool:
        stops = listener is not None and bool(listener(bag))
        return stops or (time_limit is not None and time.monotonic() - began >= time_limit)

    if trainings and not (time_limit is not None and look(0)):
        _advance_to_end(trainings, n_threads, look)


def _advance_to_end(
    trainings: list[Training], n_threads: int | None, look: Callable[[int], bool] | None = None
) -> Outcomes:
    return advance_many(
        [each.state for each in trainings],
        [each.data for each in trainings],
        [each.plan for each in trainings],
        n_threads=n_threads,
        listener=look,
    )


def finish(bag: Bag, *, n_threads: int | None = None) -> Result:
    """Predict each row out of fold, choose the members and return the mixture."""
    problem = bag.problem
    if not bag.trainings:
        return _constant(bag)
    trained: list[Kind] = []
    votes: list[FloatArray] = []
    left_out: list[str] = []
    diverged: TrainingState | None = None
    for kind in bag.recipe.kinds:
        own = [each for each in bag.trainings if each.kind == kind]
        bad = [each.state for each in own if not np.isfinite(each.state.network.parameters).all()]
        if bad:
            diverged = bad[0]
        elif all(each.state.epoch >= each.plan.max_iter for each in own):
            trained.append(kind)
            votes.append(_out_of_fold(bag, own, n_threads))
        else:
            left_out.append(kind.name)
    if not trained:
        if diverged is not None:
            raise DivergedError(diverged.epoch, 1, diverged.network.layer_name(0))
        raise PlanError("no member of the mixture is trained: advance the bag before it is finished")
    voted = np.stack(votes)
    weights = select(problem, voted, bag.recipe)
    members: list[Member] = []
    used: dict[int, int] = {}
    for place, kind in enumerate(trained):
        if weights[place] == 0:
            continue
        own = [each for each in bag.trainings if each.kind == kind]
        for each in own:
            used.setdefault(each.encoding, len(used))
        members.append(
            Member(
                kind.name,
                float(weights[place]),
                score(problem, voted[place]),
                mean_loss(problem, voted[place]),
                tuple(each.state.network for each in own),
                tuple(used[each.encoding] for each in own),
            )
        )
    encodings = tuple(bag.encodings[place] for place in used)
    mixture = Mixture(problem.n_inputs, problem.n_outputs, encodings, tuple(members), **_target(problem))
    mixed = np.tensordot(weights, voted, axes=1)
    if mixture.lowest is not None:
        mixed = np.clip(mixed, mixture.lowest, mixture.highest)
    return Result(
        mixture,
        score(problem, mixed),
        mean_loss(problem, mixed),
        mixed,
        {kind.name: score(problem, vote) for kind, vote in zip(trained, voted, strict=True)},
        tuple(left_out),
        bag.folds,
    )


def _out_of_fold(bag: Bag, own: list[Training], n_threads: int | None) -> FloatArray:
    """The outputs of one kind's networks for the rows they were not trained on, in the target's units."""
    problem = bag.problem
    found = np.zeros((problem.n_rows, problem.n_outputs))
    for each in own:
        rows = np.flatnonzero(bag.folds[each.repeat] == each.fold)
        X: Any = each.data.train.X  # dense
        found[rows] += outputs_of(each.state.network, X[rows], n_threads, each.data.train.step_starts)
    found /= bag.recipe.n_repeats
    return problem.target_mean + problem.target_scale * found if problem.is_regression else found


def _constant(bag: Bag) -> Result:
    """The model of a target that has one value."""
    problem = bag.problem
    if problem.is_regression:
        outputs = np.array([problem.y[0]], np.float64)
    elif problem.n_classes == 2:
        outputs = np.array([float(problem.y[0])])
    else:
        outputs = np.eye(problem.n_classes)[int(problem.y[0])]
    mixture = Mixture(problem.n_inputs, problem.n_outputs, (), (), **_target(problem), constant=outputs)
    repeated = np.tile(outputs, (problem.n_rows, 1))
    return Result(mixture, 1.0, 0.0, repeated, {}, (), bag.folds)


class _Target(TypedDict, total=False):
    """What a mixture knows of a regression's target."""

    target_mean: float
    target_scale: float
    lowest: float
    highest: float


def _target(problem: Problem) -> _Target:
    """Mean, scale and range of a regression's target; nothing for classes."""
    if not problem.is_regression:
        return {}
    return {
        "target_mean": problem.target_mean,
        "target_scale": problem.target_scale,
        "lowest": float(problem.y.min()),
        "highest": float(problem.y.max()),
    }


def _data(problem: Problem, encoding: Encoding, X: FloatArray, folds: IntArray, fold: int) -> TrainingData:
    rows = np.flatnonzero(folds != fold)
    if problem.is_regression:
        y: NDArray[np.generic] = problem.standardised.astype(np.float32)[:, None]
    elif problem.n_outputs == 1:
        y = problem.y.astype(np.float32)[:, None]
    else:
        y = problem.y.astype(np.int32)[:, None]
    weight = None if problem.weight is None else problem.weight.astype(np.float32)
    return TrainingData(Samples(X, y, weight, rows, encoding.step_starts if encoding.n_steps else None))


def _plan(problem: Problem, recipe: Recipe, kind: Kind) -> Plan:
    losses = {True: "squared_error", False: "binary_log_loss" if problem.n_outputs == 1 else "log_loss"}
    return Plan(
        losses[problem.is_regression],
        alpha=kind.alpha,
        batch_size=recipe.batch_size(problem.n_rows),
        learning_rate="cosine",
        learning_rate_init=kind.rate,
        max_iter=recipe.epochs,
        tol=0.0,
        n_iter_no_change=np.inf,
        dropout=(kind.dropout,) * len(kind.hidden),
    )


def _network(problem: Problem, kind: Kind, n_inputs: int, random: np.random.RandomState) -> Network:
    last = {True: "identity", False: "logistic" if problem.n_outputs == 1 else "softmax"}
    return initialize(
        (n_inputs, *kind.hidden, problem.n_outputs),
        (*[kind.activation] * len(kind.hidden), last[problem.is_regression]),
        random,
        hidden_activation=kind.activation,
        dtype=np.float32,
    )
