"""Runs: from a table to a trained network, its evaluation and a folder that holds them."""

from rosenblatt.insight.diagnosis.finding import Finding
from rosenblatt.run.branching.branch import branch
from rosenblatt.run.branching.parent import Parent
from rosenblatt.run.comparison.compare import Comparison, compare
from rosenblatt.run.folder.folder import check_folder, read_run, rewrite_report, write_run
from rosenblatt.run.folder.unfinished import Unfinished
from rosenblatt.run.run import Run
from rosenblatt.run.run_table import run_table
from rosenblatt.training.interrupts import HeldInterrupts
from rosenblatt.trial.evaluation import Evaluation
from rosenblatt.trial.samples import Samples
from rosenblatt.trial.settings import RunSettings
from rosenblatt.trial.summary import SequencesSummary, TableSummary
from rosenblatt.trial.watcher import Watcher

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
