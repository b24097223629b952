"""The screen while a run passes: the table, the split, the scaling, and the epochs."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from rosenblatt.cli.screen.console import clean, heading
from rosenblatt.cli.screen.grid import MISSING, Column, cell, show_grid
from rosenblatt.cli.screen.table import show_first_rows, show_notes, show_target
from rosenblatt.data.preparation.dates import DateFeature
from rosenblatt.data.preparation.features import NumberFeature
from rosenblatt.insight.diagnosis.scoring import SCORE_NAMES
from rosenblatt.run import Watcher
from rosenblatt.trial.settings import TABULAR

if TYPE_CHECKING:
    from rosenblatt.data import Preparation
    from rosenblatt.history import History
    from rosenblatt.run import RunSettings, SequencesSummary, TableSummary

MOST_SCALES = 12
BAR = 20
"""Short enough that the ^C a terminal echoes behind the bar stays on its line."""


class TrainingScreen(Watcher):
    """Shows each stage of a run, with a bar on a terminal, and the 1st, 2nd, 5th, 10th, ... last epoch.

    ``implied_by`` is the option for which one network is trained and not a mixture; empty if there is none.
    """

    def __init__(self, console: Console, implied_by: str = "") -> None:
        self._console, self._implied_by = console, implied_by
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=BAR),
            MofNCompleteColumn(),
            TextColumn("{task.fields[note]}"),
            TimeRemainingColumn(compact=True),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._epochs = self._bar.add_task("Epoch", note="", visible=False)
        self._repeats = self._bar.add_task("Other splits", note="", visible=False)
        self._shown = 0
        self._n_networks = 0
        self._columns: tuple[tuple[str, str], ...] = ()
        self._sequences: SequencesSummary | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def loaded(self, summary: TableSummary, settings: RunSettings, task: str) -> None:
        """Show the first rows and the target."""
        self._settings, self._task, self._n_rows = settings, task, summary.n_rows
        self._missing = {column.name: column.missing for column in summary.columns if column.missing}
        if settings.stream:
            self._bar.update(self._repeats, description="Other seeds")
        self._console.print(clean(summary.description))
        show_first_rows(self._console, summary)
        show_target(self._console, summary, task)
        show_notes(self._console, summary)

    def cut(self, sequences: SequencesSummary) -> None:
        """Keep how the rows form sequences, to be shown with the split."""
        self._sequences = sequences

    def prepared(self, preparation: Preparation, n_training: int, n_test: int) -> None:
        """Show the split and the scaling."""
        if self._sequences is None:
            drawn = f"{self._settings.split}, seed {self._settings.seed}"
            heading(self._console, "Split", drawn if n_test else "")
            self._show_dropped(n_training + n_test)
            held_out = f"{n_test:,} test rows held out" if n_test else "none held out"
            if not n_test and self._settings.model == TABULAR:
                held_out = "divided into folds"
            self._console.print(f"  {n_training:,} training rows, {held_out}")
        else:
            self._show_sequences(self._sequences)
        self._show_filled(preparation)
        self._show_scaling(preparation)

    def _show_filled(self, preparation: Preparation) -> None:
        """Show how missing values are replaced."""
        filled = preparation.filled(self._missing)
        for each in filled[:MOST_SCALES]:
            self._console.print(f"  {clean(each)}", soft_wrap=True)
        if len(filled) > MOST_SCALES:
            self._console.print(f"  {len(filled) - MOST_SCALES} more columns are filled in the same way.")

    def _show_dropped(self, n_used: int) -> None:
        if dropped := self._n_rows - n_used:
            kind = "rows with missing values" if self._sequences is None else "rows of sequences with gaps"
            self._console.print(f"  {dropped:,} {kind} are left out")

    def _show_sequences(self, cut: SequencesSummary) -> None:
        """Show which sequences each part has, and how long they are."""
        if cut.is_stream:
            heading(
                self._console, "Split", "in time: the end of the stream is held out" if cut.n_test else ""
            )
            held_out = f"the {cut.test_steps:,} after them for testing" if cut.n_test else "none held out"
            self._console.print(f"  the first {cut.training_steps:,} steps for training, {held_out}")
            return
        note = f"whole sequences by {clean(cut.column)}"
        heading(self._console, "Split", note + (f", seed {self._settings.seed}" if cut.n_test else ""))
        self._show_dropped(cut.training_steps + cut.test_steps)
        held_out = f"{cut.n_test:,} test sequences held out" if cut.n_test else "none held out"
        self._console.print(f"  {cut.n_training:,} training sequences, {held_out}")
        self._console.print(
            f"  of {cut.shortest:,} to {cut.longest:,} steps, median {cut.median:,.0f}"
            if cut.shortest < cut.longest
            else f"  of {cut.shortest:,} steps each"
        )

    def _show_scaling(self, preparation: Preparation) -> None:
        scaled = [
            each
            for each in preparation.features
            if isinstance(each, NumberFeature | DateFeature) and (each.mean, each.scale) != (0, 1)
        ]
        n_inputs, n_features = len(preparation.input_names), len(preparation.features)
        note = "" if n_inputs == n_features else f"{n_features} columns become {n_inputs} inputs"
        heading(self._console, "Scaling", note)
        if not scaled:
            self._console.print("  no column needs it")
            return
        self._console.print("  (value - mean) / scale, both from the training rows", style="dim")
        shown = scaled[:MOST_SCALES]
        columns = [
            Column("column", [each.input_names[0] for each in shown]),
            Column("mean", [each.mean for each in shown], mixed=True),
            Column("scale", [each.scale for each in shown], mixed=True),
        ]
        show_grid(self._console, columns)
        if len(scaled) > len(shown):
            self._console.print(f"  {len(scaled) - len(shown)} more columns are scaled too.", style="dim")

    def started(self, max_iter: int) -> None:
        """Show the bar."""
        heading(self._console, "Training", f"{self._settings.model}, at most {max_iter:,} epochs")
        if self._implied_by:
            reason = f"One network, as {self._implied_by} asks for; the default is a mixture of networks."
            self._console.print(f"  {clean(reason)}", style="dim")
        self._bar.update(self._epochs, total=max_iter, visible=True)
        self._bar.start()

    def mixing(self, members: tuple[str, ...], n_networks: int) -> None:
        """Show the bar of a mixture."""
        what = f"a mixture of {n_networks:,} networks: {', '.join(members)}" if n_networks else "a constant"
        heading(self._console, "Training", what)
        self._bar.update(self._epochs, description="Networks", total=n_networks, visible=True)
        self._n_networks = n_networks
        self._bar.start()

    def progressed(self, share: float) -> None:
        """Move the bar of a mixture."""
        self._bar.update(self._epochs, completed=int(share * self._n_networks))

    def advanced(self, history: History) -> None:
        """Move the bar, and show the epochs that are due."""
        n_epochs = len(history)
        if not n_epochs:
            return
        loss, score = history["loss"][-1], history["score"][-1]
        note = f"loss {loss:<8.4g}" + ("" if np.isnan(score) else f" {SCORE_NAMES[self._task]} {score:.3f}")
        self._bar.update(self._epochs, completed=n_epochs, note=note)
        for epoch in _round_numbers(self._shown + 1, n_epochs):
            self._show_epoch(history, epoch)

    def trained(self, history: History, stopped_by: str) -> None:
        """Show the last epoch and the reason for the end."""
        self.advanced(history)
        if len(history) > self._shown:
            self._show_epoch(history, len(history))
        self._bar.update(self._epochs, visible=False)
        reason = _REASONS.get(stopped_by, stopped_by)
        if self._settings.model == TABULAR and stopped_by == "max_iter":
            every = "All networks are trained."
            reason = every if self._n_networks else "The target has one value in all rows: nothing to learn."
        self._console.print(f"  {reason}", style="dim")

    def interrupted(self) -> None:
        """Show that Ctrl-C was pressed."""
        kept = "members" if self._n_networks else "network"
        self._console.print(
            f"  Ctrl-C: the {kept} trained so far {'are' if kept[-1] == 's' else 'is'} kept", style="yellow"
        )

    def repeated(self, done: int, at_most: int) -> None:
        """Move the second bar."""
        self._bar.update(self._repeats, completed=done, total=at_most, visible=done < at_most)

    def _show_epoch(self, history: History, epoch: int) -> None:
        if not self._shown:
            self._columns = self._columns_of(history)
            self._console.print("".join(f"{name:>12}" for _, name in self._columns), style="dim")
        values = (history[column][epoch - 1] for column, _ in self._columns)
        cells = (_epoch_cell(column, value) for (column, _), value in zip(self._columns, values, strict=True))
        self._console.print("".join(f"{text:>12}" for text in cells))
        self._shown = epoch

    def _columns_of(self, history: History) -> tuple[tuple[str, str], ...]:
        """Return the columns that hold something, with what they are called here."""
        score = SCORE_NAMES[self._task]
        named = (
            ("epoch", "epoch"),
            ("loss", "loss"),
            ("score", score),
            ("mistakes", "mistakes"),
            ("validation_score", f"held {score}"),
            ("seconds", "seconds"),
        )
        return tuple((column, name) for column, name in named if not np.isnan(history[column]).all())


_REASONS = {
    "converged": "Converged: the loss stopped falling.",
    "max_iter": "The maximum number of epochs was reached.",
    "early stopping": "Early stopping: the validation score stopped rising.",
    "interrupt": "Interrupted.",
    "time limit": "The time limit was reached before all members were trained.",
}


def _round_numbers(first: int, last: int) -> list[int]:
    """Return 1, 2, 5, 10, 20, 50, ... as far as they lie between first and last."""
    numbers = (digit * 10**power for power in range(len(str(last))) for digit in (1, 2, 5))
    return [number for number in numbers if first <= number <= last]


def _epoch_cell(column: str, value: float) -> str:
    if np.isnan(value):
        return MISSING
    if column in ("epoch", "mistakes"):
        return f"{value:.0f}"
    if column == "seconds":
        return f"{value:.3f}"
    return f"{value:.6f}" if 1e-4 <= abs(value) < 1e5 else cell(float(value))
