"""Writes the measurements: RESULTS.md for people, results.json for programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from math import sqrt
from pathlib import Path
from statistics import median, quantiles

from benchmarks.judging import above_products, judged_against, number, ratio, speed_up, verdicts
from benchmarks.kinds import Memory, Race, Start
from benchmarks.measuring import PAUSE, Measured
from benchmarks.page import section_of
from benchmarks.sides import EVERYONE, JAX, PRODUCTS, ROSENBLATT, ROSENBLATT_AVX2, SCIKIT_LEARN, SEQUENCES

_UNITS = ((1.0, "s"), (1e-3, "ms"), (0.0, "µs"))
_FACTORS = {"s": 1.0, "ms": 1e3, "µs": 1e6}


def write(folder: Path, machine: dict[str, str], measured: list[Measured]) -> None:
    """Write both files."""
    path = folder / "RESULTS.md"
    of_page = section_of(path)
    text = as_markdown(machine, measured)
    path.write_text(f"{text.rstrip()}\n\n{of_page}" if of_page else text, encoding="utf-8")
    (folder / "results.json").write_text(as_json(machine, measured), encoding="utf-8")


def as_json(machine: dict[str, str], measured: list[Measured]) -> str:
    rows = []
    for one in measured:
        faster, above = speed_up(one), above_products(one)
        rows.append(
            {
                "name": one.row.name,
                "title": one.row.title,
                "kind": type(one.row).__name__.lower(),
                "per": one.row.per if isinstance(one.row, Race) else None,
                "unit": "bytes" if isinstance(one.row, Memory) else "seconds",
                "rounds": one.rounds,
                "median": {side: median(rounds) for side, rounds in one.rounds.items()},
                "quartiles": {side: _quartiles(rounds) for side, rounds in one.rounds.items()},
                "against": judged_against(one.row),
                "times_faster": asdict(faster) if faster else None,
                "times_the_products_alone": asdict(above) if above else None,
                "compile_seconds": one.compile_seconds,
                "array_bytes": one.array_bytes,
                "allowed_bytes": one.allowed_bytes,
                "proofs": one.proofs,
                "verdicts": [asdict(verdict) for verdict in verdicts(one)],
            }
        )
    return json.dumps({"machine": machine, "rows": rows}, indent=1, ensure_ascii=False) + "\n"


def as_markdown(machine: dict[str, str], measured: list[Measured]) -> str:
    parts = ["# Side by side", _machine(machine), _HOW.format(pause=PAUSE)]
    watched = [one for one in measured if isinstance(one.row, Race) and one.row.at_most]
    plain = [one for one in measured if isinstance(one.row, Race) and not one.row.at_most]
    through_time = [one for one in plain if isinstance(one.row, Race) and one.row.work == SEQUENCES]
    races = [one for one in plain if one not in through_time]
    starts = [one for one in measured if isinstance(one.row, Start)]
    memories = [one for one in measured if isinstance(one.row, Memory)]
    if races:
        parts += ["## Training and predicting", _time_table(races), *_compiled(races)]
    if through_time:
        parts += ["## Through time", _THROUGH_TIME, _time_table(through_time), *_compiled(through_time)]
    if any(PRODUCTS in one.rounds for one in races):
        parts += ["## Against the matrix products alone", _PRODUCTS, _products_table(races)]
    if any(ROSENBLATT_AVX2 in one.rounds for one in races):
        parts += ["## Restricted to AVX2", _AVX2, _avx2_table(races)]
    if starts:
        parts += ["## Starting", _time_table(starts)]
    if watched:
        parts += ["## Watched", _WATCHED, _watched_table(watched)]
    if memories:
        parts += ["## Memory", _MEMORY, _memory_table(memories)]
    return "\n\n".join(parts) + "\n"


_HOW = """Written by `make bench`. Every library has its own process with the same environment and the
same number of threads. In each round every library is measured once, with a pause of {pause:g} s before
each measurement. A cell is the median over the rounds, with minimum–maximum in brackets. The ratio is
the median time of scikit-learn divided by that of Rosenblatt; in brackets the median of the ratios of
each round. A target is "minimum / aim".

All libraries train the same network from the same start with the same batches, and the final log loss
is compared with scikit-learn's: a relative difference above 1e-6 (float32: 1e-3) is an error. JAX's
perceptron uses one order of the samples for all classes, so only its epochs are compared; PyTorch has
no perceptron. Times per epoch are a whole fit divided by its epochs. Rows about two threads use two
cores, whatever the others use. For a thousand seeds scikit-learn would take minutes: the time of a few
of them is multiplied. JAX's samples are converted to JAX's own arrays before the measurement."""

_THROUGH_TIME = """Recurrent networks, trained from the same start with the same updates. The final
loss, the sum of the weights and the number of updates are compared with Rosenblatt's: a relative
difference above 1e-6 (float32: 1e-3) is an error. The ratio is PyTorch's time divided by Rosenblatt's.
PyTorch uses `nn.RNN` with a linear output layer, packed sequences and fused optimizers, with its
tensors in their fastest layout; JAX uses `lax.scan`, compiled, with one or more epochs in one call.
`nn.RNN` has no logistic neurons, so the hidden ones are tanh for every library. JAX pads strings of
unequal length to the longest, because its shapes are fixed at compilation."""

_PRODUCTS = """Only the matrix products of a training: the forward pass through both layers, both
gradients and the backward pass through the second layer, for every batch of the epoch, with SciPy's
BLAS on the same threads and on one batch that is already gathered."""

_AVX2 = """Above, Rosenblatt's own loops use AVX-512, while NumPy's and SciPy's BLAS run kernels for AVX2
(`OPENBLAS_CORETYPE` can select these): part of the ratio results from this. Here Rosenblatt is
restricted to AVX2 as well."""

_WATCHED = """A fit alone, and the same fit, with a bit-for-bit identical result, with an empty list of
callbacks, with one that does nothing but is called in every epoch, which takes the same time for any
size of the network, and with checkpoints, each flushed to the disk."""

_MEMORY = """The peak memory of a fit, without what the process used before the samples were created.
The limit is 1.1 times the array, and the parameters and two batches once."""


def _machine(machine: dict[str, str]) -> str:
    return "\n".join(
        ["| machine | value |", "|---|---|", *(f"| {name} | {value} |" for name, value in machine.items())]
    )


def _time_table(measured: list[Measured]) -> str:
    sides = [side for side in EVERYONE if any(side in one.rounds for one in measured)]
    lines = [
        "| work | per | " + " | ".join(sides) + " | ratio | target | verdict |",
        "|---" * (len(sides) + 5) + "|",
    ]
    for one in measured:
        middles = [median(rounds) for rounds in one.rounds.values()]
        unit = _unit(sqrt(min(middles) * max(middles)))
        cells = [_times(one.rounds.get(side), unit) for side in sides]
        per = f"{unit} per {one.row.per}" if isinstance(one.row, Race) else unit
        found = [v for v in verdicts(one) if "products" not in v.target]
        judged = [
            "; ".join(texts) for texts in zip(*((v.reached, v.target, v.word) for v in found), strict=True)
        ]
        judged = judged or ["", "", ""]
        lines.append("| " + " | ".join([one.row.title, per, *cells, *judged]) + " |")
    return "\n".join(lines)


def _compiled(measured: list[Measured]) -> list[str]:
    seconds = [
        f"{one.row.title}: {one.compile_seconds[JAX]:.2f} s" for one in measured if JAX in one.compile_seconds
    ]
    return ["Before that JAX compiled, once: " + "; ".join(seconds) + "."] if seconds else []


def _products_table(measured: list[Measured]) -> str:
    lines = ["| work | per | products alone | Rosenblatt | ratio | target | verdict |", "|---" * 7 + "|"]
    for one in measured:
        verdict = next((v for v in verdicts(one) if "products" in v.target), None)
        if verdict is not None and isinstance(one.row, Race):
            unit = _unit(median(one.rounds[ROSENBLATT]))
            cells = [_times(one.rounds[side], unit) for side in (PRODUCTS, ROSENBLATT)]
            cells = [
                one.row.title,
                f"{unit} per {one.row.per}",
                *cells,
                verdict.reached,
                verdict.target,
                verdict.word,
            ]
            lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _avx2_table(measured: list[Measured]) -> str:
    heads = ["work", "per", ROSENBLATT_AVX2, "scikit-learn takes", "the products alone take"]
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    for one in measured:
        if ROSENBLATT_AVX2 in one.rounds and isinstance(one.row, Race):
            unit = _unit(median(one.rounds[ROSENBLATT_AVX2]))
            cells = [one.row.title, f"{unit} per {one.row.per}", _times(one.rounds[ROSENBLATT_AVX2], unit)]
            cells += [_as_often(one.rounds, side) for side in (SCIKIT_LEARN, PRODUCTS)]
            lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _watched_table(measured: list[Measured]) -> str:
    heads = ["work", "per", "watched by", "by itself", "watched", "takes", "target", "verdict"]
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    for one in measured:
        assert isinstance(one.row, Race)
        judged = {v.target: v for v in verdicts(one)}
        plain = one.rounds.get(ROSENBLATT)
        for side, rounds in one.rounds.items():
            if side == ROSENBLATT or not plain:
                continue
            unit = _unit(sqrt(median(plain) * median(rounds)))
            verdict = next((v for target, v in judged.items() if target.startswith(side)), None)
            cells = [one.row.title, f"{unit} per {one.row.per}", side.removeprefix(f"{ROSENBLATT}, ")]
            cells += [_times(plain, unit), _times(rounds, unit)]
            cells += [f"{number(ratio(rounds, plain).of_medians)}×"]
            cells += ["", ""] if verdict is None else [verdict.target.split(": ")[1], verdict.word]
            lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _as_often(rounds: dict[str, list[float]], side: str) -> str:
    if side not in rounds:
        return ""
    return f"{number(ratio(rounds[side], rounds[ROSENBLATT_AVX2]).of_medians)}× as long"


def _memory_table(measured: list[Measured]) -> str:
    sides = [side for side in EVERYONE if any(side in one.rounds for one in measured)]
    heads = ["fit", "array, MB", *(f"{side}, MB" for side in sides), "reached", "target", "verdict"]
    lines = ["| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    for one in measured:
        judged = [text for v in verdicts(one) for text in (v.reached, v.target, v.word)] or ["", "", ""]
        sizes = [one.array_bytes or 0, *(median(one.rounds[side]) for side in sides if side in one.rounds)]
        lines.append(
            "| " + " | ".join([one.row.title, *(f"{size / 1e6:,.1f}" for size in sizes), *judged]) + " |"
        )
    return "\n".join(lines)


def _times(seconds: list[float] | None, unit: str) -> str:
    if not seconds:
        return ""
    middle, least, most = (number(_FACTORS[unit] * x) for x in (median(seconds), min(seconds), max(seconds)))
    return f"{middle} ({least}–{most})"


def _unit(seconds: float) -> str:
    return next(unit for least, unit in _UNITS if seconds >= least)


def _quartiles(rounds: list[float]) -> list[float]:
    if len(rounds) < 2:
        return rounds * 2
    first, _, third = quantiles(rounds, n=4, method="inclusive")
    return [first, third]
