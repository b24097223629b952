"""Small neural networks on a table, at native speed and with every number in sight."""

__version__ = "0.1.0"
