"""diagnose: what can be given, what is said of what is not, and the numbers findings are made of."""

import pickle
import textwrap
import time

import numpy as np
import pytest
import scipy.sparse
from sklearn.base import clone
from sklearn.datasets import load_iris
from sklearn.exceptions import NotFittedError
from sklearn.neural_network import MLPClassifier as TheirClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from rosenblatt import (
    MLPClassifier,
    MLPRegressor,
    Model,
    Network,
    Perceptron,
    Plan,
    PlanError,
    RosenblattError,
)
from rosenblatt.insight import Diagnosis, Finding, diagnose
from rosenblatt.insight.diagnosis.checks.data import middle_half
from rosenblatt.insight.diagnosis.checks.learning_curve import Curve
from rosenblatt.insight.diagnosis.checks.neurons import flat_share
from rosenblatt.insight.diagnosis.checks.plateau import nearest_neighbour_score
from rosenblatt.insight.diagnosis.diagnose import CAUSES, CHECKS
from rosenblatt.insight.diagnosis.finding import Unasked
from rosenblatt.insight.diagnosis.layers import layers_of
from rosenblatt.insight.diagnosis.reading import subject_of
from rosenblatt.insight.diagnosis.targets import encode
from rosenblatt.run import RunSettings, read_run, run_table, write_run
from rosenblatt.training.reference.gradient import Batch, loss_and_gradient

IRIS = load_iris()
FLOWERS = StandardScaler().fit_transform(IRIS.data)
NAMES = IRIS.target_names[IRIS.target]
OVER_TIME = ("exploding over time", "vanishing over time", "cut off in time")


@pytest.fixture(scope="module")
def vanished() -> MLPClassifier:
    return MLPClassifier((10,) * 8, activation="logistic", random_state=0).fit(FLOWERS, NAMES)


# ---- What can be given -----------------------------------------------------------------------------------


def test_an_estimator_a_model_and_a_pipeline_are_told_the_same(vanished: MLPClassifier) -> None:
    told = diagnose(vanished, FLOWERS, NAMES)
    assert told.kinds == ("vanishing gradients",)
    model = Model.from_estimator(vanished)
    assert diagnose(model, FLOWERS, NAMES)[0].evidence == told[0].evidence
    pipeline = make_pipeline(StandardScaler(), clone(vanished)).fit(IRIS.data, NAMES)
    assert diagnose(pipeline, IRIS.data, NAMES, validation_data=(IRIS.data, NAMES)).kinds == told.kinds


def test_a_run_needs_nothing_more_and_is_told_the_same_from_its_folder(tmp_path) -> None:
    run = run_table(RunSettings("wine", hidden=(8,) * 6, activation="logistic", repeats=0))
    told = diagnose(run)
    assert told.kinds == ("vanishing gradients",)
    assert told.unasked == ()
    assert told[0].remedy.endswith("(--activation relu).")
    assert set(told) <= set(run.findings)
    write_run(tmp_path / "run", run, "")
    again = read_run(tmp_path / "run")
    assert diagnose(again) == told
    assert again.findings == run.findings


def test_sparse_samples_and_tables_are_taken(vanished: MLPClassifier) -> None:
    sparse = scipy.sparse.csr_array(FLOWERS)
    assert diagnose(vanished, sparse, NAMES).kinds == ("vanishing gradients",)
    frame = load_iris(as_frame=True).data
    from_a_table = clone(vanished).fit(frame, NAMES)
    assert diagnose(from_a_table, frame, NAMES.tolist()).kinds == ("vanishing gradients",)
    with pytest.raises(ValueError, match="feature names"):
        diagnose(from_a_table, frame.rename(columns=str.upper), NAMES)


def test_float32_is_taken() -> None:
    X = FLOWERS.astype(np.float32)
    network = MLPClassifier((10,) * 8, activation="logistic", random_state=0).fit(X, IRIS.target)
    assert diagnose(network, X, IRIS.target).kinds == ("vanishing gradients",)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_many_samples_are_looked_at_in_part_and_always_the_same_part() -> None:
    random = np.random.default_rng(0)
    X = random.normal(size=(20000, 20))
    y = (X[:, 0] * X[:, 1] > 0).astype(int)
    network = MLPClassifier((50, 50), max_iter=3, random_state=0, n_iter_no_change=np.inf).fit(X, y)
    begin = time.perf_counter()
    first = diagnose(network, X, y)
    assert time.perf_counter() - begin < 2  # about 0.05 s on a machine at rest
    assert diagnose(network, X, y) == first
    subject = subject_of(network, X, y, None)
    assert subject.inputs is not None
    assert len(subject.inputs) == 2000


def test_it_leaves_the_estimator_as_it_was(vanished: MLPClassifier) -> None:
    before = pickle.dumps(vanished)
    diagnose(vanished, FLOWERS, NAMES)
    assert pickle.dumps(vanished) == before


# ---- What is not given is not judged ---------------------------------------------------------------------


def test_without_samples_only_the_history_is_looked_at(vanished: MLPClassifier) -> None:
    told = diagnose(vanished)
    assert told.asked == ("learning rate too high", "learning rate too low", "not converged")
    of_any_network = {check.kind for check in CHECKS} - set(OVER_TIME)
    assert {each.kind for each in told.unasked} == of_any_network - set(told.asked)
    assert (
        "Unscaled features, values far out, class imbalance, saturated neurons, dead neurons, vanishing "
        "gradients, exploding gradients, plateau, stuck at the baseline and leak were not checked: they "
        "need X and y, the training samples and their targets." in told.not_asked
    )
    assert (
        "Over-fitting was not checked: it needs samples that were not used for training, "
        "validation_data=(X, y)." in told.not_asked
    )


def test_without_targets_what_needs_them_is_named(vanished: MLPClassifier) -> None:
    told = diagnose(vanished, FLOWERS)
    assert "saturated neurons" in told.asked
    assert any(
        text.endswith(
            "plateau, stuck at the baseline and leak were not checked: they need y, the targets of X."
        )
        for text in told.not_asked
    )


def test_a_model_has_no_history(vanished: MLPClassifier) -> None:
    told = diagnose(Model.from_estimator(vanished), FLOWERS, NAMES)
    assert "plateau" not in told.asked
    assert any(
        "learning rate too low" in text and "contain the training history" in text for text in told.not_asked
    )
    nothing = diagnose(Model.from_estimator(vanished))
    assert (nothing.asked, nothing.verdict) == ((), "No check could be made.")


def test_of_a_perceptron_no_one_asks_for_hidden_layers() -> None:
    gate = Perceptron().fit([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1])
    told = diagnose(gate)
    kinds = {*told.asked, *(each.kind for each in told.unasked)}
    assert not {"dead neurons", "vanishing gradients", "learning rate too low", "plateau"} & kinds


# ---- What cannot be ----------------------------------------------------------------------------------------

THEIRS = TheirClassifier((2,)).partial_fit([[0.0], [1.0]], [0, 1], classes=[0, 1])


@pytest.mark.parametrize(
    ("given", "X", "y", "message"),
    [
        (
            5,
            None,
            None,
            "a trained model is needed, got int: give a fitted Perceptron, MLPClassifier, MLPRegressor, "
            "RecurrentClassifier, RecurrentRegressor, TabularClassifier or TabularRegressor of Rosenblatt, a "
            "pipeline that ends in one, a Model, a Run, or the path of a model file",
        ),
        (Network((2, 1), ("logistic",)), None, None, "a trained model is needed, got Network"),
        (THEIRS, None, None, "a trained model is needed, MLPClassifier has no network_"),
        (None, None, NAMES, "y was given without X"),
    ],
)
def test_what_cannot_be_diagnosed_is_said(given: object, X: object, y: object, message: str) -> None:
    with pytest.raises(PlanError, match=message):
        diagnose(given, X, y)


def test_samples_and_targets_have_to_fit(vanished: MLPClassifier) -> None:
    with pytest.raises(ValueError, match="3 features"):
        diagnose(vanished, FLOWERS[:, :3], NAMES)
    with pytest.raises(PlanError, match=r"each of the 150 samples, got the shape \(149,\)"):
        diagnose(vanished, FLOWERS, NAMES[1:])
    with pytest.raises(
        RosenblattError, match="y holds 'rose'; the model knows the classes 'setosa', 'versicolor'"
    ):
        diagnose(vanished, FLOWERS, ["rose"] * 150)
    with pytest.raises(PlanError, match=r"validation_data must be a pair \(X, y\), got ndarray"):
        diagnose(vanished, FLOWERS, NAMES, validation_data=FLOWERS)
    with pytest.raises(RosenblattError, match="predicts numbers, y holds 'setosa'"):
        diagnose(
            MLPRegressor(max_iter=5, hidden_layer_sizes=(2,)).initialize(FLOWERS, IRIS.target), FLOWERS, NAMES
        )


@pytest.mark.parametrize("estimator", [MLPClassifier(), MLPRegressor(), Perceptron()])
def test_an_unfitted_estimator_is_an_error_as_everywhere(estimator: object) -> None:
    with pytest.raises(NotFittedError, match="not fitted yet"):
        diagnose(estimator)


# ---- What is shown -----------------------------------------------------------------------------------------


def test_a_diagnosis_is_a_sequence_that_reads_well(vanished: MLPClassifier) -> None:
    told = diagnose(vanished, FLOWERS, NAMES)
    assert (len(told), list(told), told[:1]) == (1, [told[0]], (told[0],))
    text = str(told)
    assert max(map(len, text.splitlines())) <= 80
    assert text.startswith("Vanishing gradients. The error in hidden layer 1 is ")
    assert "  What to try: Use an activation whose derivative" in text
    assert "Over-fitting was not checked: it needs " in text
    assert textwrap.dedent(str(Diagnosis(()))) == "No check could be made."
    assert str(Diagnosis((), ("plateau",))) == "The check passed."
    assert str(Diagnosis((), ("plateau", "dead neurons"))) == "All 2 checks passed."
    unasked = Unasked("over-fitting", "held-out samples")
    assert str(Diagnosis((), ("plateau",), (unasked,))) == (
        "Over-fitting was not checked: it needs held-out samples.\n\nThe other check passed."
    )


def test_a_finding_can_be_kept_and_compared() -> None:
    finding = Finding("plateau", "It is flat.", "Try.", {"epochs": 3.0}, {"alpha": 1.0})
    assert pickle.loads(pickle.dumps(finding)) == finding
    assert len({finding, finding}) == 1
    assert str(finding) == "Plateau. It is flat. What to try: Try."


def test_causes_are_asked_for_and_are_no_circle() -> None:
    kinds = {check.kind for check in CHECKS}
    for effect, causes in CAUSES.items():
        assert {effect, *causes} <= kinds
        assert not any(effect in CAUSES.get(cause, ()) for cause in causes)


# ---- The numbers behind it ---------------------------------------------------------------------------------


def test_the_errors_of_layers_are_those_of_the_chain_rule() -> None:
    """1-1-1 with weights 2 and 3, logistic then identity, x = 0 and y = 1: a = 0.5, output 1.5, error 0.5."""
    network = Network((1, 1, 1), ("logistic", "identity"), [2.0, 3.0, 0.0, 0.0])
    hidden, output = layers_of(network, np.array([[0.0]]), np.array([[1.0]]), "squared_error", None)
    assert (output.delta, output.gradient) == (0.5, 0.25)  # error times what came in, 0.5
    assert (hidden.delta, hidden.gradient) == (0.5 * 3 * 0.25, 0)
    assert (hidden.name, hidden.weights, hidden.values.tolist()) == ("hidden layer 1", 2, [[0.5]])


def test_the_gradients_of_layers_are_the_trainers_without_the_penalty() -> None:
    random = np.random.default_rng(0)
    network = Network((3, 4, 2), ("tanh", "softmax"), random.normal(size=26))
    X, y = random.normal(size=(5, 3)), np.eye(2)[[0, 1, 1, 0, 1]]
    _, gradient, _ = loss_and_gradient(network, Batch(X, y), Plan("log_loss", alpha=0))
    first, second = layers_of(network, X, y, "log_loss", None)
    assert first.gradient == pytest.approx(np.linalg.norm(gradient[:12]))
    assert second.gradient == pytest.approx(np.linalg.norm(gradient[12:20]))


def test_a_neuron_is_flat_where_its_slope_is_a_hundredth_of_its_greatest() -> None:
    network = Network((1, 1, 1), ("tanh", "identity"), [1.0, 1.0, 0.0, 0.0])
    hidden, _ = layers_of(network, np.array([[0.0], [2.9], [3.1], [-9.0]]), None, "squared_error", None)
    assert flat_share(hidden).tolist() == [0.5]
    assert np.isnan(hidden.delta)
    rectified = Network((1, 1, 1), ("relu", "identity"), [1.0, 1.0, 0.0, 0.0])
    assert flat_share(layers_of(rectified, np.array([[-9.0]]), None, "squared_error", None)[0]).tolist() == [
        0
    ]


def test_the_middle_half_of_a_column() -> None:
    assert middle_half(np.arange(101.0)) == pytest.approx(50 / np.arange(101.0).std())
    mostly_zero = np.concatenate([np.zeros(89), np.arange(1.0, 12)])
    assert middle_half(mostly_zero) == pytest.approx(5 / mostly_zero.std())
    assert middle_half(np.concatenate([np.zeros(97), [1.0, 2, 3]])) == np.inf


def curve(loss: np.ndarray, gradient: np.ndarray | None = None) -> Curve:
    return Curve(loss, np.ones_like(loss) if gradient is None else gradient, broken=False)


def test_a_straight_line_and_a_bend() -> None:
    epochs = np.arange(100.0)
    assert curve(1 - 0.001 * epochs).is_straight()
    assert not curve(np.exp(-0.05 * epochs)).is_straight()  # it bends
    assert not curve(1 - 0.005 * epochs).is_straight()  # it has come down by half
    assert not curve(1 - 0.001 * epochs, np.exp(-epochs)).is_straight()  # the slope has been followed
    assert not curve(1 - 0.001 * epochs + 0.05 * (-1) ** (epochs // 10)).is_straight()  # it goes up and down


def test_a_flat_end() -> None:
    assert curve(np.concatenate([np.linspace(1, 0.5, 50), np.full(50, 0.5)])).is_flat(20, 0.02)
    assert not curve(np.linspace(1, 0.5, 100)).is_flat(20, 0.02)


def test_the_nearest_neighbour_answers_for_each_sample() -> None:
    X, y = np.array([[0.0], [0.1], [1.0], [1.1], [5.0]]), np.array(["a", "a", "b", "b", "a"])
    network = MLPClassifier((2,), random_state=0).initialize(X, y)
    assert nearest_neighbour_score(subject_of(network, X, y, None)) == (
        0.8,
        1,
    )  # only 5.0 is nearest to a "b"


def test_targets_are_what_the_estimators_encode() -> None:
    X = np.zeros((4, 1))
    for y in (
        np.array(["b", "a", "a", "b"]),
        np.array([2, 0, 1, 2]),
        np.array([[1, 0], [0, 0], [1, 1], [0, 1]]),
        np.array([[1, 0], [2, 5], [0, 5], [2, 0]]),
    ):
        network = MLPClassifier((2,), random_state=0).initialize(X, y)
        ours, theirs = encode(Model.from_estimator(network), y), network._task.encode(y, np.dtype(float))
        if theirs.dtype == np.int32:
            starts = np.cumsum([0, *network.network_.output_groups])[:-1]
            assert np.argwhere(ours)[:, 1].tolist() == (theirs + starts).ravel().tolist()
        else:
            assert ours.tolist() == theirs.tolist()


def test_a_preparations_target_is_standardised_as_in_training() -> None:
    run = run_table(RunSettings("diabetes", max_iter=2, repeats=0))
    target = run.model.preparation.target
    assert encode(run.model, np.array([target.mean, target.mean + target.scale])) == pytest.approx(
        np.array([[0], [1]])
    )
