"""The results of each classic experiment, as tables in Markdown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

from benchmarks.classics import letters, reber, sunspots, temporal_xor
from rosenblatt.data.sources.builtin.grammars import EMBEDDED_REBER, REBER
from rosenblatt.data.sources.builtin.letters import BIT_NAMES

HUNDRED, TWENTY, TEN = range(100), range(20), range(10)


def of_temporal_xor() -> str:
    """The number of seeds that learn it, and the error of each of the three bits."""
    head = ("network", "seeds 0 to 19", "seeds 0 to 99", "predictable bits right", "error at bit 1, 2, 3")
    asked = (
        (temporal_xor.FOUR, HUNDRED),
        (temporal_xor.FIVE, HUNDRED),
        (temporal_xor.FOUR_ONLINE, TWENTY),
        (temporal_xor.FIVE_ONLINE, TWENTY),
        (temporal_xor.ELMAN, TWENTY),
    )
    return table(head, [of_setting(setting, seeds) for setting, seeds in asked])


def of_setting(setting: temporal_xor.Setting, seeds: Sequence[int]) -> tuple[str, ...]:
    """A row of `of_temporal_xor`."""
    found = [temporal_xor.by_position(network) for network in temporal_xor.networks(setting, seeds)]
    shares = np.array([right[2] for right, _ in found])
    errors = np.median([errors for _, errors in found], axis=0)
    learned = shares > temporal_xor.ENOUGH
    return (
        str(setting),
        f"{learned[:20].sum()} of 20",
        f"{learned.sum()} of {len(seeds)}" if len(seeds) > 20 else "",
        spread(shares, percent),
        ", ".join(f"{error:.2f}" for error in errors),
    )


def of_letters() -> str:
    """The accuracy for the next letter."""
    rows = []
    for steps in (1, 4):
        found = [letters.found(network) for network in letters.networks(TEN, backprop_steps=steps)]
        known = ("vowels", "consonants", "consonant_next")
        rows.append((steps, *(spread([getattr(each, what) for each in found], percent) for what in known)))
    return table(("steps back", "vowels", "consonants", "whether a consonant comes"), rows)


def of_letter_bits() -> str:
    """The error of each bit."""
    found = [letters.found(network) for network in letters.networks(TEN)]
    errors = np.median([each.errors for each in found], axis=0)
    return table(("set-up", *BIT_NAMES), [("error", *(f"{error:.3f}" for error in errors))])


def of_reber() -> str:
    """The share of predicted symbols that the grammar allows."""
    found = [reber.found(network, REBER) for network in reber.networks(REBER, TEN)]
    rows = [
        (name, f"{(shares >= 0.999).sum()} of {len(shares)}", spread(shares, percent))
        for name, shares in (
            ("the most likely symbol is legal", np.array([each.most_likely for each in found])),
            ("those above 0.3 are just the legal ones", np.array([each.all_legal for each in found])),
        )
    ]
    return table(("set-up", "seeds with at least 99.9%", "steps"), rows)


def of_embedded_reber() -> str:
    """The accuracy for the outer bracket, and the share of the gradient that reaches it."""
    rows = []
    for words, networks in (
        ("logistic, plain descent, 1 step back", reber.networks(EMBEDDED_REBER, TEN)),
        ("the same, all steps back", reber.networks(EMBEDDED_REBER, TEN, backprop_steps=None)),
        ("logistic, adam, all steps back", reber.networks_by_adam(EMBEDDED_REBER, TEN, "logistic")),
        ("tanh, adam, all steps back", reber.networks_by_adam(EMBEDDED_REBER, TEN, "tanh")),
    ):
        found = [reber.found(network, EMBEDDED_REBER) for network in networks]
        back = [float(np.median(reber.share_that_comes_back(network))) for network in networks]
        rows.append(
            (
                words,
                spread([each.bracket for each in found], percent),
                spread([each.most_likely for each in found], percent),
                spread(back, lambda share: f"{float(f'{100 * share:.0e}'):g}%"),
            )
        )
    return table(
        ("set-up", "outer T or P right", "most likely symbol legal", "share of the gradient left"), rows
    )


def of_sunspots() -> str:
    """The network compared with its two baselines."""
    series = sunspots.Series.whole()
    setting = sunspots.chosen(series.without_its_tail())
    errors = series.recurrent(setting, TWENTY)
    linear, of_roots = series.linear(), series.linear(of_roots=True)
    rows = [
        ("next year as this one", f"{series.persistence():.1f}", "", ""),
        (f"linear, {sunspots.LAGS} years", f"{linear:.1f}", "", ""),
        (f"linear, square roots of {sunspots.LAGS} years", f"{of_roots:.1f}", "", ""),
        (
            str(setting),
            spread(errors, "{:.1f}".format),
            f"{(errors <= linear).sum()} of {len(errors)}",
            f"{(errors <= of_roots).sum()} of {len(errors)}",
        ),
    ]
    head = ("set-up", "error in sunspots", "seeds as good as linear", "as linear of roots")
    return table(head, rows)


TABLES: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "temporal-xor": of_temporal_xor,
        "letters": of_letters,
        "letters by bit": of_letter_bits,
        "reber": of_reber,
        "embedded-reber": of_embedded_reber,
        "sunspots": of_sunspots,
    }
)


def percent(share: float) -> str:
    return f"{100 * share:.1f}%"


def spread(values: ArrayLike, written: Callable[[float], str]) -> str:
    """The median, with minimum and maximum in brackets."""
    found = np.asarray(values)
    return f"{written(np.median(found))} ({written(found.min())}–{written(found.max())})"


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)
