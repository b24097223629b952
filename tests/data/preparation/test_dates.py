import datetime as dt

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosenblatt.data import Preparation
from rosenblatt.data.preparation.dates import DateFeature, part_of
from rosenblatt.data.values.dates import DateForm
from rosenblatt.errors import ModelFileError, TableError
from rosenblatt.storage.fields import plain, read


def inputs(feature, column, rows=None):
    out = np.zeros((len(feature.input_names), len(column) if rows is None else len(rows)))
    feature.write(column, rows, out)
    return out


DAYS = pl.Series("day", [dt.date(2020, 1, 1), dt.date(2020, 1, 3), dt.date(2020, 3, 1), None])


def test_a_date_is_the_time_since_the_earliest_training_row_and_its_parts():
    feature = DateFeature.fit(DAYS, np.array([0, 1]), "error")
    assert feature == DateFeature("day", "2020-01-01", 1.0, 1.0, ("weekday",))
    assert feature.input_names == ("day: days since 2020-01-01", "day: weekday (sin)", "day: weekday (cos)")
    wednesday, friday = 2 * np.pi * 2 / 7, 2 * np.pi * 4 / 7
    np.testing.assert_allclose(
        inputs(feature, DAYS[:2]),
        [[-1, 1], np.sin([wednesday, friday]), np.cos([wednesday, friday])],
        atol=1e-15,
    )
    assert inputs(feature, DAYS, np.array([2]))[0].tolist() == [59.0]


def test_months_and_hours_are_inputs_where_they_vary():
    moments = pl.Series("at", [dt.datetime(2020, 1, 1, 6), dt.datetime(2020, 2, 1, 18)])
    feature = DateFeature.fit(moments, None, "error")
    assert (feature.start, feature.parts) == ("2020-01-01 06:00:00", ("month", "hour"))
    np.testing.assert_allclose(
        inputs(feature, moments)[1:], [[0, 0.5], [1, np.sqrt(0.75)], [1, -1], [0, 0]], atol=1e-15
    )
    constant = pl.Series("at", [dt.date(2020, 1, 1)] * 2)
    assert DateFeature.fit(constant, None, "error") == DateFeature("at", "2020-01-01", 0.0, 1.0, ())


def test_the_weekday_of_a_monthly_series_says_nothing():
    months = pl.Series("m", [dt.date(2020, month, 1) for month in range(1, 13)])
    assert DateFeature.fit(months, None, "error").parts == ("month",)


def test_times_of_day_are_hours_and_a_place_on_the_clock():
    times = pl.Series("t", [dt.time(6), dt.time(18, 30)])
    feature = DateFeature.fit(times, None, "error")
    assert feature.input_names == ("t: hours", "t: hour (sin)", "t: hour (cos)")
    assert (feature.mean, feature.scale) == (12.25, 6.25)
    durations = pl.Series("t", [dt.timedelta(hours=20), dt.timedelta(hours=26)])
    feature = DateFeature.fit(durations, None, "error")
    assert (feature.input_names, feature.mean, feature.scale) == (("t: hours",), 23.0, 3.0)


@pytest.mark.parametrize("dtype", [pl.Datetime("ms"), pl.Datetime("ns"), pl.Datetime("us", "Europe/Berlin")])
def test_all_units_and_zones_mean_the_same_moment(dtype):
    column = pl.Series("at", [dt.datetime(2020, 1, 1), dt.datetime(2020, 1, 2)])
    feature = DateFeature.fit(column, None, "error")
    other = column.cast(pl.Datetime("us"))
    other = other.dt.replace_time_zone("UTC").cast(dtype) if dtype.time_zone else other.cast(dtype)
    assert inputs(feature, other).tolist() == inputs(feature, column).tolist()


@pytest.mark.parametrize(
    ("missing", "fill"), [("fill", 2.0), ("mean", 62 / 3), ("most-frequent", 0.0), ("error", None)]
)
def test_a_missing_date_is_filled_with_the_median_mean_or_mode(missing, fill):
    feature = DateFeature.fit(DAYS, None, missing)
    assert (feature.fill, feature.was_missing) == (fill, missing == "fill")
    if fill is not None:
        made = inputs(feature, DAYS)
        np.testing.assert_allclose(made[0, 3], (fill - feature.mean) / feature.scale)
        if missing == "fill":
            assert feature.input_names[-1] == "day was missing"
            assert made[-1].tolist() == [0, 0, 0, 1]
            assert feature.moment(fill) == "2020-01-03"


def test_texts_are_read_in_the_form_of_the_training_table():
    feature = DateFeature("day", "2020-01-01", 0.0, 1.0, (), form=DateForm("day-month-year"))
    assert inputs(feature, pl.Series("day", ["02.01.2020", "n.a."])).tolist()[0][0] == 1.0
    assert inputs(feature, pl.Series("day", ["2020-01-03"])).tolist() == [[2.0]]
    with pytest.raises(TableError, match="'day' must hold dates written as day-month-year, got the text 'x'"):
        inputs(feature, pl.Series("day", ["x"]))
    with pytest.raises(TableError, match=r"'day' must hold dates such as 2020-12-31, .*got the type integer"):
        inputs(feature, pl.Series("day", [1]))
    with pytest.raises(TableError, match="got the type time"):
        inputs(feature, pl.Series("day", [dt.time(12)]))


def test_a_column_without_dates_in_the_training_rows_is_an_error():
    with pytest.raises(TableError, match="column 'day' has no values in the training part: leave it out"):
        DateFeature.fit(DAYS, np.array([3]), "fill")


@given(st.lists(st.datetimes(dt.datetime(1, 1, 1), dt.datetime(3000, 1, 1)), min_size=1, max_size=20))
def test_parts_are_those_of_the_calendar(moments):
    micro = pl.Series(moments, dtype=pl.Datetime("us")).to_physical().cast(pl.Float64).to_numpy()
    exact = [dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=each) for each in micro.tolist()]
    assert part_of(micro, "month").tolist() == [each.month - 1 for each in exact]
    assert part_of(micro, "weekday").tolist() == [each.weekday() for each in exact]
    hours = [
        (each - each.replace(hour=0, minute=0, second=0, microsecond=0)) / dt.timedelta(hours=1)
        for each in exact
    ]
    np.testing.assert_allclose(part_of(micro, "hour"), hours, rtol=1e-12, atol=1e-9)


def test_a_file_keeps_the_recipe():
    feature = DateFeature(
        "day", "2020-01-01", 1.0, 2.0, ("month", "hour"), 3.0, True, DateForm("day-month-year")
    )
    assert read(DateFeature, plain(feature), "here") == feature
    short = DateFeature("day", None, 1.0, 2.0, ())
    assert set(plain(short)) == {"kind", "name", "start", "mean", "scale", "parts", "fill"}
    assert read(DateFeature, plain(short), "here") == short


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"start": "yesterday"}, r"here\.start must be a date such as 2020-12-31, got 'yesterday'"),
        ({"start": 5}, r"here\.start must be"),
        ({"parts": ["hour", "month"]}, r"here\.parts must be some of month, weekday, hour in this order"),
        ({"parts": ["year"]}, r"here\.parts\[0\] must be one of month, weekday, hour"),
        ({"scale": 0}, r"here\.scale must"),
        ({"form": {"order": "ymd"}}, r"here\.form\.order must be one of"),
    ],
)
def test_a_strangers_file_is_refused_with_the_fields_name(change, message):
    written = plain(DateFeature("day", "2020-01-01", 1.0, 2.0, ()))
    with pytest.raises(ModelFileError, match=message):
        read(DateFeature, written | change, "here")


def test_dates_and_forms_of_a_data_frame_become_inputs_and_return_from_a_file():
    frame = pl.DataFrame(
        {
            "day": ["31.12.2020", "01.01.2021", "-"],
            "price": ["1.234,5 €", "2,5 €", "3,0 €"],
            "sold": ["yes", "no", "no"],
        }
    )
    prepared = Preparation.fit(
        frame, target="sold", features=["day", "price"], task="classification", missing="fill"
    )
    assert prepared.input_names == (
        "day: days since 2020-12-31",
        *(f"day: {part} ({side})" for part in ("month", "weekday") for side in ("sin", "cos")),
        "day was missing",
        "price",
    )
    again = Preparation.from_dict(prepared.to_dict())
    assert again == prepared
    assert again.inputs(frame).tolist() == prepared.inputs(frame).tolist()
    assert again.forms["day"] == DateForm("day-month-year")
