"""Tables of sequences to carry runs out on: small, and made by hand."""

from __future__ import annotations

import numpy as np
import polars as pl

from rosenblatt.data import Table, load_table, with_next


def walks(n: int = 16, *, gap: tuple[int, str] | None = None) -> Table:
    """Walks of 3 to 6 steps; a step is "late" if two or more bells have rung before it or at it.

    ``gap`` is a row (from 0) and a column whose value is missing there.
    """
    random = np.random.default_rng(0)
    rows: list[tuple[str, float, float | None, str]] = []
    for walk in range(n):
        rung = 0
        for _ in range(3 + walk % 4):
            bell = int(random.random() < 0.5)
            rung += bell
            rows.append((f"w{walk:02}", float(bell), random.normal(), "late" if rung >= 2 else "early"))
    frame = pl.DataFrame(rows, schema=["walk", "bell", "wind", "when"], orient="row")
    if gap is not None:
        row, name = gap
        values = frame[name].to_list()
        values[row] = None
        frame = frame.with_columns(pl.Series(name, values, dtype=frame[name].dtype))
    return load_table(frame, sequence="walk")


def tide(n: int = 120) -> Table:
    """A wave whose next level is to be predicted; its last known value is the feature."""
    level = 10 + 3 * np.sin(np.arange(n) / 4)
    return load_table(with_next(pl.DataFrame({"level": level}), "level"))


def lights(n: int = 90) -> Table:
    """A stream of a light that goes red, green, blue, and two labels to tell of the next."""
    colours = ["red", "green", "blue"] * (n // 3)
    frame = pl.DataFrame(
        {
            "light": colours[:-1],
            "next_is_red": [colour == "red" for colour in colours[1:]],
            "next_is_blue": [colour == "blue" for colour in colours[1:]],
        }
    )
    return load_table(frame, target=["next_is_red", "next_is_blue"])
