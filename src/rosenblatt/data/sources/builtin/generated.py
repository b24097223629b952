"""Generated tables, with the same values on every machine, drawn with NumPy's ``RandomState``.

Fractions are rounded to four decimals, because the last bit of a sine differs between machines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.data.sequences import with_next
from rosenblatt.data.sources.builtin.grammars import EMBEDDED_REBER, REBER, Grammar
from rosenblatt.data.sources.builtin.letters import BIT_NAMES, LETTERS, SYLLABLES

if TYPE_CHECKING:
    import polars
    from numpy.typing import NDArray


GATE_TABLES = {
    "xor": (0, 1, 1, 0),
    "and": (0, 0, 0, 1),
    "or": (0, 1, 1, 1),
    "nand": (1, 1, 1, 0),
    "nor": (1, 0, 0, 0),
}
"""The logic gates that are built-in tables, with their outputs for the inputs 00, 01, 10 and 11."""


def gate_table(name: str) -> polars.DataFrame:
    """Return the truth table of a gate of `GATE_TABLES`: columns ``x1``, ``x2`` and ``y`` of 0 and 1."""
    import polars

    return polars.DataFrame({"x1": [0, 0, 1, 1], "x2": [0, 1, 0, 1], "y": GATE_TABLES[name]})


def moons(noise: float = 0.15, seed: int = 0) -> polars.DataFrame:
    """Return two interleaving half circles, 200 samples each, which no straight line separates.

    The columns are ``x1``, ``x2`` and the class ``y``; ``noise`` is the noise's standard deviation.
    """
    angle = np.linspace(0, np.pi, 200)
    upper = np.column_stack([np.cos(angle), np.sin(angle)])
    lower = np.column_stack([1 - np.cos(angle), 0.5 - np.sin(angle)])
    return _table([upper, lower], noise, seed)


def circles(noise: float = 0.1, seed: int = 0) -> polars.DataFrame:
    """Return two rings of radius 1 and 0.5, 200 samples each; parameters and columns as for `moons`."""
    angle = np.linspace(0, 2 * np.pi, 200, endpoint=False)
    ring = np.column_stack([np.cos(angle), np.sin(angle)])
    return _table([ring, 0.5 * ring], noise, seed)


def spirals(noise: float = 0.03, seed: int = 0) -> polars.DataFrame:
    """Return two arms of one and a half turns, 200 samples each; parameters and columns as for `moons`."""
    radius = np.linspace(0.05, 1, 200)
    angle = 3 * np.pi * radius
    arm = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    return _table([arm, -arm], noise, seed)


def blobs(noise: float = 0.6, seed: int = 0) -> polars.DataFrame:
    """Return clouds around (-1, -1), (1, -1) and (0, 1), 100 samples each; parameters as for `moons`."""
    centres = ((-1.0, -1.0), (1.0, -1.0), (0.0, 1.0))
    return _table([np.tile(centre, (100, 1)) for centre in centres], noise, seed)


def temporal_xor(n_bits: int = 3000, seed: int = 0) -> polars.DataFrame:
    """Return a stream of bits of which every third is the exclusive or of the two before it.

    The first two bits of each three are random, so they cannot be predicted; the third follows from them
    (J. L. Elman, Finding structure in time, Cognitive Science 14, 1990). It is ``next_bit`` in rows 2, 5, 8,
    ... counted from 1.

    Parameters
    ----------
    n_bits : int, default=3000
        Length of the stream, at least 2.
    seed : int, default=0
        Seed of the random bits.

    Returns
    -------
    polars.DataFrame
        Columns ``bit`` and ``next_bit``, integers 0 and 1; a row for each bit that has a next one.
    """
    import polars

    drawn = (np.random.RandomState(seed).random_sample((-(-n_bits // 3), 2)) >= 0.5).astype(np.int64)
    bits = np.column_stack([drawn, drawn[:, 0] ^ drawn[:, 1]]).ravel()[:n_bits]
    return with_next(polars.DataFrame({"bit": bits}), "bit")


def elman_letters(n_consonants: int = 1000, seed: int = 0) -> polars.DataFrame:
    """Return a stream of letters: consonants drawn from b, d and g, each followed by its own vowels.

    b becomes ba, d becomes dii, g becomes guuu (J. L. Elman, Finding structure in time, Cognitive Science 14,
    1990). The vowels can be predicted, and that a consonant follows the last of them; which consonant it is
    cannot. Each letter is coded by six bits (`rosenblatt.data.sources.builtin.letters`).

    Parameters
    ----------
    n_consonants : int, default=1000
        Number of consonants, at least 1.
    seed : int, default=0
        Seed of the consonants.

    Returns
    -------
    polars.DataFrame
        Columns ``consonant``, ``vowel``, ``interrupted``, ``high``, ``back`` and ``voiced``, and the next
        letter's six, ``next_consonant`` to ``next_voiced``, integers 0 and 1; a row for each letter that has
        a next one.
    """
    import polars

    syllables = tuple(SYLLABLES.values())
    drawn = (np.random.RandomState(seed).random_sample(n_consonants) * len(syllables)).astype(np.int64)
    bits = np.array([LETTERS[letter] for number in drawn for letter in syllables[number]], dtype=np.int64)
    columns = bits.reshape(-1, len(BIT_NAMES)).T
    return with_next(polars.DataFrame(dict(zip(BIT_NAMES, columns, strict=True))), BIT_NAMES)


def reber(n_strings: int = 2000, seed: int = 0) -> polars.DataFrame:
    """Return strings of Reber's grammar (`grammars.REBER`), a row for each symbol but the last.

    Parameters
    ----------
    n_strings, seed : int, default=2000, 0
        Number of strings, at least 1, and their seed.

    Returns
    -------
    polars.DataFrame
        Columns ``string`` (the string's number from 1), ``symbol`` and ``next_symbol``.
    """
    return _strings(REBER, n_strings, seed)


def embedded_reber(n_strings: int = 2000, seed: int = 0) -> polars.DataFrame:
    """Return strings of `grammars.EMBEDDED_REBER`; parameters and columns as for `reber`."""
    return _strings(EMBEDDED_REBER, n_strings, seed)


def _strings(grammar: Grammar, n_strings: int, seed: int) -> polars.DataFrame:
    import polars

    random = np.random.RandomState(seed)
    drawn = [grammar.draw(random) for _ in range(n_strings)]
    number = np.repeat(np.arange(1, n_strings + 1), [len(string) for string in drawn])
    table = polars.DataFrame({"string": number, "symbol": list("".join(drawn))})
    return with_next(table, "symbol", sequence="string")


def _table(classes: list[NDArray[np.float64]], noise: float, seed: int) -> polars.DataFrame:
    """Stack the samples of the classes, add noise, and label them 0, 1, ..."""
    import polars

    samples = np.concatenate(classes)
    samples = np.round(samples + noise * np.random.RandomState(seed).standard_normal(samples.shape), 4)
    labels = np.repeat(np.arange(len(classes)), [len(members) for members in classes])
    return polars.DataFrame({"x1": samples[:, 0], "x2": samples[:, 1], "y": labels})
