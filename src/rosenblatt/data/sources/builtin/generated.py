"""Generated tables: the same values on every machine.

The random stream is NumPy's ``RandomState``, whose numbers are promised never to change, and numbers with a
fraction are rounded to four decimals, which hides the last bit in which machines' sines differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from rosenblatt.data.sequences.next_step import with_next
from rosenblatt.data.sources.builtin.grammars import EMBEDDED_REBER, REBER, Grammar
from rosenblatt.data.sources.builtin.letters import BIT_NAMES, LETTERS, SYLLABLES

if TYPE_CHECKING:
    import polars
    from numpy.typing import NDArray


def moons(n_per_class: int = 200, noise: float = 0.15, seed: int = 0) -> polars.DataFrame:
    """Return two half circles, each reaching into the other; a straight line cannot part them.

    Parameters
    ----------
    n_per_class : int, default=200
        Samples of each class.
    noise : float, default=0.15
        Standard deviation of what is added to both features.
    seed : int, default=0
        Seed of the noise.

    Returns
    -------
    polars.DataFrame
        Columns ``x1``, ``x2`` and the class ``y``.
    """
    angle = np.linspace(0, np.pi, n_per_class)
    upper = np.column_stack([np.cos(angle), np.sin(angle)])
    lower = np.column_stack([1 - np.cos(angle), 0.5 - np.sin(angle)])
    return _table([upper, lower], noise, seed)


def circles(n_per_class: int = 200, noise: float = 0.1, seed: int = 0) -> polars.DataFrame:
    """Return a ring around a ring, of radius 1 and 0.5; parameters and columns as for `moons`."""
    angle = np.linspace(0, 2 * np.pi, n_per_class, endpoint=False)
    ring = np.column_stack([np.cos(angle), np.sin(angle)])
    return _table([ring, 0.5 * ring], noise, seed)


def spirals(n_per_class: int = 200, noise: float = 0.03, seed: int = 0) -> polars.DataFrame:
    """Return two arms that wind once and a half around each other; parameters and columns as for `moons`."""
    radius = np.linspace(0.05, 1, n_per_class)
    angle = 3 * np.pi * radius
    arm = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    return _table([arm, -arm], noise, seed)


def blobs(n_per_class: int = 100, noise: float = 0.6, seed: int = 0) -> polars.DataFrame:
    """Return clouds around (-1, -1), (1, -1) and (0, 1); parameters and columns as for `moons`."""
    centres = ((-1.0, -1.0), (1.0, -1.0), (0.0, 1.0))
    return _table([np.tile(centre, (n_per_class, 1)) for centre in centres], noise, seed)


def temporal_xor(n_bits: int = 3000, seed: int = 0) -> polars.DataFrame:
    """Return a stream of bits of which every third is the exclusive or of the two before it.

    The first bits of each three are drawn, so they cannot be foretold; the third can, by whoever remembers
    (J. L. Elman, Finding structure in time, Cognitive Science 14, 1990). It is ``next_bit`` in rows 2, 5, 8,
    ... counted from 1.

    Parameters
    ----------
    n_bits : int, default=3000
        How long the stream is, 2 at least.
    seed : int, default=0
        Seed of the bits that are drawn.

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
    1990): which vowel comes, and that a consonant comes after the last, can be foretold; which consonant
    cannot. A letter is its six bits; `rosenblatt.data.sources.builtin.letters` knows them.

    Parameters
    ----------
    n_consonants : int, default=1000
        How many consonants are drawn, 1 at least.
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
    n_strings : int, default=2000
        How many strings are drawn, 1 at least.
    seed : int, default=0
        Seed of the strings.

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
    """Stack the classes' samples, move each by noise, and label them 0, 1, ..."""
    import polars

    samples = np.concatenate(classes)
    samples = np.round(samples + noise * np.random.RandomState(seed).standard_normal(samples.shape), 4)
    labels = np.repeat(np.arange(len(classes)), [len(members) for members in classes])
    return polars.DataFrame({"x1": samples[:, 0], "x2": samples[:, 1], "y": labels})
