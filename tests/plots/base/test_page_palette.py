"""The colours of the page of the lab are those of the figures."""

from tools import page_palette


def test_the_pages_palette_is_what_the_script_writes() -> None:
    assert page_palette.TARGET.read_text(encoding="utf-8") == page_palette.source()
