"""What scikit-learn builds around our estimators converts, and answers the same."""

import builtins
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas
import pytest
import skl2onnx
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import VotingClassifier
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler
from tests.export.running import run, samples, session
from tests.model.examples import recurrent_network

from rosenblatt import MLPClassifier, MLPRegressor, Perceptron, RecurrentClassifier, RecurrentRegressor
from rosenblatt.errors import RosenblattError
from rosenblatt.export import register_converters, to_onnx
from rosenblatt.export.onnx import converters
from rosenblatt.model import Model

X = samples(4, n_samples=60) * [1, 10, 100, 0.1] + [0, 5, 50, 0]
Y = np.digitize(X[:, 0] + X[:, 1] / 20, [-0.3, 0.4])


def classifier(**parameters: Any) -> MLPClassifier:
    return MLPClassifier((6,), "gelu", solver="lbfgs", max_iter=15, tol=10, random_state=0, **parameters)


def assert_same(model: Any, answers: dict[str, Any], X: Any, tolerance: float = 1e-10) -> None:
    assert list(answers) == ["label", "probabilities"]
    assert answers["label"].tolist() == model.predict(X).tolist()
    if hasattr(model, "predict_proba"):
        np.testing.assert_allclose(
            answers["probabilities"], model.predict_proba(X), rtol=tolerance, atol=tolerance
        )


@pytest.mark.parametrize(
    "target", [Y, Y > 1, np.array(["a", "ß", "c"])[Y], Y * 2 - 1], ids=["three", "bool", "text", "numbers"]
)
def test_a_pipeline(target: np.ndarray) -> None:
    pipeline = make_pipeline(StandardScaler(), classifier()).fit(X, target)
    graph = to_onnx(pipeline)
    assert_same(pipeline, run(graph, {"X": X}), X)
    assert_same(pipeline, run(to_onnx(pipeline, X[:1].tolist()), {"X": X}), X)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_floats_in_floats_out(dtype: type) -> None:
    given = X.astype(dtype)
    pipeline = make_pipeline(StandardScaler(), classifier()).fit(given, Y)
    graph = to_onnx(pipeline, given)
    answers = run(graph, {"X": given})
    assert answers["probabilities"].dtype == dtype
    assert_same(pipeline, answers, given, 1e-5 if dtype is np.float32 else 1e-10)


def test_whole_numbers_are_taken() -> None:
    given = np.round(X).astype(np.int64)
    pipeline = make_pipeline(FunctionTransformer(), classifier(alpha=1)).fit(given, Y)
    assert_same(pipeline, run(to_onnx(pipeline, given), {"X": given}), given, 1e-6)


def test_the_best_of_a_search() -> None:
    pipeline = Pipeline([("scale", StandardScaler()), ("net", classifier())])
    search = GridSearchCV(pipeline, {"net__alpha": [0.1, 10.0]}, cv=2).fit(X, Y)
    assert_same(search, run(to_onnx(search), {"X": X}), X)
    alone = GridSearchCV(classifier(), {"alpha": [0.1, 10.0]}, cv=2).fit(X, Y)
    assert_same(alone, run(to_onnx(alone), {"X": X}), X)
    inside = make_pipeline(StandardScaler(), GridSearchCV(classifier(), {"alpha": [0.1, 1.0]}, cv=2)).fit(
        X, Y
    )
    assert_same(inside, run(to_onnx(inside), {"X": X}), X)


@pytest.mark.parametrize("target", [Y, Y > 1])
def test_a_perceptron_gives_its_scores(target: np.ndarray) -> None:
    pipeline = make_pipeline(StandardScaler(), Perceptron()).fit(X, target)
    answers = run(to_onnx(pipeline), {"X": X})
    assert answers["label"].tolist() == pipeline.predict(X).tolist()
    scores = pipeline.decision_function(X)
    expected = np.column_stack([-scores, scores]) if scores.ndim == 1 else scores
    np.testing.assert_allclose(answers["probabilities"], expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("n_outputs", [1, 2])
def test_a_regressor(n_outputs: int) -> None:
    target = X[:, 0] if n_outputs == 1 else X[:, :2]
    network = MLPRegressor(
        "squared_error", (5,), "mish", solver="lbfgs", max_iter=10, tol=1e9, random_state=0
    )
    pipeline = make_pipeline(StandardScaler(), network).fit(X, target)
    answers = run(to_onnx(pipeline), {"X": X})
    expected = pipeline.predict(X).reshape(-1, n_outputs)
    np.testing.assert_allclose(answers["variable"], expected, rtol=1e-9, atol=1e-9)
    search = GridSearchCV(pipeline, {"mlpregressor__alpha": [0.1, 1.0]}, cv=2).fit(X, target)
    found = run(to_onnx(search), {"X": X})["variable"]
    np.testing.assert_allclose(found, search.predict(X).reshape(-1, n_outputs), rtol=1e-9, atol=1e-9)


def test_several_labels_and_several_targets() -> None:
    for target in ((X > 5).astype(int), np.digitize(X, [0, 50])[:, :2]):
        pipeline = make_pipeline(StandardScaler(), classifier().initialize(X, target))
        pipeline[0].fit(X)
        answers = run(to_onnx(pipeline), {"X": X})
        assert answers["label"].tolist() == pipeline.predict(X).tolist()
        shares = pipeline.predict_proba(X)
        expected = np.hstack(shares) if isinstance(shares, list) else shares
        np.testing.assert_allclose(answers["probabilities"], expected, rtol=1e-10)


def test_columns_of_a_frame() -> None:
    frame = pandas.DataFrame(
        {"a": X[:, 0], "b": X[:, 1], "port": pandas.Series(["C", "S", "Q"] * 20, dtype=object)}
    )
    parts = ColumnTransformer([("n", StandardScaler(), ["a", "b"]), ("t", OneHotEncoder(), ["port"])])
    pipeline = make_pipeline(parts, classifier()).fit(frame, Y)
    feed = {name: frame[name].to_numpy().reshape(-1, 1) for name in frame}
    assert_same(pipeline, run(to_onnx(pipeline, frame[:1]), feed), frame, 1e-5)


def test_among_others_that_vote() -> None:
    vote = VotingClassifier(
        [("one", classifier()), ("two", classifier(alpha=1))], voting="soft", flatten_transform=False
    )
    vote.fit(X / 10, Y)
    answers = run(to_onnx(vote), {"X": X / 10})
    np.testing.assert_allclose(answers["probabilities"], vote.predict_proba(X / 10), atol=1e-9)


@pytest.mark.parametrize("opset", [11, 13, 17, None])
def test_skl2onnx_finds_them_once_they_are_registered(opset: int | None) -> None:
    register_converters()
    register_converters()
    given = X.astype(np.float32)  # the maps that skl2onnx makes hold single floats
    pipeline = make_pipeline(StandardScaler(), classifier()).fit(given, np.array(["a", "b", "c"])[Y])
    graph = skl2onnx.to_onnx(pipeline, given[:1], target_opset=opset)
    label, maps = session(graph).run(None, {"X": given})
    assert label.tolist() == pipeline.predict(given).tolist()
    shares = [[row[name] for name in "abc"] for row in maps]
    np.testing.assert_allclose(shares, pipeline.predict_proba(given), atol=1e-5)


def test_the_options_of_skl2onnxs_own_classifiers() -> None:
    register_converters()
    names = np.array(["a", "b", "c"])
    network = classifier().fit(X / 50, names[Y])
    given = {"X": X / 50}
    numbers = {id(network): {"nocl": True, "zipmap": False}}
    found = run(skl2onnx.to_onnx(network, X[:1], options=numbers), given)
    assert names[found["label"]].tolist() == network.predict(X / 50).tolist()
    columns = {id(network): {"zipmap": "columns"}}
    found = run(skl2onnx.to_onnx(network, X[:1], options=columns), given)
    assert list(found) == ["output_label", "sa", "sb", "sc"]
    labels = {id(network): {"zipmap": False, "output_class_labels": True}}
    found = run(skl2onnx.to_onnx(network, X[:1], options=labels), given)
    assert found["class_labels"].tolist() == ["a", "b", "c"]


class RowsAreSequences(ClassifierMixin, BaseEstimator):
    """A classifier of sequences as the converters see it: fitted, and each row a sequence of steps."""

    stateful, step_size = False, 2

    def __init__(self, cell: str = "elman", predict_at: str = "last", dtype: type = np.float64) -> None:
        self.cell, self.predict_at, self.dtype = cell, predict_at, dtype

    def fit(self, X: Any, y: Any) -> "RowsAreSequences":
        self.classes_, self.n_features_in_ = np.unique(y), X.shape[1]
        self.network_ = recurrent_network((2, 5, 3), ("tanh", "softmax"), self.cell, self.dtype, "learned")
        return self

    def predict_proba(self, X: Any) -> Any:
        offsets = np.arange(len(X) + 1) * X.shape[1] // 2
        return Model.from_estimator(self).predict_proba(X.reshape(-1, 2), offsets)

    def predict(self, X: Any) -> Any:
        return self.classes_[self.predict_proba(X).argmax(axis=1)]


@pytest.fixture
def _registered() -> None:
    skl2onnx.update_registered_converter(
        RowsAreSequences,
        "RosenblattRowsAreSequences",
        converters._classifier_types,
        converters._convert_classifier,
        options=converters._CLASSIFIER_OPTIONS,
    )


@pytest.mark.usefixtures("_registered")
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("cell", ["elman", "jordan"])
def test_rows_that_are_sequences(cell: str, dtype: type) -> None:
    given = X.astype(dtype)
    pipeline = make_pipeline(StandardScaler(), RowsAreSequences(cell, dtype=dtype)).fit(given, Y)
    graph = to_onnx(pipeline, given)
    kinds = [node.op_type for node in graph.graph.node if node.op_type in ("RNN", "Scan")]
    assert kinds == (["RNN"] if cell == "elman" and dtype is np.float32 else ["Scan"])
    assert_same(pipeline, run(graph, {"X": given}), given, 1e-5 if dtype is np.float32 else 1e-10)


@pytest.mark.usefixtures("_registered")
def test_rows_that_want_an_answer_for_each_step_are_refused() -> None:
    pipeline = make_pipeline(StandardScaler(), RowsAreSequences(predict_at="every")).fit(X, Y)
    with pytest.raises(RosenblattError, match="predict_at='every' has one for each step: export the fitted"):
        to_onnx(pipeline)


def test_what_cannot_be_converted_is_named() -> None:
    with pytest.raises(NotFittedError):
        to_onnx(make_pipeline(StandardScaler(), classifier()))
    odd = make_pipeline(FunctionTransformer(np.sin), classifier()).fit(X, Y)
    with pytest.raises(
        RosenblattError, match=r"skl2onnx cannot convert this Pipeline: .*FunctionTransformer"
    ):
        to_onnx(odd)
    with pytest.raises(RosenblattError, match="dtype='float32' is for our own models, not for Pipeline"):
        to_onnx(odd, dtype="float32")


def test_without_skl2onnx_one_line_names_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[..., Any] = builtins.__import__

    def without(name: str, *rest: object, **options: object) -> object:
        if name.partition(".")[0] == "skl2onnx":
            raise ImportError(f"No module named {name!r}")
        return real(name, *rest, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(RosenblattError, match=r"pip install '\.\[onnx\]'"):
        register_converters()


@pytest.mark.parametrize("cell", ["elman", "jordan"])
def test_recurrent_estimators_in_a_pipeline(cell: str) -> None:
    parameters = {"hidden_layer_sizes": (4,), "cell": cell, "step_size": 2, "random_state": 0}
    pipeline = make_pipeline(StandardScaler(), RecurrentClassifier(**parameters).initialize(X, Y))
    pipeline[0].fit(X)
    assert_same(pipeline, run(to_onnx(pipeline), {"X": X}), X)
    numbers = make_pipeline(StandardScaler(), RecurrentRegressor(**parameters).initialize(X, X[:, 0]))
    numbers[0].fit(X)
    found = run(to_onnx(numbers), {"X": X})["variable"].ravel()
    np.testing.assert_allclose(found, numbers.predict(X), rtol=1e-9, atol=1e-9)
