"""Writing a film: HTML by a writer of our own, GIF and MP4 by matplotlib's."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.animation import AbstractMovieWriter, FFMpegWriter, PillowWriter

from rosenblatt.errors import PlanError, nearest
from rosenblatt.plots.base.style import style
from rosenblatt.plots.film.page import FilmPageWriter
from rosenblatt.storage.whole_file import whole_file

if TYPE_CHECKING:
    from rosenblatt.plots.film.film import Film

ENDINGS = (".html", ".gif", ".mp4")
HELD = 1.5
"""Seconds for which the last frame is shown, where a film begins again by itself."""


def check_film(path: Path) -> None:
    """Raise unless a film of that name can be written here.

    Raises
    ------
    PlanError
        If the name ends otherwise, or ffmpeg is needed and not there.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise PlanError(
            f"a film must end in one of {', '.join(ENDINGS)}, got {str(path)!r}{nearest(ending, ENDINGS)}"
        )
    if ending == ".mp4" and ffmpeg() is None:
        raise PlanError(
            "an .mp4 film is made by ffmpeg, which was not found: install it (apt install ffmpeg, brew "
            "install ffmpeg, or pip install imageio-ffmpeg), or ask for .html or .gif, which need nothing"
        )


def ffmpeg() -> str | None:
    """Return the path of ffmpeg: the system's, or that of the package imageio-ffmpeg; None without."""
    found = shutil.which(str(mpl.rcParams["animation.ffmpeg_path"]))
    if found is not None:
        return found
    try:
        import imageio_ffmpeg  # whoever has it, may use it

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        return None


def write_film(film: Film, path: Path, fps: int, told: Callable[[int], None] | None = None) -> None:
    """Write a film, whole or not at all; the parameters are those of :meth:`Film.save`."""
    check_film(path)
    ending = path.suffix.lower()
    with whole_file(path) as temporary, tempfile.TemporaryDirectory() as folder, style():
        made = Path(folder) / f"film{ending}"
        with mpl.rc_context({"animation.ffmpeg_path": ffmpeg() or "ffmpeg"}):
            writer = _writer(film, ending, fps)
            writer.setup(film.figure, str(made), film.figure.dpi)
            _grab(writer, film, 0 if ending == ".html" else round(HELD * fps), told)
        shutil.copyfile(made, temporary)


def _grab(writer: AbstractMovieWriter, film: Film, n_held: int, told: Callable[[int], None] | None) -> None:
    """Hand frame after frame to a writer; whatever goes wrong meanwhile is told, not what comes of it."""
    try:
        for done, _ in enumerate(film.frames(), start=1):
            writer.grab_frame()
            if told is not None:
                told(done)
        for _ in range(n_held):
            writer.grab_frame()
    except BaseException:
        with suppress(Exception):
            writer.finish()
        raise
    writer.finish()


def _writer(film: Film, ending: str, fps: int) -> AbstractMovieWriter:
    if ending == ".html":
        return FilmPageWriter(film.title, film.texts(), fps)
    if ending == ".gif":
        return PillowWriter(fps=fps)
    return FFMpegWriter(fps=fps, codec="h264", extra_args=["-pix_fmt", "yuv420p", "-crf", "20"])
