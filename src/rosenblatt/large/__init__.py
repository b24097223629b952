"""Tables larger than memory: sources that are read in batches, and the file of prepared rows."""

from rosenblatt.data.batches import ArraySource, Batch, BatchSource, Source
from rosenblatt.large.prepared import PreparedRows, Rows, prepared

__all__ = ["ArraySource", "Batch", "BatchSource", "PreparedRows", "Rows", "Source", "prepared"]
