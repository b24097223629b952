from decimal import Decimal

import narwhals
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from rosenblatt.data.sources.frames import frame_source, pick, plain_frame, to_polars
from rosenblatt.errors import TableError


@pytest.mark.parametrize(
    "frame",
    [
        pl.DataFrame({"a": [1, 2], "b": ["x", None]}),
        pl.LazyFrame({"a": [1, 2], "b": ["x", None]}),
        pd.DataFrame({"a": [1, 2], "b": ["x", None]}, index=[7, 8]),
        pa.table({"a": [1, 2], "b": ["x", None]}),
    ],
    ids=["polars", "polars lazy", "pandas", "Arrow"],
)
def test_every_library_gives_the_same_frame(frame):
    assert to_polars(frame).to_dict(as_series=False) == {"a": [1, 2], "b": ["x", None]}


def test_columns_of_pandas_named_by_numbers_get_these_as_text():
    assert to_polars(pd.DataFrame(np.eye(2))).columns == ["0", "1"]


@pytest.mark.parametrize("thing", [np.eye(2), {"a": [1]}, [[1, 2]], 3, None])
def test_what_is_no_data_frame_is_an_error(thing):
    with pytest.raises(TableError, match=f"got {type(thing).__name__}"):
        to_polars(thing)


def test_two_columns_of_one_name_are_an_error():
    with pytest.raises(TableError, match=r"'a' 2 times.*its own name"):
        to_polars(pd.DataFrame([[1, 2]], columns=["a", "a"]))


def test_a_column_of_mixed_types_is_an_error():
    with pytest.raises(TableError, match="mixes types"):
        to_polars(pd.DataFrame({"a": [1, "x"]}))


def test_python_objects_are_an_error():
    frame = pl.DataFrame({"a": [1], "b": pl.Series([object()], dtype=pl.Object)})
    with pytest.raises(TableError, match="column 'b' of the DataFrame holds Python objects"):
        frame_source(frame)


def test_without_pyarrow_the_error_says_what_to_install(monkeypatch):
    def without_pyarrow(*_, **__):
        raise ModuleNotFoundError("No module named 'pyarrow'")

    monkeypatch.setattr(pl, "from_pandas", without_pyarrow)
    with pytest.raises(TableError, match="pip install pyarrow"):
        to_polars(pd.DataFrame({"a": ["text"]}))


def test_a_plain_frame_says_each_fact_in_one_way():
    frame = pl.DataFrame(
        {
            "nan": [1.0, float("nan")],
            "category": pl.Series(["x", None], dtype=pl.Categorical),
            "enum": pl.Series(["x", "y"], dtype=pl.Enum(["y", "x"])),
            "decimal": [Decimal("1.5"), None],
            "wide": pl.Series([1, 2], dtype=pl.Int128),
            "half": pl.Series([0.5, None], dtype=pl.Float16),
        }
    )
    plain = plain_frame(frame)
    assert plain.dtypes == [pl.Float64, pl.String, pl.String, pl.Float64, pl.Float64, pl.Float32]
    assert plain.rows() == [(1.0, "x", "x", 1.5, 1.0, 0.5), (None, None, "y", None, 2.0, None)]


def test_a_frame_that_is_plain_already_is_returned_itself():
    frame = pl.DataFrame({"a": [1.0, None], "b": ["x", "y"], "c": [1, 2]})
    assert plain_frame(frame) is frame


def test_a_lazy_frame_of_another_library_is_computed():
    lazy = narwhals.from_native(pl.LazyFrame({"a": [1, 2]}))
    assert to_polars(lazy).to_dict(as_series=False) == {"a": [1, 2]}


def test_picking_takes_names_as_they_are():
    frame = pl.DataFrame({"*": [1], "^a$": [2], "a": [3]})
    assert pick(frame, ("^a$", "*")).to_dict(as_series=False) == {"^a$": [2], "*": [1]}
