"""Arguments that several commands share."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

DATA, NETWORK, OVER_TIME, RESULT = "The data", "The network", "A recurrent network", "The result"

Table: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="TABLE",
        show_default=False,
        help="A .csv, .tsv or .parquet file, - for CSV on standard input, or a built-in table: iris, xor, "
        "and, or, "
        "nand, nor, digits, wine, breast_cancer, diabetes, moons, circles, spirals, blobs; sequences: "
        "temporal-xor, elman-letters, reber, embedded-reber, sunspots, co2.",
    ),
]
Target: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        metavar="COLUMN",
        help="The column to predict; else the last one. Once for each of several.",
        show_default=False,
        rich_help_panel=DATA,
    ),
]
Features: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="A,B,...",
        help="The columns to predict it from; else all others.",
        show_default=False,
        rich_help_panel=DATA,
    ),
]
SequenceColumn: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="COLUMN",
        help="Rows with the same value here, which stand together, are the steps of one sequence; a "
        "recurrent network learns from them.",
        show_default=False,
        rich_help_panel=DATA,
    ),
]
Stream: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--stream",
        help="All rows are the steps of one sequence, in their order; its end is held out.",
        show_default=False,
        rich_help_panel=DATA,
    ),
]
Task: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="classification or regression; else told from the target's values.",
        show_default=False,
        rich_help_panel=DATA,
    ),
]
MissingValues: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="What to do about missing values: error, drop, mean or most-frequent; else error.",
        show_default=False,
        rich_help_panel=DATA,
    ),
]
ModelKind: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="mlp, perceptron or recurrent; else mlp, and recurrent for sequences.",
        show_default=False,
        rich_help_panel=NETWORK,
    ),
]
Hidden: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="5,3",
        help="Neurons in each hidden layer, none for no hidden layer; else 100 (recurrent: 10).",
        show_default=False,
        rich_help_panel=NETWORK,
    ),
]
Activation: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="relu, tanh, logistic, identity, leaky_relu, elu, selu, gelu, silu, mish or softplus, or "
        "one a layer with commas; else relu (recurrent: tanh).",
        show_default=False,
        rich_help_panel=NETWORK,
    ),
]
Solver: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="adam, adamw, rmsprop, sgd or lbfgs; else adam.",
        show_default=False,
        rich_help_panel=NETWORK,
    ),
]
MaxIter: TypeAlias = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        help="The most epochs; else 200 (a perceptron: 1000).",
        show_default=False,
        rich_help_panel=NETWORK,
    ),
]
LearningRate: TypeAlias = Annotated[
    float | None,
    typer.Option(
        metavar="RATE",
        help="The size of an update; else 0.001 (a perceptron: 1).",
        show_default=False,
        rich_help_panel=NETWORK,
    ),
]
Alpha: TypeAlias = Annotated[
    float | None,
    typer.Option(
        metavar="X",
        help="The penalty on large weights; else 0.0001.",
        show_default=False,
        rich_help_panel=NETWORK,
    ),
]
BatchSize: TypeAlias = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        help="Samples in a batch, or sequences side by side; else 200, or all if there are fewer.",
        show_default=False,
        rich_help_panel=NETWORK,
    ),
]
Cell: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="What the context neurons keep: elman, the hidden layers' last values, or jordan, the outputs'; "
        "else elman.",
        show_default=False,
        rich_help_panel=OVER_TIME,
    ),
]
BackpropSteps: TypeAlias = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        help="Through how many steps slopes are followed back in time; else through all of the sequence.",
        show_default=False,
        rich_help_panel=OVER_TIME,
    ),
]
UpdateSteps: TypeAlias = Annotated[
    int | None,
    typer.Option(
        metavar="N",
        help="After how many steps the weights are updated; else after as many as --backprop-steps.",
        show_default=False,
        rich_help_panel=OVER_TIME,
    ),
]
Options: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="NAME=VALUE",
        help="Any other parameter of the estimator, as in Python: --set tol=1e-3 --set early_stopping=True.",
        show_default=False,
        rich_help_panel=NETWORK,
    ),
]
