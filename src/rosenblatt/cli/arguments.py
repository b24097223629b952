"""Arguments and options that several commands share, and the settings that they describe."""

from __future__ import annotations

import ast
import csv
import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, TypeVar, get_type_hints

import typer

from rosenblatt.errors import PlanError

if TYPE_CHECKING:
    from rosenblatt.data import Reading
    from rosenblatt.run import RunSettings

DATA, NETWORK, OVER_TIME, RESULT = "Data", "Network", "Recurrent network", "Result"
"""Sections of a command's help."""

INTERRUPTED = 130
"""The exit code after Ctrl-C."""

_TABLES = (
    "A .csv, .tsv, .txt, .xlsx, .ods or .parquet file (also .gz, .zst, .zip), - for CSV on standard input, "
    "or a built-in table"
)


def argument(metavar: str, help: str) -> object:
    """Describe an argument, which is known by its position."""
    return typer.Argument(metavar=metavar, help=help, show_default=False)


def option(metavar: str, help: str, section: str | None = None, name: str | None = None) -> object:
    """Describe an option; its name is the parameter's unless another one is given."""
    names = () if name is None else (name,)
    return typer.Option(*names, metavar=metavar, help=help, show_default=False, rich_help_panel=section)


def flag(name: str, help: str, section: str | None = None) -> object:
    """Describe an option without a value."""
    return typer.Option(name, help=help, rich_help_panel=section)


Table: TypeAlias = Annotated[
    str,
    argument(
        "TABLE",
        f"{_TABLES}: iris, xor, and, or, nand, nor, digits, wine, breast_cancer, diabetes, moons, circles, "
        "spirals, blobs; with sequences: temporal-xor, elman-letters, reber, embedded-reber, sunspots, co2.",
    ),
]
OtherTable: TypeAlias = Annotated[
    str, argument("TABLE", f"{_TABLES}. Its columns are matched to the model's by name.")
]
Model: TypeAlias = Annotated[Path, argument("MODEL", "A model file, or the folder of a run.")]
RecordedRun: TypeAlias = Annotated[
    Path, argument("RUN", "The folder of a run that was trained with --record.")
]
AsJson: TypeAlias = Annotated[bool, flag("--json", "Print the result as one JSON document instead.", RESULT)]


class ColumnOptions:
    """Which columns are predicted, and from which."""

    target: Annotated[
        list[str] | None,
        option(
            "COLUMN", "The column to predict. Repeat the option for several. Default: the last column.", DATA
        ),
    ] = None
    features: Annotated[
        str | None, option("A,B,...", "The columns to predict it from. Default: all other columns.", DATA)
    ] = None
    ignore: Annotated[
        list[str] | None,
        option("COLUMN", "A column to leave out, as if the table did not have it. Can be repeated.", DATA),
    ] = None
    keep: Annotated[
        list[str] | None,
        option(
            "COLUMN",
            "A feature to use although it would be left out: a text that identifies the rows, or a column "
            "without values. Can be repeated.",
            DATA,
        ),
    ] = None
    task: Annotated[
        str | None,
        option("NAME", "classification or regression. Default: inferred from the target's values.", DATA),
    ] = None


class SequenceOptions:
    """Rows that are the steps of sequences."""

    sequence: Annotated[
        str | None,
        option(
            "COLUMN",
            "Consecutive rows with the same value in this column are the steps of one sequence, for a "
            "recurrent network.",
            DATA,
        ),
    ] = None
    stream: Annotated[
        bool,
        flag("--stream", "All rows are the steps of one sequence, in order; the end is held out.", DATA),
    ] = False


class ReadingOptions:
    """How a table is read: see :class:`rosenblatt.data.Reading`."""

    skip_lines: Annotated[
        int,
        option("N", "The number of lines above the header, such as title lines, that are skipped.", DATA),
    ] = 0
    no_header: Annotated[
        bool,
        flag("--no-header", "The first line is a sample: columns are called column_1, column_2, ...", DATA),
    ] = False
    na: Annotated[
        list[str] | None,
        option("TEXT", "A text that means a missing value, besides NA and the like. Can be repeated.", DATA),
    ] = None
    decimal: Annotated[
        str | None,
        option("SIGN", 'The decimal sign of numbers, "." or ",". Default: found from the values.', DATA),
    ] = None
    thousands: Annotated[
        str | None,
        option(
            "SIGN",
            "The sign between groups of three digits of numbers. Default: found from the values.",
            DATA,
        ),
    ] = None
    sheet: Annotated[
        str | None, option("NAME", "The sheet of a workbook. Default: the first one that has values.", DATA)
    ] = None


class SplitOptions:
    """Missing values, and the rows that are held out."""

    missing: Annotated[
        str | None,
        option(
            "NAME",
            'How missing values are handled: fill (the median and an input "was missing", of texts a '
            "category), error, drop, mean or most-frequent. Default: fill.",
            DATA,
        ),
    ] = None
    test_size: Annotated[
        float | None,
        option(
            "SHARE",
            "The share of the rows that is held out for the test: random rows, whole sequences, or the end "
            "of a stream. Default: 0.25.",
            DATA,
        ),
    ] = None
    split: Annotated[
        str | None,
        option(
            "NAME",
            "How the rows to hold out are drawn: random, or stratified (both parts have rows of every "
            "class). Default: stratified for classes, random for numbers and for built-in tables.",
            DATA,
        ),
    ] = None
    seed: Annotated[
        int | None, option("N", "The seed of the split and of the training. Default: 0.", DATA)
    ] = None


class NetworkOptions:
    """The network, and how it is trained."""

    model: Annotated[
        str | None,
        option(
            "NAME",
            "tabular (a mixture of networks), mlp, perceptron or recurrent. Default: tabular; recurrent for "
            "sequences; mlp if an option of one network is given.",
            NETWORK,
        ),
    ] = None
    hidden: Annotated[
        str | None,
        option(
            "5,3",
            "The number of neurons in each hidden layer; none for no hidden layer. Default: 100 "
            "(recurrent: 10).",
            NETWORK,
        ),
    ] = None
    activation: Annotated[
        str | None,
        option(
            "NAME",
            "relu, tanh, logistic, identity, leaky_relu, elu, selu, gelu, silu, mish or softplus; or one per "
            "hidden layer, separated by commas. Default: relu (recurrent: tanh).",
            NETWORK,
        ),
    ] = None
    solver: Annotated[
        str | None,
        option("NAME", "The optimizer: adam, adamw, rmsprop, sgd or lbfgs. Default: adam.", NETWORK),
    ] = None
    max_iter: Annotated[
        int | None,
        option("N", "The maximum number of epochs. Default: 200 (perceptron: 1000).", NETWORK),
    ] = None
    learning_rate: Annotated[
        float | None,
        option("RATE", "The learning rate. Default: 0.001 (perceptron: 1).", NETWORK),
    ] = None
    alpha: Annotated[
        float | None,
        option("X", "The strength of the penalty on large weights. Default: 0.0001.", NETWORK),
    ] = None
    batch_size: Annotated[
        int | None,
        option(
            "N",
            "The number of samples, or of sequences, in a batch. Default: 200, or all if there are fewer.",
            NETWORK,
        ),
    ] = None
    options: Annotated[
        list[str] | None,
        option(
            "NAME=VALUE",
            "Any other parameter of the estimator, as in Python: --set tol=1e-3 --set early_stopping=True.",
            NETWORK,
            "--set",
        ),
    ] = None


class RecurrentOptions:
    """The context neurons of a recurrent network."""

    cell: Annotated[
        str | None,
        option(
            "NAME",
            "What the context neurons store: elman (the previous values of the hidden layers) or jordan (the "
            "previous outputs). Default: elman.",
            OVER_TIME,
        ),
    ] = None
    backprop_steps: Annotated[
        int | None,
        option(
            "N",
            "The number of steps through which gradients are propagated back in time. Default: all steps of "
            "the sequence.",
            OVER_TIME,
        ),
    ] = None
    update_steps: Annotated[
        int | None,
        option(
            "N",
            "The number of steps after which the weights are updated. Default: --backprop-steps.",
            OVER_TIME,
        ),
    ] = None


_Command = TypeVar("_Command", bound=Callable[..., None])


def with_options(*groups: type) -> Callable[[_Command], _Command]:
    """Give a command the options of groups, which it receives in its ``**given``.

    An option of the same name that the command describes itself takes the place of the group's.
    """

    def extend(command: _Command) -> _Command:
        own = dict(inspect.signature(command, eval_str=True).parameters)
        del own["given"]
        shared = {
            name: inspect.Parameter(
                name, inspect.Parameter.KEYWORD_ONLY, default=getattr(group, name), annotation=described
            )
            for group in groups
            for name, described in get_type_hints(group, include_extras=True).items()
        }
        every = [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in {**shared, **own}.values()]
        command.__signature__ = inspect.Signature(every)  # type: ignore[attr-defined]  # what typer reads
        command.__annotations__ = {each.name: each.annotation for each in every}
        return command

    return extend


def settings_of(given: Mapping[str, object]) -> RunSettings:
    """Return the settings that a command's parameters, by name, describe; other parameters are ignored."""
    import dataclasses

    from rosenblatt.run import RunSettings

    known = {field.name for field in dataclasses.fields(RunSettings)}
    values = {name: value for name, value in given.items() if name in known}
    values["reading"] = reading_of(given)
    for name, read in _READERS.items():
        if values.get(name) is not None:
            values[name] = read(values[name])
    return RunSettings.from_dict({name: value for name, value in values.items() if value is not None})


def reading_of(given: Mapping[str, Any]) -> Reading:
    """Return how a table is read, as a command's parameters, by name, describe it."""
    from rosenblatt.data import Reading

    na = given.get("na") or ()
    return Reading(
        skip_lines=given.get("skip_lines", 0),
        header=not given.get("no_header", False),
        na=tuple(na),
        decimal=given.get("decimal"),
        thousands=given.get("thousands"),
        sheet=given.get("sheet"),
    )


# ---- Values of options -------------------------------------------------------------------------------------


def names(text: str) -> tuple[str, ...]:
    """Read ``"age, income"`` as names; one that has a comma stands in double quotes."""
    line = next(csv.reader([text], skipinitialspace=True), [])
    return tuple(name.strip() for name in line if name.strip())


def whole_numbers(text: str) -> tuple[int, ...]:
    """Read ``"5,3"`` as whole numbers; an empty text or ``none`` is no number at all."""
    if text.strip().lower() in ("", "none"):
        return ()
    try:
        return tuple(int(each) for each in text.split(","))
    except ValueError:
        raise PlanError(
            f"--hidden must be whole numbers separated by commas, got {text!r}: "
            "5,3 is two layers, none is no hidden layer"
        ) from None


def one_or_several(text: str) -> str | tuple[str, ...]:
    """Read ``"tanh"`` as a name and ``"tanh,relu"`` as one name per layer."""
    several = names(text)
    return several[0] if len(several) == 1 else several


def parameters(texts: Sequence[str]) -> dict[str, object]:
    """Read ``["tol=1e-3", "init=he"]``: each value as a Python literal, or else as text."""
    return dict(_parameter(text) for text in texts)


def moments(text: str) -> str | int:
    """Read when snapshots are taken: a number of epochs, or a name."""
    return int(text) if text.isdecimal() else text


def _parameter(text: str) -> tuple[str, object]:
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise PlanError(f"--set must be name=value, got {text!r}: for example --set tol=1e-3")
    try:
        return name.strip(), ast.literal_eval(value.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return name.strip(), value


def _targets(given: Sequence[str]) -> str | tuple[str, ...] | None:
    if len(given) <= 1:
        return given[0] if given else None
    return tuple(given)


def n_bytes(text: str) -> int:
    """Read ``"2GB"`` or ``"500 MB"`` as bytes."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?) ?([kMGT]?)i?B?", text.strip(), re.IGNORECASE)
    if found is None:
        raise PlanError(f"--memory must be a size such as 2GB or 500MB, got {text!r}")
    return int(float(found[1]) * 1000 ** " kmgt".index(found[2].lower() or " "))


_READERS: Mapping[str, Callable[[Any], object]] = {
    "memory": n_bytes,
    "target": _targets,
    "features": names,
    "ignore": lambda columns: tuple(columns) or None,
    "keep": lambda columns: tuple(columns) or None,
    "stream": lambda asked: asked or None,
    "hidden": whole_numbers,
    "activation": one_or_several,
    "options": parameters,
    "record": moments,
}
"""For each parameter that is given as text, the function that reads it."""
