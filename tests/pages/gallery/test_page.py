"""The page of the figures, and the folder that they are written into."""

from __future__ import annotations

import os
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from rosenblatt.errors import RosenblattError
from rosenblatt.pages.gallery import SECTIONS, pictures, write_gallery

SVG = "{http://www.w3.org/2000/svg}"


def parsed(page: str) -> ET.Element:
    """The page as XML, which is stricter than a browser."""
    return ET.fromstring(page)


def text_of(element: ET.Element) -> str:
    return " ".join("".join(element.itertext()).split())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("gallery") / "deep" / "down"
    write_gallery(made, png=True)
    return made


@pytest.fixture(scope="module")
def page(folder: Path) -> str:
    return (folder / "index.html").read_text(encoding="utf-8")


def test_all_figures_and_the_page_are_written(folder: Path) -> None:
    names = sorted(path.name for path in folder.iterdir())
    assert len([name for name in names if name.endswith(".svg")]) == 18
    assert len([name for name in names if name.endswith(".png")]) == 18
    assert len(names) == 37
    assert names[-1] == "index.html"


def test_every_drawing_is_well_formed_and_says_what_it_shows(folder: Path) -> None:
    for path, picture in zip(sorted(folder.glob("*.svg")), pictures(), strict=True):
        assert path.stem == picture.name
        root = ET.fromstring(path.read_text(encoding="utf-8"))
        assert root.tag == f"{SVG}svg"
        said = [element.text for element in root[:2]]
        assert said == [picture.display.title, picture.display.description]
        drawn = " ".join("".join(each.itertext()) for each in root.iter(f"{SVG}text"))
        assert all(word in drawn for word in picture.display.title.split())
    for path in folder.glob("*.png"):
        assert path.read_bytes().startswith(b"\x89PNG")


def test_the_page_asks_for_nothing_from_elsewhere(page: str) -> None:
    root = parsed(page)
    tags = {element.tag for element in root.iter()}
    assert not tags & {"script", "link", "img", "iframe", "object", "base", "form", "image"}
    assert "default-src 'none'" in page
    for element in root.iter():
        for key, value in element.attrib.items():
            assert not key.lower().startswith("on")
            assert key not in ("src", "srcset", "action")
            assert "url(" not in value or "url(#" in value
    assert "@import" not in page
    assert "url(" not in text_of(next(root.iter("style")))
    assert set(re.findall(r"https?://[^\s\"<]+", page)) == {"http://www.w3.org/2000/svg"}


def test_links_lead_to_figures_on_the_page_or_to_files_beside_it(folder: Path, page: str) -> None:
    root = parsed(page)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(set(ids)) == len(ids)
    links = [element.get("href", "") for element in root.iter("a")]
    assert len(links) == 36
    for link in links:
        assert (link[1:] in ids) if link.startswith("#") else (folder / link).is_file()
    for element in root.iter():
        for reference in re.findall(r"url\(#([^)]+)\)", " ".join(element.attrib.values())):
            assert reference in ids


def test_every_figure_has_a_caption_a_picture_and_the_same_in_words(page: str) -> None:
    figures = list(parsed(page).iter("figure"))
    assert len(figures) == 18
    for figure, picture in zip(figures, pictures(), strict=True):
        caption, text, drawing, *_, words = figure
        assert text_of(caption) == f"Figure {picture.number} {picture.caption}"
        assert text_of(text) == " ".join(picture.text.split())
        assert drawing[0].get("role") == "img"
        assert text_of(words).startswith(" ".join(picture.display.title.split()))
        assert " ".join(picture.display.description.split()) in text_of(words)


def test_the_arithmetic_stands_line_by_line(page: str) -> None:
    shown = ["".join(each.itertext()).strip("\n").splitlines() for each in parsed(page).iter("pre")]
    given = [picture.arithmetic.splitlines() for picture in pictures() if picture.arithmetic]
    assert [[line.rstrip() for line in each] for each in shown] == [
        [line.rstrip() for line in each] for each in given
    ]


def test_the_sections_stand_in_their_order(page: str) -> None:
    assert [text_of(each) for each in parsed(page).iter("h2")] == [section.heading for section in SECTIONS]


def test_writing_again_replaces_the_files_and_leaves_others_alone(folder: Path, page: str) -> None:
    (folder / "notes.txt").write_text("mine")
    (folder / "index.html").write_text("old")
    written = write_gallery(folder)
    (folder / "notes.txt").unlink()
    assert [path.name for path in written][-1] == "index.html"
    assert (folder / "index.html").read_text(encoding="utf-8") == page
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


def test_a_file_in_the_place_of_the_folder_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(
        RosenblattError, match="file is a file, so no figures can be written to it: name a folder"
    ):
        write_gallery(tmp_path / "file")
    with pytest.raises(RosenblattError, match="is not writable"):
        write_gallery(tmp_path / "file" / "below")
    assert (tmp_path / "file").read_text() == "mine"
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(RosenblattError, match="is a broken link: name a folder"):
        write_gallery(tmp_path / "link")


def test_a_folder_that_may_not_be_written_to_is_refused_before_anything_is_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    monkeypatch.setattr("rosenblatt.pages.gallery.write.pictures", lambda: pytest.fail("nothing is drawn"))
    with pytest.raises(RosenblattError, match=r"is not writable; name another folder"):
        write_gallery(tmp_path / "new")


def test_a_full_disk_leaves_whole_files_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = Path.write_text

    def failing(self: Path, data: str, *args: object, **others: object) -> int:
        if "figure-05" in self.name:
            write(self, data[:100])
            raise OSError(28, "No space left on device")
        return write(self, data, *args, **others)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "write_text", failing)
    with pytest.raises(OSError, match="No space left on device"):
        write_gallery(tmp_path / "new")
    left = sorted(path.name for path in (tmp_path / "new").iterdir())
    assert [name[:9] for name in left] == [f"figure-{number:02}" for number in (1, 2, 3, 4)]
