"""Pages as readers see them: one headless Chromium for the session, pages of any width, light or dark.

`open_page` opens pages; tests/browser/looking.py has `axe(page)` and `screenshot(page, name)`. Without
Playwright, axe or a Chromium the tests are skipped with the reason, which ROSENBLATT_FORBID_SKIPS forbids.
`make look` installs what they need.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.browser.looking import SCREEN, OpenPage, Scheme

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def _missing() -> str | None:
    """What the tests lack on this machine; None if they can run."""
    for package in ("playwright", "axe_playwright_python"):
        if find_spec(package) is None:
            return f"the package {package} is not installed: run `make look`"
    if chromium() is None:
        return (
            "no Chromium or Chrome on PATH: install one (apt install chromium), or set $CHROMIUM to its path"
        )
    return None


def chromium() -> str | None:
    """The path of a Chromium or Chrome; None if there is none."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for all tests of the session."""
    if reason := _missing():
        if os.environ.get("ROSENBLATT_FORBID_SKIPS"):
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright

    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    flags = [*FLAGS, *(["--no-sandbox"] if as_root else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), headless=True, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Open an address or a file, ``width`` CSS pixels wide, for a reader who prefers light or dark.

    What a page asks of the network, and every error of its scripts, fails the test.
    """
    contexts, complaints = [], []

    def opened(
        place: str | Path, width: int = SCREEN, scheme: Scheme = "light", height: int = 800, **options: Any
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{place}: {error}"))
        page.on("requestfailed", lambda request: complaints.append(f"{place}: {request.url} failed"))
        page.goto(place.absolute().as_uri() if isinstance(place, Path) else place)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
