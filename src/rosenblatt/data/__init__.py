"""Tables: reading them, knowing their columns, and preparing these for a network and back."""

from rosenblatt.data.builtin import builtin_names
from rosenblatt.data.columns import ColumnSummary, column_summary
from rosenblatt.data.missing import drop_missing, missing_report
from rosenblatt.data.nextstep import with_next
from rosenblatt.data.preparation import Preparation
from rosenblatt.data.reading import read_frame
from rosenblatt.data.sequences import SequenceRows
from rosenblatt.data.sequencesplit import split_sequences
from rosenblatt.data.table import Table, load_table
from rosenblatt.data.task import infer_task
from rosenblatt.data.warning import TableWarning

__all__ = [
    "ColumnSummary",
    "Preparation",
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
