"""``explain``: a model's answer for one row, from the table's values to the decision in words."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import ArrayLike
from sklearn.utils.validation import check_is_fitted

from rosenblatt.errors import PlanError, TableError
from rosenblatt.modelfile import Model, load_model
from rosenblatt.plan import Plan
from rosenblatt.trace.blocks import Block, Formula, Heading, Paragraph, Rows, Title
from rosenblatt.trace.decision import Decision, decide
from rosenblatt.trace.forward import Trace, capitalised, trace
from rosenblatt.trace.numbers import short
from rosenblatt.trace.prepared import PreparedFeature, plain_features, prepared_features
from rosenblatt.trace.rows import RowLike, frame_of, named_values, numbers_in
from rosenblatt.trace.update import UpdateTrace, trace_update
from rosenblatt.trace.written import Page, Written
from rosenblatt.training.perceptron import PerceptronState
from rosenblatt.training.perceptron_plan import PerceptronPlan
from rosenblatt.training.state import TrainingState

if TYPE_CHECKING:
    from rosenblatt.modelfile.model import Fitted

    Explained: TypeAlias = Model | Fitted | str | os.PathLike[str]


@dataclass(frozen=True, eq=False)
class Explanation(Written):
    """How a model comes to its answer for one row.

    Attributes
    ----------
    model : Model
    features : tuple of PreparedFeature
        Each feature's value, and the inputs it became.
    trace : Trace
        The arithmetic of every neuron.
    decision : Decision
        What the outputs mean: ``.prediction``, ``.probabilities``, ``.sentence``.
    truth : object
        What the row itself says of the target; None if it does not.
    parameters : dict or None
        Those of the estimator, where they are known.
    """

    model: Model
    features: tuple[PreparedFeature, ...]
    trace: Trace
    decision: Decision
    truth: object = None
    parameters: dict[str, object] | None = field(default=None, repr=False)

    @property
    def prediction(self) -> object:
        """The class, or the number in the target's own units."""
        return self.decision.prediction

    def update(
        self,
        y: object = None,
        plan: Plan | PerceptronPlan | None = None,
        state: TrainingState | PerceptronState | None = None,
    ) -> UpdateTrace:
        """Follow the training step that this row would make.

        Parameters
        ----------
        y : object, optional
            The row's true class or number, in the table's own words; for several targets a sequence. Default:
            the row's own ``truth``.
        plan : Plan or PerceptronPlan, optional
            Default: the estimator's own parameters, or where they are not known its defaults.
        state : TrainingState or PerceptronState, optional
            As for :func:`~rosenblatt.trace.trace_update`.

        Returns
        -------
        UpdateTrace

        Raises
        ------
        TableError
            If neither ``y`` nor the row says what is true, or it is no class of the model.
        """
        from rosenblatt.trace.plans import plan_for

        truth = self.truth if y is None else y
        if truth is None:
            raise TableError("the row does not say what is true of it: give y, its class or number")
        if plan is None:
            plan, _ = plan_for(self.model, self.parameters)
        return trace_update(
            self.model.network,
            self.trace.x,
            encoded_truth(self.model, truth),
            plan,
            state,
            input_names=self.trace.input_names,
            output_names=output_names(self.model),
        )

    def blocks(self) -> Sequence[Block]:
        """Return the row, each layer, the decision."""
        rows = Rows(tuple(feature.row for feature in self.features))
        title = Title(f"The answer is {_words(self.prediction)}")
        heading = Heading("From the row to the inputs" if self.model.preparation else "Inputs")
        return (
            title,
            heading,
            rows,
            *self.trace.layer_blocks(),
            *self.decision.blocks(),
            *self._truth_blocks(),
        )

    def _truth_blocks(self) -> Sequence[Block]:
        if self.truth is None:
            return ()
        verdict = " as well" if self.truth == self.prediction else ": the answer is wrong"
        if isinstance(self.prediction, float) and isinstance(self.truth, int | float):
            error = float(self.prediction) - self.truth
            verdict = (
                f": the answer is {short(abs(error))} too {'high' if error > 0 else 'low'}" if error else ""
            )
        return (Paragraph(f"The row says {_words(self.truth)}{verdict}."),)

    def page(
        self,
        *,
        neuron: str | None = None,
        update: UpdateTrace | None = None,
        notes: Sequence[str] = (),
    ) -> Page:
        """Return a page of all or of one neuron, perhaps with the step that the row would make.

        Parameters
        ----------
        neuron : str, optional
            A neuron's name; default all.
        update : UpdateTrace, optional
            What :meth:`update` returned.
        notes : sequence of str, optional
            What is to be said of the step.

        Raises
        ------
        PlanError
            If there is no such neuron; the message names those there are.
        """
        said = tuple(map(Paragraph, notes))
        if neuron is not None:
            return Page((*self._neuron_blocks(neuron), *_step_of(neuron, update, said)))
        if update is None:
            return Page(tuple(self.blocks()))
        title = Title("The step that this row would make")
        return Page((*self.blocks(), title, *said, *update.update_blocks()))

    def _neuron_blocks(self, name: str) -> Sequence[Block]:
        row = self.trace.neuron(name).row()
        layer = next(layer for layer in self.trace.layers if name in {each.name for each in layer.neurons})
        formula = Formula("activation", layer.activation, layer.formula)
        return (Title(f"Neuron {name}"), Heading(capitalised(layer.name), formula), Rows((row,)))


def _step_of(neuron: str, update: UpdateTrace | None, notes: Sequence[Block]) -> Sequence[Block]:
    if update is None:
        return ()
    return (*update.neuron(neuron).blocks(), *update.rule, *notes)


def explain(model: Explained, row: RowLike) -> Explanation:
    """Show how a model comes to its answer for one row.

    Parameters
    ----------
    model : fitted estimator, Model, or path
        A Perceptron, MLPClassifier or MLPRegressor; a model; or the path of a model file or a run's folder.
    row : sequence, mapping or one-row table
        The values in the order of the features, or by their names.

    Returns
    -------
    Explanation

    Raises
    ------
    NotFittedError
        If the estimator has not been fitted.
    TableError
        If the row has other features than the model.
    ModelFileError
        If the file is no model.

    Examples
    --------
    >>> from rosenblatt import Perceptron
    >>> from rosenblatt.trace import explain
    >>> gate = Perceptron().fit([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 1])
    >>> explain(gate, [0, 1]).prediction
    1
    """
    loaded, names, parameters = _loaded(model)
    preparation = loaded.preparation
    truth = None
    if preparation is not None:
        target = preparation.target_name
        beside = (target, *preparation.ignored)
        values = named_values(row, preparation.feature_names, may_have=beside)
        inputs = preparation.inputs(frame_of(row, values))
        features = prepared_features(preparation, values, inputs[0])
        names, truth = preparation.input_names, values.get(target)
    else:
        known = names or tuple(f"x{place}" for place in range(1, loaded.network.n_inputs + 1))
        values = named_values(row, known, known_names=names is not None)
        names, inputs = known, np.array([numbers_in(values)])
        features = plain_features(names, inputs[0])
    passed = trace(
        loaded.network, inputs[0], input_names=_different(names), output_names=output_names(loaded)
    )
    return Explanation(loaded, features, passed, decide(loaded, passed), truth, parameters)


def output_names(model: Model) -> tuple[str, ...]:
    """Return what each output of a model stands for."""
    classes, n_outputs = model.classes, model.network.n_outputs
    if classes is None:
        name = "" if model.preparation is None else model.preparation.target_name
        return (name,) * n_outputs
    if all(isinstance(each, tuple) for each in classes):
        return tuple(f"{k}: {label}" for k, each in enumerate(classes, start=1) for label in each)  # type: ignore[attr-defined]
    return tuple(map(str, classes[-1:] if n_outputs == 1 else classes))


def encoded_truth(model: Model, truth: object) -> ArrayLike:
    """Return what is true of a row as training reads it: a class as its index, a number standardised.

    Raises
    ------
    TableError
        If it is no class of the model.
    """
    preparation, classes = model.preparation, model.classes
    if preparation is not None:
        import polars

        try:
            return preparation.target.encode(polars.Series(preparation.target_name, [truth]))
        except (TypeError, polars.exceptions.PolarsError):
            raise TableError(f"the target {preparation.target_name!r} cannot be {truth!r:.80}") from None
    if classes is None:
        return truth  # type: ignore[return-value]  # trace_update checks that these are numbers
    if all(isinstance(each, tuple) for each in classes):
        given = truth if isinstance(truth, Sequence | np.ndarray) and not isinstance(truth, str) else [truth]
        if len(given) != len(classes):
            raise TableError(
                f"the model has {len(classes)} targets, got {truth!r:.80}: give a class for each"
            )
        return [_index(each, label) for each, label in zip(classes, given, strict=True)]  # type: ignore[arg-type]
    if model.network.n_outputs > 1 and model.network.activations[-1] == "logistic":
        return truth  # type: ignore[return-value]  # a yes or no for each label
    return [_index(classes, truth)]


def _index(classes: Sequence[object], label: object) -> int:
    if label not in classes:
        raise TableError(f"{label!r:.80} is no class of the model: its classes are {classes!r:.200}")
    return classes.index(label)


def _loaded(model: Explained) -> tuple[Model, tuple[str, ...] | None, dict[str, object] | None]:
    """Return a model, the names of its features, and its estimator's parameters, where they are known."""
    if isinstance(model, Model):
        return model, None, None
    if isinstance(model, str | os.PathLike):
        return load_model(Path(model)), None, None
    if not hasattr(type(model), "network_") and not hasattr(model, "get_params"):
        raise PlanError(
            f"a fitted estimator, a Model or the path of a model file can be explained, got {model!r:.80}"
        )
    check_is_fitted(model)
    if not hasattr(model, "network_"):
        raise PlanError(
            f"{type(model).__name__} has no network to look into: give a Perceptron, MLPClassifier or "
            "MLPRegressor of rosenblatt"
        )
    names = getattr(model, "feature_names_in_", None)
    parameters = model.get_params() if hasattr(model, "get_params") else None
    return Model.from_estimator(model), None if names is None else tuple(map(str, names)), parameters


def _different(names: Sequence[str]) -> tuple[str, ...] | None:
    return tuple(names) if len(set(names)) == len(names) else None


def _words(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(_words, value))
    return short(value) if isinstance(value, float) else str(value)
