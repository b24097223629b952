import copy
import datetime as dt
import json
import warnings

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from rosenblatt.data import Preparation, TableWarning, drop_missing, load_table
from rosenblatt.errors import ModelFileError, TableError

PEOPLE = pl.DataFrame(
    {
        "id": [1, 2, 3, 4],
        "age": [20, 30, 20, 30],
        "colour": ["red", "blue", "red", "green"],
        "member": [True, False, True, True],
        "bought": ["yes", "no", "no", "yes"],
    }
)
FEATURES = ("age", "colour", "member")


def fit(frame=PEOPLE, target="bought", features=FEATURES, task="classification", **options):
    return Preparation.fit(frame, target=target, features=features, task=task, **options)


PREPARED = fit()


def test_a_small_table_by_hand():
    assert PREPARED.input_names == ("age", "colour=blue", "colour=green", "colour=red", "member")
    assert PREPARED.feature_names == FEATURES
    assert PREPARED.n_inputs == 5
    assert PREPARED.target_name == "bought"
    assert PREPARED.task == "classification"
    assert PREPARED.classes == ("no", "yes")
    assert PREPARED.ignored == ("id",)
    assert PREPARED.inputs(PEOPLE).tolist() == [
        [-1, 0, 0, 1, 1],
        [1, 1, 0, 0, 0],
        [-1, 0, 0, 1, 1],
        [1, 0, 1, 0, 1],
    ]
    assert PREPARED.targets(PEOPLE).tolist() == [1, 0, 0, 1]
    assert PREPARED.labels(PEOPLE).tolist() == ["yes", "no", "no", "yes"]
    assert PREPARED.decode([1, 0]).tolist() == ["yes", "no"]


def test_a_regression_by_hand():
    preparation = fit(target="age", features=("member",), task="regression")
    assert preparation.task == "regression"
    assert preparation.classes is None
    assert preparation.targets(PEOPLE).tolist() == [-1, 1, -1, 1]
    assert preparation.labels(PEOPLE).tolist() == [20, 30, 20, 30]
    assert preparation.decode([0.5]).tolist() == [27.5]
    plain = fit(target="age", features=("member",), task="regression", standardise_target=False)
    assert plain.targets(PEOPLE).tolist() == [20, 30, 20, 30]


def test_the_inputs_of_xor_are_its_truth_table():
    xor = load_table("xor")
    preparation = fit(xor.frame, "y", xor.features)
    assert preparation.inputs(xor.frame).tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]


@pytest.mark.parametrize("name", ["iris", "wine", "breast_cancer", "digits", "diabetes"])
def test_inputs_are_those_of_scikit_learns_scaler_on_the_training_part(name):
    table = load_table(name)
    train, test = train_test_split(np.arange(table.n_rows), random_state=0)
    task = "regression" if name == "diabetes" else "classification"
    preparation = fit(table.frame, table.target, table.features, task, rows=train)
    samples, _ = table.arrays()
    scaler = StandardScaler().fit(samples[train])
    truths = ((samples[train] == 0) | (samples[train] == 1)).all(axis=0)
    for rows in (train, test):
        inputs = preparation.inputs(table.frame, rows)
        expected = np.where(truths, samples[rows], scaler.transform(samples[rows]))
        np.testing.assert_allclose(inputs, expected, rtol=1e-12, atol=1e-12)


def test_inputs_of_text_are_those_of_scikit_learns_encoder():
    encoder = OneHotEncoder(sparse_output=False).fit_transform(PEOPLE[["colour"]].to_numpy())
    np.testing.assert_array_equal(PREPARED.inputs(PEOPLE)[:, 1:4], encoder)


def test_rows_and_a_frame_of_these_rows_give_the_same():
    rows = np.array([3, 1, 2])
    chosen = PEOPLE[rows.tolist()]
    assert fit(rows=rows) == fit(chosen)
    np.testing.assert_array_equal(PREPARED.inputs(PEOPLE, rows), PREPARED.inputs(chosen))
    np.testing.assert_array_equal(PREPARED.targets(PEOPLE, rows), PREPARED.targets(chosen))
    np.testing.assert_array_equal(PREPARED.labels(PEOPLE, rows), PREPARED.labels(chosen))
    assert PREPARED.inputs(PEOPLE, rows[:0]).shape == (0, 5)


def test_inputs_are_one_block_of_floats():
    inputs = PREPARED.inputs(PEOPLE)
    assert inputs.dtype == np.float64
    assert inputs.flags.c_contiguous


@pytest.mark.parametrize("convert", [pl.DataFrame.to_pandas, pl.DataFrame.to_arrow, pl.DataFrame.lazy])
def test_every_library_gives_the_same_inputs(convert):
    assert fit(convert(PEOPLE)) == PREPARED
    np.testing.assert_array_equal(PREPARED.inputs(convert(PEOPLE)), PREPARED.inputs(PEOPLE))
    np.testing.assert_array_equal(PREPARED.targets(convert(PEOPLE)), PREPARED.targets(PEOPLE))


def test_categories_of_pandas_and_nan_are_text_and_missing_values():
    frame = pd.DataFrame({"c": pd.Categorical(["u", "v", "u"]), "x": [1.0, np.nan, 3.0], "y": [0, 1, 0]})
    preparation = fit(frame, "y", ("c", "x"), missing="mean")
    assert preparation.inputs(frame).tolist() == [[1, 0, -1], [0, 1, 0], [1, 0, 1]]


def test_columns_are_found_by_name_in_any_order_with_target_and_ignored_ones_beside_them():
    assert (
        PREPARED.inputs(PEOPLE[::1].select(sorted(PEOPLE.columns))).tolist()
        == PREPARED.inputs(PEOPLE).tolist()
    )
    assert PREPARED.inputs(PEOPLE.select(FEATURES)).tolist() == PREPARED.inputs(PEOPLE).tolist()
    assert fit(PEOPLE.drop("id"), ignored=("id",)).inputs(PEOPLE).tolist() == PREPARED.inputs(PEOPLE).tolist()


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (
            PEOPLE.drop("age", "colour"),
            "has no column 'age', 'colour': the model was trained on 'age', 'colour', 'member'$",
        ),
        (
            PEOPLE.rename({"colour": "color"}),
            "no column 'colour': .* unknown columns: 'color', did you mean 'color'",
        ),
        (
            PEOPLE.with_columns(age=pl.Series(["1", "2", "old", "4"])),
            "'age' must hold numbers, got the text 'old' in row 3",
        ),
        (
            PEOPLE.with_columns(age=pl.lit(float("inf"))),
            "column 'age' has 4 infinite values, the first in row 1",
        ),
        (PEOPLE.with_columns(age=pl.lit(dt.date(2020, 1, 1))), "column 'age' has the type date"),
        (
            PEOPLE.with_columns(colour=pl.lit(0.5)),
            "'colour' has the type number .* was trained with text",
        ),
        (
            PEOPLE.with_columns(age=pl.Series([1.0, None, float("nan"), 2.0]), member=None),
            r"missing in 'age' \(2 of 4 rows\), 'member' \(4 of 4 rows\): fill them in",
        ),
    ],
)
def test_a_table_that_does_not_fit_is_an_error_that_names_columns_and_rows(frame, message):
    with pytest.raises(TableError, match=message):
        PREPARED.inputs(frame)


def test_a_text_never_seen_is_a_warning():
    with pytest.warns(TableWarning, match="column 'colour' holds 'pink' in 4 rows"):
        inputs = PREPARED.inputs(PEOPLE.with_columns(colour=pl.lit("pink")))
    assert not inputs[:, 1:4].any()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"target": "buoght"},
            r"the table has no column 'buoght' \(its columns: .*\), did you mean 'bought'",
        ),
        ({"features": ("age", "colours")}, "no column 'colours' .*, did you mean 'colour'"),
        ({"features": ("age", "age")}, "must be different columns; named twice: 'age'"),
        ({"features": ("age", "bought")}, "must be different columns; named twice: 'bought'"),
        (
            {"task": "regresion"},
            "task must be one of classification, regression; got 'regresion', did you mean",
        ),
        (
            {"missing": "median"},
            "missing must be one of fill, error, drop, mean, most-frequent; got 'median'",
        ),
        (
            {"task": "regression"},
            "the target 'bought' holds text, such as 'yes', and regression needs numbers",
        ),
        ({"rows": np.array([0, 3])}, "the target 'bought' holds only one class, 'yes', in 2 training rows"),
        (
            {"frame": PEOPLE.with_columns(age=pl.lit([1]))},
            r"'age' has the type nested, .*leave it out \(--ignore age; .*, or convert it to numbers",
        ),
        ({"frame": PEOPLE.with_columns(age=pl.lit(float("inf")))}, "column 'age' has 4 infinite values"),
    ],
)
def test_what_cannot_be_learned_is_an_error(options, message):
    with pytest.raises(TableError, match=message):
        fit(**options)


GAPS = pl.DataFrame(
    {
        "age": [20.0, float("nan"), 40.0, None],
        "colour": ["red", "blue", None, "red"],
        "y": ["a", "b", "a", "b"],
    }
)


def test_missing_values_are_an_error_that_names_columns_rows_and_three_ways_on():
    with pytest.raises(TableError, match=r"'age' \(2 of 4 rows\), 'colour' \(1 of 4 rows\)") as caught:
        fit(GAPS, "y", ("age", "colour"))
    for way in ("--missing drop", "--missing mean", "--missing most-frequent"):
        assert way in str(caught.value)


def test_missing_values_are_filled_from_the_training_part():
    preparation = fit(GAPS, "y", ("age", "colour"), missing="mean", rows=np.array([0, 1, 2]))
    assert preparation.inputs(GAPS).tolist() == [[-1, 0, 1], [0, 1, 0], [1, 1, 0], [0, 0, 1]]
    frequent = fit(GAPS, "y", ("age", "colour"), missing="most-frequent")
    assert frequent.inputs(GAPS)[:, 0].tolist() == [-1, -1, 1, -1]


def test_statistics_beside_missing_values_are_those_of_scikit_learns_scaler():
    preparation = fit(GAPS, "y", ("age",), missing="mean")
    scaler = StandardScaler().fit(GAPS.select("age").to_numpy())
    assert (preparation.features[0].mean, preparation.features[0].scale) == (
        scaler.mean_[0],
        scaler.scale_[0],
    )


def test_a_model_that_fills_also_fills_columns_that_were_whole_in_training():
    preparation = fit(missing="mean")
    one = PEOPLE[:1].with_columns(age=pl.lit(None), member=pl.lit(None), colour=pl.lit(None))
    assert preparation.inputs(one).tolist() == [[0, 0, 0, 1, 1]]


def test_dropping_comes_before_fitting():
    with pytest.raises(
        TableError, match="missing='drop', rows are dropped before the split; call drop_missing"
    ):
        fit(GAPS.with_columns(y=pl.Series(["a", "a", "b", "b"])), "y", ("age",), missing="drop")
    whole = drop_missing(GAPS.with_columns(y=pl.Series(["a", "b", "b", "a"])).select("age", "y"))
    assert fit(whole, "y", ("age",), missing="drop").inputs(whole).tolist() == [[-1], [1]]


@pytest.mark.parametrize("missing", ["mean", "most-frequent"])
def test_a_missing_target_is_never_filled(missing):
    frame = GAPS.with_columns(y=pl.Series(["a", None, "b", "a"]))
    with pytest.raises(TableError, match=r"the target is missing in 'y' \(1 of 4 rows\), .*--missing drop"):
        fit(frame, "y", ("age",), missing=missing)


def test_a_column_empty_in_the_whole_table_is_an_error():
    with pytest.raises(TableError, match="column 'age' has no values in the training part: leave it out"):
        fit(GAPS.with_columns(age=None), "y", ("age", "colour"), missing="mean")


def test_labels_never_seen_are_words_but_no_class():
    frame = PEOPLE.with_columns(bought=pl.Series(["yes", "no", "perhaps", "no"]))
    assert PREPARED.labels(frame).tolist() == ["yes", "no", "perhaps", "no"]
    with pytest.raises(TableError, match="target 'bought' holds 'perhaps', which did not occur in training"):
        PREPARED.targets(frame)
    with pytest.raises(TableError, match="the table has no column 'bought'"):
        PREPARED.targets(PEOPLE.drop("bought"))


def test_columns_with_names_that_polars_takes_for_patterns_are_columns():
    frame = pl.DataFrame({"*": [1, 3], "^.*$": ["u", "v"], "y": [0, 1]})
    assert fit(frame, "y", ("^.*$", "*")).inputs(frame).tolist() == [[1, 0, -1], [0, 1, 1]]


def test_plain_values_are_as_documented():
    assert PREPARED.to_dict() == {
        "features": [
            {"name": "age", "kind": "number", "mean": 25.0, "scale": 5.0, "fill": None},
            {"name": "colour", "kind": "text", "categories": ["blue", "green", "red"], "fill": None},
            {"name": "member", "kind": "number", "mean": 0.0, "scale": 1.0, "fill": None},
        ],
        "target": {"name": "bought", "kind": "classes", "classes": ["no", "yes"]},
        "missing": "error",
        "ignored": ["id"],
    }


FILE = json.loads(json.dumps(fit(missing="mean").to_dict()))


def changed(*path, value=None, drop=False):
    plain = copy.deepcopy(FILE)
    place = plain
    for step in path[:-1]:
        place = place[step]
    if drop:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return plain


@pytest.mark.parametrize(
    ("plain", "field"),
    [
        (None, "preparation must be a mapping"),
        ([], "preparation must be a mapping"),
        (changed("missing", drop=True), "preparation.missing is not there"),
        (changed("version", value=1), "preparation has an unknown field 'version'"),
        (changed("missing", value="median"), "preparation.missing must be one of"),
        (changed("ignored", value="id"), "preparation.ignored must be a list"),
        (changed("ignored", value=[1]), r"preparation.ignored\[0\] must be text"),
        (changed("features", value={}), "preparation.features must be a list"),
        (changed("features", value=[]), "preparation.features must not be empty"),
        (changed("features", 0, value=3), r"preparation.features\[0\] must be a mapping"),
        (changed("features", 0, "kind", value="bytes"), r"preparation.features\[0\].kind must be one of"),
        (changed("features", 0, "kind", value="text"), r"preparation.features\[0\].categories is not there"),
        (changed("features", 0, "mean", value="1"), r"preparation.features\[0\].mean must be a number"),
        (changed("features", 0, "scale", value=0), r"preparation.features\[0\].scale must be above 0"),
        (
            changed("features", 0, "scale", value=float("inf")),
            r"preparation.features\[0\].scale must be a finite",
        ),
        (changed("features", 0, "name", value="colour"), "must have different names"),
        (changed("features", 0, "name", value="bought"), "must have different names"),
        (
            changed("features", 1, "categories", value=["b", "a"]),
            r"preparation.features\[1\].categories must be sorted",
        ),
        (changed("features", 1, "fill", value="pink"), r"preparation.features\[1\].fill must be one of"),
        (changed("target", value=[]), "preparation.target must be a mapping"),
        (changed("target", "kind", value="number"), "preparation.target.mean is not there"),
        (changed("target", "classes", value=[]), "preparation.target.classes must be labels of one type"),
        (
            changed("target", "classes", value=["no", 1]),
            "preparation.target.classes must be labels of one type",
        ),
    ],
)
def test_a_strangers_file_is_refused_with_the_fields_name(plain, field):
    with pytest.raises(ModelFileError, match=field):
        Preparation.from_dict(plain)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def places(plain, path=()):
    yield path
    children = (
        plain.items() if isinstance(plain, dict) else enumerate(plain) if isinstance(plain, list) else ()
    )
    for step, child in children:
        yield from places(child, (*path, step))


@given(st.sampled_from([path for path in places(FILE) if path]), JSON)
def test_whatever_stands_in_a_field_is_refused_or_is_a_preparation(path, value):
    try:
        preparation = Preparation.from_dict(changed(*path, value=value))
    except ModelFileError:
        return
    assert (
        Preparation.from_dict(json.loads(json.dumps(preparation.to_dict(), allow_nan=False))) == preparation
    )


NUMBERS = st.lists(st.floats(-1e100, 1e100), min_size=4, max_size=4)
WHOLE = st.lists(st.integers(-(2**53), 2**53), min_size=4, max_size=4)
TEXTS = st.lists(st.text(max_size=5), min_size=4, max_size=4)
TRUTHS = st.lists(st.booleans(), min_size=4, max_size=4)
TARGETS = (
    (st.permutations(["", "b", "é", "😀"]), "classification"),
    (st.permutations([True, False, True, False]), "classification"),
    (st.permutations([-(2**62), 0, 7, 2**62]), "classification"),
    (NUMBERS.filter(lambda values: len(set(values)) > 1), "classification"),
    (NUMBERS, "regression"),
    (WHOLE, "regression"),
)


@st.composite
def tables(draw):
    names = draw(st.lists(st.text(min_size=1, max_size=5), min_size=2, max_size=5, unique=True))
    columns = {name: draw(st.one_of(NUMBERS, WHOLE, TEXTS, TRUTHS)) for name in names[:-1]}
    values, task = draw(st.sampled_from(TARGETS))
    return pl.DataFrame({**columns, names[-1]: draw(values)}, strict=False), task


@given(tables(), st.sampled_from(["error", "mean", "most-frequent"]))
def test_a_preparation_written_as_json_and_read_again_is_the_same_to_the_last_bit(table, missing):
    frame, task = table
    *features, target = frame.columns
    try:
        preparation = fit(frame, target, features, task, missing=missing)
    except TableError as error:
        assert "holds numbers except for" in str(error) or "too large to standardise" in str(error)  # noqa: PT017
        return
    again = Preparation.from_dict(json.loads(json.dumps(preparation.to_dict(), allow_nan=False)))
    assert again == preparation
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        inputs = preparation.inputs(frame)
    assert inputs.tobytes() == again.inputs(frame).tobytes()
    assert np.isfinite(inputs).all()
    truth = preparation.labels(frame)
    decoded = again.decode(preparation.targets(frame))
    if task == "classification":
        assert decoded.tolist() == truth.tolist()
    else:
        size = np.abs(truth.astype(np.float64)).max()
        np.testing.assert_allclose(decoded, truth.astype(np.float64), rtol=1e-12, atol=1e-12 * size)


def test_an_arrow_table_with_one_column_too_many_names_it():
    table = pa.table({"age": [1], "colour": ["red"], "member": [True], "weight": [3]})
    with pytest.raises(TableError, match=r"does not know the column 'weight'.*remove unknown columns"):
        PREPARED.inputs(table, strict=True)
    with pytest.warns(TableWarning, match="column 'weight' did not occur in training and is ignored"):
        inputs = PREPARED.inputs(table)
    assert inputs.tolist() == PREPARED.inputs(table.drop_columns(["weight"])).tolist()
