"""A program may end while threads of it still train: exit code 0, and nothing on the error stream."""

import os
import subprocess
import sys

import pytest

BEGIN = """
import atexit, os, sys, threading, time, warnings
import numpy as np
warnings.simplefilter("ignore")
from rosenblatt import MLPClassifier, MLPRegressor, Perceptron, RecurrentClassifier, RecurrentRegressor

random = np.random.RandomState(0)
X, y = random.standard_normal((300, 6)), random.randint(3, size=300)
steps = X.reshape(300, 3, 2)
endless = {"max_iter": 10**7, "tol": 0, "n_iter_no_change": 10**7, "max_fun": 10**9}

def train(model, X):
    type(model)(**{**model.get_params(), "max_iter": 1}).fit(X, y)  # imports what is imported late
    thread = threading.Thread(target=model.fit, args=(X, y), daemon=True)
    thread.start()
    time.sleep(0.2)
    assert thread.is_alive()
    return thread

"""

MODELS = {
    "MLPClassifier": "train(MLPClassifier(20, **endless), X)",
    "MLPRegressor": "train(MLPRegressor(hidden_layer_sizes=20, **endless), X)",
    "lbfgs": "train(MLPClassifier(20, solver='lbfgs', **endless, alpha=0), X)",
    "Perceptron": "train(Perceptron(max_iter=10**7, tol=None), X)",
    "RecurrentClassifier": "train(RecurrentClassifier(20, **endless), steps)",
    "RecurrentRegressor": "train(RecurrentRegressor(hidden_layer_sizes=20, **endless), steps)",
    "recurrent lbfgs": "train(RecurrentRegressor(hidden_layer_sizes=20, solver='lbfgs', **endless), steps)",
    "layers for BLAS": "train(MLPClassifier((700, 700), batch_size=300, **endless), X)",
    "layers for BLAS, float32": "train(MLPClassifier((700, 700), **endless), X.astype('float32'))",
    "many at once": "for _ in range(3): train(MLPClassifier(5, **endless), X)",
}
SOON = ("MLPClassifier",)
"""Tried by every `make test`; the others are of the same kind."""


def run(code: str) -> str:
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "2"}
    done = subprocess.run(
        [sys.executable, "-c", BEGIN + code], capture_output=True, text=True, timeout=60, env=environment
    )
    assert (done.returncode, done.stderr) == (0, ""), (done.returncode, done.stderr)
    return done.stdout


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(code, id=name, marks=() if name in SOON else pytest.mark.long)
        for name, code in MODELS.items()
    ],
)
def test_the_program_ends_while_a_daemon_thread_trains(code):
    assert run(f"{code}\nprint('end')") == "end\n"


@pytest.mark.long
def test_the_program_ends_with_the_exit_code_it_was_given():
    code = "train(MLPClassifier(20, **endless), X)\nsys.exit(3)"
    done = subprocess.run([sys.executable, "-c", BEGIN + code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (3, "")


@pytest.mark.long
def test_training_is_possible_while_the_program_ends():
    code = """
@atexit.register
def last():
    before = daemon.n_iter_ if hasattr(daemon, "n_iter_") else 0
    print(MLPClassifier(5, max_iter=20).fit(X, y).n_iter_, Perceptron(max_iter=3, tol=None).fit(X, y).n_iter_)
    MLPClassifier((700, 700), max_iter=2).fit(X, y)

daemon = MLPClassifier(20, **endless)
train(daemon, X)
"""
    assert run(code) == "20 3\n"


@pytest.mark.long
def test_an_exit_handler_may_stop_a_training_and_wait_for_its_thread():
    code = """
stop = threading.Event()
screen = sys.stdout

class Screen:
    def write(self, text):  # what verbose=True writes to
        if stop.is_set():
            raise InterruptedError

@atexit.register
def stop_and_wait():
    stop.set()
    thread.join(20)
    sys.stdout = screen
    print(thread.is_alive(), model.stopped_by_)

threading.excepthook = lambda error: None
sys.stdout = Screen()
model = MLPClassifier(20, verbose=True, **endless)
thread = train(model, X)
"""
    assert run(code) == "False error\n"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="os.fork is there on POSIX systems only")
@pytest.mark.long
def test_a_process_forked_while_a_thread_trains_can_train_and_end():
    code = """
for model in (MLPClassifier(20, **endless), MLPClassifier((700, 700), **endless)):
    train(model, X)
for number in range(3):
    child = os.fork()
    if child == 0:
        MLPClassifier(5, max_iter=20).fit(X, y)
        MLPClassifier((700, 700), max_iter=2).fit(X, y)
        train(MLPClassifier(20, **endless), X)
        sys.exit(number)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    assert run(code) == "0\n1\n2\n"
