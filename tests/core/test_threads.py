"""One thread and many end with the same bits, in one call or in several."""

import numpy as np
import pytest
from tests.core.cases import DTYPES, assert_agree, make_case, run_core

from rosenblatt.formulas.optimizers import OPTIMIZERS
from rosenblatt.formulas.schedules import SCHEDULES
from rosenblatt.training.native import NativeTrainer

# 500 rows make four blocks of rows, 300 x 120 weights several blocks of features.
LARGE = {"n_samples": 700, "n_features": 60, "hidden": (50, 40), "batch_size": 500, "activation": "gelu"}
LARGER = {"n_samples": 600, "n_features": 300, "hidden": (120,), "batch_size": 600}


def assert_same_bits(one, other):
    (state, rows, reason), (state_, rows_, reason_) = one, other
    assert state == state_
    np.testing.assert_array_equal(rows[:, :-1], rows_[:, :-1])
    assert reason == reason_


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    "options",
    [
        LARGE,
        LARGER,
        {**LARGE, "csr": True},
        {**LARGE, "rows": True, "weighted": True},
        {**LARGE, "early_stopping": True, "dropout": (0.5, 0.1)},
        {**LARGE, "max_grad_norm": 0.1, "solver": "rmsprop"},
        {**LARGE, "shuffle": False, "hidden": (), "n_features": 1000},
        {**LARGER, "loss": "squared_error", "n_outputs": 40, "validation": True},
    ],
    ids=lambda options: "-".join(f"{name}={value}" for name, value in options.items() if name not in LARGE),
)
def test_the_number_of_threads_changes_no_bit(options, dtype):
    case = make_case(**options, dtype=dtype)
    alone = run_core(case, 2, n_threads=1)
    for n_threads in (2, 3, 7):
        assert_same_bits(run_core(case, 2, n_threads), alone)


@pytest.mark.parametrize("options", [LARGE, LARGER, {**LARGE, "csr": True, "weighted": True}])
def test_large_networks_agree_with_numpy_too(options):
    case = make_case(**options, solver="sgd", validation=True)
    assert_agree(case, epochs=2, n_threads=2)


def test_a_large_batch_with_few_features_is_cut_into_blocks_of_rows():
    case = make_case("squared_error", (64,), n_samples=3000, batch_size=3000, n_features=2, solver="sgd")
    assert_agree(case, epochs=2, n_threads=2)


@pytest.mark.parametrize(
    "options",
    [
        {"hidden": (2050, 2000), "n_features": 3, "n_samples": 40, "batch_size": 40},
        {"hidden": (1000,), "n_features": 20, "n_samples": 4100, "batch_size": 4100},
    ],
    ids=["weights", "samples"],
)
def test_what_outgrows_the_caches_goes_to_blas_and_comes_back_the_same(options):
    case = make_case("squared_error", **options, n_outputs=1, solver="sgd", momentum=0.0)
    assert NativeTrainer(case.start(), case.data, case.plan)._uses_blas
    state, _, _ = assert_agree(case, epochs=1, n_threads=2)
    alone, _, _ = run_core(case, 1)
    assert alone == state


@pytest.mark.parametrize("schedule", SCHEDULES)
@pytest.mark.parametrize("solver", OPTIMIZERS)
def test_many_calls_end_where_one_call_does(solver, schedule):
    case = make_case(solver=solver, learning_rate=schedule, max_iter=9)
    whole = run_core(case, 9)
    assert whole[2] == "max_iter"
    for chunk in (1, 2, 4):
        assert_same_bits(run_core(case, 9, chunk=chunk), whole)


@pytest.mark.parametrize(
    "options",
    [
        {"dropout": (0.4,)},
        {"early_stopping": True, "n_iter_no_change": 2, "tol": 0.5},
        {"csr": True, "weighted": True, "rows": True},
        {"loss": "squared_error", "validation": True},
        {"shuffle": False},
        {"max_grad_norm": 0.2, "dtype": np.float32},
        {"solver": "sgd", "learning_rate": "adaptive", "tol": 10.0, "n_iter_no_change": 1},
        LARGE,
    ],
)
def test_many_calls_end_where_one_call_does_with_any_extra(options):
    case = make_case(**options)
    whole = run_core(case, 8, n_threads=2)
    assert_same_bits(run_core(case, 8, n_threads=1, chunk=1), whole)
    assert_same_bits(run_core(case, 8, n_threads=3, chunk=3), whole)


def test_a_copied_state_goes_on_as_the_original_would():
    case = make_case(dropout=(0.3,), early_stopping=True)
    state, _, _ = run_core(case, 3)
    copy = state.copy()
    on, _, _ = run_core(case, 3, state=state)
    assert copy != on
    again, _, _ = run_core(case, 3, state=copy)
    assert again == on
