"""Untrusted plain values, as JSON holds them, become dataclasses; and dataclasses become plain values.

The annotations of a dataclass say what is accepted: :func:`read` checks that every field is there, that there
is no other, and that each value has its type. Errors name the whole path of what is wrong, such as
``preparation.features[2].scale``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

import numpy as np

from rosenblatt.errors import ModelFileError, listing, require_known, shown

T = TypeVar("T")

MOST = 2**53
"""Largest value of a counter: beyond it a double cannot represent every integer."""


@dataclass(frozen=True)
class Rule:
    """A condition on a value beside its type: ``Annotated[int, Rule("be even", lambda n: n % 2 == 0)]``.

    ``words`` follow ``must`` in an error; ``holds`` returns whether a value of the annotated type fulfils it.
    """

    words: str
    holds: Callable[[Any], bool]


Positive: TypeAlias = Annotated[int, Rule("be a positive integer", lambda n: 0 < n <= MOST)]
Count: TypeAlias = Annotated[int, Rule("be 0 or a positive integer", lambda n: 0 <= n <= MOST)]
Scale: TypeAlias = Annotated[float, Rule("be above 0", lambda number: number > 0)]
Label: TypeAlias = (
    str | bool | Annotated[int, Rule("be an integer of 64 bits", lambda n: -(2**63) <= n < 2**64)] | float
)
Names: TypeAlias = Annotated[
    tuple[str, ...], Rule("name each once", lambda names: len(set(names)) == len(names))
]

_DEFAULT_RULES = {int: Rule("be an integer of 64 bits", lambda n: -(2**63) <= n < 2**63)}
_WORDS: dict[object, str] = {
    NoneType: "null",
    str: "text",
    bool: "true or false",
    int: "an integer",
    float: "a number",
    list: "a list",
    dict: "a mapping",
}


@dataclass(frozen=True)
class _Options:
    """Options of :func:`read`, for every field inside as well."""

    optional: Collection[str]
    numbers: Mapping[str | None, float]
    ignore_unknown: bool


def read(
    kind: type[T],
    value: object,
    path: str,
    *,
    optional: Collection[str] = (),
    numbers: Mapping[str | None, float] | None = None,
    ignore_unknown: bool = False,
) -> T:
    """Return the dataclass that an untrusted mapping describes.

    A field may be annotated with ``str``, ``bool``, ``int``, ``float``, ``None``, ``Literal``, ``object``
    (any plain value), ``tuple``, ``list``, ``Mapping``, another dataclass, a union of these, and
    ``Annotated`` with a :class:`Rule`. A dataclass with a class variable ``kind`` is described by a mapping
    that holds it, which identifies the dataclass in a union. A method ``require_possible(path)`` of a
    dataclass is called with its path, to check what no annotation can express.

    A ModelFileError names what is missing, unknown, of a wrong type or impossible: ``path.name``, or ``name``
    if the path is empty. Fields named in ``optional``, at any depth, may be missing if they have defaults, as
    may those named in a class variable ``added_later`` of their dataclass, which older files lack;
    ``numbers`` maps plain values to numbers that JSON does not have: ``{"inf": math.inf}``.
    """
    found: T = _checked(kind, value, path, _Options(optional, numbers or {}, ignore_unknown))
    return found


def split(kind: type, values: Mapping[str, object]) -> tuple[dict[str, object], dict[str, object]]:
    """Return those of the values that are fields of a dataclass, and the others."""
    names, _ = _fields_of(kind)
    own = {name: each for name, each in values.items() if name in names}
    return own, {name: each for name, each in values.items() if name not in own}


def plain(value: object) -> Any:  # noqa: ANN401  # what JSON holds
    """Return a value as :func:`read` reads it: dataclasses become mappings, tuples lists.

    Fields ``added_later`` are left out where they have their defaults, so that older versions read the rest.
    """
    if is_dataclass(value) and not isinstance(value, type):
        tag, later = _tag(type(value)), _added_later(type(value))
        described = {
            each.name: plain(getattr(value, each.name))
            for each in fields(value)
            if each.name not in later or getattr(value, each.name) != each.default
        }
        return described if tag is None else {"kind": tag, **described}
    if isinstance(value, Mapping):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    return value.item() if isinstance(value, np.generic) else value


def _checked(kind: Any, value: object, path: str, options: _Options) -> Any:  # noqa: ANN401
    """Return the value as an annotation asks for it."""
    rule = _DEFAULT_RULES.get(kind)
    if get_origin(kind) is Annotated:
        kind, rule = get_args(kind)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        kind = _alternative(arguments, value, path, options)
        return _checked(kind, value, path, options)
    if not _fits(kind, value, options):
        raise ModelFileError(f"{path or 'the metadata'} must be {_words(kind)}, got {shown(value)}")
    found: Any = value
    if kind is float:
        found = _number(value, path, options)
    elif kind is str:
        found = _text(value, path)
    elif kind is object:
        _require_small_integers(value, path)
    elif origin is Literal:
        require_known(path, _short(value), arguments, ModelFileError)
    elif origin in (tuple, list):
        found = _items(origin, arguments, value, path, options)
    elif origin is Mapping:
        found = {
            _text(name, path): _checked(arguments[1], each, _join(path, name), options)
            for name, each in _dict(value).items()
        }
    elif is_dataclass(kind):
        found = _dataclass(kind, _dict(value), path, options)
    if rule is not None and not rule.holds(found):
        raise ModelFileError(f"{path} must {rule.words}, got {shown(value)}")
    return found


def _fits(kind: Any, value: object, options: _Options) -> bool:  # noqa: ANN401
    """Whether a value looks like what an annotation asks for, whatever is inside it."""
    base = _base(kind)
    if base is float:
        return type(value) in (int, float) or (
            (value is None or type(value) is str) and value in options.numbers
        )
    return base is object or type(value) is base


@cache
def _base(kind: Any) -> Any:  # noqa: ANN401
    """Return which of JSON's types an annotation asks for."""
    origin = get_origin(kind)
    if origin is Annotated:
        return _base(get_args(kind)[0])
    if origin is Literal:
        return str
    if origin in (tuple, list):
        return list
    return dict if origin is Mapping or is_dataclass(kind) else kind


def _words(kind: Any) -> str:  # noqa: ANN401
    return " or ".join(map(repr, get_args(kind))) if get_origin(kind) is Literal else _WORDS[_base(kind)]


def _alternative(kinds: tuple[Any, ...], value: object, path: str, options: _Options) -> Any:  # noqa: ANN401
    """Return which alternative of a union a value is."""
    found = [kind for kind in kinds if _fits(kind, value, options)]
    if not found:
        *first, last = dict.fromkeys(map(_words, kinds))
        words = f"{', '.join(first)} or {last}" if first else last
        raise ModelFileError(f"{path} must be {words}, got {shown(value)}")
    tagged = {tag: kind for kind in found if (tag := _tag(kind))}
    if len(tagged) > 1:
        given = _dict(value).get("kind")
        if not isinstance(given, str) or given not in tagged:
            raise ModelFileError(
                f"{_join(path, 'kind')} must be one of {listing(tuple(tagged))}, got {shown(given)}"
            )
        return tagged[given]
    return next((kind for kind in found if _base(kind) is type(value)), found[0])


@cache
def _tag(kind: Any) -> str | None:  # noqa: ANN401
    """Return what a mapping's ``kind`` must be to describe a dataclass; None if it has none."""
    is_field = is_dataclass(kind) and any(each.name == "kind" for each in fields(kind))
    return None if is_field else getattr(kind, "kind", None)


def _added_later(kind: Any) -> Collection[str]:  # noqa: ANN401
    """Return the fields of a dataclass that older files lack."""
    later: Collection[str] = getattr(kind, "added_later", ())
    return later


def _items(origin: Any, kinds: tuple[Any, ...], value: object, path: str, options: _Options) -> Any:  # noqa: ANN401
    assert isinstance(value, list)
    if origin is tuple and kinds[-1] is not Ellipsis:
        if len(value) != len(kinds):
            raise ModelFileError(f"{path} must hold {len(kinds)} values, got {len(value)}")
    else:
        kinds = (kinds[0],) * len(value)
    pairs = enumerate(zip(kinds, value, strict=True))
    return origin(_checked(kind, each, f"{path}[{place}]", options) for place, (kind, each) in pairs)


def _dataclass(kind: Any, values: dict[str, object], path: str, options: _Options) -> Any:  # noqa: ANN401
    names, annotations = _fields_of(kind)
    tag = _tag(kind)
    known = names if tag is None else ("kind", *names)
    for name in known:
        if name not in values and name not in options.optional and name not in _added_later(kind):
            raise ModelFileError(f"{_join(path, name)} is not there")
    for name in values:
        if name not in known and not options.ignore_unknown:
            what, which = path or "the metadata", listing(known)
            raise ModelFileError(f"{what} has an unknown field {shown(name)}; its fields are {which}")
    if tag is not None and values["kind"] != tag:
        raise ModelFileError(f"{_join(path, 'kind')} must be {tag!r}, got {shown(values['kind'])}")
    given = {
        name: _checked(annotations[name], values[name], _join(path, name), options)
        for name in names
        if name in values
    }
    try:
        found = kind(**given)
    except ModelFileError:
        raise
    except ValueError as error:
        raise ModelFileError(f"{path or 'the metadata'} is impossible: {error}") from None
    if hasattr(found, "require_possible"):
        found.require_possible(path)
    return found


@cache
def _fields_of(kind: Any) -> tuple[tuple[str, ...], dict[str, Any]]:  # noqa: ANN401
    """Return names and annotations of a dataclass."""
    return tuple(each.name for each in fields(kind)), get_type_hints(kind, include_extras=True)


def _number(value: object, path: str, options: _Options) -> float:
    if value is None or isinstance(value, str):
        return options.numbers[value]
    assert isinstance(value, float | int)
    if isinstance(value, int) and abs(value) <= MOST:
        return value  # as exact as the float it equals
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ModelFileError(f"{path} must be a finite number, got {shown(value)}")
    return number


def _text(value: object, path: str) -> str:
    """Return text that every file and screen can hold."""
    assert isinstance(value, str)
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ModelFileError(f"{path} must be valid Unicode text, got {shown(value)}") from None
    return value


def _require_small_integers(value: object, path: str) -> None:
    if isinstance(value, int) and not -(2**63) <= value < 2**64:
        raise ModelFileError(f"{path} must be an integer of 64 bits, got one of {value.bit_length()}")
    inside = enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else ()
    for name, each in inside:
        _require_small_integers(each, f"{path}[{name}]" if isinstance(value, list) else f"{path}.{name}")


def _short(value: object) -> object:
    return value[:80] if isinstance(value, str) else value


def _dict(value: object) -> dict[str, object]:
    assert isinstance(value, dict)
    return value


def _join(path: str, name: object) -> str:
    short = f"{name:.40}" if isinstance(name, str) else shown(name)
    return f"{path}.{short}" if path else short
