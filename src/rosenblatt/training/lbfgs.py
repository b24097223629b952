"""lbfgs: all samples at once, by SciPy's L-BFGS-B (Zhu et al., 1997)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

import rosenblatt._core as _core
from rosenblatt._typing import FloatArray
from rosenblatt.history import COLUMNS, History
from rosenblatt.network import Network
from rosenblatt.network.native import architecture, available_threads, single_threaded_blas
from rosenblatt.plan import Plan
from rosenblatt.training.advance import STOPPED_BY_LISTENER, Listener
from rosenblatt.training.data import Samples, TrainingData, one_hot
from rosenblatt.training.native import native_plan, native_samples
from rosenblatt.training.nodes import Node, blocks_of, loss_and_gradient_of, n_blocks, node, tree
from rosenblatt.training.reference.epochs import judge, require_finite
from rosenblatt.training.reference.gradient import ROWS_OF_A_BLOCK, Batch, loss_and_gradient
from rosenblatt.training.sequences import Sequences
from rosenblatt.training.snapshots import Recorder, resting
from rosenblatt.training.state import TrainingState

if TYPE_CHECKING:
    import scipy.optimize

_STOPPED = 99
"""SciPy's status after a callback has raised StopIteration."""

SMALL = 9000
"""OpenBLAS multiplies vectors and matrices of fewer numbers than this on one thread, whatever it may use."""

WIDE_BLOCKS = 8
"""Blocks of single precision that are converted to double precision at a time."""


@dataclass(frozen=True)
class Minimum:
    """The result of lbfgs: the loss of all samples with the penalty, and the reason it stopped.

    ``stopped_by`` is ``converged``, ``max_iter``, or ``callback`` if the listener stopped it. ``problem`` is
    SciPy's message and status if it has not converged (an undefined loss never has), otherwise empty.
    """

    loss: float
    n_iter: int
    stopped_by: str
    problem: str


class Evaluations:
    """The losses and gradients, (n_evaluations, n_parameters), that lbfgs has asked for, in order.

    A search that receives them again makes the same steps, bit for bit, without computing anything.
    """

    MOST_BYTES = 2**29
    """Above this size they are discarded: the search then restarts, with the same result, but later."""

    def __init__(self, losses: FloatArray, gradients: FloatArray) -> None:
        self._losses = losses.tolist()
        self._gradients = list(gradients)
        self._too_many = False

    @classmethod
    def of(cls, arrays: Mapping[str, FloatArray]) -> Evaluations:
        """Make them of what :meth:`to_arrays` gave; none if they are not there."""
        return cls(arrays.get("losses", np.empty(0)), arrays.get("gradients", np.empty((0, 0))))

    def to_arrays(self) -> dict[str, FloatArray]:
        """Return both as arrays, by name; none once they have become too many."""
        if not self._gradients:
            return {}
        return {"losses": np.array(self._losses), "gradients": np.array(self._gradients)}

    def replay(self) -> Iterator[tuple[float, FloatArray]]:
        """Give those that are known by now."""
        return iter([(loss, each.copy()) for loss, each in zip(self._losses, self._gradients, strict=True)])

    def add(self, loss: float, gradient: FloatArray) -> None:
        """Remember one more."""
        if self._too_many:
            return
        self._losses.append(loss)
        self._gradients.append(gradient.copy())
        if len(self._gradients) * gradient.nbytes > self.MOST_BYTES:
            self._losses, self._gradients, self._too_many = [], [], True


def minimise(
    state: TrainingState,
    data: TrainingData,
    plan: Plan,
    *,
    history: History,
    listener: Listener | None = None,
    recorder: Recorder[TrainingState] | None = None,
    evaluations: Evaluations | None = None,
    n_threads: int | None = None,
) -> Minimum:
    """Train with lbfgs until it converges, or has made ``max_iter`` iterations or ``max_fun`` evaluations.

    It computes in float64 and stores in the network's dtype; float32 samples are therefore copied (of many
    samples a few blocks at a time). After
    every iteration validation samples are judged, a row is added to the history and the listener is called;
    KeyboardInterrupt is raised with the state and history of the last iteration. Parameters without a
    description are those of :func:`~rosenblatt.training.advance.advance`.

    Parameters
    ----------
    state : TrainingState
        Its network is trained in place; its ``epoch`` counts the iterations.
    data : TrainingData
    plan : Plan
        Of which ``loss``, ``alpha``, ``max_iter``, ``max_fun`` and ``tol`` (the largest gradient at which it
        has converged) are used.
    history : History
    listener : callable, optional
    recorder : Recorder, optional
    evaluations : Evaluations, optional
        The evaluations of an earlier call, which this one continues bit for bit; new ones are added.
    n_threads : int, optional
        Threads of the core, which do not change the result; default: as many as cores.

    Returns
    -------
    Minimum

    Raises
    ------
    DivergedError
        If a parameter is not finite.
    """
    import scipy.optimize  # late: it takes longer to import than all of ours

    network = state.network
    evaluator = _evaluator(state, data.train, plan, n_threads)
    norm = np.nan
    began = time.perf_counter()

    known = evaluations.replay() if evaluations is not None else iter(())

    def evaluate(parameters: FloatArray) -> tuple[float, FloatArray]:
        nonlocal norm
        loss, gradient = next(known, None) or compute(parameters)
        norm = float(np.sqrt(gradient @ gradient))
        return loss, gradient

    def compute(parameters: FloatArray) -> tuple[float, FloatArray]:
        loss, gradient = evaluator(network.like(parameters, dtype=np.float64))
        if evaluations is not None:
            evaluations.add(loss, gradient)
        return loss, gradient

    def after_iteration(intermediate_result: scipy.optimize.OptimizeResult) -> None:
        network.parameters[:] = intermediate_result.x
        state.progress["epoch"] += 1
        state.progress["seconds"] = time.perf_counter() - began
        validation_loss, validation_score = judge(network, data.validation, plan)
        values = {
            "epoch": state.epoch,
            "loss": intermediate_result.fun,
            "gradient_norm": norm,
            "validation_loss": validation_loss,
            "validation_score": validation_score,
            "seconds": float(state.progress["seconds"]),
        }
        row = np.array([values.get(column, np.nan) for column in COLUMNS])
        history.append(row[None])
        if recorder is not None and recorder.moments.at_end_of(state.epoch):
            recorder.add(state, row)
        if listener is not None and listener(state, history):
            raise StopIteration

    if recorder is not None:
        recorder.begin(state, data, plan)
    with (
        single_threaded_blas() if _wants_one_thread(network, data.train) else nullcontext(),
        resting(recorder, state, history),
    ):
        result = scipy.optimize.minimize(
            evaluate,
            network.parameters.astype(np.float64),
            method="L-BFGS-B",
            jac=True,
            callback=after_iteration,
            options={"maxfun": int(plan.max_fun), "maxiter": int(plan.max_iter), "gtol": plan.tol},
        )
    network.parameters[:] = result.x
    require_finite(network, state.epoch)
    if result.status == _STOPPED:
        return Minimum(float(result.fun), state.epoch, STOPPED_BY_LISTENER, "")
    return Minimum(
        loss=float(result.fun),
        n_iter=min(int(result.nit), int(plan.max_iter)),
        # A line search that finds nothing better has converged too, as far as the digits go.
        stopped_by="converged" if result.status != 1 and np.isfinite(result.fun) else "max_iter",
        problem=f"(status={result.status}):\n{result.message}" if result.status != 0 else "",
    )


def is_in_blocks(train: Samples) -> bool:
    """Whether the gradients of these samples are joined over blocks, which earlier versions did not do."""
    return len(train) > ROWS_OF_A_BLOCK and not isinstance(train, Sequences)


def _is_native(train: Samples) -> bool:
    """Whether the core evaluates.

    One block is evaluated with NumPy, bit-for-bit as by scikit-learn, and so all steps of the search are its
    own.
    """
    return is_in_blocks(train) or isinstance(train, Sequences)


def _evaluator(
    state: TrainingState, train: Samples, plan: Plan, n_threads: int | None
) -> Callable[[Network], tuple[float, FloatArray]]:
    """What gives loss and gradient of all samples, or sequences, for any parameters."""
    threads = available_threads() if n_threads is None else n_threads
    if is_in_blocks(train) and train.X.dtype != np.float64:

        def of_run(network: Network, first: int, n: int) -> Node | None:
            """A few blocks in double precision at a time, because all of them may not fit the memory."""
            if n > WIDE_BLOCKS:
                return None
            return node(network, _wide(blocks_of(train, first, n)), plan, threads)

        def by_blocks(network: Network) -> tuple[float, FloatArray]:
            whole = tree(n_blocks(len(train)), partial(of_run, network))
            return loss_and_gradient_of(whole, network, plan)

        return by_blocks
    train = _wide(train)
    if _is_native(train):
        shape, samples, how = architecture(state.network), native_samples(train), native_plan(plan, 1)

        def by_the_core(network: Network) -> tuple[float, FloatArray]:
            gradient = np.empty(network.n_parameters)
            loss = _core.loss_and_gradient(shape, how, samples, network.parameters, gradient, threads)
            return loss, gradient

        return by_the_core
    batch = _whole(train, state.network)
    return lambda network: loss_and_gradient(network, batch, plan)[:2]


def _wants_one_thread(network: Network, train: Samples) -> bool:
    """Whether BLAS is to keep to one thread, with the bits that all would give.

    Waking threads costs more than small work; and the core divides its work among threads itself.
    """
    is_small = max(len(train) * max(network.layer_sizes), network.n_parameters) < SMALL
    return is_small or _is_native(train)


def _wide(samples: Samples) -> Samples:
    if samples.X.dtype == np.float64:
        return samples
    weight = samples.sample_weight
    return replace(
        samples,
        X=samples.X.astype(np.float64),
        y=samples.y if samples.is_classes else samples.y.astype(np.float64),
        sample_weight=None if weight is None else weight.astype(np.float64),
    )


def _whole(samples: Samples, network: Network) -> Batch:
    """All samples as one batch; ``X`` is not copied unless only some of its rows are meant."""
    if samples.rows is not None:
        return Batch(*samples.take(np.arange(len(samples)), network.output_groups))
    y = one_hot(samples.y, network.output_groups, samples.X.dtype) if samples.is_classes else samples.y
    return Batch(samples.X, y, samples.sample_weight)
