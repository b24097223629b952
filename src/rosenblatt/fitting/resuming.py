"""resume: a fit that continues from a checkpoint, once everything in it is checked."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

from rosenblatt._typing import FloatArray
from rosenblatt.checkpoint.file import Checkpoint
from rosenblatt.errors import ModelFileError, PlanError
from rosenblatt.fitting.beginning import all_samples, settled_task, split_data
from rosenblatt.fitting.draws import held_out_by_block
from rosenblatt.fitting.fit import Fit
from rosenblatt.fitting.kinds import Layers, Parameters, complete
from rosenblatt.fitting.perceptron import perceptron_data
from rosenblatt.fitting.reading import Inputs
from rosenblatt.fitting.running import IN_BLOCKS, SPLIT, SPLIT_SEED
from rosenblatt.fitting.starting_network import ContextNeurons
from rosenblatt.fitting.task import Labels, Task, task_of_classes
from rosenblatt.history import History
from rosenblatt.network import Network
from rosenblatt.plan import Plan
from rosenblatt.training.data import Samples, TrainingData
from rosenblatt.training.lbfgs import is_in_blocks
from rosenblatt.training.perceptron.plan import PerceptronPlan
from rosenblatt.training.perceptron.state import PerceptronData, PerceptronState
from rosenblatt.training.reference.gradient import ROWS_OF_A_BLOCK
from rosenblatt.training.state import TrainingState

AnyState = TypeVar("AnyState", TrainingState, PerceptronState)
AnyPlan = TypeVar("AnyPlan", Plan, PerceptronPlan)


def resume(
    kind: str,
    parameters: Parameters,
    checkpoint: Checkpoint,
    inputs: Inputs,
    y: NDArray[Any],
    sample_weight: FloatArray | None = None,
    *,
    validation: Sequence[Any] | None = None,
    same_data: bool = True,
) -> Fit:
    """Prepare a training that continues from a checkpoint; the result is bit-for-bit that of one training.

    The other arguments are those of :func:`begin`. RosenblattError for data of another shape or, with
    ``same_data``, any other data; ModelFileError for a checkpoint of another kind of training.
    """
    parameters = complete(kind, parameters)
    if kind == "Perceptron":
        return _resumed_perceptron(parameters, checkpoint, inputs, y, sample_weight, same_data=same_data)
    state, _ = parts_of(checkpoint, TrainingState, Plan)
    task, dtype = settled_task(parameters, y, None), state.network.dtype
    samples = all_samples(parameters, task, inputs, y, sample_weight, validation, dtype)
    return resumed_network(kind, parameters, checkpoint, task, samples, same_data=same_data)


def resumed_network(
    kind: str,
    parameters: Parameters,
    checkpoint: Checkpoint,
    task: Task,
    given: tuple[Samples, Samples | None],
    *,
    same_data: bool = True,
) -> Fit:
    """Prepare a network's training from a checkpoint and samples to learn from and to judge by.

    Without samples to judge by those are held out that were so before. Errors are those of :func:`resume`.
    """
    layers, (samples, held_out) = Layers.of(parameters), given
    state, plan = parts_of(checkpoint, TrainingState, Plan)
    network = state.network
    sizes = (samples.X.shape[1], *layers.sizes, sum(task.output_groups))
    names = (*layers.activations, task.activation)
    same_layers(network, sizes, names, task.output_groups, layers.memory)
    seed = kept_seed(checkpoint)
    if seed is not None and held_out is None:
        data = split_data(parameters, task, samples, held_out, plan, np.random.RandomState(0), seed)
    elif "train_rows" in checkpoint.arrays:
        rows = [kept_array(checkpoint, name, np.int64, (None,)) for name in SPLIT]
        data = TrainingData(*(replace(samples, rows=each) for each in rows))
    elif parameters.get("stateful"):
        data = split_data(parameters, task, samples, held_out, plan, np.random.RandomState(0))
    else:
        data = TrainingData(samples, held_out)
    if plan.solver == "lbfgs":
        check_search(checkpoint, network)
        if is_in_blocks(data.train) and IN_BLOCKS not in checkpoint.arrays:
            warnings.warn(
                "the checkpoint is from a version in which lbfgs added the gradients of more than "
                f"{ROWS_OF_A_BLOCK} samples in another order: the result agrees with that of an "
                "uninterrupted training to about nine digits, not bit for bit",
                stacklevel=2,
            )
    if same_data:
        checkpoint.require_data(data)
    fit = Fit(
        kind,
        parameters,
        task,
        plan,
        data,
        state,
        checkpoint.history,
        stopped_by=checkpoint.stopped_by,
        split_seed=seed,
    )
    if plan.solver != "lbfgs":
        return fit
    network.parameters[:] = checkpoint.arrays["start"]
    state = TrainingState.start(network, plan, len(data.train), state.random)
    return replace(fit, state=state, history=History(), evaluations=checkpoint.arrays, stopped_by=None)


def _resumed_perceptron(
    parameters: Parameters,
    checkpoint: Checkpoint,
    inputs: Any,  # noqa: ANN401  # an array or a CSR array
    y: Labels,
    sample_weight: FloatArray | None = None,
    *,
    same_data: bool = True,
) -> Fit:

    state, _ = parts_of(checkpoint, PerceptronState, PerceptronPlan)
    if state.weights.dtype != inputs.dtype:
        inputs = inputs.astype(state.weights.dtype)
    classes = np.unique(y)
    data, _, _ = perceptron_data(parameters, inputs, y, classes, sample_weight)
    held_out, seed = None, kept_seed(checkpoint)
    if "validation" in checkpoint.arrays:
        held_out = kept_array(checkpoint, "validation", np.uint8, (len(y),)).astype(bool)
    elif seed is not None:
        held_out = held_out_by_block(len(y), parameters["validation_fraction"], seed)
    data = replace(data, validation=held_out)
    return resumed_perceptron(parameters, checkpoint, classes, data, same_data=same_data)


def resumed_perceptron(
    parameters: Parameters,
    checkpoint: Checkpoint,
    classes: Labels,
    data: PerceptronData,
    *,
    same_data: bool = True,
) -> Fit:
    """Prepare a perceptron's training from a checkpoint and its data, with what was held out."""
    state, plan = parts_of(checkpoint, PerceptronState, PerceptronPlan)
    mistakes = kept_array(checkpoint, "mistakes", np.int32, (state.n_neurons, None))
    shape = (1 if len(classes) == 2 else len(classes), data.X.shape[1])
    if state.weights.shape != shape:
        raise PlanError(
            f"the checkpoint's weights have the shape {state.weights.shape}, the given data asks for "
            f"{shape}: give the data it was trained on"
        )
    if same_data:
        checkpoint.require_data(data)
    return Fit(
        "Perceptron",
        parameters,
        task_of_classes(classes),
        plan,
        data,
        state,
        checkpoint.history,
        mistakes=[mistakes],
        stopped_by=checkpoint.stopped_by,
        split_seed=kept_seed(checkpoint),
    )


# ---- Parts of a checkpoint -------------------------------------------------------------------------------


def parts_of(
    checkpoint: Checkpoint, kind: type[AnyState], plan_kind: type[AnyPlan]
) -> tuple[AnyState, AnyPlan]:
    """Return a checkpoint's state and plan; ModelFileError if they are of another kind."""
    if not isinstance(checkpoint.state, kind) or not isinstance(checkpoint.plan, plan_kind):
        name = checkpoint.owner.get("estimator")
        raise ModelFileError(f"the checkpoint holds a {type(checkpoint.state).__name__}, no {name!s:.40}'s")
    return checkpoint.state, checkpoint.plan


def kept_array(
    checkpoint: Checkpoint, name: str, dtype: DTypeLike, shape: tuple[int | None, ...]
) -> NDArray[Any]:
    """Return an array of a checkpoint, else ModelFileError; None in ``shape`` is any length."""
    found = checkpoint.arrays.get(name)
    if found is None:
        raise ModelFileError(f"the checkpoint lacks the array {name!r}")
    fits = len(found.shape) == len(shape) and all(
        b in (None, a) for a, b in zip(found.shape, shape, strict=True)
    )
    if found.dtype != dtype or not fits:
        raise ModelFileError(
            f"the checkpoint's array {name!r} is {found.dtype} of shape {found.shape}, expected "
            f"{np.dtype(dtype)} of {shape}"
        )
    return found


def kept_seed(checkpoint: Checkpoint) -> int | None:
    """Return the seed of a split by blocks; None if there is none, ModelFileError if it is impossible."""
    if SPLIT_SEED not in checkpoint.arrays:
        return None
    (seed,) = kept_array(checkpoint, SPLIT_SEED, np.int64, (1,)).tolist()
    if not 0 <= seed < 2**32:
        raise ModelFileError(f"the checkpoint's seed of a split is {seed}, which cannot be")
    return int(seed)


def check_search(checkpoint: Checkpoint, network: Network) -> None:
    """Raise ModelFileError unless a checkpoint contains the state of a search with lbfgs."""
    n = network.n_parameters
    kept_array(checkpoint, "start", network.dtype, (n,))
    if "losses" in checkpoint.arrays or "gradients" in checkpoint.arrays:
        gradients = kept_array(checkpoint, "gradients", np.float64, (None, n))
        kept_array(checkpoint, "losses", np.float64, (len(gradients),))


def same_layers(
    network: Network,
    sizes: tuple[int, ...],
    activations: tuple[str, ...],
    output_groups: tuple[int, ...],
    memory: ContextNeurons,
) -> None:
    """Raise PlanError unless the checkpoint's network is the one that this data asks for."""
    found = network.layer_sizes, network.activations, network.output_groups
    if found != (sizes, activations, output_groups) or memory != (network.cell, network.initial_context):
        raise PlanError(
            f"the checkpoint's network has the layers {network.layer_sizes!s:.80} with "
            f"{network.activations!s:.80} and cell={network.cell!r}, the given data asks for {sizes!s:.80} "
            f"with {activations!s:.80} and cell={memory.cell!r}: "
            "give the data it was trained on"
        )
