import datetime
import shutil
import sys

import pytest

from rosenblatt.data import Reading, TableWarning, load_table, read_frame
from rosenblatt.errors import TableError

openpyxl = pytest.importorskip("openpyxl", reason="openpyxl writes the workbooks of these tests")
pytest.importorskip("fastexcel", reason="fastexcel reads workbooks")

ROWS = [["age", "rate", "ok", "y"], [20, 0.1, True, "a"], [30, None, False, "b"], [40, 1e-7, True, "a"]]
READ = [(20, 0.1, True, "a"), (30, None, False, "b"), (40, 1e-7, True, "a")]


@pytest.fixture
def book(tmp_path, monkeypatch):
    """Write sheets, each a list of rows, and return the name of the workbook."""
    monkeypatch.chdir(tmp_path)

    def write(*sheets, name="book.xlsx"):
        workbook = openpyxl.Workbook()
        workbook.remove(workbook.active)
        for number, rows in enumerate(sheets, 1):
            sheet = workbook.create_sheet(f"Sheet {number}")
            for row in rows:
                sheet.append(row)
        workbook.save("book.xlsx")
        if name != "book.xlsx":
            shutil.move("book.xlsx", name)
        return name

    return write


@pytest.mark.parametrize("name", ["book.xlsx", "book.csv", "book.txt", "book.xls"])
def test_a_workbook_is_read_whatever_its_name(book, name):
    frame = read_frame(book(ROWS, name=name))
    assert frame.columns == ROWS[0]
    assert frame.rows() == READ


def test_numbers_keep_their_precision_and_texts_are_typed_as_in_csv(book):
    rows = [["a", "b", "code", "y"], [1 / 3, "1", "007", 1], [-2.5e-300, "2", "012", 2]]
    assert read_frame(book(rows)).rows() == [(0.3333333333333333, 1, "007", 1), (-2.5e-300, 2, "012", 2)]


def test_dates_are_written_in_full(book):
    rows = [["when", "y"], [datetime.date(2020, 1, 31), 1], [datetime.datetime(2020, 2, 1, 12, 30), 2]]
    texts = load_table(book(rows)).frame["when"].cast(str).to_list()
    assert [text[:10] for text in texts] == ["2020-01-31", "2020-02-01"]


@pytest.mark.parametrize(
    ("above", "row"),
    [([["My report"]], 2), ([["My report"], []], 3), ([[None, "Report of 2020"], [None, "Ward 5"]], 3)],
)
def test_title_rows_are_an_error_with_the_exact_option(book, above, row):
    name = book([*above, *ROWS])
    with pytest.raises(TableError, match=f"row {row} of sheet 'Sheet 1' of book.xlsx looks like the header"):
        load_table(name)
    with pytest.raises(TableError, match=f"--skip-lines {row - 1}$"):
        load_table(name)
    assert read_frame(name, Reading(skip_lines=row - 1)).rows() == READ


def test_the_first_sheet_with_values_is_read_and_the_others_are_named(book):
    name = book([], ROWS, [["c", "y"], [1, 2]])
    with pytest.warns(TableWarning, match="3 sheets: 'Sheet 2' is read, not .* 'Sheet 3'; .* --sheet NAME"):
        assert read_frame(name).rows() == READ
    assert read_frame(name, Reading(sheet="Sheet 3")).rows() == [(1, 2)]
    with pytest.raises(TableError, match=r"no sheet 'sheet3' .*did you mean 'Sheet 3'"):
        read_frame(name, Reading(sheet="sheet3"))


def test_the_header_of_a_sheet_is_found_as_that_of_a_csv_file(book):
    with pytest.warns(TableWarning, match="first column .* has no name"):
        assert read_frame(book([[None, "a", "y"], [0, 5, "u"], [1, 6, "v"]])).columns == ["a", "y"]
    with pytest.warns(TableWarning, match="row 2 .* looks like units"):
        assert read_frame(book([["a", "b", "y"], ["cm", "kg"], [1, 5, "u"], [2, 6, "v"]])).height == 2
    with pytest.warns(TableWarning, match="give --no-header"):
        read_frame(book([[5.1, "u"], [4.9, "v"], [5.0, "u"]]))
    assert read_frame("book.xlsx", Reading(header=False)).columns == ["column_1", "column_2"]


def test_a_workbook_without_values_or_damaged_is_an_error(book):
    with pytest.raises(TableError, match=r"sheet 'Sheet 1' of book.xlsx is empty"):
        load_table(book([]))
    with pytest.raises(TableError, match="and no rows"):
        load_table(book([["a", "b"]]))
    with open("broken.xls", "wb") as file:
        file.write(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 900)
    with pytest.raises(TableError, match=r"broken.xls cannot be read as a workbook"):
        load_table("broken.xls")


def test_without_fastexcel_the_error_says_what_to_install(book, monkeypatch):
    monkeypatch.setitem(sys.modules, "fastexcel", None)
    with pytest.raises(TableError, match=r"pip install fastexcel \(in a clone: pip install '\.\[excel\]'\)"):
        load_table(book(ROWS))
