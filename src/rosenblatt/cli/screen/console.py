"""The two screens, standard output and standard error, and how they speak."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

WIDTH = 80


def open_screen() -> Console:
    """Return standard output as a screen of at most 80 columns; colours only on a terminal."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    console.width = min(WIDTH, console.width) if console.is_terminal else WIDTH
    return console


def open_errors() -> Console:
    """Return standard error as a screen."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, markup=False, emoji=False)


def clean(value: object) -> str:
    """Return a value as text that cannot move the cursor: what does not print becomes a question mark."""
    return "".join(character if character.isprintable() else "?" for character in str(value))


def heading(console: Console, text: str, note: str = "") -> None:
    """Show the title of a section, and a note beside it."""
    from rich.text import Text

    console.print()
    console.print(Text.assemble((clean(text), "bold"), (f"  {clean(note)}" if note else "", "dim")))


def show_error(text: str) -> None:
    """Report an error in one line on standard error."""
    _print("error:", "bold red", text)


def show_warning(text: str) -> None:
    """Report a warning in one line on standard error."""
    _print("warning:", "bold yellow", text)


def _print(word: str, style: str, text: str) -> None:
    from rich.text import Text

    open_errors().print(Text.assemble((word, style), " ", clean(" ".join(text.split()))), soft_wrap=True)


def silence() -> None:
    """Send what is still to be written nowhere, so that ending does not complain of a closed pipe."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
