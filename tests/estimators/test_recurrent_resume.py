"""Recurrent estimators come back from checkpoints to the same bits; recordings end where training does."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from tests.estimators.listening import Listening

from rosenblatt import RecurrentClassifier, RecurrentRegressor
from rosenblatt.errors import PlanError

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")

RANDOM = np.random.RandomState(0)
LISTED = [RANDOM.randn(n, 2) for n in RANDOM.randint(1, 6, size=40)], RANDOM.randint(3, size=40)
STREAM = np.concatenate(LISTED[0]), (np.concatenate(LISTED[0])[:, 0] > 0).astype(int)
ROWS = RANDOM.randn(30, 4), np.arange(30) % 3

FITS = {
    "a list": ({}, LISTED),
    "early stopping": ({"early_stopping": True}, LISTED),
    "a stream": ({"stateful": True, "backprop_steps": 3}, STREAM),
    "the end of a stream held out": (
        {"stateful": True, "backprop_steps": 3, "early_stopping": True},
        STREAM,
    ),
    "learned starts": ({"cell": "jordan", "initial_context": "learned"}, LISTED),
    "lbfgs": ({"solver": "lbfgs"}, LISTED),
    "rows of a table": ({}, ROWS),
}
every_fit = pytest.mark.parametrize("name", FITS)


def classifier(**parameters):
    return RecurrentClassifier((3,), max_iter=8, random_state=0, **parameters)


def interrupt(n_epochs):
    if n_epochs >= 3:
        raise KeyboardInterrupt


@every_fit
def test_a_fit_that_was_interrupted_goes_on_to_the_same_bits(name, tmp_path):
    parameters, (X, y) = FITS[name]
    whole = classifier(**parameters).fit(X, y)
    cut = classifier(**parameters)
    cut.set_callbacks(Listening(interrupt))
    with pytest.raises(KeyboardInterrupt):
        cut.fit(X, y, checkpoint=tmp_path / "fit", checkpoint_every=1)
    again = RecurrentClassifier.resume(tmp_path / "fit", X, y)
    assert again.network_ == whole.network_
    assert (again.n_iter_, again.stopped_by_) == (whole.n_iter_, whole.stopped_by_)
    if whole.stateful:
        assert_array_equal(again.context_, whole.context_)
        assert again._state == whole._state


@pytest.mark.parametrize("name", ["a list", "a stream", "rows of a table"])
def test_partial_fit_comes_back_with_all_it_has_learned(name, tmp_path):
    parameters, (X, y) = FITS[name]
    model = classifier(**parameters)
    model.partial_fit(X, y, classes=np.unique(y)).partial_fit(X, y, checkpoint=tmp_path / "pass")
    again = RecurrentClassifier.resume(tmp_path / "pass")
    assert_array_equal(again.predict(X), model.predict(X))
    assert again.step_size_ == model.step_size_
    for each in (model, again):
        each.partial_fit(X, y)
    assert again.network_ == model.network_
    assert again._state == model._state


def test_another_kind_of_estimator_does_not_take_it(tmp_path):
    classifier().fit(*LISTED, checkpoint=tmp_path / "fit")
    with pytest.raises(PlanError, match="use RecurrentClassifier"):
        RecurrentRegressor.resume(tmp_path / "fit", *LISTED)


@pytest.mark.parametrize("record", ["epochs", "steps"])
@every_fit
def test_a_recording_ends_with_the_trained_network(name, record):
    parameters, (X, y) = FITS[name]
    if "early_stopping" in parameters:
        parameters = {**parameters, "n_iter_no_change": 100}
    model = classifier(record=record, **parameters).fit(X, y)
    last = model.recording_[-1]
    assert last.cell == model.network_.cell
    if not model.early_stopping:
        assert last == model.network_
    assert set(model.recording_.epochs.tolist()) >= set(range(model.n_iter_ + 1))
