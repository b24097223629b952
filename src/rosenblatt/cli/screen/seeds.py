"""Output of many seeds: on the screen, and as one machine-readable result."""

from __future__ import annotations

import dataclasses
import math
import textwrap
from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from rosenblatt.cli.screen.console import clean, heading
from rosenblatt.insight.seeding.result import MOST_GROUPS
from rosenblatt.insight.seeding.texts import MOST_FEATURES, MOST_LISTED, value

if TYPE_CHECKING:
    from rich.console import Console

    from rosenblatt._typing import IntArray
    from rosenblatt.data import Preparation, Table
    from rosenblatt.insight import Seeds
    from rosenblatt.insight.seeding.result import Spread

LONGEST_BAR = 44
MOST_RANGES = 18
BAR = 20
"""Short enough that the ^C a terminal echoes behind the bar stays on its line."""


class Bar:
    """On a terminal a bar that moves while networks train."""

    def __init__(self, console: Console, *, shown: bool) -> None:
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=BAR),
            MofNCompleteColumn(),
            TimeRemainingColumn(compact=True),
            console=console,
            transient=True,
            disable=not (shown and console.is_terminal),
        )
        self._networks = self._bar.add_task("Networks")

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def advanced(self, n_done: int, n: int) -> None:
        """Move the bar."""
        self._bar.update(self._networks, completed=n_done, total=n)


def names_of_rows(table: Table, rows: IntArray, kept: IntArray) -> list[str]:
    """What rows are called: by their own values if there are few of both, else by their number."""
    if len(rows) > MOST_LISTED or len(table.features) > MOST_FEATURES:
        return [f"row {row:,}" for row in rows.tolist()]
    places = np.searchsorted(kept, rows).tolist()
    values = table.frame.select(table.features)[places].rows()
    return [clean(f"({', '.join(map(value, each))})") for each in values]


def decoded(found: Seeds, preparation: Preparation) -> Seeds:
    """Return the result with predicted numbers in the table's own units."""
    groups = tuple(
        group
        if group.predictions is None
        else dataclasses.replace(group, predictions=preparation.decode(group.predictions))
        for group in found.groups
    )
    return dataclasses.replace(found, groups=groups)


# ---- The screen --------------------------------------------------------------------------------------------


def show_seeds(console: Console, found: Seeds) -> None:
    """Show how long those that solved it took, the predictions of the others, and how many solved it."""
    first, last = found.seeds.min(), found.seeds.max()
    heading(console, "Networks", f"{found.n:,}, from the seeds {first:,} to {last:,}")
    if found.layer_sizes:
        console.print(f"  {clean(found.network_text)}")
    console.print(f"  training ended {found.ending}")
    each = _seconds(found.seconds / found.n)
    console.print(f"  {_seconds(found.seconds)} in total, {each} for each network")
    if found.n_solved:
        _show_histogram(console, found)
    if found.groups:
        _show_groups(console, found)
    _show_verdict(console, found)


def _show_histogram(console: Console, found: Seeds) -> None:
    spread = found.solving_spread
    assert spread is not None
    note = f"median {spread.median:,.0f}"
    if spread.low < spread.high:
        note += f", nine in ten from {spread.low:,.0f} to {spread.high:,.0f}"
    heading(console, "Epochs until it was solved", note)
    edges, counts = found.histogram(MOST_RANGES)
    starts = [f"{edge:,}" for edge in edges[:-1]]
    ends = [f"{edge - 1:,}" for edge in edges[1:]]
    wide = max(map(len, (*starts, *ends)))
    for start, end, n in zip(starts, ends, counts.tolist(), strict=True):
        range_ = f"{start:>{wide}} – {end:>{wide}}" if start != end else f"{start:>{2 * wide + 3}}"
        console.print(
            Text.assemble(f"  {range_}  ", (_bar(n / counts.max()), "cyan"), f" {n:,}" if n else "")
        )


def _bar(share: float) -> str:
    """A bar of eighths of a character, so that a small share is visible."""
    eighths = math.ceil(8 * LONGEST_BAR * share)
    return "█" * (eighths // 8) + ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")[eighths % 8]


def _show_groups(console: Console, found: Seeds) -> None:
    others = found.n - found.n_solved
    heading(console, f"Predictions of the other {others:,}", found.texts.of_scores(found.groups).strip(" ()"))
    for n, text in found.lines():
        lines = textwrap.wrap(clean(text), console.width - 11)
        console.print(f"{n:>9,}  {lines[0]}")
        for line in lines[1:]:
            console.print(f"{'':>11}{line}")
    more = found.texts.rest(found.groups[MOST_GROUPS:])
    if more:
        console.print(f"  and {more}", style="dim")


def _show_verdict(console: Console, found: Seeds) -> None:
    console.print()
    if found.interrupted:
        console.print("Ctrl-C: these are the networks that were complete.", style="yellow")
    console.print(Text.assemble((found.headline, "bold"), f": {found.texts.goal}"))


def _seconds(value: float) -> str:
    return f"{value:.2f} s" if value >= 0.1 else f"{1000 * value:.2f} ms"


# ---- For machines ------------------------------------------------------------------------------------------


def to_document(found: Seeds, table: Table) -> dict[str, object]:
    """The result in JSON's plain values; rows of the table are counted from 1, what is not known is null."""
    return {
        "table": table.name,
        "notes": list(table.notes),
        "n": found.n,
        "n_solved": found.n_solved,
        "share": found.share,
        "goal": found.goal,
        "interrupted": found.interrupted,
        "seconds": found.seconds,
        "layer_sizes": list(found.layer_sizes),
        "activations": list(found.activations),
        "stopped_by": found.stopped_by,
        "epochs": _spread(found.epochs_spread),
        "epochs_to_solve": _spread(found.solving_spread),
        "groups": [
            {
                "n": group.n,
                "score": _number(group.score),
                "example": group.example,
                "diverged": group.diverged,
                "predictions": None if group.predictions is None else group.predictions.tolist(),
                "wrong": [found.sample_names[row] for row in group.wrong.tolist()],
                "seeds": group.seeds.tolist(),
            }
            for group in found.groups
        ],
        "seeds": [
            {"seed": seed, "solved": solved, "score": _number(score), "loss": _number(loss), "epochs": epochs}
            | {"stopped_by": reason}
            for seed, solved, score, loss, epochs, reason in zip(
                found.seeds.tolist(),
                found.solved.tolist(),
                found.scores.tolist(),
                found.losses.tolist(),
                found.epochs.tolist(),
                found.reasons.tolist(),
                strict=True,
            )
        ],
    }


def _spread(spread: Spread | None) -> dict[str, float] | None:
    return None if spread is None else dataclasses.asdict(spread)


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None
