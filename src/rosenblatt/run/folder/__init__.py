"""Run folders: written, read and completed."""
