import polars as pl
import pytest

from rosenblatt.data import drop_missing, missing_report
from rosenblatt.data.preparation.missing import missing_text
from rosenblatt.errors import TableError

FRAME = pl.DataFrame({"a": [1.0, float("nan"), None, 4.0], "b": ["x", "y", "z", None], "c": [1, 2, 3, 4]})


def test_the_report_counts_null_and_nan_and_leaves_whole_columns_out():
    assert missing_report(FRAME) == {"a": 2, "b": 1}


def test_dropping_keeps_the_rows_that_are_whole():
    assert drop_missing(FRAME).rows() == [(1.0, "x", 1)]


def test_a_whole_frame_is_returned_itself():
    frame = FRAME.select("c")
    assert drop_missing(frame) is frame


def test_dropping_every_row_is_an_error():
    with pytest.raises(TableError, match=r"no row is complete; values are missing in 'a' .2 of 3 rows., 'b'"):
        drop_missing(FRAME[1:])


def test_the_report_in_words_names_column_and_rows():
    assert missing_text({"age": 177}, 891) == "'age' (177 of 891 rows)"
    assert missing_text({str(number): 1 for number in range(20)}, 1).endswith(
        "'11' (1 of 1 row) and 8 more columns"
    )
