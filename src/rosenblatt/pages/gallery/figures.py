"""The tutorial's eighteen figures, each drawn from live objects, in their order under four headings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from rosenblatt.data import load_table
from rosenblatt.formulas.activations import get_activation
from rosenblatt.gates import AND, NOT, OR, XOR, truth_table
from rosenblatt.pages.gallery.models import (
    iris_perceptron,
    iris_table,
    network_of,
    trained_xor,
    twice_in_a_row,
    xor_of_three_neurons,
)
from rosenblatt.pages.gallery.picture import Panels, Picture, panel_width
from rosenblatt.plots import (
    ActivationDisplay,
    BiasDisplay,
    BiologicalNeuronDisplay,
    BoundaryDisplay,
    DataDisplay,
    NetworkDisplay,
    NeuronDisplay,
    SumDisplay,
)
from rosenblatt.trace import trace
from rosenblatt.views.words import count, listing, short

SAMPLE = (1, 1)
"""The input of the neuron in the first three figures, an AND."""
GATES = {"AND": AND, "OR": OR, "NOT": NOT}
XOR_SAMPLE = (0, 1)


def figure_1() -> Picture:
    """A biological neuron with the arithmetic of an artificial one."""
    return Picture(
        1,
        "living-neuron",
        "A biological neuron and its artificial counterpart",
        "Signals arrive at synapses, which pass them on strongly, weakly or as inhibition: this is a "
        "weight, large, small or negative. The cell body adds up the signals. At the beginning of the axon "
        "the cell fires or does not, and the axon carries this signal to the next neurons. The numbers "
        "are those of an artificial neuron with the inputs 1 and 1.",
        BiologicalNeuronDisplay.from_network(AND, SAMPLE),
    )


def figure_2() -> Picture:
    """An artificial neuron with its arithmetic."""
    return Picture(
        2,
        "artificial-neuron",
        "An artificial neuron",
        "This is the same as plain arithmetic. Each input is multiplied by its weight, the products and the "
        "bias are added up, and the activation computes the neuron's value from the sum. A neuron learns "
        "its weights and its bias.",
        NeuronDisplay.from_network(AND, SAMPLE),
        trace(AND, SAMPLE).neuron("o1").to_text(),
    )


def figure_3() -> Picture:
    """The sum sign as a loop."""
    return Picture(
        3,
        "sum",
        "The sign Σ is a loop",
        "Σ is the sum of the following term over all inputs. In a program it is a for loop with a running "
        "total. The bias is added once, after the loop.",
        SumDisplay.from_network(AND, SAMPLE),
    )


def figure_4() -> Picture:
    """The sigmoid."""
    logistic = get_activation("logistic")
    low, high = map(short, logistic.range)
    return Picture(
        4,
        "sigmoid",
        "The sigmoid",
        f"The logistic sigmoid, {logistic.formula}, maps any sum to a number between {low} and "
        f"{high}. It is smooth: a small change of a weight causes a small change of the output. This "
        "allows a network to learn in small steps.",
        ActivationDisplay.from_names("logistic", span=6.0),
    )


def figure_5() -> Picture:
    """Length and width of the sepals."""
    table = iris_table()
    length, wide = table.features[:2]
    return Picture(
        5,
        "iris",
        "Iris: length and width of the sepals",
        "Each flower has four measurements, the length and the width of its sepals and of its petals, in "
        "centimetres. In the two shown here setosa is separate, while versicolor and virginica overlap.",
        DataDisplay.from_table(table, length, wide),
    )


def figure_6() -> Picture:
    """The neuron that separates one species from the others."""
    learned = iris_perceptron()
    classes = learned.model.classes_.tolist()
    neuron = f"o{classes.index(learned.species) + 1}"
    shown = {
        "input_names": [name.removesuffix(" (cm)") for name in learned.features],
        "output_names": classes,
    }
    measures = listing(map(short, learned.row.tolist()))
    row, network = learned.standardised_row, learned.network
    return Picture(
        6,
        "iris-neuron",
        f"A neuron that learned to recognise {learned.species}",
        "A perceptron with a neuron for each species was trained for 50 epochs: 30% of the rows were held "
        "out for the test, and the scaler was fitted on the others. It classifies "
        f"{learned.n_right} of the {learned.n_test} held-out rows correctly (other splits give less or "
        f"more). The figure shows the neuron for one of them, a {learned.species} of {measures} cm, which "
        "are standardised first. Its activation is a step. Because all weights start at 0 and there is no "
        "penalty, the learning rate only scales the weights.",
        NeuronDisplay.from_network(network, row, neuron, **shown),
        trace(network, row, **shown).neuron(neuron).to_text(),
    )


def figure_7() -> Picture:
    """A network of several layers."""
    return Picture(
        7,
        "many-layers",
        "A network of three layers",
        "Neurons form layers. Each neuron is connected to every neuron of the next layer and to none of its "
        "own, and values pass only from left to right: the network is fully connected and feed-forward.",
        NetworkDisplay.from_network(network_of(3, 4, 2), weights=False, biases=False),
    )


def figure_8() -> Picture:
    """A recurrent network."""
    return Picture(
        8,
        "recurrent",
        "A recurrent network",
        "Here values are also passed back: the hidden neurons receive their own values of the previous step. "
        "Therefore the output depends on earlier inputs, not only on the current one.",
        NetworkDisplay.from_network(network_of(3, 3, 2, cell="elman"), weights=False, biases=False),
    )


def figure_9() -> Picture:
    """The input and the output layer."""
    return Picture(
        9,
        "input-and-output-layers",
        "The input layer and the output layer",
        "Input neurons compute nothing: each has the value of one feature of a sample. Output neurons have "
        "the prediction: one neuron for each number or class that is predicted.",
        NetworkDisplay.from_network(
            network_of(3, 4, 2), weights=False, biases=False, highlight=("input", "output")
        ),
    )


def figure_10() -> Picture:
    """The hidden layer."""
    return Picture(
        10,
        "hidden-layer",
        "The hidden layer",
        "Hidden neurons are connected only to other neurons, not to data or predictions. The parameter "
        "hidden_layer_sizes=(5,) means one hidden layer of five neurons, not five layers.",
        NetworkDisplay.from_network(network_of(3, 4, 2), weights=False, biases=False, highlight="hidden"),
    )


def figure_11() -> Picture:
    """XOR with its bias neurons."""
    return Picture(
        11,
        "bias-neurons",
        "Bias neurons in a network for XOR",
        "A bias neuron always has the value 1. Its weight to a neuron is that neuron's bias, which is "
        "learned like any other weight. Every layer except the input layer has one, drawn below the "
        "previous layer. Input neurons need none, because they compute nothing.",
        NetworkDisplay.from_network(XOR, highlight="bias"),
    )


def figure_12() -> Picture:
    """The curve shifted by its bias."""
    return Picture(
        12,
        "bias-shifts-the-curve",
        "A bias shifts the curve",
        "The weight determines how steep the curve is, the activation its shape, and the bias shifts it to "
        "the left or to the right. Without a bias the centre of every curve would be at an input of 0.",
        BiasDisplay.from_name("logistic", (-4, -2, 0, 2, 4)),
    )


def figure_13() -> Picture:
    """A recurrent network with its context neurons."""
    network, steps = twice_in_a_row(), [[1.0], [1.0]]
    outputs = [int(value) for value in network.predict(([1.0], [0.0], [1.0], [1.0]))[:, 0]]
    values = ", ".join(map(str, outputs))
    return Picture(
        13,
        "context-neurons",
        "Context neurons: a memory of one step",
        "Each context neuron stores a copy of a hidden neuron's value (an Elman network) and passes it to "
        "the hidden layer one step later, through an ordinary weight. Two hidden neurons are enough to "
        "detect that an input was 1 twice in a row: for the inputs 1, 0, 1, 1 the output of this network "
        f"is {values}.",
        NetworkDisplay.from_network(
            network, sample=steps, numbers=True, input_names=("x1",), output_names=("twice in a row",)
        ),
        trace(network, steps).to_text(),
    )


def figure_14() -> Picture:
    """AND, OR and NOT."""
    widest = max(abs(network.parameters).max() for network in GATES.values())
    drawings = [
        NetworkDisplay.from_network(
            network, numbers=True, key=False, widest=widest, width=panel_width(len(GATES))
        )
        for network in GATES.values()
    ]
    right = [
        f"{name} gives {', '.join(str(value) for value in truth_table(network).outputs[:, 0].tolist())}"
        for name, network in GATES.items()
    ]
    return Picture(
        14,
        "and-or-not",
        "AND, OR and NOT, a single neuron each",
        "With a step activation one neuron is a gate, which its weights and bias determine. AND and OR "
        "differ only in the bias: AND is 1 only if both inputs are 1, OR if at least one of them is. "
        f"For the rows 00, 01, 10, 11 (NOT: 0, 1) {'; '.join(right)}.",
        Panels(tuple(GATES), drawings, "One neuron is a gate: AND and OR differ only in their bias"),
        "\n".join(trace(AND, row).neuron("o1").to_text() for row in ((1, 1), (1, 0))),
    )


def figure_15() -> Picture:
    """The step."""
    step = get_activation("step")
    return Picture(
        15,
        "step",
        "The step",
        f"The step, {step.formula}, has only the values 0 and 1. Gates and the perceptron use it. Its "
        "derivative is zero wherever it is defined, so gradients cannot train it; the perceptron has its own "
        "learning rule.",
        ActivationDisplay.from_names("step"),
    )


def figure_16() -> Picture:
    """The design of XOR with all its numbers."""
    return Picture(
        16,
        "xor-design",
        "XOR wired by hand, with every number",
        "XOR is OR but not AND. The first hidden layer computes OR (above) and AND (below). The second "
        "copies OR, because values cannot skip a layer, and negates AND. The output is the AND of these "
        f"two. The neurons show their values for the inputs {XOR_SAMPLE[0]} and {XOR_SAMPLE[1]}.",
        NetworkDisplay.from_network(XOR, sample=XOR_SAMPLE, numbers=True),
        trace(XOR, XOR_SAMPLE).to_text(),
    )


def figure_17() -> Picture:
    """XOR with three neurons."""
    three = xor_of_three_neurons()
    return Picture(
        17,
        "xor-three-neurons",
        "XOR with three neurons",
        "Two hidden neurons are enough, as textbooks draw it: h1.1 computes OR, h1.2 computes AND, and the "
        "output is 1 where OR is and AND is not. The network before has a second layer because it is built "
        'from gates: there each neuron is a gate, and the neuron "pass" hands OR on to the next layer. Both '
        f"give the same answers; the values are those for the inputs {XOR_SAMPLE[0]} and {XOR_SAMPLE[1]}.",
        NetworkDisplay.from_network(
            three, sample=XOR_SAMPLE, numbers=True, input_names=("x1", "x2"), output_names=("xor",)
        ),
        trace(three, XOR_SAMPLE).to_text(),
    )


def figure_18() -> Picture:
    """The regions of a network that learned XOR."""
    X, y = load_table("xor").arrays()
    model = trained_xor()
    probabilities = np.asarray(model.predict_proba(X))[:, 1]
    lines = [
        f"{int(a)} xor {int(b)}: {value:.8f}" for (a, b), value in zip(X, probabilities.tolist(), strict=True)
    ]
    return Picture(
        18,
        "xor-boundary",
        "XOR learned: the decision boundary",
        "A straight line cannot separate the two classes of XOR; a hidden layer of five tanh neurons can. "
        f"This network was trained for {count(model.n_iter_, 'epoch')}. Its probabilities of class 1 are "
        "listed below.",
        BoundaryDisplay.from_network(
            model.network_,
            X,
            y,
            classes=np.asarray(model.classes_).tolist(),
            input_names=("x1", "x2"),
            target_name="xor",
        ),
        "\n".join(lines),
    )


@dataclass(frozen=True)
class Section:
    """A section of the page, with its anchor and the functions that create one figure each."""

    name: str
    heading: str
    figures: tuple[Callable[[], Picture], ...]


SECTIONS = (
    Section("one-neuron", "One neuron", (figure_1, figure_2, figure_3, figure_4)),
    Section("a-perceptron", "A perceptron on Iris", (figure_5, figure_6)),
    Section(
        "layers",
        "Networks of several layers",
        (
            figure_7,
            figure_8,
            figure_9,
            figure_10,
            figure_11,
            figure_12,
            figure_13,
        ),
    ),
    Section(
        "gates",
        "Gates and XOR",
        (figure_14, figure_15, figure_16, figure_17, figure_18),
    ),
)
"""All figures, by section."""


def pictures() -> Iterator[Picture]:
    """Create the eighteen figures, each a ``Picture``, one after the other."""
    for section in SECTIONS:
        for create in section.figures:
            yield create()
