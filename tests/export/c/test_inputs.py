"""A C header prepares a row as the model does: dates, times, rare texts and missing values of every kind."""

import datetime as dt
from collections.abc import Sequence

import numpy as np
import polars
import pytest
from tests.export.c.compiled import Compiled, codes
from tests.export.running import make_network

from rosenblatt.data import Preparation
from rosenblatt.data.preparation.missing import Missing
from rosenblatt.model import Model

N_ROWS = 1000
DTYPES = ("float64", "float32")
BOUND = {"float64": 1e-11, "float32": 1e-5}


def diary(seed: int = 0, shares: float = 0.0) -> polars.DataFrame:
    """Columns of every kind; a share of the values is missing."""
    random = np.random.default_rng(seed)
    start = dt.datetime(1958, 2, 27)
    minutes = random.integers(0, 60 * 24 * 365 * 60, N_ROWS).tolist()
    frame = polars.DataFrame(
        {
            "x": random.normal(3, 2, N_ROWS),
            "switch": random.random(N_ROWS) > 0.5,
            "stamp": [start + dt.timedelta(minutes=each) for each in minutes],
            "y": random.normal(size=N_ROWS),
            "date": [dt.date(1890, 1, 1) + dt.timedelta(days=each // 720) for each in minutes],
            "noon": [dt.datetime(2020, 1, each % 31 + 1, 12) for each in minutes],
            "time": [dt.time(each % 24, each % 60) for each in minutes],
            "few": random.choice(["a", "b", "c"], N_ROWS),
            "many": [f"t{each}" for each in random.poisson(200, N_ROWS)],
        }
    )
    if shares:
        marks = random.random(frame.shape) < shares
        columns = zip(frame.iter_columns(), marks.T, strict=True)
        frame = frame.with_columns(
            [
                polars.when(polars.Series(~mark)).then(each).otherwise(None).alias(each.name)
                for each, mark in columns
            ]
        )
    return frame.with_columns(target=polars.Series(random.normal(size=N_ROWS)))


def model_of(frame: polars.DataFrame, missing: Missing, features: Sequence[str] | None = None) -> Model:
    names = features or [name for name in frame.columns if name != "target"]
    preparation = Preparation.fit(frame, target="target", features=names, task="regression", missing=missing)
    network = make_network((preparation.n_inputs, 4, 1), ("tanh", "identity"))
    return Model("mlp", "regression", network, preparation)


@pytest.mark.filterwarnings("ignore::rosenblatt.errors.TableWarning")
@pytest.mark.parametrize("dtype", DTYPES)
def test_every_kind_of_column_with_missing_values(dtype: str) -> None:
    models = {
        "fill": model_of(diary(0, 0.1), "fill"),
        "complete": model_of(diary(0), "fill"),  # later tables may have missing values
        "mean": model_of(diary(0, 0.1), "mean"),
        "frequent": model_of(diary(0, 0.1), "most-frequent"),
        "dropped": model_of(diary(0), "drop"),
    }
    assert any(each.was_missing for each in models["fill"].preparation.features[:3])
    assert models["fill"].preparation.features[-1].rest == "other"
    compiled = Compiled(models, dtype)
    for name, model in models.items():
        table = diary(1, 0.0 if name == "dropped" else 0.2)
        np.testing.assert_allclose(
            compiled.predict(name, codes(model, table)), model.predict(table), rtol=0, atol=BOUND[dtype]
        )


@pytest.mark.parametrize("dtype", DTYPES)
def test_each_date_and_time_alone(dtype: str) -> None:
    frame = diary(2)
    models = {name: model_of(frame, "error", [name]) for name in ("stamp", "date", "noon", "time")}
    parts = {name: each.preparation.features[0].parts for name, each in models.items()}
    assert parts == {
        "stamp": ("month", "weekday", "hour"),
        "date": ("month", "weekday"),
        "noon": ("weekday",),
        "time": ("hour",),
    }
    compiled = Compiled(models, dtype)
    for name, model in models.items():
        found = compiled.predict(name, codes(model, frame))
        np.testing.assert_allclose(found, model.predict(frame), rtol=0, atol=BOUND[dtype])


def test_a_date_that_is_missing_or_impossible_is_reported() -> None:
    model = model_of(diary(2), "error", ["stamp", "date"])
    row = codes(model, diary(2)[:1])
    compiled = Compiled({"diary": model})
    assert np.isfinite(compiled.predict("diary", row)).all()
    for column in range(3):
        for value in (np.nan, np.inf, -1e30, 1e30):
            if column != 1 or not np.isfinite(value):
                wrong = row.copy()
                wrong[0, column] = value
                assert np.isnan(compiled.predict("diary", wrong)).all()
