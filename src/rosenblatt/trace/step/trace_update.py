"""``trace_update``: one training step from one sample, every number of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from numpy.typing import ArrayLike

from rosenblatt._typing import FloatArray
from rosenblatt.errors import PlanError
from rosenblatt.network import Network
from rosenblatt.network.names import no_neuron
from rosenblatt.plan import Plan
from rosenblatt.trace.forward.trace import Trace, require_network
from rosenblatt.trace.step.weight import NeuronUpdate, WeightUpdate
from rosenblatt.trace.writing.blocks import Block, Heading, Rows
from rosenblatt.trace.writing.document import Written
from rosenblatt.training.perceptron.plan import PerceptronPlan
from rosenblatt.training.perceptron.state import PerceptronState
from rosenblatt.training.state import TrainingState

DELTAS = "Deltas: how the loss changes with each z, from the outputs back"


@dataclass(frozen=True, eq=False)
class UpdateTrace(Written):
    """What one step makes of a network, and why.

    Attributes
    ----------
    forward : Trace
        The sample's way through the network as it was.
    target : ndarray of shape (n_outputs,)
        What should have come out; a class as 0 and 1, for the perceptron rule as -1 and 1.
    loss : float
        What the sample costs, the penalty included.
    penalty : float
        The penalty's part of the loss.
    learning_rate : float
        Of this step.
    gradient_norm : float
        The length of the gradient over all parameters, before it is clipped.
    clip : float
        What the gradient was multiplied by to keep within ``max_grad_norm``; 1 if it was short enough.
    before, after : Network
        The network before and after the step.
    layers : tuple of tuple of NeuronUpdate
        The neurons of each layer, the first hidden layer first.
    notes : tuple of str
        What has to be said beside the numbers.
    cost, deltas_title, rule
        The sections of the page around the deltas: what the sample costs, and how a step is made.
    """

    forward: Trace
    target: FloatArray
    loss: float
    penalty: float
    learning_rate: float
    gradient_norm: float
    clip: float
    before: Network = field(repr=False)
    after: Network = field(repr=False)
    layers: tuple[tuple[NeuronUpdate, ...], ...] = field(repr=False)
    notes: tuple[str, ...] = ()
    cost: tuple[Block, ...] = field(default=(), repr=False)
    deltas_title: str = field(
        default="Deltas: how the loss changes with each z, from the outputs back", repr=False
    )
    rule: tuple[Block, ...] = field(default=(), repr=False)

    @property
    def gradient(self) -> FloatArray:
        """How the loss changes with each parameter, the penalty included; as flat as the parameters."""
        flat = Network(self.before.layer_sizes, self.before.activations, dtype=self.before.dtype)
        for layer, neurons in enumerate(self.layers):
            for place, neuron in enumerate(neurons):
                flat.weights[layer][:, place] = neuron.gradients[:-1]
                flat.biases[layer][place] = neuron.gradients[-1]
        return flat.parameters

    def neuron(self, name: str) -> NeuronUpdate:
        """Return what becomes of a neuron.

        Parameters
        ----------
        name : str
            ``"h1.3"`` or ``"o1"``.

        Raises
        ------
        PlanError
            If there is no such neuron; the message names those there are.
        """
        for layer in self.layers:
            for neuron in layer:
                if neuron.name == name:
                    return neuron
        raise no_neuron(name, [[neuron.name for neuron in layer] for layer in self.layers])

    def weight(self, neuron: str, source: str) -> WeightUpdate:
        """Return why one weight changed.

        Parameters
        ----------
        neuron : str
            Whose weight it is, such as ``"h1.3"``.
        source : str
            Where it leads from: an input's name or a neuron's, or ``"bias"``.

        Raises
        ------
        PlanError
            If there is no such neuron or weight.
        """
        return self.neuron(neuron).weight(source)

    def blocks(self) -> Sequence[Block]:
        """Return the way forward, then the step."""
        return (*self.forward.blocks(), *self.update_blocks())

    def update_blocks(self) -> Sequence[Block]:
        """Return the loss, the deltas from the outputs back, and what becomes of each weight."""
        back = [neuron for layer in reversed(self.layers) for neuron in layer]
        deltas: list[Block] = [
            Heading(self.deltas_title),
            Rows(tuple(neuron.how for neuron in back)),
        ]
        weights = [block for neuron in back for block in neuron.weight_blocks()]
        return (*self.cost, *deltas, *self.rule, *weights)


def trace_update(
    network: Network,
    x: ArrayLike,
    y: ArrayLike,
    plan: Plan | PerceptronPlan,
    state: TrainingState | PerceptronState | None = None,
    *,
    input_names: Sequence[str] | None = None,
    output_names: Sequence[str] | None = None,
    masks: Sequence[ArrayLike | None] | None = None,
) -> UpdateTrace:
    """Follow one training step: a batch of one sample, from the loss back to every weight.

    Neither the network nor the state is changed; the network after the step is ``.after``.

    Parameters
    ----------
    network : Network
    x : array-like of shape (n_inputs,)
        The sample.
    y : array-like
        What should come out: a number for each output; for ``log_loss`` and for the perceptron rule also the
        index of the class.
    plan : Plan or PerceptronPlan
        How the network is trained.
    state : TrainingState or PerceptronState, optional
        Where the training stands: the optimizer's moments, steps made and learning rate. Default: its
        beginning.
    input_names, output_names
        As for :func:`~rosenblatt.trace.trace`.
    masks : sequence, optional
        Dropout masks as for :func:`~rosenblatt.trace.trace`. Default: no neuron is silenced, whatever the
        plan says; a note tells so.

    Returns
    -------
    UpdateTrace

    Raises
    ------
    PlanError
        If sample, target, plan and state do not fit the network, or the plan makes no steps (``lbfgs``).

    Examples
    --------
    >>> from rosenblatt import Network, Plan
    >>> from rosenblatt.trace import trace_update
    >>> plan = Plan("squared_error", "sgd", alpha=0.0, momentum=0.0, learning_rate_init=0.1)
    >>> step = trace_update(Network((1, 1), ("identity",), [2, 1]), [3], 5, plan)
    >>> step.weight("o1", "x1").new
    1.4
    """
    require_network(network)
    if network.cell is not None:
        raise PlanError(
            f"a network with cell={network.cell!r} learns from sequences: use trace_sequence_update"
        )
    if isinstance(plan, PerceptronPlan):
        from rosenblatt.trace.step.perceptron_step import trace_perceptron_step

        if state is not None and not isinstance(state, PerceptronState):
            raise _wrong_state(state, "PerceptronState")
        return trace_perceptron_step(network, x, y, plan, state, input_names, output_names)
    if not isinstance(plan, Plan):
        raise PlanError(f"plan must be a Plan or a PerceptronPlan, got {type(plan).__name__}")
    if state is not None and not isinstance(state, TrainingState):
        raise _wrong_state(state, "TrainingState")
    from rosenblatt.trace.step.gradient_step import trace_gradient_step

    return trace_gradient_step(network, x, y, plan, state, input_names, output_names, masks)


def _wrong_state(state: object, name: str) -> PlanError:
    return PlanError(f"this plan goes with a {name}, got {type(state).__name__}: leave state away")
