"""The screen after a run: predictions beside the truth, the score, what was found, and the verdict."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from rich.text import Text

from rosenblatt.cli.screen.console import clean, heading
from rosenblatt.cli.screen.grid import Column, cell, label_cell, show_grid
from rosenblatt.insight.diagnosis.scoring import score
from rosenblatt.run.over_time import ceiling_of
from rosenblatt.trial.shown import chosen

if TYPE_CHECKING:
    from rich.console import Console

    from rosenblatt.data import Table
    from rosenblatt.run import Evaluation, Run
    from rosenblatt.trial.mixture import MixtureSummary

MOST_ROWS, MOST_WORST = 10, 5
MOST_CLASSES = 8
MOST_COLUMNS = 8
DIGITS = 8


def show_outcome(console: Console, run: Run, table: Table) -> None:
    """Show the results of a run, the verdict last."""
    _show_network(console, run)
    _show_separability(console, run)
    _show_predictions(console, run, table)
    if run.table_summary.other_targets:
        _show_each_target(console, run)
    elif run.task == "classification":
        _show_confusion(console, run)
    _show_columns(console, run)
    _show_score(console, run)
    for finding in run.findings:
        console.print()
        console.print(f"Note: {clean(finding.kind)}", style="bold yellow")
        console.print(textwrap.fill(clean(f"{finding.text} {finding.remedy}"), console.width))
    for sentence in run.diagnosis.not_asked:
        console.print()
        console.print(textwrap.fill(clean(sentence), console.width), style="dim")
    _show_verdict(console, run)


def _show_verdict(console: Console, run: Run) -> None:
    """Show the result in one line."""
    seen = run.evaluation
    name = seen.score_name if seen.part == "test" else f"{seen.part} {seen.score_name}"
    score = (f"{name[0].upper()}{name[1:]} {seen.score:.4f}", "bold")
    console.print()
    console.print(Text.assemble(score, f" (baseline {seen.baseline:.4f})"), soft_wrap=True)


def _show_mixture(console: Console, run: Run, found: MixtureSummary) -> None:
    """Show the members of a mixture with their weights and out-of-fold scores."""
    name = run.evaluation.score_name
    networks = (
        "a constant" if not found.members else f"{found.n_networks:,} networks in {found.n_folds} folds"
    )
    heading(console, "Mixture", networks)
    if not found.members:
        console.print("  the target has one value in all rows, so the model always predicts it")
        return
    console.print(
        f"  {run.model.predictor.n_parameters:,} parameters; trained in {run.seconds:.3f} seconds",
    )
    members = sorted(found.members, key=lambda member: -member.weight)
    show_grid(
        console,
        [
            Column("member", [each.name for each in members]),
            Column("hidden", ["-".join(map(str, each.hidden)) or "none" for each in members]),
            Column("activation", [each.activation if each.hidden else "" for each in members]),
            Column("reads", ["steps" if each.reads_steps else "columns" for each in members]),
            Column("weight", [each.weight for each in members], 2),
            Column(f"{name} out of fold", [each.score for each in members], 4),
        ],
    )


def _show_columns(console: Console, run: Run) -> None:
    """Show which columns matter most to a mixture."""
    if run.effects is None:
        return
    seen = run.effects
    heading(console, "Columns that matter", f"fall of the {seen.score_name} when a column is shuffled")
    shown = seen.columns[:MOST_COLUMNS]
    falls = seen.importance.means[: len(shown)].tolist()
    show_grid(console, [Column("column", [each.name for each in shown]), Column("fall", falls, 4)])
    if len(seen.columns) > len(shown):
        console.print(f"  {len(seen.columns) - len(shown):,} more columns matter less.", style="dim")
    if seen.n_not_measured:
        console.print(
            f"  {seen.n_not_measured:,} columns that are least correlated with the target were not measured.",
            style="dim",
        )


def _show_network(console: Console, run: Run) -> None:
    if run.mixture is not None:
        _show_mixture(console, run, run.mixture)
        return
    network = run.model.network
    heading(console, "Network", "-".join(map(str, network.layer_sizes)))
    activations = " then ".join(network.activations)
    console.print(
        f"  {activations}; {network.n_parameters:,} parameters; trained in {run.seconds:.3f} seconds"
    )
    if network.cell is not None:
        neurons = f"{network.n_context:,} context neuron{'' if network.n_context == 1 else 's'}"
        back = run.parameters.get("backprop_steps")
        steps = "all steps" if back is None else f"{back} step{'' if back == 1 else 's'}"
        console.print(f"  {network.cell}: {neurons}; backpropagation through {steps}")


def _show_separability(console: Console, run: Run) -> None:
    if run.separability is None:
        return
    part = f"on the {run.n_training:,} training rows" if run.n_test else "on all rows"
    heading(console, "Separability", part)
    text = clean(run.separability.text)
    console.print(textwrap.fill(text, console.width, initial_indent="  ", subsequent_indent="  "))


def _show_predictions(console: Console, run: Run, table: Table) -> None:
    seen = run.evaluation
    shown, n_worst = _worst_first(run)
    part = f"{seen.part_words} {run.answered}"
    worst = "mistakes first; " if run.task == "classification" else "largest errors first; "
    heading(
        console,
        "Predictions and true values",
        f"{worst if n_worst else ''}{len(shown)} of {len(seen.truth):,} {part}",
    )
    rows = table.frame[(seen.rows[shown] - 1).tolist()]
    features = [Column(name, rows[name].to_list()) for name in table.features]
    several = seen.truth.ndim > 1
    answers = [
        Column("truth", _values(seen.truth[shown])),
        Column("predicted", _values(seen.predicted[shown])),
    ]
    if seen.probabilities is not None and seen.probabilities.shape[1] <= 3 and not several:
        pairs = zip(run.model.classes or (), seen.probabilities[shown].T.tolist(), strict=True)
        answers += [Column(f"p({cell(name)})", values, DIGITS) for name, values in pairs]
    if run.task == "regression" and not several:
        error = np.asarray(seen.predicted[shown], np.float64) - np.asarray(seen.truth[shown], np.float64)
        answers.append(Column("error", error.tolist()))
    elif run.task == "classification" and np.any(seen.predicted[shown] != seen.truth[shown]):
        answers.append(Column("", np.where(_right(seen)[shown], "", "wrong").tolist()))
    place = [Column("row", seen.rows[shown].tolist())]
    if seen.sequences is not None and seen.steps is not None:
        place = [Column(str(run.settings.sequence), seen.sequences[shown].tolist())]
        place.append(Column("step", seen.steps[shown].tolist()))
    show_grid(console, [*place, *features, *answers], last=len(answers))


def _worst_first(run: Run) -> tuple[list[int], int]:
    """Return the predictions to show, the worst before the first ones, and how many are the worst."""
    seen = run.evaluation
    classifies = run.task == "classification"
    known = chosen(seen, classifies=classifies) if run.shown is None else run.shown
    right = _right(seen) if classifies else np.zeros(len(seen.truth), dtype=bool)
    worst = [place for place in known.places if not right[place]][:MOST_WORST]
    first = [place for place in range(min(MOST_ROWS, len(seen.truth))) if place not in worst]
    return [*worst, *first][:MOST_ROWS], len(worst)


def _values(labels: NDArray[np.generic]) -> list[object]:
    """Labels as a column shows them; those of several targets one after the other."""
    if labels.ndim == 1:
        return list(labels.tolist())
    return [label_cell(row) for row in labels.tolist()]


def _right(seen: Evaluation) -> NDArray[np.bool_]:
    """Which rows are predicted right; of several targets all must be."""
    right = np.asarray(seen.truth == seen.predicted)
    return np.asarray(right.reshape(len(seen.truth), -1).all(axis=1))


def _show_each_target(console: Console, run: Run) -> None:
    """Show how well each of several targets is predicted."""
    seen = run.evaluation
    heading(console, "Target by target", f"{len(seen.truth):,} {run.answered}")
    columns = list(zip(run.table_summary.targets, seen.truth.T, seen.predicted.T, strict=True))
    scores = [score(run.task, truth, predicted) for _, truth, predicted in columns]
    grid = [Column("target", [name for name, _, _ in columns]), Column(seen.score_name, scores, 4)]
    if run.task == "classification":
        most = [max(np.unique(truth, return_counts=True)[1]) / len(truth) for _, truth, _ in columns]
        grid.append(Column("most frequent class", most, 4))
    show_grid(console, grid)


def _show_confusion(console: Console, run: Run) -> None:
    seen, classes = run.evaluation, run.model.classes or ()
    if len(classes) > MOST_CLASSES:
        return
    labels = [*classes, *(each for each in np.unique(seen.truth).tolist() if each not in classes)]
    heading(console, "Confusion matrix", "a row for each true class, a column for each prediction")
    counts = [[int(np.sum((seen.truth == a) & (seen.predicted == b))) for a in labels] for b in classes]
    truth = Column("true \\ predicted", [cell(each) for each in labels])
    show_grid(
        console, [truth, *(Column(cell(name), each) for name, each in zip(classes, counts, strict=True))]
    )


def _show_score(console: Console, run: Run) -> None:
    seen, rows = run.evaluation, run.answered
    name = seen.score_name
    heading(console, name[0].upper() + name[1:])
    lines = []
    if seen.part == "test":
        lines.append((f"{seen.score:.4f}", f"on the {len(seen.truth):,} held-out {rows}{_count(seen)}"))
    elif seen.is_unseen:
        words = f"out of fold, each of {len(seen.truth):,} {rows} by networks not trained on it{_count(seen)}"
        lines.append((f"{seen.score:.4f}", words))
    training = _count(seen) if seen.part == "training" else ""
    lines.append((f"{seen.training_score:.4f}", f"on the training {rows}{training}"))
    lines.append((f"{seen.baseline:.4f}", f"the baseline: {clean(seen.baseline_text)}"))
    if seen.second_baseline is not None:
        lines.append((f"{seen.second_baseline:.4f}", clean(seen.second_baseline_text)))
    if (ceiling := ceiling_of(run)) is not None:
        lines.append((f"{ceiling.score:.4f}", f"the highest that can be expected: {clean(ceiling.text)}"))
    if run.mixture is not None and run.mixture.linear is not None:
        lines.append((f"{run.mixture.linear:.4f}", "a linear model on the same folds"))
    if run.mixture is None and len(seen.repeats):
        from rosenblatt.views.words import middle_range

        who, low, high = middle_range(seen.repeats)
        range_of = "nine in ten" if who.startswith("nine") else "all"
        over = "random splits" if seen.repeats_over == "splits" else seen.repeats_over
        spread = f"median of {len(seen.repeats)} other {over}; {range_of} from {low:.4f} to {high:.4f}"
        lines.append((f"{np.median(seen.repeats):.4f}", spread))
    for number, words in lines:
        first, *rest = textwrap.wrap(words, console.width - 11) or [""]
        console.print(Text.assemble(f"{number:>9}  ", first))
        for line in rest:
            console.print(f"{'':11}{line}")
    if run.mixture is not None and run.mixture.members:
        low, high = float(seen.repeats.min()), float(seen.repeats.max())
        text = f"The {len(seen.repeats)} folds score from {low:.4f} to {high:.4f}."
        if seen.part != "test":
            text += f" On new rows expect about {run.mixture.optimism:g} less: these rows chose the members."
        console.print(textwrap.fill(text, console.width, initial_indent="  ", subsequent_indent="  "))


def _count(seen: Evaluation) -> str:
    if seen.score_name != "accuracy":
        return ""
    return f": {int(_right(seen).sum()):,} of {len(seen.truth):,} right"
