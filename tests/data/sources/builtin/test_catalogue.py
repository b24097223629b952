import subprocess
import sys

import numpy as np
import pytest

from rosenblatt.data import (
    Preparation,
    SequenceRows,
    builtin_names,
    infer_task,
    load_table,
    split_sequences,
)
from rosenblatt.data.sources.builtin.letters import BIT_NAMES


def test_the_names_are_those_of_the_documentation():
    assert builtin_names() == (
        "iris", "xor", "and", "or", "nand", "nor", "digits", "wine", "breast_cancer", "diabetes",
        "moons", "circles", "spirals", "blobs", "temporal-xor", "elman-letters", "reber", "embedded-reber",
        "sunspots", "co2",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "shape", "target", "task"),
    [
        ("iris", (150, 5), "species", "classification"),
        ("xor", (4, 3), "y", "classification"),
        ("nor", (4, 3), "y", "classification"),
        ("digits", (1797, 65), "digit", "classification"),
        ("wine", (178, 14), "cultivar", "classification"),
        ("breast_cancer", (569, 31), "diagnosis", "classification"),
        ("diabetes", (442, 11), "progression", "regression"),
        ("moons", (400, 3), "y", "classification"),
        ("blobs", (300, 3), "y", "classification"),
        ("temporal-xor", (2999, 2), "next_bit", "classification"),
        ("elman-letters", (2992, 12), "next_consonant", "classification"),
        ("reber", (14372, 3), "next_symbol", "classification"),
        ("embedded-reber", (22246, 3), "next_symbol", "classification"),
        ("sunspots", (308, 2), "next_sunspots", "regression"),
        ("co2", (2202, 2), "next_co2", "regression"),
    ],
)
def test_shape_target_and_task_of_built_in_tables(name, shape, target, task):
    table = load_table(name)
    assert table.frame.shape == shape
    assert table.target == target
    assert infer_task(table.frame[target]) == task
    assert table.description.endswith(".")


def test_the_number_of_an_iris_species_is_scikit_learns_label():
    iris = load_table("iris")
    preparation = Preparation.fit(
        iris.frame, target=iris.target, features=iris.features, task="classification"
    )
    assert preparation.classes == ("setosa", "versicolor", "virginica")
    assert preparation.targets(iris.frame).tolist() == [0] * 50 + [1] * 50 + [2] * 50


def test_recommended_settings_are_the_tutorials():
    assert dict(load_table("iris").recommended) == {
        "model": "perceptron", "max_iter": 50, "tol": None, "learning_rate": 1.0, "test_size": 0.3, "seed": 0,
    }  # fmt: skip
    assert dict(load_table("xor").recommended) == {
        "model": "mlp", "hidden": (5,), "activation": "tanh", "max_iter": 10000, "seed": 10, "test_size": 0,
    }  # fmt: skip


KEYS = {
    "model", "hidden", "activation", "solver", "max_iter", "learning_rate", "alpha", "batch_size",
    "test_size", "seed", "task", "tol", "momentum", "cell", "backprop_steps", "stream", "sequence", "init",
    "n_iter_no_change",
}  # fmt: skip


@pytest.mark.parametrize("name", builtin_names())
def test_recommended_settings_have_the_names_of_a_runs_settings(name):
    recommended = load_table(name).recommended
    assert set(recommended) <= KEYS
    assert recommended["model"] in ("perceptron", "mlp", "recurrent")
    assert ("cell" in recommended) == (recommended["model"] == "recurrent")


SEQUENCES = ("temporal-xor", "elman-letters", "reber", "embedded-reber", "sunspots", "co2")


@pytest.mark.parametrize("name", SEQUENCES)
def test_rows_that_form_sequences_say_how_they_are_cut(name):
    table = load_table(name)
    assert (table.recommended.get("stream"), table.recommended.get("sequence")) in (
        (True, None),
        (None, table.sequence),
    )
    expected = 2000 if table.sequence == "string" else 1
    assert SequenceRows.of_table(table).n_sequences == expected


@pytest.mark.parametrize("name", SEQUENCES)
def test_tables_of_sequences_are_prepared_as_they_stand(name):
    table = load_table(name)
    training, test = split_sequences(SequenceRows.of_table(table), 0.25, 0)
    task = infer_task(table.frame[table.target])
    preparation = Preparation.fit(
        table.frame, target=table.targets, features=table.features, task=task, rows=training.rows
    )
    for part in (training, test):
        truth = preparation.labels(table.frame, part.rows)
        answers = preparation.decode(preparation.targets(table.frame, part.rows))
        if task == "regression":
            np.testing.assert_allclose(answers, truth, rtol=1e-12)
        else:
            assert answers.tolist() == truth.tolist()


def test_features_of_the_next_step_are_never_taken_by_themselves():
    letters = load_table("elman-letters", target="next_vowel")
    assert letters.features == BIT_NAMES
    assert letters.recommended == {}
    strings = load_table("reber")
    assert (strings.features, strings.sequence) == (("symbol",), "string")
    weeks = load_table("co2")
    assert (weeks.features, weeks.ignored) == (("co2",), ("week", "stretch"))
    years = load_table("sunspots", features=["year", "sunspots"])
    assert (years.features, years.recommended["stream"]) == (("year", "sunspots"), True)


def test_the_sequence_column_of_a_built_in_table_gives_way_to_what_is_asked():
    assert load_table("reber", features=["string", "symbol"]).sequence is None
    assert load_table("reber", target="string").sequence is None
    assert load_table("co2", sequence="stretch").sequence == "stretch"


def test_importing_the_room_imports_neither_polars_nor_data_sets():
    code = (
        "import sys, rosenblatt.data; print({'polars', 'sklearn.datasets', 'statsmodels'} & set(sys.modules))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "set()"
