"""Print a digest of the result of many small fits, to see whether a change of the code changes any number.

``python tools/digests.py`` prints a line for each fit: its name and the first 16 hexadecimal digits of a
SHA-256 hash of all that the fit results in: weights, history, reason to stop, predictions. Compare the lines
before and after a change on the same machine: other processors sum in another order.
``python tools/digests.py --values FILE`` writes a few numbers of each fit to a JSON file instead.
tests/test_digests.py compares those in tests/files/digests.json within a tolerance.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import csr_array
from sklearn.exceptions import ConvergenceWarning

import rosenblatt as rb
from rosenblatt import MLPClassifier, MLPRegressor, Perceptron, RecurrentClassifier, RecurrentRegressor
from rosenblatt.insight import seeds

# ---- Data --------------------------------------------------------------------------------------------

RANDOM = np.random.RandomState(0)
X = RANDOM.randn(90, 5)
SCORES = X @ RANDOM.randn(5, 3) + 0.3 * RANDOM.randn(90, 3)
THREE = np.array(["blue", "green", "red"])[SCORES.argmax(axis=1)]
SPARSE = csr_array(np.where(abs(X) > 0.7, X, 0))
LARGE = RANDOM.randn(300, 40)
SEQUENCES = [RANDOM.randn(length, 2) for length in RANDOM.randint(1, 8, size=40)]
SUMS = [sequence.cumsum(axis=0) for sequence in SEQUENCES]
LAST = np.array([each[-1] for each in SUMS])
STREAM = RANDOM.randn(60, 2)
DELAYED = np.roll(STREAM[:, 0], 1)
WEIGHTS = RANDOM.uniform(0.5, 2, size=300)

DATA = {
    "two": (X, (SCORES[:, 0] > 0).astype(int)),
    "three": (X, THREE),
    "labels": (X, (SCORES > 0).astype(int)),
    "targets": (X, np.column_stack([SCORES.argmax(axis=1), SCORES[:, 0] > 0]).astype(int)),
    "number": (X, SCORES[:, 0]),
    "numbers": (X, SCORES[:, :2]),
    "counts": (X, np.floor(abs(SCORES[:, 0]) * 2)),
    "sparse three": (SPARSE, THREE),
    "sparse number": (SPARSE, SCORES[:, 0]),
    "table three": (pl.DataFrame(X, schema=list("abcde"), orient="row"), THREE),
    "large three": (LARGE, LARGE[:, :3].argmax(axis=1)),
    "sequence class": (SEQUENCES, (LAST[:, 0] > 0).astype(int) + (LAST[:, 1] > 1)),
    "sequence targets": (SEQUENCES, (LAST > 0) + np.array([0, 1])),
    "sequence number": (SEQUENCES, LAST[:, 0]),
    "sequence numbers": (SEQUENCES, LAST),
    "step class": (SEQUENCES, [(each[:, 0] > 0).astype(int) for each in SUMS]),
    "step number": (SEQUENCES, [each[:, 0] for each in SUMS]),
    "cube class": (X[:, :4].reshape(90, 2, 2), THREE),
    "rows class": (X[:, :4], THREE),
    "stream class": (STREAM, (DELAYED > 0).astype(int)),
    "stream number": (STREAM, DELAYED),
    "one sequence": ([STREAM], [DELAYED]),
}
TARGET = {MLPClassifier: "three", MLPRegressor: "number", Perceptron: "three"}
TARGET |= {RecurrentClassifier: "sequence class", RecurrentRegressor: "sequence number"}

# ---- Cases -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """A fit: the estimator, its parameters, its data, and the way it is fitted (a key of ``WAYS``)."""

    kind: type
    parameters: dict[str, object]
    way: str = "fit"
    data: str = ""
    dtype: str = "float64"
    weights: bool = False
    validation: bool = False

    @property
    def arrays(self) -> tuple[object, object]:
        """Samples and targets; floating-point numbers have the type of the case."""
        X, y = DATA[self.data or TARGET[self.kind]]
        return _converted(X, self.dtype), _converted(y, self.dtype)

    @property
    def fit_options(self) -> dict[str, object]:
        """Sample weights and validation data, where the case has them."""
        X, y = self.arrays
        n = X.shape[0] if hasattr(X, "shape") else len(X)
        weights = {"sample_weight": WEIGHTS[:n].astype(self.dtype)} if self.weights else {}
        return weights | ({"validation_data": (X[:15], y[:15])} if self.validation else {})

    def estimator(self) -> object:
        """Return a new estimator, not fitted."""
        defaults: dict[str, object] = {"max_iter": 5, "random_state": 0}
        if self.kind is not Perceptron:
            defaults |= {"learning_rate_init": 0.02, "batch_size": 10, "hidden_layer_sizes": (5,)}
        return self.kind(**defaults | self.parameters)


def _converted(values: object, dtype: str) -> object:
    if isinstance(values, list):
        return [_converted(each, dtype) for each in values]
    return values.astype(dtype) if getattr(values, "dtype", None) == np.float64 else values


CASES: dict[str, Case] = {}
IMPATIENT = {"n_iter_no_change": 1, "max_iter": 12}
SETTINGS = ("way", "data", "dtype", "weights", "validation")


def add(name: str, kind: type, **given: object) -> None:
    """Add a case; all that is not one of ``SETTINGS`` is a parameter of the estimator."""
    settings = {key: given.pop(key) for key in SETTINGS if key in given}
    if CASES.setdefault(f"{kind.__name__}/{name}", Case(kind, given, **settings)).parameters is not given:
        raise ValueError(f"two cases of {kind.__name__} are called {name}: rename one")


for kind in (MLPClassifier, MLPRegressor, RecurrentClassifier, RecurrentRegressor):
    for dtype in ("float32", "float64"):
        for solver in ("sgd", "adam", "adamw", "lbfgs"):
            add(f"{solver}-{dtype}", kind, solver=solver, dtype=dtype)
        # With the default beta_2 and epsilon, its first steps multiply rounding errors.
        add(f"rmsprop-{dtype}", kind, solver="rmsprop", dtype=dtype, beta_2=0.9, epsilon=1e-3)
    for solver, dtype in (("sgd", "float64"), ("adam", "float32")):
        add(
            f"early-stopping-{solver}-{dtype}",
            kind,
            solver=solver,
            dtype=dtype,
            early_stopping=True,
            **IMPATIENT,
        )
    add("early-stopping-own-validation", kind, validation=True, early_stopping=True, **IMPATIENT)
    add("validation-without-stopping", kind, validation=True)
    add("validation-lbfgs", kind, validation=True, solver="lbfgs")
    add("sample-weight", kind, weights=True)
    add("dropout", kind, dropout=[0.3, 0.1], hidden_layer_sizes=(6, 4))
    add("max-grad-norm", kind, max_grad_norm=0.05)
    add("warm-start", kind, way="fit twice", warm_start=True)
    add("warm-start-lbfgs", kind, way="fit twice", warm_start=True, solver="lbfgs")
    add("partial-fit", kind, way="partial_fit")
    add("resumed", kind, way="resumed", max_iter=8)
    add("resumed-dropout-float32", kind, way="resumed", max_iter=8, dtype="float32", dropout=0.2)
    add("partial-fit-resumed", kind, way="partial_fit resumed")
    add("recorded-epochs", kind, record="epochs")
    add("recorded-steps", kind, record="steps", dtype="float32")

for kind in (MLPClassifier, RecurrentClassifier):
    add("class-weight-balanced", kind, class_weight="balanced", weights=True)
    add("stratified", kind, stratified=True, early_stopping=True)
    add("seeds", kind, way="seeds")

LAYERS = {"hidden_layer_sizes": (4, 3, 3)}
add("two-classes", MLPClassifier, data="two", class_weight={0: 1, 1: 3})
add("labels", MLPClassifier, data="labels")
add("targets", MLPClassifier, data="targets", dtype="float32")
add("targets-lbfgs", MLPClassifier, data="targets", solver="lbfgs")
add("sparse", MLPClassifier, data="sparse three")
add("sparse-float32-weights", MLPClassifier, data="sparse three", dtype="float32", weights=True)
add("table", MLPClassifier, data="table three")
add("activations-1", MLPClassifier, activation=["tanh", "logistic", "identity"], **LAYERS)
add("activations-2", MLPClassifier, activation=["leaky_relu", "elu", "selu"], **LAYERS)
add("activations-3", MLPClassifier, activation=["gelu", "silu", "mish"], **LAYERS)
add("activations-4", MLPClassifier, activation=["softplus", "relu", "gelu"], dtype="float32", **LAYERS)
add("no-hidden-layer", MLPClassifier, hidden_layer_sizes=())
add("invscaling", MLPClassifier, solver="sgd", learning_rate="invscaling")
add("adaptive", MLPClassifier, solver="sgd", learning_rate="adaptive", tol=0.1, **IMPATIENT)
add("cosine", MLPClassifier, learning_rate="cosine")
add("onecycle", MLPClassifier, learning_rate="onecycle")
add("sgd-plain", MLPClassifier, solver="sgd", momentum=0.0, shuffle=False)
add("sgd-momentum", MLPClassifier, solver="sgd", nesterovs_momentum=False, alpha=0.1)
add("converged", MLPClassifier, tol=0.5, **IMPATIENT)
add("he-normal", MLPClassifier, init="he_normal")
add("lecun-uniform", MLPClassifier, init="lecun_uniform", dtype="float32")
GIVEN = ([SCORES[:5, :3], SCORES[5:8, :3]], [np.zeros(3), np.ones(3)])
add("given-weights", MLPClassifier, init=GIVEN, hidden_layer_sizes=(3,))
NETWORK = rb.initialize((5, 4, 3), ("tanh", "softmax"), np.random.RandomState(3))
add("given-network", MLPClassifier, init=NETWORK, hidden_layer_sizes=(4,), activation="tanh")
LARGER = {"hidden_layer_sizes": (150, 60), "batch_size": 100, "max_iter": 2, "n_threads": 2}
add("larger-float64", MLPClassifier, data="large three", **LARGER)
add("larger-float32", MLPClassifier, data="large three", dtype="float32", **LARGER)
add("recorded-log-lbfgs", MLPClassifier, record="log", solver="lbfgs")

for loss in ("poisson", "absolute_error", "huber", "quantile"):
    add(f"{loss}", MLPRegressor, loss=loss, data="counts", quantile=0.8, huber_delta=0.5)
    add(f"{loss}-lbfgs-float32", MLPRegressor, loss=loss, data="counts", dtype="float32", solver="lbfgs")
add("numbers", MLPRegressor, data="numbers", weights=True)
add("sparse", MLPRegressor, data="sparse number")
add("seeds-lbfgs", MLPRegressor, way="seeds", solver="lbfgs")

for kind, what in ((RecurrentClassifier, "class"), (RecurrentRegressor, "number")):
    stream = {"data": f"stream {what}", "stateful": True, "backprop_steps": 4, "batch_size": "auto"}
    add("jordan", kind, cell="jordan")
    add("jordan-lbfgs", kind, cell="jordan", solver="lbfgs", hidden_layer_sizes=())
    add("every-step", kind, data=f"step {what}", predict_at="every")
    add("every-step-lbfgs", kind, data=f"step {what}", predict_at="every", solver="lbfgs")
    add("windows", kind, data=f"step {what}", predict_at="every", backprop_steps=3, update_steps=2)
    add("windows-last", kind, backprop_steps=2)
    add("learned-context", kind, initial_context="learned", hidden_layer_sizes=(4, 3), dtype="float32")
    add("stream", kind, **stream)
    add("stream-jordan-float32", kind, cell="jordan", update_steps=1, dtype="float32", **stream)
    add("stream-early-stopping", kind, early_stopping=True, **stream)
    add("stream-partial-fit", kind, way="partial_fit", **stream)
    add("stream-resumed", kind, way="resumed", max_iter=8, **stream)
add("sequence-targets", RecurrentClassifier, data="sequence targets")
add("cube", RecurrentClassifier, data="cube class", initial_context=0.0)
add("rows", RecurrentClassifier, data="rows class", step_size=2, init="unit_uniform")
ONE = {"data": "one sequence", "predict_at": "every", "batch_size": "auto"}
add("one-sequence", RecurrentRegressor, update_steps=5, backprop_steps=10, **ONE)
add("one-sequence-lbfgs", RecurrentRegressor, solver="lbfgs", **ONE)
add("identity-context", RecurrentRegressor, init="identity_context", activation="relu", loss="huber")
add("numbers", RecurrentRegressor, data="sequence numbers", learning_rate="cosine")

for dtype in ("float32", "float64"):
    add(f"two-{dtype}", Perceptron, data="two", dtype=dtype)
    add(f"three-{dtype}", Perceptron, dtype=dtype, n_jobs=2)
    add(f"sparse-{dtype}", Perceptron, data="sparse three", dtype=dtype, penalty="l2")
for penalty in ("l2", "l1", "elasticnet"):
    add(penalty, Perceptron, penalty=penalty, alpha=0.01)
add("early-stopping", Perceptron, early_stopping=True, **IMPATIENT)
add("weights", Perceptron, weights=True, class_weight={"blue": 2, "green": 1, "red": 0.5})
add("balanced", Perceptron, data="two", class_weight="balanced", eta0=0.3)
add("average", Perceptron, average=7, shuffle=False)
add("no-intercept", Perceptron, fit_intercept=False, tol=None)
add("given-weights", Perceptron, way="fit from weights")
add("warm-start", Perceptron, way="fit twice", warm_start=True)
add("partial-fit", Perceptron, way="partial_fit", average=True)
add("resumed", Perceptron, way="resumed", tol=None, max_iter=8)
add("recorded", Perceptron, record="steps", penalty="elasticnet")
add("seeds", Perceptron, way="seeds")

# ---- Ways to fit -------------------------------------------------------------------------------------


class _Interruption:
    """Callback that interrupts a fit after three epochs, as Ctrl-C does."""

    def setup(self, estimator: object, context: object) -> None:
        self.epochs = 0

    def on_fit_task_begin(self, estimator: object, context: object) -> None:
        pass

    def on_fit_task_end(self, estimator: object, context: object, **given: object) -> None:
        self.epochs += context.task_name == "epoch"
        if self.epochs == 3:
            raise KeyboardInterrupt

    def teardown(self, estimator: object, context: object) -> None:
        pass


def _fit(case: Case, folder: Path) -> object:
    return case.estimator().fit(*case.arrays, **case.fit_options)


def _fit_twice(case: Case, folder: Path) -> object:
    """Fit to all samples, then to the second half of them."""
    X, y = case.arrays
    return case.estimator().fit(X, y).fit(X[len(y) // 2 :], y[len(y) // 2 :])


def _fit_from_weights(case: Case, folder: Path) -> object:
    return case.estimator().fit(*case.arrays, coef_init=-X[:3], intercept_init=[1, 0, -1])


def _fit_parts(case: Case, folder: Path) -> object:
    """Call ``partial_fit`` with three parts of the samples."""
    X, y = case.arrays
    model, n = case.estimator(), len(y) // 3
    classes = {} if case.kind in (MLPRegressor, RecurrentRegressor) else {"classes": np.unique(y)}
    kept = {"checkpoint": folder / "parts"} if case.way == "partial_fit resumed" else {}
    for start in (0, n, 2 * n):
        model.partial_fit(X[start : start + n], y[start : start + n], **classes, **kept)
        if kept:
            model = case.kind.resume(folder / "parts")
    return model


def _fit_interrupted(case: Case, folder: Path) -> object:
    """Interrupt a fit and resume it from its checkpoint."""
    try:
        case.estimator().set_callbacks(_Interruption()).fit(*case.arrays, checkpoint=folder / "fit")
    except KeyboardInterrupt:
        return case.kind.resume(folder / "fit", *case.arrays)
    raise RuntimeError("the fit ended before it was interrupted: raise its max_iter")


def _fit_seeds(case: Case, folder: Path) -> object:
    return seeds(case.estimator(), *case.arrays, n=4, goal=0.8)


WAYS = {
    "fit": _fit,
    "fit twice": _fit_twice,
    "fit from weights": _fit_from_weights,
    "partial_fit": _fit_parts,
    "partial_fit resumed": _fit_parts,
    "resumed": _fit_interrupted,
    "seeds": _fit_seeds,
}

# ---- Results -------------------------------------------------------------------------------------------

ATTRIBUTES = ["n_iter_", "t_", "stopped_by_", "loss_", "loss_curve_", "best_loss_", "validation_scores_"]
ATTRIBUTES += ["validation_loss_curve_", "best_validation_score_", "mistakes_", "coef_", "intercept_"]
ATTRIBUTES += ["context_"]
COLUMNS = ["loss", "score", "learning_rate", "gradient_norm", "mistakes"]
COLUMNS += ["validation_loss", "validation_score"]
METHODS = ["predict", "predict_proba", "decision_function"]
OF_SEEDS = ["solved", "scores", "losses", "epochs", "reasons", "epochs_to_solve"]

SUMMARISED = ["parameters", "n_iter_", "stopped_by_", "loss_curve_", "validation_scores_", "context_"]
SUMMARISED += ["history loss", *METHODS, *OF_SEEDS, "network 3"]


def results(name: str) -> dict[str, NDArray]:
    """Fit the case of a name and return all arrays that result."""
    case = CASES[name]
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model = WAYS[case.way](case, Path(folder))
    if case.way == "seeds":
        found = {each: getattr(model, each) for each in OF_SEEDS}
        found |= {f"network {seed}": model.network(seed).parameters for seed in range(4)}
    else:
        found = {"parameters": model.network_.parameters}
        found |= {each: getattr(model, each) for each in ATTRIBUTES if getattr(model, each, None) is not None}
        found |= {f"history {each}": model.history_[each] for each in COLUMNS}
        found |= {each: getattr(model, each)(case.arrays[0]) for each in METHODS if hasattr(model, each)}
    if hasattr(model, "recording_"):
        found["recording"] = [each.parameters for each in model.recording_]
        found["recording steps"] = model.recording_.steps
    return {each: _joined(values) for each, values in found.items()}


def _joined(values: object) -> NDArray:
    """Return an array; a list of arrays is joined to one."""
    if isinstance(values, list) and values and isinstance(values[0], np.ndarray):
        values = np.concatenate([each.ravel() for each in values])
    return np.asarray(values)


def digest(arrays: dict[str, NDArray]) -> str:
    """Return the first 16 hexadecimal digits of a hash of arrays, their names, types and shapes."""
    sha = hashlib.sha256()
    for name, array in arrays.items():
        sha.update(f"{name} {array.dtype} {array.shape}".encode())
        sha.update(np.ascontiguousarray(array).tobytes())
    return sha.hexdigest()[:16]


def summary(arrays: dict[str, NDArray]) -> dict[str, list[object]]:
    """Return for some arrays their size, first, last and sum of absolute values; of text, the counts."""
    found: dict[str, list[object]] = {}
    for name in (each for each in SUMMARISED if each in arrays):
        flat = arrays[name].ravel()
        if flat.dtype.kind == "U":
            labels, counts = np.unique(flat, return_counts=True)
            found[name] = [*labels.tolist(), *counts.tolist()]
        elif flat.size:
            numbers = flat.astype(np.float64)
            found[name] = [flat.size, numbers[0], numbers[-1], np.abs(numbers).sum()]
    return found


def main() -> None:
    """Print the digests, or write the values."""
    parser = argparse.ArgumentParser(description="Print a digest of the result of many small fits.")
    parser.add_argument("--values", metavar="FILE", help="write a few numbers of each fit to this JSON file")
    path = parser.parse_args().values
    if path is None:
        for name in CASES:
            sys.stdout.write(f"{name} {digest(results(name))}\n")
    else:
        lines = (f"{json.dumps(name)}: {json.dumps(summary(results(name)))}" for name in CASES)
        Path(path).write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
