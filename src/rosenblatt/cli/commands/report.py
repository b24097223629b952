"""``rosenblatt report``: the report of a run, written again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from rosenblatt.cli.arguments import argument
from rosenblatt.cli.screen.console import open_screen


def report(run: Annotated[Path, argument("RUN", "The folder of a run.")]) -> None:
    """Write the report of a run again, from the files in its folder."""
    from rosenblatt.pages.report import render_report
    from rosenblatt.run import read_run, rewrite_report

    path = rewrite_report(run, render_report(read_run(run)))
    open_screen().print(f"Report: {path}", soft_wrap=True)
