"""The warning that a table can be used, but perhaps not as its owner meant."""


class TableWarning(UserWarning):
    """Something about a table deserves a second look; the message names the column and the remedy."""
