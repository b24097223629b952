"""One training from many seeds."""
