"""A mixture of networks as an ONNX graph and as a plain Python file, with its preparation."""

from __future__ import annotations

import io
import sys
from typing import Any

import numpy as np
import onnx
import polars
import pytest
from tests.export.running import columns_of, run
from tests.model.examples import FLOWERS, MIXTURES

from rosenblatt.export import to_onnx, to_python
from rosenblatt.model import Model


def samples(name: str) -> tuple[Model, Any]:
    model = MIXTURES[name]
    if model.preparation is not None:
        return model, FLOWERS
    return model, np.random.default_rng(0).normal(size=(40, model.n_inputs))


@pytest.mark.parametrize("name", MIXTURES)
def test_the_graph_answers_like_the_model(name: str) -> None:
    model, X = samples(name)
    graph = to_onnx(model)
    onnx.checker.check_model(graph, full_check=True)
    found = run(graph, columns_of(graph, X) if isinstance(X, polars.DataFrame) else {"X": X})
    if model.task == "regression":
        np.testing.assert_allclose(found["variable"][:, 0], model.predict(X), rtol=1e-6)
        return
    np.testing.assert_array_equal(found["output_label"], model.predict(X))
    np.testing.assert_allclose(found["output_probability"], model.predict_proba(X), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", MIXTURES)
def test_a_graph_of_single_floats_has_no_doubles(name: str) -> None:
    model, X = samples(name)
    graph = to_onnx(model, dtype="float32")
    if not isinstance(X, polars.DataFrame):
        X = X.astype(np.float32)
    found = run(graph, columns_of(graph, X) if isinstance(X, polars.DataFrame) else {"X": X})
    expected = model.predict(X) if model.task == "regression" else model.predict_proba(X)
    answer = found["variable"][:, 0] if model.task == "regression" else found["output_probability"]
    assert answer.dtype == np.float32
    np.testing.assert_allclose(answer, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("name", MIXTURES)
def test_the_python_file_answers_like_the_model(name: str) -> None:
    model, X = samples(name)
    made: dict[str, Any] = {"__name__": "exported"}
    exec(to_python(model), made)
    columns = [f"x{place}" for place in range(1, model.n_inputs + 1)]
    rows = (
        X.to_dicts()
        if isinstance(X, polars.DataFrame)
        else [dict(zip(columns, row, strict=True)) for row in X]
    )
    answers = [made["predict"](row) for row in rows]
    if model.task == "regression":
        np.testing.assert_allclose(answers, model.predict(X), rtol=1e-6)
        return
    assert answers == model.predict(X).tolist()
    shares = [list(made["probabilities"](row).values()) for row in rows]
    np.testing.assert_allclose(shares, model.predict_proba(X), rtol=1e-5, atol=1e-6)


def test_the_python_file_reads_a_table_as_a_program(monkeypatch: pytest.MonkeyPatch) -> None:
    model = MIXTURES["mixed_prices"]
    table, answers = (
        io.TextIOWrapper(io.BytesIO(FLOWERS.write_csv().encode())),
        io.TextIOWrapper(io.BytesIO()),
    )
    monkeypatch.setattr(sys, "stdin", table)
    monkeypatch.setattr(sys, "stdout", answers)
    exec(to_python(model), {"__name__": "__main__"})
    answers.seek(0)
    np.testing.assert_allclose(
        [float(line) for line in answers.read().split()[1:]], model.predict(FLOWERS), rtol=1e-6
    )


def test_untrusted_names_of_members_do_not_reach_the_python_file() -> None:
    from dataclasses import replace

    model = MIXTURES["mixed_answers"]
    assert model.mixture is not None
    first, *others = model.mixture.members
    hostile = replace(first, name='"""\nimport os')
    assert "import os" not in to_python(
        replace(model, predictor=replace(model.mixture, members=(hostile, *others)))
    )
