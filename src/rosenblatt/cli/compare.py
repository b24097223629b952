"""``rosenblatt compare``: runs beside one another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console

    from rosenblatt.run import Run
    from rosenblatt.run.compare import Comparison, Pair
    from rosenblatt.run.parting import Parting

MOST_NAME = 18


def compare(
    runs: Annotated[
        list[Path],
        typer.Argument(metavar="RUN RUN...", show_default=False, help="Two run folders or more."),
    ],
    svg: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Save the curves here, as .svg.", show_default=False),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one machine-readable result instead.")
    ] = False,
) -> None:
    """Compare runs: settings that differ, curves over each other, where they part, scores with spread."""
    from rosenblatt.cli.picture import check_svg
    from rosenblatt.cli.screen import open_screen
    from rosenblatt.run.compare import compare as compare_runs

    if svg is not None:
        check_svg(svg, "--svg")
    found = compare_runs(*runs)
    if svg is not None:
        _save(svg, found)
    if as_json:
        from rosenblatt.run.compare_document import comparison_document
        from rosenblatt.run.jsontext import to_json

        typer.echo(to_json(comparison_document(found)), nl=False)
        return
    _show(open_screen(), found, svg)


def _save(path: Path, found: Comparison) -> None:
    from rosenblatt.cli.picture import save_picture
    from rosenblatt.plots import CompareDisplay

    partings = {each.epoch for each in found.partings if each.differ_from is not None}
    parting = partings.pop() if len(partings) == 1 else None
    save_picture(path, CompareDisplay.from_histories(found.histories, parting=parting))


def _show(console: Console, found: Comparison, svg: Path | None) -> None:
    import textwrap

    from rosenblatt.cli.screen import clean

    _show_settings(console, found)
    _show_curves(console, found)
    _show_partings(console, found)
    _show_scores(console, found)
    for pair in found.pairs[1:]:
        console.print(textwrap.fill(clean(pair_in_words(found, pair)), console.width))
    for text in found.warnings:
        console.print()
        console.print("Mind", style="bold yellow")
        console.print(textwrap.fill(clean(text), console.width))
    console.print()
    if svg is not None:
        console.print(f"The curves lie in {clean(svg)}", soft_wrap=True)
    console.print(textwrap.fill(clean(verdict(found)), console.width), style="bold")


def _show_settings(console: Console, found: Comparison) -> None:
    from rosenblatt.cli.grid import Column, show_grid
    from rosenblatt.cli.screen import heading

    heading(console, "Settings that differ")
    if not found.differences:
        console.print("  none: they were asked for the same")
        return
    names = Column("setting", [each.name for each in found.differences])
    columns = [
        Column(_short(name), [_said(each.values[place]) for each in found.differences])
        for place, name in enumerate(found.names)
    ]
    left_out = show_grid(console, [names, *columns])
    if left_out:
        console.print(f"  and {left_out} more runs (--json has them all)", style="dim")


def _show_curves(console: Console, found: Comparison) -> None:
    import numpy as np

    from rosenblatt.cli.grid import Column, show_grid
    from rosenblatt.cli.screen import heading

    longest = max(len(run.history) for run in found.runs)
    heading(console, "Loss after so many epochs")
    epochs = np.unique(np.geomspace(1, max(longest, 1), 9).round().astype(int))
    columns = [
        Column(
            _short(name),
            [
                float(run.history["loss"][at - 1]) if at <= len(run.history) else None
                for at in epochs.tolist()
            ],
        )
        for name, run in zip(found.names, found.runs, strict=True)
    ]
    show_grid(console, [Column("epoch", epochs.tolist()), *columns])


def _show_partings(console: Console, found: Comparison) -> None:
    import textwrap

    from rosenblatt.cli.screen import clean, heading

    if not found.partings:
        return
    heading(console, "Where they part")
    for each in found.partings:
        text = clean(parting_in_words(found, each))
        console.print(textwrap.fill(text, console.width, initial_indent="  ", subsequent_indent="  "))


def _show_scores(console: Console, found: Comparison) -> None:
    import numpy as np

    from rosenblatt.cli.grid import Column, show_grid
    from rosenblatt.cli.screen import heading
    from rosenblatt.plots.spread import middle_range

    seen = [run.evaluation for run in found.runs]
    has_splits = any(len(each.repeats) for each in seen)
    score_name = seen[0].score_name
    heading(
        console,
        "Scores" if len({each.score_name for each in seen}) > 1 else score_name[0].upper() + score_name[1:],
        "with the median and the range of other random splits" if has_splits else "",
    )
    columns = [
        Column("run", [_short(name) for name in found.names]),
        Column("epochs", [len(run.history) for run in found.runs]),
        Column("last loss", [_loss_after(run, len(run.history)) for run in found.runs], 4),
        Column("on", [each.part for each in seen]),
        Column("score", [each.score for each in seen], 4),
        Column("baseline", [each.baseline for each in seen], 4),
    ]
    if has_splits:
        known = [each.repeats if len(each.repeats) else None for each in seen]
        ranges = [None if each is None else middle_range(each) for each in known]
        columns += [
            Column("splits", [len(each.repeats) for each in seen]),
            Column("median", [None if each is None else float(np.median(each)) for each in known], 4),
            Column("from", [None if each is None else each[1] for each in ranges], 4),
            Column("to", [None if each is None else each[2] for each in ranges], 4),
        ]
    show_grid(console, columns, last=len(columns) - 1)


def parting_in_words(found: Comparison, parting: Parting) -> str:
    """Where two runs part, in a sentence."""
    one, other = found.names[parting.first], found.names[parting.second]
    if parting.snapshot is not None:
        where = f" of {parting.parent}" if parting.parent else ""
        moment = "at the start" if parting.epoch == 0 else f"after epoch {parting.epoch:,}"
        text = f"{one} and {other} part {moment}, at snapshot {parting.snapshot:,}{where}"
        if parting.differ_from is None:
            return f"{text}; nothing that was measured differs after it."
        if parting.differ_from > parting.epoch + 1:
            return f"{text}; the first difference shows in epoch {parting.differ_from:,}."
        return f"{text}."
    if parting.differ_from is None:
        return f"{one} and {other} went the same way to the last bit."
    if parting.epoch:
        return (
            f"{one} and {other} have no parent in common; they are the same to the last bit up to epoch "
            f"{parting.epoch:,}."
        )
    start = "began with the same weights and" if parting.same_start else "have no parent in common and"
    return f"{one} and {other} {start} differ from the first epoch on."


def verdict(found: Comparison) -> str:
    """What the comparison comes to, in a sentence or two."""
    if found.pairs:
        return pair_in_words(found, found.pairs[0])
    if not found.same_data:
        return "These runs did not learn the same thing: none of them is better."
    scores = [run.evaluation.score for run in found.runs]
    name = found.runs[0].evaluation.score_name
    if len(set(scores)) == 1:
        return f"All have the same {name}, {scores[0]:.4f}; how much of it is chance is not known."
    best = max(range(len(scores)), key=scores.__getitem__)
    return (
        f"{found.names[best]} has the highest {name}, {scores[best]:.4f}; how much of it is chance is not "
        "known: they were not scored on the same other splits."
    )


def pair_in_words(found: Comparison, pair: Pair) -> str:
    """What the same other splits say of two runs."""
    import numpy as np

    from rosenblatt.plots.spread import middle_range

    one, other = found.names[pair.first], found.names[pair.second]
    n, name = len(pair.differences), found.runs[pair.first].evaluation.score_name
    if not pair.differences.any():
        return f"On the same {n:,} other splits {one} and {other} have the same {name} throughout."
    who, low, high = middle_range(pair.differences)
    who = "nine in ten" if who.startswith("nine") else "all"
    middle = float(np.median(pair.differences))
    return (
        f"On the same {n:,} other splits {other} scores higher than {one} {pair.better:,} times and lower "
        f"{pair.worse:,} times; the median difference in {name} is {middle:+.4f}, "
        f"{who} from {low:+.4f} to {high:+.4f}."
    )


def _loss_after(run: Run, epoch: int) -> float | None:
    return float(run.history["loss"][epoch - 1]) if 0 < epoch <= len(run.history) else None


def _short(name: str) -> str:
    return name if len(name) <= MOST_NAME else "…" + name[-MOST_NAME + 1 :]


def _said(value: object) -> str:
    from rosenblatt.cli.numbers import cell

    if isinstance(value, tuple | list):
        return ", ".join(cell(each) for each in value)
    return cell(value)
