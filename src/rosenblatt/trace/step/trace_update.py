"""``trace_update``: one training step from one sample, with every number."""

from __future__ import annotations

from collections.abc import Sequence

from numpy.typing import ArrayLike

from rosenblatt.errors import PlanError
from rosenblatt.network import Network
from rosenblatt.plan import Plan
from rosenblatt.trace.forward.checks import require_network
from rosenblatt.trace.step.gradient_step import trace_gradient_step
from rosenblatt.trace.step.perceptron_step import trace_perceptron_step
from rosenblatt.trace.step.update import UpdateTrace
from rosenblatt.training.perceptron.plan import PerceptronPlan
from rosenblatt.training.perceptron.state import PerceptronState
from rosenblatt.training.state import TrainingState


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
    """Trace one training step on a batch of one sample, from the loss back to every weight.

    The network and the state are not changed; the network after the step is ``.after``.
    Parameters without a description are those of :func:`~rosenblatt.trace.trace`.

    Parameters
    ----------
    network : Network
    x : array-like of shape (n_inputs,)
    y : array-like
        The target: a number for each output; for ``log_loss`` and the perceptron rule also the index of the
        class.
    plan : Plan or PerceptronPlan
        The settings of the training.
    state : TrainingState or PerceptronState, optional
        The optimizer's moments, the number of steps and the learning rate. Default: those at the beginning.
    input_names, output_names : sequence of str, optional
    masks : sequence, optional
        Default: no dropout, and a note says so if the plan has any.

    Returns
    -------
    UpdateTrace

    Raises
    ------
    PlanError
        If sample, target, plan or state do not match the network, or the solver is ``lbfgs``.

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
            f"a network with cell={network.cell!r} is trained on sequences: use trace_sequence_update"
        )
    if isinstance(plan, PerceptronPlan):
        if state is not None and not isinstance(state, PerceptronState):
            raise _wrong_state(state, "PerceptronState")
        return trace_perceptron_step(network, x, y, plan, state, input_names, output_names)
    if not isinstance(plan, Plan):
        raise PlanError(f"plan must be a Plan or a PerceptronPlan, got {type(plan).__name__}")
    if state is not None and not isinstance(state, TrainingState):
        raise _wrong_state(state, "TrainingState")
    return trace_gradient_step(network, x, y, plan, state, input_names, output_names, masks)


def _wrong_state(state: object, name: str) -> PlanError:
    return PlanError(f"this plan needs a {name}, got {type(state).__name__}: leave state out")
