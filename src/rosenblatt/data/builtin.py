"""The tables everyone has: their names, what they hold, and the settings that suit them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from rosenblatt.data import bundled, generated
from rosenblatt.data.frames import pick
from rosenblatt.data.gates import GATE_TABLES, gate_table
from rosenblatt.data.source import Source

if TYPE_CHECKING:
    import polars


@dataclass(frozen=True)
class BuiltIn:
    """A built-in table; its targets are its last columns.

    Attributes
    ----------
    description : str
        One sentence.
    make : callable
        Returns the frame.
    recommended : mapping
        Settings of a run that suit this table, by the names of the run's settings. Rows that form sequences
        say so here: ``"sequence"`` names the column that cuts them, ``"stream"`` makes all of them one.
    features : tuple of str
        The columns to predict from, when these are not all others.
    n_targets : int
        How many of the last columns are to be predicted.
    """

    description: str
    make: Callable[[], polars.DataFrame]
    recommended: Mapping[str, object] = field(default_factory=dict)
    features: tuple[str, ...] = ()
    n_targets: int = 1

    @property
    def sequence(self) -> str | None:
        """The column whose values cut the rows into sequences."""
        name = self.recommended.get("sequence")
        return None if name is None else str(name)


def _mlp(hidden: tuple[int, ...], **settings: object) -> dict[str, object]:
    return {"model": "mlp", "hidden": hidden, **settings}


def _gate(name: str) -> BuiltIn:
    settings: dict[str, object] = {"model": "perceptron", "test_size": 0}
    if name == "nand":  # its loss pauses on the way, and with tol training would end there
        settings |= {"max_iter": 50, "tol": None}
    if name == "xor":
        settings = _mlp((5,), activation="tanh", max_iter=10000, seed=10, test_size=0)
    sentence = f"The truth table of {name.upper()}: two inputs of 0 and 1, four rows."
    return BuiltIn(sentence, lambda: gate_table(name), settings)


_SMOOTH = {"activation": "tanh", "learning_rate": 0.01, "max_iter": 1000, "seed": 0}

BUILT_IN: Mapping[str, BuiltIn] = MappingProxyType(
    {
        "iris": BuiltIn(
            "150 iris flowers of three species, four measures each (Fisher, 1936).",
            bundled.iris,
            {
                "model": "perceptron",
                "max_iter": 50,
                "tol": None,
                "learning_rate": 1.0,
                "test_size": 0.3,
                "seed": 0,
            },
        ),
        **{name: _gate(name) for name in GATE_TABLES},
        "digits": BuiltIn(
            "1,797 handwritten digits, 8 x 8 grey values from 0 to 16 each (Alpaydin and Kaynak, 1998).",
            bundled.digits,
            _mlp((100,), max_iter=300, seed=0),
        ),
        "wine": BuiltIn(
            "178 Italian wines of three cultivars, thirteen chemical measures each (Forina, 1991).",
            bundled.wine,
            _mlp((10,), learning_rate=0.01, max_iter=500, seed=0),
        ),
        "breast_cancer": BuiltIn(
            "569 breast tumours, benign or malignant, thirty measures of their cells each (Wolberg, 1995).",
            bundled.breast_cancer,
            _mlp((20,), learning_rate=0.003, max_iter=500, seed=0),
        ),
        "diabetes": BuiltIn(
            "442 diabetes patients, ten measures each in their own units, and the disease's progression "
            "a year later (Efron and others, 2004).",
            bundled.diabetes,
            _mlp((20,), alpha=15.0, learning_rate=0.003, max_iter=500, seed=0),
        ),
        "moons": BuiltIn(
            "Two half circles that reach into each other: 400 samples.",
            generated.moons,
            _mlp((10,), **_SMOOTH),
        ),
        "circles": BuiltIn("A ring within a ring: 400 samples.", generated.circles, _mlp((10,), **_SMOOTH)),
        "spirals": BuiltIn(
            "Two arms winding around each other: 400 samples.", generated.spirals, _mlp((20, 20), **_SMOOTH)
        ),
        "blobs": BuiltIn("Three round clouds: 300 samples.", generated.blobs, _mlp((10,), **_SMOOTH)),
    }
)


def builtin_names() -> tuple[str, ...]:
    """Return the names of the built-in tables.

    Returns
    -------
    tuple of str
    """
    return tuple(BUILT_IN)


def builtin_source(name: str) -> Source:
    """Return a built-in table as a place to read from."""
    table = BUILT_IN[name].make()
    return Source(
        name, f"the built-in table {name}", tuple(table.columns), lambda columns: pick(table, columns)
    )
