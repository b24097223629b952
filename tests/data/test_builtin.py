import subprocess
import sys

import pytest

from rosenblatt.data import Preparation, builtin_names, infer_task, load_table


def test_the_names_are_those_of_the_documentation():
    assert builtin_names() == (
        "iris", "xor", "and", "or", "nand", "nor", "digits", "wine", "breast_cancer", "diabetes",
        "moons", "circles", "spirals", "blobs",
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
    "test_size", "seed", "task", "tol",
}  # fmt: skip


@pytest.mark.parametrize("name", builtin_names())
def test_recommended_settings_have_the_names_of_a_runs_settings(name):
    recommended = load_table(name).recommended
    assert set(recommended) <= KEYS
    assert recommended["model"] in ("perceptron", "mlp")


def test_importing_the_room_imports_neither_polars_nor_data_sets():
    code = "import sys, rosenblatt.data; print({'polars', 'sklearn.datasets'} & set(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "set()"
