"""Arguments that several commands share."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

DATA, NETWORK, RESULT = "The data", "The network", "The result"

Table: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="TABLE",
        show_default=False,
        help="A .csv, .tsv or .parquet file, - for CSV on standard input, or a built-in table: iris, xor, "
        "and, or, "
        "nand, nor, digits, wine, breast_cancer, diabetes, moons, circles, spirals, blobs.",
    ),
]
Target: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="COLUMN",
        help="The column to predict; else the last one.",
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
        metavar="NAME", help="mlp or perceptron; else mlp.", show_default=False, rich_help_panel=NETWORK
    ),
]
Hidden: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="5,3",
        help="Neurons in each hidden layer, none for no hidden layer; else 100.",
        show_default=False,
        rich_help_panel=NETWORK,
    ),
]
Activation: TypeAlias = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="relu, tanh, logistic, identity, leaky_relu, elu, selu, gelu, silu, mish or softplus, or "
        "one a layer with commas; else relu.",
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
        help="Samples in a batch; else 200, or all if there are fewer.",
        show_default=False,
        rich_help_panel=NETWORK,
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
