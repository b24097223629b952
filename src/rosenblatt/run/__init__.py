"""Runs: from a table to a trained model, its evaluation and a folder that holds them."""

from rosenblatt.run.run import ColumnSummary, Evaluation, Finding, Run, Samples, TableSummary
from rosenblatt.run.settings import RunSettings

__all__ = ["ColumnSummary", "Evaluation", "Finding", "Run", "RunSettings", "Samples", "TableSummary"]
