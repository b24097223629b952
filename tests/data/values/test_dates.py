import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosenblatt.data.values.dates import DateForm, date_forms, dates_of_texts, text_of, texts_of
from rosenblatt.errors import TableError


def read(*texts):
    column = pl.Series("a", texts)
    found = date_forms(column)
    assert found is not None, texts
    form, note = found.chosen()
    dates = form.read(column)
    assert dates is not None
    return form.order, dates.to_list(), note


DAY = dt.date(2020, 12, 31)


@pytest.mark.parametrize(
    ("texts", "order", "first"),
    [
        (["2020-12-31"], "year-month-day", DAY),
        (["2020/12/31"], "year-month-day", DAY),
        (["2020.12.31"], "year-month-day", DAY),
        (["31.12.2020"], "day-month-year", DAY),
        (["31.12.20", "01.02.21"], "day-month-year", DAY),
        (["31/12/2020", "01/02/2020"], "day-month-year", DAY),
        (["12/31/2020", "1/2/2020"], "month-day-year", DAY),
        (["12/31/20"], "month-day-year", DAY),
        (["31-12-2020"], "day-month-year", DAY),
        (["Dec 31, 2020", "January 5, 2021"], "month-day-year", DAY),
        (["December 31 2020"], "month-day-year", DAY),
        (["31 Dec 2020"], "day-month-year", DAY),
        (["31-Dec-20"], "day-month-year", DAY),
        (["31. December 2020"], "day-month-year", DAY),
        (["2020-12", "2021-01"], "year-month", dt.date(2020, 12, 1)),
        (["12/2020"], "month-year", dt.date(2020, 12, 1)),
        (["Dec 2020", "May 2021"], "month-year", dt.date(2020, 12, 1)),
        (["2020-12-31 10:30"], "year-month-day", dt.datetime(2020, 12, 31, 10, 30)),
        (["2020-12-31T10:30:15.25Z"], "year-month-day", dt.datetime(2020, 12, 31, 10, 30, 15, 250000)),
        (["2020-12-31T10:30:00+02:00"], "year-month-day", dt.datetime(2020, 12, 31, 8, 30)),
        (["2020-12-31 10:30:00 -0130"], "year-month-day", dt.datetime(2020, 12, 31, 12)),
        (["31.12.2020, 10:30"], "day-month-year", dt.datetime(2020, 12, 31, 10, 30)),
        (["12/31/2020 5:30 PM"], "month-day-year", dt.datetime(2020, 12, 31, 17, 30)),
        (["2020-12-31", "2021-01-01 12:00"], "year-month-day", dt.datetime(2020, 12, 31)),
        (["12:30", "23:59"], "time", dt.time(12, 30)),
        (["12:30:05.5"], "time", dt.time(12, 30, 5, 500000)),
        (["12:05 AM", "1:00 pm"], "time", dt.time(0, 5)),
        (["20:00:15", "25:10:00"], "time", dt.timedelta(hours=20, seconds=15)),
    ],
)
def test_dates_are_read_in_the_order_that_all_of_them_fit(texts, order, first):
    found, dates, note = read(*texts)
    assert (found, dates[0], note) == (order, first, None)


@pytest.mark.parametrize(
    "texts",
    [
        ["2020-02-30"],
        ["2020-13-01"],
        ["32.01.2020"],
        ["1.2.10", "1.10.2"],
        ["2019-20"],
        ["2010-11", "2011-12"],
        ["16:9"],
        ["12:60"],
        ["1-2-3"],
        ["555-1234"],
        ["123-45-6789"],
        ["2020-01-01", "yes"],
        ["2020-01-01", "31.12.2020"],
        ["20201231"],
        ["13:00 PM"],
        ["Mayor 5, 2020"],
    ],
)
def test_what_is_no_date_stays_text(texts):
    assert date_forms(pl.Series("a", texts)) is None


def test_a_day_that_can_be_a_month_is_read_as_people_there_write_and_said():
    order, dates, note = read("01/02/2020", "03/04/2020")
    assert (order, dates[0]) == ("month-day-year", dt.date(2020, 1, 2))
    assert note is not None
    assert "'01/02/2020' are read as month-day-year, and could be day-month-year" in note
    order, dates, note = read("01-02-2020", "03-04-2020")
    assert (order, note is None) == ("day-month-year", False)
    assert read("01.02.2020", "03.04.2020")[::2] == ("day-month-year", None)


def test_dates_that_are_all_the_first_of_a_month_show_their_order():
    assert read("01/01/2020", "01/02/2020", "01/03/2020")[::2] == ("day-month-year", None)
    assert read("1/1/2020", "2/1/2020", "3/1/2020")[::2] == ("month-day-year", None)


def test_a_known_order_reads_years_first_too_and_names_a_text_that_is_no_date():
    form = DateForm("month-day-year")
    assert dates_of_texts(pl.Series(["01/02/2020", "-"]), form).to_list() == [dt.date(2020, 1, 2), None]
    assert dates_of_texts(pl.Series(["2020-01-02"]), form).to_list() == [dt.date(2020, 1, 2)]
    with pytest.raises(
        TableError, match="'a' must hold dates written as month-day-year, got the text 'x' in row 2"
    ):
        dates_of_texts(pl.Series("a", ["01/02/2020", "x"]), form)


MOMENTS = st.datetimes(dt.datetime(1000, 1, 1), dt.datetime(2999, 12, 31))
FORMATS = {
    "year-month-day": ["%Y-%m-%d", "%Y/%m/%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S.%fZ"],
    "day-month-year": ["%d.%m.%Y", "%d.%m.%Y %H:%M", "%d %b %Y", "%d. %B %Y", "%d-%b-%Y %H:%M:%S"],
    "month-day-year": ["%b %d, %Y", "%B %d %Y", "%b %d, %Y %H:%M"],
}


@given(
    st.lists(MOMENTS, min_size=1, max_size=10),
    st.sampled_from([(order, each) for order, formats in FORMATS.items() for each in formats]),
)
def test_what_is_written_is_read_back(moments, written):
    order, form = written
    texts = [moment.strftime(form) for moment in moments]
    found, dates, _ = read(*texts)
    assert found == order
    expected = [dt.datetime.strptime(text, form) for text in texts]
    assert dates == [each if "%H" in form else each.date() for each in expected]


@given(st.lists(st.dates(dt.date(1000, 1, 1)), min_size=1, max_size=10), st.sampled_from("/-"))
def test_days_and_months_are_not_mixed_up_where_one_day_shows_the_order(days, sign):
    days = [*days, dt.date(2020, 5, 13)]
    for order, form in (("day-month-year", "%d{0}%m{0}%Y"), ("month-day-year", "%m{0}%d{0}%Y")):
        found, dates, note = read(*(day.strftime(form.format(sign)) for day in days))
        assert (found, dates, note) == (order, days, None)


@given(st.lists(st.timedeltas(dt.timedelta(0), dt.timedelta(hours=900)), min_size=1, max_size=9))
def test_texts_of_times_are_read_as_these_again(durations):
    column = pl.Series("a", durations, dtype=pl.Duration("us"))
    again = DateForm("time").read(texts_of(column))
    assert again is not None
    assert again.cast(pl.Duration("us")).to_list() == durations if again.dtype != pl.Time else True
    assert texts_of(column).to_list() == [text_of(each) for each in durations]


@given(st.lists(st.text("0123456789-/.: TZ", max_size=12), min_size=1, max_size=4))
def test_whatever_the_texts_they_are_read_whole_or_not_at_all(texts):
    column = pl.Series("a", [text.strip() for text in texts])
    found = date_forms(column)
    for form in () if found is None else found.forms:
        dates = form.read(column)
        assert dates is not None
        assert dates.null_count() == 0
