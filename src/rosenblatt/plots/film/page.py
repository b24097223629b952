"""A film as one page that holds everything: its frames as pictures, and a few lines of script to show them.

Nothing is loaded from elsewhere. The page's policy allows the one script and the one style by their hashes,
and pictures from within the page; nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import html
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.animation import AbstractMovieWriter
from matplotlib.backends.backend_agg import FigureCanvasAgg

from rosenblatt.views.words import plain

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLOURS = 128
"""A frame has few colours: so many keep its letters smooth, and the page small."""

SCRIPT = """
"use strict";
const film = JSON.parse(document.getElementById("film").textContent);
const picture = document.getElementById("picture"), said = document.getElementById("said");
const at = document.getElementById("at"), play = document.getElementById("play");
const loaded = film.frames.map(source => { const image = new Image(); image.src = source; return image; });
let timer = null;
function show(place) {
  at.value = place;
  picture.src = loaded[place].src;
  picture.alt = film.texts[place];
  said.textContent = film.texts[place];
  at.setAttribute("aria-valuetext", film.texts[place]);
}
function stop() { clearInterval(timer); timer = null; play.textContent = "Play"; }
function step(by) {
  const place = Math.min(Math.max(Number(at.value) + by, 0), film.frames.length - 1);
  show(place);
  return place;
}
function start() {
  if (Number(at.value) === film.frames.length - 1) show(0);
  play.textContent = "Pause";
  timer = setInterval(() => { if (step(1) === film.frames.length - 1) stop(); }, 1000 / film.fps);
}
play.addEventListener("click", () => timer === null ? start() : stop());
at.addEventListener("input", () => { stop(); show(Number(at.value)); });
document.getElementById("back").addEventListener("click", () => { stop(); step(-1); });
document.getElementById("on").addEventListener("click", () => { stop(); step(1); });
document.getElementById("controls").hidden = false;
show(0);
"""

STYLE = """
body { margin: 0; color: #1d2129; background: #ffffff; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 1020px; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.25rem; margin: 0 0 .5rem; }
img { display: block; width: 100%; height: auto; }
#controls { display: flex; gap: .5rem; align-items: center; margin: .5rem 0; }
#controls[hidden] { display: none; }
button { font: inherit; min-width: 2.75rem; min-height: 2.75rem; padding: 0 .75rem; color: inherit;
  background: #eff1f4; border: 1px solid #5a616c; border-radius: 4px; cursor: pointer; }
#play { min-width: 5.5rem; }
#at { flex: 1; min-height: 2.75rem; accent-color: #1b5fad; }
button:focus-visible, #at:focus-visible, summary:focus-visible { outline: 3px solid #1b5fad;
  outline-offset: 2px; }
p { margin: .25rem 0 1rem; font-variant-numeric: tabular-nums; }
ol { columns: 22rem; color: #1d2129; font-variant-numeric: tabular-nums; }
"""

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; \
script-src '{script_hash}'; style-src '{style_hash}'">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
<h1>{title}</h1>
<img id="picture" width="{width}" height="{height}" alt="{text}" src="{last}">
<div id="controls" hidden>
<button id="play" type="button">Play</button>
<button id="back" type="button" aria-label="One frame back">&#8592;</button>
<button id="on" type="button" aria-label="One frame on">&#8594;</button>
<input id="at" type="range" min="0" max="{most}" value="0" step="1" aria-label="Moment of the training">
</div>
<p id="said">{text}</p>
<details><summary>All frames in words</summary>
<ol>
{texts}
</ol>
</details>
</main>
<script type="application/json" id="film">{film}</script>
<script>{script}</script>
</body>
</html>
"""


class FilmPageWriter(AbstractMovieWriter):
    """Writes a film as one page; without scripts it shows the last frame.

    Parameters
    ----------
    title : str
    texts : sequence of str
        What each frame shows, in words.
    fps : int
        Frames a second.
    """

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
        page = PAGE.format(
            script_hash=_hash(SCRIPT),
            style_hash=_hash(STYLE),
            title=html.escape(self._title),
            style=STYLE,
            width=self._size[0],
            height=self._size[1],
            text=html.escape(self._texts[-1]),
            last=self._frames[-1],
            most=len(self._frames) - 1,
            texts="\n".join(f"<li>{html.escape(text)}</li>" for text in self._texts),
            film=json.dumps(film).replace("<", "\\u003c"),
            script=SCRIPT,
        )
        Path(self.outfile).write_text(page, encoding="utf-8")


def _hash(text: str) -> str:
    """Hash of a script or style, as a page's policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
