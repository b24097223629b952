"""Every kind of file on its whole way: show, train, predict and explain."""

import gzip
from collections.abc import Callable
from pathlib import Path

import polars
import pytest
from tests.cli.conftest import Rosenblatt

ROWS = [(150 + n, 40 + 7 * n % 60, "red" if n % 3 else "blue", "b" if n % 2 else "a") for n in range(40)]
HEADER = ("height", "weight", "colour", "y")


def text(separator: str = ",", above: str = "", header: tuple[str, ...] | None = HEADER) -> str:
    lines = [() if header is None else header, *ROWS]
    return above + "".join(separator.join(map(str, line)) + "\n" for line in lines if line)


def workbook(path: Path) -> None:
    book = pytest.importorskip("openpyxl", reason="openpyxl writes the workbook").Workbook()
    for row in [("Patients",), (), HEADER, *ROWS]:
        book.active.append(row)
    book.save(path)


KINDS: dict[str, tuple[str, bytes | Callable[[Path], None], tuple[str, ...], str]] = {
    "UTF-16": ("t.csv", b"\xff\xfe" + text("\t").encode("utf-16-le"), (), ""),
    "sep=;": ("t.csv", ("sep=;\r\n" + text(";")).encode(), (), ""),
    "gzip": ("t.csv.gz", gzip.compress(text().encode()), (), ""),
    "text": ("t.txt", text("  ").encode(), (), ""),
    "comments": ("t.dat", text("|", "# made by me\n#\n").encode(), (), ""),
    "title": ("t.csv", text(above="Patients, all\n\n").encode(), ("--skip-lines", "2"), ""),
    "units": ("t.csv", text().replace("y\n", "y\ncm,kg,,\n", 1).encode(), (), "line 2 of t.csv looks like"),
    "no header": ("t.data", text(header=None).encode(), ("--no-header",), ""),
    "index": (
        "t.csv",
        polars.DataFrame(ROWS, schema=HEADER, orient="row").with_row_index("").write_csv().encode(),
        (),
        "row numbers that pandas and R write",
    ),
    "trailing separators": ("t.csv", text().replace("\n", ",\n").encode(), (), "no name and no values"),
    "workbook": ("t.xlsx", workbook, ("--skip-lines", "2"), ""),
}  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_shown_trained_on_and_predicted(kind: str, rosenblatt: Rosenblatt, tmp_path: Path) -> None:
    name, content, options, warning = KINDS[kind]
    if callable(content):
        content(tmp_path / name)
    else:
        (tmp_path / name).write_bytes(content)
    shown = rosenblatt("show", name, *options)
    assert shown.code == 0, shown.err
    assert "40 rows." in shown.out
    assert f"rosenblatt train {name} {' '.join(options)}".strip() in shown.out.replace("\n", " ")
    assert warning in shown.err
    trained = rosenblatt(
        *("train", name, *options, "--model", "mlp", "--hidden", "2", "--max-iter", "3", "--repeats", "0"),
        *("--out", "run"),
    )
    assert trained.code == 0, trained.err
    predicted = rosenblatt("predict", "run", name, *options, "--out", "out.parquet")
    assert predicted.code == 0, predicted.err
    frame = polars.read_parquet(tmp_path / "out.parquet")
    assert frame.height == 40
    assert frame.width == len(HEADER) + 1
    assert frame.to_series(0).to_list() == [row[0] for row in ROWS]
    explained = rosenblatt("explain", "run", name, "--row", "40", *options)
    assert explained.code == 0, explained.err


def test_a_title_is_refused_before_anything_is_printed(rosenblatt: Rosenblatt, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(text(above="Patients\n"))
    for command in ("show", "train", "seeds"):
        done = rosenblatt(command, "t.csv")
        assert (done.code, done.out) == (2, "")
        assert "line 2 of t.csv looks like the header" in done.err
        assert "--skip-lines 1" in done.err


def test_options_of_reading_that_are_impossible_are_refused(rosenblatt: Rosenblatt, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(text())
    done = rosenblatt("show", "t.csv", "--decimal", ";")
    assert (done.code, done.out) == (2, "")
    assert "--decimal" in done.err
    done = rosenblatt("show", "t.csv", "--skip-lines=-1")
    assert done.code == 2
    assert "--skip-lines" in done.err
