"""Columns that do not describe a row are left out, or named with the option that leaves them out."""

import warnings

import polars as pl
import pytest

from rosenblatt import load_table
from rosenblatt.data import Preparation, TableWarning
from rosenblatt.errors import TableError
from rosenblatt.run import RunSettings, run_table

N = 40


def table(target="y", **columns):
    """A table with a feature x that says something, other columns, and the target y last."""
    x = [((7 * row) % 11) / 2 for row in range(N)]
    return pl.DataFrame({"x": x, **columns, target: ["a", "b"] * (N // 2)})


def loaded(frame, **options):
    """The table without a warning on the screen."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return load_table(frame, **options)


@pytest.mark.parametrize(
    "values",
    [
        [f"C{row:05}" for row in range(N)],
        [f"person {row}" for row in range(N - 2)] + ["person 1"] * 2,
        [None] * 19 + [f"cabin {row}" for row in range(N - 19)],
    ],
    ids=["all different", "95 % different", "with missing values"],
)
def test_an_identifier_is_left_out_with_a_warning_that_names_it_and_the_option(values):
    with pytest.warns(TableWarning, match=r"column 'who' is left out.*--keep who; in Python: keep=\['who'\]"):
        found = load_table(table(who=values))
    assert found.features == ("x",)
    assert found.ignored == ("who",)
    assert found.frame.columns == ["x", "y"]
    assert "'who'" in found.notes[0]


@pytest.mark.parametrize(
    "options", [{"keep": "who"}, {"keep": ["who"]}, {"keep": True}, {"features": ["x", "who"]}]
)
def test_an_identifier_that_is_asked_for_is_kept(options):
    frame = table(who=[f"C{row}" for row in range(N)])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = load_table(frame, **options)
    assert found.features == ("x", "who")
    assert found.notes == ()


def test_texts_that_repeat_numbers_and_short_tables_are_no_identifiers():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        cities = [f"city {row % 36}" for row in range(N)]  # 36 of 40 are 90 %
        assert load_table(table(city=cities)).features == ("x", "city")
        assert load_table(table(z=[row**2 for row in range(N)])).features == ("x", "z")
        assert load_table(table(who=[f"C{row}" for row in range(N)])[:19]).features == ("x", "who")


def test_the_target_and_columns_of_built_in_tables_are_never_left_out():
    frame = pl.DataFrame({"x": range(N), "name": [f"n{row}" for row in range(N)]})
    assert loaded(frame).target == "name"
    for name in ("iris", "xor", "digits", "sunspots"):
        found = load_table(name)
        assert found.notes == ()
        assert found.is_built_in


@pytest.mark.parametrize("dtype", [pl.Null, pl.String, pl.Float64])
def test_a_column_without_any_value_is_left_out_with_a_warning(dtype):
    empty = pl.Series([None] * N, dtype=dtype)
    with pytest.warns(TableWarning, match="column 'gone' is left out, because it has no value"):
        found = load_table(table(gone=empty))
    assert found.features == ("x",)


def test_many_columns_are_named_in_a_short_sentence():
    names = {f"id {place}": [f"{place}-{row}" for row in range(N)] for place in range(200)}
    with pytest.warns(TableWarning, match="200 columns") as caught:
        load_table(table(**names))
    (warning,) = caught
    text = str(warning.message)
    assert len(text) < 400
    assert (
        "--keep 'id 0' --keep 'id 1' --keep 'id 2' ...; in Python: keep=['id 0', 'id 1', 'id 2', ...]" in text
    )


def test_no_feature_left_is_an_error_that_says_why():
    frame = pl.DataFrame({"who": [f"C{row}" for row in range(N)], "gone": [None] * N, "y": ["a", "b"] * 20})
    with pytest.raises(TableError, match=r"no feature left to predict 'y'.*'gone'.*'who'.*--keep who"):
        load_table(frame)


@pytest.mark.parametrize(
    ("name", "values", "words"),
    [
        ("n", list(range(1, N + 1)), "column 'n' numbers the rows"),
        ("n", [float((11 * row) % N) for row in range(N)], "column 'n' numbers the rows"),
        ("Unnamed: 0", [(7 * row) % 90 for row in range(N)], "column 'Unnamed: 0' has the name of an index"),
        ("id", [(row * row) % 17 for row in range(N)], "column 'id' has the name of an index"),
        ("CustomerID", [row * row for row in range(N)], "column 'CustomerID' has the name of an index"),
        ("const", [7] * N, "column 'const' holds only the value 7"),
        ("const", ["foo"] * N, "column 'const' holds only the value 'foo'"),
        ("const", [True] * N, "column 'const' holds only the value True"),
    ],
)
def test_odd_columns_are_named_with_the_option_that_leaves_them_out(name, values, words):
    found = loaded(table(**{name: values}))
    assert found.features == ("x", name)
    (note,) = found.notes
    assert note.startswith(words)
    quoted = f"'{name}'" if " " in name else name
    assert f"leave it out (--ignore {quoted}; in Python: ignore=['{name}'])" in note


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("grid", [row * row for row in range(N)]),
        ("paid", [row * row for row in range(N)]),
        ("store_id", [row % 5 for row in range(N)]),
        ("age", [20 + row % 30 for row in range(N)]),
        ("some", [7] * (N - 1) + [None]),
    ],
)
def test_ordinary_columns_have_no_note(name, values):
    assert loaded(table(**{name: values})).notes == ()


@pytest.mark.parametrize(
    ("values", "pair"),
    [
        (["Yes", "yes", "no", "no"], "'Yes', 'yes'"),
        (["New  York", "New York", "Bonn", "Bonn"], "'New  York', 'New York'"),
    ],
)
def test_texts_that_differ_only_in_case_or_spaces_are_named(values, pair):
    (note,) = loaded(table(answer=values * (N // 4))).notes
    assert f"column 'answer' holds texts that differ only in case or spaces, such as {pair}" in note
    frame = pl.DataFrame({"x": range(0, 2 * N, 2), "answer": values * (N // 4)})
    assert loaded(frame).notes[0].startswith("the target 'answer' holds texts that differ only")


def test_ignored_columns_are_as_if_they_were_not_there():
    frame = table(z=[1.5, 2.5] * 20, w=[0.5, 1.5] * 20)
    found = loaded(frame, ignore=["z"])
    assert (found.features, found.target, found.ignored) == (("x", "w"), "y", ("z",))
    found = loaded(frame, ignore="y")
    assert (found.features, found.target) == (("x", "z"), "w")
    assert load_table("iris", ignore="sepal width (cm)").features == (
        "sepal length (cm)",
        "petal length (cm)",
        "petal width (cm)",
    )


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"ignore": "zz"}, "no column 'zz' in the DataFrame .* did you mean 'z'"),
        ({"keep": "zz"}, "no column 'zz' in the DataFrame"),
        ({"ignore": "y", "target": "y"}, "'y' is the target and cannot be ignored too"),
        ({"ignore": "z", "features": ["z"]}, r"'z' is a feature \(--features\) and cannot be ignored"),
        ({"ignore": "z", "keep": "z"}, r"'z' is to be kept \(--keep\) and cannot be ignored"),
        ({"ignore": "z", "sequence": "z"}, "'z' is the sequence column and cannot be ignored"),
        ({"keep": "y"}, "'y' is the target .* --keep is for features"),
        ({"ignore": ["x", "z"]}, r"no column left to predict 'y' from: ignore fewer columns \(--ignore\)"),
        ({"ignore": ["x", "z", "y"]}, "all columns of the DataFrame .* are ignored: name fewer"),
    ],
)
def test_impossible_options_are_refused_in_words(options, words):
    with pytest.raises(TableError, match=words):
        load_table(table(z=[0, 1] * 20), **options)


def test_numbers_with_few_errors_are_no_identifier_but_an_error_of_their_own():
    numbers = [str(row * row) for row in range(N - 1)] + ["unknown"]
    found = loaded(table(size=numbers))
    assert found.features == ("x", "size")
    with pytest.raises(
        TableError, match="'size' holds numbers except for 1 text, the first 'unknown' in row 40"
    ):
        Preparation.fit(found.frame, target="y", features=found.features, task="classification")


def test_codes_of_which_most_are_digits_are_texts():
    tickets = [f"A/5 {row}" if row % 7 == 0 else str(10_000 + row % 70) for row in range(200)]
    frame = pl.DataFrame({"x": [row % 3 for row in range(200)], "ticket": tickets, "y": ["a", "b"] * 100})
    found = loaded(frame)
    prepared = Preparation.fit(
        found.frame, target="y", features=found.features, task="classification", missing="fill"
    )
    assert 20 < len(prepared.input_names) < 40


def test_a_default_target_with_missing_values_asks_for_the_target():
    frame = table().with_columns(last=pl.Series(["u", "v", None, "u"] * (N // 4)))
    with pytest.raises(
        TableError,
        match=r"the target 'last', which is the last column, is missing in 10 of 40 rows.*--target",
    ):
        run_table(RunSettings("t"), table=loaded(frame))
    with pytest.raises(TableError, match="the target is missing in 'last'"):
        run_table(RunSettings("t"), table=loaded(frame, target="last"))
