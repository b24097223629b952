"""The pages of the docs, as `make docs` wrote them: axe finds nothing, light and dark, on a phone too."""

from __future__ import annotations

from pathlib import Path

from tests.browser.looking import PHONE, SCREEN, OpenPage, axe, screenshot

DOCS = Path(__file__).parents[2] / "build" / "docs"
SHOWN = ("index", "learn/lesson_1_perceptron", "learn/lesson_2_xor", "guide/pictures", "guide/arithmetic")
"""Pages that are looked at in dark mode and on a phone too."""


def pages() -> list[Path]:
    """All written pages, and five of the API's, which are alike; the lab has tests of its own."""
    files = [file for file in sorted(DOCS.rglob("*.html")) if not {"_static", "_modules"} & set(file.parts)]
    of_api = [file for file in files if "generated" in file.parts]
    return [*(each for each in files if each not in of_api and each.name != "lab.html"), *of_api[:5]]


def test_axe_finds_nothing_in_the_docs(open_page: OpenPage) -> None:
    assert DOCS.is_dir(), "run `make docs` first"
    found = []
    page = open_page("about:blank", SCREEN)
    for file in pages():
        page.goto(file.as_uri())
        found += [f"{file.relative_to(DOCS)}: {line}" for line in axe(page)]
    assert found == []


def test_axe_finds_nothing_in_the_docs_in_dark_mode_and_on_a_phone(open_page: OpenPage) -> None:
    found = []
    for scheme, width in (("dark", SCREEN), ("light", PHONE), ("dark", PHONE)):
        page = open_page("about:blank", width, scheme)
        for name in SHOWN:
            page.goto((DOCS / f"{name}.html").as_uri())
            screenshot(page, f"docs-{name.replace('/', '-')}-{width}-{scheme}")
            found += [f"{name}, {width}, {scheme}: {line}" for line in axe(page)]
    assert found == []
