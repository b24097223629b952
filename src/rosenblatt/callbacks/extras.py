"""Packages that only some callbacks need."""

from __future__ import annotations

import importlib
from typing import Any

from rosenblatt.errors import RosenblattError


def import_extra(module: str, extra: str) -> Any:  # noqa: ANN401  # a module
    """Import a module of an optional package.

    Raises
    ------
    RosenblattError
        If it is not installed; says how to.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise RosenblattError(
            f"this callback needs a package that is not there ({error}): pip install 'rosenblatt[{extra}]'"
        ) from error
