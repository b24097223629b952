"""What a report says in words: the result, the task, the network, and how the training ended."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rosenblatt.data.preparation.features import NumberFeature
from rosenblatt.pages.report.units import target_name
from rosenblatt.views.words import brief, count, listing, middle_range, number, plain, score, share, some

if TYPE_CHECKING:
    from rosenblatt.run import Run, SequencesSummary

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
    seen_before = "never saw in training" if seen.part == "test" else "was trained on"
    rows = f"On {count(n, run.answered[:-1])} that it {seen_before}"
    beside = f"against {score(seen.baseline)} for the baseline ({plain(seen.baseline_text)})"
    told = f"{_an_score(run)} {beside}.{_second(run)}"
    if run.task == "classification":
        equal = (_texts(seen.truth) == _texts(seen.predicted)).reshape(n, -1)
        right = int(equal.all(axis=1).sum())
        how = "every time" if right == n else "never" if right == 0 else count(right, "time")
        all_of = "all of " if seen.truth.ndim > 1 else ""
        return f"{rows}, the {model} predicts {all_of}{target} right {how}: {told}"
    part = f"{100 * seen.score:.0f}%" if seen.score > 0 else "nothing"
    return f"{rows}, the {model} explains {part} of the variance of {target}: {told}"


def _second(run: Run) -> str:
    """Of a series the other of two ways to know nothing."""
    seen = run.evaluation
    if seen.second_baseline is None:
        return ""
    words = plain(seen.second_baseline_text)
    return f" {words[0].upper()}{words[1:]}, reaches {score(seen.second_baseline)}."


def spread(run: Run) -> str:
    """How much of the score is chance."""
    seen = run.evaluation
    if len(seen.repeats) > 1:
        who, low, high = middle_range(seen.repeats)
        who = "nine in ten" if who.startswith("nine") else "all"
        over = (
            "on {} other random splits"
            if seen.repeats_over == "splits"
            else "from {} other seeds, the split as it is"
        )
        return (
            f"Trained anew {over.format(f'{len(seen.repeats):,}')}, its median is "
            f"{score(float(np.median(seen.repeats)))}, and {who} lie between {score(low)} and {score(high)}."
        )
    if seen.part == "test":
        return f"No other {seen.repeats_over[:-1]} was tried: how much of this is chance is not known."
    one = run.answered[:-1]
    return f"No {one} was held out: how well it predicts {one}s that it has not seen is not known."


def task(run: Run) -> str:
    """The task in words."""
    summary = run.table_summary
    cuts = None if run.sequences is None else run.sequences.column
    n_features = sum(column.name not in (*summary.targets, cuts) for column in summary.columns)
    target = brief(target_name(run), 60)
    from_what = f"From its {count(n_features, 'feature')}" if n_features > 1 else "From its one feature"
    sample = _what_is_a_sample(run)
    if summary.other_targets:
        kind = "each one of a few classes" if run.task == "classification" else "each a number"
        return (
            f"{sample} {from_what} the {model_word(run)} is to tell {len(summary.targets)} targets, {kind}."
        )
    if run.task == "classification":
        names = [f"{brief(name)} ({n:,})" for name, n in summary.classes]
        goal = (
            f"the {model_word(run)} is to tell its {target}, one of {count(len(names), 'class', 'classes')}"
        )
        return f"{sample} {from_what} {goal}: {some(names, 8)}."
    goal = f"the {model_word(run)} is to tell its {target}, a number."
    return f"{sample} {from_what} {goal}"


def _what_is_a_sample(run: Run) -> str:
    """What a row of the table is, and which rows form a sequence."""
    cut = run.sequences
    if cut is None:
        return "A row of the table is a sample."
    if cut.is_stream:
        return "A row of the table is a step, and all of them are one stream, in their order."
    n = cut.n_training + cut.n_test
    steps = (
        f"of {cut.shortest:,} steps each"
        if cut.shortest == cut.longest
        else f"of {cut.shortest:,} to {cut.longest:,} steps, half of them no more than {cut.median:,.0f}"
    )
    answer = "answered at every step" if cut.answered == "every" else "answered once, after the last"
    return (
        f"A row of the table is a step. Rows with the same {brief(cut.column, 60)} are one sequence: there "
        f"are {count(n, 'sequence')} {steps}. Each is {answer}."
    )


def split(run: Run) -> str:
    """Which rows were trained on."""
    if run.sequences is not None:
        return _split_of_sequences(run, run.sequences)
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


def _split_of_sequences(run: Run, cut: SequencesSummary) -> str:
    """Which sequences were trained on, or how much of a stream."""
    total = cut.training_steps + cut.test_steps
    if cut.is_stream:
        if not cut.n_test:
            return f"All {count(total, 'step')} were trained on; none was held out."
        return (
            f"The first {count(cut.training_steps, 'step')} were trained on, the {cut.test_steps:,} after "
            f"them ({share(cut.test_steps, total)}) held out. To predict these the network reads the others "
            "first, so that its context neurons know what came before."
        )
    n = cut.n_training + cut.n_test
    if cut.n_test:
        part = f"{cut.n_test:,} ({share(cut.n_test, n)})"
        how = f"held out as a whole, at random (seed {run.settings.seed}), and {cut.n_training:,} trained on"
        text = f"Of {count(n, 'sequence')}, {part} were {how}."
    else:
        text = f"All {count(n, 'sequence')} were trained on; none was held out."
    dropped = run.table_summary.n_rows - total
    gone = f" {count(dropped, 'row')} of sequences with missing values were left out."
    return text + (gone if dropped > 0 else "")


def network(run: Run) -> str:
    """What the context neurons of a recurrent network keep; nothing of another."""
    shown = run.model.network
    if shown.cell is None:
        return ""
    kept = (
        "the last values of its hidden layer"
        if shown.n_layers == 2
        else "the last values of its hidden layers"
    )
    if shown.cell == "jordan":
        kept = "its last outputs"
    begin = "a value that was learned" if shown.learns_start else f"{number(float(shown.initial_context))}"
    back = run.parameters.get("backprop_steps")
    through = "all steps" if back is None else count(int(str(back)), "step")
    return (
        f"It has {count(shown.n_context, 'context neuron')}, which keep {kept} and give them back to it at "
        f"the next step; before the first they hold {begin}. In training the slope of each loss was followed "
        f"back through {through}."
    )


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
    """Whether planes can separate the classes, and whether a perceptron cycles."""
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
    return np.array([plain(value) for value in values.ravel().tolist()]).reshape(values.shape)
