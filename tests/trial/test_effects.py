import numpy as np
import polars as pl
import pytest

from rosenblatt.data import load_table
from rosenblatt.run import RunSettings, run_table


@pytest.mark.long
@pytest.mark.parametrize("task", ["classification", "regression"])
def test_of_very_many_columns_those_related_to_the_target_are_measured(task: str) -> None:
    samples = np.random.RandomState(0).normal(size=(60, 600))
    columns = {f"x{place}": samples[:, place] for place in range(600)}
    wanted = samples[:, 417] if task == "regression" else samples[:, 417] > 0
    table = load_table(pl.DataFrame({**columns, "y": wanted}))
    effects = run_table(RunSettings("wide", repeats=0), table=table).effects
    assert effects is not None
    assert (len(effects.columns), effects.n_not_measured) == (416, 184)  # 500² // 600
    measured = {each.name for each in effects.columns}
    assert len(measured) == 416
    related = np.abs(np.corrcoef(samples.T, wanted)[-1, :-1])
    assert measured == {f"x{place}" for place in np.argsort(-related)[:416]}
