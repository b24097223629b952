"""Tables larger than memory: sources that are read in batches, and the file of prepared rows."""

from rosenblatt.data.batches import ArraySource, Batch, BatchSource, Source
from rosenblatt.data.preparation.prepared_source import PreparedSource
from rosenblatt.data.table_source import TableSource
from rosenblatt.large.prepared import PreparedRows, Rows, prepared
from rosenblatt.large.tables import open_table

__all__ = [
    "ArraySource",
    "Batch",
    "BatchSource",
    "PreparedRows",
    "PreparedSource",
    "Rows",
    "Source",
    "TableSource",
    "open_table",
    "prepared",
]
