import polars as pl
import pytest

from rosenblatt.data.sources.parquet_file import open_parquet
from rosenblatt.errors import TableError


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "table.parquet"
    pl.DataFrame({"a": [1, 2], "*": ["x", "y"], "c": [0.5, None]}).write_parquet(path)
    return path


def test_columns_are_known_before_values_are_read(path):
    assert open_parquet(path).columns == ("a", "*", "c")


def test_only_the_columns_asked_for_are_read_in_the_order_asked_for(path):
    frame = open_parquet(path).read(("c", "*"))
    assert frame.columns == ["c", "*"]
    assert frame.rows() == [(0.5, "x"), (None, "y")]


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"PAR1" + b"\0" * 50 + b"PAR1", b"PAR1"])
def test_what_is_no_parquet_file_is_an_error(path, content):
    path.write_bytes(content)
    with pytest.raises(TableError, match=r"table\.parquet cannot be read as a Parquet file .*write it again"):
        open_parquet(path)


def test_a_file_without_bytes_is_called_empty(path):
    path.write_bytes(b"")
    with pytest.raises(TableError, match=r"table\.parquet is empty"):
        open_parquet(path)


def test_a_file_cut_off_is_an_error(path):
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(TableError, match="cannot be read as a Parquet file"):
        open_parquet(path)


def test_damage_inside_a_file_is_an_error_on_reading(path):
    content = bytearray(path.read_bytes())
    content[4:60] = b"\xff" * 56
    path.write_bytes(content)
    source = open_parquet(path)
    with pytest.raises(TableError, match="cannot be read as a Parquet file"):
        source.read(source.columns)
