"""The same recurrent network from many seeds: bit for bit those of fits, whatever form the sequences have."""

import warnings

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import ConvergenceWarning
from tests.insight.sequence_examples import first_bit, temporal_xor

from rosenblatt import PlanError, RecurrentClassifier, RecurrentRegressor
from rosenblatt.insight import Seeds, seeds

BITS, FIRST = first_bit(60, 6)
LISTS = [sequence[: 2 + number % 5] for number, sequence in enumerate(BITS)]
EVERY = [sequence[:, 0].astype(int) for sequence in LISTS]
THREE = np.array([[a, b, c] for a in (0.0, 1.0) for b in (0.0, 1.0) for c in (0.0, 1.0)])
PARITY = THREE.sum(axis=1).astype(int) % 2


def classifier(**settings: object) -> RecurrentClassifier:
    return RecurrentClassifier(
        **{"hidden_layer_sizes": (4,), "max_iter": 15, "learning_rate_init": 0.02, **settings}
    )


def regressor(**settings: object) -> RecurrentRegressor:
    return RecurrentRegressor(
        **{"hidden_layer_sizes": (4,), "max_iter": 15, "learning_rate_init": 0.02, **settings}
    )


def assert_the_models_of_fits(estimator, X, y, found: Seeds) -> None:
    for place, seed in enumerate(found.seeds.tolist()):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            model = clone(estimator).set_params(random_state=seed).fit(X, y)
        assert found.network(seed) == model.network_
        assert found.network(seed).parameters.tobytes() == model.network_.parameters.tobytes()
        assert found.epochs[place] == model.n_iter_
        assert found.losses[place] == getattr(model, "loss_", model.history_["loss"][-1])
        assert found.reasons[place] == model.stopped_by_
        assert found.scores[place] == pytest.approx(model.score(X, y), abs=1e-12)


FORMS = {
    "list": (classifier(), LISTS, FIRST),
    "array": (classifier(), BITS, FIRST),
    "matrix": (classifier(early_stopping=True), BITS[:, :, 0], FIRST),
    "matrix, steps of two": (classifier(step_size=2), BITS[:, :, 0], FIRST),
    "every step, list": (classifier(predict_at="every"), LISTS, EVERY),
    "every step, array": (
        classifier(predict_at="every", cell="jordan", early_stopping=True), BITS, BITS[:, :, 0].astype(int),
    ),
    "stream": (classifier(stateful=True, backprop_steps=3, update_steps=1), BITS[:, 0], FIRST),
    "stream with its end held out": (classifier(stateful=True, early_stopping=True), BITS[:, 0], FIRST),
    "several targets": (classifier(), BITS, np.column_stack([FIRST, BITS[:, 1, 0].astype(int) + 3])),
    "several targets, every step": (
        classifier(predict_at="every", solver="lbfgs"),
        LISTS,
        [np.column_stack([y, 1 - y, y + 2]) for y in EVERY],
    ),
    "learned start": (classifier(initial_context="learned", dropout=0.2, max_grad_norm=0.5), LISTS, FIRST),
    "numbers": (regressor(), LISTS, [float(sequence.sum()) for sequence in LISTS]),
    "numbers, every step": (
        regressor(predict_at="every", solver="sgd"), LISTS, [np.cumsum(sequence) for sequence in LISTS],
    ),
    "numbers, lbfgs": (regressor(solver="lbfgs", predict_at="every"), BITS, BITS[:, :, 0]),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_each_is_bit_for_bit_that_of_a_fit(form: str) -> None:
    estimator, X, y = FORMS[form]
    assert_the_models_of_fits(estimator, X, y, seeds(estimator, X, y, seeds=[0, 7, 3]))


def test_threads_change_nothing() -> None:
    one, two = (seeds(classifier(predict_at="every"), LISTS, EVERY, 20, n_threads=n) for n in (1, 2))
    assert all(one.network(seed) == two.network(seed) for seed in range(20))
    assert one.scores.tolist() == two.scores.tolist()


def test_the_stream_of_elman_is_solved_by_some_and_told_in_steps() -> None:
    X, y = temporal_xor()
    network = RecurrentClassifier(
        (4,), "logistic", solver="sgd", momentum=0.0, learning_rate_init=0.1, alpha=0, init="unit_uniform",
        n_iter_no_change=np.inf, max_iter=100, backprop_steps=4, update_steps=1, stateful=True,
    )  # fmt: skip
    found = seeds(network, X, y, 6, goal=0.64)
    assert (found.thing, len(found.truth)) == ("step", len(y))
    assert found.n_solved > 0
    assert "at least 64% of the 2,999 steps right" in str(found)
    assert found.sample_names[:2] == ("step 1", "step 2")


def test_sequences_are_called_by_their_values_where_they_are_few() -> None:
    found = seeds(
        classifier(hidden_layer_sizes=(3,), max_iter=300, learning_rate_init=0.05), THREE, PARITY, 10
    )
    assert found.sample_names[3] == "(0, 1, 1)"
    assert "sequences right" in str(found)
    assert found.thing == "sequence"
    assert "for every sequence" in str(found) or "wrong: (" in str(found)


def test_otherwise_they_are_called_by_their_place() -> None:
    last = seeds(classifier(max_iter=1), LISTS, FIRST, 1)
    assert (last.thing, last.sample_names[:2]) == ("sequence", ("sequence 1", "sequence 2"))
    assert " sequences: " in " ".join(str(last).split())
    every = seeds(classifier(predict_at="every", max_iter=1), LISTS, EVERY, 1)
    assert every.sample_names[:3] == ("step 1 of sequence 1", "step 2 of sequence 1", "step 1 of sequence 2")
    assert f" steps: {every.sample_names[every.groups[0].wrong[0]]}" in " ".join(str(every).split())
    with pytest.raises(PlanError, match="sample_names must name each of the 60 samples, got 2"):
        seeds(classifier(), LISTS, FIRST, 1, sample_names=["a", "b"])


def test_what_is_wrong_with_a_sequence_is_named() -> None:
    broken = [*LISTS[:4], LISTS[4][:0], *LISTS[5:]]
    with pytest.raises(ValueError, match="sequence 4 has no step"):
        seeds(classifier(), broken, FIRST, 2)


def test_the_estimator_of_a_seed_is_fitted_anew() -> None:
    found = seeds(classifier(cell="jordan"), BITS, FIRST, 2)
    assert found.estimator(1).network_ == found.network(1)
    assert found.network(1).cell == "jordan"
