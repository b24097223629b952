import os
from pathlib import Path

import pytest

from rosenblatt.storage.whole_file import blamed, whole_file


def test_a_file_appears_when_the_block_ends_well(tmp_path: Path) -> None:
    with whole_file(tmp_path / "a.txt") as temporary:
        temporary.write_text("new")
        assert not (tmp_path / "a.txt").exists()
    assert (tmp_path / "a.txt").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def _write_half(path: Path, error: type[BaseException]) -> None:
    with whole_file(path) as temporary:
        temporary.write_text("half")
        raise error


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_a_block_that_fails_leaves_the_older_file(error: type[BaseException], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("old")
    with pytest.raises(error):
        _write_half(tmp_path / "a.txt", error)
    assert (tmp_path / "a.txt").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_link_stays_a_link_to_the_new_content(tmp_path: Path) -> None:
    (tmp_path / "real.txt").write_text("old")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    with whole_file(tmp_path / "link.txt") as temporary:
        temporary.write_text("new")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text() == "new"


def test_what_is_no_ordinary_file_is_written_to_and_stays() -> None:
    with whole_file(os.devnull) as path:
        path.write_text("gone")
    assert not Path(os.devnull).is_file()
    assert Path(os.devnull).exists()


def test_a_folder_and_a_missing_folder_are_errors_that_name_it(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError, match="is a folder"), whole_file(tmp_path):
        pass
    with (
        pytest.raises(FileNotFoundError, match="nowhere does not exist"),
        whole_file(tmp_path / "nowhere" / "a"),
    ):
        pass


def test_an_error_names_the_file_that_was_asked_for() -> None:
    with pytest.raises(OSError, match=r"No space left on device: 'a\.txt'"), blamed("a.txt"):
        raise OSError(28, "No space left on device")
    with pytest.raises(OSError, match=r"a\.txt: full"), blamed("a.txt"):
        raise OSError("full")
    with pytest.raises(OSError, match=r"denied: 'a\.txt'"), blamed("a.txt"):
        raise OSError(13, "denied", ".a.txt.1234")
