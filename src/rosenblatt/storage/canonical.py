"""Canonical JSON: each value has exactly one text, and each text exactly one value."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping

from rosenblatt.errors import ModelFileError

MAX_DEPTH = 32
"""Maximum depth of JSON; where Python itself fails depends on the caller."""


def dumps(value: object) -> str:
    """Return the one text of a value: sorted keys, no spaces, only finite numbers."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def loads(text: str) -> object:
    """Read JSON strictly; a ModelFileError for other text, repeated keys, deep nesting or wrong numbers."""
    try:
        value = json.loads(text, object_pairs_hook=_unique, parse_float=_finite, parse_constant=_finite)
    except RecursionError:
        raise ModelFileError("its JSON nests too deeply") from None
    except ModelFileError:
        raise
    except ValueError as error:
        raise ModelFileError(f"it holds text that is not JSON ({error})") from None
    _require_shallow(value)
    return value


def _require_shallow(value: object) -> None:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [inner for each in level for inner in _inside(each)]
        if not level:
            return
    raise ModelFileError(f"its JSON nests too deeply: more than {MAX_DEPTH} levels")


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _unique(pairs: list[tuple[str, object]]) -> Mapping[str, object]:
    values = dict(pairs)
    if len(values) < len(pairs):
        twice, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise ModelFileError(f"its JSON names the key {twice[:80]!r} twice")
    return values


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ModelFileError(f"its JSON holds the number {digits[:40]}, which is not finite")
    return number
