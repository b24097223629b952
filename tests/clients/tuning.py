"""Optuna: a search takes the same course as with scikit-learn's class."""

import optuna
from sklearn import neural_network
from sklearn.datasets import load_iris
from sklearn.model_selection import cross_val_score

import rosenblatt


def searched(kind):
    X, y = load_iris(return_X_y=True)

    def objective(trial):
        model = kind(
            (trial.suggest_int("neurons", 2, 12),),
            trial.suggest_categorical("activation", ["relu", "tanh"]),
            alpha=trial.suggest_float("alpha", 1e-5, 1e-1, log=True),
            max_iter=60,
            random_state=0,
        )
        return cross_val_score(model, X, y, cv=3).mean()

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(direction="maximize", sampler=optuna.samplers.TPESampler(seed=0))
    study.optimize(objective, n_trials=14)
    return [(trial.params, trial.value) for trial in study.trials]


def test_the_trials_equal_those_of_scikit_learns():
    assert searched(rosenblatt.MLPClassifier) == searched(neural_network.MLPClassifier)
