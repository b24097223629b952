"""Draw the figure of the README, docs/xor.svg: XOR, learned."""

from __future__ import annotations

import re
from pathlib import Path

from rosenblatt import MLPClassifier, load_table
from rosenblatt.plots import BoundaryDisplay, NetworkDisplay
from rosenblatt.plots.base.display import Display

GAP = 28


def side_by_side(displays: list[Display], height: float) -> str:
    """Draw the displays side by side, each ``height`` points high."""
    parts, left = [], 0.0
    for number, display in enumerate(displays):
        svg = display.to_svg(f"xor-{number}")
        found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
        assert found is not None
        width = float(found[1]) * height / float(found[2])
        inner = re.sub(
            r'<svg[^>]*viewBox="([^"]*)"[^>]*>',
            f'<svg x="{left:.1f}" width="{width:.1f}" height="{height}" '
            r'viewBox="\1">',
            svg,
            count=1,
        )
        parts.append(inner)
        left += width + GAP
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    frame = f'{names} viewBox="0 0 {left - GAP:.1f} {height}"'
    return f'<svg {frame}><rect width="100%" height="100%" fill="white"/>\n' + "\n".join(parts) + "\n</svg>\n"


def main() -> None:
    """Train the tutorial's network and draw it."""
    X, y = load_table("xor").arrays()
    model = MLPClassifier((5,), activation="tanh", max_iter=10000, random_state=10).fit(X, y)
    displays: list[Display] = [
        NetworkDisplay.from_network(model.network_, input_names=("x1", "x2"), output_names=("xor",)),
        BoundaryDisplay.from_network(
            model.network_, X, y, input_names=("x1", "x2"), target_name="xor", size=(4.6, 3.4)
        ),
    ]
    Path(__file__).with_name("xor.svg").write_text(side_by_side(displays, 250), encoding="utf-8")


if __name__ == "__main__":
    main()
