"""What a network answers over its inputs."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.colors import to_hex
from sklearn.datasets import load_iris
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler
from tests.plots.cases import boundary, network
from tests.plots.looking import seen_texts

from rosenblatt import MLPRegressor, Perceptron
from rosenblatt.errors import PlanError
from rosenblatt.network import Network
from rosenblatt.plots import BoundaryDisplay
from rosenblatt.plots.base.palette import INK, class_colours, tint

DIAGONAL = Network((2, 1), ("step",), [1, 1, -1])
CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]])


def test_the_line_lies_where_the_network_changes_its_mind() -> None:
    made = BoundaryDisplay.from_network(DIAGONAL, CORNERS, [0, 1, 1, 1])
    line = next(each for each in made.plot().ax_.collections if each.get_zorder() == 1)
    points = np.concatenate([path.vertices for path in line.get_paths()])
    np.testing.assert_allclose(points.sum(axis=1), 1, atol=1e-9)


def test_the_ground_is_tinted_with_the_class_that_wins_there() -> None:
    made = BoundaryDisplay.from_network(DIAGONAL, CORNERS, [0, 1, 1, 1]).plot()
    grounds = {tint(colour) for colour in class_colours(2)}
    drawn = {to_hex(made.ax_.get_facecolor())} | {
        to_hex(each.get_facecolor()[0]) for each in made.ax_.collections if each.get_zorder() == 0
    }
    assert drawn == grounds


def test_misclassified_samples_are_counted_and_ringed() -> None:
    made = BoundaryDisplay.from_network(DIAGONAL, CORNERS, ["a", "a", "a", "a"], classes=("a", "b"))
    assert made.misclassified.tolist() == [False, False, False, True]
    assert made.title.startswith("1 of 4 samples lies in the region of another class")
    assert made.description == "Misclassified samples by class: a: 1 of 4."
    rings = [each for each in made.plot().ax_.collections if each.get_zorder() == 4]
    assert [len(each.get_offsets()) for each in rings] == [1]


def test_ticks_are_in_the_inputs_own_units() -> None:
    made = BoundaryDisplay.from_network(
        DIAGONAL, CORNERS, [0, 1, 1, 1], input_units=[[100, 10], [-5, 2]], input_names=["cm", "kg"]
    )
    ax = made.plot().ax_
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("cm", "kg")
    places = np.concatenate([each.get_offsets() for each in ax.collections if each.get_zorder() == 3])
    assert {tuple(place) for place in places} == {(100, -5), (100, -3), (110, -5), (110, -3)}
    line = next(each for each in ax.collections if each.get_zorder() == 1)
    points = np.concatenate([path.vertices for path in line.get_paths()])
    np.testing.assert_allclose((points[:, 0] - 100) / 10 + (points[:, 1] + 5) / 2, 1, atol=1e-9)


def test_more_inputs_are_cut_by_a_plane_and_it_says_how_much_that_holds() -> None:
    made = boundary(5, ("a", "b", "c"), 4)
    assert made.view.plane is not None
    held = round(100 * sum(made.view.plane.shares))
    assert f"The plane explains {held}% of the variance of the inputs" in made.description
    assert "of the variance)" in made.plot().ax_.get_xlabel()
    assert made.title.startswith("Predicted classes on the plane of the two main components")


def test_a_plane_that_holds_all_shows_every_answer_as_it_is() -> None:
    generator = np.random.default_rng(0)
    inputs = generator.normal(size=(60, 2)) @ generator.normal(size=(2, 4))
    made = BoundaryDisplay.from_network(network(4, 3), inputs, np.arange(60) % 3)
    assert "differs" not in made.description


def test_a_class_that_the_network_does_not_know_is_drawn_and_misclassified() -> None:
    made = BoundaryDisplay.from_network(DIAGONAL, CORNERS, ["a", "a", "a", "z"], classes=("a", "b", "z"))
    assert made.misclassified.tolist() == [False, False, False, True]
    assert "z" in [seen.text for seen in seen_texts(made.plot().figure_)]


def test_at_most_six_hundred_samples_are_drawn() -> None:
    made = boundary(2, ("a", "b"), n_samples=3000)
    assert len(made.samples) == 600


def test_a_number_over_one_input_is_a_line_in_its_own_unit() -> None:
    double = Network((1, 1), ("identity",), [2, 1])
    made = BoundaryDisplay.from_network(
        double, [[0.0], [1.0]], [10.0, 30.0], regression=True, output_unit=(5, 10), input_units=[[100, 10]]
    )
    line = next(each for each in made.plot().ax_.get_lines() if each.get_color() == INK)
    x, y = line.get_data()
    np.testing.assert_allclose(y, 5 + 10 * (2 * (x - 100) / 10 + 1))


def test_a_number_over_two_inputs_is_shaded_and_its_scale_named() -> None:
    made = BoundaryDisplay.from_network(
        network(2, 1, output="identity"), CORNERS, [1.0, 2, 3, 4], regression=True, target_name="price"
    )
    figure = made.plot().figure_
    assert len(figure.axes) == 2
    assert figure.axes[1].get_ylabel() == "price (background: predicted, marks: true)"
    assert made.title.startswith("Predicted price ")
    assert made.title.endswith(("with x1", "with x2"))


@pytest.mark.parametrize(
    ("inputs", "labels", "others", "words"),
    [
        (
            CORNERS[:, :1],
            [0, 1, 1, 1],
            {},
            r"inputs must have shape \(n_samples, 2\) and a label each, got \(4, 1\) and 4",
        ),
        (CORNERS, [0, 1], {}, r"got \(4, 2\) and 2 labels"),
        (CORNERS, [0, 0, 0, 0], {}, r"the network distinguishes 2 classes, got 1"),
        (CORNERS, [0, 1, 1, 1], {"input_names": ["x"]}, r"input_names must name each of the 2 inputs, got 1"),
    ],
)
def test_what_does_not_fit_is_an_error(
    inputs: np.ndarray, labels: list[int], others: dict[str, object], words: str
) -> None:
    with pytest.raises(PlanError, match=words):
        BoundaryDisplay.from_network(DIAGONAL, inputs, labels, **others)


def test_a_label_that_is_no_class_is_an_error_that_names_it() -> None:
    made = BoundaryDisplay.from_network(DIAGONAL, CORNERS, ["a", "b", "b", "q"], classes=("a", "b"))
    with pytest.raises(ValueError, match="labels hold 'q', which is none of the classes a, b"):
        made.plot()


def test_any_two_features_can_be_the_axes_and_the_others_are_held() -> None:
    made = BoundaryDisplay.from_network(
        Network((3, 1), ("step",), [1, 1, 1, -1]),
        [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0.0]],
        [0, 1, 1, 1],
        input_names=["a", "b", "c"],
        features=("c", "a"),
        fixed={"b": 0.25},
    )
    assert made.title == "Predicted classes at b = 0.25: none of 4 samples are misclassified"
    assert "Held fixed: b at 0.25." in made.description
    ax = made.plot().ax_
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("c", "a")
    line = next(each for each in ax.collections if each.get_zorder() == 1)
    points = np.concatenate([path.vertices for path in line.get_paths()])
    np.testing.assert_allclose(points.sum(axis=1) + 0.25, 1, atol=1e-9)
    texts = [seen.text for seen in seen_texts(made.figure_)]
    assert {"samples are projected", "onto this plane"} <= set(texts)


def test_a_cut_says_when_a_prediction_differs_from_the_region_of_the_plot() -> None:
    made = BoundaryDisplay.from_network(
        Network((3, 1), ("step",), [1, 1, 1, -1]),
        [[0, 0, 0], [0, 1, 1], [1, 0, 1], [0, 3, 0.0]],
        [0, 1, 1, 1],
        features=(0, 2),
        fixed={1: 0},
    )
    # Without its 3 the last sample would stand at (0, 0), on the side of class 0; the second is there with 1.
    assert (
        "For 2 samples the prediction differs from the region of the plot that they are drawn in"
        in made.description
    )


def test_a_pipelines_features_are_drawn_in_their_own_units() -> None:
    X = np.array([[100, 1.0], [100, 3], [300, 1], [300, 3]])
    pipe = make_pipeline(StandardScaler(), Perceptron()).fit(X, [0, 1, 1, 1])
    made = BoundaryDisplay.from_estimator(pipe, X, [0, 1, 1, 1], feature_names=["g", "cm"])
    assert made.title == "Every sample lies in the region of its own class"
    line = next(each for each in made.plot().ax_.collections if each.get_zorder() == 1)
    points = np.concatenate([path.vertices for path in line.get_paths()])
    z = pipe.decision_function(points)
    np.testing.assert_allclose(z, 0, atol=1e-9)
    assert points[:, 0].max() > 200


def test_a_pipeline_that_makes_more_inputs_is_drawn_over_its_features() -> None:
    X = np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]])
    pipe = make_pipeline(PolynomialFeatures(2, interaction_only=True), Perceptron()).fit(X, [0, 1, 1, 0])
    made = BoundaryDisplay.from_estimator(pipe, X, [0, 1, 1, 0])
    assert made.network.n_inputs == 4
    assert made.view.n_axes == 2
    assert made.misclassified.tolist() == (pipe.predict(X) != [0, 1, 1, 0]).tolist()


def test_a_pipelines_plane_is_that_of_what_it_makes() -> None:
    iris = load_iris(as_frame=True)
    pipe = make_pipeline(StandardScaler(), Perceptron()).fit(iris.data, iris.target)
    made = BoundaryDisplay.from_estimator(pipe, iris.data, iris.target)
    assert made.view.plane is not None
    scaled = StandardScaler().fit_transform(iris.data.to_numpy())
    np.testing.assert_allclose(made.view.plane.middle, scaled.mean(axis=0), atol=1e-12)
    assert "petal length (cm)" in made.description
    cut = BoundaryDisplay.from_estimator(pipe, iris.data, iris.target, features=("petal width (cm)", 0))
    assert cut.title.startswith("Predicted classes at sepal width (cm) = 3.06 and petal")
    wrong = int((pipe.predict(iris.data) != iris.target).sum())
    assert cut.title.endswith(f"{wrong} of 150 samples are misclassified")
    assert int(made.misclassified.sum()) == wrong


def test_a_regressors_numbers_are_drawn_over_a_cut() -> None:
    X, y = np.random.default_rng(0).normal(size=(30, 3)), np.arange(30.0)
    fitted = MLPRegressor(hidden_layer_sizes=(), solver="lbfgs").fit(X, y)
    made = BoundaryDisplay.from_estimator(fitted, X, y, features=(0, 2), fixed={1: 0})
    assert made.title.startswith("Predicted target ")
    assert made.title.endswith(", at x2 = 0")


def test_labels_that_were_never_learned_are_drawn_and_misclassified() -> None:
    gate = Perceptron().fit(CORNERS, [0, 1, 1, 1])
    made = BoundaryDisplay.from_estimator(gate, CORNERS, [0, 1, 1, 5])
    assert made.classes == (0, 1, 5)
    assert made.misclassified.tolist() == [False, False, False, True]


def test_a_recurrent_network_has_no_regions() -> None:
    elman = Network((2, 2, 1), ("tanh", "logistic"), cell="elman")
    with pytest.raises(PlanError, match="a recurrent network predicts from the steps before"):
        BoundaryDisplay.from_network(elman, CORNERS, [0, 1, 1, 0])


def test_held_out_must_say_of_each_sample() -> None:
    with pytest.raises(PlanError, match=r"held_out must say of each of the 4 samples, got shape \(2,\)"):
        BoundaryDisplay.from_network(DIAGONAL, CORNERS, [0, 1, 1, 1], held_out=[True, False])
