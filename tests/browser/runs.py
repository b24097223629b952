"""Runs of every kind with their reports, made by the command once a session, as users make them."""

from __future__ import annotations

from pathlib import Path

from rosenblatt.cli.app import run

FEW = ("--max-iter", "60", "--repeats", "5")
RUNS: dict[str, tuple[str, ...]] = {
    "iris": ("iris",),
    "xor": ("xor", "--record", "20"),
    "digits": ("digits", *FEW),
    "diabetes": ("diabetes", *FEW),
    "wine": ("wine", "--model", "mlp", *FEW),
    "moons": ("moons", "--hidden", "8,8", *FEW),
    "one-column": ("iris", "--features", "petal length (cm)", *FEW),
    "sunspots": ("sunspots", *FEW),
    "temporal-xor": ("temporal-xor", *FEW),
    "mixture": ("breast_cancer", "--model", "tabular", "--repeats", "0"),
}
"""The arguments of ``rosenblatt train`` of each."""


def trained(name: str, folder: Path) -> Path:
    """Train a run into a folder and return its report."""
    made = folder / name
    if not (made / "report.html").exists():
        assert run(["train", *RUNS[name], "--out", str(made)]) == 0
    return made / "report.html"
