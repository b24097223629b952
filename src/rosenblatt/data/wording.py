"""Small turns of phrase for messages: values, lists and counts."""

from __future__ import annotations

from collections.abc import Sequence


def shown(value: object, most: int = 40) -> str:
    """Return a value as Python writes it, cut short when it is long."""
    try:
        text = repr(value)
    except ValueError:  # Python refuses to write integers of thousands of digits
        text = f"a {type(value).__name__} too long to show"
    return text if len(text) <= most else f"{text[: most - 3]}..."


def listing(values: Sequence[object], most: int = 12) -> str:
    """Return ``'a', 'b', 'c'`` and, beyond ``most``, how many more there are."""
    text = ", ".join(shown(value) for value in values[:most])
    return text + (f" and {len(values) - most:,} more" if len(values) > most else "")


def counted(number: int, thing: str) -> str:
    """Return ``1 row`` or ``1,000 rows``."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
