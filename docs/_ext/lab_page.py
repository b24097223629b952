"""The lab as one file beside the pages, ``lab.html``, to which the front page links."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx

from rosenblatt.lab.session import Opened
from rosenblatt.lab.single import page_of
from rosenblatt.run import RunSettings


def write_lab(app: Sphinx, error: Exception | None) -> None:
    """Write the file with all tables, once the pages are there."""
    if error is None and app.builder.format == "html":
        page = page_of(Opened.of(RunSettings("xor")), whole=True)
        Path(app.outdir, "lab.html").write_text(page, encoding="utf-8", newline="")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.connect("build-finished", write_lab)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
