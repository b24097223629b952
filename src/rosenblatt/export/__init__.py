"""Export: a trained model for programs without Rosenblatt: an ONNX graph, a plain Python file, a C header."""

from rosenblatt.export.c.header import to_c
from rosenblatt.export.files import export_model
from rosenblatt.export.onnx.converters import register_converters
from rosenblatt.export.onnx.model import to_onnx
from rosenblatt.export.python.file import to_python

__all__ = ["export_model", "register_converters", "to_c", "to_onnx", "to_python"]
