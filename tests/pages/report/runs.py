"""Runs of every kind, each carried out once: small, and real."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import polars as pl
from tests.run.sequences import lights, tide, walks

from rosenblatt.data import Table, load_table
from rosenblatt.run import Run, RunSettings, run_table

HOSTILE_NAME = "<script>alert('name')</script> \"quoted\" & $x^2$"
HOSTILE_CLASSES = (
    "<img src=x onerror=alert(1)> and a name that does not end soon",
    "costs $5 or $6",
    "日本語",
)


def hostile_frame() -> pl.DataFrame:
    generator = np.random.default_rng(0)
    age = generator.normal(size=90)
    labels = np.digitize(age + 0.3 * generator.normal(size=90), [-0.5, 0.5])
    return pl.DataFrame(
        {
            HOSTILE_NAME: age,
            "town\u202e": generator.choice(["<b>Bonn</b>", "Łódź", "{{ 7 * 1111 }}"], 90),
            "member": generator.random(90) < 0.4,
            "the </title> class": np.array(HOSTILE_CLASSES)[labels],
        }
    )


SETTINGS: dict[str, RunSettings] = {
    "iris perceptron": RunSettings("iris", repeats=20),
    "xor": RunSettings("xor"),
    "iris network": RunSettings(
        "iris", model="mlp", hidden=(8, 5), max_iter=60, repeats=3, learning_rate=0.01
    ),
    "two features": RunSettings(
        "moons", hidden=(8,), max_iter=80, repeats=5, options={"early_stopping": True}
    ),
    "one feature": RunSettings("iris", features=("petal length (cm)",), repeats=0),
    "digits": RunSettings("digits", max_iter=15, repeats=2),
    "regression": RunSettings("diabetes", hidden=(10,), max_iter=60, repeats=5, learning_rate=0.01),
    "regression, one feature": RunSettings(
        "diabetes", features=("bmi",), hidden=(4,), max_iter=30, repeats=0
    ),
    "one epoch": RunSettings("wine", hidden=(4,), max_iter=1, repeats=2),
    "nothing held out": RunSettings("wine", hidden=(4,), max_iter=20, test_size=0),
    "hostile": RunSettings("hostile", hidden=(3,), max_iter=30, repeats=2),
    "sequences": RunSettings("walks", sequence="walk", hidden=(4,), max_iter=60, repeats=2),
    "answered once": RunSettings(
        "walks", sequence="walk", cell="jordan", max_iter=20, repeats=0, options={"predict_at": "last"}
    ),
    "series": RunSettings("tide", stream=True, hidden=(4,), max_iter=60, repeats=2, backprop_steps=5),
    "several labels": RunSettings("lights", stream=True, hidden=(4,), max_iter=60, repeats=2),
}
TABLES: dict[str, Callable[[], Table]] = {
    "hostile": lambda: load_table(hostile_frame()),
    "walks": walks,
    "tide": tide,
    "lights": lights,
}


@cache
def run_of(name: str) -> Run:
    """Carry a run out, or return it if it was."""
    make = TABLES.get(SETTINGS[name].table)
    return run_table(SETTINGS[name], table=None if make is None else make())
