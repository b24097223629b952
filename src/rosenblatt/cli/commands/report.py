"""``rosenblatt report``: a run's report, written anew."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def report(
    run: Annotated[
        Path, typer.Argument(metavar="RUN", show_default=False, help="A run's folder, as train wrote it.")
    ],
) -> None:
    """Write a run's report anew, from its folder alone."""
    from rosenblatt.cli.screen.console import open_screen
    from rosenblatt.pages.report import render_report
    from rosenblatt.run import read_run, rewrite_report

    path = rewrite_report(run, render_report(read_run(run)))
    open_screen().print(f"The report lies in {path}", soft_wrap=True)
