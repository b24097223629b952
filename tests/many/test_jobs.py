"""Jobs have the same results here, on threads, in processes and on a cluster that loses its workers."""

import json
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import joblib
import numpy as np
import pytest
from distributed import Client, LocalCluster
from sklearn.model_selection import GridSearchCV
from tests.many.jobs import Fails, KillsEveryWorker, KillsItsWorkerOnce, Square

from rosenblatt import MLPClassifier, MLPRegressor, Perceptron, PlanError
from rosenblatt.errors import ClusterError
from rosenblatt.insight import seeds
from rosenblatt.many import cluster as of_cluster
from rosenblatt.many import run_jobs
from rosenblatt.run import RunSettings, run_table

pytestmark = [
    pytest.mark.long,
    pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning"),
    # Of distributed's own sockets and ports.
    pytest.mark.filterwarnings("ignore:Port .* is already in use:UserWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

RANDOM = np.random.RandomState(0)
X = RANDOM.normal(size=(60, 3))
TWO = (X[:, 0] * X[:, 1] > 0).astype(int)


@pytest.fixture(scope="module")
def cluster():
    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=":0", host="127.0.0.1", silence_logs=50
    ) as local:
        yield local


@pytest.fixture(scope="module")
def processes():
    with ProcessPoolExecutor(1, get_context("spawn")) as processes:
        yield processes


@pytest.fixture
def client(cluster):
    with Client(cluster) as client:
        client.wait_for_workers(2, timeout=60)
        yield client


def assert_same(one, other):
    """Whether two results are equal but for the seconds they took, networks to the last bit."""
    for name in ("seeds", "scores", "losses", "epochs", "reasons", "epochs_to_solve"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), name)
    for mine, theirs in zip(one.groups, other.groups, strict=True):
        np.testing.assert_array_equal(mine.predictions, theirs.predictions)
    assert one.network(int(one.seeds[-1])) == other.network(int(one.seeds[-1]))


MODELS = (
    MLPClassifier((4,), max_iter=30, learning_rate_init=0.1),
    MLPClassifier((4,), max_iter=30, early_stopping=True, dropout=0.2),
    MLPRegressor(hidden_layer_sizes=(3,), solver="lbfgs", max_iter=10),
    Perceptron(max_iter=10),
)


@pytest.mark.parametrize(
    "model", MODELS, ids=lambda model: f"{type(model).__name__} {model.get_params().get('solver')}"
)
def test_seeds_are_the_same_wherever_they_are_trained(model, client, processes):
    here = seeds(model, X, TWO, n=70)
    calls = []
    with ThreadPoolExecutor(3) as threads:
        for where in (threads, processes, client, client.scheduler.address):
            there = seeds(model, X, TWO, n=70, client=where, listener=lambda done, n: calls.append(done))
            assert_same(there, here)
            assert calls[-1] == 70


def test_results_come_in_the_order_of_the_jobs(client):
    jobs = [Square(number, late=0.2 if number == 0 else 0) for number in range(9)]
    with ThreadPoolExecutor(4) as threads:
        for where in (None, threads, client):
            assert list(run_jobs(jobs, where)) == [number**2 for number in range(9)]


def test_repeats_of_a_run_are_the_same_on_a_cluster(client):
    settings = RunSettings("iris", model="mlp", repeats=6, max_iter=20)
    here, there = (run_table(settings, client=where) for where in (None, client))
    np.testing.assert_array_equal(here.evaluation.repeats, there.evaluation.repeats)
    assert len(here.evaluation.repeats) == 6


def test_a_search_with_the_backend_of_dask_equals_the_plain_one(client):
    model = MLPClassifier((5,), max_iter=20, random_state=0)
    plain, there = (
        GridSearchCV(model, {"alpha": [1e-4, 1.0], "activation": ["relu", "tanh"]}, cv=3) for _ in range(2)
    )
    plain.fit(X, TWO)
    with joblib.parallel_config("dask"):
        there.fit(X, TWO)
    for name in ("mean_test_score", "split0_test_score"):
        np.testing.assert_array_equal(there.cv_results_[name], plain.cv_results_[name])
    assert there.best_estimator_.network_ == plain.best_estimator_.network_


def test_a_job_runs_again_when_its_worker_is_killed(client, tmp_path):
    jobs = [Square(2), KillsItsWorkerOnce(tmp_path / "killed"), Square(3)]
    assert list(run_jobs(jobs, client)) == [4, "done", 9]
    assert (tmp_path / "killed").exists()


def test_a_job_that_kills_every_worker_is_given_up(client):
    with pytest.raises(ClusterError, match="job 1 of 1 was given up after several workers were lost"):
        list(run_jobs([KillsEveryWorker()], client))


def test_an_error_of_a_job_is_one_sentence(client):
    with pytest.raises(ClusterError, match="job 2 of 2 failed on its worker: KeyError: 'alpha'"):
        list(run_jobs([Square(1), Fails(KeyError("alpha"))], client))
    with pytest.raises(PlanError, match="as it was"):
        list(run_jobs([Fails(PlanError("as it was"))], client))


def test_workers_that_compute_otherwise_are_refused(client, monkeypatch):
    for name, value, words in (
        ("__version__", "0.0.9", "this process has 0.0.9: install the same version"),
        ("_core", type("Other", (), {"instruction_set": "none"}), "set ROSENBLATT_INSTRUCTION_SET"),
    ):
        with monkeypatch.context() as here:
            here.setattr(of_cluster, name, value)
            with pytest.raises(ClusterError, match=words):
                list(run_jobs([Square(1)], client))


def test_a_cluster_without_workers_is_given_up(monkeypatch):
    monkeypatch.setattr(of_cluster, "PATIENCE", 3.0)
    with (
        LocalCluster(n_workers=0, dashboard_address=":0", host="127.0.0.1") as empty,
        Client(empty) as client,
        pytest.raises(
            ClusterError, match="has had no worker for 3 seconds: start one with `dask worker tcp://"
        ),
    ):
        list(run_jobs([Square(1)], client))
    with pytest.raises(ClusterError, match=r"127\.0\.0\.1:1 cannot be reached"):
        list(run_jobs([Square(1)], "tcp://127.0.0.1:1"))


def test_what_runs_no_jobs_is_refused():
    with pytest.raises(PlanError, match=r"client must be a distributed\.Client"):
        run_jobs([Square(1)], 5)


def test_the_command_trains_seeds_on_a_cluster(cluster):
    command = [sys.executable, "-m", "rosenblatt", "seeds", "xor", "-n", "20", "--json"]
    here, there = (
        json.loads(subprocess.run([*command, *more], capture_output=True, check=True, timeout=120).stdout)
        for more in ((), ("--cluster", cluster.scheduler_address))
    )
    for each in (here, there):
        each.pop("seconds", None)
    assert here == there
