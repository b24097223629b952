"""``rosenblatt replay``: the course of a recorded training, as text or as a film."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rosenblatt.cli.arguments import AsJson, RecordedRun, option
from rosenblatt.cli.screen.console import clean, heading, open_errors, open_screen
from rosenblatt.cli.screen.grid import Column, label_cell, show_grid

if TYPE_CHECKING:
    from rich.console import Console

    from rosenblatt.plots.film.film import Film
    from rosenblatt.replay import Replay, Sample
    from rosenblatt.run import Run

MOST_FRAMES = 150
PAGE = ".html"
MOMENTS = 12
MOST_SAMPLES = 10
FEW_INPUTS = 4


def replay(
    run: RecordedRun,
    film: Annotated[
        Path | None,
        option(
            "FILE",
            "Save a film of the decision boundary, the network and the learning curve as this file: .html is "
            "the page of the lab with the run, .gif and .mp4 (needs ffmpeg) are moving pictures.",
        ),
    ] = None,
    frames: Annotated[
        int, typer.Option(metavar="N", min=2, max=1000, help="The maximum number of frames of the film.")
    ] = MOST_FRAMES,
    as_json: AsJson = False,
) -> None:
    """Replay a recorded run: loss and accuracy, the largest changes, and when each sample was last wrong."""
    from rosenblatt.replay import replay as look_at
    from rosenblatt.run import read_run
    from rosenblatt.run.folder.recording_place import open_recording

    is_page = film is not None and film.suffix.lower() == PAGE
    if film is not None and not is_page:
        from rosenblatt.plots.film.writers import check_film

        check_film(film)
    found = read_run(run)
    seen = look_at(found, open_recording(run))
    if film is not None and is_page:
        from rosenblatt.cli.commands.lab import save
        from rosenblatt.lab.runs.opening import open_run

        save(open_run(run), film, frames)
    elif film is not None:
        _save(film_of(found, seen, frames), film)
    if as_json:
        from rosenblatt.replay import replay_document
        from rosenblatt.run.folder.document import plain, to_json

        document = {"folder": str(run), "film": film and str(film), **replay_document(seen)}
        typer.echo(to_json(plain(document)), nl=False)
        return
    _show(open_screen(), found, seen, film)


def film_of(run: Run, seen: Replay, most: int = MOST_FRAMES) -> Film:
    """Make the film of a recorded run."""
    import numpy as np

    from rosenblatt.errors import RosenblattError
    from rosenblatt.pages.report import units
    from rosenblatt.plots import BoundaryDisplay, NetworkDisplay
    from rosenblatt.plots.film.film import Film, Moment
    from rosenblatt.replay import evenly_spaced
    from rosenblatt.views.names import output_words

    if run.sequences is not None:
        raise RosenblattError(
            "a film shows the predictions over the plane of the inputs, and those of a recurrent network "
            "depend on earlier steps too: --film FILE.html shows the weights and the curve"
        )
    chosen = evenly_spaced(seen.progress, most)
    moments = [
        Moment(
            seen.recording[int(seen.snapshots[at])],
            int(seen.epochs[at]),
            int(seen.steps[at]),
            float(seen.loss[at]),
            float(seen.score[at]),
            float(seen.held_out_score[at]),
        )
        for at in chosen.tolist()
    ]
    network, target = run.model.network, units.target_name(run)
    boundary = BoundaryDisplay.from_network(
        network,
        run.samples.inputs,
        run.samples.labels,
        classes=units.all_classes(run) if run.task == "classification" else None,
        regression=run.task == "regression",
        held_out=np.asarray(run.samples.part == "test"),
        input_names=units.input_names(run),
        target_name=target,
        input_units=units.input_units(run),
        output_unit=units.output_unit(run),
    )
    drawing = NetworkDisplay.from_network(
        network,
        input_names=units.input_names(run),
        output_names=output_words(run.model.classes, network.n_outputs, target),
    )
    by_loss = np.isfinite(seen.loss).sum() > 1 and hasattr(seen.recording.plan, "loss")
    return Film(
        moments,
        boundary,
        drawing,
        seen.epochs.astype(np.float64),
        seen.loss if by_loss else seen.score,
        "loss (mean of a sample)" if by_loss else seen.score_name,
        seen.score_name,
        tells_steps=bool(seen.recording.batches.any()),
    )


def _save(film: Film, path: Path) -> None:
    """Write the film; on a terminal with a bar, for it takes a while."""
    from rich.progress import Progress

    from rosenblatt.plots.film.writers import write_film

    console = open_errors()
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Frames", total=len(film.moments))
        write_film(film, path, progress=lambda done: bar.update(task, completed=done))


def _show(console: Console, run: Run, seen: Replay, film: Path | None) -> None:
    n, recording = len(seen.recording), seen.recording
    sizes = "-".join(map(str, recording.layer_sizes))
    span = f"epoch {recording.epochs[0]:,} to {recording.epochs[-1]:,}"
    console.print(f"{clean(run.table_summary.name)}, network {sizes}: {n:,} snapshots, {span}")
    if len(seen.snapshots) < n:
        text = f"Of these {len(seen.snapshots):,} are read, so an epoch may be given slightly too late."
        console.print(textwrap.fill(text, console.width), style="dim")
    _show_course(console, seen)
    _show_changes(console, seen)
    if seen.task == "classification":
        _show_samples(console, run, seen)
    console.print()
    if film is not None:
        console.print(f"The film is in {clean(film)}", soft_wrap=True)
    console.print(textwrap.fill(clean(verdict(seen)), console.width), style="bold")


def _show_course(console: Console, seen: Replay) -> None:
    import numpy as np

    from rosenblatt.replay import evenly_spaced

    name = seen.score_name
    heading(console, f"Loss and {name} over time", "rows where something happens")
    rows = evenly_spaced(seen.progress, MOMENTS).tolist()
    columns = [Column("epoch", seen.epochs[rows].tolist())]
    if seen.recording.batches.any():
        columns.append(Column("step", seen.steps[rows].tolist()))
    columns += [
        Column("loss", seen.loss[rows].tolist(), 4),
        Column(name, seen.score[rows].tolist(), 4),
    ]
    if np.isfinite(seen.held_out_score).any():
        columns.append(Column(f"{name} held out", seen.held_out_score[rows].tolist(), 4))
    if seen.task == "classification":
        trained_on = seen.parts == "training"
        columns.append(Column("wrong", seen.wrong[:, trained_on].sum(axis=1)[rows].tolist()))
    show_grid(console, columns)
    if seen.kept is not None:
        place = int(seen.recording.epochs[seen.kept])
        console.print(f"  The run has kept the network of epoch {place:,}, not the last.", style="dim")
    if seen.averaged:
        console.print("  The run has kept the mean of all steps, not the last weights.", style="dim")


def _show_changes(console: Console, seen: Replay) -> None:
    heading(console, "Largest changes", "and the epochs in which most of each happened")
    if not seen.changes:
        console.print("  none: the network ends as it began")
        return
    columns = [
        Column("to", [each.neuron for each in seen.changes]),
        Column("from", [each.source for each in seen.changes]),
        Column("began as", [each.before for each in seen.changes], 4),
        Column("ended as", [each.after for each in seen.changes], 4),
        Column("change", [each.change for each in seen.changes], 4),
        Column("in epochs", [f"{each.begin:,} to {each.end:,}" for each in seen.changes]),
    ]
    show_grid(console, columns)


def _show_samples(console: Console, run: Run, seen: Replay) -> None:
    from rosenblatt.pages.report import units

    order = sorted(
        (each for each in seen.samples if each.last_wrong is not None),
        key=lambda each: (each.right_since is None, each.last_wrong or 0),
        reverse=True,
    )
    shown = order[:MOST_SAMPLES]
    never = len(seen.samples) - len(order)
    heading(console, "When each sample was last wrong", f"{len(shown):,} of {len(seen.samples):,} samples")
    if shown:
        columns = [Column("row", [each.row for each in shown]), Column("part", [each.part for each in shown])]
        if run.samples.inputs.shape[1] <= FEW_INPUTS:
            own = units.drawn_columns(run)
            own.pop(units.target_name(run), None)
            rows = range(1, len(run.samples.inputs) + 1) if run.samples.rows is None else run.samples.rows
            place_of = {int(row): place for place, row in enumerate(rows)}
            places = [place_of[each.row] for each in shown]
            columns += [Column(name, values[places].tolist()) for name, values in own.items()]
        columns += [
            Column("truth", [label_cell(each.label) for each in shown]),
            Column("last wrong", [each.last_wrong for each in shown]),
            Column(
                "right from",
                ["still wrong" if each.right_since is None else str(each.right_since) for each in shown],
            ),
        ]
        show_grid(console, columns, last=3)
    rest = [f"{len(order) - len(shown):,} more were wrong for a time"] if len(order) > len(shown) else []
    rest += [f"{never:,} {'was' if never == 1 else 'were'} never wrong"] if never else []
    if rest:
        console.print(f"  {'; '.join(rest)}", style="dim")


def verdict(seen: Replay) -> str:
    """The one thing that matters, in a sentence or two."""
    import numpy as np

    from rosenblatt.views.words import count

    if seen.task == "regression":
        return f"R² on the training rows changed from {seen.score[0]:.4f} to {seen.score[-1]:.4f}."
    wrong = [each for each in seen.still_wrong if each.part == "training"]
    last = seen.last_learned
    if wrong:
        n = int(np.sum(seen.parts == "training"))
        verb = "is" if len(wrong) == 1 else "are"
        text = f"{len(wrong):,} of {count(n, 'training sample')} {verb} wrong to the end"
        if last is None:
            return f"{text}."
        return f"{text}; learned last of the others: {_last_rows(seen, last)}."
    if last is None:
        return "No training sample was ever wrong."
    return f"Learned last of the training samples: {_last_rows(seen, last)}."


def _last_rows(seen: Replay, last: Sample) -> str:
    """The sample learned last, and how many others are right from the same moment on."""
    beside = sum(
        each.right_since == last.right_since and each.part == "training" and each.place != last.place
        for each in seen.samples
    )
    more = f" and {beside:,} more" if beside else ""
    return f"row {last.row:,}{more}, right from epoch {last.right_since:,} on"
