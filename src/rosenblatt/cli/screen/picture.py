"""Saving a picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rosenblatt.errors import RosenblattError, nearest

if TYPE_CHECKING:
    from rosenblatt.plots import Display

KINDS = (".svg", ".png")
DOTS_PER_INCH = 200


def check_picture(path: Path, option: str, kinds: Sequence[str] = KINDS) -> None:
    """Raise unless a picture can be saved there; called before the work that it shows."""
    if path.suffix.lower() not in kinds:
        near = nearest(path.suffix, kinds)
        raise RosenblattError(f"{option} must end in {' or '.join(kinds)}, got {str(path)!r}{near}")
    if not path.parent.is_dir():
        raise RosenblattError(f"{path.parent} does not exist: make that folder first")


def check_svg(path: Path, option: str) -> None:
    """Raise unless a picture can be saved there as .svg."""
    check_picture(path, option, (".svg",))


def save_picture(path: Path, display: Display) -> None:
    """Save a display in the format of its file name, whole or not at all."""
    from rosenblatt.storage.whole_file import whole_file

    with whole_file(path) as temporary:
        if path.suffix.lower() == ".svg":
            temporary.write_text(display.to_svg(), encoding="utf-8")
        else:
            display.plot().figure_.savefig(temporary, format="png", dpi=DOTS_PER_INCH)
