"""Tables: reading them, summarising their columns, and preparing them for a network."""

from rosenblatt.data.columns import ColumnSummary, column_summary
from rosenblatt.data.preparation.missing import drop_missing, missing_report
from rosenblatt.data.preparation.preparation import Preparation
from rosenblatt.data.reading import Reading
from rosenblatt.data.sequences import SequenceRows, split_sequences, with_next
from rosenblatt.data.sources.builtin.catalogue import builtin_names
from rosenblatt.data.sources.reading import read_frame
from rosenblatt.data.table import Table, load_table
from rosenblatt.data.task import infer_task
from rosenblatt.errors import TableWarning

__all__ = [
    "ColumnSummary",
    "Preparation",
    "Reading",
    "SequenceRows",
    "Table",
    "TableWarning",
    "builtin_names",
    "column_summary",
    "drop_missing",
    "infer_task",
    "load_table",
    "missing_report",
    "read_frame",
    "split_sequences",
    "with_next",
]
