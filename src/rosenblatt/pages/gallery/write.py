"""The figures and their page, written into a folder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rosenblatt.errors import RosenblattError
from rosenblatt.pages import Figure, page_environment
from rosenblatt.pages.gallery.figures import SECTIONS, pictures
from rosenblatt.pages.gallery.picture import Picture
from rosenblatt.storage.whole_file import blamed, whole_file


@dataclass(frozen=True)
class Shown:
    """A figure on the page and the name of its file, in the same folder as the page."""

    picture: Picture
    figure: Figure
    file: str


def render_page(pictures: Sequence[Picture]) -> str:
    """Render the page of all figures, in order, as a self-contained HTML document without scripts."""
    shown = iter(
        [
            Shown(each, Figure.of(f"figure-{each.number}", each.display), f"{each.name}.svg")
            for each in pictures
        ]
    )
    sections = [(section, [next(shown) for _ in section.figures]) for section in SECTIONS]
    template = page_environment("rosenblatt.pages.gallery").get_template("index.html.j2")
    return template.render(sections=sections)


PAGE = "index.html"
DOTS_PER_INCH = 200


def write_gallery(folder: str | os.PathLike[str], *, png: bool = False) -> tuple[Path, ...]:
    """Draw the eighteen figures, write them and their page, and return the written files in this order.

    Every file is written atomically; the page is written last, so that all of its figures exist.

    Parameters
    ----------
    folder : path-like
        The folder to write; it is created if necessary. Other files in it are kept.
    png : bool, default=False
        Whether to write each figure as PNG too, 200 dots per inch.

    Returns
    -------
    tuple of Path

    Raises
    ------
    RosenblattError
        If the folder is a file, or is not writable.
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
    """Raise an error if the folder is not writable, before figures are drawn."""
    if path.exists() and not path.is_dir():
        raise RosenblattError(f"{path} is a file, so no figures can be written to it: name a folder")
    if path.is_symlink() and not path.exists():
        raise RosenblattError(f"{path} is a broken link: name a folder")
    above = next(each for each in (path, *path.absolute().parents) if each.exists())
    if not (above.is_dir() and os.access(above, os.W_OK | os.X_OK)):
        raise RosenblattError(f"{path} cannot be written: {above} is not writable; name another folder")


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
