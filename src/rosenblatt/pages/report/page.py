"""The content of the page of a run: texts, tables and figures in their order."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosenblatt.pages.report import figures, sentences, tables
from rosenblatt.views.words import middle_range, score

if TYPE_CHECKING:
    from rosenblatt.pages import Figure
    from rosenblatt.pages.report.tables import Table
    from rosenblatt.run import Finding, Run, RunSettings


@dataclass(frozen=True)
class Page:
    """The values of the template; each attribute is the text, the table or the figure of its name."""

    title: str
    created: str
    result: str
    spread_words: str
    key_numbers: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...]

    spread: Figure
    predictions_figure: Figure | None
    over_time: tuple[Figure, ...]
    calibration: Figure | None
    members: Table | None
    members_words: str
    importance: Figure | None
    dependences: tuple[Figure, ...]
    classes: Table | None
    predictions: Table
    training_score: str

    task: str
    description: str
    source: str
    split: str
    prepared: str
    columns: Table
    notes: tuple[str, ...]
    first_rows: Table
    data: Figure | None

    network: Figure | None
    network_words: str
    weights: tuple[Figure, ...]

    training: str
    separability: str
    curves: tuple[Figure, ...]
    settings: tuple[tuple[str, str], ...]

    boundary: Figure | None

    predict_command: str
    train_command: tuple[str, ...]
    versions: str
    digest: str


def page_of(run: Run) -> Page:
    """Collect the content of the report of a run."""
    summary = run.table_summary
    return Page(
        title=sentences.headline(run),
        created=sentences.created(run),
        result=sentences.result(run),
        spread_words=sentences.spread(run),
        key_numbers=_key_numbers(run),
        findings=tuple(run.findings),
        spread=figures.spread(run),
        predictions_figure=figures.predictions(run),
        over_time=figures.over_time(run),
        calibration=figures.calibration(run),
        members=tables.members(run),
        members_words=sentences.members(run),
        importance=figures.importance(run),
        dependences=figures.dependences(run),
        classes=tables.classes(run),
        predictions=tables.predictions(run),
        training_score=sentences.training_score(run),
        task=sentences.task(run),
        description=summary.description,
        source=summary.source,
        split=sentences.split(run),
        prepared=sentences.prepared(run),
        columns=tables.columns(run),
        notes=sentences.notes(run),
        first_rows=tables.first_rows(run),
        data=figures.data(run),
        network=figures.network(run),
        network_words=sentences.network(run),
        weights=figures.weights(run),
        training=sentences.training(run),
        separability=sentences.separability(run),
        curves=figures.curves(run),
        settings=tables.settings(run),
        boundary=figures.boundary(run),
        predict_command=predict_command(run),
        train_command=train_command(run.settings),
        versions=sentences.versions(run),
        digest=summary.digest,
    )


def _key_numbers(run: Run) -> tuple[tuple[str, str], ...]:
    """The numbers below the headline."""
    seen = run.evaluation
    found = [(seen.score_name, score(seen.score)), ("baseline", score(seen.baseline))]
    if len(seen.repeats) > 1:
        who, low, high = middle_range(seen.repeats, seen.repeats_over)
        found.append((who, f"{score(low)} – {score(high)}"))
    if seen.is_unseen and run.mixture is None:
        found.append(("on the training part", score(seen.training_score)))
    if run.mixture is not None and run.mixture.linear is not None:
        found.append(("linear model", score(run.mixture.linear)))
    elif len(found) < 4:
        found.append(("epochs", f"{len(run.history):,}"))
    return tuple(found)


MOST_FEATURES = 12
"""The maximum number of features in a command; run.json lists all."""


def train_command(settings: RunSettings) -> tuple[str, ...]:
    """Return the command that repeats the run, in parts of an option with its value."""
    features = settings.features or ()
    can_be_listed = 0 < len(features) <= MOST_FEATURES and not any("," in name for name in features)
    ignored = () if can_be_listed else settings.ignore or ()
    kept = () if can_be_listed or isinstance(settings.keep, bool) else settings.keep or ()
    flags: dict[str, object] = {
        "--target": None if isinstance(settings.target, tuple) else settings.target,
        "--features": features if can_be_listed else None,
        "--sequence": settings.sequence,
        "--task": settings.task,
        "--model": settings.model,
        "--hidden": "none" if settings.hidden == () else settings.hidden,
        "--activation": settings.activation,
        "--solver": settings.solver,
        "--max-iter": settings.max_iter,
        "--learning-rate": settings.learning_rate,
        "--alpha": settings.alpha,
        "--batch-size": settings.batch_size,
        "--cell": settings.cell,
        "--backprop-steps": settings.backprop_steps,
        "--update-steps": settings.update_steps,
        "--test-size": settings.test_size,
        "--split": settings.split if settings.test_size else None,
        "--seed": settings.seed,
        "--repeats": settings.repeats,
        "--missing": settings.missing if settings.missing != "fill" else None,
    }
    parts = [shlex.join(["rosenblatt", "train", settings.table])]
    if isinstance(settings.target, tuple):
        parts += [shlex.join(["--target", name]) for name in settings.target]
    parts += [shlex.join(["--ignore", name]) for name in ignored]
    parts += [shlex.join(["--keep", name]) for name in kept]
    if settings.stream:
        parts.append("--stream")
    parts += settings.reading.options()
    for flag, value in flags.items():
        if value is not None:
            parts.append(shlex.join([flag, _text(value)]))
    for name, value in settings.options.items():
        text = value if isinstance(value, str) else repr(value)
        parts.append(shlex.join(["--set", f"{name}={text}"]))
    return tuple(parts)


def predict_command(run: Run) -> str:
    """Return the command that predicts another table, run in the run's folder."""
    proba = " --proba" if run.evaluation.probabilities is not None else ""
    return f"rosenblatt predict model.safetensors TABLE.csv{proba} --out predictions.csv"


def _text(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
