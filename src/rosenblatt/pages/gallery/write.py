"""The figures and their page, written into a folder."""

from __future__ import annotations

import os
from pathlib import Path

from rosenblatt.errors import RosenblattError
from rosenblatt.pages.gallery.page import render_page
from rosenblatt.pages.gallery.picture import Picture
from rosenblatt.pages.gallery.sections import pictures
from rosenblatt.storage.whole_file import blamed, whole_file

PAGE = "index.html"
DOTS_PER_INCH = 200


def write_gallery(folder: str | os.PathLike[str], *, png: bool = False) -> tuple[Path, ...]:
    """Draw the seventeen figures, and write them and the page that shows them.

    Every file appears whole or not at all; the page comes last, so that it never shows what is not there.

    Parameters
    ----------
    folder : path-like
        Where to write; it is made if it is not there. Other files in it stay as they are.
    png : bool, default=False
        Whether to write each figure as PNG too, 200 dots an inch.

    Returns
    -------
    tuple of Path
        What was written: the figures in their order, then the page.

    Raises
    ------
    RosenblattError
        If the folder is a file, or may not be written to.
    """
    path = Path(folder)
    check_folder(path)
    drawn = list(pictures())
    page = render_page(drawn)
    with blamed(path):
        path.mkdir(parents=True, exist_ok=True)
    written = [file for each in drawn for file in _write_picture(path, each, png=png)]
    written.append(_write_text(path / PAGE, page))
    return tuple(written)


def check_folder(path: Path) -> None:
    """Raise unless figures may be written there, before a second goes into drawing them."""
    if path.exists() and not path.is_dir():
        raise RosenblattError(f"{path} is a file, so no figures can be written there: name a folder")
    if path.is_symlink() and not path.exists():
        raise RosenblattError(f"{path} is a link that leads nowhere: name a folder")
    above = next(each for each in (path, *path.absolute().parents) if each.exists())
    if not (above.is_dir() and os.access(above, os.W_OK | os.X_OK)):
        raise RosenblattError(f"{path} cannot hold the figures: {above} may not be written to; name another")


def _write_picture(folder: Path, picture: Picture, *, png: bool) -> list[Path]:
    name = f"figure-{picture.number}"
    files = [_write_text(folder / f"{picture.name}.svg", picture.display.to_svg(name))]
    if png:
        path = folder / f"{picture.name}.png"
        with whole_file(path) as temporary:
            picture.display.plot().figure_.savefig(temporary, format="png", dpi=DOTS_PER_INCH)
        files.append(path)
    return files


def _write_text(path: Path, text: str) -> Path:
    with whole_file(path) as temporary:
        temporary.write_text(text, encoding="utf-8")
    return path
