"""TensorBoard: what is written is what its own reader reads, a run a fit."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from numpy.testing import assert_array_equal
from sklearn.datasets import load_iris
from sklearn.model_selection import cross_validate
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.util.tensor_util import make_ndarray

from rosenblatt import MLPClassifier, RosenblattError
from rosenblatt.callbacks import TensorBoard, tensorboard

X, y = load_iris(return_X_y=True)

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


def scalars(run: Path) -> dict[str, tuple[list[int], list[float]]]:
    """Steps and values by name, as TensorBoard's page would read them."""
    found = EventAccumulator(str(run)).Reload()
    read = {}
    for name in found.Tags()["tensors"]:
        events = found.Tensors(name)
        assert found.SummaryMetadata(name).plugin_data.plugin_name == "scalars"
        read[name] = [event.step for event in events], [float(make_ndarray(e.tensor_proto)) for e in events]
    return read


def test_every_column_is_a_curve(tmp_path):
    network = MLPClassifier((5,), early_stopping=True, max_iter=6, random_state=0)
    network.set_callbacks(TensorBoard(tmp_path / "runs")).fit(X, y)
    (run,) = (tmp_path / "runs").iterdir()
    assert run.name.endswith("_MLPClassifier")
    read = scalars(run)
    names = {"loss", "score", "validation_loss", "validation_score", "learning_rate", "gradient_norm"}
    assert names <= set(read)
    assert "epoch" not in read
    for name in names:
        steps, values = read[name]
        assert steps == [1, 2, 3, 4, 5, 6]
        assert_array_equal(values, network.history_[name].astype("float32"))


def test_every_fit_is_a_run_of_its_own(tmp_path):
    cross_validate(MLPClassifier((2,), max_iter=2).set_callbacks(TensorBoard(tmp_path)), X, y, cv=3)
    runs = sorted(tmp_path.iterdir())
    assert len(runs) == 3
    assert all(scalars(run)["loss"][0] == [1, 2] for run in runs)


def test_a_fit_that_goes_on_can_be_watched(tmp_path, monkeypatch):
    monkeypatch.setattr(tensorboard, "FLUSH_SECONDS", -1.0)
    listening = TensorBoard(tmp_path).fit_begins(MLPClassifier())
    listening.epoch_ended({"epoch": 1.0, "loss": 0.5})
    (run,) = tmp_path.iterdir()
    assert scalars(run) == {"loss": ([1], [0.5])}
    listening.fit_ended(whole=True)


def test_what_was_written_before_an_error_is_kept(tmp_path):
    class Bad:
        def setup(self, estimator, context): ...
        def teardown(self, estimator, context): ...
        def on_fit_task_begin(self, estimator, context): ...
        def on_fit_task_end(self, estimator, context):
            if context.task_id == 2:
                raise RuntimeError("enough")

    network = MLPClassifier((2,)).set_callbacks(TensorBoard(tmp_path), Bad())
    with pytest.raises(RuntimeError, match="enough"):
        network.fit(X, y)
    (run,) = tmp_path.iterdir()
    assert scalars(run)["loss"][0] == [1, 2, 3]


def test_without_the_package_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "tensorboard.summary", None)
    with pytest.raises(RosenblattError, match=r"pip install '\.\[tensorboard\]'"):
        TensorBoard()


def test_neither_tensorflow_nor_pytorch_is_loaded(tmp_path):
    code = (
        "import sys, rosenblatt.callbacks as c\n"
        "assert not {'tensorboard', 'mlflow', 'optuna'} & set(sys.modules)\n"
        "c.TensorBoard('runs').fit_begins(c).fit_ended(whole=True)\n"
        "print(sorted({'tensorflow', 'torch'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=os.environ, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
