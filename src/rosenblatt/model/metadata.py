"""The metadata of a model file: each field is checked for type and value before anything is built from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from rosenblatt.errors import ModelFileError, require_known
from rosenblatt.formulas.activations import ACTIVATIONS
from rosenblatt.model.model import KINDS, RECURRENT, TASKS, Model
from rosenblatt.network.checks import CELLS, LEARNED
from rosenblatt.network.over_sequences import PREDICT_AT
from rosenblatt.storage import checked_format, finite_or, mapping

FORMAT = 1
DTYPES = ("float32", "float64")
OF_SEQUENCES = ("cell", "initial_context", "predict_at", "sequence")
"""Fields that a recurrent model has and no other."""


@dataclass(frozen=True)
class Metadata:
    """What a model file says beside its parameters, in the order of the file (the alphabet's).

    Attributes
    ----------
    activations : list of str
        One name per layer after the inputs.
    classes : list or None
        Texts, numbers or Booleans; for several targets a list of such lists; None for a regression.
    dtype : {"float32", "float64"}
        Type of the parameters.
    format : int
        Version of the file format.
    kind : {"perceptron", "mlp", "recurrent"}
        What the model was trained as.
    layer_sizes : list of int
        Neurons per layer, the inputs first.
    output_groups : list of int
        Widths of the groups of outputs over which softmax runs.
    preparation : mapping or None
        ``Preparation.to_dict()``.
    task : {"classification", "regression"}
        What it predicts.
    cell : {"elman", "jordan"}
        What the context neurons keep; this and the following only of a recurrent model.
    initial_context : float or "learned"
        What they hold before the first step.
    predict_at : {"every", "last"}
        Where a sequence is answered.
    sequence : str or None
        The column by which a table is cut into sequences.
    """

    activations: list[str]
    classes: list[object] | None
    dtype: str
    format: int
    kind: str
    layer_sizes: list[int]
    output_groups: list[int]
    preparation: Mapping[str, object] | None
    task: str
    cell: str | None = None
    initial_context: float | str = 0.5
    predict_at: str | None = None
    sequence: str | None = None

    @classmethod
    def of(cls, model: Model) -> Metadata:
        """Describe a model."""
        network, preparation = model.network, model.preparation
        return cls(
            activations=list(network.activations),
            classes=None if model.classes is None else list(model.classes),
            dtype=str(network.dtype),
            format=FORMAT,
            kind=model.kind,
            layer_sizes=list(network.layer_sizes),
            output_groups=list(network.output_groups),
            preparation=None if preparation is None else preparation.to_dict(),
            task=model.task,
            cell=network.cell,
            initial_context=network.initial_context,
            predict_at=model.predict_at,
            sequence=model.sequence,
        )

    @classmethod
    def checked(cls, values: Mapping[str, object]) -> Metadata:
        """Take metadata from a stranger: a value is used only if it has the right type and a known name.

        Raises
        ------
        ModelFileError
            If the format is newer than this version, or a field is missing, unknown or impossible.
        """
        version = checked_format(values.get("format"), FORMAT)
        names = _field_names(values.get("kind"))
        if set(values) != names:
            raise ModelFileError(
                f"its metadata lacks or adds the fields {sorted(set(values) ^ names)!r:.200}"
            )
        found = cls(
            activations=_names("activation", values["activations"]),
            classes=_classes(values["classes"]),
            dtype=_name("dtype", values["dtype"], DTYPES),
            format=version,
            kind=_name("kind", values["kind"], KINDS),
            layer_sizes=_sizes("layer_sizes", values["layer_sizes"]),
            output_groups=_sizes("output_groups", values["output_groups"]),
            preparation=None
            if values["preparation"] is None
            else mapping("preparation", values["preparation"]),
            task=_name("task", values["task"], TASKS),
        )
        return _with_sequences(found, values) if found.kind == RECURRENT else found

    def to_dict(self) -> dict[str, object]:
        """Return the fields by name; those of sequences only if there is a cell."""
        return {name: getattr(self, name) for name in _field_names(self.kind)}


def _field_names(kind: object) -> set[str]:
    names = {field.name for field in fields(Metadata)}
    return names if kind == RECURRENT else names.difference(OF_SEQUENCES)


def _with_sequences(found: Metadata, values: Mapping[str, object]) -> Metadata:
    sequence = values["sequence"]
    if sequence is not None and not isinstance(sequence, str):
        raise ModelFileError(f"sequence must be a column's name or null, got {sequence!r:.40}")
    return replace(
        found,
        cell=_name("cell", values["cell"], CELLS),
        initial_context=finite_or(LEARNED, "initial_context", values["initial_context"], found.dtype),
        predict_at=_name("predict_at", values["predict_at"], PREDICT_AT),
        sequence=sequence,
    )


def _name(what: str, value: object, known: Mapping[str, object] | tuple[str, ...]) -> str:
    require_known(what, value[:80] if isinstance(value, str) else f"{value!r:.40}", known, ModelFileError)
    return str(value)


def _list(what: str, value: object) -> list[object]:
    if not isinstance(value, list):
        raise ModelFileError(f"{what} must be a list, got {value!r:.80}")
    return value


def _names(what: str, value: object) -> list[str]:
    return [_name(what, each, tuple(ACTIVATIONS)) for each in _list(f"{what}s", value)]


def _sizes(what: str, value: object) -> list[int]:
    sizes = [each for each in _list(what, value) if type(each) is int and each > 0]
    if sizes != value:
        raise ModelFileError(f"{what} must be positive whole numbers, got {value!r:.80}")
    return sizes


def _classes(value: object) -> list[object] | None:
    if value is None:
        return None
    classes = _list("classes", value)
    if all(isinstance(each, list) for each in classes):
        return [tuple(_labels(_list("classes", each))) for each in classes]
    return _labels(classes)


def _labels(classes: list[object]) -> list[object]:
    if not all(
        isinstance(each, str | int | float) for each in classes
    ):  # True and False are integers to Python
        raise ModelFileError(f"classes must be texts, numbers or Booleans, got {classes!r:.80}")
    return classes
