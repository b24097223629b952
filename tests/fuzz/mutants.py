"""Mutants of sealed files: something inside is changed, and the seal made to fit again.

Without that hardly any mutant would come past the checksum, and the checks behind it would never be met.
"""

import json
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from rosenblatt.checkpoint import file as checkpoint_file
from rosenblatt.model import file as model_file
from rosenblatt.recording import file as recording_file
from rosenblatt.storage.canonical import dumps
from rosenblatt.storage.container import _checksum, _header

MOST_DATA = 1 << 16
"""Data is made to fit what metadata claims, up to so many bytes."""

WORDS = (
    "inf",
    "nan",
    "lbfgs",
    "adam",
    "sgd",
    "softmax",
    "tanh",
    "step",
    "log_loss",
    "float32",
    "int64",
    "uint8",
    "object",
    "O",
    "<U1000000000",
    "|O",
    "gradient",
    "recurrent",
    "elman",
    "jordan",
    "learned",
    "every",
    "last",
    "perceptron",
    "elasticnet",
    "early_stopping",
    "MLPRegressor",
    "TwoClasses",
    "Numbers",
    "../../outside",
    "__class__",
    "1e999",
    "30s",
    "",
    "x" * 1000,
    "\x00",
    "ü\u2028",
)

VALUES: tuple[object, ...] = (
    None,
    True,
    False,
    *(
        sign * value
        for value in (0, 1, 2, 3, 7, 2**31, 2**53, 2**63, 2**64, 10**18, 10**400)
        for sign in (1, -1)
    ),
    0.5,
    -0.5,
    1e-320,
    1e308,
    -1e308,
    [],
    {},
    [[]],
    [None],
    [0, 0],
    {"a": 1},
    {"float": "nan"},
    {"float": 1},
    {"pairs": 3},
    {"pairs": [[{}, 1]]},
    {"pairs": [1]},
)

NUMBERS = (
    *(
        struct.pack("<q", value)
        for value in (-1, 0, 1, 2, 624, 625, 2**31, 2**53, 2**62, 2**63 - 1, -(2**63))
    ),
    *(struct.pack("<d", value) for value in (float("nan"), float("inf"), -float("inf"), -1.0, 1e308, 5e-324)),
    *(struct.pack("<i", value) for value in (-1, 2**31 - 1)),
    *(struct.pack("<f", value) for value in (float("nan"), float("inf"))),
)


@dataclass
class Sealed:
    """A container taken apart."""

    metadata: dict[str, Any]
    entries: dict[str, Any]
    data: bytes

    @classmethod
    def of(cls, content: bytes) -> "Sealed":
        length = int.from_bytes(content[:8], "little")
        entries = json.loads(content[8 : 8 + length])
        metadata = json.loads(entries.pop("__metadata__")["rosenblatt"])
        del metadata["checksum"]
        return cls(metadata, entries, content[8 + length :])

    def bytes_with(self, entries: dict[str, Any]) -> bytes:
        """The container with these entries, whether they fit or not, and a checksum that does."""
        checksum = _checksum(self.metadata, [self.data])
        text = dumps({**self.metadata, "checksum": checksum})
        return _framed(dumps({"__metadata__": {"rosenblatt": text}, **entries}).encode(), self.data)

    def fitting(self, layouts: Sequence[Any]) -> bytes:
        """The container with data of the size that these layouts have."""
        size = sum(each.n_bytes for each in layouts)
        if size > MOST_DATA:
            return self.bytes_with(self.entries)
        self.data = self.data[:size].ljust(size, b"\0")
        header = _header(self.metadata, layouts, _checksum(self.metadata, [self.data]))
        return len(header).to_bytes(8, "little") + header + self.data


def _framed(header: bytes, data: bytes) -> bytes:
    header += b" " * (-len(header) % 8)
    return len(header).to_bytes(8, "little") + header + data


def mutate_model(content: bytes, random: Random) -> bytes:
    """Return a model file with something changed."""

    def layouts(metadata: dict[str, Any]) -> Sequence[Any]:
        description, _ = model_file._read(metadata)
        found = model_file._layouts(description)
        n_data = min(sum(each.n_bytes for each in found), MOST_DATA)
        return model_file._expected(metadata, len(found), n_data)

    return _mutate(Sealed.of(content), random, layouts)


def mutate_checkpoint(content: bytes, random: Random) -> bytes:
    """Return a checkpoint with something changed."""
    return _mutate(Sealed.of(content), random, lambda it: checkpoint_file._expected(it, 0, MOST_DATA))


def mutate_recording(content: bytes, random: Random) -> bytes:
    """Return a recording with something changed in its head, its records or its tail."""
    n_head, n_tail = (int.from_bytes(content[a:b], "little") for a, b in ((8, 16), (-16, -8)))
    begin = 16 + n_head + -(16 + n_head) % recording_file.ALIGNMENT
    end = len(content) - 16 - n_tail
    head, records, tail = content[16 : 16 + n_head], content[begin:end], content[end:-16]
    part = random.randrange(4)
    if part == 0:
        head = _mutate(Sealed.of(head), random, lambda it: recording_file._expected_head(it, 0, MOST_DATA))
    elif part == 1:
        tail = _mutate(Sealed.of(tail), random, lambda it: recording_file._expected_tail(it, 0, MOST_DATA))
    elif part == 2:
        records = _resealed(_with_numbers(records, random), recording_file, head)
    else:
        records = records[: random.randrange(len(records) + 1)]
    front = recording_file.BEGIN + len(head).to_bytes(8, "little") + head
    front += bytes(-len(front) % recording_file.ALIGNMENT)
    return front + records + tail + len(tail).to_bytes(8, "little") + recording_file.END


def _resealed(records: bytes, module: Any, head: bytes) -> bytes:
    """Records whose checksums fit again."""
    import io

    import numpy as np

    from rosenblatt.recording.seal import seal

    begun = module.BEGIN + len(head).to_bytes(8, "little") + head
    start, _ = module._read_head(io.BytesIO(begun), len(begun))
    dtype = start.dtype
    whole = np.frombuffer(records[: len(records) // dtype.itemsize * dtype.itemsize], dtype).copy()
    seal(whole)
    return whole.tobytes()


def _mutate(sealed: Sealed, random: Random, layouts: Callable[[dict[str, Any]], Sequence[Any]]) -> bytes:
    kind = random.randrange(10)
    if kind < 6:
        for _ in range(random.choice((1, 1, 1, 2, 3))):
            _change_inside(sealed.metadata, random)
        try:
            return sealed.fitting(layouts(sealed.metadata))
        except Exception:  # no layouts: the reader has to refuse it, and does so without our help
            return sealed.bytes_with(sealed.entries)
    if kind < 9:
        sealed.data = _with_numbers(sealed.data, random)
        return sealed.bytes_with(sealed.entries)
    _change_inside(sealed.entries, random)
    return sealed.bytes_with(sealed.entries)


def _with_numbers(data: bytes, random: Random) -> bytes:
    """Data in which some numbers are others."""
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 5))):
        number = random.choice(NUMBERS)
        if len(changed) >= len(number):
            place = random.randrange(0, len(changed) - len(number) + 1, 4)
            changed[place : place + len(number)] = number
    return bytes(changed)


def _change_inside(value: Any, random: Random) -> None:
    """Change one thing somewhere in a JSON value."""
    places = _places(value)
    holder, key = random.choice(places)
    action = random.randrange(6)
    if action == 0:
        del holder[key]
    elif action == 1 and isinstance(holder, list):
        holder.insert(key, holder[key])
    elif action == 2:
        other, name = random.choice(places)
        holder[key] = json.loads(json.dumps(other[name]))
    elif action == 3:
        holder[key] = random.choice(WORDS)
    elif action == 4 and isinstance(holder, dict):
        holder[random.choice(WORDS)] = random.choice(VALUES)
    else:
        holder[key] = json.loads(json.dumps(random.choice(VALUES)))


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every holder and key of a JSON value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    here = [(value, key) for key, _ in items]
    return here + [place for _, inner in _items(value) for place in _places(inner)]


def _items(value: Any) -> list[tuple[Any, Any]]:
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list) else []
