"""The page of the lab: its own tests in Node.js, its size and form, and its built files."""

import gzip
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "src/rosenblatt/lab/page"
STATIC = ROOT / "src/rosenblatt/lab/static"
MOST_LINES = 300
MOST_BYTES = 130 * 1024  # gzipped, of all that a page loads


@pytest.fixture(scope="session", autouse=True)
def packages(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What the lock file names, installed once."""
    if not (PAGE / "node_modules/.package-lock.json").exists():
        subprocess.run(["npm", "ci", "--ignore-scripts", "--silent"], cwd=PAGE, check=True, timeout=300)


def node(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    found = shutil.which("node")
    assert found, "Node.js is needed to test the page: make page says how it is found"
    return subprocess.run(
        [found, *arguments],
        cwd=PAGE,
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, **environment},
    )


@pytest.mark.long
def test_the_types_of_the_page_are_right() -> None:
    checked = node("node_modules/typescript/bin/tsc", "--noEmit")
    assert checked.returncode == 0, checked.stdout


def test_the_parts_of_the_page_pass_their_own_tests(tmp_path: Path) -> None:
    writes = [sys.executable, Path(__file__).with_name("documents.py"), tmp_path]
    subprocess.run(writes, check=True, timeout=120)
    tested = node("build.mjs", "--test", LAB_DOCUMENTS=str(tmp_path))
    assert tested.returncode == 0, tested.stdout[-5000:] + tested.stderr[-2000:]
    assert int(re.findall(r"# pass (\d+)", tested.stdout)[0]) > 100
    assert "# skipped 0" in tested.stdout


def test_the_built_page_is_that_of_the_sources(tmp_path: Path) -> None:
    built = node("build.mjs", str(tmp_path))
    assert built.returncode == 0, built.stderr
    for file in tmp_path.iterdir():
        assert (STATIC / file.name).read_bytes() == file.read_bytes(), f"{file.name}: run make page"


def test_the_page_is_small() -> None:
    sizes = {file.name: len(gzip.compress(file.read_bytes(), 9)) for file in STATIC.iterdir()}
    del sizes["lessons.json"]
    assert sum(sizes.values()) <= MOST_BYTES, sizes


def test_no_file_of_the_page_is_long() -> None:
    sources = [file for kind in ("*.ts", "*.tsx") for file in (PAGE / "src").rglob(kind)]
    lengths = {str(file.relative_to(PAGE)): len(file.read_text().splitlines()) for file in sources}
    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}


def test_no_text_reaches_the_page_as_markup() -> None:
    found = [
        file.name
        for kind in ("*.ts", "*.tsx")
        for file in (PAGE / "src").rglob(kind)
        if re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", file.read_text()
        )
    ]
    assert found == []


def test_the_lock_file_names_no_registry() -> None:
    assert "://" not in re.sub(r'"(?:url|node)": .*', "", (PAGE / "package-lock.json").read_text())
