"""Compares scikit-learn, PyTorch, JAX and Rosenblatt on the same work.

See ``python -m benchmarks --help``."""
