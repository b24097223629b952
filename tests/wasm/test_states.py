"""States of the page: from a seed, rewound and trained on, under another plan, inside an epoch."""

import math
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from tests.wasm.cases import XOR, XOR_Y, Case, drawn, perceptrons, plain

from rosenblatt.network.initialization import initialize
from rosenblatt.plan import Plan
from rosenblatt.training import PerceptronPlan, TrainingState, refitted
from rosenblatt.training.state import PROGRESS, UNDERWAY

PLAN = Plan(loss="log_loss", batch_size=7, tol=0.0, n_iter_no_change=math.inf, max_iter=10_000)
LAYERS = ((6, "tanh"), (5, "relu"))


def case(orders, plan=PLAN, **given):
    X, y, classes = drawn(plan.loss)
    return Case("", X, y, LAYERS, plan, orders, classes=classes, **given)


def state_of(one: Case, plan: Plan, kept) -> TrainingState:
    """The training state that the page's bytes hold: the layout of core/lab/network.hpp."""
    state = replace(one, plan=plan).state()
    rest, at = kept["rest"], 0

    def take(dtype, n):
        nonlocal at
        found = np.frombuffer(rest, dtype, n, at)
        at += found.nbytes
        return found.copy()

    state.progress[...] = take(PROGRESS, 1)[0]
    take(np.float64, 1)
    state.underway[:] = take(np.float64, len(UNDERWAY) + one.n_outputs)
    state.order[:] = take(np.int64, len(state.order))
    state.network.parameters[:] = take(np.float64, state.network.n_parameters)
    state.moments[:] = take(np.float64, state.moments.size).reshape(state.moments.shape)
    state.best_parameters[:] = take(np.float64, state.best_parameters.size)
    state.random_key[:] = take(np.uint32, 624)
    assert at + 7 >= len(rest) >= at
    return state


# ---- From a seed ------------------------------------------------------------------------------------------

SHAPES = [
    ("auto", ((5, "tanh"),)),
    ("auto", ((3, "logistic"), (4, "relu"))),
    ("glorot_uniform", ((7, "relu"), (2, "tanh"))),
    ("he_uniform", ((9, "relu"),)),
    ("lecun_uniform", ((4, "selu"), (4, "selu"), (4, "selu"))),
    ("unit_uniform", ((2, "logistic"),)),
]


@pytest.mark.long
def test_fresh_states_are_those_of_python_for_200_seeds_and_6_shapes(drive):
    plan = Plan(loss="binary_log_loss")
    cases = [
        Case("", XOR, XOR_Y, layers, plan, [["keep", "start"]], seed=seed, scheme=scheme)
        for scheme, layers in SHAPES
        for seed in (*range(198), 2**31, 2**32 - 1)
    ]
    for each, (_, kept) in zip(cases, drive(cases), strict=True):
        assert state_of(each, plan, kept) == each.state(), (each.seed, each.scheme)


def test_a_start_that_python_has_made_is_taken_over(drive):
    one = case([["keep", "start"]], seed=5)
    random = np.random.RandomState(5)
    network = initialize(one.sizes, one.activations, random)
    random.uniform(size=100)
    sent = one.as_json()
    sent["begin"]["meta"] |= {"seed": 5, "scheme": "auto", "random_position": int(random.get_state()[2])}
    sent["begin"] |= {"parameters": network.parameters.tolist(), "randomKey": random.get_state()[1].tolist()}
    one.as_json = lambda: sent
    ((_, kept),) = drive([one])
    assert state_of(one, PLAN, kept) == TrainingState.start(network, PLAN, len(one.X), random)


# ---- Rewinding --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "plan",
    [
        PLAN,
        PLAN.but(dropout=(0.2, 0.1), solver="sgd", learning_rate="onecycle"),
        PLAN.but(early_stopping=True, solver="rmsprop"),
        Plan(loss="squared_error", batch_size=9, tol=0.0, n_iter_no_change=math.inf, max_iter=10_000),
    ],
    ids=["adam", "dropout and onecycle", "early stopping", "numbers"],
)
def test_a_state_trained_on_in_other_slices_gives_the_same_bits(plan, drive):
    steps = [["step", 1], ["step", 1], ["step", 40]]  # the last ends with the epoch
    orders = [["run", 30], ["keep", "early"], ["run", 20], ["keep", "late"]]
    again = [["load", "early"], ["run", 3], *steps, ["run", 3], ["run", 3]]
    to_end = [["run", 50 - 30 - 3 - 1 - 6], ["keep", "again"]]
    one = case([*orders, *again, *to_end], plan=plan, n_held_out=5 if plan.early_stopping else 0)
    ((_, *answers),) = drive([one])
    late, last = answers[3], answers[-1]
    found = answers[-2]
    assert found["epoch"] == 50
    once, other = state_of(one, plan, late), state_of(one, plan, last)
    assert once == other


def test_a_state_inside_an_epoch_continues_with_its_sums(drive):
    orders = [["run", 4], ["step", 2], ["keep", "inside"], ["run", 1], ["keep", "end"]]
    again = [["run", 9], ["load", "inside"], ["run", 1], ["keep", "again"]]
    one = case([*orders, *again])
    ((_, *answers),) = drive([one])
    assert (answers[1]["epoch"], answers[1]["batch"], answers[1]["samples"]) == (4, 2, 14)
    inside = answers[2]
    assert inside["at"] == {"epoch": 4, "batch": 2}
    assert state_of(one, PLAN, inside).samples_underway == 14
    assert state_of(one, PLAN, answers[4]) == state_of(one, PLAN, answers[-1])
    assert_array_equal(answers[3]["rows"][:, :8], answers[7]["rows"][:, :8])


def test_a_run_ends_between_two_batches_when_its_time_is_over(drive):
    """Of an epoch that takes seconds, a run of 12 ms makes a part."""
    random = np.random.RandomState(0)
    X, y = random.normal(size=(4000, 60)), random.randint(3, size=(4000, 1)).astype(np.int32)
    one = Case(
        "", X, y, ((128, "tanh"), (128, "tanh")), PLAN.but(batch_size=50), [["run", 5, 0.03]], classes=3
    )
    ((_, frame),) = drive([one])
    assert frame["epoch"] == 0
    assert 0 < frame["batch"] < 80


# ---- Another plan -----------------------------------------------------------------------------------------

SGD = PLAN.but(solver="sgd", learning_rate="invscaling")
CHANGES = [
    (PLAN, PLAN.but(max_iter=20_000)),
    (PLAN, PLAN.but(alpha=0.1, learning_rate_init=0.01)),
    (PLAN, PLAN.but(solver="sgd", momentum=0.5)),
    (SGD, SGD.but(learning_rate_init=0.05)),
    (SGD, SGD.but(learning_rate="cosine")),
    (SGD, SGD.but(solver="adamw", batch_size=4)),
    (PLAN, PLAN.but(early_stopping=True)),
    (PLAN.but(early_stopping=True), PLAN.but(dropout=(0.1, 0.3))),
]


@pytest.mark.parametrize(("plan", "new"), CHANGES)
def test_a_changed_plan_continues_as_refitted_says(plan, new, drive):
    one = case(
        [["run", 25], ["keep", "before"], ["plan", plain(new)], ["keep", "after"]], plan=plan, n_held_out=5
    )
    ((_, *answers),) = drive([one])
    before, after = state_of(one, plan, answers[1]), state_of(one, new, answers[3])
    assert refitted(before, plan, new) == after


RULE = PerceptronPlan(tol=None, max_iter=1000)


@pytest.mark.parametrize(
    "changes", [{"eta0": 0.5}, {"penalty": "l1", "alpha": 0.01}, {"average": 4}, {"max_iter": 99}]
)
def test_the_perceptron_is_rewound_sample_by_sample_and_changes_its_plan(changes, drive):
    one = replace(next(each for each in perceptrons() if each.name == "plain 3"), plan=RULE)
    rule = {"rule": plain(replace(RULE, **changes))}
    orders = [["run", 5], ["step", 40], ["keep", "inside"], ["run", 3], ["keep", "end"], ["load", "inside"]]
    orders += [["step", 1], ["step", 70], ["run", 3], ["keep", "again"], ["plan", rule], ["run", 2]]
    ((_, *answers),) = drive([replace(one, orders=orders)])
    assert all("refused" not in each for each in answers)
    assert (answers[1]["epoch"], answers[1]["samples"]) == (5, 40)
    assert answers[2]["at"] == {"epoch": 5, "batch": 40}
    assert answers[4]["rest"][24:] == answers[9]["rest"][24:]  # behind counters and seconds
    assert_array_equal(answers[3]["rows"][:, :8], np.vstack([each["rows"] for each in answers[6:9]])[:, :8])
    assert answers[-1]["epoch"] == 10


def test_mistakes_of_the_perceptron_are_counted_as_they_are_made(drive):
    one = replace(next(each for each in perceptrons() if each.name == "plain 2"), plan=RULE)
    orders = [order for _ in range(149) for order in (["step", 1], ["underway"])] + [["step", 1]]
    ((_, *answers),) = drive([replace(one, orders=orders)])
    last = answers[-2]
    assert last["done"] == 149
    changed, before = 0, None
    for frame, underway in zip(answers[:-1:2], answers[1::2], strict=True):
        moved = before is None or not np.array_equal(frame["parameters"], before)
        changed += moved
        before = frame["parameters"]
        assert underway["mistakes"] == changed
    assert answers[-1]["rows"][0, 5] >= last["mistakes"]
