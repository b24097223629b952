"""Tables as people have them: the header is found, or the error names its line and the option to use."""

import warnings

import polars as pl
import pytest

from rosenblatt.data import Reading, TableWarning, load_table, read_frame
from rosenblatt.errors import TableError

ROWS = "150,60,red,a\n160,64,blue,b\n170,61,red,a\n180,81,green,b\n"
TABLE = "height,weight,colour,y\n" + ROWS


@pytest.mark.parametrize(
    ("above", "line"),
    [
        ("Patients of 2020\n", 2),
        ("Patients of 2020\n\n", 3),
        ("Patients\nWard 5, floor 2\n\n", 4),
        ("Report,,,\n,,,\n", 3),
        (",Report,,\n", 2),
        ("# logger 3\nReport\n", 3),
        ("cm,kg,,\n", 2),
        ("cm,kg,text,class\n", 2),
        ("size,size,look,look\n", 2),
    ],
)
def test_lines_above_the_header_are_an_error_with_the_exact_option(write, above, line):
    name = write(above + TABLE)
    with pytest.raises(TableError, match=f"line {line} of table.csv looks like the header .'height', "):
        load_table(name)
    with pytest.raises(TableError, match=f"--skip-lines {line - 1}$"):
        load_table(name)
    frame = read_frame(name, Reading(skip_lines=line - 1))
    assert frame.equals(read_frame(write(TABLE, "plain.csv")))


def test_a_title_above_texts_alone_is_found_too(write):
    with pytest.raises(TableError, match=r"--skip-lines 1$"):
        load_table(write("My data\na,b,c\nx,y,z\nx,y,u\n"))


def test_more_lines_skipped_than_there_are_is_an_error(write):
    with pytest.raises(TableError, match="no line after the 9 skipped ones: give a lower --skip-lines"):
        load_table(write(TABLE), reading=Reading(skip_lines=9))


@pytest.mark.parametrize(
    "units",
    ["cm,kg,,", "[cm],[kg],[text],[class]", "(mm),(g),-,-", "centimetres,kilograms,name,class", "mm,,,"],
)
def test_a_line_of_units_under_the_header_is_left_out_with_a_warning(write, units):
    name = write(TABLE.replace("y\n", f"y\n{units}\n", 1))
    with pytest.warns(TableWarning, match="line 2 of table.csv looks like units .* it is left out"):
        frame = read_frame(name)
    assert frame.equals(read_frame(write(TABLE, "plain.csv")))


@pytest.mark.parametrize(
    "text",
    [
        "a,y\nNA,NA\n1,2\n3,4\n5,6\n",
        "a,y\n-,1\n1,2\n3,4\n5,6\n",
        "colour,size\nred,many\nblue,3\ngreen,4\n",
        "a,b,y\nx,y,z\nu,y,z\nx,v,w\n",
    ],
)
def test_a_first_sample_with_missing_values_or_texts_is_no_line_of_units(write, text):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert read_frame(write(text)).height == text.count("\n") - 1


@pytest.mark.parametrize(
    "text",
    [
        ROWS,
        "186,234,1\n140,221,1\n139,200,0\n190,276,1\n",
        "5,red\n7,blue\n9,red\n",
        "186,Anna\n140,Ben\n190,Carl\n",
        "sunny,hot,no\nrain,mild,yes\nsunny,mild,no\nrain,hot,no\n",
        "5.1 3.5 1.4\n4.9 3.0 1.3\n",
        "2020-01-01,5\n2020-01-02,7\n2020-01-03,6\n",
        "?,60,a\n160,64,b\n170,61,a\n",
        "1,2,3,setosa\n4,5,6,setosa\n7,8,9,virginica\n",
        "1.5;2,5\n3.5;4,5\n",
    ],
)
def test_a_first_line_that_is_a_sample_is_named_with_the_option(write, text):
    name = write(text)
    with pytest.warns(TableWarning, match="looks like values, not like column names .* give --no-header"):
        load_table(name)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        frame = read_frame(name, Reading(header=False))
    assert frame.height == text.count("\n")
    assert frame.columns[:2] == ["column_1", "column_2"]


@pytest.mark.parametrize(
    "text",
    [
        "country,2000,2010,2020\na,0.1,0.2,0.3\nb,0.2,0.3,0.4\nc,0.2,0.5,0.4\n",
        "0,1,2,3\n0.5,0.1,0.2,1\n0.1,0.4,0.3,0\n",
        "region,2020\nnorth,5\nsouth,7\n",
        "x,0.5,0.9\n1,2,3\n4,5,6\n",
        "a,b,y\nred,yes,no\nblue,no,yes\nred,no,no\n",
        "yes,no,y\nyes,no,a\nno,yes,b\n".replace("yes,no,y", "first,second,y"),
        "age,city\n5,Rome\n",
    ],
)
def test_a_header_with_numbers_or_plain_texts_is_a_header_silently(write, text):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert read_frame(write(text)).columns == text.partition("\n")[0].split(",")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (",a,y\n0,5,u\n1,6,v\n2,7,u\n", ["a", "y"]),
        (",a,y\nr1,5,u\nr2,6,v\n", ["a", "y"]),
        ('"","a","y"\n"1",5,"u"\n"2",6,"v"\n', ["a", "y"]),
        ('"a" "y"\n"1" 5 "u"\n"2" 6 "v"\n', ["a", "y"]),
        ("a,y\nMazda,5,u\nFiat,6,v\n", ["a", "y"]),
        (",0,1,2\n0,5.1,3.5,1\n1,4.9,3.0,0\n", ["0", "1", "2"]),
    ],
)
def test_a_first_column_without_a_name_is_the_index_of_pandas_or_r(write, text, left):
    with pytest.warns(TableWarning, match="first column of table.csv has no name, like the row numbers"):
        frame = read_frame(write(text))
    assert frame.columns == left
    assert frame.width == len(frame.row(0)) == len(left)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a,y,\n5,u,\n6,v,\n", "1 column has"),
        ("a,y,,\n5,u,,\n6,v,,\n", "2 columns have"),
        ("a,y,\n5,u\n6,v\n", "1 column has"),
        ("a,,y\n5,,u\n6, ,v\n", "1 column has"),
    ],
)
def test_columns_without_name_and_values_are_dropped_with_a_warning(write, text, count):
    with pytest.warns(TableWarning, match=f"{count} no name and no values in table.csv: left out"):
        frame = read_frame(write(text))
    assert frame.rows() == [(5, "u"), (6, "v")]


def test_a_separator_at_the_end_of_each_row_alone_changes_nothing(write):
    assert read_frame(write("a,y\n5,u,\n6,v,\n")).rows() == [(5, "u"), (6, "v")]
    assert read_frame(write("a,y\n5,u,\n6,v\n")).rows() == [(5, "u"), (6, "v")]


def test_a_column_without_a_name_but_with_values_is_called_by_its_place(write):
    with pytest.warns(TableWarning, match="1 column of table.csv without a name .* called 'column_2'"):
        assert read_frame(write("a,,y\n5,2,u\n6,3,v\n")).columns == ["a", "column_2", "y"]
    with pytest.warns(TableWarning, match="called 'column_3_'"):
        assert read_frame(write("a,column_3,\n5,2,u\n6,3,v\n")).columns[-1] == "column_3_"


def test_the_frame_without_its_index_is_the_frame_that_pandas_wrote(write):
    pandas = pytest.importorskip("pandas")
    written = pandas.DataFrame({"a": [5, 6, 7], "y": ["u", "v", "u"]})
    with pytest.warns(TableWarning, match="row numbers"):
        read = read_frame(write(written.to_csv()))
    assert read.equals(pl.DataFrame({"a": [5, 6, 7], "y": ["u", "v", "u"]}))
