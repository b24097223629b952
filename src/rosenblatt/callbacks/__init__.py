"""Callbacks, which receive the progress of an estimator's ``fit`` in each epoch.

``estimator.set_callbacks(...)`` accepts these, scikit-learn's (``sklearn.callback``) and your own, for which
:class:`EpochCallback` is a short base class.
"""

from rosenblatt.callbacks.epoch_callback import EpochCallback, Listening
from rosenblatt.callbacks.mlflow import MLflow
from rosenblatt.callbacks.optuna import OptunaPruning
from rosenblatt.callbacks.tensorboard import TensorBoard
from rosenblatt.estimators.callbacks import epoch_row

__all__ = ["EpochCallback", "Listening", "MLflow", "OptunaPruning", "TensorBoard", "epoch_row"]
