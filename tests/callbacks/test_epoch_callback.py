"""A callback of one's own: a row an epoch, a listener a fit."""

import pickle

import pytest
from numpy.testing import assert_array_equal
from sklearn.base import clone
from sklearn.datasets import load_iris
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from rosenblatt import MLPClassifier, Perceptron
from rosenblatt.callbacks import EpochCallback, Listening

X, y = load_iris(return_X_y=True)

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


class Heard(Listening):
    def __init__(self):
        self.rows, self.whole = [], None

    def epoch_ended(self, row):
        self.rows.append(row)

    def fit_ended(self, *, whole):
        self.whole = whole


class Hearing(EpochCallback):
    def __init__(self):
        self.fits = []

    def fit_begins(self, estimator):
        self.fits.append(Heard())
        return self.fits[-1]


def test_the_rows_are_those_of_the_history():
    hearing = Hearing()
    network = MLPClassifier((5,), early_stopping=True, max_iter=7, random_state=0)
    network.set_callbacks(hearing).fit(X, y)
    (fit,) = hearing.fits
    assert fit.whole is True
    assert [row["epoch"] for row in fit.rows] == list(range(1, 8))
    for name in ("loss", "score", "validation_loss", "validation_score", "learning_rate", "gradient_norm"):
        assert [row[name] for row in fit.rows] == network.history_[name].tolist()


def test_what_is_not_measured_is_left_out():
    hearing = Hearing()
    Perceptron(max_iter=2).set_callbacks(hearing).fit(X, y)
    assert set(hearing.fits[0].rows[0]) == {"epoch", "loss", "learning_rate", "mistakes", "seconds"}


def test_every_fit_of_a_search_has_a_listener_of_its_own():
    hearing = Hearing()
    network = MLPClassifier((3,), max_iter=4, random_state=0).set_callbacks(hearing)
    GridSearchCV(make_pipeline(StandardScaler(), network), {"mlpclassifier__alpha": [1e-4, 1e-2]}, cv=2).fit(
        X, y
    )
    assert [len(fit.rows) for fit in hearing.fits] == [4] * 5
    assert all(fit.whole for fit in hearing.fits)
    assert clone(network)._skl_callbacks == [hearing]


def test_a_fit_that_breaks_off_is_heard_as_such():
    class Weary(Heard):
        def epoch_ended(self, row):
            super().epoch_ended(row)
            if len(self.rows) == 3:
                raise RuntimeError("enough")

    class Hurt(Hearing):
        def fit_begins(self, estimator):
            self.fits.append(Weary())
            return self.fits[-1]

    hurt = Hurt()
    with pytest.raises(RuntimeError, match="enough"):
        MLPClassifier((3,), random_state=0).set_callbacks(hurt).fit(X, y)
    assert hurt.fits[0].whole is False
    assert len(hurt.fits[0].rows) == 3


def test_a_fit_that_cannot_begin_leaves_nothing_behind():
    class Shut(EpochCallback):
        def fit_begins(self, estimator):
            raise OSError("no room")

    shut = Shut()
    network = MLPClassifier((3,), max_iter=2).set_callbacks(shut)
    with pytest.raises(OSError, match="no room"):
        network.fit(X, y)
    assert len(shut._fits) == 0
    network.set_callbacks().fit(X, y)


class Packing(EpochCallback):
    def fit_begins(self, estimator):
        return Packer(estimator)


COPIES = []


class Packer(Listening):
    def __init__(self, estimator):
        self.estimator = estimator

    def epoch_ended(self, row):
        COPIES.append(pickle.dumps(self.estimator))


def test_a_pickle_holds_nothing_of_a_fit_that_goes_on():
    network = MLPClassifier((3,), max_iter=2).set_callbacks(Packing()).fit(X, y)
    assert len(COPIES) == 2
    for each in (pickle.loads(COPIES[-1]), pickle.loads(pickle.dumps(network))):
        assert vars(each._skl_callbacks[0]) == {}
        assert not {"_fit_tasks", "_callback_fit_ctx", "_skl_callbacks_to_teardown"} & set(vars(each))
        assert_array_equal(each.predict(X), network.predict(X))
