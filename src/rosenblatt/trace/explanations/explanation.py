"""``explain``: the computation of a model's answer for one row, from its values to the decision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from rosenblatt.errors import TableError
from rosenblatt.model import Model
from rosenblatt.model.held import TrainedModel, held
from rosenblatt.plan import Plan
from rosenblatt.trace.explanations.decision import (
    Answered,
    Decision,
    decide,
    encoded_truth,
    output_names,
)
from rosenblatt.trace.explanations.mixtures import MixtureExplanation, explain_mixture
from rosenblatt.trace.explanations.prepared import PreparedFeature
from rosenblatt.trace.explanations.reading import ReadRow, read_row
from rosenblatt.trace.explanations.rows import RowLike
from rosenblatt.trace.forward.trace import Trace, capitalised, trace
from rosenblatt.trace.step.trace_update import trace_update
from rosenblatt.trace.step.update import UpdateTrace
from rosenblatt.trace.writing.blocks import Block, Formula, Heading, Paragraph, Rows, Title
from rosenblatt.trace.writing.document import Page
from rosenblatt.training.perceptron.plan import PerceptronPlan
from rosenblatt.training.perceptron.state import PerceptronState
from rosenblatt.training.state import TrainingState


@dataclass(frozen=True, eq=False)
class Explanation(Answered):
    """The computation of a model's answer for one row.

    Attributes
    ----------
    model : Model
    row : ReadRow
        The row's values, and the inputs computed from them.
    trace : Trace
        The arithmetic of every neuron.
    decision : Decision
        The meaning of the outputs: ``.prediction``, ``.probabilities``, ``.sentence``.
    parameters : dict or None
        Those of the estimator, if they are known.
    """

    model: Model
    row: ReadRow
    trace: Trace
    decision: Decision
    parameters: dict[str, object] | None = field(default=None, repr=False)

    @property
    def features(self) -> tuple[PreparedFeature, ...]:
        """Each feature's value, and the inputs computed from it."""
        return self.row.features

    def update(
        self,
        y: object = None,
        plan: Plan | PerceptronPlan | None = None,
        state: TrainingState | PerceptronState | None = None,
    ) -> UpdateTrace:
        """Trace the training step from this row; the result is an :class:`~rosenblatt.trace.UpdateTrace`.

        Parameters
        ----------
        y : object, optional
            The row's true class or number, as in the table; a sequence for several targets. Default: the
            row's ``truth``. TableError if there is none, or it is not a class of the model.
        plan : Plan or PerceptronPlan, optional
            Default: the estimator's parameters if they are known, else its defaults.
        state : TrainingState or PerceptronState, optional
            As for :func:`~rosenblatt.trace.trace_update`.
        """
        from rosenblatt.trace.explanations.plans import plan_for

        truth = self.truth if y is None else y
        if truth is None:
            raise TableError("the row does not contain its target: give y, its class or number")
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
        title = Title(f"The answer is {self.answer}")
        return (title, *self.row_blocks(), *self.answer_blocks())

    def row_blocks(self) -> Sequence[Block]:
        """Return the row's values, and the inputs computed from them."""
        rows = Rows(tuple(feature.row for feature in self.features))
        # If it is not known which feature became which input, the inputs have their own section.
        known = all(feature.inputs for feature in self.features)
        return (Heading(self.row.heading), rows, *(() if known else self.trace.input_blocks()))

    def answer_blocks(self) -> Sequence[Block]:
        """Return each layer, the decision, and the target in the row."""
        return (*self.trace.layer_blocks(), *self._decision_blocks())

    def page(
        self,
        *,
        neuron: str | None = None,
        update: UpdateTrace | None = None,
        notes: Sequence[str] = (),
    ) -> Page:
        """Return a page of all neurons or of one, optionally with the training step from the row.

        Parameters
        ----------
        neuron : str, optional
            A neuron's name; default all. PlanError if there is no such neuron; the message names those of
            the network.
        update : UpdateTrace, optional
            The result of :meth:`update`.
        notes : sequence of str, optional
            Remarks on the step.
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


def explain(model: TrainedModel, row: RowLike) -> Explanation | MixtureExplanation:
    """Explain a model's answer for one row.

    Parameters
    ----------
    model : fitted estimator, Model, Run, or path
        A Perceptron, MLPClassifier or MLPRegressor, perhaps at the end of scikit-learn's Pipeline; a model or
        a run; or the path of a model file or a run's folder.
    row : sequence, mapping or one-row table
        The values in the order of the features, or by their names.

    Returns
    -------
    Explanation
        Of a mixture a :class:`~rosenblatt.trace.MixtureExplanation`: the votes of its members, and by its
        ``network(name)`` the arithmetic of any of its networks.

    Raises
    ------
    NotFittedError
        If the estimator has not been fitted.
    TableError
        If the features of the row are not those of the model.
    ModelFileError
        If the file is not a model.

    Examples
    --------
    >>> from rosenblatt import Perceptron
    >>> from rosenblatt.trace import explain
    >>> gate = Perceptron().fit([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 1])
    >>> explain(gate, [0, 1]).prediction
    1
    """
    found = held(model)
    read = read_row(found, row)
    if found.model.mixture is not None:
        return explain_mixture(found.model, read)
    passed = trace(
        found.network, read.inputs, input_names=read.input_names, output_names=output_names(found.model)
    )
    return Explanation(found.model, read, passed, decide(found.model, passed), found.parameters)
