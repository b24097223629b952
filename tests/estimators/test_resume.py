"""Checkpoints of fits: killed at any moment and resumed, they end with the bits of one never killed."""

import json
import os
import subprocess
import sys
import warnings
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from sklearn.base import clone
from tests.estimators.kill import CLASSES, FITS, X, network, samples
from tests.estimators.listening import Listening
from tests.versions import needs_callbacks

from rosenblatt import MLPClassifier, MLPRegressor, ModelFileError, Perceptron, PlanError, RosenblattError
from rosenblatt.checkpoint import load_checkpoint, save_checkpoint
from rosenblatt.fitting import owner_of
from rosenblatt.training import lbfgs
from rosenblatt.training.reference import gradient
from rosenblatt.training.reference.gradient import ROWS_OF_A_BLOCK

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


def same(one, other):
    """Whether two fitted estimators are the same to the last bit, but for seconds."""
    assert one.network_ == other.network_
    rows = one.history_.rows[:, :-1], other.history_.rows[:, :-1]
    np.testing.assert_array_equal(*rows)
    assert one.stopped_by_ == other.stopped_by_
    assert one.n_iter_ == other.n_iter_
    for name in ("loss_curve_", "best_loss_", "t_", "validation_scores_", "n_features_in_"):
        assert getattr(one, name, None) == getattr(other, name, None), name
    if isinstance(one, Perceptron):
        np.testing.assert_array_equal(one.mistakes_, other.mistakes_)
    np.testing.assert_array_equal(one.predict(X), other.predict(X))


@cache
def fitted(name):
    make, y = FITS[name]
    return make().fit(samples(name), y)


@pytest.fixture(scope="module")
def killed(tmp_path_factory):
    """A folder with checkpoints of each fit, which was killed at four moments."""
    folder, moments = tmp_path_factory.mktemp("killed"), {}
    for name in FITS:
        n_epochs = len(fitted(name).history_)
        moments[name] = np.random.default_rng(len(name)).integers(2, n_epochs - 1, size=4).tolist()
    subprocess.run(
        [sys.executable, "-m", "tests.estimators.kill", str(folder), json.dumps(moments)], check=True
    )
    return folder


@needs_callbacks
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
@pytest.mark.parametrize("name", FITS)
def test_a_fit_killed_at_any_moment_and_resumed_ends_with_the_same_bits(name, killed):
    whole, y = fitted(name), FITS[name][1]
    paths = sorted(killed.glob(f"{name}.?.checkpoint"))
    assert len(paths) == 4
    for path in paths:
        assert load_checkpoint(path).state.epoch < len(whole.history_)
        same(type(whole).resume(path, samples(name), y), whole)


@pytest.mark.parametrize("name", FITS)
def test_keeping_checkpoints_changes_nothing_and_an_ended_fit_is_resumed_as_it_was(name, tmp_path):
    whole, (make, y) = fitted(name), FITS[name]
    kept = make().fit(samples(name), y, checkpoint=tmp_path / "c", checkpoint_every=37)
    same(kept, whole)
    same(type(whole).resume(tmp_path / "c", samples(name), y), whole)


def test_the_estimator_that_comes_back_has_the_parameters_of_the_first(tmp_path):
    model = network(
        max_iter=3, tol=np.float64(0.0), n_iter_no_change=np.inf, class_weight={0: 1.0, 1: 2, 2: 3}
    )
    model.fit(X, CLASSES, checkpoint=tmp_path / "c")
    again = MLPClassifier.resume(tmp_path / "c", X, CLASSES)
    assert again.get_params() == model.get_params()
    assert clone(again).fit(X, CLASSES).network_ == model.network_


@pytest.mark.parametrize("given", ["network", "stream"])
def test_where_a_fit_started_from_is_part_of_the_state(given, tmp_path):
    start = network(max_iter=1).fit(X, CLASSES).network_
    more = {"init": start} if given == "network" else {"random_state": np.random.RandomState(5)}
    model = network(max_iter=30, **more)
    whole = clone(model).fit(X, CLASSES)
    model.set_callbacks(stop_after(11))
    with pytest.raises(KeyboardInterrupt):
        model.fit(X, CLASSES, checkpoint=tmp_path / "c", checkpoint_every=1)
    assert MLPClassifier.resume(tmp_path / "c", X, CLASSES).network_ == whole.network_


def stop_after(n_epochs):
    def listener(made):
        if made >= n_epochs:
            raise KeyboardInterrupt

    return Listening(listener)


def test_ctrl_c_leaves_a_checkpoint_to_go_on_from(tmp_path):
    whole = network(max_iter=50).fit(X, CLASSES)
    model = network(max_iter=50)
    model.set_callbacks(stop_after(1))
    with pytest.raises(KeyboardInterrupt):
        model.fit(X, CLASSES, checkpoint=tmp_path / "c", checkpoint_every=7)
    assert (model.stopped_by_, load_checkpoint(tmp_path / "c").stopped_by) == ("interrupt", "interrupt")
    same(MLPClassifier.resume(tmp_path / "c", X, CLASSES), whole)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_partial_fit_goes_on_where_it_was(dtype, tmp_path):
    parts = [slice(start, start + 50) for start in (0, 50, 100, 30, 80)]
    order = np.random.default_rng(1).permutation(150)
    inputs, labels = X[order].astype(dtype), np.array(["se", "ve", "vi"])[CLASSES[order]]
    whole = MLPClassifier((5,), random_state=2)
    for part in parts:
        whole.partial_fit(inputs[part], labels[part], classes=np.unique(labels))
    model = MLPClassifier((5,), random_state=2)
    for part in parts[:3]:
        model.partial_fit(inputs[part], labels[part], classes=np.unique(labels), checkpoint=tmp_path / "c")
    again = MLPClassifier.resume(tmp_path / "c")
    np.testing.assert_array_equal(again.classes_, model.classes_)
    for part in parts[3:]:
        again.partial_fit(inputs[part], labels[part])
    assert again.network_ == whole.network_
    assert again.loss_curve_ == whole.loss_curve_
    np.testing.assert_array_equal(again.predict(inputs), whole.predict(inputs))


@pytest.mark.parametrize(
    ("make", "y"),
    [
        (lambda: MLPRegressor(hidden_layer_sizes=(3,), random_state=0), X[:, 2:]),
        (lambda: MLPClassifier((3,), random_state=0), (X[:, 2:] > 1).astype(int)),
        (lambda: MLPClassifier((3,), random_state=0), np.column_stack([CLASSES, CLASSES > 0])),
        (lambda: MLPClassifier((3,), random_state=0), CLASSES > 0),
    ],
    ids=["two numbers", "two labels", "two targets", "truth"],
)
def test_every_kind_of_target_comes_back(make, y, tmp_path):
    model = make()
    options = {}
    if isinstance(model, MLPClassifier):
        columns = [np.unique(each) for each in y.T] if y.ndim == 2 and y.max() > 1 else [0, 1]
        options = {"classes": np.unique(y) if y.ndim == 1 else columns}
    model.partial_fit(X, y, checkpoint=tmp_path / "c", **options)
    again = type(model).resume(tmp_path / "c")
    np.testing.assert_array_equal(again.predict(X), model.predict(X))
    assert again.predict(X).dtype == model.predict(X).dtype
    assert again.partial_fit(X, y).network_ == model.partial_fit(X, y).network_


def test_names_of_features_come_back(tmp_path):
    import polars

    frame = polars.DataFrame({"a": X[:, 0], "b": X[:, 1]})
    MLPClassifier((3,)).partial_fit(frame, CLASSES, classes=[0, 1, 2], checkpoint=tmp_path / "c")
    assert MLPClassifier.resume(tmp_path / "c").feature_names_in_.tolist() == ["a", "b"]


# ---- What cannot be resumed


def test_other_data_is_refused_with_the_way_to_insist(tmp_path):
    network(max_iter=3).fit(X, CLASSES, checkpoint=tmp_path / "c")
    with pytest.raises(RosenblattError, match=r"made with other data .*same_data=False"):
        MLPClassifier.resume(tmp_path / "c", X + 1e-9, CLASSES)
    assert MLPClassifier.resume(tmp_path / "c", X + 1e-9, CLASSES, same_data=False).n_iter_ == 3
    Perceptron(max_iter=3, tol=None).fit(X, CLASSES, checkpoint=tmp_path / "p")
    with pytest.raises(RosenblattError, match="made with other data"):
        Perceptron.resume(tmp_path / "p", X[::-1].copy(), CLASSES[::-1].copy())


def test_another_estimator_is_refused_by_its_name(tmp_path):
    network(max_iter=3).fit(X, CLASSES, checkpoint=tmp_path / "c")
    for kind in (MLPRegressor, Perceptron):
        with pytest.raises(PlanError, match=rf"by MLPClassifier, got {kind.__name__}: use MLPClassifier"):
            kind.resume(tmp_path / "c", X, CLASSES)


def test_data_of_another_width_is_refused(tmp_path):
    network(max_iter=3).fit(X, CLASSES, checkpoint=tmp_path / "c")
    with pytest.raises(PlanError, match=r"layers \(4, 6, 4, 3\).*asks for \(3, 6, 4, 3\)"):
        MLPClassifier.resume(tmp_path / "c", X[:, :3], CLASSES)
    Perceptron(max_iter=3, tol=None).fit(X, CLASSES, checkpoint=tmp_path / "p")
    with pytest.raises(PlanError, match=r"shape \(3, 4\), the given data asks for \(3, 3\)"):
        Perceptron.resume(tmp_path / "p", X[:, :3], CLASSES)


def test_a_fit_needs_its_data_again(tmp_path):
    network(max_iter=3).fit(X, CLASSES, checkpoint=tmp_path / "c")
    with pytest.raises(PlanError, match="give X and y"):
        MLPClassifier.resume(tmp_path / "c")


def test_there_must_be_a_checkpoint(tmp_path):
    with pytest.raises(ModelFileError, match=r"cannot read the checkpoint .*No such file"):
        MLPClassifier.resume(tmp_path / "nothing", X, CLASSES)


def test_what_no_file_can_keep_is_an_error_before_training(tmp_path):
    odd = MLPClassifier((3,), class_weight={(0,): 1.0, 1: 1.0, 2: b"1"})
    with pytest.raises(PlanError, match="class_weight cannot be kept in a checkpoint, got"):
        owner_of("MLPClassifier", odd.get_params())
    with pytest.raises(PlanError, match="every so many seconds"):
        MLPClassifier((3,)).fit(X, CLASSES, checkpoint=tmp_path / "c", checkpoint_every="often")
    assert not list(tmp_path.iterdir())


FULL_DISK = """
import resource, signal, sys, warnings
import numpy as np
from tests.estimators.kill import CLASSES, X, network
from tests.estimators.listening import Listening
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
whole = network(max_iter=40).fit(X, CLASSES)
model = network(max_iter=40)
def full(n_epochs):
    if n_epochs == 20:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))
model.set_callbacks(Listening(full))
with warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    model.fit(X, CLASSES, checkpoint=sys.argv[1], checkpoint_every=5)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert model.network_ == whole.network_
told = [str(each.message) for each in told if "checkpoint" in str(each.message)]
assert len(told) == 1, told
print(told[0])
"""


@needs_callbacks
def test_a_full_disk_ends_the_checkpoints_not_the_training(tmp_path):
    path = tmp_path / "c.checkpoint"
    run = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(path)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert "could not be written" in run.stdout
    assert "File too large" in run.stdout
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert load_checkpoint(path).state.epoch in (15, 20)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["c.checkpoint", "c.previous.checkpoint"]


def test_a_search_with_lbfgs_that_an_earlier_version_began_is_finished_and_says_so(tmp_path, monkeypatch):
    random = np.random.RandomState(0)
    many = random.normal(size=(2 * ROWS_OF_A_BLOCK + 3, 2))
    y = (many[:, 0] * many[:, 1] > 0).astype(int)

    def model(max_iter):
        return MLPClassifier((4,), solver="lbfgs", random_state=1, max_iter=max_iter)

    whole = model(20).fit(many, y)
    with monkeypatch.context() as earlier:  # it summed all samples at once
        for module in (lbfgs, gradient):
            earlier.setattr(module, "ROWS_OF_A_BLOCK", len(many))
        before = model(20).fit(many, y)
        model(8).fit(many, y, checkpoint=tmp_path / "old")
    model(8).fit(many, y, checkpoint=tmp_path / "new")
    for name in ("old", "new"):  # as if it had been stopped after eight of twenty iterations
        kept = load_checkpoint(tmp_path / name)
        owner = {**kept.owner, "parameters": {**kept.owner["parameters"], "max_iter": 20}}
        save_checkpoint(
            tmp_path / name, replace(kept, plan=kept.plan.but(max_iter=20), owner=owner, stopped_by=None)
        )
    with pytest.warns(UserWarning, match="added the gradients of more than 8192 samples in another order"):
        resumed = MLPClassifier.resume(tmp_path / "old", many, y)
    assert resumed.n_iter_ == whole.n_iter_ == 20
    for other in (whole, before):
        np.testing.assert_allclose(resumed.network_.parameters, other.network_.parameters, rtol=1e-9)
    again = MLPClassifier.resume(tmp_path / "new", many, y)
    assert again.network_ == whole.network_
    np.testing.assert_array_equal(again.history_.rows[:, :-1], whole.history_.rows[:, :-1])
