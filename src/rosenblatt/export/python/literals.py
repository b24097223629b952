"""Values as Python writes them: the only way by which what others wrote gets into an exported file."""

from __future__ import annotations

import math
from collections.abc import Sequence

WIDTH = 100


def number_list(numbers: Sequence[float], indent: int) -> str:
    """Return a list as it is written, on further lines where it is long."""
    texts = [repr(each) for each in numbers]
    line = f"[{', '.join(texts)}]"
    if len(line) + indent < WIDTH:
        return line
    lines, space = [""], " " * (indent + 4)
    for text in texts:
        if len(space) + len(lines[-1]) + len(text) + 2 > WIDTH:
            lines.append("")
        lines[-1] += f"{' ' if lines[-1] else ''}{text},"
    return "[\n" + "".join(f"{space}{each}\n" for each in lines) + " " * indent + "]"


def literal(value: object) -> str:
    """Return a text, a Boolean, a finite number, or a sequence of such, as Python writes it."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, bool | int):
        return repr(value)
    if isinstance(value, float):
        assert math.isfinite(value)
        return repr(value)
    return repr(str(value))
