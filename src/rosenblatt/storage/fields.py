"""Reading plain values that a stranger wrote: each field is there, of the right type, and sane."""

from __future__ import annotations

import math
from collections.abc import Mapping

from rosenblatt.errors import ModelFileError, listing, shown

Label = str | bool | int | float


class Fields:
    """The fields of one mapping, read by name; every complaint names the field's whole path.

    Parameters
    ----------
    value : object
        What should be a mapping with exactly the named fields.
    path : str
        Where it stands, such as ``"preparation.features[2]"``.
    names : str
        The fields it must have.

    Raises
    ------
    ModelFileError
        From the constructor and every method, when the value is not what it must be.
    """

    def __init__(self, value: object, path: str, *names: str) -> None:
        if not isinstance(value, dict):
            raise ModelFileError(f"{path} must be a mapping, got {shown(value)}")
        if lacking := [name for name in names if name not in value]:
            raise ModelFileError(f"{path}.{lacking[0]} is not there")
        if unknown := [name for name in value if name not in names]:
            raise ModelFileError(
                f"{path} has an unknown field {shown(unknown[0])}; its fields are {listing(names)}"
            )
        self._values: Mapping[str, object] = value
        self._path = path

    def path(self, name: str) -> str:
        """Return where a field stands."""
        return f"{self._path}.{name}"

    def raw(self, name: str) -> object:
        """Return a field as it is."""
        return self._values[name]

    def text(self, name: str) -> str:
        """Return a field that must be text."""
        return checked_text(self._values[name], self.path(name))

    def choice(self, name: str, known: tuple[str, ...]) -> str:
        """Return a field that must be one of the known words."""
        value = self.text(name)
        if value not in known:
            raise ModelFileError(f"{self.path(name)} must be one of {listing(known)}, got {shown(value)}")
        return value

    def number(self, name: str) -> float:
        """Return a field that must be a finite number."""
        return checked_number(self._values[name], self.path(name))

    def scale(self, name: str) -> float:
        """Return a field that must be a finite number above zero."""
        value = self.number(name)
        if value <= 0:
            raise ModelFileError(f"{self.path(name)} must be above 0, got {value!r}")
        return value

    def items(self, name: str) -> list[object]:
        """Return a field that must be a list."""
        value = self._values[name]
        if not isinstance(value, list):
            raise ModelFileError(f"{self.path(name)} must be a list, got {shown(value)}")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a field that must be a list of texts, each once."""
        values = self.items(name)
        texts = tuple(
            checked_text(value, f"{self.path(name)}[{number}]") for number, value in enumerate(values)
        )
        if len(set(texts)) < len(texts):
            raise ModelFileError(f"{self.path(name)} must name each once, got {listing(texts)}")
        return texts


def kind_in(value: object, path: str, kinds: tuple[str, ...]) -> str:
    """Return the field ``kind`` of a mapping, which must be one of the known ones."""
    kind = value.get("kind") if isinstance(value, dict) else None
    return Fields({"kind": kind}, path, "kind").choice("kind", kinds)


def checked_text(value: object, path: str) -> str:
    """Return text that every file and screen can hold."""
    if not isinstance(value, str):
        raise ModelFileError(f"{path} must be text, got {shown(value)}")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ModelFileError(f"{path} must be valid Unicode text, got {shown(value)}") from None
    return value


def checked_number(value: object, path: str) -> float:
    """Return a finite number as a float."""
    if not isinstance(value, float | int) or isinstance(value, bool):
        raise ModelFileError(f"{path} must be a number, got {shown(value)}")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ModelFileError(f"{path} must be a finite number, got {shown(value)}")
    return number
