import numpy as np
import pytest

from rosenblatt.insight.separation.perceptron import Separation, Separations, describe

ABLE = Separation("a", True, 0.5, True, 12, 3, (), ())
UNABLE = Separation("b", False, 0.0, True, None, 9, (4, 2, 9), (0.25, 0.25, 0.5))


def said(*neurons: Separation, mistakes: tuple[int, ...] = (1,), **known: object) -> str:
    values = {"cycling": False, "returns_after": None, **known}
    return describe(Separations("", neurons=neurons, **values), np.array(mistakes, float))  # type: ignore[arg-type]


def test_one_neuron() -> None:
    assert said(ABLE) == "Separable: margin 0.5, at most 12 mistakes (made 3)."
    assert said(UNABLE) == "Not separable: rows 2, 4 and 9 contradict each other."


def test_several_neurons() -> None:
    assert said(ABLE, UNABLE) == (
        "Separable from the rest: a (margin 0.5, at most 12 mistakes, made 3). "
        "Not separable: b (rows 2, 4 and 9 contradict each other)."
    )


def test_of_many_neurons_only_the_names() -> None:
    assert said(ABLE, UNABLE, ABLE, UNABLE) == "Separable from the rest: a, a. Not separable: b, b."
    assert said(*[ABLE] * 14) == f"Separable from the rest: {', '.join('a' * 10)} and 4 more."


def test_many_rows_are_counted() -> None:
    many = Separation("b", False, 0.0, True, None, 9, tuple(range(20, 10, -1)), (0.1,) * 10)
    assert said(many) == "Not separable: 10 rows (11, 12, 13, ...) contradict each other."


def test_a_long_name_is_cut() -> None:
    long = Separation("n" * 99, True, 0.5, True, None, 3, (), ())
    assert said(long, long).startswith(f"Separable from the rest: {'n' * 39}… (margin 0.5);")


@pytest.mark.parametrize(
    ("mistakes", "returns_after", "words"),
    [
        ((5, 5), None, "5 mistakes in each of its last 2 epochs."),
        ((1, 1), None, "1 mistake in each of its last 2 epochs."),
        ((3,), None, "3 mistakes in its one epoch."),
        ((99, *range(4, 14)), None, "4 to 13 mistakes in each of its last 10 epochs."),
        ((2, 3), 3, "2 to 3 mistakes in each of its last 2 epochs, and its weights are the same again after "
         "every 3 epochs."),
    ],
)  # fmt: skip
def test_going_round(mistakes: tuple[int, ...], returns_after: int | None, words: str) -> None:
    text = said(UNABLE, mistakes=mistakes, cycling=True, returns_after=returns_after)
    assert text.endswith(f"The perceptron cycles: {words}")
