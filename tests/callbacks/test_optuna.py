"""OptunaPruning: a study ends the fits that promise little, and knows every epoch of the others."""

import sys

import optuna
import pytest
from sklearn.datasets import load_iris

from rosenblatt import MLPClassifier, PlanError, RosenblattError
from rosenblatt.callbacks import OptunaPruning

X, y = load_iris(return_X_y=True)

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


def network(rate):
    return MLPClassifier(
        (10,), learning_rate_init=rate, early_stopping=True, max_iter=30, n_iter_no_change=30, random_state=0
    )


@pytest.fixture(autouse=True)
def _quiet():
    optuna.logging.set_verbosity(optuna.logging.ERROR)


def test_a_study_prunes_the_fit_that_learns_nothing():
    fitted = {}

    def objective(trial):
        fitted[trial.number] = model = network(trial.suggest_float("rate", 1e-9, 1e-1))
        model.set_callbacks(OptunaPruning(trial)).fit(X, y)
        return model.best_validation_score_

    pruner = optuna.pruners.MedianPruner(n_startup_trials=1, n_warmup_steps=10)
    study = optuna.create_study(direction="maximize", pruner=pruner)
    study.enqueue_trial({"rate": 0.03})
    study.enqueue_trial({"rate": 1e-9})
    study.optimize(objective, n_trials=2)

    good, bad = study.trials
    assert good.state == optuna.trial.TrialState.COMPLETE
    assert good.intermediate_values == dict(enumerate(fitted[0].validation_scores_, start=1))
    assert bad.state == optuna.trial.TrialState.PRUNED
    assert fitted[1].n_iter_ == len(bad.intermediate_values) < 30
    assert fitted[1].predict(X).shape == (150,)


def test_the_loss_is_minimised():
    reported = {}

    class Trial:
        def report(self, value, step):
            reported[step] = value

        def should_prune(self):
            return len(reported) == 4

    model = MLPClassifier((3,), random_state=0).set_callbacks(OptunaPruning(Trial(), monitor="loss"))
    with pytest.raises(optuna.TrialPruned, match="pruned after epoch 4: loss"):
        model.fit(X, y)
    assert reported == dict(enumerate(model.loss_curve_, start=1))
    assert model.n_iter_ == 4


def test_what_is_not_measured_cannot_be_monitored():
    model = MLPClassifier((3,), random_state=0).set_callbacks(OptunaPruning(optuna.trial.FixedTrial({})))
    with pytest.raises(
        PlanError, match=r"'validation_score' is not measured in this fit, only epoch, loss, .*early"
    ):
        model.fit(X, y)


def test_a_column_that_is_not_there_is_refused_at_once():
    with pytest.raises(PlanError, match=r"monitor must be one of .* did you mean 'validation_loss'"):
        OptunaPruning(optuna.trial.FixedTrial({}), monitor="val_loss")


def test_without_the_package_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "optuna", None)
    with pytest.raises(RosenblattError, match=r"pip install '\.\[optuna\]'"):
        OptunaPruning(None)
