import csv
import io
import re
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosenblatt.data import TableWarning, read_frame
from rosenblatt.data.reading import Reading
from rosenblatt.data.sources.csv_file import open_csv
from rosenblatt.data.sources.reading import read_columns
from rosenblatt.data.sources.unpacking import unpack
from rosenblatt.data.values.markers import MISSING_WORDS
from rosenblatt.errors import TableError


def opened(text, reading=None):
    data = text if isinstance(text, bytes) else text.encode()
    return open_csv(unpack(data, "table", "the text"), reading)


def read(text, reading=None):
    source = opened(text, reading)
    return read_columns(source, source.columns, reading).frame


def column(*values):
    return read("a,b\n" + "".join(f"{value},1\n" for value in values))["a"]


@pytest.mark.parametrize(
    ("values", "dtype", "expected"),
    [
        (["1", "-2", "+3"], pl.Int64, [1, -2, 3]),
        (["1", "2.5", "1e3"], pl.Float64, [1.0, 2.5, 1000.0]),
        (["true", "False", "TRUE"], pl.Boolean, [True, False, True]),
        (["red", "1", "true"], pl.String, ["red", "1", "true"]),
        (["01234", "99999"], pl.String, ["01234", "99999"]),
        (["1234567890123456789", "2"], pl.String, ["1234567890123456789", "2"]),
        (["05.5", "7"], pl.Float64, [5.5, 7.0]),
        (["0", "10"], pl.Int64, [0, 10]),
        (["2020-01-31", "2020-02-30"], pl.String, ["2020-01-31", "2020-02-30"]),
    ],
)
def test_a_column_has_the_type_that_all_its_values_have(values, dtype, expected):
    read_column = column(*values)
    assert read_column.dtype == dtype
    assert read_column.to_list() == expected


def test_text_after_two_hundred_thousand_numbers_makes_a_column_text():
    read_column = column(*["1"] * 200_000, "late")
    assert read_column.dtype == pl.String
    assert read_column[-1] == "late"


@pytest.mark.parametrize("word", MISSING_WORDS)
def test_each_word_for_a_missing_value_becomes_null(word):
    assert column("1", f" {word} ", "3").to_list() == [1, None, 3]


def test_a_column_without_any_value_is_empty():
    assert column("NA", "?", "").dtype == pl.Null


def test_names_and_values_are_stripped_of_blanks():
    frame = read(" a , b\n 1 , red \n2,red\n")
    assert frame.columns == ["a", "b"]
    assert frame["b"].to_list() == ["red", "red"]


def test_lines_without_any_value_are_skipped():
    assert read('\n\na,b\n1,x\n\n,\n"",\n2,y\n\n\n').rows() == [(1, "x"), (2, "y")]
    assert read("a,b\n1,\n2,y\n").rows() == [(1, None), (2, "y")]


def test_windows_line_ends_and_a_byte_order_mark_are_no_part_of_the_values():
    assert read(b"\xef\xbb\xbfa,b\r\n1,x\r\n").to_dict(as_series=False) == {"a": [1], "b": ["x"]}


def test_quoted_values_may_hold_separators_quotes_and_line_ends():
    frame = read('"a, b",c\n"x\ny","say ""no"""\n')
    assert frame.columns == ["a, b", "c"]
    assert frame.row(0) == ("x\ny", 'say "no"')


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_the_separator_is_found_in_the_header(separator):
    assert read(f"a{separator}b\n1{separator}2\n").row(0) == (1, 2)


@pytest.mark.parametrize(
    "text",
    [
        "a b c\n1 2 x\n3 4 y\n",
        "a    b  c\n1    2  x\n3   4   y\n",
        "   a  b c\n  1  2 x  \n 3 4  y\n",
        "a\tb\tc\n1\t2\tx\n3\t4\ty\n",
        "# one, two\n\na|b|c\n1|2|x\n3|4|y\n",
        "sep=|\na|b|c\n1|2|x\n3|4|y\n",
        '"sep=;"\r\na;b;c\r\n1;2;x\r\n3;4;y\r\n',
        "SEP=\t\na\tb\tc\n1\t2\tx\n3\t4\ty\n",
    ],
)
def test_the_separator_is_the_one_that_cuts_the_lines_alike(text):
    frame = read(text)
    assert frame.columns == ["a", "b", "c"]
    assert frame.rows() == [(1, 2, "x"), (3, 4, "y")]


def test_a_declared_separator_goes_before_the_others():
    assert read("sep=;\na,x;b\n1,2;3,4\n").columns == ["a,x", "b"]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("#id,age,y\n1,20,a\n2,30,b\n", ["#id", "age", "y"]),
        ("# comment, with commas, three\nid,age,y\n1,20,a\n", ["id", "age", "y"]),
        ("#chrom\tname\nx\tu\ny\tv\n", ["#chrom", "name"]),
        ("#made by me\n#\n# and you\nid,y\n1,a\n", ["id", "y"]),
        ("tag,y\n#red,1\n#blue,2\n", ["tag", "y"]),
    ],
)
def test_leading_comments_are_no_part_of_the_table_and_other_signs_are(text, columns):
    frame = read(text)
    assert frame.columns == columns
    assert frame.height == text.partition(columns[-1] + "\n")[2].count("\n")


def test_a_comment_below_the_header_is_an_error_that_says_so():
    with pytest.raises(TableError, match=r"line 3 .* remove it if it is a comment \(only those"):
        read("a,b,y\n1,2,x\n# checked\n3,4,y\n")


def test_a_comma_in_quotes_is_no_separator():
    assert read('"a, b";c\n1;2\n').columns == ["a, b", "c"]


def test_between_semicolons_a_decimal_comma_is_a_point():
    frame = read("a;b\n1,5;x,y\n-2;z\n")
    assert frame["a"].to_list() == [1.5, -2.0]
    assert frame["b"].to_list() == ["x,y", "z"]


def test_only_the_columns_asked_for_are_read_in_the_order_asked_for():
    frame = opened(b"a,b,c\n1,2,3\n").read(("c", "a"))
    assert frame.columns == ["c", "a"]


def test_names_that_polars_takes_for_patterns_are_names():
    assert read("*,^a$,a\n1,2,3\n").to_dict(as_series=False) == {"*": [1], "^a$": [2], "a": [3]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the text is empty"),
        ("\n \n", "the text is empty"),
        ("a,b,c\n1,2,3\n4,5\n6,7,8\n", "line 3 of the text has 2 values, but the header names 3 columns"),
        ("a,b,c\n1,2,3\n4,5,6,7\n", "line 3 of the text has 4 values, but the header names 3 columns"),
        ('a,b,c\n1,"q\nr",3\n4\n', "line 4 of the text has 1 value, but the header names 3 columns"),
        (
            "a,b,a\n1,2,3\n",
            r"columns 1 and 3 of the text are both called 'a' \(line 1\): give each column its own",
        ),
        (
            "a,b,a,b,a\n1,2,3,4,5\n",
            r"columns 1, 3 and 5 .* all called 'a' .*, and 'b' occur more than once too",
        ),
        ("1.5,1.5,x\n1,2,3\n", r"columns 1 and 2 .* both called '1.5' .* is a sample, give --no-header"),
        ("0,0,0\n0,1,1\n1,0,1\n", "columns 1, 2 and 3 .* all called '0' .* is a sample, give --no-header"),
        ('a,b\n"x,1\n2,3\n', "line 2 of the text cannot be read .*quote that is not closed"),
        (b"a,b\nok,1\nM\xfcller,2\n", "not UTF-8 text .byte 0xfc in line 3.: save it as UTF-8"),
        (b"\x00\x01\x02", "not a text table"),
        (b"a" * 200_000, "first lines of the text cannot be read"),
        ('a,b\n1,x\n2,5" nail\n', "line 3 of the text has a quote inside a value: put the value in quotes"),
    ],
)
def test_a_spoilt_text_table_is_an_error_that_names_the_place(text, message):
    with pytest.raises(TableError, match=message):
        read(text)


def test_bytes_that_are_not_utf8_are_found_however_late_they_come():
    text = b"a,b\n" + b"1,2\n" * 100_000 + b"\xff,2\n"
    with pytest.raises(TableError, match="byte 0xff in line 100002"):
        read(text)


def test_a_first_line_that_reads_like_values_is_a_warning():
    with pytest.warns(TableWarning, match="looks like values, not like column names"):
        read("5.1,3.5,setosa\n4.9,3.0,setosa\n")


def test_a_file_and_its_bytes_are_read_alike(write):
    text = "a,b\n1,x\n2,y\n"
    assert read_frame(Path(write(text))).equals(read(text))


def test_a_file_with_pattern_signs_in_its_name_is_that_file(write):
    assert read_frame(write("a,b\n1,2\n", "data[1]*.csv")).row(0) == (1, 2)


@given(st.text('ab,"\n1 ', max_size=12))
def test_what_is_read_is_what_the_csv_module_reads(body):
    text = f"h,i\n{body}\n"
    try:
        frame = read(text, Reading(forms=False))
    except (TableError, TableWarning):
        return
    rows = [row for row in csv.reader(io.StringIO(text, newline="")) if any(map(str.strip, row))][1:]
    assert not any(value.strip() for row in rows for value in row[2:])
    values = [tuple("" if value is None else str(value) for value in row) for row in frame.rows()]
    assert values == [tuple(value.strip() for value in row[:2]) for row in rows]


NAMES = st.text(st.characters(categories=["L", "N", "P", "S"], codec="utf-8"), min_size=1, max_size=8)
VALUES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8).map(
    lambda text: f"t{text}t"
)


@given(
    names=st.lists(
        NAMES.filter(lambda name: not re.match(r"[+-]?[.\d]", name)), min_size=2, max_size=4, unique=True
    ),
    data=st.data(),
)
def test_what_a_csv_writer_wrote_comes_back(names, data):
    n_rows = data.draw(st.integers(1, 5))
    numbers = st.floats(allow_nan=False, allow_infinity=False)
    columns = {
        name: data.draw(
            st.lists(data.draw(st.sampled_from([VALUES, numbers])), min_size=n_rows, max_size=n_rows)
        )
        for name in names
    }
    frame = pl.DataFrame(columns)
    again = read(frame.write_csv())
    assert again.columns == frame.columns
    for name in names:
        if frame[name].dtype == pl.String:
            assert again[name].to_list() == frame[name].to_list()
        else:
            np.testing.assert_array_equal(again[name].cast(pl.Float64).to_numpy(), frame[name].to_numpy())
