"""The structure of the source tree, measured by tools/house.py."""

from pathlib import Path

from tools import house


def write(folder: Path, **files: str) -> Path:
    source = folder / "rosenblatt"
    for name, text in files.items():
        path = source / (name.replace("__", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return source


def test_no_files_import_each_other() -> None:
    assert house.circles() == []


def test_no_room_uses_a_private_name_of_another() -> None:
    assert house.private_uses() == []


def test_no_folder_holds_more_than_fifteen_files() -> None:
    assert house.full_folders() == {}


def test_a_circle_is_found_also_when_it_is_for_types_or_inside_a_function(tmp_path: Path) -> None:
    source = write(
        tmp_path,
        a__one="from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from rosenblatt.b.two import Two\n",
        b__two="def f():\n    from rosenblatt.c import three\n",
        c__three="import rosenblatt.a.one\n",
        c__four="import rosenblatt.a.one\n",
    )
    assert house.circles(source) == [["rosenblatt.a.one", "rosenblatt.b.two", "rosenblatt.c.three"]]


def test_a_private_name_of_another_room_is_found(tmp_path: Path) -> None:
    source = write(
        tmp_path,
        a__one="class One:\n    def _go(self): ...\n    def again(self, other):\n        other._go()\n",
        a__two="def two(one):\n    return one._go()\n",
        b__three="def three(one):\n    return one._go()\n",
        b__four="from rosenblatt.a.one import _hidden\n",
    )
    (source / "a" / "one.py").write_text((source / "a" / "one.py").read_text() + "_hidden = 1\n")
    assert sorted(house.private_uses(source)) == ["b/four.py:1: _hidden", "b/three.py:2: _go"]
