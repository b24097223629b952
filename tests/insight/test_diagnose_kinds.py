"""Each kind of finding: provoked by a real training, told with its numbers, gone after what it proposes."""

from itertools import pairwise

import numpy as np
import pytest
from sklearn.datasets import load_iris, load_wine
from sklearn.preprocessing import StandardScaler

from rosenblatt import DivergedError, MLPClassifier, MLPRegressor
from rosenblatt.insight import Diagnosis, Finding, diagnose

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")

Estimator = MLPClassifier | MLPRegressor
WINE = load_wine()
IRIS = load_iris()
FLOWERS = StandardScaler().fit_transform(IRIS.data)
GATE = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
XOR = np.array([0, 1, 1, 0])


def the(kind: str, diagnosis: Diagnosis) -> Finding:
    assert kind in diagnosis.kinds, diagnosis.kinds
    return diagnosis[diagnosis.kinds.index(kind)]


def cured(finding: Finding, sick: Estimator, X: np.ndarray, y: np.ndarray, **more: object) -> Diagnosis:
    """Train anew with what a finding proposes."""
    assert finding.change
    for name, value in finding.change.items():
        assert repr(value) in finding.remedy, "the remedy says what the change does"
        assert name in finding.remedy
    well = type(sick)(**{**sick.get_params(), **finding.change}).fit(X, y)
    return diagnose(well, X, y, **more)  # type: ignore[arg-type]


def random_start(sizes: tuple[int, ...], spread: float, bias: float = 0.0) -> tuple[list, list]:
    """Weights drawn by hand, for the estimators' ``init``."""
    random = np.random.default_rng(0)
    weights = [random.normal(size=shape) * spread for shape in pairwise(sizes)]
    return weights, [
        np.full(size, bias if layer < len(sizes) - 2 else 0.0) for layer, size in enumerate(sizes[1:])
    ]


# ---- What the data does ----------------------------------------------------------------------------------


def test_unscaled_features() -> None:
    sick = MLPClassifier((20,), max_iter=50, random_state=0).fit(WINE.data, WINE.target)
    finding = the("unscaled features", diagnose(sick, WINE.data, WINE.target))
    assert "x13 are about 810 in size and those of x8 differ by at most 0.53" in finding.text
    assert finding.evidence["largest size"] == pytest.approx(np.sqrt(np.mean(WINE.data[:, 12] ** 2)))
    assert finding.evidence["smallest extent"] == pytest.approx(0.53)
    assert "Standardise" in finding.remedy
    scaled = StandardScaler().fit_transform(WINE.data)
    assert "unscaled features" not in diagnose(sick.fit(scaled, WINE.target), scaled, WINE.target).kinds


def test_features_are_named_as_the_table_names_them() -> None:
    frame = load_wine(as_frame=True).data
    sick = MLPClassifier((4,), max_iter=5, random_state=0).fit(frame, WINE.target)
    assert "the values of proline" in the("unscaled features", diagnose(sick, frame, WINE.target)).text


@pytest.mark.parametrize(
    ("X", "found"),
    [
        ([[0, 0], [0, 1], [1, 0], [1, 1]], False),
        ([[30, 0], [30, 1], [-30, 0], [-30, 1]], False),  # 30 times, not more
        ([[31, 0], [31, 1], [-31, 0], [-31, 1]], True),
        ([[0, 0], [0, 1 / 31], [1, 0], [1, 1 / 31]], True),
        ([[5, 0], [5, 1], [5, 0], [5, 1]], False),  # a constant is no trouble unless it is large
        ([[2000, 0], [2000, 1], [2000, 0], [2000, 1]], True),
    ],
)
def test_the_line_between_scaled_and_unscaled(X: list, found: bool) -> None:
    y = [0, 1, 1, 0]
    network = MLPClassifier((2,), random_state=0).initialize(np.array(X, float), y)
    assert ("unscaled features" in diagnose(network, np.array(X, float)).kinds) is found


def test_values_far_out() -> None:
    random = np.random.default_rng(0)
    X, y = random.normal(size=(400, 2)), random.integers(0, 2, 400)
    X[7, 1] = 1e5
    squeezed = StandardScaler().fit_transform(X)
    sick = MLPClassifier((4,), max_iter=5, random_state=0).fit(squeezed, y)
    finding = the("values far out", diagnose(sick, squeezed, y))
    assert "x2 (20)" in finding.text  # one of n values lies sqrt(n - 1) deviations out at most
    assert finding.evidence["farthest"] == pytest.approx(np.sqrt(399), rel=1e-4)
    healed = StandardScaler().fit_transform(np.c_[X[:, 0], np.log1p(np.abs(X[:, 1]))])
    assert "values far out" not in diagnose(sick.fit(healed, y), healed, y).kinds


def test_a_rare_value_is_not_far_out() -> None:
    X = np.zeros((400, 2))
    X[:, 0], X[:3, 1] = np.linspace(-1, 1, 400), 1.0
    scaled = StandardScaler().fit_transform(X)
    assert scaled[:, 1].max() > 10
    network = MLPClassifier((2,), random_state=0).initialize(scaled, np.arange(400) % 2)
    assert "values far out" not in diagnose(network, scaled).kinds


def rare_class(distance: float) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    y = np.repeat([0, 1], [950, 50])
    return random.normal(size=(1000, 2)) + distance * y[:, None], y


def test_class_imbalance() -> None:
    X, y = rare_class(1.5)
    sick = MLPClassifier((5,), max_iter=500, learning_rate_init=0.01, random_state=0).fit(X, y)
    finding = the("class imbalance", diagnose(sick, X, y))
    assert "5.0% are 1 and 95.0% are 0" in finding.text
    found = np.mean(sick.predict(X)[y == 1] == 1)
    assert f"recognises {found:.0%} of 1 and" in finding.text
    assert (finding.evidence["ratio"], finding.evidence["found"]) == (19, found)
    assert finding.change == {"class_weight": "balanced"}
    assert cured(finding, sick, X, y).kinds == ()


def test_an_imbalance_that_harms_no_one_is_not_told() -> None:
    X, y = rare_class(6.0)
    well = MLPClassifier((5,), max_iter=500, learning_rate_init=0.01, random_state=0).fit(X, y)
    assert diagnose(well, X, y).kinds == ("leak",)  # a column alone separates classes so far from each other


def test_what_is_done_already_is_not_proposed() -> None:
    X, y = rare_class(0.0)
    weighted = MLPClassifier((2,), max_iter=500, class_weight={0: 1, 1: 1.5}, random_state=0).fit(X, y)
    finding = the("class imbalance", diagnose(weighted, X, y))
    assert (finding.remedy, finding.change) == ("Collect more rows of 1.", {})


# ---- What the network does -------------------------------------------------------------------------------


def test_saturated_neurons() -> None:
    large = 1000 * IRIS.data
    sick = MLPClassifier((20,), activation="logistic", max_iter=200, random_state=0).fit(large, IRIS.target)
    diagnosis = diagnose(sick, large, IRIS.target)
    finding = the("saturated neurons", diagnosis)
    a = sick.hidden_activations(large)[0]
    flat = np.mean(a * (1 - a) < 0.01 * 0.25, axis=0)
    assert finding.evidence["saturated"] == np.sum(flat >= 0.9) >= 10
    assert f"{np.sum(flat >= 0.9)} of 20 logistic neurons are saturated" in finding.text
    assert finding.remedy.startswith("Standardise the features")
    assert "saturated neurons" not in diagnose(sick.fit(FLOWERS, IRIS.target), FLOWERS, IRIS.target).kinds


def test_neurons_saturated_by_their_weights() -> None:
    start = random_start((4, 20, 3), 30.0)
    sick = MLPClassifier((20,), activation="tanh", max_iter=20, init=start, random_state=0).fit(
        FLOWERS, IRIS.target
    )
    finding = the("saturated neurons", diagnose(sick, FLOWERS, IRIS.target))
    assert finding.change == {"activation": "relu"}
    assert "saturated neurons" not in cured(finding, sick, FLOWERS, IRIS.target).kinds


def test_dead_neurons() -> None:
    start = random_start((4, 20, 3), 0.3, bias=-50.0)
    sick = MLPClassifier((20,), max_iter=100, init=start, random_state=0).fit(FLOWERS, IRIS.target)
    assert not np.any(sick.hidden_activations(FLOWERS)[0])
    diagnosis = diagnose(sick, FLOWERS, IRIS.target)
    assert diagnosis.kinds == ("dead neurons",)
    assert "In hidden layer 1, 20 of 20 relu neurons are dead" in diagnosis[0].text
    assert diagnosis[0].evidence == {"layer": 1, "dead": 20, "neurons": 20}
    assert "dead neurons" not in cured(diagnosis[0], sick, FLOWERS, IRIS.target).kinds


def test_neurons_that_answer_every_sample_the_same_are_dead() -> None:
    sick = MLPClassifier((8,), activation="tanh", init="zeros", random_state=0).fit(FLOWERS, IRIS.target)
    diagnosis = diagnose(sick, FLOWERS, IRIS.target)
    assert diagnosis.kinds == ("dead neurons",)
    assert "They have the same output for every sample" in diagnosis[0].text
    assert diagnosis[0].change == {"init": "auto"}
    assert "dead neurons" not in cured(diagnosis[0], sick, FLOWERS, IRIS.target).kinds


@pytest.mark.parametrize(("n_dead", "found"), [(5, False), (6, True)])
def test_half_a_layer_may_be_dead(n_dead: int, found: bool) -> None:
    network = MLPClassifier((10,), random_state=0).initialize(FLOWERS, IRIS.target)
    network.intercepts_[0][:n_dead], network.intercepts_[0][n_dead:] = -100, 100
    assert ("dead neurons" in diagnose(network, FLOWERS).kinds) is found


@pytest.mark.parametrize(
    ("activation", "start", "change"),
    [
        ("logistic", "auto", {"activation": "relu"}),
        ("tanh", random_start((4, *(20,) * 8, 3), 0.02), {"init": "auto"}),
    ],
)
def test_vanishing_gradients(activation: str, start: object, change: dict[str, object]) -> None:
    sick = MLPClassifier((20,) * 8, activation=activation, init=start, max_iter=50, random_state=0)
    diagnosis = diagnose(sick.fit(FLOWERS, IRIS.target), FLOWERS, IRIS.target)
    assert diagnosis.kinds == ("vanishing gradients",)
    finding = diagnosis[0]
    evidence = finding.evidence
    assert (
        evidence["ratio"]
        == evidence["error in hidden layer 1"] / evidence["error in the output layer"]
        < 1e-3
    )
    assert f"{evidence['ratio']:.1g} times that in the output layer" in finding.text
    assert finding.change == change
    assert "vanishing gradients" not in cured(finding, sick, FLOWERS, IRIS.target).kinds


def test_exploding_gradients() -> None:
    start = random_start((4, *(20,) * 8, 3), 1.5)
    sick = MLPClassifier((20,) * 8, init=start, max_iter=50, random_state=0).fit(FLOWERS, IRIS.target)
    finding = the("exploding gradients", diagnose(sick, FLOWERS, IRIS.target))
    assert finding.evidence["ratio"] > 1e3
    assert f"{finding.evidence['ratio']:,.0f} times that in the output layer" in finding.text
    assert finding.change == {"init": "auto"}
    assert "exploding gradients" not in cured(finding, sick, FLOWERS, IRIS.target).kinds


# ---- What the training does ------------------------------------------------------------------------------


@pytest.mark.parametrize("activation", ["relu", "logistic"])
def test_a_learning_rate_too_high(activation: str) -> None:
    sick = MLPClassifier((20,), activation=activation, learning_rate_init=10.0, random_state=0, max_iter=500)
    diagnosis = diagnose(sick.fit(FLOWERS, IRIS.target), FLOWERS, IRIS.target)
    assert diagnosis.kinds == ("learning rate too high",)
    finding = diagnosis[0]
    assert f"the loss rose in {sick.n_iter_} epochs, from {sick.loss_curve_[0]:.3g} to " in finding.text
    assert finding.evidence["loss at the start"] == sick.loss_curve_[0] < finding.evidence["loss at the end"]
    assert finding.change == {"learning_rate_init": 0.01}
    assert cured(finding, sick, FLOWERS, IRIS.target).kinds == ()


def straight_line() -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    X = random.normal(size=(200, 3))
    return X, X @ [1.0, 2.0, -1.0]


def test_a_training_that_diverged_is_told_of_by_its_history() -> None:
    X, y = straight_line()
    sick = MLPRegressor(hidden_layer_sizes=(20,), solver="sgd", learning_rate_init=10.0, random_state=0)
    with np.errstate(all="ignore"), pytest.raises(DivergedError):
        sick.fit(X, y)
    diagnosis = diagnose(sick, X, y)
    assert diagnosis.kinds == ("learning rate too high",)
    assert "the weights became infinite or undefined after" in diagnosis[0].text
    assert diagnosis[0].change == {"learning_rate_init": 0.1}
    assert diagnosis.unasked == ()
    assert "learning rate too high" not in cured(diagnosis[0], sick, X, y).kinds


def test_a_loss_that_jumps_up_and_down() -> None:
    X, y = straight_line()
    sick = MLPRegressor(
        hidden_layer_sizes=(5,), learning_rate_init=0.8, activation="tanh", random_state=2, batch_size=10,
        max_iter=60, n_iter_no_change=np.inf,
    ).fit(X, y)  # fmt: skip
    finding = the("learning rate too high", diagnose(sick, X, y))
    assert "learning rate too high" not in cured(finding, sick, X, y).kinds


@pytest.mark.parametrize(("solver", "better"), [("adam", 0.001), ("sgd", 0.01)])
def test_a_learning_rate_too_low(solver: str, better: float) -> None:
    sick = MLPClassifier((20,), solver=solver, learning_rate_init=1e-7, random_state=0, max_iter=2000)
    diagnosis = diagnose(sick.fit(FLOWERS, IRIS.target), FLOWERS, IRIS.target)
    assert sick.stopped_by_ == "converged"
    assert diagnosis.kinds == ("learning rate too low",)
    finding = diagnosis[0]
    assert (
        f"fell by {sick.loss_curve_[0] - sick.loss_curve_[-1]:.2g} in 12 epochs, from 1.171," in finding.text
    )
    assert finding.change == {"learning_rate_init": better}
    assert cured(finding, sick, FLOWERS, IRIS.target).kinds == ()


def test_not_converged() -> None:
    sick = MLPClassifier((20,), learning_rate_init=0.01, random_state=0, max_iter=150).fit(
        FLOWERS, IRIS.target
    )
    diagnosis = diagnose(sick, FLOWERS, IRIS.target)
    assert diagnosis.kinds == ("not converged",)
    assert (
        f"from {sick.loss_curve_[-11]:.4g} to {sick.loss_curve_[-1]:.4g} in the last 10" in diagnosis[0].text
    )
    assert cured(diagnosis[0], sick, FLOWERS, IRIS.target).kinds == ()


def test_epochs_without_a_limit_on_patience_are_as_asked() -> None:
    asked = MLPClassifier(
        (20,), n_iter_no_change=np.inf, random_state=0, max_iter=100, learning_rate_init=0.01
    )
    assert diagnose(asked.fit(FLOWERS, IRIS.target), FLOWERS, IRIS.target).kinds == ()


@pytest.mark.parametrize("seed", [0, 2, 3])
def test_the_plateau_of_xor(seed: int) -> None:
    sick = MLPClassifier((2,), activation="tanh", learning_rate_init=0.1, max_iter=3000, random_state=seed)
    diagnosis = diagnose(sick.fit(GATE, XOR), GATE, XOR)
    assert sick.score(GATE, XOR) <= 0.75
    assert diagnosis.kinds == ("plateau",)
    assert "these 4 rows are few enough to be memorised" in diagnosis[0].text
    assert diagnosis[0].change == {"hidden_layer_sizes": (4,)}
    assert cured(diagnosis[0], sick, GATE, XOR).kinds == ()


def test_a_plateau_beside_which_the_nearest_neighbour_does_better() -> None:
    turn = np.linspace(0.5, 10, 200)
    arm = np.column_stack([turn * np.cos(turn), turn * np.sin(turn)]) / 5
    X, y = np.concatenate([arm, -arm]), np.repeat([0, 1], 200)
    sick = MLPClassifier((3,), activation="tanh", learning_rate_init=0.02, max_iter=3000, random_state=0)
    finding = the("plateau", diagnose(sick.fit(X, y), X, y))
    assert (
        "predicting for each row the target of the most similar other row reaches the accuracy 1."
        in finding.text
    )
    assert "plateau" not in cured(finding, sick, X, y).kinds


def test_targets_that_are_chance_are_no_plateau() -> None:
    random = np.random.default_rng(0)
    X, y = random.normal(size=(200, 3)), random.integers(0, 2, 200)
    network = MLPClassifier((2,), learning_rate_init=0.02, max_iter=3000, random_state=0).fit(X, y)
    assert "plateau" not in diagnose(network, X, y).kinds


def noisy(n_rows: int = 200) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    X = random.normal(size=(n_rows, 10))
    return X, X[:, 0] + random.normal(size=n_rows)


@pytest.mark.parametrize("kind", [MLPClassifier, MLPRegressor])
def test_over_fitting(kind: type[Estimator]) -> None:
    X, y = noisy(600)
    y = (y > 0).astype(int) if kind is MLPClassifier else y
    (X, y), held_out = (X[:300], y[:300]), (X[300:], y[300:])
    sick = kind(hidden_layer_sizes=(50, 50), max_iter=500, learning_rate_init=0.01, random_state=0).fit(X, y)
    diagnosis = diagnose(sick, X, y, validation_data=held_out)
    assert diagnosis.kinds == ("over-fitting",)
    finding = diagnosis[0]
    scores = sick.score(X, y), sick.score(*held_out)
    assert (
        f"is {scores[0]:.4g} on the training rows and {scores[1]:.4g} on the 300 held-out rows"
        in finding.text
    )
    assert finding.evidence["gap"] == pytest.approx(scores[0] - scores[1])
    assert finding.change == {"alpha": 10.0}
    assert "over-fitting" not in cured(finding, sick, X, y, validation_data=held_out).kinds


def test_over_fitting_that_the_validation_loss_shows() -> None:
    X, y = noisy()
    sick = MLPRegressor(hidden_layer_sizes=(50, 50), max_iter=100, learning_rate_init=0.01, random_state=0)
    sick.fit(X[:100], y[:100], validation_data=(X[100:], y[100:]))
    finding = the("over-fitting", diagnose(sick))
    losses = sick.history_["validation_loss"]
    assert f"lowest after epoch {losses.argmin() + 1}, {losses.min():.4g}, and rose to" in finding.text
    assert finding.change == {"early_stopping": True}
    assert "over-fitting" not in cured(finding, sick, X[:100], y[:100]).kinds


def test_a_gap_within_chance_is_no_over_fitting() -> None:
    X, y = noisy()
    y = (y > 0).astype(int)
    network = MLPClassifier((50, 50), max_iter=500, learning_rate_init=0.01, random_state=0).fit(
        X[:100], y[:100]
    )
    few = slice(100, 125)
    told = diagnose(network, X[:100], y[:100], validation_data=(X[few], y[few]))
    assert "over-fitting" not in told.kinds
    assert told.not_asked == (
        "Over-fitting was not checked: it needs at least 30 samples that were not used for training, and 25 "
        "were given.",
    )


def test_stuck_at_the_baseline() -> None:
    X, y = FLOWERS, np.repeat([0, 1], [100, 50])
    sick = MLPClassifier((3,), max_iter=1, learning_rate_init=1e-9, random_state=3).fit(X, y)
    score = sick.score(X, y)
    assert score <= 2 / 3
    finding = the("stuck at the baseline", diagnose(sick, X, y))
    assert (
        f"reaches the accuracy {score:.4g}; always the most frequent class, 0, reaches 0.6667" in finding.text
    )
