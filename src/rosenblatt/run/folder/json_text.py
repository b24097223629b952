"""JSON laid out for people: two spaces deep, what is short on one line."""

from __future__ import annotations

import json

WIDTH = 120


def to_json(value: object) -> str:
    """Return plain values as JSON.

    Parameters
    ----------
    value : object
        Texts, finite numbers, Booleans, None, lists, and dictionaries with texts as keys.

    Returns
    -------
    str
        Ends with a line break.
    """
    return _lay_out(value, 0) + "\n"


def _lay_out(value: object, depth: int) -> str:
    one_line = json.dumps(value, ensure_ascii=False, allow_nan=False)
    if len(one_line) + 2 * depth < WIDTH or not _holds_objects(value):
        return one_line
    if isinstance(value, dict):
        items = [
            f"{json.dumps(name, ensure_ascii=False)}: {_lay_out(each, depth + 1)}"
            for name, each in value.items()
        ]
        opening, closing = "{", "}"
    else:
        assert isinstance(value, list)
        items = [_lay_out(each, depth + 1) for each in value]
        opening, closing = "[", "]"
    separator = "\n" + "  " * (depth + 1)
    return f"{opening}{separator}{f',{separator}'.join(items)}\n{'  ' * depth}{closing}"


def _holds_objects(value: object) -> bool:
    if isinstance(value, list):
        return any(isinstance(each, dict | list) for each in value)
    return isinstance(value, dict)
