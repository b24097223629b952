"""Packages that only some callbacks need."""

from __future__ import annotations

import importlib
from typing import Any

from rosenblatt.errors import RosenblattError


def import_extra(module: str, extra: str) -> Any:  # noqa: ANN401  # a module
    """Import a module of an optional package; a RosenblattError names the extra if it is not installed."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise RosenblattError(
            f"this callback needs a package that is not there ({error}): "
            f"pip install '.[{extra}]' in a clone of Rosenblatt"
        ) from error
