"""The harness sees what readers see: the scheme, the width, faults that axe knows, requests and errors."""

from __future__ import annotations

import pytest
from tests.browser.looking import PHONE, SCHEMES, OpenPage, Scheme, axe

GOOD = '<!doctype html><html lang="en"><title>t</title><main><h1>Good</h1></main>'
BAD = '<!doctype html><html lang="en"><title>t</title><main><h1 style="color: #aaa">Pale</h1></main>'


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_page_has_the_width_and_the_scheme_that_are_asked_for(open_page: OpenPage, scheme: Scheme) -> None:
    page = open_page("about:blank", PHONE, scheme)
    assert page.evaluate("innerWidth") == PHONE
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") == (scheme == "dark")


def test_axe_finds_pale_text_and_nothing_on_a_good_page(open_page: OpenPage) -> None:
    page = open_page("about:blank")
    page.set_content(GOOD)
    assert axe(page) == []
    page.set_content(BAD)
    (found,) = axe(page)
    assert found.startswith("color-contrast at h1")
