"""Models as C headers."""
