"""Models as plain Python files."""
