"""scikit-learn, PyTorch, JAX and Rosenblatt at the same work, side by side.

See ``python -m benchmarks --help``."""
