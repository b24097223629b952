"""MLflow: an estimator's parameters and every epoch's numbers in an MLflow run."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from rosenblatt.callbacks.epoch_callback import EpochCallback, Listening
from rosenblatt.callbacks.extras import import_extra

SEND_SECONDS = 1.0
"""How long numbers are collected before they are sent together: a request can take longer than an epoch."""

METRICS_AT_ONCE, PARAMETERS_AT_ONCE, LONGEST_VALUE = 1000, 100, 500
"""Limits of one request to MLflow's tracking (the longest value is that of its oldest servers)."""


class MLflow(EpochCallback):
    """Logs the parameters once and a metric for every column of the history each epoch.

    The destination is set in MLflow: ``mlflow.set_tracking_uri``, ``mlflow.set_experiment``. The run is the
    active one (``with mlflow.start_run(): ...``), which stays open; without one, each fit has its own run,
    ``FINISHED`` if the fit was completed, else ``FAILED``.

    Parameters
    ----------
    nested : bool, default=False
        Whether each fit has its own run within the active one, as for the many fits of a search.

    Raises
    ------
    RosenblattError
        Without the package: ``pip install '.[mlflow]'`` in a clone of Rosenblatt.
    """

    def __init__(self, *, nested: bool = False) -> None:
        import_extra("mlflow", "mlflow")
        self.nested = nested

    def fit_begins(self, estimator: Any) -> Listening:  # noqa: ANN401  # scikit-learn's have no common type
        """Find or start the run, and log the parameters."""
        mlflow = import_extra("mlflow", "mlflow")
        run = mlflow.active_run()
        owned = run is None or self.nested
        if owned:
            run = mlflow.start_run(nested=run is not None)
        listening = _Run(mlflow, run.info.run_id, owned=owned)
        parameters = {"estimator": type(estimator).__name__, **estimator.get_params(deep=False)}
        try:
            listening.log_parameters(parameters)
        except BaseException:  # the listener is not registered yet, so it must be ended here
            listening.fit_ended(whole=False)
            raise
        return listening


class _Run(Listening):
    """One fit's metrics, each under the column's name, with the epoch as its step."""

    def __init__(self, mlflow: Any, run_id: str, *, owned: bool) -> None:  # noqa: ANN401  # a module
        self._mlflow = mlflow
        self._client = mlflow.MlflowClient()
        self._id = run_id
        self._owned = owned
        self._waiting: list[Any] = []
        self._sent = time.monotonic()

    def log_parameters(self, parameters: Mapping[str, object]) -> None:
        """Log parameters as texts."""
        Param = self._mlflow.entities.Param
        texts = [Param(name, str(value)[:LONGEST_VALUE]) for name, value in parameters.items()]
        for start in range(0, len(texts), PARAMETERS_AT_ONCE):
            self._client.log_batch(self._id, params=texts[start : start + PARAMETERS_AT_ONCE])

    def epoch_ended(self, row: Mapping[str, float]) -> None:
        """Log an epoch, or let it wait for others."""
        Metric, now = self._mlflow.entities.Metric, int(time.time() * 1000)
        step = int(row["epoch"])
        self._waiting += [Metric(name, value, now, step) for name, value in row.items() if name != "epoch"]
        if time.monotonic() - self._sent > SEND_SECONDS:
            self._send()

    def _send(self) -> None:
        waiting, self._waiting = self._waiting, []
        for start in range(0, len(waiting), METRICS_AT_ONCE):
            self._client.log_batch(self._id, metrics=waiting[start : start + METRICS_AT_ONCE])
        self._sent = time.monotonic()

    def fit_ended(self, *, whole: bool) -> None:
        """Log what is left, and end the run if it is the fit's own."""
        try:
            self._send()
        finally:
            if self._owned:
                self._mlflow.end_run("FINISHED" if whole else "FAILED")
