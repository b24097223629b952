"""SeedsDisplay: a histogram of those that solved it beside the groups of those that did not."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from sklearn.datasets import load_iris
from tests.plots.looking import assert_readable, seen_texts, svg_texts

from rosenblatt import MLPClassifier, MLPRegressor, Perceptron
from rosenblatt.insight import Seeds, seeds
from rosenblatt.plots import SeedsDisplay
from rosenblatt.plots.base.palette import INK, RULE
from rosenblatt.plots.base.svg import figure_to_svg

XOR, Y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
IRIS, SPECIES = load_iris(return_X_y=True)
NAMES = np.array(["setosa", "versicolor", "<b>virginica $x^2$ with a very long name</b>"], object)[SPECIES]
LINE = np.linspace(-1, 1, 30).reshape(-1, 1)
QUICK = MLPClassifier((2,), "tanh", learning_rate_init=0.05, max_iter=600)
WAVE = MLPRegressor(
    hidden_layer_sizes=(3,), activation="tanh", learning_rate_init=0.05, max_iter=900, tol=1e-6
)
WILD = MLPRegressor(
    hidden_layer_sizes=(4,), activation="identity", solver="sgd", learning_rate_init=3.0, max_iter=25
)

FOUND = {
    "xor": lambda: seeds(QUICK, XOR, Y, 150),
    "a thousand": lambda: seeds(QUICK, XOR, Y, 1000),
    "all": lambda: seeds(Perceptron(), XOR, [0, 0, 0, 1], 30),
    "none": lambda: seeds(Perceptron(), XOR, Y, 30),
    "one": lambda: seeds(QUICK, XOR, Y, 1),
    "long names": lambda: seeds(
        QUICK, XOR, Y, 20, sample_names=[f"the sample called number {i}" for i in range(4)]
    ),
    "texts": lambda: seeds(QUICK, XOR, ["no", "yes", "yes", "no"], 20),
    "iris": lambda: seeds(MLPClassifier((5,), learning_rate_init=0.01), IRIS, NAMES, 40, goal=0.97),
    "numbers": lambda: seeds(WAVE, LINE, np.sin(3 * LINE[:, 0]), 40),
    "diverged": lambda: seeds(WILD, 1e4 * IRIS, SPECIES, 4),
    "several targets": lambda: seeds(QUICK, XOR, np.array([Y, [0, 1, 1, 1]]).T, 20),
}


@cache
def found(case: str) -> Seeds:
    return FOUND[case]()


@pytest.fixture
def xor() -> Seeds:
    return found("xor")


@pytest.mark.parametrize("case", FOUND)
def test_every_text_is_large_enough_inside_the_figure_and_clear_of_the_others(case: str) -> None:
    display = SeedsDisplay.from_seeds(found(case)).plot()
    assert_readable(display.figure_)
    for words in (display.title, display.description):
        assert words.isprintable()
        assert "nan" not in words.lower().split()
    drawn = svg_texts(figure_to_svg(display.figure_, "name"))
    assert all(word in drawn for word in display.title.split())


def test_the_title_counts_both(xor: Seeds) -> None:
    others = 150 - xor.n_solved
    ways = len(xor.groups)
    title = f"{xor.n_solved} of 150 networks solve it ({xor.share:.0%}), {others} are stuck in {ways} ways"
    assert SeedsDisplay.from_seeds(xor).title == title
    titles = {case: SeedsDisplay.from_seeds(found(case)).title for case in ("all", "none", "diverged")}
    assert titles["all"] == "30 networks from as many seeds: all of them solve it"
    assert titles["none"].startswith("None of 30 networks solves it, 30 are stuck in ")
    assert titles["diverged"] == "None of 4 networks solves it, 4 diverged"


def test_the_description_is_the_whole_answer_in_words(xor: Seeds) -> None:
    assert SeedsDisplay.from_seeds(xor).description == " ".join(str(xor).split())


def test_the_histogram_shows_all_that_solved_it_and_their_median(xor: Seeds) -> None:
    ax = SeedsDisplay.from_seeds(xor).plot().ax_
    (inner,) = ax.child_axes
    assert sum(bar.get_height() for bar in inner.containers[0]) == xor.n_solved
    assert inner.lines[0].get_xdata()[0] == xor.solving_spread.median
    assert f"median {xor.solving_spread.median:.0f}" in {text.get_text() for text in inner.texts}
    assert inner.get_xlabel() == "epochs until it was solved"


def test_the_groups_show_their_answers_and_the_wrong_ones_in_dark(xor: Seeds) -> None:
    ax = SeedsDisplay.from_seeds(xor).plot().ax_
    boxes = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    shown = xor.groups[:8]
    assert sum(box.get_edgecolor() == _rgba(INK) for box in boxes) == sum(len(group.wrong) for group in shown)
    bars = [box.get_width() for box in boxes if box.get_facecolor() == _rgba(RULE)]
    np.testing.assert_allclose(np.array(bars) / bars[0], [group.n / shown[0].n for group in shown])
    texts = [seen.text for seen in seen_texts(ax.figure)]
    assert {"(0, 0)", "(0, 1)", "(1, 0)", "(1, 1)"} <= set(texts)
    assert all(f"{group.n}" in texts for group in shown)


def test_without_one_kind_the_other_has_the_room() -> None:
    assert not SeedsDisplay.from_seeds(found("none")).plot().ax_.child_axes
    alone = SeedsDisplay.from_seeds(found("all")).plot().ax_
    assert len(alone.child_axes) == 1
    assert not [patch for patch in alone.patches if isinstance(patch, Rectangle)]


def test_of_many_samples_it_is_said_in_words() -> None:
    display = SeedsDisplay.from_seeds(found("iris")).plot()
    assert any("wrong in " in seen.text for seen in seen_texts(display.figure_))


def test_an_estimator_is_trained_first(xor: Seeds) -> None:
    display = SeedsDisplay.from_estimator(QUICK, XOR, Y, n=150)
    assert display.found.n_solved == xor.n_solved
    given = SeedsDisplay.from_estimator(
        QUICK, XOR, Y, seeds=[3, 1], goal=0.5, sample_names=list("abcd"), n_threads=1
    )
    assert given.found.seeds.tolist() == [3, 1]
    assert given.found.goal == 0.5


def test_it_is_drawn_on_axes_that_are_given(xor: Seeds) -> None:
    figure = Figure((8, 4))
    ax = figure.add_subplot()
    display = SeedsDisplay.from_seeds(xor, ax=ax)
    assert display.ax_ is ax
    assert display.figure_ is figure
    assert ax.child_axes


def _rgba(colour: str) -> tuple[float, ...]:
    from matplotlib.colors import to_rgba

    return to_rgba(colour)
