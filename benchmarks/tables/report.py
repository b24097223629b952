"""The measures of the comparison as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from benchmarks.tables.catalogue import Table
from benchmarks.tables.measuring import Result
from benchmarks.tables.methods import BEST, CATBOOST, LIGHTGBM, METHODS, MLP, ROSENBLATT, SIX
from benchmarks.tables.scores import (
    Scores,
    geometric_mean,
    matched,
    mean,
    mean_ranks,
    newest,
    paired,
    ratios,
    wins,
)

EARLY_EPOCHS = 50
"""scikit-learn's MLP stops within so many epochs on tables that the limit of CPU time excepts."""

TASKS = ("classification", "regression")


def as_markdown(results: Iterable[Result], tables: Sequence[Table]) -> str:
    """Return all measures: the comparison in sum, times, the estimate, ``best``, and each table."""
    found = newest(results)
    kinds: dict[str, str] = {table.name: table.task for table in tables}
    found = [result for result in found if result.table in kinds]
    parts = [
        _sums(found, kinds),
        _times(found),
        _estimates(found, kinds),
        _best(found, kinds),
        _each(found, tables),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _sums(found: list[Result], kinds: dict[str, str]) -> str:
    """Rank among the six, means and wins for each method."""
    six = matched(found, SIX, "score")
    if not six[ROSENBLATT]:
        return ""
    counts = ", ".join(f"{sum(kinds[name] == task for name in six[ROSENBLATT])} of {task}" for task in TASKS)
    lines = [
        f"### In sum: {len(six[ROSENBLATT])} tables ({counts})",
        "",
        "| method | mean rank of six | classes | numbers | mean accuracy | mean log loss | mean R² | "
        f"{ROSENBLATT} wins-equal-loses | its difference, accuracy | its difference, R² |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    ranks = mean_ranks(six)
    by_task = {task: mean_ranks(six, [n for n in six[ROSENBLATT] if kinds[n] == task]) for task in TASKS}
    for name in (*SIX, LIGHTGBM, CATBOOST):
        pair = matched(found, sorted({name, ROSENBLATT}), "score")
        own = pair[name]
        if not own:
            continue
        both = sorted({*SIX, name})
        means = matched(found, both, "score")[name]
        losses = matched(found, both, "log_loss")[name]
        split = {task: {n: v for n, v in own.items() if kinds[n] == task} for task in TASKS}
        cells = [
            name,
            f"{ranks[name]:.2f}" if name in ranks else "",
            *(f"{by_task[task][name]:.2f}" if name in ranks else "" for task in TASKS),
            f"{mean([v for n, v in means.items() if kinds[n] == 'classification']):.4f}",
            f"{mean(list(losses.values())):.4f}",
            f"{mean([v for n, v in means.items() if kinds[n] == 'regression']):.4f}",
        ]
        if name == ROSENBLATT:
            cells += ["", "", ""]
        else:
            cells.append("-".join(str(n) for n in wins(pair[ROSENBLATT], own)))
            cells += [str(paired({n: pair[ROSENBLATT][n] for n in split[t]}, split[t])) for t in TASKS]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _times(found: list[Result]) -> str:
    """CPU seconds of a fit beside scikit-learn's MLP."""
    lines = [
        "### CPU time of a fit, one thread",
        "",
        f"| method | geometric mean of its time / {MLP}'s | maximum | sum, s |",
        "|---|---|---|---|",
    ]
    for name in METHODS:
        cpu = matched(found, sorted({name, MLP}), "cpu")
        if cpu[name] and name != MLP:
            of = ratios(cpu[name], cpu[MLP])
            worst = max(of, key=lambda table: of[table])
            lines.append(
                f"| {name} | {geometric_mean(of.values()):.2f} | {of[worst]:.2f} ({worst}) | "
                f"{sum(cpu[name].values()):.1f} |"
            )
    return "\n".join([*lines, *over_twice(found)]) if len(lines) > 4 else ""


def over_twice(found: list[Result]) -> list[str]:
    """State the tables on which Rosenblatt takes more than twice the CPU time of scikit-learn's MLP."""
    cpu = matched(found, [MLP, ROSENBLATT], "cpu")
    epochs = matched(found, [MLP], "epochs")[MLP]
    of = {name: ratio for name, ratio in ratios(cpu[ROSENBLATT], cpu[MLP]).items() if ratio > 2}
    words = [f"{name} {ratio:.2f} ({epochs[name]:.0f} epochs)" for name, ratio in sorted(of.items())]
    excepted = sum(epochs[name] <= EARLY_EPOCHS for name in of)
    text = (
        f"{ROSENBLATT} takes more than twice as long on {len(of)} tables, on {excepted} of which {MLP} stops "
        f"within {EARLY_EPOCHS} epochs"
    )
    return ["", text + (f": {', '.join(words)}." if words else ".")]


def _estimates(found: list[Result], kinds: dict[str, str]) -> str:
    """The out-of-fold estimate that a model states, less its score on held-out rows."""
    lines = [
        "### The out-of-fold estimate, less the score on held-out rows",
        "",
        "| | mean | mean of its size |",
        "|---|---|---|",
    ]
    for name in (ROSENBLATT, BEST):
        own = [result for result in found if result.method == name and result.estimate is not None]
        if not own:
            continue
        scores, estimates = matched(own, [name], "score")[name], matched(own, [name], "estimate")[name]
        for task, word in zip(TASKS, ("accuracy", "R²"), strict=True):
            chosen = [table for table in scores if kinds[table] == task]
            if chosen:
                difference = paired({t: estimates[t] for t in chosen}, {t: scores[t] for t in chosen})
                size = mean([abs(estimates[t] - scores[t]) for t in chosen])
                lines.append(f"| {name}, {word} | {difference} | {size:.4f} |")
    return "\n".join(lines) if len(lines) > 4 else ""


def _best(found: list[Result], kinds: dict[str, str]) -> str:
    """``quality="best"`` beside the default."""
    scores = matched(found, [BEST, ROSENBLATT], "score")
    if not scores[BEST]:
        return ""
    cpu = matched(found, [BEST, ROSENBLATT], "cpu")
    of = ratios(cpu[BEST], cpu[ROSENBLATT])
    words = []
    for task, word in zip(TASKS, ("accuracy", "R²"), strict=True):
        chosen = [table for table in scores[BEST] if kinds[table] == task]
        difference = paired({t: scores[BEST][t] for t in chosen}, {t: scores[ROSENBLATT][t] for t in chosen})
        words.append(f"{word} {difference} ({difference.n} tables)")
    return (
        '### `quality="best"` less the default\n\n'
        f"{'; '.join(words)}; CPU time {geometric_mean(of.values()):.1f} times "
        f"(maximum {max(of.values()):.1f})."
    )


def _each(found: list[Result], tables: Sequence[Table]) -> str:
    """Accuracy or R² of every method on every table, the best of the six in bold, and seconds of two."""
    methods = [name for name in METHODS if any(result.method == name for result in found)]
    of_scores: dict[str, dict[str, float]] = {name: {} for name in methods}
    cpu: dict[str, dict[str, float]] = {name: {} for name in methods}
    for table in tables:
        own = [result for result in found if result.table == table.name]
        there = [name for name in methods if any(result.method == name for result in own)]
        for kept, field in ((of_scores, "score"), (cpu, "cpu")):
            for name, values in matched(own, there, field).items():
                kept[name] |= values
    rows = {result.table: result.rows for result in found}
    parts = []
    for task, word in zip(TASKS, ("Accuracy", "R²"), strict=True):
        lines = [
            f"### {word} on each table, with CPU seconds of a fit: means over the folds of all methods",
            "",
            "| table | rows | " + " | ".join(methods) + " |",
            "|---|---|" + "---|" * len(methods),
        ]
        for table in sorted(tables, key=lambda table: table.name.lower()):
            if table.task == task and table.name in rows:
                best = _highest(of_scores, table.name, [name for name in SIX if name in methods])
                cells = [
                    _cell(of_scores[name][table.name], cpu[name][table.name], name in best)
                    if table.name in of_scores[name]
                    else ""
                    for name in methods
                ]
                lines.append(f"| {table.name} | {rows[table.name]} | " + " | ".join(cells) + " |")
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _highest(scores: Scores, table: str, methods: list[str]) -> set[str]:
    there = {name: scores[name][table] for name in methods if table in scores[name]}
    return {name for name, score in there.items() if score >= max(there.values()) - 1e-9}


def _cell(score: float, seconds: float, is_best: bool) -> str:
    mark = "**" if is_best else ""
    return f"{mark}{score:.4f}{mark} ({seconds:.2f})"
