"""The classics of networks with memory, at full size: ``python -m benchmarks.classics``."""
