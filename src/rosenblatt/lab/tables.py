"""The built-in tables that the page offers, each with settings that show something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from rosenblatt.data.sources.builtin.catalogue import BUILT_IN
from rosenblatt.storage.fields import plain
from rosenblatt.trial.settings import RunSettings


@dataclass(frozen=True)
class Offered:
    """A table of the page: its name there, its title, and the settings it opens with."""

    name: str
    title: str
    settings: Mapping[str, object] = field(default_factory=dict)

    @property
    def table(self) -> str:
        """The name of the built-in table."""
        return str(self.settings.get("table", self.name))

    def plain(self) -> dict[str, object]:
        """Return the settings of a run on the table that the page opens with, as JSON holds them."""
        settings: dict[str, object] = plain({"table": self.name, "model": "mlp", **self.settings})
        return settings

    def run_settings(self) -> RunSettings:
        """Return these settings."""
        return RunSettings.from_dict(self.plain())


_PETALS = ("petal length (cm)", "petal width (cm)")
_LINE: Mapping[str, object] = {"hidden": (), "learning_rate": 0.05, "max_iter": 1000}
"""One neuron, for tables that a line separates."""
_FLOWERS: Mapping[str, object] = {
    "activation": "tanh",
    "learning_rate": 0.01,
    "max_iter": 1000,
    "batch_size": 32,
}

OFFERED: tuple[Offered, ...] = (
    Offered("xor", "XOR"),
    Offered("and", "AND", _LINE),
    Offered("or", "OR", _LINE),
    Offered("nand", "NAND", _LINE),
    Offered("nor", "NOR", _LINE),
    Offered("blobs", "Three clouds"),
    Offered("moons", "Two moons"),
    Offered("circles", "A ring in a ring"),
    Offered("spirals", "Two spirals"),
    Offered(
        "iris-petals",
        "Iris: two measures",
        {"table": "iris", "features": _PETALS, "hidden": (4,), **_FLOWERS},
    ),
    Offered("iris", "Iris: four measures", {"hidden": (6,), **_FLOWERS}),
    Offered("wine", "Wine"),
    Offered("diabetes", "Diabetes (a number)"),
    Offered("breast_cancer", "Breast tumours"),
    Offered("digits", "Handwritten digits"),
)
"""In the order of the page's list."""

BY_NAME: Mapping[str, Offered] = MappingProxyType({each.name: each for each in OFFERED})

assert all(each.table in BUILT_IN for each in OFFERED)


def listed() -> list[dict[str, object]]:
    """Return the names and titles of the tables, and the commands that open them."""
    return [
        {"name": each.name, "title": each.title, "command": f"rosenblatt lab {each.name}"} for each in OFFERED
    ]
