"""Runs: from a table to a trained model, its evaluation and a folder that holds them."""

from rosenblatt.insight.diagnosis.finding import Finding
from rosenblatt.run.branching.branch import branch
from rosenblatt.run.branching.parent import Parent
from rosenblatt.run.comparison.compare import Comparison, compare
from rosenblatt.run.folder.folder import check_folder, read_run, rewrite_report, write_run
from rosenblatt.run.folder.unfinished import Unfinished
from rosenblatt.run.run import Evaluation, Run, Samples, SequencesSummary, TableSummary
from rosenblatt.run.run_table import run_table
from rosenblatt.run.settings import RunSettings
from rosenblatt.run.watcher import Watcher
from rosenblatt.training.interrupts import HeldInterrupts

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
