"""Runs: from a table to a trained network, its evaluation and a folder that holds them."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rosenblatt.insight.diagnosis.finding import Finding
    from rosenblatt.run.branching.branch import branch
    from rosenblatt.run.branching.parent import Parent
    from rosenblatt.run.comparison.compare import Comparison, compare
    from rosenblatt.run.execution import run_table
    from rosenblatt.run.folder.folder import check_folder, read_run, rewrite_report, write_run
    from rosenblatt.run.folder.unfinished import Unfinished
    from rosenblatt.run.run import Run
    from rosenblatt.training.advance import HeldInterrupts
    from rosenblatt.trial.evaluation import Evaluation
    from rosenblatt.trial.samples import Samples
    from rosenblatt.trial.settings import RunSettings
    from rosenblatt.trial.summary import SequencesSummary, TableSummary
    from rosenblatt.trial.watcher import Watcher

_HOMES = {
    "Comparison": "rosenblatt.run.comparison.compare",
    "Evaluation": "rosenblatt.trial.evaluation",
    "Finding": "rosenblatt.insight.diagnosis.finding",
    "HeldInterrupts": "rosenblatt.training.advance",
    "Parent": "rosenblatt.run.branching.parent",
    "Run": "rosenblatt.run.run",
    "RunSettings": "rosenblatt.trial.settings",
    "Samples": "rosenblatt.trial.samples",
    "SequencesSummary": "rosenblatt.trial.summary",
    "TableSummary": "rosenblatt.trial.summary",
    "Unfinished": "rosenblatt.run.folder.unfinished",
    "Watcher": "rosenblatt.trial.watcher",
    "branch": "rosenblatt.run.branching.branch",
    "check_folder": "rosenblatt.run.folder.folder",
    "compare": "rosenblatt.run.comparison.compare",
    "read_run": "rosenblatt.run.folder.folder",
    "rewrite_report": "rosenblatt.run.folder.folder",
    "run_table": "rosenblatt.run.execution",
    "write_run": "rosenblatt.run.folder.folder",
}
"""The module of each name: a command imports only those that it uses."""

__all__ = [
    "Comparison",
    "Evaluation",
    "Finding",
    "HeldInterrupts",
    "Parent",
    "Run",
    "RunSettings",
    "Samples",
    "SequencesSummary",
    "TableSummary",
    "Unfinished",
    "Watcher",
    "branch",
    "check_folder",
    "compare",
    "read_run",
    "rewrite_report",
    "run_table",
    "write_run",
]


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
