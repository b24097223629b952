"""The eighteen figures: each is there, readable, and shows the numbers of live objects."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pytest
from sklearn.linear_model import Perceptron as ReferencePerceptron
from tests.plots.looking import assert_readable, seen_texts

from rosenblatt.formulas.activations import get_activation
from rosenblatt.gates import AND, NOT, OR, XOR, truth_table
from rosenblatt.pages.gallery import Picture, pictures
from rosenblatt.pages.gallery.models import iris_perceptron, trained_xor, twice_in_a_row, xor_of_three_neurons
from rosenblatt.plots import (
    ActivationDisplay,
    BiasDisplay,
    BiologicalNeuronDisplay,
    BoundaryDisplay,
    DataDisplay,
    NetworkDisplay,
    NeuronDisplay,
    SumDisplay,
)
from rosenblatt.trace import trace

NUMBERS = range(1, 19)


@cache
def gallery() -> dict[int, Picture]:
    return {picture.number: picture for picture in pictures()}


def texts(number: int) -> list[str]:
    return [seen.text for seen in seen_texts(gallery()[number].display.plot().figure_)]


def test_there_are_the_eighteen_in_their_order() -> None:
    assert list(gallery()) == list(NUMBERS)
    names = [picture.name for picture in gallery().values()]
    assert len(set(names)) == 18
    assert all(
        re.fullmatch(rf"figure-{number:02}-[a-z-]+", name)
        for number, name in zip(NUMBERS, names, strict=True)
    )


@pytest.mark.parametrize("number", NUMBERS)
def test_no_text_is_clipped_too_small_or_on_another(number: int) -> None:
    assert_readable(gallery()[number].display.plot().figure_)


@pytest.mark.parametrize("number", NUMBERS)
def test_each_says_what_it_is_what_it_teaches_and_what_it_shows(number: int) -> None:
    picture = gallery()[number]
    assert len(picture.caption) >= 8
    assert len(picture.text) > 80
    assert len(picture.display.title) + len(picture.display.description) > 60
    for words in (picture.caption, picture.text, picture.display.title, picture.display.description):
        assert words.isprintable()
        assert "  " not in words


def test_the_first_three_are_one_neuron_at_work_on_one_sample() -> None:
    neuron = trace(AND, (1, 1)).neuron("o1")
    assert isinstance(gallery()[1].display, BiologicalNeuronDisplay)
    assert gallery()[1].display.neuron.to_text() == neuron.to_text()
    assert {"x1", "x2", "+1", "= 2 − 1.5", "= 0.5", "step", "synapse", "dendrites"} <= set(texts(1))
    assert isinstance(gallery()[2].display, NeuronDisplay)
    assert {"+1", "−1.5", "2", "0.5"} <= set(texts(2))
    assert gallery()[2].arithmetic == "( 1 * 1 ) + ( 1 * 1 ) - 1.5 = 0.5 (True)"
    assert isinstance(gallery()[3].display, SumDisplay)
    assert any("for w, x in zip" in text for text in texts(3))


def test_activations_are_drawn_from_the_table_of_activations() -> None:
    for number, name in ((4, "logistic"), (15, "step")):
        display = gallery()[number].display
        assert isinstance(display, ActivationDisplay)
        assert display.names == (name,)
        assert get_activation(name).formula in gallery()[number].text
    shifted = gallery()[12].display
    assert isinstance(shifted, BiasDisplay)
    assert shifted.biases == (-4, -2, 0, 2, 4)


def test_the_flowers_are_the_hundred_and_fifty_in_length_and_width() -> None:
    display = gallery()[5].display
    assert isinstance(display, DataDisplay)
    assert (display.x_name, display.y_name, len(display.x)) == ("sepal length (cm)", "sepal width (cm)", 150)


def test_the_iris_neuron_was_trained_as_scikit_learn_trains_it_and_shows_its_own_sum() -> None:
    learned = iris_perceptron()
    picture = gallery()[6]
    neuron = picture.display.neuron  # type: ignore[attr-defined]
    assert learned.model.predict(learned.standardised_row[None]).tolist() == [learned.species]
    assert neuron.label == learned.species
    assert neuron.value == 1
    place = learned.model.classes_.tolist().index(learned.species)
    np.testing.assert_array_equal([term.weight for term in neuron.terms], learned.model.coef_[place])
    assert neuron.z == pytest.approx(
        learned.model.decision_function(learned.standardised_row[None])[0, place]
    )
    assert f"classifies {learned.n_right} of the {learned.n_test} held-out rows correctly" in picture.text
    assert learned.n_test == 45


def test_the_iris_perceptron_has_scikit_learns_weights() -> None:
    from sklearn.model_selection import train_test_split

    from rosenblatt import load_table

    learned = iris_perceptron()
    X, y = load_table("iris").arrays()
    X_train, _, y_train, _ = train_test_split(X, y, test_size=0.3, random_state=0)
    reference = ReferencePerceptron(max_iter=50, eta0=1, tol=None, random_state=0)
    reference.fit(learned.scaler.transform(X_train), y_train)
    np.testing.assert_allclose(learned.model.coef_, reference.coef_, rtol=1e-12)


def test_shapes_are_drawn_without_weights_and_highlighted_as_asked() -> None:
    for number, highlight in ((7, ()), (8, ()), (9, ("input", "output")), (10, ("hidden",))):
        display = gallery()[number].display
        assert isinstance(display, NetworkDisplay)
        assert not display.options.weights
        assert display.options.highlight == highlight
    assert gallery()[8].display.network.cell == "elman"  # type: ignore[attr-defined]


def test_the_network_with_context_neurons_really_remembers() -> None:
    network = twice_in_a_row()
    x = np.random.default_rng(0).integers(0, 2, 200)
    right = [int(now and before) for now, before in zip(x, [0, *x[:-1]], strict=True)]
    assert network.predict(x[:, None])[:, 0].tolist() == right
    assert "for the inputs 1, 0, 1, 1 the output of this network is 0, 0, 0, 1." in gallery()[13].text
    assert texts(13).count("1") == 5 + 2, "input, one context neuron, both hidden neurons, output; two biases"


def test_the_gates_are_the_librarys_and_their_numbers_stand_on_their_lines() -> None:
    assert [each.network for each in gallery()[14].display.drawings] == [AND, OR, NOT]  # type: ignore[attr-defined]
    shown = texts(14)
    assert (shown.count("+1"), shown.count("−1")) == (4, 1)
    assert {"−1.5", "−0.5", "+0.5", "AND", "OR", "NOT"} <= set(shown)
    assert "AND gives 0, 0, 0, 1; OR gives 0, 1, 1, 1; NOT gives 1, 0." in gallery()[14].text
    assert gallery()[14].arithmetic.splitlines() == [
        "( 1 * 1 ) + ( 1 * 1 ) - 1.5 = 0.5 (True)",
        "( 1 * 1 ) + ( 0 * 1 ) - 1.5 = -0.5 (False)",
    ]


def test_xor_by_hand_shows_the_tutorials_sums() -> None:
    assert truth_table(XOR).outputs[:, 0].tolist() == [0, 1, 1, 0]
    assert gallery()[11].display.options.highlight == ("bias",)  # type: ignore[attr-defined]
    design = gallery()[16]
    for line in (
        "( 0 * 1 ) + ( 1 * 1 ) - 0.5 = 0.5 (True)",
        "( 0 * 1 ) + ( 1 * 1 ) - 1.5 = -0.5 (False)",
        "( 1 * 1 ) + ( 1 * 1 ) - 1.5 = 0.5 (True)",
    ):
        assert line in design.arithmetic
    shown = texts(16)
    drawn = [text for text in shown if text[0] in "+−"]
    assert len(drawn) == np.count_nonzero(XOR.parameters), "every number but the zeros"


def test_xor_learned_has_the_tutorials_epochs_and_probabilities() -> None:
    assert trained_xor().n_iter_ == 2055
    picture = gallery()[18]
    assert "for 2,055 epochs" in picture.text
    assert picture.arithmetic.splitlines() == [
        "0 xor 0: 0.09175764",
        "0 xor 1: 0.91716798",
        "1 xor 0: 0.95430494",
        "1 xor 1: 0.04269456",
    ]
    assert isinstance(picture.display, BoundaryDisplay)
    assert picture.display.network == trained_xor().network_
    assert not picture.display.misclassified.any()


@pytest.mark.parametrize(
    ("number", "says", "never"),
    [
        (6, "30% of the rows were held out for the test", "sigmoid"),
        (6, "Its activation is a step", "height"),
        (6, "the learning rate only scales the weights", "bias within"),
        (10, "one hidden layer of five neurons, not five layers", "five hidden layers"),
        (14, "AND is 1 only if both inputs are 1", "the same"),
        (5, "the length and the width", "height"),
    ],
)
def test_it_is_right_where_the_tutorial_errs(number: int, says: str, never: str) -> None:
    assert says in gallery()[number].text
    assert never not in gallery()[number].text


def test_three_neurons_give_the_answers_of_the_layered_design() -> None:
    corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    three = xor_of_three_neurons()
    assert three.layer_sizes == (2, 2, 1)
    np.testing.assert_array_equal(three.forward(corners), XOR.forward(corners))
