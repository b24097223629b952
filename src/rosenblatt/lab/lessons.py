"""Lessons: JSON files that lead through the lab, checked as the page checks them (``page/src/lesson.ts``).

tests/lab/lessons/cases.json has lessons that both accept, and lessons that both refuse.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from rosenblatt.errors import ModelFileError, RosenblattError, listing, shown
from rosenblatt.storage.canonical import loads

VERSION = 1
MOST_BYTES = 64 * 1024
MOST_STEPS = 50
MOST_POINTS = 1000

SETTINGS = (
    "model",
    "hidden",
    "scheme",
    "seed",
    "solver",
    "rate",
    "schedule",
    "power",
    "penalty",
    "batch",
    "momentum",
    "nesterov",
    "beta1",
    "beta2",
    "epsilon",
    "dropout",
    "clipping",
    "patience",
    "tolerance",
    "epochs",
    "shuffle",
    "early",
    "labels",
    "places",
)
"""Keys of an address, by which a lesson names its set-up."""
VERBS = (
    "play",
    "epoch",
    "step",
    "stop",
    "rewind",
    "speed",
    "table",
    "points",
    "network",
    "weights",
    "ask",
    "seeds",
    "branches",
    "take",
)
CONTROLS = (*VERBS, *SETTINGS)
"""What ``only`` may name."""

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
Check = Callable[[object, str], None]


def shipped() -> dict[str, str]:
    """Return the lessons of this package by name, as text."""
    folder = files("rosenblatt.lab").joinpath("lessons")
    found = {each.name: each for each in folder.iterdir()} if folder.is_dir() else {}
    names = sorted(name for name in found if name.endswith(".json"))
    return {name.removesuffix(".json"): found[name].read_text(encoding="utf-8") for name in names}


def read_lesson(path: str | os.PathLike[str]) -> str:
    """Return the text of a lesson's file; a RosenblattError names the file and what is wrong."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        text = data.decode()
    except OSError as error:
        raise RosenblattError(
            f"the lesson {os.fspath(path)} cannot be read: {error.strerror or error}"
        ) from None
    except UnicodeDecodeError:
        raise RosenblattError(f"the lesson {os.fspath(path)} is not UTF-8 text: save it as UTF-8") from None
    try:
        check(text)
    except RosenblattError as error:
        raise RosenblattError(f"the lesson {os.fspath(path)} is wrong: {error}") from None
    return text


def check(text: str) -> Mapping[str, object]:
    """Check the text of a lesson and return it; a RosenblattError names the key that is wrong."""
    n_bytes = len(text.encode(errors="surrogatepass"))
    if n_bytes > MOST_BYTES:
        raise RosenblattError(
            f"a lesson has at most {MOST_BYTES:,} bytes, got {n_bytes:,} or more: shorten it"
        )
    try:
        value = loads(text)
    except ModelFileError as error:
        raise RosenblattError(f"a lesson is a JSON file, and {error}") from None
    _lesson(value, "")
    assert isinstance(value, dict)
    return value


# ---- One check for each kind of value; the path names it in messages -------------------------------------


def _wrong(path: str, possible: str, value: object) -> RosenblattError:
    return RosenblattError(f"{path or 'the lesson'} must be {possible}, got {shown(value)[:60]}")


def _text(most: int) -> Check:
    def check(value: object, path: str) -> None:
        # Lengths are those of JavaScript, in units of UTF-16.
        if not isinstance(value, str) or not value.strip(" \t\r\n\v\f\xa0\ufeff") or _length(value) > most:
            raise _wrong(path, f"a text of 1 to {most} characters", value)

    return check


def _length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _whole(low: int, high: int) -> Check:
    def check(value: object, path: str) -> None:
        if not (
            isinstance(value, int | float)
            and _is_number(value)
            and value == int(value)
            and low <= value <= high
        ):
            raise _wrong(path, f"a whole number from {low} to {high}", value)

    return check


def _finite(value: object, path: str) -> None:
    if not _is_number(value):
        raise _wrong(path, "a number", value)


def _exactly(only: object) -> Check:
    def check(value: object, path: str) -> None:
        if value != only or isinstance(value, bool) != isinstance(only, bool):
            raise _wrong(path, str(only).lower(), value)

    return check


def _among(names: Sequence[str]) -> Check:
    def check(value: object, path: str) -> None:
        if not isinstance(value, str) or value not in names:
            raise _wrong(path, f"one of {listing(names, 60)}", value)

    return check


def _list(each: Check, low: int, high: int) -> Check:
    def check(value: object, path: str) -> None:
        if not isinstance(value, list) or not low <= len(value) <= high:
            raise _wrong(path, f"a list of {low} to {high} entries", value)
        for place, entry in enumerate(value):
            each(entry, f"{path}[{place}]")

    return check


def _object(needed: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    known = {**needed, **(optional or {})}

    def check(value: object, path: str) -> None:
        found = _mapping(value, path)
        for name in found:
            if name not in known:
                place = _at(path, name)
                raise RosenblattError(
                    f"{place} is not a key of a lesson here: use {listing(list(known), 60)}"
                )
        for name, each in known.items():
            if name in found:
                each(found[name], _at(path, name))
            elif name in needed:
                raise RosenblattError(f"{_at(path, name)} is missing: add it")

    return check


def _mapping(value: object, path: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise _wrong(path, "an object", value)
    return value


def _at(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _settings(*, needs_table: bool) -> Check:
    known = ("table", *SETTINGS) if needs_table else SETTINGS

    def check(value: object, path: str) -> None:
        found = _mapping(value, path)
        for name, each in found.items():
            if name not in known:
                raise RosenblattError(f"{path}.{name} is not a setting: use {listing(known, 60)}")
            if not isinstance(each, str | int | float) or _length(str(each)) > 200:
                raise _wrong(f"{path}.{name}", "a text, a number, true or false", each)
        if needs_table and not isinstance(found.get("table"), str):
            raise RosenblattError(f"{path}.table is missing: name a table")

    return check


def _point(value: object, path: str) -> None:
    if not isinstance(value, list) or len(value) != 4:
        raise _wrong(path, "a point [x, y, class, held_out]", value)
    for place, each in enumerate((_finite, _finite, _whole(0, 9), _whole(0, 1))):
        each(value[place], f"{path}[{place}]")


def _question(value: object, path: str) -> None:
    keys = {
        "question": _text(500),
        "choices": _list(_text(200), 2, 6),
        "right": _whole(0, 5),
        "because": _text(1000),
    }
    _object(keys)(value, path)
    assert isinstance(value, dict)
    if value["right"] >= len(value["choices"]):
        raise _wrong(f"{path}.right", f"a whole number from 0 to {len(value['choices']) - 1}", value["right"])


def _until(value: object, path: str) -> None:
    _object({}, {"epoch": _whole(1, 1_000_000_000), "loss": _finite, "answered": _exactly(True)})(value, path)
    if len(_mapping(value, path)) != 1:
        raise _wrong(path, "one of epoch, loss and answered", value)


def _step(value: object, path: str) -> None:
    optional = {"set": _settings(needs_table=False), "ask": _question, "until": _until}
    _object({"say": _text(2000)}, optional)(value, path)
    found = _mapping(value, path)
    if "answered" in _mapping(found.get("until", {}), path) and "ask" not in found:
        raise RosenblattError(f"{path}.until.answered needs a question: add {path}.ask")


def _language(value: object, path: str) -> None:
    if not isinstance(value, str) or not _LANGUAGE.fullmatch(value):
        raise _wrong(path, "a language such as en or pt-BR", value)


_lesson = _object(
    {
        "lesson": _exactly(VERSION),
        "title": _text(120),
        "language": _language,
        "setup": _settings(needs_table=True),
        "steps": _list(_step, 1, MOST_STEPS),
    },
    {"points": _list(_point, 1, MOST_POINTS), "only": _list(_among(CONTROLS), 0, len(CONTROLS))},
)
