"""The built-in tables: their names, content and recommended settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from rosenblatt.data.sources.builtin import bundled, generated
from rosenblatt.data.sources.builtin.grammars import EMBEDDED_REBER, REBER
from rosenblatt.data.sources.builtin.letters import BIT_NAMES
from rosenblatt.data.sources.frames import Source, pick

if TYPE_CHECKING:
    import polars


@dataclass(frozen=True)
class BuiltIn:
    """A built-in table; ``make`` returns its frame, whose last ``n_targets`` columns are the targets.

    ``recommended`` holds settings of a run by their names; for rows that form sequences, ``"sequence"`` is
    the column that they are cut by, and ``"stream"`` says that all of them are one sequence. ``features`` are
    the columns to predict from, if they are not all others. ``ceiling`` is the accuracy that no model can be
    expected to exceed, and its text says why; ``steps`` are the name of a row's step and what is added to its
    number, counted from 1.
    """

    description: str
    make: Callable[[], polars.DataFrame]
    recommended: Mapping[str, object] = field(default_factory=dict)
    features: tuple[str, ...] = ()
    n_targets: int = 1
    ceiling: float | None = None
    ceiling_text: str = ""
    steps: tuple[str, int] = ("step", 0)

    @property
    def sequence(self) -> str | None:
        """The column whose values cut the rows into sequences."""
        name = self.recommended.get("sequence")
        return None if name is None else str(name)


def _mlp(hidden: tuple[int, ...], **settings: object) -> dict[str, object]:
    return {"model": "mlp", "hidden": hidden, **settings}


def _elman(hidden: int, **settings: object) -> dict[str, object]:
    """Return settings of an Elman network with one hidden layer."""
    return {"model": "recurrent", "cell": "elman", "hidden": (hidden,), "seed": 0, **settings}


def _classic(passes: int) -> dict[str, object]:
    """Return the settings of the papers: weights from -1 to 1 and gradient descent with the rate 0.1."""
    descent = {"activation": "logistic", "init": "unit_uniform", "solver": "sgd", "momentum": 0.0}
    return {**descent, "learning_rate": 0.1, "max_iter": passes, "n_iter_no_change": passes}


def _gate(name: str) -> BuiltIn:
    settings: dict[str, object] = {"model": "perceptron", "test_size": 0}
    if name == "nand":  # its loss has a plateau, at which training would end with a tol
        settings |= {"max_iter": 50, "tol": None}
    if name == "xor":
        settings = _mlp((5,), activation="tanh", max_iter=10000, seed=10, test_size=0)
    sentence = f"The truth table of {name.upper()}: two inputs of 0 and 1, four rows."
    return BuiltIn(sentence, lambda: generated.gate_table(name), settings)


_OF_A_GRAMMAR = "at most places two symbols are possible, and which one comes is random"
_SERIES = {"activation": "tanh", "learning_rate": 0.01, "test_size": 0.2, "stream": True}
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
        **{name: _gate(name) for name in generated.GATE_TABLES},
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
        "temporal-xor": BuiltIn(
            "A stream of 3,000 bits, of which every third is the exclusive or of the two before it; the "
            "target is "
            "the next bit (Elman, 1990).",
            generated.temporal_xor,
            _elman(4, **_classic(600), backprop_steps=4, stream=True),
            ceiling=2 / 3,
            ceiling_text="every third bit follows from the two before it, and the others are random",
        ),
        "elman-letters": BuiltIn(
            "A stream of 1,000 consonants, each followed by its own vowels (ba, dii, guuu), six bits a "
            "letter; the target is the next letter (Elman, 1990).",
            generated.elman_letters,
            _elman(20, **_classic(200), backprop_steps=4, stream=True),
            features=BIT_NAMES,
            n_targets=len(BIT_NAMES),
            ceiling=1 - 1 / 3 * 2 / 3,  # a third of the letters are consonants, of three kinds
            ceiling_text="a vowel follows from the letters before it, and which consonant comes is random",
        ),
        "reber": BuiltIn(
            "2,000 strings of Reber's grammar, a row for each symbol: the next one is to be predicted "
            "(Reber, 1967).",
            generated.reber,
            _elman(15, **_classic(10), backprop_steps=1, batch_size=1, sequence="string"),
            ceiling=REBER.ceiling,
            ceiling_text=_OF_A_GRAMMAR,
        ),
        "embedded-reber": BuiltIn(
            "2,000 strings of Reber's grammar within brackets of T or P that must agree: the next symbol is "
            "to be predicted (Cleeremans and others, 1989).",
            generated.embedded_reber,
            _elman(15, **_classic(10), backprop_steps=1, batch_size=1, sequence="string"),
            ceiling=EMBEDDED_REBER.ceiling,
            ceiling_text=_OF_A_GRAMMAR,
        ),
        "sunspots": BuiltIn(
            "The mean number of sunspots in each year from 1700 to 2007: the next year's is to be predicted.",
            bundled.sunspots,
            _elman(10, **_SERIES, max_iter=500, backprop_steps=10),
            features=("sunspots",),
            steps=("year", 1700),  # in the first row 1701 is to be predicted
        ),
        "co2": BuiltIn(
            "Carbon dioxide in the air of Mauna Loa, parts in a million, in 2,202 weeks from 1958 to 2001: "
            "the next week's is to be predicted (Keeling and Whorf, 2004).",
            bundled.co2,
            # The test values exceed all training values, where a tanh is saturated.
            _elman(
                10,
                **{**_SERIES, "activation": "identity", "learning_rate": 0.005},
                max_iter=200,
                backprop_steps=10,
            ),
            features=("co2",),
        ),
    }
)


def builtin_names() -> tuple[str, ...]:
    """Return the names of the built-in tables."""
    return tuple(BUILT_IN)


def builtin_source(name: str) -> Source:
    """Return a built-in table as a source."""
    table = BUILT_IN[name].make()
    return Source(
        name, f"the built-in table {name}", tuple(table.columns), lambda columns: pick(table, columns)
    )
