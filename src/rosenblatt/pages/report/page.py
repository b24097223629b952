"""The content of the page of a run: texts, tables and figures in their order."""

from __future__ import annotations

import dataclasses
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosenblatt.pages.report import figures, predictions, sentences, tables
from rosenblatt.run.branching.settings import CHANGEABLE
from rosenblatt.trial.command import arguments_of
from rosenblatt.trial.settings import TABULAR, RunSettings
from rosenblatt.views.words import middle_range, score

if TYPE_CHECKING:
    from rosenblatt.pages import Figure
    from rosenblatt.pages.report.tables import Table
    from rosenblatt.run import Finding, Run
    from rosenblatt.run.branching.parent import Parent


@dataclass(frozen=True)
class Page:
    """The values of the template; each attribute is the text, the table or the figure of its name."""

    title: str
    created: str
    result: str
    spread_words: str
    key_numbers: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...]
    no_findings: str
    unchecked: tuple[str, ...]

    result_figures: tuple[Figure, ...]
    predictions: Table
    further_figures: tuple[Figure, ...]
    classes: Table | None
    training_score: str
    column_figures: tuple[Figure, ...]
    members: Table | None
    members_words: str

    task: str
    description: str
    source: str
    split: str
    prepared: str
    columns: Table
    notes: tuple[str, ...]
    first_rows: Table | None
    data: tuple[Figure, ...]

    network_figures: tuple[Figure, ...]
    network_words: str

    training: str
    separability: str
    curves: tuple[Figure, ...]
    settings: tuple[tuple[str, str], ...]

    regions: tuple[Figure, ...]
    regions_heading: str

    has_film: bool
    predict_command: str
    train_command: tuple[str, ...]
    versions: str
    digest: str


def page_of(run: Run) -> Page:
    """Collect the content of the report of a run."""
    summary, regions = run.table_summary, figures.regions(run)
    data = figures.data(run, regions.plane)
    # The samples and the regions of the same plane stand side by side.
    beside = data[:1] if regions.plane is not None else ()
    return Page(
        title=sentences.headline(run),
        created=sentences.created(run),
        result=sentences.result(run),
        spread_words=sentences.spread(run),
        key_numbers=_key_numbers(run),
        findings=tuple(run.findings),
        no_findings=sentences.no_findings(run),
        unchecked=run.diagnosis.not_asked,
        result_figures=(figures.spread(run), *figures.predictions(run), *figures.images(run)),
        predictions=predictions.table(run),
        further_figures=(
            *figures.over_time(run),
            *figures.calibration(run),
            *figures.ranking(run),
            *figures.learning(run),
        ),
        classes=tables.classes(run),
        training_score=sentences.training_score(run),
        column_figures=(*figures.importance(run), *figures.dependences(run)),
        members=tables.members(run),
        members_words=sentences.members(run),
        task=sentences.task(run),
        description=summary.description,
        source=summary.source,
        split=sentences.split(run),
        prepared=sentences.prepared(run),
        columns=tables.columns(run),
        notes=sentences.notes(run),
        first_rows=tables.first_rows(run),
        data=() if beside else data,
        network_figures=(*figures.network(run), *figures.weights(run)),
        network_words=sentences.network(run),
        training=sentences.training(run),
        separability=sentences.separability(run),
        curves=figures.curves(run),
        settings=tables.settings(run),
        regions=(*beside, *regions.figures),
        regions_heading=regions.heading,
        has_film=run.settings.record is not None,
        predict_command=predict_command(run),
        train_command=again(run),
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


def again(run: Run) -> tuple[str, ...]:
    """Return the command that makes the run again, in parts of an option with its value."""
    return train_command(run.settings) if run.parent is None else branch_command(run.settings, run.parent)


def train_command(settings: RunSettings) -> tuple[str, ...]:
    """Return the command of a training, with every option that its result depends on."""
    held_out = bool(settings.test_size)
    said = dataclasses.replace(
        settings,
        keep=None if settings.keep is True else settings.keep,
        split=settings.split if held_out and not settings.stream else None,
        repeats=settings.repeats if held_out and settings.model != TABULAR else None,
        missing=settings.missing if settings.missing != "fill" else None,
    )
    _, table, *options = arguments_of(said)
    return shlex.join(["rosenblatt", "train", table]), *_parts(options)


def branch_command(settings: RunSettings, parent: Parent) -> tuple[str, ...]:
    """Return the command of a branch: the snapshot of its parent, and what it changed."""
    changed = {
        name: value
        for name in CHANGEABLE
        if (value := getattr(settings, name)) != getattr(parent.settings, name) and name != "options"
    }
    options = {
        name: value
        for name, value in settings.options.items()
        if parent.settings.options.get(name, settings) != value
    }
    _, _, *more = arguments_of(RunSettings(settings.table, **changed, options=options))
    drop = [word for name in parent.dropped for word in ("--drop", name)]
    begin = shlex.join(["rosenblatt", "branch", parent.folder, "--snapshot", str(parent.snapshot)])
    return begin, *_parts([*drop, *more, "--out", "FOLDER"])


def _parts(options: Sequence[str]) -> tuple[str, ...]:
    """Group words by options: each begins with one, so that a line is broken before it."""
    parts: list[list[str]] = []
    for word in options:
        if word.startswith("--") or not parts:
            parts.append([])
        parts[-1].append(word)
    return tuple(map(shlex.join, parts))


def predict_command(run: Run) -> str:
    """Return the command that predicts another table, run in the run's folder."""
    proba = " --proba" if run.evaluation.probabilities is not None else ""
    return f"rosenblatt predict model.safetensors TABLE.csv{proba} --out predictions.csv"
