"""Writes the colours and markers of plots/base/palette.py as TypeScript, for the page of the lab.

``python tools/page_palette.py`` writes src/rosenblatt/lab/page/src/palette.ts; a test compares it.
"""

from __future__ import annotations

import json
from pathlib import Path

from rosenblatt.plots.base import palette

TARGET = Path(__file__).resolve().parents[1] / "src/rosenblatt/lab/page/src/palette.ts"
NAMES = ("INK", "MUTED", "RULE", "FAINT", "GROUND", "PAPER", "POSITIVE", "NEGATIVE", "TRAINING", "VALIDATION")
HEAD = "/** Colours and markers of rosenblatt/plots/base/palette.py, written by tools/page_palette.py. */\n"


def colours() -> dict[str, str | list[str]]:
    """Return the colours by name, and the lists of the classes: marks, their outlines and their regions."""
    classes = list(palette.CLASS_COLOURS)
    found: dict[str, str | list[str]] = {name: getattr(palette, name) for name in NAMES}
    found["CLASSES"] = classes
    found["EDGES"] = [palette.edge(colour) for colour in classes]
    found["TINTS"] = [palette.tint(colour) for colour in classes]
    found["VALUES"] = list(palette.VALUES)
    return found


def on_dark(found: dict[str, str | list[str]]) -> dict[str, str | list[str]]:
    """Return the same colours for dark paper."""
    return {
        name: palette.dark(value) if isinstance(value, str) else [palette.dark(each) for each in value]
        for name, value in found.items()
    }


def source() -> str:
    """Return the text of palette.ts."""
    light = colours()
    sets = {"LIGHT": light, "DARK": on_dark(light)}
    lines = [HEAD]
    for name, found in sets.items():
        lines.append(f"export const {name} = {json.dumps(found, indent=2)};\n")
    lines.append("export type Colours = typeof LIGHT;\n")
    lines.append(f"export const CLASS_MARKERS = {json.dumps(palette.CLASS_MARKERS)};\n")
    lines.append(
        f"export const MARKER_SCALE: Record<string, number> = {json.dumps(palette.MARKER_SCALE, indent=2)};\n"
    )
    return "\n".join(lines)


if __name__ == "__main__":
    TARGET.write_text(source(), encoding="utf-8")
