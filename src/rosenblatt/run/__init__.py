"""Runs: from a table to a trained network, its evaluation and a folder that holds them."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rosenblatt.insight.diagnosis.finding import Finding as Finding
    from rosenblatt.run.branching.branch import branch as branch
    from rosenblatt.run.branching.parent import Parent as Parent
    from rosenblatt.run.comparison.compare import Comparison as Comparison
    from rosenblatt.run.comparison.compare import compare as compare
    from rosenblatt.run.execution import run_table as run_table
    from rosenblatt.run.folder.folder import check_folder as check_folder
    from rosenblatt.run.folder.folder import read_run as read_run
    from rosenblatt.run.folder.folder import rewrite_report as rewrite_report
    from rosenblatt.run.folder.folder import write_run as write_run
    from rosenblatt.run.folder.unfinished import Unfinished as Unfinished
    from rosenblatt.run.run import Run as Run
    from rosenblatt.training.advance import HeldInterrupts as HeldInterrupts
    from rosenblatt.trial.evaluation import Evaluation as Evaluation
    from rosenblatt.trial.samples import Samples as Samples
    from rosenblatt.trial.settings import RunSettings as RunSettings
    from rosenblatt.trial.summary import SequencesSummary as SequencesSummary
    from rosenblatt.trial.summary import TableSummary as TableSummary
    from rosenblatt.trial.watcher import Watcher as Watcher

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

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
