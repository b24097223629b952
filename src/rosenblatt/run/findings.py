"""What a person should know about a run before trusting it, in words with the numbers that show it.

What the network, its history and its data show is found by :func:`rosenblatt.insight.diagnose`; the rules
here add what only a run knows: its table, its split, the other splits, and whether it was interrupted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from rosenblatt.insight import diagnose
from rosenblatt.insight.diagnosis.finding import Finding
from rosenblatt.insight.separation.perceptron import names
from rosenblatt.run.run import Samples
from rosenblatt.run.samples import choose_samples

if TYPE_CHECKING:
    from rosenblatt.history import History
    from rosenblatt.insight.separation.perceptron import Separations
    from rosenblatt.model import Model
    from rosenblatt.run.attempt import Attempt
    from rosenblatt.run.estimator import Estimator
    from rosenblatt.run.parts import Prepared
    from rosenblatt.run.run import Evaluation

FEW_ROWS = 30
LOST_SPLITS = "splits that could not be trained"
"""Kind of the finding that some other splits have no score."""


@dataclass(frozen=True)
class Evidence:
    """What findings are drawn from.

    Attributes
    ----------
    attempt : Attempt
        The trained attempt.
    evaluation : Evaluation
        How it did.
    failed : tuple of str
        Why other random splits could not be trained, one text each.
    of_table, of_training : tuple of str
        What was warned of while the table was prepared, and while it was trained on.
    separability : Separations or None
        Of a perceptron: whether planes can separate the rows it was trained on.
    """

    attempt: Attempt
    evaluation: Evaluation
    failed: tuple[str, ...] = ()
    of_table: tuple[str, ...] = ()
    of_training: tuple[str, ...] = ()
    separability: Separations | None = None

    @property
    def estimator(self) -> Estimator:
        """The estimator that was trained."""
        return self.attempt.estimator

    @property
    def prepared(self) -> Prepared:
        """The parts."""
        return self.attempt.prepared

    @property
    def model(self) -> Model:
        """The trained network with its preparation."""
        return self.attempt.model

    @property
    def task(self) -> str:
        """What is predicted."""
        return self.model.task

    @property
    def history(self) -> History:
        """A row an epoch."""
        return self.estimator.history_

    @property
    def parameters(self) -> Mapping[str, object]:
        """Every parameter of the estimator."""
        return self.estimator.get_params()

    @property
    def stopped_by(self) -> str:
        """Why training ended."""
        return self.estimator.stopped_by_

    @property
    def samples(self) -> Samples:
        """All samples of the training part; of sequences those that a run keeps."""
        training = self.prepared.training
        if training.sequences is not None:
            return choose_samples(self.prepared)
        return Samples(training.inputs, training.truth, np.full(len(training.truth), "training"))

    @property
    def what(self) -> str:
        """What is judged: rows, the steps of sequences, or sequences."""
        if self.prepared.training.sequences is None:
            return "rows"
        return "steps" if self.prepared.training.all_rows is None else "sequences"

    @property
    def held_out(self) -> bool:
        """Whether there is a test part."""
        return self.evaluation.part == "test"


def find(evidence: Evidence) -> tuple[Finding, ...]:
    """Look for everything that deserves a warning.

    Parameters
    ----------
    evidence : Evidence
        A trained attempt and its evaluation.

    Returns
    -------
    tuple of Finding
        In the order of their weight; empty when there is nothing to say.
    """
    found = [*_told(BEFORE, evidence), *diagnose(evidence), *_told(AFTER, evidence)]
    kinds = {finding.kind for finding in found}
    return tuple(each for each in found if not kinds.intersection(SAID_BY.get(each.kind, ())))


def _told(rules: Sequence[Rule], evidence: Evidence) -> Iterator[Finding]:
    return (finding for rule in rules if (finding := rule(evidence)) is not None)


def interrupted(evidence: Evidence) -> Finding | None:
    """Training was stopped by hand."""
    if evidence.estimator.stopped_by_ != "interrupt":
        return None
    return Finding(
        "interrupted",
        f"Training was interrupted after {len(evidence.history)} of at most {evidence.estimator.max_iter} "
        "epochs; this is the network as it was then.",
        "Train again and let it end.",
    )


def below_the_baseline(evidence: Evidence) -> Finding | None:
    """Unseen rows are predicted worse than without any features; weighted classes have another yardstick."""
    seen = evidence.evaluation
    weighted = evidence.parameters.get("class_weight") is not None
    if not evidence.held_out or seen.score >= seen.baseline or weighted:
        return None
    return Finding(
        "below the baseline",
        f"On the {evidence.what} held out the {seen.score_name} is {seen.score:.4g}; {seen.baseline_text}, "
        f"reaches {seen.baseline:.4g}.",
        "Do not use this model: look at the features, a stronger penalty (--alpha), or a smaller network.",
    )


def still_making_mistakes(evidence: Evidence) -> Finding | None:
    """A perceptron that errs in its last epoch has found no plane: there is none, or not yet."""
    if evidence.attempt.model.kind != "perceptron" or not len(evidence.history):
        return None
    mistakes, known = evidence.history["mistakes"][-1], evidence.separability
    if not mistakes > 0:
        return None
    times = "once" if mistakes == 1 else f"{mistakes:.0f} times"
    still = f"in its last epoch the perceptron still corrected its weights {times}"
    averaging = "Average the weights (--set average=True), or use --model mlp."
    if evidence.estimator.get_params().get("average"):
        averaging = "Use --model mlp."
    if known is not None and known.cycling:
        return Finding(
            "going in circles",
            f"No plane {_what_fails(known)}, so there is always a mistake that moves the weights, and they "
            f"can never settle: {still}. The result depends on when it was stopped.",
            averaging,
        )
    if evidence.evaluation.training_score == 1:
        return None
    if known is not None and known.separable:
        return Finding(
            "still making mistakes",
            f"A plane separates the classes, but {still}, so it has not found one yet.",
            f"Allow more epochs (--max-iter {2 * evidence.estimator.max_iter} --set tol=None).",
        )
    return Finding(
        "still making mistakes",
        f"{still[0].upper()}{still[1:]}, so it has found no plane between the classes, and the result "
        "depends on when it was stopped.",
        averaging,
    )


def _what_fails(known: Separations) -> str:
    """What no plane does."""
    if len(known.neurons) + len(known.unknown) == 1:
        return "separates the classes"
    return f"separates {names([each.label for each in known.neurons if not each.separable])} from the rest"


def classes_missing(evidence: Evidence) -> Finding | None:
    """A class that one of the parts never shows."""
    if evidence.task != "classification" or not evidence.held_out:
        return None
    if evidence.evaluation.truth.ndim > 1:
        return None  # each of several targets has classes of its own
    training = set(evidence.prepared.training.truth.tolist())
    test = set(evidence.prepared.test.truth.tolist())
    unseen, unproven = sorted(test - training, key=str), sorted(training - test, key=str)
    if unseen:
        return Finding(
            "a class is missing",
            f"The training part has no {evidence.what[:-1]} of {_listing(unseen)}, so the network can never "
            "predict it.",
            "Use another seed, a smaller --test-size, or more rows of that class.",
        )
    if unproven:
        return Finding(
            "a class is missing",
            f"The {evidence.what} held out have none of {_listing(unproven)}: how well it is predicted is "
            "not known.",
            "Use another seed, a larger --test-size, or more rows of that class.",
        )
    return None


def nothing_held_out(evidence: Evidence) -> Finding | None:
    """Without rows held out, nothing is known about unseen ones."""
    if evidence.held_out:
        return None
    return Finding(
        "nothing held out",
        f"The {evidence.evaluation.score_name} was measured on the {len(evidence.evaluation.truth)} "
        f"{evidence.what} trained on. "
        "It says how well they were learned, not how well others will be predicted.",
        f"Hold {_what_is_split(evidence)} out (--test-size 0.25), unless the table shows every case there "
        "is.",
    )


def few_held_out(evidence: Evidence) -> Finding | None:
    """Few rows held out make the score a matter of luck."""
    seen, n_rows = evidence.evaluation, len(evidence.evaluation.truth)
    if not evidence.held_out or n_rows >= FEW_ROWS:
        return None
    one = evidence.what[:-1]
    each = f"; one {one} is {1 / n_rows:.0%} of it" if seen.score_name == "accuracy" else ""
    return Finding(
        f"few {evidence.what} held out",
        f"The {seen.score_name} was measured on only {n_rows} {one}{'s' if n_rows > 1 else ''}{each}.",
        f"Look at the spread over other {seen.repeats_over}, or give more rows.",
    )


def _what_is_split(evidence: Evidence) -> str:
    """What a split divides: rows, whole sequences, or a stream."""
    cut = evidence.prepared.training.sequences
    return "rows" if cut is None else "its end" if cut.column is None else "sequences"


def an_odd_split(evidence: Evidence) -> Finding | None:
    """One split that says more, or less, than most others would."""
    seen = evidence.evaluation
    if len(seen.repeats) < 20:
        return None
    low, middle, high = np.quantile(seen.repeats, [0.05, 0.5, 0.95])
    if low <= seen.score <= high:
        return None
    lucky, thing = seen.score > high, seen.repeats_over[:-1]
    return Finding(
        f"a lucky {thing}" if lucky else f"an unlucky {thing}",
        f"The {seen.score_name} {seen.score:.4g} of this {thing} lies {'above' if lucky else 'below'} the "
        "middle nine "
        f"tenths of {len(seen.repeats)} others, {low:.4g} to {high:.4g}.",
        f"Expect their median, {middle:.4g}.",
    )


def splits_failed(evidence: Evidence) -> Finding | None:
    """Other splits on which no network could be trained."""
    if not evidence.failed:
        return None
    seen = evidence.evaluation
    n, over = len(evidence.failed) + len(seen.repeats), seen.repeats_over
    return Finding(
        LOST_SPLITS,
        f"{len(evidence.failed)} of {n} other {'random splits' if over == 'splits' else over} could not be "
        f"trained, the first because: {evidence.failed[0]}",
        "Give more rows, or hold fewer out." if over == "splits" else "Lower --learning-rate.",
    )


def table_warnings(evidence: Evidence) -> Finding | None:
    """What was warned of while the table was prepared."""
    if not evidence.of_table:
        return None
    return Finding("about the table", " ".join(dict.fromkeys(evidence.of_table)), "Look at these columns.")


def training_warnings(evidence: Evidence) -> Finding | None:
    """What was warned of while it trained: a full disk, a damaged checkpoint."""
    if not evidence.of_training:
        return None
    text = " ".join(dict.fromkeys(map(_sentence, evidence.of_training)))
    return Finding("about the training", text, "Mind it when you go on from this run.")


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _listing(classes: Sequence[object]) -> str:
    shown = ", ".join(repr(each) for each in classes[:5])
    return shown + (f" and {len(classes) - 5} more" if len(classes) > 5 else "")


Rule: TypeAlias = Callable[[Evidence], Finding | None]

BEFORE: tuple[Rule, ...] = (interrupted, below_the_baseline, still_making_mistakes)
"""What is told before the diagnosis."""
AFTER: tuple[Rule, ...] = (
    classes_missing,
    nothing_held_out,
    few_held_out,
    an_odd_split,
    splits_failed,
    table_warnings,
    training_warnings,
)
"""What is told after it."""
SAID_BY: Mapping[str, tuple[str, ...]] = {
    "not converged": ("still making mistakes", "going in circles"),
    "stuck at the baseline": ("still making mistakes", "going in circles"),
}
"""What is not told when one of these is: a perceptron that errs needs no more epochs, but another model."""
