"""From rounds to numbers: medians, ratios, and whether a target is met."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from benchmarks.kinds import Race, Row, Start
from benchmarks.measuring import Measured
from benchmarks.rows import PRODUCTS_AT_MOST
from benchmarks.sides import PRODUCTS, ROSENBLATT, SCIKIT_LEARN


@dataclass(frozen=True)
class Ratio:
    """The ratio of two times."""

    of_medians: float
    of_rounds: float  # the median of the ratios within each round


@dataclass(frozen=True)
class Verdict:
    """A target, the result, and whether it is met."""

    target: str
    reached: str
    is_met: bool
    is_aim_met: bool = False

    @property
    def word(self) -> str:
        return "aim met" if self.is_aim_met else "met" if self.is_met else "missed"


def ratio(slower: list[float], faster: list[float]) -> Ratio:
    pairs = zip(slower, faster, strict=True)
    return Ratio(median(slower) / median(faster), median(a / b for a, b in pairs))


def speed_up(measured: Measured) -> Ratio | None:
    """The time of the compared side divided by Rosenblatt's, or None if one of them is missing."""
    rounds, against = measured.rounds, judged_against(measured.row)
    if against not in rounds or ROSENBLATT not in rounds:
        return None
    return ratio(rounds[against], rounds[ROSENBLATT])


def judged_against(row: Row) -> str:
    """Return the side in the numerator of a row's ratio."""
    return row.against if isinstance(row, Race) else SCIKIT_LEARN


def above_products(measured: Measured) -> Ratio | None:
    """Rosenblatt's time divided by that of the matrix products alone."""
    rounds = measured.rounds
    if PRODUCTS not in rounds or ROSENBLATT not in rounds:
        return None
    return ratio(rounds[ROSENBLATT], rounds[PRODUCTS])


def verdicts(measured: Measured) -> list[Verdict]:
    """One for each target of a row."""
    row, found = measured.row, []
    faster = speed_up(measured)
    if isinstance(row, Race | Start) and row.at_least is not None and faster is not None:
        aimed = row.aimed if isinstance(row, Race) else None
        target = f"{row.at_least:g}×" + (f" / {aimed:g}×" if aimed else "")
        is_aim_met = aimed is not None and faster.of_medians >= aimed
        found.append(Verdict(target, _times(faster), faster.of_medians >= row.at_least, is_aim_met))
    for side, most in row.at_most.items() if isinstance(row, Race) else ():
        if side in measured.rounds and ROSENBLATT in measured.rounds:
            more = ratio(measured.rounds[side], measured.rounds[ROSENBLATT])
            found.append(Verdict(f"{side}: at most {most:g}×", _times(more), more.of_medians <= most))
    above = above_products(measured)
    if above is not None:
        target = f"at most {PRODUCTS_AT_MOST:g}× the products"
        found.append(Verdict(target, _times(above), above.of_medians <= PRODUCTS_AT_MOST))
    if isinstance(row, Race | Start) and row.seconds_at_most is not None and ROSENBLATT in measured.rounds:
        middle = median(measured.rounds[ROSENBLATT])
        found.append(
            Verdict(f"at most {row.seconds_at_most:g} s", f"{middle:.3f} s", middle <= row.seconds_at_most)
        )
    if isinstance(row, Start) and row.share_at_most is not None and faster is not None:
        share = 1 / faster.of_medians
        target = f"at most {row.share_at_most:g} of scikit-learn's"
        found.append(Verdict(target, f"{share:.2f} of it", share <= row.share_at_most))
    if measured.allowed_bytes is not None and measured.array_bytes and ROSENBLATT in measured.rounds:
        most = max(measured.rounds[ROSENBLATT])
        target = f"under {measured.allowed_bytes / measured.array_bytes:.3f} × the array"
        reached = f"{most / measured.array_bytes:.3f} × the array"
        found.append(Verdict(target, reached, most < measured.allowed_bytes))
    return found


def _times(of: Ratio) -> str:
    return f"{number(of.of_medians)}× (rounds {number(of.of_rounds)}×)"


def number(value: float) -> str:
    """Three significant digits, without an exponent."""
    digits = 2 if value < 10 else 1 if value < 100 else 0
    while value and digits < 6 and abs(value) < 10 ** (2 - digits):
        digits += 1
    return f"{value:,.{digits}f}"
