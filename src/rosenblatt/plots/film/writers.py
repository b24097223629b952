"""Writing a film: HTML as one page that holds everything, GIF and MP4 by matplotlib."""

from __future__ import annotations

import base64
import hashlib
import html
import io
import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.animation import AbstractMovieWriter, FFMpegWriter, PillowWriter
from matplotlib.backends.backend_agg import FigureCanvasAgg

from rosenblatt.errors import PlanError, nearest
from rosenblatt.plots.base.palette import page_rules
from rosenblatt.plots.base.style import style
from rosenblatt.plots.film.film import Film
from rosenblatt.storage.whole_file import whole_file
from rosenblatt.views.words import plain

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLOURS = 128
"""A frame has few colours: so many keep its letters smooth, and the page small."""


class FilmPageWriter(AbstractMovieWriter):
    """Writes a film as one page, ``fps`` frames a second; without scripts it shows the last frame."""

    def __init__(self, title: str, texts: Sequence[str], fps: int) -> None:
        super().__init__(fps=fps)
        self._title = plain(title)
        self._texts = [plain(text) for text in texts]
        self._frames: list[str] = []

    @classmethod
    def isAvailable(cls) -> bool:  # matplotlib's name
        """Whether it can be used here: it needs nothing."""
        return True

    def setup(self, fig: Figure, outfile: str | Path, dpi: float | None = None) -> None:
        """Begin."""
        super().setup(fig, outfile, dpi)
        self._frames = []
        self._canvas = FigureCanvasAgg(fig)

    def grab_frame(self, **savefig_kwargs: object) -> None:
        """Take the figure as it is now for a frame."""
        from PIL import Image

        self._canvas.draw()  # type: ignore[no-untyped-call]
        self._size = self._canvas.get_width_height()
        pixels = bytes(self._canvas.buffer_rgba())  # type: ignore[no-untyped-call]
        image = Image.frombytes("RGBA", self._size, pixels).convert("RGB")
        buffer = io.BytesIO()
        few = image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        few.save(buffer, format="png", optimize=False)
        self._frames.append("data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode())

    def finish(self) -> None:
        """Write the page."""
        film = {"fps": self.fps, "frames": self._frames, "texts": self._texts}
        script, style, page = (_text(name) for name in ("film.js", "film.css", "film.html"))
        style = f"{page_rules()}\n{style}"
        whole = page.format(
            script_hash=_hash(script),
            style_hash=_hash(style),
            title=html.escape(self._title),
            style=style,
            width=self._size[0],
            height=self._size[1],
            text=html.escape(self._texts[-1]),
            last=self._frames[-1],
            most=len(self._frames) - 1,
            texts="\n".join(f"<li>{html.escape(text)}</li>" for text in self._texts),
            film=json.dumps(film).replace("<", "\\u003c"),
            script=script,
        )
        Path(self.outfile).write_text(whole, encoding="utf-8")


def _text(name: str) -> str:
    return files("rosenblatt.plots.film").joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """Hash of a script or style, as a page's policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


ENDINGS = (".html", ".gif", ".mp4")
HELD = 1.5
"""Seconds for which the last frame is shown, where a film begins again by itself."""


def check_film(path: Path) -> None:
    """Raise PlanError if the file name has another ending, or needs ffmpeg and ffmpeg is missing."""
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
        import imageio_ffmpeg  # optional

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        return None


def write_film(film: Film, path: Path, fps: int = 12, progress: Callable[[int], None] | None = None) -> None:
    """Write a film, whole or not at all, as ``.html`` (self-contained), ``.gif`` or ``.mp4`` (needs ffmpeg).

    ``progress`` receives the number of drawn frames after each. Raises as :func:`check_film` does.
    """
    check_film(path)
    ending = path.suffix.lower()
    with whole_file(path) as temporary, tempfile.TemporaryDirectory() as folder, style():
        made = Path(folder) / f"film{ending}"
        with mpl.rc_context({"animation.ffmpeg_path": ffmpeg() or "ffmpeg"}):
            writer = _writer(film, ending, fps)
            writer.setup(film.figure, str(made), film.figure.dpi)
            _grab(writer, film, 0 if ending == ".html" else round(HELD * fps), progress)
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


def _writer(film: Film, ending: str, fps: int) -> AbstractMovieWriter:
    if ending == ".html":
        return FilmPageWriter(film.title, film.texts(), fps)
    if ending == ".gif":
        return PillowWriter(fps=fps)
    return FFMpegWriter(fps=fps, codec="h264", extra_args=["-pix_fmt", "yuv420p", "-crf", "20"])
