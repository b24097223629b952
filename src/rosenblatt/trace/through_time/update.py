"""``trace_sequence_update``: training on one sequence, from the error of each step back through time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from rosenblatt._typing import FloatArray
from rosenblatt.errors import PlanError
from rosenblatt.formulas.schedules import SCHEDULES
from rosenblatt.network import Network
from rosenblatt.network.names import input_names_of, output_labels_of, source_names
from rosenblatt.plan import Plan
from rosenblatt.trace.forward.checks import checked_steps, checked_targets
from rosenblatt.trace.step.gradient_step import TakenStep, norm_and_clip
from rosenblatt.trace.step.update import rule_section
from rosenblatt.trace.step.weights import SharedNeuronUpdate, StartUpdate
from rosenblatt.trace.through_time.backward import StepBack, steps_back
from rosenblatt.trace.through_time.sequence import StepTrace, traced_step
from rosenblatt.trace.through_time.window import WindowUpdate
from rosenblatt.trace.writing.blocks import Block, Paragraph, Title
from rosenblatt.trace.writing.document import Written
from rosenblatt.training.native import check_activations
from rosenblatt.training.reference.epochs import Tally, train_window
from rosenblatt.training.reference.gradient import batch_loss, penalised
from rosenblatt.training.reference.through_time import loss_and_gradient_through_time, targets_of
from rosenblatt.training.reference.windows import Window, windows
from rosenblatt.training.sequences import Sequences
from rosenblatt.training.state import TrainingState


@dataclass(frozen=True, eq=False)
class SequenceUpdate(Written):
    """Training of a recurrent network on one sequence.

    Attributes
    ----------
    windows : tuple of WindowUpdate
        The updates in order: one, unless the plan cuts the sequence (``backprop_steps``). Windows without a
        target are left out.
    before, after : Network
    notes : tuple of str
        As in :class:`~rosenblatt.trace.UpdateTrace`, for the whole sequence.
    """

    windows: tuple[WindowUpdate, ...]
    before: Network = field(repr=False)
    after: Network = field(repr=False)
    notes: tuple[str, ...] = ()

    def blocks(self) -> Sequence[Block]:
        """Return each window."""
        blocks = [block for window in self.windows for block in window.blocks()]
        return (*blocks, *map(Paragraph, self.notes))

    def update_blocks(self) -> Sequence[Block]:
        """Return each window without the forward pass."""
        blocks = [block for window in self.windows for block in window.update_blocks()]
        return (Title("The backward pass"), *map(Paragraph, self.notes), *blocks)


@np.errstate(all="ignore")  # infinite values are shown as such
def trace_sequence_update(
    network: Network,
    X: ArrayLike,
    y: Sequence[ArrayLike | None],
    plan: Plan,
    state: TrainingState | None = None,
    *,
    input_names: Sequence[str] | None = None,
    output_names: Sequence[str] | None = None,
) -> SequenceUpdate:
    """Trace the training of a recurrent network on one sequence, back through time to every weight.

    The network and the state are not changed; the network afterwards is ``.after``.
    Parameters without a description are those of :func:`~rosenblatt.trace.trace_sequence`.

    Parameters
    ----------
    network : Network
    X : array-like of shape (n_steps, n_inputs)
    y : sequence of length n_steps
    plan : Plan
        The settings of the training: ``backprop_steps`` and ``update_steps`` cut the sequence into windows.
    state : TrainingState, optional
        As for :func:`~rosenblatt.trace.trace_update`, and for a ``stateful`` plan the context.
    input_names, output_names : sequence of str, optional

    Returns
    -------
    SequenceUpdate

    Raises
    ------
    PlanError
        If sequence, targets, plan or state do not match the network, no step has a target, or the solver is
        ``lbfgs``.

    Examples
    --------
    >>> from rosenblatt import Network, Plan
    >>> from rosenblatt.trace import trace_sequence_update
    >>> network = Network((1, 1, 1), ("identity", "identity"), [1, 0.5, 1, 0, 0],
    ...                   cell="elman", initial_context=0)
    >>> plan = Plan("squared_error", "sgd", alpha=0.0, momentum=0.0, learning_rate_init=0.1)
    >>> window = trace_sequence_update(network, [[1], [0]], [None, [0]], plan).windows[0]
    >>> [float(step.norm) for step in window.steps]
    [0.25, 0.5]
    """
    steps = checked_steps(network, X)
    plan_alone = _checked_plan(network, plan)
    targets = checked_targets(network, y, len(steps), plan.loss)
    if all(target is None for target in targets):
        raise PlanError("no step has a target: training needs at least one")
    names = input_names_of(network, input_names), output_labels_of(network, output_names)
    sequences, own = _as_samples(network, steps, targets), _own_state(network, plan_alone, state)
    tally, made, traced = Tally.of(own), [], list[StepTrace]()
    for window in windows(own, sequences, np.zeros(1, np.int64), plan_alone, own.random):
        for step in window.steps[-window.n_new :]:
            place = len(traced)
            x, target = steps[place : place + 1], targets[place]
            traced.append(traced_step(own.network, place + 1, x, step.held, target, plan_alone, *names))
        seen = traced[-len(window.steps) :]
        update = _one_window(own, sequences, plan_alone, window, seen, tally)
        made += [] if update is None else [update]
    return SequenceUpdate(tuple(made), network.copy(), own.network, _notes(plan, state))


def _one_window(
    own: TrainingState,
    sequences: Sequences,
    plan: Plan,
    window: Window,
    seen: Sequence[StepTrace],
    tally: Tally,
) -> WindowUpdate | None:
    """Make the update of a window in place, as the trainer does; return its trace if there is one."""
    before, moments = own.network.copy(), own.moments.copy()
    output, batch = targets_of(window.steps[-window.n_new :])
    if batch.total_weight == 0:
        train_window(own, sequences, np.zeros(1, np.int64), plan, window, tally)
        return None
    loss, gradient = loss_and_gradient_through_time(before, window.steps, window.n_new, plan)
    norm, clip = norm_and_clip(gradient, plan)
    back, last = steps_back(before, window, seen, plan)
    train_window(own, sequences, np.zeros(1, np.int64), plan, window, tally)
    both = np.stack([moments, own.moments])
    taken = TakenStep(own.step, own.learning_rate, norm, clip, own.network.copy(), both)
    gradients, n_targets = before.like(gradient), batch.total_weight
    return WindowUpdate(
        steps=back,
        loss=loss,
        penalty=loss - batch_loss(before, output, batch, plan.but(alpha=0.0)),
        n_targets=n_targets,
        learning_rate=taken.rate,
        gradient_norm=norm,
        clip=clip,
        gradient=gradient,
        before=before,
        after=taken.after,
        layers=_neurons(before, back, gradients, n_targets, taken, plan),
        starts=_starts(before, back, gradients, n_targets, taken),
        last=last,
        plan=plan,
        rule=rule_section(plan, taken.number, taken.rate, norm, clip, ()),
    )


def _neurons(
    network: Network,
    back: tuple[StepBack, ...],
    gradients: Network,
    n_targets: float,
    taken: TakenStep,
    plan: Plan,
) -> tuple[tuple[SharedNeuronUpdate, ...], ...]:
    """Return the changes of each neuron; ``gradients`` is the gradient in the form of a network."""
    alpha = float(plan.alpha) if penalised(plan) else 0.0
    one = network.dtype.type(1)
    layers = []
    for layer, size in enumerate(network.layer_sizes[1:]):
        neurons = []
        for place in range(size):
            traced = [each.step.trace.layers[layer].neurons[place] for each in back]
            neurons.append(
                SharedNeuronUpdate(
                    **taken.changes(network, gradients, traced[0], layer, place, alpha),  # type: ignore[arg-type]
                    steps=tuple(each.step.number for each in back),
                    inputs=np.array([np.append(neuron.inputs, one) for neuron in traced], network.dtype),
                    deltas=np.array([each.deltas[layer][place] for each in back], network.dtype),
                    n_targets=n_targets,
                )
            )
        layers.append(tuple(neurons))
    return tuple(layers)


def _starts(
    network: Network, back: tuple[StepBack, ...], gradients: Network, n_targets: float, taken: TakenStep
) -> tuple[StartUpdate, ...]:
    """Return the changes of the learned initial context, layer after layer."""
    if not network.learns_start or back[0].step.number != 1:
        return ()
    starts = []
    first = network.n_parameters - network.n_context
    for layer, context in enumerate(network.context):
        if context is None:
            continue
        names = source_names(network, layer, back[0].step.trace.input_names)[-len(context) :]
        for place, (source, at) in enumerate(zip(names, range(first, first + len(context)), strict=True)):
            old, new = float(network.parameters[at]), float(taken.after.parameters[at])
            before, after = (tuple(moments[:, at].tolist()) for moments in taken.moments)
            starts.append(
                StartUpdate(
                    neuron=source.removesuffix(" before"),
                    source=source,
                    old=old,
                    gradient=float(gradients.parameters[at]),
                    clip=taken.clip,
                    learning_rate=taken.rate,
                    moments_before=before,
                    moments_after=after,
                    step=new - old,
                    new=new,
                    weights=context[place].copy(),
                    deltas=back[0].deltas[layer],
                    n_targets=n_targets,
                )
            )
        first += len(context)
    return tuple(starts)


def _checked_plan(network: Network, plan: object) -> Plan:
    """Return the plan without dropout; raise PlanError if its steps cannot be traced."""
    if not isinstance(plan, Plan):
        raise PlanError(f"plan must be a Plan, got {type(plan).__name__}")
    if plan.solver == "lbfgs":
        raise PlanError(
            "lbfgs makes a step from all sequences, so there is no step of one sequence: use another solver, "
            'for example plan.but(solver="sgd")'
        )
    check_activations(network, plan)
    return plan.but(dropout=(), early_stopping=False)


def _as_samples(network: Network, steps: FloatArray, targets: list[FloatArray | None]) -> Sequences:
    """Return the sequence in the form of training data."""
    y = np.concatenate([target for target in targets if target is not None])
    there = np.array([target is not None for target in targets])
    which = np.where(there, np.cumsum(there) - 1, -1).astype(np.int64)
    return Sequences(steps, y, offsets=np.array([0, len(steps)], np.int64), targets=which)


def _own_state(network: Network, plan: Plan, state: TrainingState | None) -> TrainingState:
    """Return a state for this sequence alone, with the progress of the given one."""
    own = TrainingState.start(network.copy(), plan, 1)
    if state is None:
        return own
    if not isinstance(state, TrainingState):
        raise PlanError(f"this plan needs a TrainingState, got {type(state).__name__}: leave state out")
    for name in ("moments", "context"):
        given, wanted = getattr(state, name), getattr(own, name)
        if given.shape != wanted.shape:
            raise PlanError(
                f"the state holds {name} of shape {given.shape}, this network and plan need {wanted.shape}: "
                "give the state of its own training"
            )
        wanted[:] = given
    own.progress[...] = state.progress
    return own


def _notes(plan: Plan, state: TrainingState | None) -> tuple[str, ...]:
    notes = []
    if any(plan.dropout):
        rates = ", ".join(f"{rate:g}" for rate in plan.dropout)
        notes.append(f"The plan uses dropout {rates}; this update is computed without it.")
    if SCHEDULES[plan.learning_rate].factor is not None and state is not None:
        notes.append(
            f"The schedule {plan.learning_rate} extends over all steps of a training; here it extends over "
            "the steps of this sequence alone."
        )
    return tuple(notes)
