"""Write one page with all screenshots of a folder: python tests/browser/contact_sheet.py FOLDER."""

from __future__ import annotations

import sys
from html import escape
from pathlib import Path
from urllib.parse import quote


def page_of(folder: Path) -> str:
    """Return the page: each picture with its name, small, and a link to it at its own size."""
    pictures = "\n".join(
        f'<figure><a href="{quote(file.name)}"><img src="{quote(file.name)}" alt="" loading="lazy"></a>'
        f"<figcaption>{escape(file.stem)}</figcaption></figure>"
        for file in sorted(folder.glob("*.png"))
    )
    style = "main { display: flex; flex-wrap: wrap; gap: 1rem } img { height: 40rem; border: 1px solid }"
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Screenshots</title>'
        f"<style>{style}</style><main><h1>Screenshots</h1>{pictures}</main></html>"
    )


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    (folder / "index.html").write_text(page_of(folder), encoding="utf-8")
    print(f"All screenshots are in {folder / 'index.html'}")
