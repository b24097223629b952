"""``rosenblatt lab``: a page on which a network is watched, changed and rewound while it trains."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rosenblatt.cli.arguments import (
    RESULT,
    ColumnOptions,
    NetworkOptions,
    ReadingOptions,
    SplitOptions,
    argument,
    flag,
    option,
    settings_of,
    with_options,
)
from rosenblatt.cli.screen.console import clean

if TYPE_CHECKING:
    from rosenblatt.lab.session import Opened
    from rosenblatt.run import RunSettings

SERVER = "Server"


@with_options(ColumnOptions, ReadingOptions, SplitOptions, NetworkOptions)
def lab(
    table: Annotated[
        str,
        argument(
            "TABLE|RUN|LESSON",
            "A table as for rosenblatt train, or one of the page's list, such as iris-petals; the folder of "
            "a run, to see its recording and continue from it; or a lesson: one-neuron, perceptron-on-iris, "
            "xor-and-its-hidden-layer, or a .json file. Default: xor.",
        ),
    ] = "xor",
    model: Annotated[
        str | None, option("NAME", "The rule to begin with: mlp or perceptron. Default: mlp.", "Network")
    ] = None,
    to: Annotated[
        Path | None,
        option("FILE.html", "Write the page as one file, which needs no server and no connection.", RESULT),
    ] = None,
    check: Annotated[
        Path | None, option("LESSON.json", "Only check the file of a lesson, and open nothing.", RESULT)
    ] = None,
    port: Annotated[int, option("N", "The port to serve on. Default: a free one.", SERVER)] = 0,
    host: Annotated[
        str, option("ADDRESS", "The address to serve on. Default: 127.0.0.1, this machine alone.", SERVER)
    ] = "127.0.0.1",
    insecure: Annotated[
        bool, flag("--insecure", "Allow a --host that other machines reach, without encryption.", SERVER)
    ] = False,
    open_page: Annotated[bool, flag("--open", "Open the page in a browser.", SERVER)] = False,
    **given: object,
) -> None:
    """Open a page on which a network learns: watch it, change it while it learns, and go back to any moment.

    The page trains by itself, with the engine of this library. The server reads tables and answers questions.
    """
    settings = settings_of({**given, **locals()})
    from rosenblatt.lab.lessons import read_lesson
    from rosenblatt.lab.serving.port import require_host, serve

    if check is not None:
        read_lesson(check)
        typer.echo(f"{clean(check)} is a lesson")
        return
    require_host(host, insecure=insecure)
    opened = _opened(settings)
    if to is None:
        serve(opened, host, port, say=lambda line: typer.echo(clean(line)), open_page=open_page)
        return
    save(opened, to)
    typer.echo(f"The lab is in {clean(to)}; any browser opens it")


def save(opened: Opened, path: Path, frames: int | None = None) -> None:
    """Write the page as one file; of a run with at most so many snapshots."""
    from rosenblatt.lab.asks import Subject
    from rosenblatt.lab.runs.recorded import MOST_FRAMES
    from rosenblatt.lab.single import page_of
    from rosenblatt.lab.stored import answers_at_the_end
    from rosenblatt.storage.whole_file import whole_file

    asked = None if opened.run else answers_at_the_end(Subject(opened.settings, opened.uploads))
    page = page_of(opened, frames=frames or MOST_FRAMES, answers=asked)
    with whole_file(path) as temporary:
        temporary.write_text(page, encoding="utf-8", newline="")


def _opened(settings: RunSettings) -> Opened:
    """Open what the argument names: a run, a lesson, or a table with its settings."""
    from rosenblatt.lab.lessons import read_lesson, shipped
    from rosenblatt.lab.session import Opened

    name = settings.table
    if Path(name).is_dir():
        from rosenblatt.lab.runs.opening import open_run

        return open_run(Path(name))
    if name in (lessons := shipped()):
        return Opened.lesson(name, lessons[name])
    if name.lower().endswith(".json"):
        return Opened.lesson(Path(name).stem, read_lesson(name))
    return Opened.of(settings)
