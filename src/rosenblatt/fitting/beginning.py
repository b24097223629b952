"""begin: from a kind, parameters and checked arrays to a fit of a network that is ready to run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rosenblatt._typing import FloatArray
from rosenblatt.fitting.class_weights import Counts, sample_weights
from rosenblatt.fitting.draws import held_out_by_block, split_seed
from rosenblatt.fitting.fit import Fit
from rosenblatt.fitting.kinds import (
    Layers,
    Parameters,
    complete,
    network_plan,
)
from rosenblatt.fitting.perceptron import begin_perceptron
from rosenblatt.fitting.reading import CheckedSequences, Inputs, hold_out
from rosenblatt.fitting.starting_network import continued_network, given_network
from rosenblatt.fitting.task import (
    ClassTask,
    Numbers,
    Task,
    TwoClasses,
    has_one_class,
    require_known_labels,
    task_of,
)
from rosenblatt.network import Network
from rosenblatt.network.initialization import initialize
from rosenblatt.plan import Plan
from rosenblatt.training.data import Samples, TrainingData
from rosenblatt.training.order import window_blocks
from rosenblatt.training.state import TrainingState, random_stream


def begin(
    kind: str,
    parameters: Parameters,
    inputs: Inputs,
    y: NDArray[Any],
    sample_weight: FloatArray | None = None,
    *,
    validation: Sequence[Any] | None = None,
    task: Task | None = None,
    random: np.random.RandomState | None = None,
    before: Mapping[str, Any] | None = None,
    partial: bool = False,
) -> Fit:
    """Prepare a training: draw the weights, then what early stopping holds out.

    ``inputs`` are checked: an array (n_samples, n_features) that is C-contiguous, a CSR array or sequences;
    ``y`` has shape (n_targets,) or (n_targets, n_columns), with the targets of sequences end to end, and
    ``sample_weight`` one weight for each sample or sequence. ``validation`` is (inputs, y) or (inputs, y,
    sample_weight) to evaluate after each epoch; with ``early_stopping`` it replaces the split. A given
    ``task`` must fit ``y``. ``before`` holds the attributes of the fit that this one continues, of a network
    at least ``network_``; ``partial`` is for a single epoch. An impossible parameter is a PlanError,
    unsuitable data a ValueError.
    """
    parameters = complete(kind, parameters)
    if kind == "Perceptron":
        return begin_perceptron(
            parameters, inputs, y, sample_weight, task=task, before=before, partial=partial
        )
    layers = Layers.of(parameters)
    task = settled_task(parameters, y, task)
    plan = network_plan(
        parameters, task.loss, len(layers.sizes), partial=partial, one_class=has_one_class(task)
    )
    earlier: Network | None = None if before is None else before["network_"]
    dtype = inputs.dtype if earlier is None else earlier.dtype
    samples, held_out = all_samples(
        parameters, task, inputs, y, sample_weight, validation, dtype, partial=partial
    )
    if random is None:
        random = random_stream(parameters["random_state"])
    seed = None if held_out is not None else blocks_seed(plan, samples, random)
    data = samples, held_out
    return network_fit(kind, parameters, layers, task, plan, data, seed, random, before, partial=partial)


def network_fit(
    kind: str,
    parameters: Parameters,
    layers: Layers,
    task: Task,
    plan: Plan,
    samples: tuple[Samples, Samples | None],
    seed: int | None,
    random: np.random.RandomState,
    before: Mapping[str, Any] | None = None,
    *,
    partial: bool = False,
) -> Fit:
    """Make the fit of samples to learn from and to judge by; early stopping splits them if there are none.

    ``layers`` are those of the parameters, ``seed`` is :func:`blocks_seed`; the others are as for
    :func:`begin`.
    """
    learned, held_out = samples
    n_inputs = learned.X.shape[1]
    if before is None:
        network = _drawn_network(parameters, layers, task, n_inputs, learned.X.dtype, random)
    else:
        sizes = (n_inputs, *layers.sizes, sum(task.output_groups))
        names = (*layers.activations, task.activation)
        network = continued_network(before["network_"], sizes, names, layers.memory)
    data = split_data(parameters, task, learned, held_out, plan, random, seed)
    state = TrainingState.start(network, plan, len(data.train), random)
    if before is not None:
        _take_over(state, before, partial=partial)
    before = {} if before is None else before
    return Fit(kind, parameters, task, plan, data, state, before=before, split_seed=seed)


def with_seed(fit: Fit, seed: int) -> Fit:
    """Return a new training of a network as another ``random_state`` begins it; the samples are shared."""
    assert isinstance(fit.data, TrainingData)
    assert isinstance(fit.plan, Plan)
    parameters = {**fit.parameters, "random_state": seed}
    random = random_stream(seed)
    train, held_out = fit.data.train, fit.data.validation
    network = fit.network
    layers = Layers.of(parameters)
    is_given = held_out is not None and train.rows is None
    split = None if is_given else blocks_seed(fit.plan, replace(train, rows=None), random)
    drawn = _drawn_network(parameters, layers, fit.task, network.n_inputs, network.dtype, random)
    data = fit.data
    if train.rows is not None:  # early stopping has drawn them, and draws others
        whole = replace(train, rows=None)
        data = split_data(parameters, fit.task, whole, None, fit.plan, random, split)
    elif held_out is None and fit.plan.early_stopping:
        data = split_data(parameters, fit.task, train, None, fit.plan, random, split)
    state = TrainingState.start(drawn, fit.plan, len(data.train), random)
    return Fit(fit.kind, parameters, fit.task, fit.plan, data, state, split_seed=split)


def settled_task(parameters: Parameters, y: NDArray[Any], task: Task | None) -> Task:
    """Learn the task, or raise unless ``y`` fits the known one."""
    if task is not None:
        _require_fitting(parameters, task, y, all_of_them=parameters["warm_start"])
        return task
    if "loss" not in parameters:
        return task_of(y)
    return Numbers(1 if y.ndim == 1 else y.shape[1], parameters["loss"])


def _require_fitting(parameters: Parameters, task: Task, y: NDArray[Any], *, all_of_them: bool) -> None:
    if isinstance(task, ClassTask):
        require_known_labels(task, y, all_of_them=all_of_them)
        return
    n_columns, n_outputs = 1 if y.ndim == 1 else y.shape[1], sum(task.output_groups)
    if n_columns != n_outputs:
        raise ValueError(
            f"y must have as many columns as the network has outputs, {n_outputs}, got {n_columns}"
        )


def all_samples(
    parameters: Parameters,
    task: Task,
    inputs: Inputs,
    y: NDArray[Any],
    sample_weight: FloatArray | None,
    validation: Sequence[Any] | None,
    dtype: np.dtype[Any],
    *,
    partial: bool = False,
) -> tuple[Samples, Samples | None]:
    """Samples to learn from, and those to judge by if they are given."""
    samples = encoded(parameters, task, inputs, y, sample_weight, dtype, partial=partial)
    if validation is None:
        return samples, None
    given, labels, *weight = validation
    _require_fitting(parameters, task, labels, all_of_them=False)
    return samples, encoded(parameters, task, given, labels, weight[0] if weight else None, dtype)


def encoded(
    parameters: Parameters,
    task: Task,
    inputs: Inputs,
    y: NDArray[Any],
    weight: FloatArray | None,
    dtype: np.dtype[Any],
    *,
    partial: bool = False,
    counts: Counts | None = None,
) -> Samples:
    """Checked input as training reads it; the weight of a target includes that of its class.

    ``counts`` are those of the classes of all samples, if these are a part of them.
    """
    if task.loss == "poisson" and y.min() < 0:
        raise ValueError(
            f"loss='poisson' is for counts, got {y.min()} in y: use another loss, or shift y above 0"
        )
    if weight is not None and isinstance(inputs, CheckedSequences):
        weight = inputs.for_targets(weight)
    class_weight = parameters.get("class_weight")
    if class_weight is not None:
        if partial and class_weight == "balanced":
            raise ValueError(
                "class_weight='balanced' needs all samples at once, partial_fit sees only some of them: "
                "give a dict from class to weight, as sklearn.utils.compute_class_weight makes one"
            )
        of_class = sample_weights(class_weight, y, counts)
        weight = of_class if weight is None else weight * of_class
    if weight is not None:
        weight = weight.astype(dtype, copy=False)
    encoded = task.encode(y, dtype)
    if isinstance(inputs, CheckedSequences):
        return inputs.sequences(encoded, weight, dtype, as_one=bool(parameters.get("stateful")))
    return Samples(inputs.astype(dtype, copy=False), encoded, weight)


def _drawn_network(
    parameters: Parameters,
    layers: Layers,
    task: Task,
    n_inputs: int,
    dtype: np.dtype[Any],
    random: np.random.RandomState,
) -> Network:
    """The network that a new training starts from: drawn by a scheme, or given."""
    groups, activation, init = task.output_groups, parameters["activation"], parameters["init"]
    sizes, names = (n_inputs, *layers.sizes, sum(groups)), (*layers.activations, task.activation)
    if not isinstance(init, str):
        return given_network(init, sizes, names, output_groups=groups, dtype=dtype, memory=layers.memory)
    return initialize(
        sizes,
        names,
        random,
        scheme=init,
        hidden_activation=activation if isinstance(activation, str) else None,
        output_groups=groups,
        dtype=dtype,
        **layers.memory._asdict(),
    )


def split_data(
    parameters: Parameters,
    task: Task,
    samples: Samples,
    validation: Samples | None,
    plan: Plan,
    random: np.random.RandomState,
    seed: int | None = None,
) -> TrainingData:
    """Samples to learn from and to judge by; early stopping without samples to judge by holds some out.

    With a ``seed``, see :func:`blocks_seed`, it holds out a share of each block.
    """
    if validation is not None or not plan.early_stopping:
        return TrainingData(samples, validation)
    if seed is not None:
        mask = held_out_by_block(len(samples), parameters["validation_fraction"], seed)
        learned, judged = (np.flatnonzero(each).astype(np.int64) for each in (~mask, mask))
        return TrainingData(replace(samples, rows=learned), replace(samples, rows=judged))
    strata = _strata(parameters, task, samples.y)
    fraction, in_time = parameters["validation_fraction"], bool(parameters.get("stateful"))
    return hold_out(samples, fraction, random, strata, in_time=in_time)


def blocks_seed(plan: Plan, samples: Samples, random: np.random.RandomState) -> int | None:
    """The seed by which early stopping holds out a share of each block; None if it draws from all samples.

    It does the first if the samples are shuffled in windows, so that the split needs no number for each.
    """
    by_block = plan.early_stopping and window_blocks(plan.shuffle_window, len(samples))
    return split_seed(random) if by_block else None


def _strata(parameters: Parameters, task: Task, encoded: NDArray[Any]) -> NDArray[Any] | None:
    """Values whose shares the split preserves, or None."""
    stratified = parameters.get("stratified")
    if not isinstance(task, ClassTask) or stratified is False:
        return None
    if (stratified is None and sum(task.output_groups) > 1) or parameters.get("predict_at") == "every":
        return None
    if not isinstance(task, TwoClasses):
        return encoded
    strata = encoded[:, 0].astype(bool)
    # An error about a value that occurs only once names it as scikit-learn does, which turns it into text.
    return strata.astype(str) if int(strata.sum()) in (1, len(strata) - 1) else strata


def _take_over(state: TrainingState, before: Mapping[str, Any], *, partial: bool) -> None:
    """Continue the counters of an earlier fit; in ``partial_fit`` also the optimizer and the context."""
    progress, last = state.progress, before.get("_state")
    if last is not None:
        progress["seconds"] = last.progress["seconds"]
    if partial and last is not None:
        if last.moments.shape == state.moments.shape:
            state.moments = last.moments
            for name in ("step", "learning_rate"):
                progress[name] = last.progress[name]
        if last.context.shape == state.context.shape:
            state.context[:] = last.context
    progress["samples_seen"] = before.get("t_", 0)
    progress["no_improvement"] = before.get("_no_improvement_count", 0)
    for name, theirs in (("best_loss", "best_loss_"), ("best_score", "best_validation_score_")):
        if before.get(theirs) is not None:
            progress[name] = before[theirs]
