"""The classic experiments with recurrent networks, at full size: ``python -m benchmarks.classics``."""
