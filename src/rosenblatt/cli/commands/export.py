"""``rosenblatt export``: a trained model for programs without Rosenblatt."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from rosenblatt.cli.arguments import Model, argument, option
from rosenblatt.cli.screen.console import clean, open_screen


def export(
    model: Model,
    file: Annotated[
        Path,
        argument(
            "FILE",
            "The file to write: .onnx, .py for plain Python without any dependency, or .h for a C99 header.",
        ),
    ],
    dtype: Annotated[
        str | None,
        option("NAME", "Of .onnx and .h: compute in float32 or float64. Default: as the model was trained."),
    ] = None,
) -> None:
    """Export a model with its preparation, as an ONNX graph, a readable Python file or a C header."""
    from rosenblatt.export import export_model
    from rosenblatt.export.files import check_kind
    from rosenblatt.model import load_model

    kind, shown = check_kind(file), clean(str(file))
    export_model(load_model(model), file, dtype=dtype)
    use = {
        ".onnx": "onnxruntime and others run it",
        ".py": f"try: python {shown} < table.csv",
        ".h": "its first comment shows its use and the bytes it needs",
    }
    open_screen().print(f"The model is in {shown}; {use[kind]}", soft_wrap=True)
