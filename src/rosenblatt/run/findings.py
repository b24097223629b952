"""What a person should know about a run before trusting it, in words with the numbers that show it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.run.evaluation import baseline
from rosenblatt.run.run import Finding

if TYPE_CHECKING:
    from rosenblatt.history import History
    from rosenblatt.run.attempt import Attempt, Prepared
    from rosenblatt.run.estimator import Estimator
    from rosenblatt.run.run import Evaluation

FEW_ROWS = 30
FAR_OUT = 10.0
NEARLY = 0.02
WIDE_GAP = 0.1


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
    warned : tuple of str
        What was warned of while the table was prepared and trained on.
    """

    attempt: Attempt
    evaluation: Evaluation
    failed: tuple[str, ...] = ()
    warned: tuple[str, ...] = ()

    @property
    def estimator(self) -> Estimator:
        """The estimator that was trained."""
        return self.attempt.estimator

    @property
    def prepared(self) -> Prepared:
        """The parts."""
        return self.attempt.prepared

    @property
    def task(self) -> str:
        """What is predicted."""
        return self.attempt.model.task

    @property
    def history(self) -> History:
        """A row an epoch."""
        return self.estimator.history_

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
    return tuple(found for rule in RULES if (found := rule(evidence)) is not None)


def interrupted(evidence: Evidence) -> Finding | None:
    """Training was stopped by hand."""
    if evidence.estimator.stopped_by_ != "interrupted":
        return None
    return Finding(
        "interrupted",
        f"Training was interrupted after {len(evidence.history)} of at most {evidence.estimator.max_iter} "
        "epochs; this is the network as it was then.",
        "Train again and let it end.",
    )


def stuck_at_the_baseline(evidence: Evidence) -> Finding | None:
    """The training part is not predicted better than without its features."""
    training, seen = evidence.prepared.training, evidence.evaluation
    least, in_words = baseline(evidence.task, training.truth, training.truth)
    if least == 1 or seen.training_score > least + NEARLY * (1 - least):
        return None
    return Finding(
        "stuck at the baseline",
        f"On its own training part the network reaches the {seen.score_name} {seen.training_score:.4g}; "
        f"{in_words}, "
        f"reaches {least:.4g}. It has learned next to nothing.",
        "Try another seed, a larger or smaller learning rate, more hidden neurons, or other features.",
    )


def below_the_baseline(evidence: Evidence) -> Finding | None:
    """Unseen rows are predicted worse than without any features."""
    seen = evidence.evaluation
    if not evidence.held_out or seen.score >= seen.baseline:
        return None
    return Finding(
        "below the baseline",
        f"On the rows held out the {seen.score_name} is {seen.score:.4g}; {seen.baseline_text}, reaches "
        f"{seen.baseline:.4g}.",
        "Do not use this model: look at the features, a stronger penalty (--alpha), or a smaller network.",
    )


def not_converged(evidence: Evidence) -> Finding | None:
    """The last epoch allowed came before training had settled."""
    estimator, loss = evidence.estimator, evidence.history["loss"]
    watches = estimator.get_params().get("tol") is not None
    if estimator.stopped_by_ != "max_iter" or not watches or len(loss) < 2:
        return None
    back = min(10, len(loss) - 1)
    while_ago = "epoch" if back == 1 else f"{back} epochs"
    return Finding(
        "not converged",
        f"Training ended at its limit of {estimator.max_iter} epochs before the loss had settled: it went "
        f"from {loss[-1 - back]:.4g} to {loss[-1]:.4g} in the last {while_ago}.",
        f"Allow more epochs (--max-iter {2 * estimator.max_iter}) or a larger learning rate.",
    )


def still_making_mistakes(evidence: Evidence) -> Finding | None:
    """A perceptron that errs in its last epoch has found no line between the classes."""
    if evidence.attempt.model.kind != "perceptron" or not len(evidence.history):
        return None
    mistakes = evidence.history["mistakes"][-1]
    if not mistakes > 0 or evidence.evaluation.training_score == 1:
        return None
    return Finding(
        "still making mistakes",
        f"In its last epoch the perceptron still corrected its weights {mistakes:.0f} times, so it found no "
        "straight line between the classes, and its weights depend on when it was stopped.",
        "Average the weights (--set average=True), or use --model mlp.",
    )


def classes_missing(evidence: Evidence) -> Finding | None:
    """A class that one of the parts never shows."""
    if evidence.task != "classification" or not evidence.held_out:
        return None
    training = set(evidence.prepared.training.truth.tolist())
    test = set(evidence.prepared.test.truth.tolist())
    unseen, unproven = sorted(test - training, key=str), sorted(training - test, key=str)
    if unseen:
        return Finding(
            "a class is missing",
            f"The training part has no row of {_listing(unseen)}, so the network can never predict it.",
            "Use another seed, a smaller --test-size, or more rows of that class.",
        )
    if unproven:
        return Finding(
            "a class is missing",
            f"The rows held out have none of {_listing(unproven)}: how well it is predicted is not known.",
            "Use another seed, a larger --test-size, or more rows of that class.",
        )
    return None


def nothing_held_out(evidence: Evidence) -> Finding | None:
    """Without rows held out, nothing is known about unseen ones."""
    if evidence.held_out:
        return None
    return Finding(
        "nothing held out",
        f"The {evidence.evaluation.score_name} was measured on the {len(evidence.evaluation.truth)} rows "
        "trained on. "
        "It says how well they were learned, not how well others will be predicted.",
        "Hold rows out (--test-size 0.25), unless the table shows every case there is.",
    )


def few_held_out(evidence: Evidence) -> Finding | None:
    """Few rows held out make the score a matter of luck."""
    seen, n_rows = evidence.evaluation, len(evidence.evaluation.truth)
    if not evidence.held_out or n_rows >= FEW_ROWS:
        return None
    each = f"; one row is {1 / n_rows:.0%} of it" if seen.score_name == "accuracy" else ""
    return Finding(
        "few rows held out",
        f"The {seen.score_name} was measured on only {n_rows} row{'s' if n_rows > 1 else ''}{each}.",
        "Look at the spread over other splits, or give more rows.",
    )


def an_odd_split(evidence: Evidence) -> Finding | None:
    """One split that says more, or less, than most others would."""
    seen = evidence.evaluation
    if len(seen.repeats) < 20:
        return None
    low, middle, high = np.quantile(seen.repeats, [0.05, 0.5, 0.95])
    if low <= seen.score <= high:
        return None
    lucky = seen.score > high
    return Finding(
        "a lucky split" if lucky else "an unlucky split",
        f"The {seen.score_name} {seen.score:.4g} of this split lies {'above' if lucky else 'below'} the "
        "middle nine "
        f"tenths of {len(seen.repeats)} others, {low:.4g} to {high:.4g}.",
        f"Expect their median, {middle:.4g}.",
    )


def a_wide_gap(evidence: Evidence) -> Finding | None:
    """Far better on the rows trained on than on the rows held out: learned by heart."""
    seen = evidence.evaluation
    gap = seen.training_score - seen.score
    if not evidence.held_out or len(seen.truth) < FEW_ROWS or gap <= WIDE_GAP:
        return None
    return Finding(
        "learned by heart",
        f"The {seen.score_name} is {seen.training_score:.4g} on the rows trained on and {seen.score:.4g} on "
        "the rows "
        "held out.",
        "Try a stronger penalty (--alpha), fewer hidden neurons, early stopping, or more rows.",
    )


def unscaled(evidence: Evidence) -> Finding | None:
    """An input that reaches far beyond the others rules the sums."""
    inputs, names = evidence.prepared.training.inputs, evidence.prepared.preparation.input_names
    reach = np.maximum(inputs.max(axis=0), -inputs.min(axis=0))
    far = [(names[k], float(reach[k])) for k in np.argsort(-reach) if reach[k] > FAR_OUT]
    if not far:
        return None
    listed = ", ".join(f"{name} ({value:.0f})" for name, value in far[:3])
    more = f" and {len(far) - 3} more" if len(far) > 3 else ""
    return Finding(
        "unscaled",
        f"Even after standardising, some values lie more than {FAR_OUT:.0f} standard deviations from their "
        "mean: "
        f"{listed}{more}. Such rows outweigh all others.",
        "Look at these values; if they are right, take the logarithm of the column.",
    )


def splits_failed(evidence: Evidence) -> Finding | None:
    """Other splits on which no network could be trained."""
    if not evidence.failed:
        return None
    return Finding(
        "splits that could not be trained",
        f"{len(evidence.failed)} of {len(evidence.failed) + len(evidence.evaluation.repeats)} other random "
        "splits "
        f"could not be trained, the first because: {evidence.failed[0]}",
        "Give more rows, or hold fewer out.",
    )


def table_warnings(evidence: Evidence) -> Finding | None:
    """What was warned of while the table was prepared."""
    if not evidence.warned:
        return None
    return Finding("about the table", " ".join(dict.fromkeys(evidence.warned)), "Look at these columns.")


def _listing(classes: Sequence[object]) -> str:
    shown = ", ".join(repr(each) for each in classes[:5])
    return shown + (f" and {len(classes) - 5} more" if len(classes) > 5 else "")


RULES: tuple[Callable[[Evidence], Finding | None], ...] = (
    interrupted,
    stuck_at_the_baseline,
    below_the_baseline,
    not_converged,
    still_making_mistakes,
    classes_missing,
    nothing_held_out,
    few_held_out,
    an_odd_split,
    a_wide_gap,
    unscaled,
    splits_failed,
    table_warnings,
)
