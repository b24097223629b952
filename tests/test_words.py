"""Texts and names are standard technical English: none of the words below occurs in them.

``python -m tests.test_words src/rosenblatt/plots docs`` lists those of some folders or files.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "Makefile",
    "docs",
    "benchmarks",
    "core",
    "tools",
    "src",
)

INSTEAD = {
    "told": "reported, shown, given",
    "telling|tellers?": "report, message",
    "whoever|somebody|someone|nobody|anybody": "the caller, a user, an observer",
    "twins?": "counterpart",
    "wish|wishes|wished": "option, request",
    "anew": "again",
    "foretells?|foretold|foretelling": "predict",
    "(go|goes|going|went|gone) on": "resume, continue",
    "(look|looks|looking|looked) on": "observe",
    "without a word": "silently",
    "by heart": "memorised",
    "(let|lets|letting) go": "discard",
    "way back": "backward pass",
    "slopes?": "gradient (of a loss), derivative (of an activation)",
    "(carry|carries|carried|carrying) out": "run",
    "(come|comes|came|coming) of": "result from",
    "(same|its|their) bits|to the bits": "bit-for-bit identical",
    "bits (it|they) would": "bit-for-bit identical",
    "mends?|mended|mending": "repair, correct",
    "to be had": "available",
    "of (yours|theirs)": "your own, its own",
    "white list|whitelist": "list of allowed elements",
    "(leave|leaves|left) (it|them|\\S+) away": "omit",
}
"""Expressions that are not used, matched as whole words in any case, and what to write."""

ENDINGS = {
    ".py",
    ".pyi",
    ".md",
    ".rst",
    ".hpp",
    ".cpp",
    ".css",
    ".html",
    ".j2",
    ".js",
    ".toml",
    ".ts",
    ".tsx",
}
BUILT = {"generated", "learn", "__pycache__", "node_modules", "static"}
PATTERN = re.compile(
    "|".join(rf"(?P<e{at}>\b(?:{words})\b)" for at, words in enumerate(INSTEAD)), re.IGNORECASE
)


def texts(path: Path) -> Iterator[Path]:
    """The files of a folder that people read, or the one file."""
    if path.is_file():
        yield path
        return
    for file in sorted(path.rglob("*")):
        if file.suffix in ENDINGS and not BUILT & set(file.relative_to(ROOT).parts):
            yield file


def in_words(line: str) -> str:
    """The line with the words of ``snake_case`` and ``CamelCase`` names apart."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|_+", " ", line)


def found(path: Path) -> Iterator[str]:
    """Every place where one of the expressions stands, with the expression to use."""
    for file in texts(path):
        name = file.relative_to(ROOT).as_posix()
        lines = file.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            for match in PATTERN.finditer(in_words(line)):
                instead = list(INSTEAD.values())[int(str(match.lastgroup)[1:])]
                yield f"{name}:{number}: {match[0]!r}, write: {instead}"


@pytest.mark.parametrize("folder", FOLDERS)
def test_texts_and_names_are_standard_english(folder: str) -> None:
    assert list(found(ROOT / folder)) == []


def test_words_are_found_in_names_and_in_any_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    (tmp_path / "a.py").write_text(
        "class CheckpointWish:\n    way_back = 'Told you'  # wishbone\n", encoding="utf-8"
    )
    assert [place.split(", write")[0] for place in found(tmp_path)] == [
        "a.py:1: 'Wish'",
        "a.py:2: 'way back'",
        "a.py:2: 'Told'",
    ]


if __name__ == "__main__":
    places = [place for path in sys.argv[1:] for place in found((ROOT / path).resolve())]
    print(*places, f"{len(places)} places", sep="\n")
