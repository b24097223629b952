import numpy as np
import polars as pl
import pytest
from sklearn.preprocessing import OneHotEncoder

from rosenblatt.data import TableWarning
from rosenblatt.data.preparation.text_feature import TextFeature
from rosenblatt.errors import ModelFileError, TableError
from rosenblatt.storage.fields import plain, read

COLOURS = TextFeature("colour", ("blue", "red"))


def written(feature, column, rows=None):
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
    assert written(feature, pl.Series("a", texts)) == encoder.transform(np.array(texts)[:, None]).tolist()


def test_rows_are_those_asked_for():
    column = pl.Series("colour", ["red", "blue", "blue"])
    assert written(COLOURS, column, np.array([2, 0])) == [[1.0, 0.0], [0.0, 1.0]]


def test_a_text_never_seen_is_all_zeros_and_a_warning():
    with pytest.warns(
        TableWarning, match="column 'colour' holds 'green', 'grey' in 3 rows, which training never saw"
    ):
        inputs = written(COLOURS, pl.Series("colour", ["red", "grey", "green", "grey"]))
    assert inputs == [[0.0, 1.0], [0.0, 0.0], [0.0, 0.0], [0.0, 0.0]]


@pytest.mark.parametrize("missing", ["mean", "most-frequent"])
def test_a_missing_text_is_filled_with_the_most_frequent_or_the_first_of_these(missing):
    assert TextFeature.fit(pl.Series("a", ["x", "y", "y", None]), None, missing).fill == "y"
    feature = TextFeature.fit(pl.Series("a", ["y", "x", None]), None, missing)
    assert feature.fill == "x"
    assert written(feature, pl.Series("a", [None, "y"])) == [[1.0, 0.0], [0.0, 1.0]]


def test_a_column_without_values_in_the_training_rows_is_an_error():
    with pytest.raises(TableError, match="column 'a' has no values in the training part"):
        TextFeature.fit(pl.Series("a", [None, "x"]), np.array([0]), "mean")


def test_a_column_named_like_a_count_is_a_column():
    assert TextFeature.fit(pl.Series("rows", ["x", "y", "x"]), None, "mean").fill == "x"


def test_too_many_texts_are_an_error_and_a_text_for_each_row_is_a_warning():
    many = pl.Series("name", [f"n-{number}-" for number in range(1001)])
    with pytest.raises(TableError, match="column 'name' holds 1,001 different texts in 1,001 rows, too many"):
        TextFeature.fit(many, None, "error")
    with pytest.warns(TableWarning, match="which name rows rather than group them"):
        TextFeature.fit(many[:30], None, "error")
    assert len(TextFeature.fit(pl.concat([many[:1000]] * 2), None, "error").categories) == 1000


def test_numbers_written_with_signs_get_a_hint():
    with pytest.warns(TableWarning, match="if they are numbers, write them plainly"):
        TextFeature.fit(pl.Series("price", [f"$1,{number:03}" for number in range(40)]), None, "error")


def test_numbers_with_a_typing_error_among_them_are_an_error():
    with pytest.raises(
        TableError, match="column 'a' holds numbers but for 1 text, the first 'oops' in row 5"
    ):
        TextFeature.fit(pl.Series("a", ["1", "2", None, "3", "oops", "4.5"]), None, "error")
    mixed_codes = pl.Series("floor", ["1", "2", "3A", "4"])
    assert TextFeature.fit(mixed_codes, None, "error").categories == ("1", "2", "3A", "4")
    zip_codes = pl.Series("zip", ["01234", "99999"])
    assert TextFeature.fit(zip_codes, None, "error").categories == ("01234", "99999")


def test_codes_and_truths_that_a_file_made_integers_and_truths_are_text_again():
    floors = TextFeature("floor", ("1", "2", "3A"))
    assert written(floors, pl.Series("floor", [2, 1])) == [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]
    answers = TextFeature("answer", ("False", "True", "maybe"))
    assert written(answers, pl.Series("answer", [True, False])) == [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]


def test_other_kinds_where_the_model_learned_text_are_an_error():
    with pytest.raises(
        TableError, match=r"column 'colour' is of type number .1\.5 in row 2., but the model learned text"
    ):
        written(COLOURS, pl.Series("colour", [None, 1.5]))


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
