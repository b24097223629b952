"""What is asked of an open page: what axe-core finds against it, and a picture of it."""

from __future__ import annotations

import os
import re
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

    found = (
        Axe()
        .run(page, options={"resultTypes": ["violations"], "preload": False, **options})
        .response["violations"]
    )
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


SMALLEST = 11.0
"""Pixels of the smallest text on a phone."""

_FAULTS = """smallest => {
  const said = [];
  const whole = document.documentElement;
  if (whole.scrollWidth > innerWidth) said.push(`the page is ${whole.scrollWidth} pixels wide`);
  for (const text of document.querySelectorAll('p, li, dt, dd, th, td, code, a, button, figcaption, text')) {
    if (!text.getClientRects().length || !text.textContent.trim()) continue;
    const scale = text.ownerSVGElement ? Math.hypot(text.getScreenCTM().a, text.getScreenCTM().b) : 1;
    const size = scale * parseFloat(getComputedStyle(text).fontSize);
    if (size < smallest - 0.05) said.push(`${size.toFixed(1)} pixels: ${text.textContent.slice(0, 40)}`);
  }
  for (const drawn of document.querySelectorAll('svg, img, table')) {
    const cut = drawn.getBoundingClientRect().right > innerWidth + 1 && !drawn.closest('[tabindex="0"]');
    if (cut) said.push(`cut off: ${drawn.outerHTML.slice(0, 90)}`);
  }
  return said;
}"""


def faults(page: Page) -> list[str]:
    """What is too small to read or cut off on a page, at its width."""
    return list(page.evaluate(_FAULTS, SMALLEST))


def printed(page: Page) -> int:
    """Return on how many sheets of A4 a page is printed."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4")))
