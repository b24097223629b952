"""The learning curve of a run: the same training on parts of its training rows."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rosenblatt.trial.repeats import BY_OPERATIONS, operations

if TYPE_CHECKING:
    from rosenblatt.trial.parts import Prepared
    from rosenblatt.trial.trial import Trained

    Train = Callable[[int, Prepared, Mapping[str, object]], Trained]
    """Trains by a seed on a split, with some parameters changed."""

SHARES = (0.125, 0.25, 0.5, 1.0)
SPLITS = 3
LEAST_ROWS, LEAST_HELD_OUT = 10, 20
"""Fewer rows to train on, or to test on, say nothing."""
MOST_OF_MIXTURE = 20_000
"""Of mixtures the curve is measured on tables with at most so many rows times inputs: on larger ones it would
make the user wait for longer than for the training."""


@dataclass(frozen=True)
class LearningCurve:
    """Scores of trainings on so many rows, each on several splits or folds: (n_sizes, n_splits) as rows.

    ``scores`` are those of held-out rows, ``training_scores`` those of the rows trained on. ``unit`` is
    ``"rows"``, or ``"sequences"`` where these are split.
    """

    sizes: tuple[int, ...]
    scores: tuple[tuple[float, ...], ...]
    training_scores: tuple[tuple[float, ...], ...]
    unit: str = "rows"
    over: str = "splits"


def learning_curve(
    trained: Trained, seed: int, prepared_with: Callable[[int], Prepared], train: Train
) -> LearningCurve | None:
    """Measure the curve; None where it is dear, there are few rows, or a stream is not made of samples.

    A network is trained on other splits, on fewer rows for so many more epochs that it makes as many updates
    as the run did: else the curve would show the length of the training. The columns are prepared by all
    training rows of the split. Sizes at which a training fails, or a class is missing, are left out.
    """
    if trained.is_interrupted:
        return None
    if trained.mixture is not None:
        return _of_mixture(trained, seed, train)
    part, test = trained.prepared.training, trained.prepared.test
    if len(test.truth) < LEAST_HELD_OUT or operations(trained) > BY_OPERATIONS[0][0]:
        return None
    if part.sequences is not None and part.sequences.column is None:
        return None
    n = _n_units(trained.prepared)
    sizes = sorted({round(share * n) for share in SHARES} - set(range(LEAST_ROWS)))
    found: dict[int, list[tuple[float, float]]] = {size: [] for size in sizes}
    for split in range(1, SPLITS + 1):
        own = (seed + split) % 2**32
        try:
            prepared = prepared_with(own)
        except ValueError:
            continue
        order = np.random.default_rng(own).permutation(_n_units(prepared))
        for size in sizes:
            smaller = _part_of(prepared, np.sort(order[:size]))
            try:
                if len(np.unique(smaller.targets)) < min(2, len(np.unique(prepared.targets))):
                    continue
                new = train(own, smaller, _as_many_updates(trained, n, size))
            except ValueError:
                continue
            found[size].append((new.score(new.prepared.test), new.score(new.prepared.training)))
    whole = {size: scores for size, scores in found.items() if len(scores) == SPLITS}
    if len(whole) < 3:
        return None
    return LearningCurve(
        tuple(whole),
        tuple(tuple(each[0] for each in scores) for scores in whole.values()),
        tuple(tuple(each[1] for each in scores) for scores in whole.values()),
        "rows" if part.sequences is None else "sequences",
    )


def _of_mixture(trained: Trained, seed: int, train: Train) -> LearningCurve | None:
    """The curve of a mixture, whose folds have a score each: on a quarter of the rows, half, and all."""
    prepared, own = trained.prepared, trained.mixture
    n = len(prepared.training.truth)
    if own is None or n * prepared.training.inputs.shape[1] > MOST_OF_MIXTURE or n < 10 * LEAST_ROWS:
        return None
    order = np.random.default_rng(seed).permutation(n)
    fits = []
    for size in (n // 4, n // 2):
        try:
            fits.append(train(seed, _part_of(prepared, np.sort(order[:size])), {}))
        except ValueError:
            return None
    fits.append(trained)
    scores = [each.mixture.summary.fold_scores for each in fits if each.mixture is not None]
    n_folds = min(map(len, scores))
    if n_folds < 2:
        return None
    return LearningCurve(
        (n // 4, n // 2, n),
        tuple(each[:n_folds] for each in scores),
        tuple((each.score(each.prepared.training),) * n_folds for each in fits),
        over="folds",
    )


def _n_units(prepared: Prepared) -> int:
    """The number of rows that are trained on, or of sequences."""
    cut = prepared.training.sequences
    return len(prepared.training.truth) if cut is None else cut.n_sequences


def _as_many_updates(trained: Trained, n: int, size: int) -> Mapping[str, object]:
    """The parameters with which a training on fewer rows makes as many updates, and does not end before."""
    given, epochs = trained.parameters, len(trained.history)
    if given.get("solver") == "lbfgs":
        return {}
    if "batch_size" not in given:
        return {"max_iter": max(1, round(epochs * n / size))}
    batch = 200 if given["batch_size"] == "auto" else int(str(given["batch_size"]))
    longer = max(1, round(epochs * math.ceil(n / batch) / math.ceil(size / batch)))
    return {"max_iter": longer} | ({} if given["early_stopping"] else {"n_iter_no_change": longer})


def _part_of(prepared: Prepared, chosen: NDArray[np.intp]) -> Prepared:
    """The same split with only some of the training rows, or of the training sequences."""
    part, cut, steps, answered = prepared.training, prepared.training.sequences, chosen, chosen
    if cut is not None:
        steps = np.concatenate([np.arange(*cut.offsets[place : place + 2]) for place in chosen])
        answered = steps if part.all_rows is None else chosen
        cut = cut.take(chosen)
    training = replace(
        part,
        rows=part.rows[answered],
        inputs=np.ascontiguousarray(part.inputs[steps]),
        truth=part.truth[answered],
        sequences=cut,
        last_known=None if part.last_known is None else part.last_known[answered],
        all_rows=None if part.all_rows is None else part.all_rows[steps],
    )
    return replace(prepared, training=training, targets=prepared.targets[answered])
