"""MLflow: parameters once, metrics each epoch, and how the run ended, in a store of files."""

import sys

import pytest
from sklearn.datasets import load_iris

from rosenblatt import MLPClassifier, RosenblattError
from rosenblatt.callbacks import MLflow

X, y = load_iris(return_X_y=True)

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


@pytest.fixture
def mlflow():
    """The package, which takes seconds to import."""
    import mlflow

    return mlflow


@pytest.fixture
def client(mlflow, tmp_path, monkeypatch):
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    before = mlflow.get_tracking_uri()
    mlflow.set_tracking_uri((tmp_path / "mlruns").as_uri())
    mlflow.set_experiment("iris")
    yield mlflow.MlflowClient()
    mlflow.set_tracking_uri(before)


def runs_of(client):
    home = client.get_experiment_by_name("iris").experiment_id
    return sorted(client.search_runs([home]), key=lambda run: run.info.start_time)


def test_a_fit_is_a_run_with_parameters_and_metrics(client, mlflow):
    network = MLPClassifier((5,), early_stopping=True, max_iter=6, random_state=0)
    network.set_callbacks(MLflow()).fit(X, y)
    (run,) = runs_of(client)
    assert run.info.status == "FINISHED"
    assert mlflow.active_run() is None
    assert run.data.params["hidden_layer_sizes"] == "(5,)"
    assert run.data.params["estimator"] == "MLPClassifier"
    assert len(run.data.params) == len(network.get_params()) + 1
    for name in ("loss", "score", "validation_loss", "validation_score", "learning_rate", "gradient_norm"):
        told = sorted(client.get_metric_history(run.info.run_id, name), key=lambda metric: metric.step)
        assert [metric.step for metric in told] == [1, 2, 3, 4, 5, 6]
        assert [metric.value for metric in told] == network.history_[name].tolist()


def test_more_metrics_than_one_request_takes(client):
    network = MLPClassifier((2,), max_iter=300, n_iter_no_change=300).set_callbacks(MLflow()).fit(X, y)
    (run,) = runs_of(client)
    assert len(client.get_metric_history(run.info.run_id, "loss")) == network.n_iter_ == 300


def test_the_active_run_is_used_and_stays_open(client, mlflow):
    with mlflow.start_run() as active:
        MLPClassifier((2,), max_iter=2).set_callbacks(MLflow()).fit(X, y)
        assert mlflow.active_run().info.run_id == active.info.run_id
        mlflow.log_metric("mine", 1.0)
    (run,) = runs_of(client)
    assert {"loss", "mine"} <= set(run.data.metrics)


def test_nested_runs_are_the_active_ones_children(client, mlflow):
    with mlflow.start_run() as active:
        for alpha in (0.1, 0.2):
            MLPClassifier((2,), max_iter=2, alpha=alpha).set_callbacks(MLflow(nested=True)).fit(X, y)
    parent, *children = runs_of(client)
    assert parent.info.run_id == active.info.run_id
    assert parent.data.metrics == {}
    assert [run.data.tags["mlflow.parentRunId"] for run in children] == [active.info.run_id] * 2
    assert {run.data.params["alpha"] for run in children} == {"0.1", "0.2"}


def test_a_fit_that_fails_is_told_as_failed(client, mlflow):
    class Bad:
        def setup(self, estimator, context): ...
        def teardown(self, estimator, context): ...
        def on_fit_task_begin(self, estimator, context): ...
        def on_fit_task_end(self, estimator, context):
            raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        MLPClassifier((2,)).set_callbacks(MLflow(), Bad()).fit(X, y)
    (run,) = runs_of(client)
    assert run.info.status == "FAILED"
    assert "loss" in run.data.metrics
    assert mlflow.active_run() is None


def test_a_run_whose_parameters_cannot_be_logged_is_not_left_open(client, monkeypatch, mlflow):
    def refuse(*given, **named):
        raise ConnectionError("the server is gone")

    monkeypatch.setattr(mlflow.MlflowClient, "log_batch", refuse)
    with pytest.raises(ConnectionError, match="gone"):
        MLPClassifier((2,)).set_callbacks(MLflow()).fit(X, y)
    assert mlflow.active_run() is None
    (run,) = runs_of(client)
    assert run.info.status == "FAILED"


def test_without_the_package_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "mlflow", None)
    with pytest.raises(RosenblattError, match=r"pip install '\.\[mlflow\]'"):
        MLflow()
