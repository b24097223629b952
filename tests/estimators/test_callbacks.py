"""scikit-learn's callbacks on our estimators: what they hear, what they may look at, and what they cost."""

import os
import pickle
import subprocess
import sys
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.base import clone
from sklearn.datasets import load_iris
from sklearn.ensemble import BaggingClassifier
from sklearn.exceptions import NotFittedError
from sklearn.metrics import accuracy_score
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from tests.versions import HAS_CALLBACKS, NO_CALLBACKS

from rosenblatt import MLPClassifier, MLPRegressor, Perceptron
from rosenblatt.estimators import callbacks
from rosenblatt.estimators.callbacks import epoch_row

if not HAS_CALLBACKS:
    pytest.skip(NO_CALLBACKS, allow_module_level=True)

from sklearn.callback import ProgressBar, ScoringMonitor

X, y = load_iris(return_X_y=True)

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")

KINDS = {
    "adam": lambda **more: MLPClassifier((5,), random_state=0, **more),
    "sgd, schedule and dropout": lambda **more: MLPClassifier(
        (5,), solver="sgd", learning_rate="invscaling", dropout=0.2, random_state=0, **more
    ),
    "early stopping": lambda **more: MLPClassifier(
        (5,), learning_rate_init=0.5, early_stopping=True, random_state=1, **more
    ),
    "lbfgs": lambda **more: MLPClassifier((5,), solver="lbfgs", random_state=0, **more),
    "regressor": lambda **more: MLPRegressor(hidden_layer_sizes=(5,), random_state=0, **more),
    "perceptron": lambda **more: Perceptron(tol=None, **more),
    "perceptron, averaged": lambda **more: Perceptron(average=True, early_stopping=True, **more),
}
every_kind = pytest.mark.parametrize("kind", KINDS)


class Noting:
    """Notes every call of a hook as a word, and keeps the copies it is given."""

    def __init__(self, stop_after=None, fail_at=None, error=None):
        self.calls, self.copies, self.rows, self.given = [], [], [], []
        self.stop_after, self.fail_at, self.error = stop_after, fail_at, error

    def setup(self, estimator, context):
        self.note("setup")

    def on_fit_task_begin(self, estimator, context):
        self.note(f"begin {context.task_name}")

    def on_fit_task_end(self, estimator, context, *, X=None, y=None, metadata=None, fitted_estimator=None):
        if context.task_name == "epoch":
            self.rows.append(epoch_row(estimator))
            self.copies.append(fitted_estimator)
        self.given.append((X, y, metadata))
        self.note(f"end {context.task_name}")
        return self.stop_after is not None and len(self.copies) == self.stop_after

    def teardown(self, estimator, context):
        self.note("teardown")

    def note(self, word):
        self.calls.append(word)
        if self.fail_at == (word, Counter(self.calls)[word]):
            raise self.error


# ---- Setting them -------------------------------------------------------------------------------


@every_kind
def test_what_is_no_callback_is_refused(kind):
    for wrong in (Noting, object(), print):
        with pytest.raises(TypeError, match="FitCallback protocol"):
            KINDS[kind]().set_callbacks(wrong)


def test_setting_none_takes_them_away():
    noting = Noting()
    network = MLPClassifier((2,), max_iter=2).set_callbacks(noting).set_callbacks()
    network.fit(X, y)
    assert noting.calls == []
    assert "_skl_callbacks" not in vars(network)


@every_kind
def test_clones_and_pickles_keep_them(kind):
    noting = Noting()
    estimator = KINDS[kind](max_iter=3).set_callbacks(noting)
    assert clone(estimator)._skl_callbacks == [noting]
    estimator.fit(X, y)
    again = pickle.loads(pickle.dumps(estimator))
    assert_array_equal(again.predict(X), estimator.predict(X))
    assert len(again._skl_callbacks) == 1
    assert set(vars(again)) == set(vars(estimator))


# ---- What they hear -----------------------------------------------------------------------------


@every_kind
def test_a_fit_is_a_task_and_each_epoch_a_task_within_it(kind):
    noting = Noting()
    estimator = KINDS[kind](max_iter=4).set_callbacks(noting).fit(X, y)
    assert estimator.n_iter_ == 4
    epochs = ["begin epoch", "end epoch"] * 4
    assert noting.calls == ["setup", "begin fit", *epochs, "end fit", "teardown"]
    assert not {"_fit_tasks", "_callback_fit_ctx"} & set(vars(estimator))


@every_kind
def test_the_training_has_the_same_bits(kind):
    estimator, plain = KINDS[kind](max_iter=30), KINDS[kind](max_iter=30).fit(X, y)
    estimator.set_callbacks(Noting()).fit(X, y)
    assert estimator.network_ == plain.network_
    assert estimator.n_iter_ == plain.n_iter_
    assert_array_equal(estimator.history_.rows[:, :-1], plain.history_.rows[:, :-1])
    assert estimator.stopped_by_ == plain.stopped_by_


@pytest.mark.parametrize("solver", ["adam", "lbfgs"])
def test_after_convergence_the_last_task_is_empty(solver):
    noting = Noting()
    network = MLPClassifier((5,), solver=solver, random_state=0, max_iter=5000, tol=1e-2)
    network.set_callbacks(noting).fit(X, y)
    assert network.stopped_by_ == "converged"
    assert noting.calls.count("end epoch") == noting.calls.count("begin epoch") == network.n_iter_ + 1
    assert noting.copies[-1] is None
    assert noting.rows[-1] is None
    assert noting.copies[-2].n_iter_ == network.n_iter_


@every_kind
def test_true_stops_the_fit(kind):
    noting = Noting(stop_after=3)
    estimator = KINDS[kind](max_iter=50).set_callbacks(Noting(), noting).fit(X, y)
    assert estimator.stopped_by_ == "callback"
    assert estimator.n_iter_ == len(estimator.history_) == 3
    assert noting.calls[-3:] == ["end epoch", "end fit", "teardown"]
    assert estimator.network_ == KINDS[kind](max_iter=3).fit(X, y).network_


@every_kind
def test_rows_are_those_of_the_history(kind):
    noting = Noting()
    estimator = KINDS[kind](max_iter=4).set_callbacks(noting).fit(X, y)
    for number, row in enumerate(noting.rows):
        whole = {name: estimator.history_[name][number] for name in estimator.history_}
        assert row == {name: value for name, value in whole.items() if value == value}
    assert epoch_row(estimator) is None
    assert epoch_row(StandardScaler()) is None


def test_a_warm_start_counts_epochs_on():
    noting = Noting()
    network = MLPClassifier((2,), max_iter=3, warm_start=True).set_callbacks(noting)
    network.fit(X, y).fit(X, y)
    assert [row["epoch"] for row in noting.rows] == [1, 2, 3, 4, 5, 6]
    assert [len(copy.history_) for copy in noting.copies] == [1, 2, 3, 4, 5, 6]
    assert [len(copy.loss_curve_) for copy in noting.copies] == [1, 2, 3, 4, 5, 6]
    assert network.history_["epoch"].tolist() == [1, 2, 3, 4, 5, 6]


def test_single_epochs_and_beginnings_are_nobodys_news():
    noting = Noting()
    MLPClassifier((2,)).set_callbacks(noting).initialize(X, y).partial_fit(X, y)
    Perceptron().set_callbacks(noting).partial_fit(X, y, classes=[0, 1, 2])
    assert noting.calls == []


# ---- What they may look at ----------------------------------------------------------------------


@every_kind
def test_the_copy_is_as_if_the_fit_had_stopped_there(kind):
    noting = Noting()
    estimator = KINDS[kind](max_iter=12).set_callbacks(noting).fit(X, y)
    copies = [copy for copy in noting.copies if copy is not None]
    assert len(copies) == estimator.n_iter_ >= 6
    for n_epochs, copy in enumerate(copies, start=1):
        there = KINDS[kind](max_iter=n_epochs).fit(X, y)
        assert copy.network_ == there.network_
        assert_array_equal(copy.predict(X), there.predict(X))
        assert copy.n_iter_ == n_epochs
        assert copy.stopped_by_ == "callback"
        assert_array_equal(copy.history_.rows[:, :-1], there.history_.rows[:, :-1])
        assert vars(copy).keys() - {"_skl_callbacks"} == vars(there).keys()
        for name in ("loss_", "t_", "loss_curve_", "validation_scores_", "best_validation_score_"):
            assert getattr(copy, name, None) == getattr(there, name, None)
        assert_array_equal(getattr(copy, "mistakes_", 0), getattr(there, "mistakes_", 0))


def test_early_stopping_is_among_them_at_its_best_weights():
    noting = Noting()
    KINDS["early stopping"](max_iter=12).set_callbacks(noting).fit(X, y)
    scores = noting.copies[-1].validation_scores_
    assert max(scores) > scores[-1]  # or the case proves nothing


def test_the_copy_can_learn_on_by_itself():
    noting = Noting()
    network = MLPClassifier((5,), random_state=0, max_iter=5).set_callbacks(noting).fit(X, y)
    weights, copy = network.coefs_[0].copy(), noting.copies[1]
    assert copy.coefs_[0] is copy.network_.weights[0]
    copy.partial_fit(X, y)
    assert len(copy.loss_curve_) == 3
    assert len(network.loss_curve_) == 5
    assert_array_equal(network.coefs_[0], weights)


def test_the_last_copy_shares_nothing_with_the_estimator():
    copies = []

    class Last(Noting):
        def on_fit_task_end(self, estimator, context, *, fitted_estimator=None):
            copies.append(fitted_estimator)

    network = MLPClassifier((5,), random_state=0, max_iter=3, warm_start=True).set_callbacks(Last()).fit(X, y)
    assert copies[-1].network_ == network.network_
    before = copies[-1].network_.copy()
    network.set_callbacks().fit(X, y)
    assert copies[-1].network_ == before != network.network_
    assert len(copies[-1].history_) == len(copies[-1].loss_curve_) == 3


def test_no_copy_is_made_unless_it_is_asked_for(monkeypatch):
    class Modest(Noting):
        def on_fit_task_end(self, estimator, context):
            self.note("end")

    def refuse(*_):
        raise AssertionError("a copy was made")

    monkeypatch.setattr(callbacks, "attributes_at", refuse)
    monkeypatch.setattr(callbacks, "copied_attributes", refuse)
    for estimator in (MLPClassifier((2,), max_iter=2), Perceptron(max_iter=2)):
        estimator.set_callbacks(Modest()).fit(X, y)


@every_kind
def test_samples_are_those_that_were_given(kind):
    noting, table, weight = Noting(), pd.DataFrame(X, columns=list("abcd")), np.linspace(0.5, 1, len(X))
    estimator = KINDS[kind](max_iter=2).set_callbacks(noting)
    estimator.fit(table, y, sample_weight=weight)
    *epochs, fit = noting.given
    assert fit[0] is table
    assert fit[1] is y
    assert fit[2]["sample_weight"] is weight
    assert len(epochs) == 2
    for samples, targets, metadata in epochs:
        assert list(samples.columns) == list("abcd")
        assert len(samples) == len(targets) == len(metadata["sample_weight"])
        if estimator.get_params().get("early_stopping"):
            assert len(samples) == 135
            rows = samples.index
            assert_array_equal(targets, y[rows])
            assert_array_equal(metadata["sample_weight"], weight[rows])
        else:
            assert samples is table


def test_without_weights_there_is_no_metadata():
    noting = Noting()
    MLPClassifier((2,), max_iter=1).set_callbacks(noting).fit(X, y)
    assert [metadata for _, _, metadata in noting.given] == [None, None]


# ---- Errors -------------------------------------------------------------------------------------


@every_kind
@pytest.mark.parametrize("hook", ["begin epoch", "end epoch"])
@pytest.mark.parametrize("error", [RuntimeError("mine"), KeyboardInterrupt()])
def test_its_own_error_comes_out_and_what_was_learned_stays(kind, hook, error):
    other, failing = Noting(), Noting(fail_at=(hook, 3), error=error)
    estimator = KINDS[kind](max_iter=20).set_callbacks(other, failing)
    with pytest.raises(type(error)) as raised:
        estimator.fit(X, y)
    assert raised.value is error
    n_epochs = 3 if hook == "end epoch" else 2
    assert estimator.n_iter_ == len(estimator.history_) == n_epochs
    assert estimator.stopped_by_ == ("error" if isinstance(error, RuntimeError) else "interrupt")
    there = KINDS[kind](max_iter=n_epochs).fit(X, y)
    assert estimator.network_ == there.network_
    for name in ("loss_", "loss_curve_", "validation_scores_"):
        assert getattr(estimator, name, None) == getattr(there, name, None)
    assert estimator.predict(X).shape == (150,)
    assert other.calls[-1] == failing.calls[-1] == "teardown"
    assert "end fit" not in other.calls
    assert pickle.loads(pickle.dumps(estimator)).n_iter_ == n_epochs
    assert estimator.set_callbacks().fit(X, y).network_ == KINDS[kind](max_iter=20).fit(X, y).network_


@every_kind
@pytest.mark.parametrize("hook", ["setup", "begin fit"])
def test_an_error_before_the_first_epoch_leaves_an_earlier_fit_alone(kind, hook):
    failing = Noting(fail_at=(hook, 1), error=RuntimeError("mine"))
    estimator = KINDS[kind](max_iter=3).fit(X, y)
    network = estimator.network_.copy()
    with pytest.raises(RuntimeError, match="mine"):
        estimator.set_callbacks(failing).fit(X, y)
    assert estimator.network_ == network
    assert estimator.n_iter_ == 3
    assert failing.calls[-1] == "teardown"


@every_kind
@pytest.mark.parametrize("hook", ["end fit", "teardown"])
def test_an_error_after_the_last_epoch_finds_all_learned(kind, hook):
    failing = Noting(fail_at=(hook, 1), error=RuntimeError("mine"))
    estimator = KINDS[kind](max_iter=3).set_callbacks(failing)
    with pytest.raises(RuntimeError, match="mine"):
        estimator.fit(X, y)
    assert estimator.stopped_by_ == "max_iter"
    assert estimator.network_ == KINDS[kind](max_iter=3).fit(X, y).network_


def test_an_error_before_the_first_fit_leaves_it_unfitted():
    failing = Noting(fail_at=("begin fit", 1), error=RuntimeError("mine"))
    for estimator in (MLPClassifier((2,)), Perceptron()):
        with pytest.raises(RuntimeError, match="mine"):
            estimator.set_callbacks(failing).fit(X, y)
        with pytest.raises(NotFittedError):
            estimator.predict(X)
        failing.calls.clear()


def test_a_fit_that_fails_by_itself_is_torn_down_too():
    noting = Noting()
    with pytest.raises(ValueError, match="non-finite"):
        MLPRegressor(solver="sgd", learning_rate_init=1e6).set_callbacks(noting).fit(X * 1e6, y)
    assert noting.calls[-1] == "teardown"
    assert "end fit" not in noting.calls


def test_samples_that_cannot_be_learned_from_set_nothing_up():
    noting = Noting()
    with pytest.raises(ValueError, match="NaN"):
        MLPClassifier().set_callbacks(noting).fit([[np.nan]], [0])
    assert noting.calls == []


# ---- scikit-learn's own -------------------------------------------------------------------------


@every_kind
def test_the_progress_bar(kind, capsys):
    KINDS[kind](max_iter=5).set_callbacks(ProgressBar()).fit(X, y)
    assert "100%" in capsys.readouterr().out


def test_the_scoring_monitor_sees_the_curve():
    monitor, words = ScoringMonitor(scoring="accuracy"), np.array(["s", "ve", "vi"])[y]
    table = pd.DataFrame(X, columns=list("abcd"))
    network = MLPClassifier((5,), learning_rate_init=0.02, max_iter=9, random_state=0)
    network.set_callbacks(monitor).fit(table, words)
    of_epochs = [row["accuracy"] for row in monitor.get_logs().data if row["task_name"] == "epoch"]
    # An epoch of one batch is scored before its step: the next epoch's score is the accuracy after this one.
    assert_allclose(of_epochs[:-1], network.history_["score"][1:], rtol=1e-12)
    assert of_epochs[-1] == accuracy_score(words, network.predict(table))


@pytest.mark.parametrize("n_jobs", [None, 2])
def test_a_search_hands_them_on(n_jobs, capsys):
    monitor = ScoringMonitor(scoring="accuracy")
    pipeline = make_pipeline(StandardScaler(), MLPClassifier((3,), max_iter=4).set_callbacks(monitor))
    search = GridSearchCV(pipeline, {"mlpclassifier__alpha": [1e-4, 1e-2]}, cv=2, n_jobs=n_jobs)
    search.set_callbacks(ProgressBar(max_propagation_depth=None)).fit(X, y)
    printed = capsys.readouterr().out
    assert printed.count("MLPClassifier - fit") == 5
    logged = [row for row in monitor.get_logs().data if row["task_name"] == "epoch"]
    assert len(logged) == 5 * 4
    assert all(0 <= row["accuracy"] <= 1 for row in logged)
    assert not hasattr(search.best_estimator_[-1], "_parent_callback_ctx")


def test_a_pipeline_has_one_tree_of_tasks():
    paths = []

    class Paths(Noting):
        def on_fit_task_end(self, estimator, context):
            names, here = [], context
            while here is not None:
                names.append((here.estimator_name, here.task_name, here.task_id))
                here = here.parent
            paths.append(names[::-1])

    make_pipeline(StandardScaler(), Perceptron(max_iter=2).set_callbacks(Paths())).fit(X, y)
    fit = [("Pipeline", "fit", 0), ("Perceptron", "fit", 1)]
    assert paths == [[*fit, ("Perceptron", "epoch", 0)], [*fit, ("Perceptron", "epoch", 1)], fit]


def test_ensembles_that_know_nothing_of_callbacks_train_clones_that_do():
    noting = Noting()
    bags = BaggingClassifier(Perceptron(max_iter=2, tol=None).set_callbacks(noting), n_estimators=3)
    bags.fit(X, y)
    assert noting.calls.count("setup") == noting.calls.count("teardown") == 3


# ---- What they cost -----------------------------------------------------------------------------


def test_nothing_is_loaded_until_somebody_listens():
    code = (
        "import sys, rosenblatt.estimators as e\n"
        "e.MLPClassifier((2,), n_iter_no_change=1, tol=9).fit([[0.0], [1.0]], [0, 1])\n"
        "e.Perceptron().fit([[0.0], [1.0]], [0, 1])\n"
        "assert not any(name.startswith('sklearn.callback') for name in sys.modules)\n"
        "e.Perceptron().set_callbacks()\n"
        "assert 'sklearn.callback' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], env=os.environ, check=True)


@pytest.mark.parametrize("heard", [False, True])
def test_without_callbacks_training_has_no_listener(monkeypatch, heard):
    seen = []

    def spy(name):
        module = sys.modules["rosenblatt.fitting.running"]
        real = getattr(module, name)

        def call(*arguments, **options):
            seen.append((options["listener"] is None, options.get("every")))
            return real(*arguments, **options)

        monkeypatch.setattr(module, name, call)

    spy("advance")
    spy("minimise")
    spy("advance_perceptron")
    for kind in ("adam", "lbfgs", "perceptron"):
        estimator = KINDS[kind](max_iter=2)
        if heard:
            estimator.set_callbacks(Noting())
        estimator.fit(X, y)
    assert seen == [(not heard, 1 if heard else None), (not heard, None), (not heard, 1 if heard else None)]


# ---- Beside others who watch --------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["adam", "early stopping", "lbfgs", "perceptron"])
def test_a_fit_that_a_callback_broke_off_is_resumed(kind, tmp_path):
    failing = Noting(fail_at=("end epoch", 7), error=RuntimeError("mine"))
    estimator = KINDS[kind](max_iter=15).set_callbacks(failing)
    with pytest.raises(RuntimeError, match="mine"):
        estimator.fit(X, y, checkpoint=tmp_path / "fit", checkpoint_every=1)
    resumed = type(estimator).resume(tmp_path / "fit", X, y)
    assert resumed.network_ == KINDS[kind](max_iter=15).fit(X, y).network_
    assert resumed.n_iter_ == 15


@every_kind
def test_what_was_recorded_until_an_error_is_kept(kind):
    failing = Noting(fail_at=("end epoch", 4), error=RuntimeError("mine"))
    estimator = KINDS[kind](max_iter=15, record="epochs").set_callbacks(failing)
    with pytest.raises(RuntimeError, match="mine"):
        estimator.fit(X, y)
    assert estimator.recording_.epochs.tolist() == [0, 1, 2, 3, 4]
