"""Watcher: receives the events of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rosenblatt.data import Preparation
    from rosenblatt.history import History
    from rosenblatt.trial.settings import RunSettings
    from rosenblatt.trial.summary import SequencesSummary, TableSummary


class Watcher:
    """Receives the events of a run; the default does nothing."""

    def loaded(self, summary: TableSummary, settings: RunSettings, task: str) -> None:
        """The table has been read, the settings are resolved and the task is known."""

    def cut(self, sequences: SequencesSummary) -> None:
        """The rows form sequences; called before ``prepared``."""

    def prepared(self, preparation: Preparation, n_training: int, n_test: int) -> None:
        """The rows are split, and the preparation is fitted on the training part."""

    def started(self, max_iter: int) -> None:
        """The training starts; it has at most ``max_iter`` epochs."""

    def mixing(self, members: tuple[str, ...], n_networks: int) -> None:
        """The training of a mixture starts: of members by name, with so many networks in all."""

    def progressed(self, share: float) -> None:
        """A share of the work on a mixture, 0 to 1, is done."""

    def advanced(self, history: History) -> None:
        """Some epochs are finished; the history has all of them."""

    def trained(self, history: History, stopped_by: str) -> None:
        """The training has ended."""

    def interrupted(self) -> None:
        """The user pressed Ctrl-C; no more is trained, and the run is finished with what was trained."""

    def repeated(self, done: int, at_most: int) -> None:
        """``done`` other random splits have been trained and scored."""
