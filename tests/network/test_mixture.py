"""A mixture: encodings and votes by hand, its checks, constant models."""

import pickle
from itertools import pairwise

import numpy as np
import pytest

import rosenblatt._core as _core
from rosenblatt import Network
from rosenblatt.errors import PlanError
from rosenblatt.network.mixture import Encoding, Member, Mixture
from rosenblatt.network.native import architecture
from rosenblatt.network.outputs import encode
from rosenblatt.training.data import expand_steps

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


def drawn_mixture(dtype, n_outputs=1):
    """Two members of networks of several shapes, on standardised inputs and on steps of two encodings."""
    random = np.random.default_rng(0)
    edges = np.sort(random.normal(size=6))
    columns, lows, highs = [0, 0, 0, 2, 2], edges[[0, 1, 2, 0, 4]], edges[[1, 2, 3, 4, 5]]
    encodings = (
        Encoding([0.5] * 3, [2.0] * 3, columns, lows, highs),
        Encoding([0.5] * 3, [2.0] * 3),
        Encoding([0.0] * 3, [1.0] * 3, columns[:3], lows[:3], highs[:3]),
    )
    shapes = ((0, (64,)), (1, (8,)), (2, (5, 4)), (0, ()), (2, (64, 64)))
    networks = []
    for place, hidden in shapes:
        sizes = (encodings[place].n_outputs, *hidden, n_outputs)
        n = sum(a * b + b for a, b in pairwise(sizes))
        activations = ["relu"] * len(hidden) + ["identity"]
        networks.append(Network(sizes, activations, random.normal(size=n).astype(dtype)))
    places = tuple(place for place, _ in shapes)
    members = (
        Member("a", 0.25, 0.0, 0.0, tuple(networks[:2]), places[:2]),
        Member("b", 0.75, 0.0, 0.0, tuple(networks[2:]), places[2:]),
    )
    return Mixture(3, n_outputs, encodings, members), edges


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("n_outputs", [1, 3])
def test_the_core_computes_what_numpy_does(dtype, n_outputs, monkeypatch):
    mixture, edges = drawn_mixture(dtype, n_outputs)
    X = np.random.default_rng(1).normal(size=(700, 3))
    X[:6, 0] = edges  # also the edges themselves
    rounding = 1e-4 if dtype == np.float32 else 1e-12
    expected = np.tensordot([0.25, 0.75], mixture.member_outputs(X), axes=1)
    found = mixture.outputs(X, 1)
    np.testing.assert_allclose(found, expected, rtol=rounding, atol=rounding)
    np.testing.assert_array_equal(mixture.outputs(X, 3), found)
    np.testing.assert_array_equal(mixture.outputs(X[699:]), found[699:])
    monkeypatch.setattr("rosenblatt.network.mixture._BLOCK", 1)
    np.testing.assert_array_equal(mixture.outputs(X), found)
    assert mixture.outputs(X[:0]).shape == (0, n_outputs)
    for encoding in mixture.encodings:
        compact = encoding.compact(X, np.dtype(dtype))
        np.testing.assert_allclose(encode(encoding, X, np.dtype(dtype)), compact, rtol=1e-6)


def test_the_core_reads_the_networks_in_place():
    mixture = Mixture(2, 1, (STANDARD,), (member(),))
    assert mixture.outputs([[3.0, 0]]) == 1
    mixture.networks[0][0].parameters[:] = 0
    assert mixture.outputs([[3.0, 0]]) == 0


def test_the_core_refuses_parts_that_do_not_fit():
    numbers, none, starts = np.zeros(2), np.empty(0, np.int64), np.zeros(1, np.int64)
    native = _core.MixtureOutputs(2, 1)
    edges = (np.array([0]), np.array([0, 3]), np.arange(3.0), np.array([0, 2]))
    for encoding in (
        (np.zeros(1), numbers, none, starts, np.empty(0), starts),
        (numbers, numbers, np.array([2]), *edges[1:]),
        (numbers, numbers, edges[0], np.array([0, 1]), *edges[2:]),
        (numbers, numbers, *edges[:3], np.array([0, 3])),
        (numbers, numbers, *edges[:3], np.array([1, 2])),
    ):
        with pytest.raises(ValueError, match=r"encoding|edges|step"):
            native.add_encoding(*encoding)
    native.add_encoding(numbers, numbers + 1, *edges)
    shape = architecture(Network((4, 1), ("identity",), np.zeros(5)))
    wrong = architecture(Network((3, 1), ("identity",), np.zeros(4)))
    for network in ((shape, np.zeros(5), 1, 0), (shape, np.zeros(5), 0, -1), (shape, np.zeros(4), 0, 0),
                    (wrong, np.zeros(4), 0, 0), (shape, np.zeros(5, np.int64), 0, 0)):  # fmt: skip
        with pytest.raises(ValueError, match=r"bounds|another|parameters"):
            native.add_network(*network)
    native.add_network(shape, np.zeros(5), 0, 1)
    for X, out in ((np.zeros((4, 3)), np.zeros((2, 4, 1))), (np.zeros((4, 2)), np.zeros((1, 4, 1)))):
        with pytest.raises(ValueError, match="another"):
            native.sums(X, out, 1)


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


def test_a_constant_model_answers_every_row_alike():
    mixture = Mixture(2, 3, constant=[0.0, 1, 0])
    np.testing.assert_array_equal(mixture.outputs(np.zeros((2, 2))), [[0, 1, 0]] * 2)
    assert mixture.n_networks == 0


def test_mixtures_are_values():
    mixture = Mixture(2, 1, (STANDARD,), (member(),))
    mixture.outputs(np.zeros((2, 2)))  # it keeps the core's view of itself
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
