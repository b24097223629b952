"""Writing a film: GIF and MP4 by matplotlib. The page of a run is written by the lab."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import matplotlib as mpl
from matplotlib.animation import AbstractMovieWriter, FFMpegWriter, PillowWriter

from rosenblatt.errors import PlanError, nearest
from rosenblatt.plots.base.style import style
from rosenblatt.plots.film.film import Film
from rosenblatt.storage.whole_file import whole_file

ENDINGS = (".gif", ".mp4")
HELD = 1.5
"""Seconds for which the last frame is shown, where a film begins again by itself."""


def check_film(path: Path) -> None:
    """Raise PlanError if the file name has another ending, or needs ffmpeg and ffmpeg is missing."""
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise PlanError(
            f"a film must end in one of .html (which rosenblatt replay RUN --film writes), "
            f"{', '.join(ENDINGS)}, got {str(path)!r}{nearest(ending, ENDINGS)}"
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
        import imageio_ffmpeg  # optional

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        return None


def write_film(film: Film, path: Path, fps: int = 12, progress: Callable[[int], None] | None = None) -> None:
    """Write a film, whole or not at all, as ``.gif`` or ``.mp4`` (needs ffmpeg).

    ``progress`` receives the number of drawn frames after each. Raises as :func:`check_film` does.
    """
    check_film(path)
    ending = path.suffix.lower()
    with whole_file(path) as temporary, tempfile.TemporaryDirectory() as folder, style():
        made = Path(folder) / f"film{ending}"
        with mpl.rc_context({"animation.ffmpeg_path": ffmpeg() or "ffmpeg"}):
            writer = _writer(ending, fps)
            writer.setup(film.figure, str(made), film.figure.dpi)
            _grab(writer, film, round(HELD * fps), progress)
        shutil.copyfile(made, temporary)


def _grab(
    writer: AbstractMovieWriter, film: Film, n_held: int, progress: Callable[[int], None] | None
) -> None:
    """Hand frame after frame to a writer; the first error is raised, not those that follow from it."""
    try:
        for done, _ in enumerate(film.frames(), start=1):
            writer.grab_frame()
            if progress is not None:
                progress(done)
        for _ in range(n_held):
            writer.grab_frame()
    except BaseException:
        with suppress(Exception):
            writer.finish()
        raise
    writer.finish()


def _writer(ending: str, fps: int) -> AbstractMovieWriter:
    if ending == ".gif":
        return PillowWriter(fps=fps)
    return FFMpegWriter(fps=fps, codec="h264", extra_args=["-pix_fmt", "yuv420p", "-crf", "20"])
