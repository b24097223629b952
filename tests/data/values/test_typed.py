import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosenblatt.data import Reading
from rosenblatt.data.suspects import far_notes, far_values
from rosenblatt.data.values.dates import DateForm
from rosenblatt.data.values.markers import MARKERS, MISSING_WORDS
from rosenblatt.data.values.numbers import PLAIN, NumberForm
from rosenblatt.data.values.spoilt import spoilt_values
from rosenblatt.data.values.typed import TEXT, type_columns
from rosenblatt.errors import TableError


def typed(reading=None, known=None, **columns):
    options = {
        name: columns.pop(name) for name in ("decimal_comma", "as_written", "plain") if name in columns
    }
    return type_columns(
        pl.DataFrame(columns, schema_overrides=dict.fromkeys(columns, pl.String)), reading, known, **options
    )


def values(reading=None, known=None, **columns):
    frame = typed(reading, known, **columns).frame
    return [column.to_list() for column in frame.iter_columns()]


@pytest.mark.parametrize(
    "marker", [*MISSING_WORDS, "-", "--", ".", "None", "na", "n.a.", "NULL", "<NA>", "#N/A"]
)
@pytest.mark.parametrize(
    "numbers", [["1", "2"], ["1.5", "-2"], ["1.234,5", "2,5"], ["$1", "$2"], ["3 kg", "4 kg"]]
)
def test_a_marker_among_numbers_is_a_missing_value_however_often_it_occurs(marker, numbers):
    column = [*numbers, *[marker] * 30]
    found = typed(a=column).frame["a"]
    assert found.dtype.is_numeric()
    assert found.null_count() == 30


@pytest.mark.parametrize("marker", ["#DIV/0!", "#VALUE!", r"\N", "nan", "null", "none", "—"])
def test_a_marker_among_dates_is_a_missing_value(marker):
    assert values(a=["2020-01-01", marker]) == [[dt.date(2020, 1, 1), None]]


def test_a_marker_among_texts_is_a_text():
    assert values(a=["red", "-", "None", ".", "NA"]) == [["red", "-", "None", ".", None]]
    assert values(a=["-", "--", "."]) == [["-", "--", "."]]
    assert values(a=["007", "-"]) == [["007", "-"]]


def test_a_column_of_one_marker_is_empty():
    assert values(a=["-", "-", None]) == [[None, None, None]]


def test_own_markers_are_missing_everywhere():
    reading = Reading(na=("-999", "unknown"))
    columns = {"a": ["1", "-999"], "b": ["red", "unknown"], "c": ["1.5", "-999.0"], "d": ["1,5", "-999,00"]}
    assert values(reading, **columns) == [[1, None], ["red", None], [1.5, None], [1.5, None]]


@given(
    st.lists(st.one_of(st.none(), st.decimals(-1000, 1000, places=3)), min_size=1),
    st.sampled_from(sorted(MARKERS)),
    st.sampled_from([".", ","]),
)
def test_numbers_with_markers_are_read_back(numbers, marker, decimal):
    numbers = [*numbers, 0.5, 0.25]
    texts = [marker if number is None else f"{number}".replace(".", decimal) for number in numbers]
    [found] = values(a=texts)
    assert found == [None if number is None else float(number) for number in numbers]


@given(st.lists(st.sampled_from(["red", "blue", "x1", "1x2", "-", ".", "None", "ab 12", "12-B"]), min_size=1))
def test_texts_stay_texts(texts):
    texts = [*texts, "red"]
    assert values(a=texts) == [texts]


def test_columns_without_texts_and_other_types_are_unchanged():
    frame = pl.DataFrame({"a": [1, 2], "b": [True, None]})
    assert type_columns(frame).frame.equals(frame)


def test_a_plain_number_stays_so():
    assert values(a=["1.234", "5.678"], b=["red", "blue"]) == [[1.234, 5.678], ["red", "blue"]]


@pytest.mark.parametrize("other", [["1,5", "2,25"], ["1.234,56", "7"], ["12,5 €", "3 €"], ["1.234.567", "8"]])
def test_a_plain_number_is_read_in_the_convention_of_another_column(other):
    found = typed(a=["1.234", "567"], b=other)
    assert found.frame["a"].to_list() == [1234, 567]
    assert found.forms["a"] == NumberForm(",", ".")
    assert values(a=["1.5", "0.123"], b=other)[0] == [1.5, 0.123]


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (["3.14", "2.5"], 1234),
        (["1,234.5", "2"], 1234),
        (["1,234,567", "2"], 1234),
        (["1,5", "2,5"], 1.234),
        (["1.234,5", "2"], 1.234),
        (["807", "1,230"], 1234),
        (["$249,000", "$315,500"], 1234),
    ],
)
def test_what_can_be_either_is_read_as_another_column_shows(other, expected):
    assert values(a=["1,234", "2,345"], b=other)[0][0] == expected


def test_what_can_be_either_is_refused_with_both_readings_and_the_options():
    columns = {"a": ["1,234", "2,345"], "b": ["5", "6"]}
    message = r"'a' holds numbers .* '1,234' is 1234 if ',' separates thousands \(--thousands ,\), or 1\.234"
    with pytest.raises(TableError, match=message):
        typed(**columns)
    with pytest.raises(TableError, match=r"'1\.234 kg' is 1234 kg .*--thousands \.\), or 1\.234 kg"):
        typed(a=["1.234 kg", "2.345 kg"])
    with pytest.raises(TableError, match="'1,234' is 1234"):  # the others contradict each other
        typed(**columns, c=["1,5", "2"], d=["1.5", "2"])
    assert values(Reading(decimal=","), **columns)[0] == [1.234, 2.345]
    assert values(Reading(thousands=","), **columns)[0] == [1234, 2345]
    assert values(Reading(decimal="."), **columns)[0] == [1234, 2345]
    assert values(**columns, decimal_comma=True)[0] == [1.234, 2.345]


def test_an_option_changes_how_plain_numbers_are_read():
    assert values(Reading(decimal=","), a=["1.234", "5"]) == [[1234, 5]]
    assert values(Reading(thousands="."), a=["1.234", "5"]) == [[1234, 5]]
    assert values(Reading(decimal=","), a=["1.23", "5"]) == [[1.23, 5.0]]


def test_known_forms_are_those_of_the_training_table():
    known = {"a": NumberForm(",", "."), "b": PLAIN, "c": TEXT, "d": DateForm("month-day-year")}
    columns = {"a": ["1.234", "5"], "b": ["1,234", "-"], "c": ["12", "1,5"], "d": ["01/02/2020", "None"]}
    assert values(None, known, **columns) == [
        [1234, 5],
        [1234, None],
        ["12", "1,5"],
        [dt.date(2020, 1, 2), None],
    ]
    assert values(None, known, a=["1.5"], b=["2"], d=["2020-01-02"]) == [[1.5], [2], [dt.date(2020, 1, 2)]]
    assert values(None, known, a=["x"], c=["007"], e=["1,234"]) == [["x"], ["007"], ["1,234"]]


def test_without_forms_a_file_is_read_as_version_0_1_did():
    reading = Reading(forms=False)
    columns = {"a": ["1,5", "2"], "b": ["2020-01-01", "-"], "c": ["1", "None"]}
    assert values(reading, **columns) == [list(each) for each in columns.values()]
    assert values(reading, **columns, decimal_comma=True)[0] == [1.5, 2.0]


def test_texts_of_a_data_frame_are_converted_only_if_their_form_shows_it():
    columns = {"a": ["12", "13"], "b": ["1,5", " 2,5 "], "c": ["2020-01-01", ""], "d": [" x", "NA"]}
    assert values(**columns, as_written=False) == [
        ["12", "13"],
        [1.5, 2.5],
        [dt.date(2020, 1, 1), None],
        [" x", "NA"],
    ]


def test_names_of_sequences_are_plain():
    assert values(a=["2020-01-01", "1,5"], b=["1,5", "2,5"], plain=["b"]) == [
        ["2020-01-01", "1,5"],
        ["1,5", "2,5"],
    ]


def test_a_date_that_can_be_two_is_noted():
    assert "column 'a': dates such as '01/02/2020'" in typed(a=["01/02/2020", "03/04/2020"]).notes[0]


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (["1", "2", "3", "4", "oops"], "numbers"),
        (["1.234,5", "2,5", "3,5", "4,5", "oops"], "numbers like 1.234,5"),
        (["$1", "$2", "$3", "$4", "oops"], "numbers like $1234.5"),
        (["2020-01-01", "2020-01-02", "2020-01-03", "2020-01-04", "oops"], "dates or times"),
    ],
)
def test_a_few_texts_among_numbers_or_dates_are_found(texts, kind):
    assert spoilt_values(pl.Series("a", texts)) == ([(4, "oops")], kind)
    assert spoilt_values(pl.Series("a", texts[:4])) is None
    assert spoilt_values(pl.Series("a", ["red", "blue", *texts])) is None


def test_repeated_values_far_from_all_others_are_named():
    ages = [*range(20, 60)]
    assert far_values(pl.Series("a", [*ages, -999, -999, None])) == {-999.0: 2}
    assert far_values(pl.Series("a", [*ages, -999])) == {}
    assert far_values(pl.Series("a", [*ages, 200, 200])) == {}
    assert far_values(pl.Series("a", [*map(float, ages), -999, -999, 9999, 9999, 9999])) == {
        -999.0: 2,
        9999.0: 3,
    }
    assert far_values(pl.Series("a", [0.0] * 40 + [50.0, 50.0])) == {}
    assert far_values(pl.Series("a", ["x"])) == {}
    [note] = far_notes([pl.Series("a", [*ages, -999, -999])])
    assert "-999 (2 rows)" in note
    assert "--na -999 (in Python: Reading(na=('-999',)))" in note
