"""Watcher: told of each stage of a run as it passes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rosenblatt.data import Preparation
    from rosenblatt.history import History
    from rosenblatt.run.run import SequencesSummary, TableSummary
    from rosenblatt.run.settings import RunSettings


class Watcher:
    """Sees a run pass and does nothing; a screen overrides the stages it shows."""

    def loaded(self, summary: TableSummary, settings: RunSettings, task: str) -> None:
        """The table has been read, the settings are resolved and the task is known."""

    def cut(self, sequences: SequencesSummary) -> None:
        """The rows form sequences, whole ones in each part; told before ``prepared``."""

    def prepared(self, preparation: Preparation, n_training: int, n_test: int) -> None:
        """The rows are split, and the preparation is fitted on the training part."""

    def started(self, max_iter: int) -> None:
        """Training begins; it takes at most so many epochs."""

    def advanced(self, history: History) -> None:
        """Some epochs have passed; the history holds all of them."""

    def trained(self, history: History, stopped_by: str) -> None:
        """Training has ended."""

    def interrupted(self) -> None:
        """The user pressed Ctrl-C; the run goes on with what was trained, and no more is trained."""

    def repeated(self, done: int, at_most: int) -> None:
        """So many other random splits have been trained and scored."""
