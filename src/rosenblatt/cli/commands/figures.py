"""``rosenblatt figures``: the gallery of figures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from rosenblatt.cli.arguments import argument, flag
from rosenblatt.cli.screen.console import clean, open_screen


def figures(
    folder: Annotated[Path, argument("DIR", "The folder to write; it is created if it does not exist.")],
    png: Annotated[bool, flag("--png", "Write each figure as PNG as well.")] = False,
) -> None:
    """Draw the eighteen figures of the gallery, and a page that shows them."""
    from rosenblatt.pages.gallery import write_gallery

    written = write_gallery(folder, png=png)
    console = open_screen()
    for path in written[:-1]:
        console.print(f"  {clean(path.name)}")
    n_figures = sum(path.suffix == ".svg" for path in written)
    console.print(f"{n_figures} figures are in {clean(folder)}", soft_wrap=True)
    console.print(f"The page that shows them: {clean(written[-1])}", soft_wrap=True)
