"""The code of a course: a ``fit``, or a script of ``advance`` and ``refitted`` in the order of its marks."""

from __future__ import annotations

import dataclasses
import math
import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from rosenblatt.errors import PlanError
from rosenblatt.fitting.kinds import DEFAULTS
from rosenblatt.lab.begun import Begun
from rosenblatt.lab.code.course import Course
from rosenblatt.lab.code.lines import Name, call, mapping, plain, rows_of_points, rows_of_table
from rosenblatt.plan import Plan
from rosenblatt.trial.command import arguments_of

if TYPE_CHECKING:
    from rosenblatt.fitting.fit import AnyPlan, Fit

SETTING = "ROSENBLATT_INSTRUCTION_SET"
_SET = f'os.environ["{SETTING}"] = "baseline"  # the numbers of the page, bit for bit'
_TO_AN_END = ("cosine", "onecycle")
"""Schedules that extend over all planned epochs: fewer epochs are another training."""
_UNSAID = ("record", "record_path", "verbose", "n_threads", "n_jobs", "warm_start")
_IMPORTS = {
    "begin(": "from rosenblatt.fitting import begin",
    " advance_perceptron(": "from rosenblatt.training import advance_perceptron",
    " advance(": "from rosenblatt.training import advance",
    "refitted(": "from rosenblatt.training import refitted",
    "task_of_classes(": "from rosenblatt.fitting.task import task_of_classes",
    "np.": "import numpy as np",
    "dataclasses.": "import dataclasses",
}


def command(begun: Begun, course: Course | None = None) -> str | None:
    """Return the command that trains the same; None for a course that no command repeats."""
    given = begun.given
    if course is not None:
        if course.points is not None or not _is_fit(begun, course):
            return None
        given = dataclasses.replace(given, max_iter=course.at[0])
    return f"{SETTING}=baseline {shlex.join(['rosenblatt', *arguments_of(given)])}"


def code(begun: Begun, course: Course | None = None) -> list[str]:
    """Return the lines of Python that train the same; without a course a ``fit`` of the settings."""
    if course is None or _is_fit(begun, course):
        body = _fit(begun.rule, None if course is None else course.at[0])
    else:
        body = list(_script(begun, begun.rule, course))
    points = None if course is None else course.points
    data = rows_of_table(begun) if points is None else rows_of_points(begun, points)
    text = "\n".join(["", *body]).replace("\n", "\n ")
    needed = [line for name, line in _IMPORTS.items() if name in text]
    if "model.fit(" in text:
        needed.append(f"from rosenblatt import {begun.rule.kind}")
    imports = _in_groups([*data.imports, *needed])
    return [*_head(begun, course), "import os", "", _SET, "", *imports, "", *data.lines, "", *body]


def _head(begun: Begun, course: Course | None) -> list[str]:
    epochs = "" if course is None else f": {course.at[0]:,} epochs"
    first = f'"""A network for {plain(begun.given.table)}, as it was trained in Rosenblatt\'s lab{epochs}.'
    told = command(begun, course)
    same = [] if told is None else ["", "The same by the command:", "", f"    {plain(told)}"]
    return [first, *same, '"""', ""] if same else [f'{first}"""', ""]


def _in_groups(lines: Sequence[str]) -> list[str]:
    """Sort imports: of other packages first, then those of this one."""
    unique = sorted(set(lines), key=lambda line: (line.startswith("from"), line))
    ours = [line for line in unique if line.startswith("from rosenblatt")]
    return [*(line for line in unique if line not in ours), "", *ours]


# ---- A fit -------------------------------------------------------------------------------------------------


def _is_fit(begun: Begun, course: Course) -> bool:
    """Whether ``fit`` of an estimator trains the same as a course."""
    (epoch, batch), plan = course.at, begun.rule.plan
    if epoch == 0 or batch or course.marks or course.start is not None or plan.early_stopping:
        return False
    if isinstance(plan, Plan) and plan.learning_rate in _TO_AN_END and epoch != plan.max_iter:
        return False
    return _has_all_classes(begun, course.points)


def _has_all_classes(begun: Begun, points: Sequence[Sequence[float]] | None) -> bool:
    preparation = begun.prepared.preparation
    if points is None or preparation.classes is None:
        return True
    n_inputs = preparation.n_inputs
    return len({point[n_inputs] for point in points if not point[n_inputs + 1]}) == len(preparation.classes)


def _fit(fit: Fit, epochs: int | None) -> list[str]:
    given = parameters_of(fit)
    if epochs is not None:
        given["max_iter"] = epochs
    return [
        *call(f"model = {fit.kind}", [], given),
        "model.fit(X, y)",
        "network = model.network_",
        "print(f\"loss {model.history_['loss'][-1]}\")",
    ]


def parameters_of(fit: Fit) -> dict[str, object]:
    """Return the parameters that are not their defaults, and the seed."""
    defaults = DEFAULTS[fit.kind]
    return {
        name: value
        for name, value in fit.parameters.items()
        if name == "random_state" or (name not in _UNSAID and value != defaults[name])
    }


# ---- A script ----------------------------------------------------------------------------------------------


def _script(begun: Begun, fit: Fit, course: Course) -> Iterator[str]:
    """Write ``advance`` from mark to mark."""
    classes = begun.prepared.preparation.classes
    task: dict[str, object] = {}
    if classes is not None and not _has_all_classes(begun, course.points):
        task = {"task": Name(f"task_of_classes(np.arange({len(classes)}))")}
    yield from call("fit = begin", [repr(fit.kind), mapping(parameters_of(fit)), "X", "y"], task)
    yield "state, data, plan, history = fit.state, fit.data, fit.plan, fit.history"
    is_network = isinstance(fit.plan, Plan)
    if course.start is not None:
        _require_network(fit)
        yield f"state.network.parameters[:] = {course.start.tolist()}"
    here, plan = (0, 0), fit.plan
    for mark in course.marks:
        yield from _advance(here, mark.at, is_network=is_network)
        here = mark.at
        if mark.plan is not None:
            plan = _changed(plan, mark.plan)
            changes = {name: getattr(plan, name) for name in mark.plan}
            yield from call("new_plan = dataclasses.replace", ["plan"], changes)
            yield "state, plan = refitted(state, plan, new_plan), new_plan"
        for index, value in mark.weights:
            yield _weight(fit, index, value)
    yield from _advance(here, course.at, is_network=is_network)
    yield (
        "network = state.network" if is_network else "network = dataclasses.replace(fit, state=state).network"
    )
    yield 'print(f"loss {history[\'loss\'][-1]}" if len(history) else "no epoch was made")'


def _advance(here: tuple[int, int], to: tuple[int, int], *, is_network: bool) -> Iterator[str]:
    if here == to:
        return
    if here[1] or to[1]:
        raise PlanError(
            f"the course has a change, or its end, inside epoch {to[0] + 1}, and advance makes whole epochs: "
            "go to the beginning of an epoch, or take the model file"
        )
    name = "advance" if is_network else "advance_perceptron"
    yield f"history, stopped_by = {name}(state, data, plan, {to[0] - here[0]}, history=history)"


def _changed(plan: AnyPlan, changes: Mapping[str, object]) -> AnyPlan:
    """The plan with changes; a PlanError names what is impossible."""
    known = [each.name for each in dataclasses.fields(plan)]
    values: dict[str, object] = {}
    for name, value in changes.items():
        if name not in known:
            raise PlanError(f"a plan has no {name!r}: reload the page")
        values[name] = math.inf if value == "inf" else tuple(value) if isinstance(value, list) else value
    try:
        changed: AnyPlan = dataclasses.replace(plan, **values)  # type: ignore[arg-type]  # the plan checks them
    except TypeError as error:
        raise PlanError(f"settings are impossible: {error}") from None
    return changed


def _weight(fit: Fit, index: int, value: float) -> str:
    _require_network(fit)
    n_parameters = fit.network.n_parameters
    if not 0 <= index < n_parameters or not math.isfinite(value):
        raise PlanError(
            f"a weight must be finite, and its place from 0 to {n_parameters - 1}: reload the page"
        )
    return f"state.network.parameters[{index}] = {float(value)!r}  # {_place(fit, index)}"


def _require_network(fit: Fit) -> None:
    if not isinstance(fit.plan, Plan):
        raise PlanError("a perceptron whose weights were set by hand has no code: take its model file")


def _place(fit: Fit, index: int) -> str:
    """The name of a parameter: the neurons that a weight connects, or the neuron of a bias."""
    network, first = fit.network, 0
    for layer, weights in enumerate(network.weights, start=1):
        if index < first + weights.size:
            begin, end = divmod(index - first, weights.shape[1])
            return f"layer {layer}, from {begin + 1} to {end + 1}"
        first += weights.size
    for layer, biases in enumerate(network.biases, start=1):
        if index < first + biases.size:
            return f"layer {layer}, bias of {index - first + 1}"
        first += biases.size
    raise AssertionError(index)
