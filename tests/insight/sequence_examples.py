"""Tasks with sequences that diagnosis and seeds are tried on."""

import numpy as np

from rosenblatt.data import SequenceRows, load_table


def first_bit(n_sequences: int, n_steps: int) -> tuple[np.ndarray, np.ndarray]:
    """Bits, (n_sequences, n_steps, 1), of which the first is to be told at the end."""
    X = np.random.RandomState(0).randint(2, size=(n_sequences, n_steps, 1)).astype(float)
    return X, X[:, 0, 0].astype(int)


def temporal_xor() -> tuple[np.ndarray, np.ndarray]:
    """Elman's stream of bits, (n_steps, 1), and the bit after each."""
    table = load_table("temporal-xor").frame
    return table["bit"].to_numpy().astype(float)[:, None], table["next_bit"].to_numpy()


def strings(grammar: str, n_strings: int) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Strings of a grammar, a column for each symbol, and the symbol after each."""
    table = load_table(grammar)
    cut = SequenceRows.of_table(table).take(range(n_strings))
    symbol, following = (table.frame[name].to_numpy()[cut.rows] for name in ("symbol", "next_symbol"))
    return cut.cut((symbol[:, None] == np.unique(symbol)).astype(float)), cut.cut(following.astype(str))


def bracket_found(model, X: list[np.ndarray], y: list[np.ndarray]) -> float:
    """Where an embedded string must close with its T or P: how often that one is thought more likely."""
    t, p = (model.classes_.tolist().index(symbol) for symbol in "TP")
    told = zip(model.predict_proba(X), y, strict=True)
    return float(np.mean([(shares[-2][t] > shares[-2][p]) == (truth[-2] == "T") for shares, truth in told]))


def sunspots() -> tuple[np.ndarray, np.ndarray]:
    """The sunspots of each year, standardised, (n_years, 1), and of the next."""
    table = load_table("sunspots").frame
    values, following = (table[name].to_numpy().astype(float) for name in ("sunspots", "next_sunspots"))
    mean, deviation = values.mean(), values.std()
    return ((values - mean) / deviation)[:, None], (following - mean) / deviation
