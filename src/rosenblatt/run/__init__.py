"""Runs: from a table to a trained model, its evaluation and a folder that holds them."""

from rosenblatt.insight.finding import Finding
from rosenblatt.run.carry_out import carry_out
from rosenblatt.run.folder import check_folder, read_run, rewrite_report, write_run
from rosenblatt.run.interrupts import HeldInterrupts
from rosenblatt.run.run import Evaluation, Run, Samples, TableSummary
from rosenblatt.run.settings import RunSettings
from rosenblatt.run.watcher import Watcher

__all__ = [
    "Evaluation",
    "Finding",
    "HeldInterrupts",
    "Run",
    "RunSettings",
    "Samples",
    "TableSummary",
    "Watcher",
    "carry_out",
    "check_folder",
    "read_run",
    "rewrite_report",
    "write_run",
]
