"""Rows of a table as steps of sequences."""
