import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from rosenblatt.data import TableWarning
from rosenblatt.data.preparation.features import NumberFeature, TextFeature
from rosenblatt.data.preparation.part import blocks_of
from rosenblatt.data.preparation.statistics import mean_and_scale
from rosenblatt.errors import ModelFileError, TableError
from rosenblatt.storage.fields import plain, read


def number_inputs(feature, column, rows=None):
    out = np.zeros((len(feature.input_names), len(column) if rows is None else len(rows)))
    feature.write(column, rows, out)
    return out[0].tolist() if len(out) == 1 else out.tolist()


def test_numbers_are_standardised_with_the_training_rows():
    column = pl.Series("a", [1, 3, 100])
    feature = NumberFeature.fit(column, np.array([0, 1]), "error")
    assert feature == NumberFeature("a", 2.0, 1.0)
    assert number_inputs(feature, column) == [-1.0, 1.0, 98.0]
    assert number_inputs(feature, column, np.array([2])) == [98.0]


@pytest.mark.parametrize("values", [[True, False], [0, 1], [1.0, 0.0], [1, 1]])
def test_truths_stay_as_they_are(values):
    column = pl.Series("a", values)
    feature = NumberFeature.fit(column, None, "error")
    assert feature == NumberFeature("a", 0.0, 1.0)
    assert number_inputs(feature, column) == [float(value) for value in values]


def test_a_constant_becomes_zero():
    column = pl.Series("a", [7.0, 7.0])
    feature = NumberFeature.fit(column, None, "error")
    assert feature == NumberFeature("a", 7.0, 1.0)
    assert number_inputs(feature, column) == [0.0, 0.0]


@pytest.mark.parametrize(
    ("values", "missing", "fill"),
    [
        ([1.0, None, 3.0, 3.0], "mean", 7 / 3),
        ([1.0, None, 3.0, 3.0], "most-frequent", 3.0),
        ([2.0, 1.0, None], "most-frequent", 1.0),
        ([True, True, None, False], "mean", 1.0),
        ([True, True, None, False], "most-frequent", 1.0),
        ([1.0, 2.0, 3.0], "mean", 2.0),
        ([1.0, 2.0, 3.0], "drop", None),
    ],
)
def test_the_fill_is_learned_from_the_values_present(values, missing, fill):
    assert NumberFeature.fit(pl.Series("a", values), None, missing).fill == fill


def test_missing_values_are_filled_and_the_table_stays_as_it_was():
    column = pl.Series("a", [1.0, None, 3.0])
    feature = NumberFeature.fit(column, None, "mean")
    assert feature == NumberFeature("a", 2.0, 1.0, 2.0)
    assert number_inputs(feature, column) == [-1.0, 0.0, 1.0]
    assert column.to_list() == [1.0, None, 3.0]


def test_a_column_without_numbers_in_the_training_rows_is_an_error():
    with pytest.raises(TableError, match="column 'a' has no values in the training part"):
        NumberFeature.fit(pl.Series("a", [None, 1.0]), np.array([0]), "mean")


@pytest.mark.parametrize("field", ["mean", "scale", "fill"])
def test_numbers_from_a_file_are_checked(field):
    written = plain(NumberFeature("a", 1.0, 2.0, 3.0))
    assert read(NumberFeature, written, "here") == NumberFeature("a", 1.0, 2.0, 3.0)
    with pytest.raises(ModelFileError, match=rf"here\.{field} must be a finite number"):
        read(NumberFeature, written | {field: float("nan")}, "here")


COLOURS = TextFeature("colour", ("blue", "red"))


def text_inputs(feature, column, rows=None):
    out = np.zeros((len(column) if rows is None else len(rows), len(feature.categories)))
    feature.write(column, rows, out)
    return out.tolist()


def test_categories_are_the_texts_of_the_training_rows_in_sorted_order():
    column = pl.Series("colour", ["red", "blue", None, "red", "green"])
    feature = TextFeature.fit(column, np.array([0, 1, 2, 3]), "error")
    assert feature == COLOURS
    assert feature.input_names == ("colour=blue", "colour=red")


def test_inputs_are_those_of_scikit_learns_one_hot_encoder():
    texts = ["é", "b", "a", "B", "aa", "", "b", "😀", "Ω"]
    feature = TextFeature.fit(pl.Series("a", texts), None, "error")
    encoder = OneHotEncoder(sparse_output=False).fit(np.array(texts, dtype=object)[:, None])
    assert feature.categories == tuple(encoder.categories_[0])
    assert text_inputs(feature, pl.Series("a", texts)) == encoder.transform(np.array(texts)[:, None]).tolist()


def test_rows_are_those_asked_for():
    column = pl.Series("colour", ["red", "blue", "blue"])
    assert text_inputs(COLOURS, column, np.array([2, 0])) == [[1.0, 0.0], [0.0, 1.0]]


def test_a_text_never_seen_is_all_zeros_and_a_warning():
    with pytest.warns(
        TableWarning, match="column 'colour' holds 'green', 'grey' in 3 rows, which did not occur in training"
    ):
        inputs = text_inputs(COLOURS, pl.Series("colour", ["red", "grey", "green", "grey"]))
    assert inputs == [[0.0, 1.0], [0.0, 0.0], [0.0, 0.0], [0.0, 0.0]]


@pytest.mark.parametrize("missing", ["mean", "most-frequent"])
def test_a_missing_text_is_filled_with_the_most_frequent_or_the_first_of_these(missing):
    assert TextFeature.fit(pl.Series("a", ["x", "y", "y", None]), None, missing).fill == "y"
    feature = TextFeature.fit(pl.Series("a", ["y", "x", None]), None, missing)
    assert feature.fill == "x"
    assert text_inputs(feature, pl.Series("a", [None, "y"])) == [[1.0, 0.0], [0.0, 1.0]]


def test_a_column_without_texts_in_the_training_rows_is_an_error():
    with pytest.raises(TableError, match="column 'a' has no values in the training part"):
        TextFeature.fit(pl.Series("a", [None, "x"]), np.array([0]), "mean")


def test_a_column_named_like_a_count_is_a_column():
    assert TextFeature.fit(pl.Series("rows", ["x", "y", "x"]), None, "mean").fill == "x"


def test_too_many_texts_are_an_error_and_a_text_for_each_row_is_a_warning():
    many = pl.Series("name", [f"n-{number}-" for number in range(1001)])
    with pytest.raises(TableError, match="column 'name' holds 1,001 different texts in 1,001 rows, too many"):
        TextFeature.fit(many, None, "error")
    with pytest.warns(TableWarning, match="so most of them occur only once"):
        TextFeature.fit(many[:30], None, "error")
    assert len(TextFeature.fit(pl.concat([many[:1000]] * 2), None, "error").categories) == 1000


def test_numbers_with_a_typing_error_among_them_are_an_error():
    with pytest.raises(
        TableError, match="column 'a' holds numbers except for 1 text, the first 'oops' in row 5"
    ):
        TextFeature.fit(pl.Series("a", ["1", "2", None, "3", "oops", "4.5"]), None, "error")
    mixed_codes = pl.Series("floor", ["1", "2", "3A", "4"])
    assert TextFeature.fit(mixed_codes, None, "error").categories == ("1", "2", "3A", "4")
    zip_codes = pl.Series("zip", ["01234", "99999"])
    assert TextFeature.fit(zip_codes, None, "error").categories == ("01234", "99999")


CODES = ["4"] * 20 + ["6"] * 20 + ["8"] * 9


def test_codes_with_a_name_among_them_are_categories_with_a_warning():
    cylinders = pl.Series("Cylinders", [*CODES, "rotary"])
    with pytest.warns(
        TableWarning, match="numbers except for 1 text, the first 'rotary' in row 50, .* --na rotary"
    ):
        assert TextFeature.fit(cylinders, None, "error").categories == ("4", "6", "8", "rotary")


@pytest.mark.parametrize(
    "values",
    [
        [*CODES, "4?"],  # a damaged number
        [*CODES, "x"],
        [*CODES, "-"],
        [*map(str, range(49)), "rotary"],  # numbers that measure
    ],
)
def test_a_text_among_numbers_that_measure_and_a_damaged_code_are_errors(values):
    with pytest.raises(
        TableError, match=r"holds numbers except for 1 text.*: correct it, or, if it means .* --na"
    ):
        TextFeature.fit(pl.Series("a", values), None, "error")


def test_codes_and_truths_that_a_file_made_integers_and_truths_are_text_again():
    floors = TextFeature("floor", ("1", "2", "3A"))
    assert text_inputs(floors, pl.Series("floor", [2, 1])) == [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]
    answers = TextFeature("answer", ("False", "True", "maybe"))
    assert text_inputs(answers, pl.Series("answer", [True, False])) == [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]


def test_other_kinds_where_the_model_learned_text_are_an_error():
    with pytest.raises(
        TableError,
        match=r"column 'colour' has the type number .1\.5 in row 2., but .* trained with text",
    ):
        text_inputs(COLOURS, pl.Series("colour", [None, 1.5]))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"categories": []}, r"here\.categories must be sorted and not empty"),
        ({"categories": ["b", "a"]}, r"here\.categories must be sorted"),
        ({"categories": ["a", "a"]}, r"here\.categories must name each once"),
        ({"categories": "ab"}, r"here\.categories must be a list"),
        ({"fill": "green"}, r"here\.fill must be one of 'blue', 'red'"),
        ({"name": 1}, r"here\.name must be text"),
    ],
)
def test_categories_from_a_file_are_checked(change, message):
    assert read(TextFeature, plain(COLOURS), "here") == COLOURS
    with pytest.raises(ModelFileError, match=message):
        read(TextFeature, plain(COLOURS) | change, "here")


def test_mean_and_scale_by_hand():
    assert mean_and_scale(blocks_of(np.array([1.0, 2.0, 3.0, 6.0])), "a") == (3.0, np.sqrt(14 / 4))


@given(arrays(np.float64, st.integers(1, 30), elements=st.floats(-1e9, 1e9, allow_subnormal=False)))
def test_mean_and_scale_are_those_of_scikit_learns_standard_scaler(values):
    scaler = StandardScaler().fit(values[:, None])
    mean, scale = mean_and_scale(blocks_of(values), "a")
    np.testing.assert_allclose(mean, scaler.mean_[0], rtol=1e-12, atol=1e-12 * np.abs(values).max())
    np.testing.assert_allclose(scale, scaler.scale_[0], rtol=1e-9)


@pytest.mark.parametrize("value", [0.0, 3.0, 0.1, 1e9 / 3, -1e-300])
def test_a_constant_has_scale_one(value):
    assert mean_and_scale(blocks_of(np.full(7, value)), "a")[1] == 1.0


def test_numbers_whose_squares_overflow_are_an_error():
    with pytest.raises(
        TableError, match=r"column 'a' has values as large as 1e\+300, too large to standardise"
    ):
        mean_and_scale(blocks_of(np.array([1e300, -1e300])), "a")
    with pytest.raises(TableError, match="too large"):
        mean_and_scale(blocks_of(np.array([1.7e308, 1.7e308])), "a")


def test_fill_takes_the_median_and_says_where_a_number_was_missing():
    column = pl.Series("a", [1.0, None, 3.0, 8.0])
    feature = NumberFeature.fit(column, None, "fill")
    assert (feature.fill, feature.was_missing) == (3.0, True)
    assert feature.input_names == ("a", "a was missing")
    made = number_inputs(feature, column)
    assert made[0][1] == (3.0 - feature.mean) / feature.scale
    assert made[1] == [0.0, 1.0, 0.0, 0.0]
    complete = NumberFeature.fit(pl.Series("a", [1.0, 2.0, 9.0]), None, "fill")
    assert (complete.fill, complete.input_names) == (2.0, ("a",))
    assert NumberFeature.fit(pl.Series("a", [1, 1, 0, None]), None, "fill").fill == 1.0
    assert read(NumberFeature, plain(feature), "here") == feature
    assert set(plain(complete)) == {"kind", "name", "mean", "scale", "fill"}


def test_fill_makes_a_missing_text_a_category():
    column = pl.Series("colour", ["red", None, "blue"])
    feature = TextFeature.fit(column, None, "fill")
    assert feature == TextFeature("colour", ("blue", "missing", "red"), "missing")
    assert text_inputs(feature, column) == [[0, 0, 1], [0, 1, 0], [1, 0, 0]]
    complete = TextFeature.fit(column, np.array([0, 2]), "fill")
    assert complete == COLOURS
    assert text_inputs(complete, column)[1] == [0, 0]
    named = TextFeature.fit(pl.Series("colour", ["missing", None]), None, "fill")
    assert named.categories == ("missing",)


def test_fill_keeps_the_30_most_frequent_of_more_than_50_texts():
    texts = [f"t{number:02}" for number in range(51) for _ in range(51 - number)]
    feature = TextFeature.fit(pl.Series("a", texts), None, "fill")
    assert feature.categories == ("other", *(f"t{number:02}" for number in range(30)))
    assert feature.rest == "other"
    made = text_inputs(feature, pl.Series("a", ["t00", "t50", "never seen"]))
    assert [row.index(1.0) for row in made] == [1, 0, 0]
    assert TextFeature.fit(pl.Series("a", texts), None, "error").rest is None
    few = TextFeature.fit(pl.Series("a", texts[: -51 * 2]), None, "fill")
    assert (few.rest, len(few.categories) <= 50) == (None, True)
    assert read(TextFeature, plain(feature), "here") == feature
    taken = TextFeature.fit(pl.Series("a", [*texts, "other"]), None, "fill")
    assert taken.rest == "other_"
