"""Traces of one update: the gradients of a batch and what the optimizer makes of them."""
