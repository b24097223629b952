"""Callbacks: who is told, epoch by epoch, how an estimator's ``fit`` goes.

``estimator.set_callbacks(...)`` takes these, scikit-learn's own (``sklearn.callback``) and yours, for which
:class:`EpochCallback` is a short way. Those for other programs need their packages, each an extra of its own.
"""

from rosenblatt.callbacks.epoch_callback import EpochCallback, Listening
from rosenblatt.callbacks.mlflow import MLflow
from rosenblatt.callbacks.optuna import OptunaPruning
from rosenblatt.callbacks.tensorboard import TensorBoard
from rosenblatt.estimators.callbacks import epoch_row

__all__ = ["EpochCallback", "Listening", "MLflow", "OptunaPruning", "TensorBoard", "epoch_row"]
