"""What is asked of an open page: what axe-core finds against it, and a picture of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from playwright.sync_api import Page

PHONE, TABLET, SCREEN = 360, 768, 1280
"""Widths of windows in CSS pixels."""
Scheme = Literal["light", "dark"]
OpenPage = Callable[..., "Page"]
"""The fixture ``open_page``."""
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


def axe(page: Page, **options: Any) -> list[str]:
    """What axe-core finds against a page, a line each: the rule, where, and why; none is the aim."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"resultTypes": ["violations"], **options}).response["violations"]
    return [
        f"{violation['id']} at {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for violation in found
        for node in violation["nodes"]
    ]


def screenshot(page: Page, name: str) -> None:
    """Keep a picture of the whole page as ``name``.png, if $ROSENBLATT_SCREENSHOTS names a folder."""
    if folder := os.environ.get("ROSENBLATT_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
