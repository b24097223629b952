"""The lab as one file, opened in a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.browser.looking import OpenPage

from rosenblatt.lab.session import Opened
from rosenblatt.lab.single import page_of
from rosenblatt.trial.settings import RunSettings

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture(scope="session")
def lab_file(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The lab as one file that opens with a table."""
    folder = tmp_path_factory.mktemp("lab")

    def written(table: str) -> Path:
        path = folder / f"{table}.html"
        if not path.exists():
            path.write_text(page_of(Opened.of(RunSettings.from_dict({"table": table}))), encoding="utf-8")
        return path

    return written


@pytest.fixture
def open_lab(open_page: OpenPage, lab_file: Callable[[str], Path]) -> OpenPage:
    """Open the lab with a table and more keys of an address."""

    def opened(table: str = "xor", keys: str = "", width: int = 1400, **options: object) -> Page:
        page = open_page(f"{lab_file(table).absolute().as_uri()}#lab=1&table={table}{keys}", width, **options)
        page.locator("#play").wait_for(timeout=10_000)
        return page

    return opened
