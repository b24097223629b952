"""A run continued from one of its moments with other settings."""
