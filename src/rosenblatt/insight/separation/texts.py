"""Texts about certificates of separability."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from rosenblatt.insight.separation.certificate import Certificate, Contradiction

MOST_ROWS = 6
MOST_FEATURES = 4


def answer(certificate: Certificate, names: Sequence[str]) -> str:
    """Return a paragraph on whether a plane separates a class from the rest; ``names`` are the features'."""
    rest = "the rest" if certificate.other is None else str(certificate.other)
    what = f"{divider(len(names))} separates {certificate.label} from {rest}"
    if certificate.contradiction is not None:
        return f"Not separable: no {what}. {contradiction_text(certificate, names)}"
    text = f"Separable: a {what}, with a distance of at least {certificate.margin:.3g} from every sample"
    text += " (the margin)." if np.isfinite(certificate.margin_limit) else "."
    radius, margin = certificate.radius, certificate.rule_margin
    return (
        f"{text} The perceptron rule makes at most {certificate.most_mistakes:,} mistakes before it finds "
        f"one: Novikoff's bound (R / margin)^2, here ({radius:.3g} / {margin:.3g})^2, where the bias counts "
        "as one more weight."
    )


def divider(n_features: int) -> str:
    """Return what separates two classes in a space of ``n_features`` dimensions."""
    return {1: "threshold", 2: "straight line"}.get(n_features, "plane")


def contradiction_text(certificate: Certificate, names: Sequence[str]) -> str:
    """Return a contradiction in words: its rows with their weights, and the point of both sides."""
    found = certificate.contradiction
    assert found is not None
    rest = f"not {certificate.label}" if certificate.other is None else str(certificate.other)
    if len(found.rows) == 2:
        pairs = zip(found.rows.tolist(), (certificate.label, rest), strict=True)
        (a, one), (b, other) = sorted(pairs, key=lambda pair: pair[0])
        return f"Rows {a} and {b} are the same point, but row {a} is {one} and row {b} is {other}."
    rows = rows_text(found.rows.tolist()).capitalize()
    return (
        f"{rows} contradict each other: {_mean(found, 1, str(certificate.label))} is the same "
        f"point as {_mean(found, -1, rest)}, namely {_point(found, names)}, which would have to lie on "
        f"both sides of the {divider(len(names))}."
    )


def rows_text(rows: Sequence[int]) -> str:
    """Return the rows of a contradiction: ``rows 1, 2, 3 and 4``, or their number and the first ones."""
    ordered = sorted(rows)
    if len(ordered) > MOST_ROWS:
        return f"{len(ordered)} rows ({', '.join(map(str, ordered[:3]))}, ...)"
    return f"rows {', '.join(map(str, ordered[:-1]))} and {ordered[-1]}"


def _mean(found: Contradiction, sign: int, label: str) -> str:
    """The weighted rows of one side: ``1/2 row 1 + 1/2 row 4 (both 0)``."""
    here = found.signs == sign
    rows, weights = found.rows[here].tolist(), (2 * found.weights[here]).tolist()
    if len(rows) == 1:
        return f"row {rows[0]} ({label})"
    pairs = sorted(zip(weights, rows, strict=True), key=lambda pair: (-round(pair[0], 9), pair[1]))
    shown = [f"{_weight(weight)} row {number}" for weight, number in pairs[:MOST_ROWS]]
    if len(pairs) > MOST_ROWS:
        shown.append(f"{len(pairs) - MOST_ROWS} more")
    return f"{' + '.join(shown)} ({'both' if len(rows) == 2 else 'all'} {label})"


def _weight(weight: float) -> str:
    """A weight, as a simple fraction if it is one."""
    simple = Fraction(weight).limit_denominator(12)
    return str(simple) if abs(simple - weight) < 1e-9 else f"{weight:.3g}"


def _point(found: Contradiction, names: Sequence[str]) -> str:
    values = [f"{name} = {value + 0.0:.4g}" for name, value in zip(names, found.point.tolist(), strict=True)]
    if len(values) > MOST_FEATURES:
        values = [*values[: MOST_FEATURES - 1], f"{len(values) - MOST_FEATURES + 1} more"]
    return f"({', '.join(values)})"
