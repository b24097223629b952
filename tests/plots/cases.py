"""Displays of every kind, over inputs as plain and as awkward as tables have them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from sklearn import datasets

from rosenblatt.formulas.activations import ACTIVATIONS
from rosenblatt.gates import full_adder
from rosenblatt.history import COLUMNS, History
from rosenblatt.insight.effects.dependence import Dependence
from rosenblatt.network import Network
from rosenblatt.plots import (
    ActivationDisplay,
    BiasDisplay,
    BiologicalNeuronDisplay,
    BoundaryDisplay,
    CalibrationDisplay,
    ConfusionDisplay,
    CurveDisplay,
    DataDisplay,
    DependenceDisplay,
    Display,
    GateDisplay,
    ImagesDisplay,
    ImportanceDisplay,
    LearningCurveDisplay,
    MarginDisplay,
    NetworkDisplay,
    NeuronDisplay,
    PrecisionRecallDisplay,
    ResidualDisplay,
    RocDisplay,
    SeriesDisplay,
    SpreadDisplay,
    StatesDisplay,
    StepErrorDisplay,
    SumDisplay,
    UnrolledDisplay,
    WeightsDisplay,
)

HOSTILE = (
    "<script>alert('x')</script> & a name longer than any column has room for",
    "$x^2$ costs $5 \\frac{1}{2}",
    "日本語のとても長いクラス名前です",
    "l\u0000ine\nbreak\u202e",
    "",
)
PIXELS = [f"pixel_{row}_{column}" for row in range(8) for column in range(8)]


def drawn(seed: int) -> np.random.Generator:
    """A generator of its own for each case, so that none depends on which others were drawn before it."""
    return np.random.default_rng(seed)


def network(*sizes: int, hidden: str = "tanh", output: str = "softmax", seed: int = 0) -> Network:
    made = Network(sizes, (*[hidden] * (len(sizes) - 2), output))
    made.parameters[:] = np.random.default_rng(seed).normal(size=made.n_parameters)
    return made


def recurrent(*sizes: int, cell: str = "elman", hidden: str = "tanh", output: str = "softmax") -> Network:
    made = Network(sizes, (*[hidden] * (len(sizes) - 2), output), cell=cell)
    made.parameters[:] = drawn(19).normal(size=made.n_parameters)
    return made


def states(view: str, n_steps: int = 60, n_neurons: int = 6, **others: object) -> StatesDisplay:
    steps = drawn(20).normal(size=(n_steps, 3))
    return StatesDisplay.from_network(recurrent(3, n_neurons, 2), steps, view=view, **others)


def history(n_epochs: int, *, validation: bool = False, scale: float = 1.0) -> History:
    rows = np.full((n_epochs, len(COLUMNS)), np.nan)
    epochs = np.arange(1, n_epochs + 1)
    noise = np.random.default_rng(0).random(n_epochs)
    rows[:, 0] = epochs
    rows[:, COLUMNS.index("loss")] = scale * (np.exp(-5 * epochs / n_epochs) + 0.01 * noise)
    rows[:, COLUMNS.index("score")] = 1 - np.exp(-5 * epochs / n_epochs) * 0.6
    rows[:, COLUMNS.index("mistakes")] = n_epochs - epochs
    if validation:
        rows[:, COLUMNS.index("validation_loss")] = scale * (np.exp(-5 * epochs / n_epochs) + 0.012 * noise)
        rows[:, COLUMNS.index("validation_score")] = 1 - np.exp(-5 * epochs / n_epochs) * 0.61
    return History(rows)


def samples(n: int, n_inputs: int, n_classes: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    return generator.normal(size=(n, n_inputs)), generator.integers(0, n_classes, n)


def boundary(
    n: int, classes: tuple[object, ...], *hidden: int, n_samples: int = 120, **others: object
) -> BoundaryDisplay:
    inputs, which = samples(n_samples, n, len(classes))
    n_outputs = 1 if len(classes) == 2 else len(classes)
    made = network(n, *hidden, n_outputs, output="logistic" if n_outputs == 1 else "softmax")
    labels = np.array(classes, dtype=object)[which]
    return BoundaryDisplay.from_network(
        made,
        inputs,
        labels,
        classes=classes,
        held_out=np.arange(n_samples) % 4 == 0,
        target_name="kind of thing",
        **others,
    )


def regression(n: int) -> BoundaryDisplay:
    inputs, _ = samples(150, n, 2)
    made = network(n, 8, 1, output="identity")
    return BoundaryDisplay.from_network(
        made, inputs, 1e4 * inputs[:, 0], regression=True, target_name="price ($)", output_unit=(5e3, 1e4)
    )


def confusion(classes: tuple[object, ...], n: int = 400, wrong: float = 0.2) -> ConfusionDisplay:
    generator = np.random.default_rng(0)
    truth = generator.integers(0, len(classes), n)
    said = np.where(generator.random(n) < wrong, generator.integers(0, len(classes), n), truth)
    names = np.array(classes, dtype=object)
    return ConfusionDisplay.from_predictions(names[truth], names[said], classes, target_name=HOSTILE[0])


def data(x: np.ndarray, y: np.ndarray, labels: np.ndarray | None = None) -> DataDisplay:
    return DataDisplay.from_arrays(x, y, labels, x_name=HOSTILE[1], y_name=HOSTILE[0], label_name=HOSTILE[2])


def calibration(classes: tuple[object, ...], n: int = 300, target: str = HOSTILE[0]) -> CalibrationDisplay:
    stream = drawn(25)
    shares = stream.dirichlet(np.ones(len(classes)), n)
    which = np.array([stream.choice(len(classes), p=share) for share in shares])
    return CalibrationDisplay.from_predictions(
        np.array(classes, dtype=object)[which], shares, classes, target_name=target
    )


def ranking(
    kind: type[RocDisplay] | type[PrecisionRecallDisplay], classes: tuple[object, ...], n: int = 300
) -> Display:
    stream = drawn(28)
    shares = stream.dirichlet(np.ones(len(classes)), n)
    which = np.array([stream.choice(len(classes), p=share) for share in shares])
    return kind.from_predictions(
        np.array(classes, dtype=object)[which], shares, classes, target_name=HOSTILE[0]
    )


def images(classes: tuple[object, ...], n: int = 60, side: int = 8, *, certain: bool = True) -> ImagesDisplay:
    stream = drawn(29)
    names = np.array(classes, dtype=object)
    truth, said = (names[stream.integers(0, len(names), n)] for _ in range(2))
    return ImagesDisplay.from_predictions(
        stream.random((n, side, side)),
        truth,
        said,
        stream.random(n) if certain else None,
        target_name=HOSTILE[0],
    )


def margins(classes: tuple[object, ...], n: int = 150) -> MarginDisplay:
    inputs, which = samples(n, 7, len(classes))
    made = network(
        7, 5, 1 if len(classes) == 2 else len(classes), output="logistic" if len(classes) == 2 else "softmax"
    )
    return MarginDisplay.from_network(
        made,
        inputs,
        np.array(classes, dtype=object)[which],
        classes=classes,
        held_out=np.arange(n) % 3 == 0,
        target_name=HOSTILE[1],
    )


def learning(name: str, sizes: tuple[int, ...], scale: float = 1.0, **others: object) -> LearningCurveDisplay:
    stream = drawn(30)
    scores, own = scale * stream.normal(size=(2, len(sizes), 3))
    return LearningCurveDisplay.from_scores(sizes, scores, own, score_name=name, baseline=-scale, **others)


def importance(names: tuple[str, ...], scale: float = 0.1) -> ImportanceDisplay:
    falls = scale * drawn(26).normal(0.3, 1, size=(len(names), 5))
    return ImportanceDisplay.from_importances(names, falls, 0.9, n_samples=300)


def dependence(
    name: str, values: np.ndarray, classes: tuple[object, ...] | None, *, beside: bool = False
) -> DependenceDisplay:
    stream = drawn(27)
    n, counts = len(values), np.arange(len(values), 0, -1)
    shares = [stream.dirichlet(np.ones(len(classes or "a")), n) for _ in range(2)]
    if classes is None:
        shares = [1e6 * stream.normal(size=(n, 1)) for _ in range(2)]
    deciles = np.empty(0) if values.dtype == object else np.quantile(values, np.linspace(0.1, 0.9, 9))
    made, other = (Dependence(name, values, share, counts, deciles, 3 * (n > 5)) for share in shares)
    return DependenceDisplay.from_values(
        made, classes, target_name=HOSTILE[0], beside=other if beside else None, beside_name="another model"
    )


def _many(word: str, n: int) -> tuple[str, ...]:
    return tuple(f"{word} {place}" for place in range(n))


def extreme(activation: str = "logistic") -> Network:
    """A neuron whose weights are as long to write as they get."""
    return Network((4, 1), (activation,), [-1.23456e-7, 98765432.1, -0.000123456, 0, -1234.56789])


IRIS = datasets.load_iris()
AND = Network((2, 1), ("step",), [1, 1, -1.5])

CASES: dict[str, Callable[[], Display]] = {
    # networks
    "network of one neuron": lambda: NetworkDisplay.from_network(network(1, 1, output="step")),
    "network of iris": lambda: NetworkDisplay.from_network(
        network(4, 3, output="step"), input_names=IRIS.feature_names, output_names=IRIS.target_names
    ),
    "network of xor": lambda: NetworkDisplay.from_network(network(2, 5, 1, output="logistic")),
    "network of digits": lambda: NetworkDisplay.from_network(
        network(64, 100, 10), input_names=PIXELS, output_names=range(10)
    ),
    "network with hostile names": lambda: NetworkDisplay.from_network(
        network(5, 7, 5), input_names=HOSTILE, output_names=HOSTILE
    ),
    "network of many layers": lambda: NetworkDisplay.from_network(
        network(30, 12, 9, 40, 7, 8, 9, 10, 2, hidden="leaky_relu"),
        input_names=_many("a rather long name", 30),
    ),
    "network without weights": lambda: NetworkDisplay.from_network(Network((3, 2), ("step",))),
    "network with context neurons": lambda: NetworkDisplay.from_network(
        Network((2, 3, 2), ("tanh", "logistic"), drawn(17).normal(size=26), cell="elman"),
        sample=[[1, 2], [3, 4]],
    ),
    "network with numbers": lambda: NetworkDisplay.from_network(
        network(3, 4, 2), numbers=True, sample=[0.5, -1, 2e6], input_names=HOSTILE[:3]
    ),
    "network highlighted": lambda: NetworkDisplay.from_network(
        network(3, 4, 2), weights=False, highlight=("input", "output", "bias"), output_names=HOSTILE[:2]
    ),
    # networks over time
    "unrolled with targets": lambda: UnrolledDisplay.from_network(
        recurrent(1, 2, 1, output="logistic"), [[1], [0], [1], [1]], [0, 1, None, 1], loss="binary_log_loss"
    ),
    "unrolled over many steps": lambda: UnrolledDisplay.from_network(
        recurrent(3, 5, 4, 2, output="identity"),
        drawn(21).normal(size=(1200, 3)),
        [[0, 1]] * 1200,
        loss="squared_error",
        input_names=HOSTILE[:3],
    ),
    "unrolled jordan": lambda: UnrolledDisplay.from_network(
        recurrent(3, 20, 3, cell="jordan"), 3 * drawn(22).normal(size=(8, 3)), output_names=HOSTILE[2:]
    ),
    "unrolled without a hidden layer": lambda: UnrolledDisplay.from_network(
        recurrent(1, 2, cell="jordan", output="tanh"), [[0.5]]
    ),
    "unrolled, narrow": lambda: UnrolledDisplay.from_network(
        recurrent(2, 3, 1, hidden="relu", output="exp"), 1e4 * drawn(23).normal(size=(9, 2)), width=3.45
    ),
    "states over time": lambda: states("time", 24, labels=list("badiiguuu") * 2 + list("badiig")),
    "states of many steps and neurons": lambda: states("time", 300, 90, most_steps=120),
    "states with hostile labels": lambda: states("time", 20, labels=HOSTILE * 4, label_name=HOSTILE[1]),
    "states of three steps, narrow": lambda: states("time", 3, 2, width=3.45),
    "states that never change": lambda: StatesDisplay.from_network(
        Network((1, 2, 1), ("relu", "identity"), cell="elman"), [[1], [2]]
    ),
    "states on a plane": lambda: states("plane", 40, labels=HOSTILE * 8, label_name=HOSTILE[0]),
    "states on a plane by time": lambda: states("plane", 400),
    "states on a plane, narrow": lambda: states("plane", 5, 2, labels=[0, 1, 0, 1, 1], width=3.45),
    "states as a tree": lambda: states("tree", 40, labels=HOSTILE * 8),
    "states as a tree of many": lambda: states("tree", 300, labels=list(range(60)) * 5),
    "states as a tree of two": lambda: states("tree", 4, labels=["yes", "no"] * 2, width=3.45),
    # gates
    "gate xor": lambda: GateDisplay.from_name("xor"),
    "full adder": lambda: GateDisplay.from_network(full_adder()),
    "gate with hostile names": lambda: GateDisplay.from_network(
        network(2, 2, 1, hidden="step", output="step"), input_names=HOSTILE[:2], output_names=HOSTILE[2:3]
    ),
    # curves
    "loss": lambda: CurveDisplay.from_history(history(200)),
    "loss beside validation": lambda: CurveDisplay.from_history(history(200, validation=True)),
    "loss in half a column": lambda: CurveDisplay.from_history(
        history(60, validation=True), size=(3.45, 2.6)
    ),
    "score in half a column": lambda: CurveDisplay.from_history(
        history(60, validation=True), "score", name="accuracy (share of samples)", size=(3.45, 2.6)
    ),
    "mistakes": lambda: CurveDisplay.from_history(history(50), "mistakes", size=(3.45, 2.6)),
    "one epoch": lambda: CurveDisplay.from_history(history(1, validation=True), size=(3.45, 2.6)),
    "two epochs": lambda: CurveDisplay.from_history(history(2)),
    "10,000 epochs": lambda: CurveDisplay.from_history(history(10_000, validation=True)),
    "a huge loss": lambda: CurveDisplay.from_history(history(40, scale=3e12), size=(3.45, 2.6)),
    "a tiny loss": lambda: CurveDisplay.from_history(history(40, scale=3e-12), size=(3.45, 2.6)),
    "nothing measured": lambda: CurveDisplay.from_history(history(5), "gradient_norm"),
    # boundaries
    "boundary of two classes": lambda: boundary(2, ("no", "yes"), 8),
    "boundary of three classes": lambda: boundary(
        2, tuple(IRIS.target_names), 8, input_names=IRIS.feature_names[2:]
    ),
    "boundary of ten classes on a plane": lambda: boundary(64, tuple(range(10)), 20, input_names=PIXELS),
    "boundary of hostile classes": lambda: boundary(2, HOSTILE, 4, input_names=HOSTILE[:2]),
    "boundary of forty classes": lambda: boundary(3, _many("a class with a long name", 40), 4),
    "boundary over one input": lambda: boundary(1, ("setosa", "versicolor", "virginica"), 4),
    "boundary over one input, hostile": lambda: boundary(1, HOSTILE, 4, input_names=HOSTILE[:1]),
    "boundary of four samples": lambda: boundary(2, (False, True), 3, n_samples=4),
    "boundary without weights": lambda: BoundaryDisplay.from_network(
        Network((2, 1), ("step",)), [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
    ),
    "regression over one input": lambda: regression(1),
    "regression over two inputs": lambda: regression(2),
    "regression on a plane": lambda: regression(9),
    # weights
    "weights of iris": lambda: WeightsDisplay.from_network(
        network(4, 3, output="step"), input_names=IRIS.feature_names, output_names=IRIS.target_names
    ),
    "weights of one neuron": lambda: WeightsDisplay.from_network(network(1, 1, output="step")),
    "weights into pictures": lambda: WeightsDisplay.from_network(network(64, 100, 10), input_names=PIXELS),
    "weights into ten pictures": lambda: WeightsDisplay.from_network(
        network(64, 10), input_names=PIXELS, output_names=_many("digit with a name", 10)
    ),
    "weights of a wide layer": lambda: WeightsDisplay.from_network(network(300, 100, 2)),
    "weights of a wide output layer": lambda: WeightsDisplay.from_network(network(300, 100, 2), -1),
    "weights between hidden layers": lambda: WeightsDisplay.from_network(network(3, 9, 6, 2), 1),
    "weights with hostile names": lambda: WeightsDisplay.from_network(
        network(5, 5), input_names=HOSTILE, output_names=HOSTILE
    ),
    "weights of extreme sizes": lambda: WeightsDisplay.from_network(
        Network((2, 2), ("step",), [1e9, -3e-9, 0, 2, 1, 1])
    ),
    "weights that are all zero": lambda: WeightsDisplay.from_network(Network((3, 2), ("step",))),
    # confusion
    "confusion of two": lambda: confusion(("no", "yes")),
    "confusion without mistakes": lambda: confusion((False, True), 4, wrong=0),
    "confusion of ten": lambda: confusion(tuple(range(10)), 100_000),
    "confusion of forty": lambda: confusion(_many("a class with a long name", 40), 3000),
    "confusion of hostile classes": lambda: confusion(HOSTILE),
    # residuals
    "residuals": lambda: ResidualDisplay.from_predictions(
        np.arange(50.0), np.arange(50) + drawn(1).normal(size=50)
    ),
    "residuals of large numbers": lambda: ResidualDisplay.from_predictions(
        [1e7, 2e7, 9e7], [2e7, -1e7, 8e7], target_name=HOSTILE[0]
    ),
    "residuals of one sample": lambda: ResidualDisplay.from_predictions([3.0], [3.0]),
    # effects
    "calibration of two": lambda: calibration(("no", "yes"), target="answer"),
    "calibration of hostile classes": lambda: calibration(HOSTILE[:2]),
    "calibration of many": lambda: calibration(HOSTILE, 2000),
    "calibration of one sample": lambda: CalibrationDisplay.from_predictions(["a"], [0.2], ("b", "a")),
    "roc of two": lambda: ranking(RocDisplay, ("no", "yes")),
    "roc of hostile classes": lambda: ranking(RocDisplay, HOSTILE),
    "roc of twenty": lambda: ranking(RocDisplay, _many("a class with a long name", 20), 2000),
    "precision and recall of two": lambda: ranking(PrecisionRecallDisplay, HOSTILE[:2]),
    "precision and recall of hostile classes": lambda: ranking(PrecisionRecallDisplay, HOSTILE),
    "learning curve": lambda: learning("accuracy", (10, 50, 200)),
    "learning curve with a hostile name": lambda: learning(HOSTILE[0], (1, 2_000_000), 1e7, unit="sequences"),
    "learning curve of one size": lambda: learning("R²", (30,), over="folds"),
    "mistakes as images": lambda: images(tuple(range(10))),
    "images of hostile classes": lambda: images(HOSTILE, certain=False),
    "one image": lambda: images((1, 2), 1, side=28),
    "images of each class": lambda: ImagesDisplay.from_images(
        drawn(31).random((80, 12)), np.array(HOSTILE, dtype=object)[np.arange(80) % 5], shape=(3, 4)
    ),
    "margins of two": lambda: margins(("no", "yes")),
    "margins of hostile classes": lambda: margins(HOSTILE),
    "margins of thirty": lambda: margins(_many("a class with a long name", 30), 600),
    "importance": lambda: importance(("age", "income", "town")),
    "importance of hostile columns": lambda: importance(HOSTILE, 1e-9),
    "importance of forty": lambda: importance(_many("a column with a long name", 40)),
    "importance of none": lambda: ImportanceDisplay.from_importances(["a"], [[0.0]], 1.0, n_samples=1),
    "dependence on a number": lambda: dependence("age", np.linspace(0, 90, 30), ("no", "yes"), beside=True),
    "dependence of a number": lambda: dependence(HOSTILE[0], np.array([1e-7, 2e7]), None, beside=True),
    "dependence of six classes": lambda: dependence(HOSTILE[1], np.arange(5.0), _many("a long class", 8)),
    "dependence on categories": lambda: dependence(HOSTILE[2], np.array(HOSTILE, dtype=object), HOSTILE[:3]),
    "dependence of a number on categories": lambda: dependence(
        "town", np.array(_many("a village far away", 12), dtype=object), None, beside=True
    ),
    "dependence on one value": lambda: dependence("constant", np.array([3.0]), None),
    # data
    "data of iris": lambda: data(IRIS.data[:, 2], IRIS.data[:, 3], IRIS.target_names[IRIS.target]),
    "data without classes": lambda: data(drawn(2).normal(size=900), drawn(3).normal(size=900)),
    "data of texts": lambda: data(
        np.array(HOSTILE, dtype=object)[drawn(4).integers(0, 5, 80)],
        drawn(5).normal(size=80),
        drawn(6).integers(0, 2, 80),
    ),
    "data of many texts": lambda: data(
        np.array(_many("town", 60))[drawn(7).integers(0, 60, 400)],
        np.array(_many("a village", 40))[drawn(8).integers(0, 40, 400)],
    ),
    "data of whole numbers": lambda: data(
        drawn(9).integers(0, 5, 200), drawn(10).integers(0, 9, 200), drawn(11).integers(0, 12, 200)
    ),
    "data of truth values": lambda: data(drawn(12).random(50) < 0.5, drawn(13).normal(size=50) * 1e8),
    # neurons
    "neuron of a gate": lambda: NeuronDisplay.from_network(AND, [1, 0]),
    "neuron of a gate, biological": lambda: NeuronDisplay.from_network(AND, [1, 0], biological=True),
    "neuron of one input": lambda: NeuronDisplay.from_network(network(1, 1, output="tanh"), [0.5]),
    "neuron of iris": lambda: NeuronDisplay.from_network(
        network(4, 3), IRIS.data[0], "o2", input_names=IRIS.feature_names, output_names=IRIS.target_names
    ),
    "neuron of eight terms": lambda: NeuronDisplay.from_network(network(8, 1, output="selu"), np.arange(8)),
    "neuron of digits": lambda: NeuronDisplay.from_network(
        network(64, 100, 10, hidden="gelu"), np.arange(64) / 7, "h1.3", input_names=PIXELS, biological=True
    ),
    "neuron with hostile names": lambda: NeuronDisplay.from_network(
        network(5, 5), [1.0, 2, 3, 4, 5], "o1", input_names=HOSTILE, output_names=HOSTILE, biological=True
    ),
    "neuron of extreme sizes": lambda: NeuronDisplay.from_network(extreme(), [1.5e-9, 1, 12345.678, 3]),
    "neuron of huge values": lambda: NeuronDisplay.from_network(extreme("exp"), [1.5e-9, 1, 12345.678, 3]),
    "neuron at zero": lambda: NeuronDisplay.from_network(Network((2, 1), ("step",)), [0, 0]),
    "living neuron of a gate": lambda: BiologicalNeuronDisplay.from_network(AND, [1, 1]),
    "living neuron of one input": lambda: BiologicalNeuronDisplay.from_network(
        network(1, 1, output="tanh"), [0.5]
    ),
    "living neuron of three inputs": lambda: BiologicalNeuronDisplay.from_network(
        network(3, 2), [1, -2, 0.5]
    ),
    "living neuron of digits": lambda: BiologicalNeuronDisplay.from_network(
        network(64, 10), np.arange(64) / 7, input_names=PIXELS
    ),
    "living neuron with hostile names": lambda: BiologicalNeuronDisplay.from_network(
        network(5, 5), [1.0, 2, 3, 4, 5], "o1", input_names=HOSTILE, output_names=HOSTILE
    ),
    "living neuron of extreme sizes": lambda: BiologicalNeuronDisplay.from_network(
        extreme(), [1.5e-9, 1, 12345.678, 3]
    ),
    "sum of a gate": lambda: SumDisplay.from_network(AND, [1, 1]),
    "sum of digits": lambda: SumDisplay.from_network(network(64, 10), np.arange(64) / 7, input_names=PIXELS),
    "sum with hostile names": lambda: SumDisplay.from_network(
        network(5, 2), [1.0, 2, 3, 4, 5], input_names=HOSTILE
    ),
    "sum of extreme sizes": lambda: SumDisplay.from_network(extreme(), [1.5e-9, 1, 12345.678, 3]),
    # activations and bias
    "every activation": lambda: ActivationDisplay.from_names(*ACTIVATIONS),
    "activation": lambda: ActivationDisplay.from_names("logistic"),
    "activation with a jump": lambda: ActivationDisplay.from_names("step"),
    "two activations": lambda: ActivationDisplay.from_names("softmax", "selu", derivative=False),
    "four activations": lambda: ActivationDisplay.from_names("exp", "tanh", "elu", "mish", span=30),
    "activations of a network": lambda: ActivationDisplay.from_network(
        Network((2, 3, 3, 3, 4), ("leaky_relu", "tanh", "leaky_relu", "softmax"))
    ),
    "activations together": lambda: ActivationDisplay.from_names(
        "tanh", "logistic", "relu", "gelu", "leaky_relu", "softplus", together=True
    ),
    "values together": lambda: ActivationDisplay.from_names("step", "relu", together=True, derivative=False),
    "bias": lambda: BiasDisplay.from_name("logistic"),
    "bias of nine steps": lambda: BiasDisplay.from_name("step", np.linspace(-0.1, 0.1, 9), weight=-3),
    "bias of a neuron": lambda: BiasDisplay.from_network(network(3, 4, 2), "h1.2", (0, 100, -2.5)),
    "bias of one huge curve": lambda: BiasDisplay.from_name("identity", [-1234567.8]),
    "boundary cut at features": lambda: boundary(
        5, ("a", "b", "c"), 4, features=(3, 1), fixed={0: 12345.6789, 2: -1e-7}, input_names=HOSTILE
    ),
    "regression cut at features": lambda: BoundaryDisplay.from_network(
        network(3, 8, 1, output="identity"),
        drawn(17).normal(size=(40, 3)),
        drawn(18).normal(size=40),
        regression=True,
        features=(2, 0),
    ),
    # spread
    "spread": lambda: SpreadDisplay.from_scores(drawn(14).integers(35, 45, 100) / 45, 40 / 45, 14 / 45),
    "spread over seeds": lambda: SpreadDisplay.from_scores(drawn(14).random(40), 0.9, 0.3, over="seeds"),
    "series": lambda: SeriesDisplay.from_predictions(
        range(241, 301), np.sin(np.arange(60) / 3), np.sin(np.arange(60) / 3 + 0.3), target_name=HOSTILE[0]
    ),
    "long series": lambda: SeriesDisplay.from_predictions(
        range(1, 1001), 1e6 * drawn(21).random(1000), 1e6 * drawn(22).random(1000)
    ),
    "series of one step": lambda: SeriesDisplay.from_predictions([1], [2.5], [2.5]),
    "errors over time": lambda: StepErrorDisplay.from_errors(
        range(1, 200), drawn(23).random(199), error_name="error (1 − p(truth))"
    ),
    "errors of sequences": lambda: StepErrorDisplay.from_errors(
        np.arange(300) % 7 + 1, drawn(24).random(300), error_name=HOSTILE[0]
    ),
    "errors of none": lambda: StepErrorDisplay.from_errors([1, 2, 1], [0.0, 0.0, 0.0]),
    "spread of none": lambda: SpreadDisplay.from_scores([], 0.8889, 0.3111),
    "spread of an unknown score": lambda: SpreadDisplay.from_scores([], float("nan"), float("-inf")),
    "spread of one": lambda: SpreadDisplay.from_scores([0.5], 0.5, 0.5),
    "spread of equal scores": lambda: SpreadDisplay.from_scores(np.ones(60), 1.0, 0.5),
    "spread of a thousand": lambda: SpreadDisplay.from_scores(
        drawn(15).normal(0.4, 0.1, 1000), -2.5, -0.01, score_name="R²"
    ),
    "spread below the baseline": lambda: SpreadDisplay.from_scores(drawn(16).random(30) * 0.1, 0.05, 0.06),
}
