"""Traces of sequences: every step, the backward pass through time and the update of a window."""
