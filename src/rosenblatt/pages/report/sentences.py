"""The sentences of a report: the result, the task, the network, and how the training ended."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rosenblatt.data.preparation.dates import PARTS, DateFeature
from rosenblatt.data.preparation.features import NumberFeature, TextFeature
from rosenblatt.pages.report.units import step_word, target_name
from rosenblatt.run.over_time import ceiling_of
from rosenblatt.trial.evaluation import OUT_OF_FOLD
from rosenblatt.views.words import brief, count, listing, middle_range, number, plain, score, share, some

if TYPE_CHECKING:
    from rosenblatt.network import Network
    from rosenblatt.run import Run, SequencesSummary
    from rosenblatt.trial.mixture import MixtureSummary

MOST_FILLED = 6
ENDS = {
    "converged": "because the loss stopped falling",
    "early stopping": "because the validation score stopped rising",
    "max_iter": "the maximum",
    "interrupt": "when it was interrupted",
    "callback": "because a callback stopped it",
}


def model_word(run: Run) -> str:
    """The kind of model."""
    if run.mixture is not None:
        return "mixture"
    return "perceptron" if run.model.kind == "perceptron" else "network"


def headline(run: Run) -> str:
    """The title of the report."""
    return f"Predicting {brief(target_name(run), 60)} in {brief(run.table_summary.name, 60)}"


def result(run: Run) -> str:
    """The score and the baseline, in one sentence."""
    seen, n = run.evaluation, len(run.evaluation.truth)
    target, model = brief(target_name(run), 60), model_word(run)
    that = {
        "test": "that it did not see in training",
        OUT_OF_FOLD: "predicted by networks that were not trained on them",
    }.get(seen.part, "that it was trained on")
    rows = f"On {count(n, run.answered[:-1])} {that}"
    beside = f"(baseline {score(seen.baseline)}: {plain(seen.baseline_text)})"
    scores = f"{_an_score(run)} {beside}.{_second(run)}{_ceiling(run)}"
    if run.task == "classification":
        equal = (_texts(seen.truth) == _texts(seen.predicted)).reshape(n, -1)
        right = int(equal.all(axis=1).sum())
        how = "every time" if right == n else "never" if right == 0 else count(right, "time")
        all_of = "all of " if seen.truth.ndim > 1 else ""
        return f"{rows}, the {model} predicts {all_of}{target} correctly {how}: {scores}"
    part = f"{100 * seen.score:.0f}%" if seen.score > 0 else "nothing"
    return f"{rows}, the {model} explains {part} of the variance of {target}: {scores}"


def _ceiling(run: Run) -> str:
    """The highest score that can be expected, if it is known, and why."""
    found = ceiling_of(run)
    if found is None:
        return ""
    reached = " It is reached." if found.is_reached else ""
    return f" The highest that can be expected is {score(found.score)}: {found.text}.{reached}"


def _second(run: Run) -> str:
    """The second baseline of a series."""
    seen = run.evaluation
    if seen.second_baseline is None:
        return ""
    words = plain(seen.second_baseline_text)
    return f" {words[0].upper()}{words[1:]}, reaches {score(seen.second_baseline)}."


def spread(run: Run) -> str:
    """The spread of the score."""
    seen = run.evaluation
    if run.mixture is not None:
        return _folds(run, run.mixture)
    if len(seen.repeats) > 1:
        who, low, high = middle_range(seen.repeats)
        who = "nine in ten" if who.startswith("nine") else "all"
        over = (
            "with {} other random splits"
            if seen.repeats_over == "splits"
            else "with {} other seeds and the same split"
        )
        return (
            f"Trained again {over.format(f'{len(seen.repeats):,}')}, its median is "
            f"{score(float(np.median(seen.repeats)))}, and {who} lie between {score(low)} and {score(high)}."
        )
    if seen.part == "test":
        return f"No other {seen.repeats_over[:-1]} was tried, so the spread of this score is unknown."
    one = run.answered[:-1]
    return f"No {one} was held out, so its performance on unseen {one}s is unknown."


def no_findings(run: Run) -> str:
    """What was checked, if nothing was found."""
    if not run.checked:  # of an older version, which did not store it
        return "The checks of this run found no problem."
    n = len(run.checked)
    checks = f"{count(n, 'check')} found no problem" if n > 1 else "One check found no problem"
    return f"{checks}: {listing(run.checked)}."


def _folds(run: Run, mixture: MixtureSummary) -> str:
    """The scores of a mixture's folds, and how optimistic they are."""
    seen = run.evaluation
    if not mixture.members:
        return "The target has one value in all rows, so the model always predicts it."
    scores = mixture.fold_scores
    spread = f"Its {len(scores)} folds score from {score(min(scores))} to {score(max(scores))}."
    if seen.part == "test":
        return f"Out of fold, the training rows score {score(mixture.estimate)}. {spread}"
    return (
        f"{spread} The members were chosen by these predictions, so on new rows expect about "
        f"{number(mixture.optimism, 1)} less."
    )


def members(run: Run) -> str:
    """What a mixture is, and how it was trained."""
    found = run.mixture
    if found is None or not found.members:
        return ""
    divisions = "" if found.n_repeats == 1 else f", {count(found.n_repeats, 'time')} with other folds"
    chosen = [each for each in found.members if each.weight > 0]
    left = f" {listing(map(plain, found.left_out))} left out." if found.left_out else ""
    return (
        f"The prediction is the weighted mean of {count(found.n_networks, 'network')} of "
        f"{count(len(chosen), 'kind')}. Each kind was trained {count(found.n_folds, 'time')}{divisions}, "
        "each time without one part of the rows, which it then predicted: these out-of-fold predictions "
        f"chose the weights and gave the scores.{left}"
    )


def task(run: Run) -> str:
    """The features, the target and what a row is."""
    summary = run.table_summary
    cuts = None if run.sequences is None else run.sequences.column
    others = {*summary.targets, cuts}
    n_features = sum(column.name not in others for column in summary.columns)
    target = brief(target_name(run), 60)
    from_what = f"From its {count(n_features, 'feature')}" if n_features > 1 else "From its one feature"
    sample = _what_is_a_sample(run)
    if summary.other_targets:
        kind = "each one of a few classes" if run.task == "classification" else "each a number"
        return f"{sample} {from_what} the {model_word(run)} predicts {len(summary.targets)} targets, {kind}."
    if run.task == "classification":
        names = [f"{brief(name)} ({n:,})" for name, n in summary.classes]
        goal = f"the {model_word(run)} predicts its {target}, one of {count(len(names), 'class', 'classes')}"
        return f"{sample} {from_what} {goal}: {some(names, 8)}."
    goal = f"the {model_word(run)} predicts its {target}, a number."
    return f"{sample} {from_what} {goal}"


def _what_is_a_sample(run: Run) -> str:
    """What a row of the table is, and which rows form a sequence."""
    cut = run.sequences
    if cut is None:
        return "A row of the table is a sample."
    if cut.is_stream:
        return f"A row of the table is a {step_word(run)}, and all rows in order form one stream."
    n = cut.n_training + cut.n_test
    steps = (
        f"of {cut.shortest:,} steps each"
        if cut.shortest == cut.longest
        else f"of {cut.shortest:,} to {cut.longest:,} steps, with a median of {cut.median:,.0f}"
    )
    answer = "predicted at every step" if cut.answered == "every" else "predicted once, after its last step"
    return (
        f"A row of the table is a step. Rows with the same {brief(cut.column, 60)} form one sequence: there "
        f"are {count(n, 'sequence')} {steps}. Each is {answer}."
    )


def notes(run: Run) -> tuple[str, ...]:
    """The notes on the table, each as a sentence."""
    texts = (plain(note) for note in run.table_summary.notes)
    return tuple(f"{text[0].upper()}{text[1:]}{'' if text.endswith('.') else '.'}" for text in texts if text)


def split(run: Run) -> str:
    """The training rows and the held-out rows."""
    if run.sequences is not None:
        return _split_of_sequences(run, run.sequences)
    total = run.n_training + run.n_test
    dropped = run.table_summary.n_rows - total
    if run.n_test:
        part = f"{run.n_test:,} ({share(run.n_test, total)})"
        drawn = (
            "at random, the same share of each class" if run.settings.split == "stratified" else "at random"
        )
        how = f"held out {drawn} (seed {run.settings.seed}) and {run.n_training:,} used for training"
        text = f"Of {count(total, 'row')}, {part} were {how}."
    else:
        text = f"All {count(total, 'row')} were used for training; none was held out."
        if run.mixture is not None and run.mixture.members:
            text = (
                f"All {count(total, 'row')} were used for training, divided into {run.mixture.n_folds} folds."
            )
    gone = f" {count(dropped, 'row')} with missing values {'was' if dropped == 1 else 'were'} left out."
    return text + (gone if dropped > 0 else "")


def _split_of_sequences(run: Run, cut: SequencesSummary) -> str:
    """The training sequences, or the training part of a stream."""
    total = cut.training_steps + cut.test_steps
    if cut.is_stream:
        if not cut.n_test:
            return f"All {count(total, step_word(run))} were used for training; none was held out."
        return (
            f"The first {count(cut.training_steps, step_word(run))} were used for training, the "
            f"{cut.test_steps:,} after them ({share(cut.test_steps, total)}) were held out. To predict these "
            f"the network first reads the training {step_word(run)}s, which set its context neurons."
        )
    n = cut.n_training + cut.n_test
    if cut.n_test:
        part = f"{cut.n_test:,} ({share(cut.n_test, n)})"
        how = f"held out at random (seed {run.settings.seed}), and {cut.n_training:,} used for training"
        text = f"Of {count(n, 'sequence')}, {part} were {how}."
    else:
        text = f"All {count(n, 'sequence')} were used for training; none was held out."
    dropped = run.table_summary.n_rows - total
    gone = f" {count(dropped, 'row')} of sequences with missing values were left out."
    return text + (gone if dropped > 0 else "")


def network(run: Run) -> str:
    """The context neurons of a recurrent network, or the layers of another one; empty for a mixture."""
    if run.mixture is not None:
        return ""
    shown = run.model.network
    if shown.cell is None:
        return _sizes(shown)
    kept = (
        "the last values of its hidden layer"
        if shown.n_layers == 2
        else "the last values of its hidden layers"
    )
    if shown.cell == "jordan":
        kept = "its last outputs"
    begin = "learned values" if shown.learns_start else f"{number(float(shown.initial_context))}"
    back = run.parameters.get("backprop_steps")
    through = "all steps" if back is None else count(int(str(back)), "step")
    return (
        f"It has {count(shown.n_context, 'context neuron')}, which store {kept} for the next step; before "
        f"the first step they contain {begin}. In training the gradient of each loss was propagated back "
        f"through {through}."
    )


def _sizes(shown: Network) -> str:
    """The layers of a network, its parameters and its activations."""
    sizes = "-".join(map(str, shown.layer_sizes))
    text = f"It is a {sizes} network with {count(shown.n_parameters, 'parameter')}"
    *hidden, output = shown.activations
    if not hidden:
        return f"{text} and the activation {output}."
    names = listing(dict.fromkeys(hidden))
    return f"{text}; its hidden neurons have the activation {names}, its output {output}."


def prepared(run: Run) -> str:
    """The preparation of the columns."""
    preparation = run.model.preparation
    if preparation is None:
        return "The features were used unchanged."
    changing = {column.name for column in run.table_summary.columns if column.distinct > 1}
    numbers = [each for each in preparation.features if isinstance(each, NumberFeature)]
    scaled = [(each.mean, each.scale) != (0, 1) for each in numbers if each.name in changing]
    sentences = []
    if any(scaled):
        sentences.append("Numbers are standardised with mean and standard deviation of the training part.")
    if not all(scaled):
        sentences.append("Columns of 0 and 1 are unchanged.")
    if any(isinstance(each, TextFeature) for each in preparation.features):
        sentences.append("A text column becomes one input for each category.")
    if dates := [each for each in preparation.features if isinstance(each, DateFeature)]:
        parts = sorted({part for each in dates for part in each.parts}, key=PARTS.index)
        circles = f", and sine and cosine of {listing(parts)}" if parts else ""
        sentences.append(f"A date becomes the time since the earliest training row{circles}.")
    missing = {column.name: column.missing for column in run.table_summary.columns if column.missing}
    filled = preparation.filled(missing)
    sentences += [f"{plain(each)}." for each in filled[:MOST_FILLED]]
    if len(filled) > MOST_FILLED:
        sentences.append(f"{len(filled) - MOST_FILLED} more columns are filled in the same way.")
    return " ".join(sentences)


def training(run: Run) -> str:
    """The duration of the training, and why it ended."""
    if run.mixture is not None:
        return f"Training took {_took(run)}."
    n = len(run.history)
    end = ENDS.get(run.stopped_by, plain(run.stopped_by))
    comma = "," if run.stopped_by == "max_iter" else ""
    return f"{_branched(run)}Training ended after {count(n, 'epoch')}{comma} {end}. It took {_took(run)}."


def _took(run: Run) -> str:
    seconds = run.seconds
    return f"{number(seconds * 1000, 2)} milliseconds" if seconds < 1 else f"{number(seconds)} seconds"


def _branched(run: Run) -> str:
    """The parent of a branch."""
    if run.parent is None:
        return ""
    without = f", without {listing(map(plain, run.parent.dropped))}" if run.parent.dropped else ""
    return (
        f"This is a branch: it continues {plain(run.parent.folder)} after "
        f"{count(run.parent.epoch, 'epoch')}{without}. "
    )


def separability(run: Run) -> str:
    """Whether planes can separate the classes, and whether a perceptron cycles."""
    return "" if run.separability is None else plain(run.separability.text)


def training_score(run: Run) -> str:
    """The score on the training part, if the other score is that of unseen rows."""
    seen = run.evaluation
    if not seen.is_unseen:
        return ""
    return f"On the training part the {seen.score_name} is {score(seen.training_score)}."


def created(run: Run) -> str:
    """The date and time in words."""
    try:
        moment = datetime.fromisoformat(run.created)
    except ValueError:
        return plain(run.created)
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"


def versions(run: Run) -> str:
    """The versions of the libraries."""
    return listing(f"{plain(name)} {plain(version)}" for name, version in run.versions.items())


def _an_score(run: Run) -> str:
    return f"an {run.evaluation.score_name} of {score(run.evaluation.score)}"


def _texts(values: NDArray[np.generic]) -> NDArray[np.str_]:
    return np.array([plain(value) for value in values.ravel().tolist()]).reshape(values.shape)
