"""Headers compiled with the system's compiler, and called."""

import ctypes
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars
import pytest

from rosenblatt.export import to_c
from rosenblatt.export.c.names import Names
from rosenblatt.export.labels import decides_each, has_groups
from rosenblatt.model import Model

WARNINGS = ("-Wall", "-Wextra", "-Werror", "-pedantic", "-Wshadow", "-Wconversion")
C = ("-std=c99",)
CPP = ("-x", "c++", "-std=c++11")


def compiler() -> str:
    """The system's compiler; without one the test is skipped, or fails where skipping is forbidden."""
    found = next((path for name in ("cc", "gcc", "clang") if (path := shutil.which(name))), None)
    if found is None and os.environ.get("ROSENBLATT_FORBID_SKIPS"):
        pytest.fail("there is no C compiler (cc, gcc or clang), and skipping is forbidden")
    return found or pytest.skip("there is no C compiler: cc, gcc or clang")


def compile_c(folder: Path, source: str, *options: str, language: tuple[str, ...] = C) -> Path:
    """Compile a source with all warnings as errors."""
    (folder / "source.c").write_text(source, encoding="ascii")
    out = folder / "out"
    command = [compiler(), *language, *WARNINGS, *options, "source.c", "-o", str(out), "-lm"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out


def codes(model: Model, frame: polars.DataFrame) -> np.ndarray:
    """A table as a header takes it: numbers of categories, days and hours, NaN for a missing value."""
    columns = []
    for feature in model.preparation.features:
        column, hours = frame[feature.name], None
        if hasattr(feature, "categories"):
            known = {text: place for place, text in enumerate(feature.categories)}
            column = polars.Series([None if text is None else known.get(text, -1) for text in column])
        elif column.dtype == polars.Time:
            column = column.to_physical() / 3.6e12
        elif column.dtype.is_temporal():
            days = column.cast(polars.Datetime("us")).to_physical() / 8.64e10
            if "hour" in feature.parts:
                hours = (days - days.floor()) * 24
            column = days if hours is None else days.floor()
        columns += [column] if hours is None else [column, hours]
    return np.column_stack([each.cast(polars.Float64).fill_null(np.nan).to_numpy() for each in columns])


def is_array(model: Model) -> bool:
    """Whether a prediction is several numbers, classes or labels."""
    several = model.task == "regression" and model.n_outputs > 1
    return several or has_groups(model) or decides_each(model)


_WRAPPER = """
#include "{name}.h"
int columns_{name}(void) {{ return {upper}_COLUMNS; }}
void outputs_{name}(const {real} *rows, const int *starts, int n, {real} *out, int width)
{{
    {begin}
    for (int row = 0; row < n; row++) {{
        {reset}
        {name}_outputs({state}rows + row * {upper}_COLUMNS, out + row * width);
    }}
    (void)starts;
}}
void predict_{name}(const {real} *rows, const int *starts, int n, {answer} *out, int width)
{{
    {begin}
    for (int row = 0; row < n; row++) {{
        {reset}
        {predict}
    }}
    (void)starts;
    (void)width;
}}
"""
_PROBABILITIES = """
void probabilities_{name}(const {real} *rows, const int *starts, int n, {real} *out, int width)
{{
    {begin}
    for (int row = 0; row < n; row++) {{
        {reset}
        {function}({state}rows + row * {upper}_COLUMNS, out + row * width);
    }}
    (void)starts;
}}
"""


def wrapper(name: str, model: Model, dtype: np.dtype[Any]) -> str:
    """Functions that call a header's for many rows, a new sequence at each start."""
    recurrent = model.is_recurrent
    values = {
        "name": name,
        "upper": name.upper(),
        "real": "float" if dtype == np.float32 else "double",
        "begin": f"{name}_state state; {name}_reset(&state);" if recurrent else "",
        "reset": f"if (starts[row]) {name}_reset(&state);" if recurrent else "",
        "state": "&state, " if recurrent else "",
    }
    values["answer"] = values["real"] if model.task == "regression" else "int"
    step = f"{name}_{'step' if recurrent else 'predict'}"
    row = f"rows + row * {name.upper()}_COLUMNS"
    if is_array(model):
        values["predict"] = f"{step}({values['state']}{row}, out + row * width);"
    else:
        values["predict"] = f"out[row] = {step}({values['state']}{row});"
    code = _WRAPPER.format(**values)
    if model.has_probabilities:
        function = f"{name}_{'step_' if recurrent else ''}probabilities"
        code += _PROBABILITIES.format(**values, function=function)
    return code


class Compiled:
    """Models as one library, all their headers in one source."""

    def __init__(self, models: Mapping[str, Model], dtype: str | None = None) -> None:
        self.models = models
        self.headers = {name: to_c(model, name=name, dtype=dtype) for name, model in models.items()}
        self.dtypes = {
            name: np.dtype(np.float32 if "computes in float," in header else np.float64)
            for name, header in self.headers.items()
        }
        code = "".join(wrapper(name, model, self.dtypes[name]) for name, model in models.items())
        with tempfile.TemporaryDirectory() as folder:
            for name, header in self.headers.items():
                assert Names(name).prefix == name
                (Path(folder) / f"{name}.h").write_text(header, encoding="ascii")
            compile_c(Path(folder), code, "-fsyntax-only", language=CPP)
            self.library = ctypes.CDLL(str(compile_c(Path(folder), code, "-shared", "-fPIC")))

    def outputs(self, name: str, rows: np.ndarray, starts: Any = (0,)) -> np.ndarray:
        n = self.models[name].n_outputs
        return self._called("outputs", name, rows, starts, (len(rows), n), self.dtypes[name])

    def predict(self, name: str, rows: np.ndarray, starts: Any = (0,)) -> np.ndarray:
        """Numbers, or the numbers of classes; a column each of several targets."""
        model = self.models[name]
        width = len(model.classes or ()) if has_groups(model) else model.n_outputs
        shape = (len(rows), width) if is_array(model) else (len(rows),)
        dtype = self.dtypes[name] if model.task == "regression" else np.dtype(np.int32)
        return self._called("predict", name, rows, starts, shape, dtype)

    def probabilities(self, name: str, rows: np.ndarray, starts: Any = (0,)) -> np.ndarray:
        n = max(2, self.models[name].n_outputs)
        return self._called("probabilities", name, rows, starts, (len(rows), n), self.dtypes[name])

    def _called(
        self, function: str, name: str, rows: np.ndarray, starts: Any, shape: tuple[int, ...], dtype: Any
    ) -> np.ndarray:
        given = np.ascontiguousarray(rows, self.dtypes[name])
        assert given.shape[1] == self.library[f"columns_{name}"]()
        marks = np.zeros(len(rows), np.int32)
        marks[list(starts)] = 1
        out = np.full(shape, 77, dtype)
        pointers = [each.ctypes.data_as(ctypes.c_void_p) for each in (given, marks, out)]
        width = shape[1] if len(shape) > 1 else 1
        self.library[f"{function}_{name}"](*pointers[:2], len(rows), pointers[2], width)
        return out
