"""Tables of sequences, split and prepared."""

import numpy as np
import polars as pl
import pytest
from tests.run.sequences import lights, tide, walks

from rosenblatt.data import Table, load_table
from rosenblatt.errors import PlanError, TableError
from rosenblatt.run import RunSettings
from rosenblatt.trial.parts import Prepared
from rosenblatt.trial.prepare import last_known_values, prepare, sequences_of, whole_rows


def prepared(table: Table, task: str = "classification", **asked: object) -> Prepared:
    settings = RunSettings("t", **asked).resolved(table)  # type: ignore[arg-type]
    table, kept = whole_rows(table, settings)
    return prepare(table, kept, settings, task, settings.seed or 0)  # type: ignore[arg-type]


def test_whole_sequences_are_held_out() -> None:
    made = prepared(walks(), sequence="walk")
    table = walks().frame
    names = [set(table["walk"].gather(part.rows - 1)) for part in (made.training, made.test)]
    assert [len(each) for each in names] == [12, 4]
    assert not names[0] & names[1]
    assert len(made.training.rows) + len(made.test.rows) == table.height


def test_another_seed_holds_out_others() -> None:
    rows = [prepared(walks(), sequence="walk", seed=seed).test.rows.tolist() for seed in (0, 0, 1)]
    assert rows[0] == rows[1] != rows[2]


def test_the_end_of_a_stream_is_held_out_whatever_the_seed() -> None:
    for seed in (0, 1):
        made = prepared(tide(), "regression", stream=True, test_size=0.2, seed=seed)
        assert made.training.rows.tolist() == list(range(1, 96))
        assert made.test.rows.tolist() == list(range(96, 120))


def test_a_streams_end_knows_the_steps_before_it() -> None:
    made = prepared(tide(), "regression", stream=True)
    assert made.test.before is not None
    np.testing.assert_array_equal(made.test.before, made.training.inputs)
    assert prepared(walks(), sequence="walk").test.before is None


def test_the_preparation_is_fitted_on_the_training_part_alone() -> None:
    made = prepared(walks(), sequence="walk")
    assert made.training.inputs[:, 1].mean() == pytest.approx(0, abs=1e-12)
    assert abs(made.test.inputs[:, 1].mean()) > 0.01


def test_every_step_has_a_target() -> None:
    made = prepared(walks(), sequence="walk")
    assert made.training.sequences is not None
    assert set(made.training.sequences.lengths.tolist()) == {3, 4, 5, 6}
    assert len(made.targets) == len(made.training.inputs) == made.training.sequences.n_steps
    stream = prepared(lights(), stream=True)
    assert (stream.training.inputs.shape, stream.targets.shape) == ((66, 3), (66, 2))


def test_a_sequence_that_is_answered_once_has_its_last_rows_target() -> None:
    table = walks()
    made = prepared(table, sequence="walk", options={"predict_at": "last"})
    assert made.training.sequences is not None
    assert made.training.sequences.n_sequences == len(made.targets) == 12
    ends = table.frame.with_row_index("row", offset=1).group_by("walk", maintain_order=True).last()
    assert set(made.training.rows.tolist()) < set(ends["row"].to_list())
    assert made.training.truth.tolist() == table.frame["when"].gather(made.training.rows - 1).to_list()
    assert len(made.training.step_rows) == len(made.training.inputs) > 12


def test_a_stream_cannot_be_answered_once() -> None:
    with pytest.raises(PlanError, match=r"predicted at every step.*predict_at='last'.*--sequence COLUMN"):
        prepared(lights(), stream=True, options={"predict_at": "last"})


def test_a_missing_value_is_named_by_sequence_and_step() -> None:
    table = walks(gap=(4, "wind"))
    with pytest.raises(TableError, match=r"'wind' has no value in sequence 'w01', step 2 \(row 5\)"):
        prepared(table, sequence="walk", missing="error")
    with pytest.raises(TableError, match=r"'wind' has no value in step 5 \(row 5\)"):
        prepared(table, stream=True, missing="error")


def test_dropping_takes_the_whole_sequence_out() -> None:
    made = prepared(walks(gap=(4, "wind")), sequence="walk", missing="drop")
    rows = sorted([*made.training.rows.tolist(), *made.test.rows.tolist()])
    assert rows == [row for row in range(1, walks().n_rows + 1) if row not in (4, 5, 6, 7)]
    truth = walks().frame["when"].gather(made.test.rows - 1).to_list()
    assert made.test.truth.tolist() == truth


def test_a_filled_feature_keeps_its_sequence_and_a_target_is_never_filled() -> None:
    made = prepared(walks(gap=(4, "wind")), sequence="walk", missing="mean")
    assert len(made.training.rows) + len(made.test.rows) == walks().n_rows
    with pytest.raises(TableError, match=r"'when' has no value in sequence 'w01', step 2"):
        prepared(walks(gap=(4, "when")), sequence="walk", missing="mean")


def test_a_series_knows_its_last_value() -> None:
    table = tide()
    known = last_known_values(table, sequences_of(table, RunSettings("t", stream=True)))
    assert known is not None
    assert known.tolist() == table.frame["level"].to_list()


def test_a_series_with_a_few_gaps_still_does_and_another_table_does_not() -> None:
    gaps = load_table(tide().frame.filter(pl.int_range(pl.len()) % 20 != 7))
    stream = RunSettings("t", stream=True)
    assert last_known_values(gaps, sequences_of(gaps, stream)) is not None
    shuffled = load_table(tide().frame.sample(fraction=1, shuffle=True, seed=1))
    assert last_known_values(shuffled, sequences_of(shuffled, stream)) is None
