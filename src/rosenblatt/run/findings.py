"""Findings: what to know about a run before trusting it, by ``diagnose`` and from its table and splits."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.insight.diagnosis.checks.leak import MOST_ROWS
from rosenblatt.insight.diagnosis.diagnose import NEEDS, diagnose
from rosenblatt.insight.diagnosis.finding import Diagnosis, Finding, Unasked
from rosenblatt.insight.separation.perceptron import names
from rosenblatt.run.over_time import ceiling_of
from rosenblatt.trial.samples import Samples
from rosenblatt.views.words import score

if TYPE_CHECKING:
    from rosenblatt.insight.separation.perceptron import Separations
    from rosenblatt.run.run import Run
    from rosenblatt.trial.parts import Prepared
    from rosenblatt.trial.repeats import Spread

FEW_ROWS = 30
ENOUGH_SPLITS = 20
"""Other splits from which a split can be called odd."""
OF_MORE_TRAINING = ("not converged", "plateau")
"""Findings that ask for a better score, left out if the highest that can be expected is reached."""
BELOW = "below the baseline"
LOST_SPLITS = "splits that could not be trained"
"""Kind of the finding that some other splits have no score."""

IMPLIED_BY: Mapping[str, tuple[str, ...]] = {
    "not converged": ("still making mistakes", "going in circles"),
    "stuck at the baseline": ("still making mistakes", "going in circles"),
}
"""Findings that others make superfluous: a perceptron with mistakes needs another model, not more epochs."""


def find(
    run: Run,
    prepared: Prepared,
    spread: Spread,
    of_table: Sequence[str] = (),
    of_training: Sequence[str] = (),
) -> Diagnosis:
    """Return the findings, most important first, with the checks that were made or could not be made."""
    diagnosis = diagnose(_with_all_samples(run, prepared))
    found = [
        interrupted(run),
        below_the_baseline(run),
        still_making_mistakes(run),
        *diagnosis,
        classes_missing(run, prepared),
        nothing_held_out(run),
        few_held_out(run),
        an_odd_split(run),
        splits_failed(run, spread.failed),
        warned("about the table", of_table, "Look at these columns."),
        warned("about the training", of_training, "Consider it when you continue from this run."),
    ]
    known = [finding for finding in found if finding is not None]
    kinds = {finding.kind for finding in known}
    ceiling = ceiling_of(run)
    beyond = OF_MORE_TRAINING if ceiling is not None and ceiling.is_reached else ()
    kept = tuple(
        each
        for each in known
        if each.kind not in beyond and not kinds.intersection(IMPLIED_BY.get(each.kind, ()))
    )
    unasked = [_of_a_run(each) for each in diagnosis.unasked]
    unasked += [] if (lacking := odd_split_unchecked(run, spread)) is None else [lacking]
    made = [BELOW] if _is_held_out(run) else []
    made += [f"a lucky or unlucky {_split(run)}"] if len(run.evaluation.repeats) >= ENOUGH_SPLITS else []
    return Diagnosis(kept, (*made, *diagnosis.asked), tuple(unasked))


def _of_a_run(lacking: Unasked) -> Unasked:
    """A check that the diagnosis could not make, with the option of ``train`` that gives what it needs."""
    if lacking.give != NEEDS["held out"][1]:
        return lacking
    return Unasked(lacking.kind, "held-out rows (--test-size 0.25)")


MOST_IN_MEMORY = 20_000
"""Training rows that findings look at where the rows lie in a file (--memory)."""


def _with_all_samples(run: Run, prepared: Prepared) -> Run:
    """The run with all samples of the training part, of which a run stores some; not with all sequences.

    Of rows in a file (--memory) at most 20,000 are taken. Of the held-out rows as many are added as a check
    looks at.
    """
    training, test = prepared.training, prepared.test
    if training.sequences is not None:
        return run
    n_test = min(MOST_ROWS, len(test.truth))
    every = slice(None)  # of rows in a file some, evenly spaced
    if run.settings.memory is not None:
        every = slice(None, None, -(-len(training.truth) // MOST_IN_MEMORY))
    inputs, truth = training.inputs[every], training.truth[every]
    samples = Samples(
        np.concatenate([inputs, test.inputs[:n_test]]),
        np.concatenate([truth, test.truth[:n_test]]),
        np.repeat(np.array(["training", "test"]), [len(truth), n_test]),
    )
    return dataclasses.replace(run, samples=samples)


def _is_held_out(run: Run) -> bool:
    return run.evaluation.is_unseen


def interrupted(run: Run) -> Finding | None:
    """Training was interrupted."""
    if run.stopped_by != "interrupt":
        return None
    if run.mixture is not None:
        left = ", ".join(run.mixture.left_out)
        return Finding(
            "interrupted",
            f"Training was interrupted before all members of the mixture were trained: {left} left out."
            if left
            else "The run was interrupted when all members of the mixture were trained.",
            "Train again without interrupting.",
        )
    return Finding(
        "interrupted",
        f"Training was interrupted after {len(run.history)} of at most {run.parameters['max_iter']} "
        "epochs; this is the network at that time.",
        "Train again without interrupting.",
    )


def below_the_baseline(run: Run) -> Finding | None:
    """Unseen rows are predicted worse than without features; weighted classes are not compared."""
    seen = run.evaluation
    weighted = run.parameters.get("class_weight") is not None
    if not _is_held_out(run) or seen.score >= seen.baseline or weighted:
        return None
    return Finding(
        BELOW,
        f"On the {seen.part_words} {run.answered} the {seen.score_name} is {seen.score:.4g}, below the "
        f"baseline of {seen.baseline:.4g} ({seen.baseline_text}).",
        "Do not use this model: inspect the features."
        if run.mixture is not None
        else "Do not use this model: inspect the features, try a stronger penalty (--alpha), or a smaller "
        "network.",
    )


def still_making_mistakes(run: Run) -> Finding | None:
    """A perceptron with mistakes in its last epoch has found no plane: none exists, or not yet."""
    if run.model.kind != "perceptron" or not len(run.history):
        return None
    mistakes, known = run.history["mistakes"][-1], run.separability
    if not mistakes > 0:
        return None
    times = "once" if mistakes == 1 else f"{mistakes:.0f} times"
    still = f"in its last epoch the perceptron still corrected its weights {times}"
    averaging = "Average the weights (--set average=True), or use --model mlp."
    if run.parameters.get("average"):
        averaging = "Use --model mlp."
    if known is not None and known.cycling:
        return Finding(
            "going in circles",
            f"No plane {_what_fails(known)}, so every epoch has a mistake that changes the weights: "
            f"{still}. The result depends on the epoch in which training stops.",
            averaging,
        )
    if run.evaluation.training_score == 1:
        return None
    if known is not None and known.separable:
        return Finding(
            "still making mistakes",
            f"A plane separates the classes, but {still}, so it has not found one yet.",
            f"Allow more epochs (--max-iter {2 * int(str(run.parameters['max_iter']))} --set tol=None).",
        )
    return Finding(
        "still making mistakes",
        f"{still[0].upper()}{still[1:]}, so it has found no plane between the classes, and the result "
        "depends on the epoch in which training stops.",
        averaging,
    )


def _what_fails(known: Separations) -> str:
    """The separation that no plane achieves."""
    if len(known.neurons) + len(known.unknown) == 1:
        return "separates the classes"
    return f"separates {names([each.label for each in known.neurons if not each.separable])} from the rest"


def classes_missing(run: Run, prepared: Prepared) -> Finding | None:
    """A class that is missing in one of the parts."""
    if run.task != "classification" or run.evaluation.part != "test":
        return None
    if run.evaluation.truth.ndim > 1:
        return None  # each of several targets has its own classes
    training = set(prepared.training.truth.tolist())
    test = set(prepared.test.truth.tolist())
    unseen, unproven = sorted(test - training, key=str), sorted(training - test, key=str)
    if unseen:
        return Finding(
            "a class is missing",
            f"The training part has no {run.answered[:-1]} of {_listing(unseen)}, so the network can never "
            "predict it.",
            "Use another seed, a smaller --test-size, or more rows of that class.",
        )
    if unproven:
        labels = prepared.training.truth.tolist()
        single = run.sequences is None and all(labels.count(each) == 1 for each in unproven)
        has = "It has one row, which is" if len(unproven) == 1 else "They have one row each, which is"
        return Finding(
            "a class is missing",
            f"The held-out {run.answered} have none of {_listing(unproven)}, so its accuracy is unknown."
            + (f" {has} used for training." if single else ""),
            "Collect more rows of it, or leave it out of the table."
            if single
            else "Use another seed, a larger --test-size, or more rows of that class.",
        )
    return None


def nothing_held_out(run: Run) -> Finding | None:
    """Without held-out rows the score on unseen rows is unknown."""
    if _is_held_out(run):
        return None
    return Finding(
        "nothing held out",
        f"The {run.evaluation.score_name} was measured on the {len(run.evaluation.truth)} "
        f"training {run.answered}. "
        "It does not show how well others will be predicted.",
        f"Hold {_what_is_split(run)} out (--test-size 0.25), unless the table contains every possible case.",
    )


def few_held_out(run: Run) -> Finding | None:
    """With few held-out rows the score depends strongly on the split."""
    seen, n_rows = run.evaluation, len(run.evaluation.truth)
    if not _is_held_out(run) or n_rows >= FEW_ROWS:
        return None
    one = run.answered[:-1]
    each = f"; one {one} is {1 / n_rows:.0%} of it" if seen.score_name == "accuracy" else ""
    return Finding(
        f"few {seen.part_words} {run.answered}",
        f"The {seen.score_name} was measured on only {n_rows} {one}{'s' if n_rows > 1 else ''}{each}.",
        _of_spread(run),
    )


def _of_spread(run: Run) -> str:
    """What to do about a score of few rows: look at the spread, if there is one."""
    n, over = len(run.evaluation.repeats), run.evaluation.repeats_over
    if run.mixture is not None:
        return f"Consider the spread over its {n} folds, or give more rows."
    if n < 2:
        return f"Measure the spread over other {over} (--repeats {ENOUGH_SPLITS}), or give more rows."
    return f"Consider the spread over {n} other {over}, or give more rows."


def _what_is_split(run: Run) -> str:
    """What a split divides: rows, whole sequences, or a stream."""
    return "rows" if run.sequences is None else "its end" if run.sequences.is_stream else "sequences"


def an_odd_split(run: Run) -> Finding | None:
    """A split with a higher or lower score than most others."""
    seen = run.evaluation
    if len(seen.repeats) < ENOUGH_SPLITS:
        return None
    low, middle, high = np.quantile(seen.repeats, [0.05, 0.5, 0.95])
    if low <= seen.score <= high:
        return None
    lucky, thing = seen.score > high, _split(run)
    below = int((seen.repeats < seen.score).sum())
    said = f"{below or 'none'} of them {'scores' if below < 2 else 'score'}"
    return Finding(
        f"a lucky {thing}" if lucky else f"an unlucky {thing}",
        f"The {seen.score_name} {score(seen.score)} of this {thing} lies {'above' if lucky else 'below'} the "
        "middle nine "
        f"tenths of {len(seen.repeats)} others, {score(low)} to {score(high)}; {said} lower.",
        f"Expect their median, {score(middle)}.",
    )


def odd_split_unchecked(run: Run, spread: Spread) -> Unasked | None:
    """Why it is unknown whether the split is odd; None if it is known, or there is nothing to compare."""
    seen, n = run.evaluation, len(run.evaluation.repeats)
    if seen.part != "test" or run.mixture is not None or n >= ENOUGH_SPLITS:
        return None
    over = seen.repeats_over
    made = "none was" if n == 0 else f"only {n} {'was' if n == 1 else 'were'}"
    end = " before the interrupt" if spread.interrupted else ""
    place = ""
    if n > 1 and not seen.repeats.min() <= seen.score <= seen.repeats.max():
        way = "above" if seen.score > seen.repeats[0] else "below"
        place = f"; the {seen.score_name} of this {over[:-1]} is {way} all {n}"
    needs = (
        f"the scores of {ENOUGH_SPLITS} other {over}, and {made} made{end}{place} (--repeats {ENOUGH_SPLITS})"
    )
    return Unasked(f"a lucky or unlucky {_split(run)}", needs)


def _split(run: Run) -> str:
    return run.evaluation.repeats_over[:-1]


def splits_failed(run: Run, failed: Sequence[str]) -> Finding | None:
    """Other splits on which no network could be trained, with the reasons."""
    if not failed:
        return None
    n, over = len(failed) + len(run.evaluation.repeats), run.evaluation.repeats_over
    return Finding(
        LOST_SPLITS,
        f"{len(failed)} of {n} other {'random splits' if over == 'splits' else over} could not be trained, "
        f"the first because: {failed[0]}",
        "Give more rows, or hold fewer out." if over == "splits" else "Lower --learning-rate.",
    )


def warned(kind: str, warnings: Sequence[str], remedy: str) -> Finding | None:
    """Warnings about the table (a constant column) or the training (a full disk)."""
    return Finding(kind, " ".join(dict.fromkeys(map(_sentence, warnings))), remedy) if warnings else None


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _listing(classes: Sequence[object]) -> str:
    shown = ", ".join(repr(each) for each in classes[:5])
    return shown + (f" and {len(classes) - 5} more" if len(classes) > 5 else "")
