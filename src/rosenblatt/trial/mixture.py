"""A mixture of networks trained on the training part of a split, and what is known about it."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rosenblatt.checkpoint.file import Checkpoint, save_checkpoint
from rosenblatt.checkpoint.keeper import interval
from rosenblatt.checkpoint.states import NetworkShapes, arrays_of
from rosenblatt.errors import PlanError, RosenblattError, require_known
from rosenblatt.fitting import begin as begin_fit
from rosenblatt.fitting import run
from rosenblatt.fitting.class_weights import sample_weights
from rosenblatt.history import History
from rosenblatt.insight.diagnosis.scoring import score
from rosenblatt.model.model import TABULAR, Model
from rosenblatt.network.description import NetworkDescription
from rosenblatt.network.outputs import encode, outputs_of
from rosenblatt.tabular import OPTIMISM, Bag, Problem, Result, advance, begin, finish, recipe_for
from rosenblatt.trial.settings import MIXTURE, NETWORK

if TYPE_CHECKING:
    from rosenblatt.fitting import Checkpoints
    from rosenblatt.network.mixture import Mixture
    from rosenblatt.trial.parts import Prepared
    from rosenblatt.trial.watcher import Watcher

LINEAR_ROWS = 20_000
"""Of more rows so many, evenly spaced, are what the linear model beside a mixture learns from."""


def complete_mixture(parameters: Mapping[str, object]) -> dict[str, object]:
    """Return parameters with defaults for those not given; PlanError for an unknown one."""
    for name in parameters:
        if name not in MIXTURE and name in NETWORK:
            raise PlanError(f"a tabular model has no {name}: omit --set {name}, or use --model mlp")
        require_known("a parameter (--set)", name, (*MIXTURE, *sorted(NETWORK)))
    return {**MIXTURE, **parameters}


@dataclass(frozen=True)
class MemberSummary:
    """A kind of network that was trained; ``weight`` is its share of the answer, 0 if it was not chosen.

    ``score`` is that of its out-of-fold predictions; ``hidden`` and ``activation`` are its hidden layers',
    ``reads_steps`` says whether it reads steps beside the standardised columns.
    """

    name: str
    weight: float
    score: float
    n_networks: int
    hidden: tuple[int, ...]
    activation: str
    reads_steps: bool


@dataclass(frozen=True)
class MixtureSummary:
    """What a run stores of its mixture beside the networks.

    ``estimate`` is the score of the out-of-fold predictions, which exceeds that on new rows by about
    ``optimism``; ``fold_scores`` are those of the folds, of the first division of the rows. ``linear`` is the
    out-of-fold score of a linear model on the same folds.
    """

    estimate: float
    optimism: float
    n_folds: int
    n_repeats: int
    n_networks: int
    fold_scores: tuple[float, ...]
    members: tuple[MemberSummary, ...]
    left_out: tuple[str, ...]
    linear: float | None


@dataclass(frozen=True)
class MixtureFit:
    """A mixture with its out-of-fold predictions, in the table's words, and where each row was left out."""

    model: Model
    folds: NDArray[np.int64]
    outputs: NDArray[np.float64]
    predicted: NDArray[np.generic]
    summary: MixtureSummary
    interrupted: bool
    seconds: float


def problem_of(prepared: Prepared, task: str, class_weight: object) -> Problem:
    """Return what a mixture learns from the training part."""
    n_classes = len(prepared.preparation.classes or ()) if task == "classification" else 0
    weight = None
    if class_weight is not None:
        if not n_classes:
            raise PlanError(f"class_weight is for classes, the target is a number: got {class_weight!r:.80}")
        try:
            given: Any = class_weight
            weight = np.asarray(sample_weights(given, prepared.training.truth), np.float64)
        except (TypeError, ValueError) as error:
            raise PlanError(f"class_weight is impossible: {error}") from None
    targets: Any = prepared.targets
    return Problem(prepared.training.inputs, targets, n_classes, weight)


def train_mixture(
    parameters: Mapping[str, object],
    prepared: Prepared,
    task: str,
    watcher: Watcher,
    *,
    checkpoints: Checkpoints | None = None,
    resumed: Checkpoint | None = None,
    same_data: bool = True,
) -> MixtureFit:
    """Train a mixture on the training part.

    Ctrl-C keeps the members whose networks are all trained; without one, KeyboardInterrupt is raised. With
    ``checkpoints`` the states are written at intervals, with ``resumed`` training continues from them; the
    result is bit-for-bit that of an uninterrupted training.
    """
    start = time.perf_counter()
    problem = problem_of(prepared, task, parameters["class_weight"])
    n_threads: Any = parameters["n_threads"]
    limit: Any = parameters["time_limit"]
    seed: Any = parameters["random_state"]
    recipe = recipe_for(problem, str(parameters["quality"]))
    bag = begin(problem, recipe, random_state=seed, n_threads=n_threads)
    if resumed is not None:
        bag = _restored(bag, resumed, same_data=same_data)
    keeper = None if checkpoints is None else _Keeper(bag, checkpoints)
    watcher.mixing(tuple(kind.name for kind in recipe.kinds), len(bag.trainings))

    def look(bag: Bag) -> None:
        watcher.progressed(bag.progress)
        if keeper is not None:
            keeper(bag)

    interrupted = False
    try:
        advance(bag, n_threads=n_threads, time_limit=limit, listener=look)
    except KeyboardInterrupt:
        interrupted = True
        if keeper is not None:
            keeper.write(bag)
    if interrupted and not any(each.state.epoch >= each.plan.max_iter for each in bag.trainings):
        raise KeyboardInterrupt
    try:
        result = finish(bag, n_threads=n_threads)
    except PlanError:
        if interrupted:
            raise KeyboardInterrupt from None
        raise
    preparation = prepared.preparation
    classes = None if task == "regression" else preparation.classes
    model = Model(TABULAR, task, result.mixture, preparation, classes)
    predicted = model.decide(result.out_of_fold)
    summary = _summary(bag, result, task, prepared, predicted)
    seconds = time.perf_counter() - start
    return MixtureFit(model, result.folds, result.out_of_fold, predicted, summary, interrupted, seconds)


def _summary(
    bag: Bag, result: Result, task: str, prepared: Prepared, predicted: NDArray[np.generic]
) -> MixtureSummary:
    weights = {member.name: member.weight for member in result.mixture.members}
    recipe, truth = bag.recipe, prepared.training.truth
    members = [
        MemberSummary(
            kind.name,
            weights.get(kind.name, 0.0),
            result.member_scores[kind.name],
            recipe.n_folds * recipe.n_repeats,
            kind.hidden,
            kind.activation,
            kind.encoding == "steps",
        )
        for kind in recipe.kinds
        if kind.name in result.member_scores
    ]
    folds = result.folds[0] if len(result.folds) else np.zeros(len(truth), np.int64)
    own = [np.flatnonzero(folds == fold) for fold in range(int(folds.max()) + 1)]
    return MixtureSummary(
        estimate=score(task, truth, predicted),
        optimism=OPTIMISM,
        n_folds=recipe.n_folds,
        n_repeats=recipe.n_repeats,
        n_networks=result.mixture.n_networks,
        fold_scores=tuple(score(task, truth[rows], predicted[rows]) for rows in own),
        members=tuple(members),
        left_out=result.left_out,
        linear=_linear_score(prepared, task, folds),
    )


def _linear_score(prepared: Prepared, task: str, folds: NDArray[np.int64]) -> float | None:
    """The out-of-fold score of a linear model: logistic regression, or ridge regression, by lbfgs."""
    part, targets = prepared.training, prepared.targets
    kind = "MLPClassifier" if task == "classification" else "MLPRegressor"
    chosen = np.arange(len(targets))
    if len(chosen) > LINEAR_ROWS:
        chosen = np.linspace(0, len(targets) - 1, LINEAR_ROWS).astype(np.int64)
    X, y, own = part.inputs[chosen], targets[chosen], folds[chosen]
    answers = np.empty(len(y), dtype=y.dtype)
    parameters = {"hidden_layer_sizes": (), "solver": "lbfgs", "alpha": 1.0, "random_state": 0}
    for fold in range(int(own.max()) + 1):
        rest = np.flatnonzero(own != fold)
        if len(rest) == 0 or (task == "classification" and len(np.unique(y[rest])) < 2):
            return None
        outcome = run(begin_fit(kind, parameters, np.ascontiguousarray(X[rest]), y[rest]))
        if outcome.trouble is not None:
            return None
        rows = np.flatnonzero(own == fold)
        answers[rows] = outcome.fit.task.decode(outcome.network.forward(X[rows])).ravel()
    return score(task, part.truth[chosen], prepared.preparation.decode(answers))


def out_of_fold_outputs(
    mixture: Mixture, folds: NDArray[np.int64], inputs: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the outputs for rows by the networks that were not trained on them, (n_rows, n_outputs).

    ``folds``, (n_repeats, n_rows), has the fold of each row in each division; the networks of a member are
    in the order of divisions and folds.
    """
    if mixture.constant is not None:
        return mixture.outputs(inputs)
    n_repeats = len(folds)
    total = np.zeros((len(inputs), mixture.n_outputs))
    for member in mixture.members:
        n_folds = len(member.networks) // n_repeats
        for place, (network, encoding) in enumerate(zip(member.networks, member.encodings, strict=True)):
            rows = np.flatnonzero(folds[place // n_folds] == place % n_folds)
            own = mixture.encodings[encoding]
            compact = encode(own, inputs[rows], network.dtype)
            starts = own.step_starts if own.n_steps else None
            total[rows] += member.weight / n_repeats * outputs_of(network, compact, 1, starts)
    if mixture.target_mean is None or mixture.target_scale is None:
        return total
    return np.clip(mixture.target_mean + mixture.target_scale * total, mixture.lowest, mixture.highest)


# ---- Checkpoints -----------------------------------------------------------------------------------------


class _Keeper:
    """Writes all states of a bag as one checkpoint: the first one's, with the others as further arrays."""

    def __init__(self, bag: Bag, checkpoints: Checkpoints) -> None:
        self._path, self._owner = checkpoints.path, dict(checkpoints.owner)
        self._digest = _digest(bag)
        self._interval = interval(checkpoints.every)
        self._last_time, self._last_epoch = time.monotonic(), _epoch(bag)

    def __call__(self, bag: Bag) -> None:
        """Write if the interval, in seconds or epochs of each network, has passed."""
        seconds, epochs = self._interval
        if time.monotonic() - self._last_time >= seconds or _epoch(bag) - self._last_epoch >= epochs:
            self.write(bag)

    def write(self, bag: Bag) -> None:
        """Write now."""
        self._last_time, self._last_epoch = time.monotonic(), _epoch(bag)
        first, *others = bag.trainings
        arrays = {
            f"{place}.{name}": values
            for place, each in enumerate(others, 1)
            for name, values in arrays_of(each.state).items()
        }
        save_checkpoint(
            self._path,
            Checkpoint(first.state, History(), first.plan, self._digest, None, arrays, self._owner),
        )


def _epoch(bag: Bag) -> float:
    return bag.epochs_done / max(len(bag.trainings), 1)


def _restored(bag: Bag, checkpoint: Checkpoint, *, same_data: bool) -> Bag:
    """Return the bag with the states of a checkpoint; a RosenblattError if they are of another training."""
    if same_data and checkpoint.data_digest != _digest(bag):
        raise RosenblattError(
            "the checkpoint was made with other data or settings: give the same table, or insist with "
            "--other-data"
        )
    trainings = []
    for place, each in enumerate(bag.trainings):
        fresh, prefix = each.state, f"{place}."
        found = {
            name.removeprefix(prefix): values
            for name, values in checkpoint.arrays.items()
            if name.startswith(prefix)
        }
        if place == 0 and hasattr(checkpoint.state, "network"):
            found = arrays_of(checkpoint.state)
        own = arrays_of(fresh)
        if any(name not in found or found[name].shape != own[name].shape for name in own):
            raise RosenblattError("the checkpoint is of another mixture: train a new run")
        description = NetworkDescription.of(fresh.network)
        state = NetworkShapes(description, fresh.n_samples).state(found)
        trainings.append(replace(each, state=state))
    return replace(bag, trainings=trainings)


def _digest(bag: Bag) -> str:
    total = hashlib.sha256(repr(bag.recipe).encode())
    for array in (bag.problem.X, bag.problem.y, bag.problem.weight, bag.folds):
        if array is not None:
            total.update(np.ascontiguousarray(array).tobytes())
    return total.hexdigest()
