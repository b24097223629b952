"""What a drawing of a network can be asked to show, and what it refuses."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tests.plots.cases import IRIS, network
from tests.plots.looking import assert_readable, seen_texts

from rosenblatt import MLPClassifier, MLPRegressor, Network, Perceptron
from rosenblatt.errors import PlanError
from rosenblatt.plots import NetworkDisplay

XOR = ([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0])


def recurrent(cell: str, *sizes: int, seed: int = 1) -> Network:
    made = Network(sizes, (*["tanh"] * (len(sizes) - 2), "logistic"), cell=cell)
    made.parameters[:] = np.random.default_rng(seed).normal(size=made.n_parameters)
    return made


def texts(display: NetworkDisplay) -> list[str]:
    return [seen.text for seen in seen_texts(display.plot().figure_)]


READABLE = {
    "numbers": lambda: NetworkDisplay.from_network(network(2, 5, 1, output="logistic"), numbers=True),
    "numbers and a sample": lambda: NetworkDisplay.from_network(
        network(4, 5, 3), numbers=True, sample=IRIS.data[0], input_names=IRIS.feature_names
    ),
    "numbers of many layers": lambda: NetworkDisplay.from_network(network(2, 2, 2, 2, 1), numbers=True),
    "large values": lambda: NetworkDisplay.from_network(
        network(3, 2, hidden="relu", output="identity"), sample=[-12345.6, 1e9, -2.5e-7]
    ),
    "products": lambda: NetworkDisplay.from_network(
        network(3, 4, 2), sample=[1, 0, -2], lines="product", numbers=True
    ),
    "shape": lambda: NetworkDisplay.from_network(network(3, 4, 4, 2), weights=False, biases=False),
    "highlighted": lambda: NetworkDisplay.from_network(
        network(3, 4, 2), highlight=("input", "output"), input_names=["a long name of an input", "b", "c"]
    ),
    "highlighted wide layer": lambda: NetworkDisplay.from_network(network(3, 40, 2), highlight="hidden"),
    "elman": lambda: NetworkDisplay.from_network(recurrent("elman", 2, 3, 1)),
    "elman of two layers": lambda: NetworkDisplay.from_network(
        recurrent("elman", 2, 3, 2, 2), sample=[[1, 2], [2, 3]]
    ),
    "elman of wide layers": lambda: NetworkDisplay.from_network(recurrent("elman", 20, 300, 8, 2)),
    "jordan": lambda: NetworkDisplay.from_network(recurrent("jordan", 3, 4, 2), sample=[1, 2, 3]),
    "jordan with numbers": lambda: NetworkDisplay.from_network(recurrent("jordan", 1, 2, 2), numbers=True),
    "jordan of wide outputs": lambda: NetworkDisplay.from_network(recurrent("jordan", 1, 2, 20)),
}


@pytest.mark.parametrize("case", READABLE)
def test_every_text_is_inside_the_figure_and_clear_of_the_others(case: str) -> None:
    assert_readable(READABLE[case]().plot().figure_)


@pytest.mark.parametrize("case", READABLE)
def test_it_is_said_in_one_line_of_words(case: str) -> None:
    display = READABLE[case]()
    for words in (display.title, display.description):
        assert words.isprintable()
        assert words.strip() == words
    assert display.to_svg("a") == display.to_svg("a")


def test_each_neuron_holds_its_value_for_the_sample() -> None:
    made = Network((2, 2, 1), ("step", "identity"), [1, 1, 1, 1, 2, -3, -0.5, -1.5, 0.25])
    display = NetworkDisplay.from_network(made, sample=[0, 1])
    # The first hidden neuron fires (z is one half), the second does not (minus one half).
    assert texts(display).count("0") == 2
    assert "2.25" in texts(display)
    assert display.description.endswith("Where x1 is 0 and x2 is 1, o1 is 2.25.")


def test_context_neurons_hold_the_step_before() -> None:
    made = recurrent("elman", 1, 2, 1)
    first, second = made.layer_values([[0.3], [0.7]])[1]
    shown = texts(NetworkDisplay.from_network(made, sample=[[0.3], [0.7]]))
    for value in (*first, *second):
        assert f"{value:.2f}".replace("-", "−") in shown
    assert texts(NetworkDisplay.from_network(made, sample=[0.3])).count("0.5") == 2, "before the first step"
    jordan = recurrent("jordan", 1, 2, 1)
    before = jordan.forward([[0.3]])[0, 0]
    assert f"{before:.2f}" in texts(NetworkDisplay.from_network(jordan, sample=[[0.3], [0.7]]))


def test_every_number_stands_on_its_line_and_zeros_are_dotted_instead() -> None:
    gate = Network((2, 2), ("step",), [1, 0, -2.5, 1, -1.5, 0])
    shown = texts(NetworkDisplay.from_network(gate, numbers=True))
    assert sorted(text for text in shown if text[0] in "+−") == ["+1", "+1", "−1.5", "−2.5"]
    assert "zero" in shown
    without = texts(NetworkDisplay.from_network(gate, numbers=True, biases=False))
    assert "−1.5" not in without
    assert "bias" not in without


def test_products_are_weights_times_values() -> None:
    gate = Network((2, 1), ("identity",), [3, -2, 0.5])
    shown = texts(NetworkDisplay.from_network(gate, numbers=True, lines="product", sample=[2, -4]))
    assert {"+6", "+8", "+0.5", "14.5"} <= set(shown)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"sample": [1, 2, 3]}, r"a number for each of the 2 inputs, got shape \(3,\)"),
        ({"sample": [[1, 2], [3, 4]]}, "one sample, got 2 rows: this network has no context neurons"),
        ({"sample": ["a", "b"]}, "sample must be numbers"),
        ({"sample": [1, float("nan")]}, "sample must be finite numbers"),
        ({"highlight": "hiden"}, "highlight must be one of input, hidden, output.*did you mean 'hidden'"),
        ({"highlight": "hidden"}, "this network has no hidden layer, use 'input' or 'output'"),
        ({"highlight": "context"}, "this network has no context neurons"),
        ({"highlight": "bias", "biases": False}, "biases=False leaves the bias neurons away"),
        ({"widest": 0}, "widest must be a number above 0, got 0"),
        ({"lines": "product"}, "needs the values of a sample"),
        ({"lines": "weights"}, "did you mean 'weight'"),
        ({"weights": False, "numbers": True}, "numbers=True has no line to stand on"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_what_can(options: dict[str, object], message: str) -> None:
    with pytest.raises(PlanError, match=message):
        NetworkDisplay.from_network(network(2, 1, output="step"), **options)


def test_numbers_are_for_small_networks() -> None:
    with pytest.raises(PlanError, match=r"up to 48 parameters.*got 702 in layers of \(4, 100, 2\)"):
        NetworkDisplay.from_network(network(4, 100, 2), numbers=True)


def test_an_estimator_gives_its_network_and_its_names() -> None:
    import polars

    table = polars.DataFrame({"age": [1.0, 2, 3, 4], "income": [2.0, 1, 4, 3]})
    fitted = Perceptron(max_iter=3, tol=None).fit(table, ["no", "no", "yes", "yes"])
    shown = texts(NetworkDisplay.from_estimator(fitted, sample=[1, 2]))
    assert {"age", "income", "class = yes"} <= set(shown)
    pipeline = make_pipeline(StandardScaler(), MLPClassifier((3,), max_iter=2, random_state=0))
    with pytest.warns(UserWarning, match="Maximum iterations"):
        pipeline.fit(IRIS.data, IRIS.target_names[IRIS.target])
    assert {"setosa", "versicolor", "virginica"} <= set(texts(NetworkDisplay.from_estimator(pipeline)))


def test_a_pipeline_prepares_the_sample() -> None:
    X, y = np.array([[0.0, 100.0], [1.0, 300.0], [2.0, 200.0], [3.0, 400.0]]), [0, 0, 1, 1]
    pipeline = make_pipeline(StandardScaler(), Perceptron(max_iter=3, tol=None)).fit(X, y)
    display = NetworkDisplay.from_estimator(pipeline, sample=X[3])
    prepared = pipeline[0].transform(X[3:])[0]
    assert display.options.sample is not None
    np.testing.assert_allclose(display.options.sample[0], prepared)
    with pytest.raises(PlanError, match=r"must have the shape \(n_samples, 2\), got \(1, 3\)"):
        NetworkDisplay.from_estimator(pipeline, sample=[1, 2, 3])


def test_an_unfitted_or_foreign_estimator_is_one_clear_error() -> None:
    with pytest.raises(NotFittedError, match=r"MLPRegressor instance is not fitted yet"):
        NetworkDisplay.from_estimator(MLPRegressor())
    with pytest.raises(PlanError, match="LogisticRegression has no network_: give"):
        NetworkDisplay.from_estimator(LogisticRegression().fit(*XOR))
