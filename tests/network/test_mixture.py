"""A mixture: encodings and votes by hand, its checks, constant models."""

import pickle
from itertools import pairwise

import numpy as np
import pytest

from rosenblatt import Network
from rosenblatt.errors import PlanError
from rosenblatt.network.mixture import Encoding, Member, Mixture
from rosenblatt.training.data import expand_steps
from rosenblatt.training.outputs import Native

STANDARD = Encoding([1.0, 0.0], [2.0, 1.0])
STEPS = Encoding([1.0, 0.0], [2.0, 1.0], [0, 0], [0.0, 2.0], [2.0, 6.0])


def member(name="plain", weight=1.0, parameters=(1, 0, 0), encoding=0, n_inputs=2, n_networks=1):
    networks = tuple(Network((n_inputs, 1), ("identity",), parameters) for _ in range(n_networks))
    return Member(name, weight, 0.5, 1.0, networks, (encoding,) * n_networks)


def test_a_step_is_0_below_its_edges_1_above_and_linear_in_between():
    encoded = STEPS.encode(np.array([[-1.0, 3], [1, 3], [3, 3], [9, 3]]), np.dtype(np.float64))
    expected = [[-1, 3, 0, 0], [0, 3, 0.5, 0], [1, 3, 1, 0.25], [4, 3, 1, 1]]
    np.testing.assert_array_equal(encoded, expected)


def test_a_position_counts_the_steps_below_a_value_and_the_share_of_its_own():
    X = np.array([[-1.0, 3], [1, 3], [3, 3], [9, 3]])
    compact = STEPS.compact(X, np.dtype(np.float64))
    np.testing.assert_array_equal(compact, [[-1, 3, 0], [0, 3, 0.5], [1, 3, 1.25], [4, 3, 2]])
    assert STEPS.step_starts.tolist() == [0, 2]
    np.testing.assert_array_equal(
        expand_steps(compact, STEPS.step_starts), STEPS.encode(X, np.dtype(np.float64))
    )
    np.testing.assert_array_equal(
        STANDARD.compact(X, np.dtype(np.float32)), STANDARD.encode(X, np.dtype(np.float32))
    )


def test_native_outputs_are_numpys():
    random = np.random.default_rng(0)
    edges = np.sort(random.normal(size=6))
    encoding = Encoding([0.0] * 3, [1.0] * 3, [0, 0, 0, 2, 2], edges[[0, 1, 2, 0, 4]], edges[[1, 2, 3, 4, 5]])
    networks = []
    for hidden in ((64,), (8,), (5,), ()):
        sizes = (8, *hidden, 1)
        n = sum(a * b + b for a, b in pairwise(sizes))
        networks.append(
            Network(sizes, ["relu"] * len(hidden) + ["identity"], random.normal(size=n).astype(np.float32))
        )
    mixture = Mixture(3, 1, (encoding,), (Member("m", 1.0, 0.0, 0.0, tuple(networks), (0,) * 4),))
    X = random.normal(size=(700, 3))
    native = Native(2)
    np.testing.assert_allclose(mixture.outputs(X, native), mixture.outputs(X), atol=1e-4)
    np.testing.assert_allclose(mixture.outputs(X[:1], native), mixture.outputs(X[:1]), atol=1e-4)
    X[:6, 0] = edges  # also the edges themselves
    for dtype in (np.float32, np.float64):
        compact = encoding.compact(X, np.dtype(dtype))
        np.testing.assert_allclose(native.encode(encoding, X, np.dtype(dtype)), compact, rtol=1e-6)


def test_the_answer_is_the_weighted_mean_of_the_members():
    first = member("plain", 0.25, (1, 0, 0))  # the standardised first input
    second = member("steps", 0.75, (0, 0, 1, 1, 0), 1, 4)  # the sum of the two steps
    mixture = Mixture(2, 1, (STANDARD, STEPS), (first, second))
    X = [[3.0, 0], [9, 0]]
    np.testing.assert_array_equal(mixture.outputs(X), [[0.25 * 1 + 0.75 * 1.25], [0.25 * 4 + 0.75 * 2]])
    np.testing.assert_array_equal(mixture.member_outputs(X)[:, :, 0], [[1, 4], [1.25, 2]])
    assert (mixture.n_networks, mixture.n_parameters) == (2, 3 + 5)


def test_a_members_answer_is_the_mean_of_its_networks():
    networks = (Network((2, 1), ("identity",), (1, 0, 0)), Network((2, 1), ("identity",), (3, 0, 0)))
    mixture = Mixture(2, 1, (STANDARD,), (Member("plain", 1.0, 0.5, 1.0, networks, (0, 0)),))
    np.testing.assert_array_equal(mixture.outputs([[3.0, 0]]), [[2.0]])


def test_numbers_are_returned_in_the_targets_units_within_its_range():
    mixture = Mixture(2, 1, (STANDARD,), (member(),), 10.0, 2.0, 9.0, 13.0)
    np.testing.assert_array_equal(mixture.outputs([[1.0, 0], [2, 0], [9, 0], [-9, 0]])[:, 0], [10, 11, 13, 9])
    np.testing.assert_array_equal(mixture.member_outputs([[9.0, 0]]), [[[18.0]]])


def test_blocks_of_rows_give_the_answers_of_all(monkeypatch):
    X = np.random.default_rng(0).normal(size=(1000, 2))
    mixture = Mixture(2, 1, (STANDARD, STEPS), (member("a", 0.5), member("b", 0.5, (1, 2, 3, 4, 5), 1, 4)))
    whole = mixture.outputs(X)
    monkeypatch.setattr("rosenblatt.network.mixture._BLOCK", 1)
    np.testing.assert_array_equal(mixture.outputs(X), whole)


def test_a_constant_model_answers_every_row_alike():
    mixture = Mixture(2, 3, constant=[0.0, 1, 0])
    np.testing.assert_array_equal(mixture.outputs(np.zeros((2, 2))), [[0, 1, 0]] * 2)
    assert mixture.n_networks == 0


def test_mixtures_are_values():
    mixture = Mixture(2, 1, (STANDARD,), (member(),))
    assert mixture == pickle.loads(pickle.dumps(mixture)) == Mixture(2, 1, (STANDARD,), (member(),))
    assert mixture != Mixture(2, 1, (STANDARD,), (member(parameters=(2, 0, 0)),))
    assert Mixture(2, 1, constant=[1.0]) == Mixture(2, 1, constant=[1.0]) != Mixture(2, 1, constant=[0.0])


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Encoding([0.0], [0.0]), "above 0"),
        (lambda: Encoding([0.0], [1.0, 1.0]), "a mean and a scale for each input"),
        (lambda: Encoding([np.nan], [1.0]), "finite"),
        (lambda: Encoding([0.0], [1.0], [1], [0.0], [1.0]), r"columns of an encoding must be in 0..0, got 1"),
        (lambda: Encoding([0.0], [1.0], [0], [1.0], [1.0]), "below its upper edge"),
        (lambda: Encoding([0.0], [1.0], [0.5], [0.0], [1.0]), "must be integers"),
        (lambda: Encoding([0.0], [1.0], [0, 0], [0.0, 3.0], [1.0, 4.0]), "join their neighbours"),
        (lambda: Encoding([0.0, 0], [1.0, 1], [1, 0], [0.0, 0.0], [1.0, 1.0]), "sorted by column"),
        (lambda: Mixture(2, 1), "either members or constant outputs"),
        (lambda: Mixture(2, 1, constant=[1.0, 2.0]), "must be 1 numbers, got 2"),
        (lambda: Mixture(3, 1, (STANDARD,), (member(),)), "encoding 0 reads 2 inputs, the mixture has 3"),
        (lambda: Mixture(2, 1, (STANDARD,), (member(encoding=1),)), "has encoding 1, there are 1"),
        (lambda: Mixture(2, 1, (STANDARD,), (member(weight=0.5),)), "sum to 1, got 0.5"),
        (lambda: Mixture(2, 1, (STANDARD,), (member(weight=-1.0),)), "must be above 0, got -1"),
        (lambda: Mixture(2, 2, (STANDARD,), (member(),)), "have 2 outputs"),
        (lambda: Mixture(2, 1, (STEPS,), (member(),)), "read the 4 numbers of its encoding"),
        (lambda: Mixture(2, 1, (STANDARD,), (member(n_networks=0),)), "needs networks"),
        (lambda: Mixture(0, 1, constant=[1.0]), "needs inputs"),
        (lambda: Mixture(2, 1, (STANDARD,), (member(),), 1.0), "must be given together"),
        (lambda: Mixture(2, 1, (STANDARD,), (member(),), 1.0, 0.0, 0.0, 1.0), "target_scale must be above 0"),
        (
            lambda: Mixture(2, 1, (STANDARD,), (member(),), 1.0, 1.0, 2.0, 1.0),
            "lowest must be at most highest",
        ),
        (lambda: Mixture(2, 1, constant=[1.0]).outputs([[1.0]]), "has 2 inputs, got samples of shape"),
    ],
)
def test_what_does_not_fit_together_is_refused(make, words):
    with pytest.raises(PlanError, match=words):
        make()
