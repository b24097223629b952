"""The lab as one HTML file, which needs no installation, no server and no connection.

Everything is packed, and ``start.js`` unpacks style and script: an element of the page

    <script type="application/json" id="embedded">{"lab": 1, "open": ..., "parts": ..., "data": ...}</script>

holds as ``data`` the base64 text of gzipped bytes, in which ``parts`` names the first byte and the one after
the last of each part, ``{"worker.js": [0, 31415], ...}``:

- ``lab.css``, ``lab.js``: style and script.
- ``worker.js``, ``engine.wasm``: the script of the two workers, to be started from a blob, and the engine.
- ``tables/NAME``: the begin document of each table that can be opened, see :mod:`rosenblatt.lab.begin`.
- ``run``: the run that is opened, if any, see :mod:`rosenblatt.lab.runs.recorded`; ``run`` is also its name.
- ``lessons/NAME``: the lessons, JSON.
- ``answers``: what was asked about the table that it opens with when it was written, see
  :mod:`rosenblatt.lab.stored`.

``open`` is the fragment of the address to open with, without its ``#``, where the file has none. ``tables``
names all that a server offers: ``[{"name", "title", "command"}]``; those without a part need the command.

The file's policy allows these scripts and this style by their hashes, workers from blobs, no connection.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import zlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from rosenblatt.errors import RosenblattError
from rosenblatt.lab.begin import document, offered
from rosenblatt.lab.runs.recorded import MOST_FRAMES
from rosenblatt.lab.session import Opened
from rosenblatt.lab.tables import listed
from rosenblatt.storage.canonical import dumps

ROOM = "rosenblatt.lab"
RUN = "run"
PACKED = ("lab.css", "lab.js", "worker.js", "engine.wasm", "lessons.json")
NAMES = ("index.html", *PACKED)
"""The files of the built page: its document, style and script, its workers' script, engine and lessons."""
_STYLE = '<link rel="stylesheet" href="static/lab.css">'
_SCRIPT = '<script src="static/lab.js" defer></script>'


MOST_BYTES = 300_000
"""Size up to which further tables are embedded."""
_PLACE = 30
"""Characters of the place of a part, and of base64's padding."""
OF_LESSONS = ("xor", "and", "iris-petals")
"""Tables of the lessons, which every file has."""


def page_of(
    opened: Opened, *, whole: bool = False, frames: int = MOST_FRAMES, answers: bytes | None = None
) -> str:
    """Return the page that opens with a table or a run, with other built-in tables while it stays small.

    Parameters
    ----------
    opened : Opened
        What the file opens with.
    whole : bool, default=False
        Whether to embed all tables that the page offers, whatever their size.
    frames : int, default=150
        The maximum number of snapshots of a run; fewer where they need more room than `MOST_EMBEDDED`.
    answers : bytes, optional
        What was asked about the table, see :mod:`rosenblatt.lab.stored`.
    """
    run = opened.run
    if run is None:
        values: dict[str, object] = {"open": opened.fragment, "tables": opened.listed()}
        parts = {f"tables/{opened.table}": document(opened.begun(), opened.table, whole=False)}
    else:
        values = {"open": opened.fragment, "tables": listed(), "run": run.name}
        parts = {RUN: run.embedded(frames)}
    if answers is not None:
        parts["answers"] = answers
    parts |= {f"lessons/{name}": text.encode() for name, text in opened.lessons.items()}
    others = {f"tables/{name}": each for name, each in _offered().items() if name != opened.table}
    parts |= {name: others.pop(name) for name in (f"tables/{each}" for each in OF_LESSONS) if name in others}
    room = MOST_BYTES - len(single_file(parts, values).encode())
    for name, part in others.items():
        n_bytes = len(zlib.compress(part, 9)) * 4 // 3 + len(name) + _PLACE
        if whole or n_bytes <= room:
            parts[name] = part
            room -= n_bytes
    return single_file(parts, values)


@cache
def _offered() -> Mapping[str, bytes]:
    """The begin documents of all tables that the page offers."""
    return dict(offered(whole=False))


@cache
def built(name: str) -> bytes:
    """Return one of the files `NAMES` of the built page, which are read once."""
    return files(ROOM).joinpath("static", name).read_bytes()


def single_file(parts: Mapping[str, bytes], values: Mapping[str, object]) -> str:
    """Return the HTML of the one file.

    Parameters
    ----------
    parts : mapping
        Bytes by name, beside the built page: see this module's description.
    values : mapping
        ``open``, ``tables`` and whatever else the page reads from the element, as JSON.

    Returns
    -------
    str
        To be written in UTF-8. The same parts give the same text.
    """
    start = files(ROOM).joinpath("start.js").read_text(encoding="utf-8")
    named = {**{name: built(name) for name in PACKED}, **parts}
    element = f'<script type="application/json" id="embedded">{_as_json(packed(named), values)}</script>'
    html = built("index.html").decode()
    html = _replaced(html, '<meta charset="utf-8">', f'<meta charset="utf-8">\n{_policy(start)}')
    html = _replaced(html, _STYLE, "")
    html = _replaced(html, _SCRIPT, "")
    return _replaced(html, "</body>", f"{element}\n<script>{start}</script>\n</body>")


def packed(parts: Mapping[str, bytes]) -> dict[str, object]:
    """Return parts as one gzipped base64 text, and the place of each part in its bytes."""
    places, whole = {}, bytearray()
    for name, part in parts.items():
        places[name] = [len(whole), len(whole) + len(part)]
        whole += part
    return {"parts": places, "data": base64.b64encode(gzip.compress(bytes(whole), 9, mtime=0)).decode()}


def _as_json(pack: Mapping[str, object], values: Mapping[str, object]) -> str:
    """JSON that no text inside can end the element of."""
    return dumps({"lab": 1, **values, **pack}).replace("<", "\\u003c")


def _policy(start: str) -> str:
    scripts = " ".join(f"'{_hash(each)}'" for each in (start.encode(), built("lab.js")))
    rules = (
        "default-src 'none'",
        f"script-src {scripts} 'wasm-unsafe-eval'",
        f"style-src '{_hash(built('lab.css'))}'",
        "img-src data: blob:",
        "worker-src blob:",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types start lab",
    )
    return f'<meta http-equiv="Content-Security-Policy" content="{"; ".join(rules)}">'


def _hash(content: bytes) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content).digest()).decode()}"


def _replaced(html: str, old: str, new: str) -> str:
    if html.count(old) != 1:
        raise RosenblattError(f"the built page must contain {old} once: build it again (make page)")
    return html.replace(old, new)
