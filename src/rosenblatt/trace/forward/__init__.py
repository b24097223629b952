"""Traces of the forward pass: every term of every sum."""
