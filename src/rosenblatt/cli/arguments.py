"""Arguments that several commands share."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

DATA = "The data"

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
