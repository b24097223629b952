"""The command ``rosenblatt``: a thin face over the library, one command a file."""

from rosenblatt.cli.app import main

__all__ = ["main"]
