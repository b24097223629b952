"""The scatter plot that ``show --plot`` saves."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rosenblatt._files import whole_file
from rosenblatt.errors import RosenblattError, nearest

if TYPE_CHECKING:
    from rosenblatt.data import Table

KINDS = (".svg", ".png")
DOTS_PER_INCH = 200


def check_picture(path: Path) -> None:
    """Raise unless the name ends like a picture we can draw."""
    if path.suffix.lower() not in KINDS:
        near = nearest(path.suffix, KINDS)
        raise RosenblattError(f"a plot's name must end in {' or '.join(KINDS)}, got {str(path)!r}{near}")


def save_scatter(path: Path, table: Table) -> None:
    """Draw the two columns that say most about the target, and save them whole or not at all."""
    from rosenblatt.plots import DataDisplay

    display = DataDisplay.from_table(table)
    with whole_file(path) as temporary:
        if path.suffix.lower() == ".svg":
            temporary.write_text(display.to_svg(), encoding="utf-8")
        else:
            display.plot().figure_.savefig(temporary, format="png", dpi=DOTS_PER_INCH)
