"""What a report says in words: the result, the task, the network, and how the training ended."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rosenblatt.data.numberfeature import NumberFeature
from rosenblatt.plots.spread import middle_range
from rosenblatt.plots.words import brief, count, listing, number, plain, score, share, some
from rosenblatt.report.units import target_name

if TYPE_CHECKING:
    from rosenblatt.run import Run

ENDS = {
    "converged": "because the loss no longer fell",
    "early stopping": "because the score on the validation part no longer rose",
    "max_iter": "the most that were allowed",
    "interrupt": "when it was interrupted",
    "callback": "when a callback asked for it",
}


def model_word(run: Run) -> str:
    """What kind of network it is."""
    return "perceptron" if run.model.kind == "perceptron" else "network"


def headline(run: Run) -> str:
    """What the report is about."""
    return f"Predicting {brief(target_name(run), 60)} in {brief(run.table_summary.name, 60)}"


def result(run: Run) -> str:
    """The one thing that matters: the score beside the baseline, in one sentence."""
    seen, n = run.evaluation, len(run.evaluation.truth)
    target, model = brief(target_name(run), 60), model_word(run)
    rows = (
        f"On {count(n, 'row')} that it {'never saw in training' if seen.part == 'test' else 'was trained on'}"
    )
    beside = f"against {score(seen.baseline)} for the baseline ({plain(seen.baseline_text)})"
    if run.task == "classification":
        right = int(np.sum(_texts(seen.truth) == _texts(seen.predicted)))
        how = "every time" if right == n else "never" if right == 0 else count(right, "time")
        return f"{rows}, the {model} predicts {target} right {how}: {_an_score(run)} {beside}."
    part = f"{100 * seen.score:.0f}%" if seen.score > 0 else "nothing"
    return f"{rows}, the {model} explains {part} of the variance of {target}: {_an_score(run)} {beside}."


def spread(run: Run) -> str:
    """How much of the score is chance."""
    seen = run.evaluation
    if len(seen.repeats) > 1:
        who, low, high = middle_range(seen.repeats)
        who = "nine in ten" if who.startswith("nine") else "all"
        return (
            f"Trained anew on {len(seen.repeats):,} other random splits, its median is "
            f"{score(float(np.median(seen.repeats)))}, and {who} lie between {score(low)} and {score(high)}."
        )
    if seen.part == "test":
        return "No other split was tried: how much of this is chance is not known."
    return "No row was held out: how well it predicts rows that it has not seen is not known."


def task(run: Run) -> str:
    """The task in words."""
    summary = run.table_summary
    n_features = sum(column.name != summary.target for column in summary.columns)
    target = brief(target_name(run), 60)
    from_what = f"From its {count(n_features, 'feature')}" if n_features > 1 else "From its one feature"
    if run.task == "classification":
        names = [f"{brief(name)} ({n:,})" for name, n in summary.classes]
        goal = (
            f"the {model_word(run)} is to tell its {target}, one of {count(len(names), 'class', 'classes')}"
        )
        return f"A row of the table is a sample. {from_what} {goal}: {some(names, 8)}."
    goal = f"the {model_word(run)} is to tell its {target}, a number."
    return f"A row of the table is a sample. {from_what} {goal}"


def split(run: Run) -> str:
    """Which rows were trained on."""
    total = run.n_training + run.n_test
    dropped = run.table_summary.n_rows - total
    if run.n_test:
        part = f"{run.n_test:,} ({share(run.n_test, total)})"
        how = f"held out at random (seed {run.settings.seed}) and {run.n_training:,} trained on"
        text = f"Of {count(total, 'row')}, {part} were {how}."
    else:
        text = f"All {count(total, 'row')} were trained on; none was held out."
    gone = f" {count(dropped, 'row')} with missing values {'was' if dropped == 1 else 'were'} left out."
    return text + (gone if dropped > 0 else "")


def prepared(run: Run) -> str:
    """How columns became inputs."""
    preparation = run.model.preparation
    if preparation is None:
        return "The features were used as they are."
    changing = {column.name for column in run.table_summary.columns if column.distinct > 1}
    numbers = [each for each in preparation.features if isinstance(each, NumberFeature)]
    scaled = [(each.mean, each.scale) != (0, 1) for each in numbers if each.name in changing]
    sentences = []
    if any(scaled):
        sentences.append("Numbers are standardised with mean and standard deviation of the training part.")
    if not all(scaled):
        sentences.append("Columns of 0 and 1 stay as they are.")
    if len(numbers) < len(preparation.features):
        sentences.append("A text becomes one input for each category.")
    filled = {"mean": "the mean of the training part", "most-frequent": "its most frequent value"}
    if preparation.missing in filled:
        sentences.append(f"What is missing is filled with {filled[preparation.missing]}.")
    return " ".join(sentences)


def training(run: Run) -> str:
    """How long it was trained, and why it ended."""
    n = len(run.history)
    end = ENDS.get(run.stopped_by, plain(run.stopped_by))
    comma = "," if run.stopped_by == "max_iter" else ""
    took = (
        f"{number(run.seconds * 1000, 2)} milliseconds"
        if run.seconds < 1
        else f"{number(run.seconds)} seconds"
    )
    return f"{_branched(run)}Training ended after {count(n, 'epoch')}{comma} {end}. It took {took}."


def _branched(run: Run) -> str:
    """Where a branch went on from."""
    if run.parent is None:
        return ""
    without = f", without {listing(map(plain, run.parent.dropped))}" if run.parent.dropped else ""
    return (
        f"This is a branch: it went on from {plain(run.parent.folder)} as it was after "
        f"{count(run.parent.epoch, 'epoch')}{without}. "
    )


def separability(run: Run) -> str:
    """Whether planes can separate the classes, and whether a perceptron goes round and round."""
    return "" if run.separability is None else plain(run.separability.text)


def training_score(run: Run) -> str:
    """The score on the training part, beside that on the part held out."""
    seen = run.evaluation
    if seen.part != "test":
        return ""
    return f"On the training part the {seen.score_name} is {score(seen.training_score)}."


def created(run: Run) -> str:
    """When, as a person says it."""
    try:
        moment = datetime.fromisoformat(run.created)
    except ValueError:
        return plain(run.created)
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"


def versions(run: Run) -> str:
    """With what."""
    return listing(f"{plain(name)} {plain(version)}" for name, version in run.versions.items())


def _an_score(run: Run) -> str:
    return f"an {run.evaluation.score_name} of {score(run.evaluation.score)}"


def _texts(values: NDArray[np.generic]) -> NDArray[np.str_]:
    return np.array([plain(value) for value in values.tolist()])
