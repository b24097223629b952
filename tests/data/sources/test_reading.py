import io
import sys
from pathlib import Path

import polars as pl
import pytest

from rosenblatt.data import builtin_names, load_table, read_frame
from rosenblatt.data.sources.reading import open_source
from rosenblatt.errors import TableError


def test_a_tsv_file_is_separated_by_tabs_even_with_commas_in_its_header(write):
    frame = read_frame(write("a, b\tc\n1\t2\n", "table.TSV"))
    assert frame.columns == ["a, b", "c"]


def test_csv_and_parquet_of_one_table_read_alike(write):
    frame = pl.DataFrame({"a": [1, None], "b": ["x", "y"], "c": [True, False], "d": [0.1, None]})
    frame.write_parquet(write("", "table.parquet"))
    frame.write_csv(write("", "table.csv"))
    assert read_frame("table.csv").equals(read_frame("table.parquet"))


def test_a_dash_reads_csv_from_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a,b\n1,x\n")))
    table = load_table("-")
    assert table.frame.row(0) == (1, "x")
    assert table.source == "standard input"


def test_a_home_folder_is_understood(write, monkeypatch):
    write("a,b\n1,2\n")
    monkeypatch.setenv("HOME", str(Path.cwd()))
    monkeypatch.setenv("USERPROFILE", str(Path.cwd()))
    assert read_frame("~/table.csv").row(0) == (1, 2)


def test_a_built_in_table_goes_before_a_file_of_its_name(write):
    write("", "iris")
    assert load_table("iris").n_rows == 150


@pytest.mark.parametrize("name", ["table.csv", "table.tsv"])
def test_an_empty_file_is_an_error(write, name):
    with pytest.raises(TableError, match=f"{name} is empty"):
        read_frame(write("", name))


def test_a_header_without_rows_is_an_error(write):
    with pytest.raises(TableError, match=r"table\.csv has the columns 'a', 'b' and no rows"):
        read_frame(write("a,b\n"))
    pl.DataFrame({"a": [], "b": []}).write_parquet("table.parquet")
    with pytest.raises(TableError, match="and no rows"):
        load_table("table.parquet")


def test_a_name_that_is_no_table_names_those_there_are_and_the_nearest():
    with pytest.raises(TableError, match=r"'irsi', did you mean 'iris'") as caught:
        load_table("irsi")
    for known in (*builtin_names(), ".csv", ".tsv", ".parquet", "'-'"):
        assert known in str(caught.value)


def test_a_file_that_is_not_there_names_the_nearest_in_its_folder(write):
    write("a,b\n1,2\n", "flowers.csv")
    with pytest.raises(TableError, match=r"no such file: flower\.csv, did you mean 'flowers\.csv'"):
        load_table("flower.csv")


@pytest.mark.parametrize("name", [".", "", "/"])
def test_a_folder_is_an_error(name):
    with pytest.raises(TableError, match="is a folder, not a table"):
        load_table(name)


@pytest.mark.parametrize(("name", "ending"), [("table.json", r"\.json"), ("table", "nothing")])
def test_another_kind_of_file_is_an_error_that_names_the_known_kinds(write, name, ending):
    with pytest.raises(TableError, match=rf"a table is a \.csv, .* or \.parquet file, .*ends in {ending}"):
        load_table(write("a,b\n1,2\n", name))


def test_what_the_system_refuses_is_an_error_with_its_reason(write, monkeypatch):
    name = write("a,b\n1,2\n")

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(TableError, match=r"table\.csv cannot be read: Permission denied"):
        load_table(name)
    with pytest.raises(TableError, match=r"cannot be read: File name too long|no such file"):
        load_table("x" * 5000 + ".csv")


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "table.parquet"
    pl.DataFrame({"a": [1, 2], "*": ["x", "y"], "c": [0.5, None]}).write_parquet(path)
    return path


def test_columns_are_known_before_values_are_read(path):
    assert open_source(path).columns == ("a", "*", "c")


def test_only_the_columns_asked_for_are_read_in_the_order_asked_for(path):
    frame = open_source(path).read(("c", "*"))
    assert frame.columns == ["c", "*"]
    assert frame.rows() == [(0.5, "x"), (None, "y")]


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"PAR1" + b"\0" * 50 + b"PAR1", b"PAR1"])
def test_what_is_no_parquet_file_is_an_error(path, content):
    path.write_bytes(content)
    with pytest.raises(TableError, match=r"table\.parquet cannot be read as a Parquet file .*write it again"):
        open_source(path)


def test_a_file_without_bytes_is_called_empty(path):
    path.write_bytes(b"")
    with pytest.raises(TableError, match=r"table\.parquet is empty"):
        open_source(path)


def test_a_file_cut_off_is_an_error(path):
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(TableError, match="cannot be read as a Parquet file"):
        open_source(path)


def test_damage_inside_a_file_is_an_error_on_reading(path):
    content = bytearray(path.read_bytes())
    content[4:60] = b"\xff" * 56
    path.write_bytes(content)
    source = open_source(path)
    with pytest.raises(TableError, match="cannot be read as a Parquet file"):
        source.read(source.columns)
