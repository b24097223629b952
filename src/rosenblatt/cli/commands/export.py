"""``rosenblatt export``: a trained model for programs without Rosenblatt."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from rosenblatt.cli.arguments import Model, argument
from rosenblatt.cli.screen.console import clean, open_screen


def export(
    model: Model,
    file: Annotated[
        Path,
        argument("FILE", "The file to write: .onnx, or .py for plain Python without any dependency."),
    ],
) -> None:
    """Export a model with its preparation, as an ONNX graph or as one readable Python file."""
    from rosenblatt.export import export_model
    from rosenblatt.export.files import check_kind
    from rosenblatt.model import load_model

    kind = check_kind(file)
    export_model(load_model(model), file)
    use = (
        "onnxruntime and others run it" if kind == ".onnx" else f"try: python {clean(str(file))} < table.csv"
    )
    open_screen().print(f"The model is in {clean(str(file))}; {use}", soft_wrap=True)
