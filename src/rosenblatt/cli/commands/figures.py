"""``rosenblatt figures``: the gallery, drawn into a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def figures(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", show_default=False, help="Where to write; made if not there.")
    ],
    png: Annotated[bool, typer.Option("--png", help="Write each figure as PNG too.")] = False,
) -> None:
    """Draw the seventeen figures, from one neuron to XOR learned, and a page that shows them."""
    from rosenblatt.cli.screen.console import clean, open_screen
    from rosenblatt.pages.gallery import write_gallery

    written = write_gallery(folder, png=png)
    console = open_screen()
    for path in written[:-1]:
        console.print(f"  {clean(path.name)}")
    n_figures = sum(path.suffix == ".svg" for path in written)
    console.print(f"The {n_figures} figures lie in {clean(folder)}", soft_wrap=True)
    console.print(f"Look at them all in {clean(written[-1])}", soft_wrap=True)
