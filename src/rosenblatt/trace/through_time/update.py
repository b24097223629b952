"""``trace_sequence_update``: training on one sequence, from each step's error back through time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from rosenblatt._typing import FloatArray
from rosenblatt.errors import PlanError
from rosenblatt.formulas.schedules import SCHEDULES
from rosenblatt.network import Network
from rosenblatt.network.names import input_names_of, output_labels_of
from rosenblatt.plan import Plan
from rosenblatt.trace.step.taken_step import Made, norm_and_clip
from rosenblatt.trace.through_time.backward import steps_back
from rosenblatt.trace.through_time.sequence import checked_steps, checked_targets
from rosenblatt.trace.through_time.step import StepTrace, traced_step
from rosenblatt.trace.through_time.window import WindowUpdate
from rosenblatt.trace.through_time.window_parts import window_update
from rosenblatt.trace.writing.blocks import Block, Paragraph, Title
from rosenblatt.trace.writing.document import Written
from rosenblatt.training.native import check_activations
from rosenblatt.training.reference.epochs import Tally, train_window
from rosenblatt.training.reference.gradient import batch_loss
from rosenblatt.training.reference.through_time import loss_and_gradient_through_time, targets_of
from rosenblatt.training.reference.windows import Window, windows
from rosenblatt.training.sequences import Sequences
from rosenblatt.training.state import TrainingState


@dataclass(frozen=True, eq=False)
class SequenceUpdate(Written):
    """What training on one sequence makes of a recurrent network, and why.

    Attributes
    ----------
    windows : tuple of WindowUpdate
        The updates in order: one, unless the plan cuts the sequence (``backprop_steps``). A window without a
        target makes none and is left away.
    before, after : Network
        The network before the sequence and after it.
    notes : tuple of str
        What has to be said beside the numbers.
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
        """Return each window without the way forward."""
        blocks = [block for window in self.windows for block in window.update_blocks()]
        return (Title("The way back"), *map(Paragraph, self.notes), *blocks)


@np.errstate(all="ignore")  # what runs away is shown as it is
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
    """Follow the training of a recurrent network on one sequence, back through time to every weight.

    Neither the network nor the state is changed; the network afterwards is ``.after``.

    Parameters
    ----------
    network : Network
        With a cell.
    X : array-like of shape (n_steps, n_inputs)
    y : sequence of length n_steps
        The target of each step, as for :func:`~rosenblatt.trace.trace_sequence`; None for a step that is not
        judged.
    plan : Plan
        How the network is trained: ``backprop_steps`` and ``update_steps`` cut the sequence into windows.
    state : TrainingState, optional
        Where the training stands: moments, steps made, learning rate, and of a ``stateful`` plan the context.
        Default: its beginning.
    input_names, output_names
        As for :func:`~rosenblatt.trace.trace_sequence`.

    Returns
    -------
    SequenceUpdate

    Raises
    ------
    PlanError
        If sequence, targets, plan and state do not fit the network, no step has a target, or the plan makes
        no steps (``lbfgs``).

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
        raise PlanError("no step has a target, so there is nothing to learn from: give at least one")
    names = input_names_of(network, input_names), output_labels_of(network, output_names)
    sequences, own = _as_samples(network, steps, targets), _own_state(network, plan_alone, state)
    tally, made, traced = Tally.of(own), [], list[StepTrace]()
    for window in windows(own, sequences, np.zeros(1, np.int64), plan_alone, own.random):
        for step in window.steps[-window.n_new :]:
            place = len(traced)
            x, target = steps[place : place + 1], targets[place]
            told = traced_step(own.network, place + 1, x, step.held, target, plan_alone, *names)
            traced.append(told)
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
    """Make a window's update as the trainer does, in place, and tell it; None where it makes none."""
    before, moments = own.network.copy(), own.moments.copy()
    output, batch = targets_of(window.steps[-window.n_new :])
    if batch.total_weight == 0:
        train_window(own, sequences, np.zeros(1, np.int64), plan, window, tally)
        return None
    loss, gradient = loss_and_gradient_through_time(before, window.steps, window.n_new, plan)
    penalty = loss - batch_loss(before, output, batch, plan.but(alpha=0.0))
    norm, clip = norm_and_clip(gradient, plan)
    back, last = steps_back(before, window, seen, plan)
    train_window(own, sequences, np.zeros(1, np.int64), plan, window, tally)
    both = np.stack([moments, own.moments])
    made = Made(own.step, own.learning_rate, norm, clip, own.network.copy(), both)
    return window_update(before, back, last, loss, penalty, gradient, batch.total_weight, made, plan)


def _checked_plan(network: Network, plan: object) -> Plan:
    """Return the plan without dropout, if its steps can be followed."""
    if not isinstance(plan, Plan):
        raise PlanError(f"plan must be a Plan, got {type(plan).__name__}")
    if plan.solver == "lbfgs":
        raise PlanError(
            "lbfgs steps by all sequences at once, so one makes no step of its own: take another solver, "
            'for example plan.but(solver="sgd")'
        )
    check_activations(network, plan)
    return plan.but(dropout=(), early_stopping=False)


def _as_samples(network: Network, steps: FloatArray, targets: list[FloatArray | None]) -> Sequences:
    """The sequence as the trainer reads it."""
    y = np.concatenate([target for target in targets if target is not None])
    there = np.array([target is not None for target in targets])
    which = np.where(there, np.cumsum(there) - 1, -1).astype(np.int64)
    return Sequences(steps, y, offsets=np.array([0, len(steps)], np.int64), targets=which)


def _own_state(network: Network, plan: Plan, state: TrainingState | None) -> TrainingState:
    """A state of this sequence alone, that stands where the given one does."""
    own = TrainingState.start(network.copy(), plan, 1)
    if state is None:
        return own
    if not isinstance(state, TrainingState):
        raise PlanError(f"this plan goes with a TrainingState, got {type(state).__name__}: leave state away")
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
        notes.append(f"The plan silences neurons at random (dropout {rates}); here none is.")
    if SCHEDULES[plan.learning_rate].factor is not None and state is not None:
        notes.append(
            f"The schedule {plan.learning_rate} stretches over all steps of a training; here over those that "
            "this sequence alone would make."
        )
    return tuple(notes)
