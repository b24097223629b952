"""``rosenblatt compare``: runs side by side."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rosenblatt.cli.arguments import AsJson, argument, option
from rosenblatt.cli.screen.console import clean, heading, open_screen
from rosenblatt.cli.screen.grid import Column, cell, show_grid, show_grids
from rosenblatt.cli.screen.picture import check_svg, save_picture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from rosenblatt.run import Evaluation, Run
    from rosenblatt.run.comparison.compare import Comparison, Pair
    from rosenblatt.run.comparison.divergence import Parting

MOST_NAME = 18
CURVE_ROWS = 8
DECIMALS = 6
MOST_SENTENCES = 3


def compare(
    runs: Annotated[list[Path], argument("RUN RUN...", "The folders of two or more runs.")],
    svg: Annotated[Path | None, option("FILE", "Save the learning curves as this .svg file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Compare runs: settings that differ, learning curves, where the runs diverge, and scores with spread."""
    from rosenblatt.run.comparison.compare import compare as compare_runs

    if svg is not None:
        check_svg(svg, "--svg")
    found = compare_runs(*runs)
    if svg is not None:
        _save(svg, found)
    if as_json:
        from rosenblatt.run.comparison.compare import comparison_document
        from rosenblatt.run.folder.document import to_json

        typer.echo(to_json(comparison_document(found)), nl=False)
        return
    _show(open_screen(), found, svg)


def _save(path: Path, found: Comparison) -> None:
    from rosenblatt.plots import CompareDisplay

    partings = {each.epoch for each in found.partings if each.differ_from is not None}
    parting = partings.pop() if len(partings) == 1 else None
    save_picture(path, CompareDisplay.from_histories(found.histories, parting=parting))


def _show(console: Console, found: Comparison, svg: Path | None) -> None:
    _show_settings(console, found)
    _show_curves(console, found)
    _show_partings(console, found)
    _show_scores(console, found)
    for pair in found.pairs[1:]:
        console.print(textwrap.fill(clean(pair_in_words(found, pair)), console.width))
    for text in found.warnings:
        console.print()
        console.print("Note", style="bold yellow")
        console.print(textwrap.fill(clean(text), console.width))
    console.print()
    if svg is not None:
        console.print(f"The curves are in {clean(svg)}", soft_wrap=True)
    console.print(textwrap.fill(clean(verdict(found)), console.width), style="bold")


def _show_settings(console: Console, found: Comparison) -> None:
    heading(console, "Settings that differ")
    if not found.differences:
        console.print("  none: all settings are equal")
        return
    names = Column("setting", [each.name for each in found.differences])
    columns = [
        Column(_short(name), [_said(each.values[place]) for each in found.differences])
        for place, name in enumerate(found.names)
    ]
    show_grids(console, names, columns)


def _show_curves(console: Console, found: Comparison) -> None:
    if not any(len(run.history) for run in found.runs):
        return
    heading(console, "Loss after selected epochs")
    epochs = shown_epochs(found)
    losses = [[_loss_after(run, epoch) for epoch in epochs] for run in found.runs]
    known = [loss for each in losses for loss in each if loss is not None]
    decimals = DECIMALS if all(1e-4 <= loss < 1e5 for loss in known) else None  # the same in all columns
    columns = [Column(_short(name), each, decimals) for name, each in zip(found.names, losses, strict=True)]
    show_grids(console, Column("epoch", epochs), columns)


def shown_epochs(found: Comparison) -> list[int]:
    """Choose the epochs whose losses are shown: the first, those where runs diverge, then ever sparser."""
    import numpy as np

    longest = max(1, *(len(run.history) for run in found.runs))
    places = {each.epoch for each in found.partings if each.differ_from is not None}
    parted = min(places, default=0)
    after = np.geomspace(1, max(longest - parted, 1), CURVE_ROWS).round().astype(int) + parted
    return [each for each in sorted({1, parted, *after.tolist()}) if 1 <= each <= longest]


def _show_partings(console: Console, found: Comparison) -> None:
    if not found.partings:
        return
    in_rows = len(found.partings) > MOST_SENTENCES
    heading(console, "Where they diverge", "epochs, and the snapshot of a common parent" if in_rows else "")
    if in_rows:
        columns = [
            Column("run", [_short(found.names[each.first]) for each in found.partings]),
            Column("and", [_short(found.names[each.second]) for each in found.partings]),
            Column("diverge after", [each.epoch for each in found.partings]),
            Column("differ from", [each.differ_from for each in found.partings]),
            Column("snapshot", [each.snapshot for each in found.partings]),
            Column("of", [each.parent for each in found.partings]),
        ]
        show_grid(console, columns)
        return
    for each in found.partings:
        text = clean(parting_in_words(found, each))
        console.print(textwrap.fill(text, console.width, initial_indent="  ", subsequent_indent="  "))


def _show_scores(console: Console, found: Comparison) -> None:
    seen = [run.evaluation for run in found.runs]
    alike = len({each.score_name for each in seen}) == 1
    what = seen[0].score_name[0].upper() + seen[0].score_name[1:] if alike else "Scores"
    names = Column("run", [_short(name) for name in found.names])
    heading(console, what)
    columns = [
        Column("epochs", [len(run.history) for run in found.runs]),
        Column("last loss", [_loss_after(run, len(run.history)) for run in found.runs], 4),
        Column("on", [each.part for each in seen]),
        Column("score", [each.score for each in seen], 4),
        Column("baseline", [each.baseline for each in seen], 4),
    ]
    show_grid(console, [names, *columns])
    if any(len(each.repeats) for each in seen):
        over = seen[0].repeats_over if len({each.repeats_over for each in seen}) == 1 else "splits or seeds"
        heading(console, f"{what} {'from other' if over == 'seeds' else 'on other random'} {over}")
        show_grid(console, [names, *_spreads(seen, over)])


def _spreads(seen: Sequence[Evaluation], over: str) -> list[Column]:
    """How many other splits or seeds, their median and their range, of each run."""
    import numpy as np

    from rosenblatt.views.words import middle_range

    scores = [each.repeats for each in seen]
    ranges = [middle_range(each.repeats, each.repeats_over) if len(each.repeats) else None for each in seen]
    return [
        Column(over, [len(each) for each in scores]),
        Column("median", [float(np.median(each)) if len(each) else None for each in scores], 4),
        Column("from", [None if each is None else each[1] for each in ranges], 4),
        Column("to", [None if each is None else each[2] for each in ranges], 4),
        Column("range of", [None if each is None else each[0] for each in ranges]),
    ]


def parting_in_words(found: Comparison, parting: Parting) -> str:
    """Where two runs diverge, in a sentence."""
    one, other = found.names[parting.first], found.names[parting.second]
    if parting.snapshot is not None:
        where = f" of {parting.parent}" if parting.parent else ""
        moment = "at the start" if parting.epoch == 0 else f"after epoch {parting.epoch:,}"
        text = f"{one} and {other} diverge {moment}, at snapshot {parting.snapshot:,}{where}"
        if parting.differ_from is None:
            return f"{text}; the histories do not differ."
        if parting.differ_from > parting.epoch + 1:
            return f"{text}; the first difference is in epoch {parting.differ_from:,}."
        return f"{text}."
    if parting.differ_from is None:
        return f"{one} and {other} are bit-for-bit identical."
    if parting.epoch:
        return (
            f"{one} and {other} have no common parent; they are bit-for-bit identical up to epoch "
            f"{parting.epoch:,}."
        )
    start = "have the same initial weights and" if parting.same_start else "have no common parent and"
    return f"{one} and {other} {start} differ from the first epoch."


def verdict(found: Comparison) -> str:
    """The conclusion, in one or two sentences."""
    from rosenblatt.views.words import listing

    if found.pairs:
        return pair_in_words(found, found.pairs[0])
    if not found.same_data:
        return "These runs learned from different data, so their scores cannot be compared."
    scores = [run.evaluation.score for run in found.runs]
    name = found.runs[0].evaluation.score_name
    if len(set(scores)) == 1:
        return f"All have the same {name}, {scores[0]:.4f}; the spread is unknown."
    best = [who for who, score in zip(found.names, scores, strict=True) if score == max(scores)]
    return (
        f"{listing(best)} {'has' if len(best) == 1 else 'have'} the highest {name}, {max(scores):.4f}; the "
        "spread is unknown, because they were not scored on the same other "
        f"{found.runs[0].evaluation.repeats_over}."
    )


def pair_in_words(found: Comparison, pair: Pair) -> str:
    """The comparison of two runs on the same other splits."""
    import numpy as np

    from rosenblatt.views.words import middle_range

    one, other = found.names[pair.first], found.names[pair.second]
    seen = found.runs[pair.first].evaluation
    n, name, over = len(pair.differences), seen.score_name, seen.repeats_over
    same = f"{'From' if over == 'seeds' else 'On'} the same {n:,} other {over}"
    if not pair.differences.any():
        return f"{same} {one} and {other} always have the same {name}."
    who, low, high = middle_range(pair.differences)
    who = "nine in ten" if who.startswith("nine") else "all"
    middle = float(np.median(pair.differences))
    return (
        f"{same} {other} scores higher than {one} {pair.better:,} times and lower "
        f"{pair.worse:,} times; the median difference in {name} is {middle:+.4f}, "
        f"{who} from {low:+.4f} to {high:+.4f}."
    )


def _loss_after(run: Run, epoch: int) -> float | None:
    return float(run.history["loss"][epoch - 1]) if 0 < epoch <= len(run.history) else None


def _short(name: str) -> str:
    return name if len(name) <= MOST_NAME else "…" + name[-MOST_NAME + 1 :]


def _said(value: object) -> str:
    if isinstance(value, tuple | list):
        return ", ".join(cell(each) for each in value)
    return cell(value)
