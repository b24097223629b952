"""Saving a picture that a command was asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rosenblatt._files import whole_file
from rosenblatt.errors import RosenblattError

if TYPE_CHECKING:
    from rosenblatt.plots import Display


def check_svg(path: Path, option: str) -> None:
    """Raise unless the name ends in .svg."""
    if path.suffix.lower() != ".svg":
        raise RosenblattError(f"{option} must end in .svg, got {str(path)!r}")


def save_svg(path: Path, display: Display) -> None:
    """Save a display as a file of its own, whole or not at all."""
    with whole_file(path) as temporary:
        temporary.write_text(display.to_svg(), encoding="utf-8")
