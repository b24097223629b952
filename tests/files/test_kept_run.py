"""A run of version 0.1.0 keeps its meaning: a random split, missing values an error, no dates, all columns.

The table has an identifier, a column of dates and a rare class, which later versions treat in another way.
"""

import json
import shutil

import numpy as np
import pytest
from tests.files.keep import FOLDER

from rosenblatt.cli.app import run as rosenblatt
from rosenblatt.errors import RosenblattError
from rosenblatt.model import load_model
from rosenblatt.run import Unfinished, branch, read_run, run_table

KEPT = FOLDER / "0.1.0" / "kept-run"
EXPECTED = json.loads((KEPT / "expected.json").read_text("utf-8"))


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A copy of the folder, which is the working directory."""
    shutil.copytree(KEPT, tmp_path / "kept")
    monkeypatch.chdir(tmp_path / "kept")
    return tmp_path / "kept"


def close(found):
    """Whether parameters are those of the kept run but for the last bits, where machines differ."""
    return np.allclose(found.model.network.parameters, EXPECTED["parameters"], rtol=1e-9, atol=1e-12)


def test_the_kept_run_has_none_of_the_new_keys():
    settings = json.loads((KEPT / "finished" / "run.json").read_text("utf-8"))["settings"]
    asked = json.loads((KEPT / "stopped.unfinished" / "asked.json").read_text("utf-8"))["settings"]
    for values in (settings, asked):
        assert not {"split", "ignore", "keep", "reading"} & set(values)


def test_a_kept_run_is_read_as_it_was(kept):
    found = read_run("finished")
    assert (found.settings.split, found.settings.missing) == ("random", "error")
    assert found.evaluation.rows.tolist() == EXPECTED["test_rows"]
    assert found.table_summary.notes == ()
    assert close(found)


def test_the_same_settings_draw_the_same_rows(kept):
    found = run_table(read_run("finished").settings)
    assert found.evaluation.rows.tolist() == EXPECTED["test_rows"]
    assert close(found)
    assert found.evaluation.repeats.tolist() == EXPECTED["repeats"]


@pytest.mark.filterwarnings("ignore:column .flat. holds")
def test_a_branch_of_a_kept_run_has_its_rows(kept):
    found = branch("finished", epoch=10)
    assert found.evaluation.rows.tolist() == EXPECTED["test_rows"]
    assert close(found)


def test_a_stopped_run_is_resumed_to_the_same_network(kept):
    unfinished = Unfinished.of("stopped")
    assert (unfinished.settings.split, unfinished.settings.missing) == ("random", "error")
    assert rosenblatt(["resume", "stopped"]) == 0
    found = read_run("stopped")
    assert found.evaluation.rows.tolist() == EXPECTED["test_rows"]
    assert found.settings.split == "random"
    assert close(found)


def test_a_stopped_run_still_refuses_missing_values(kept):
    lines = (kept / "flats.csv").read_text("utf-8").splitlines()
    lines[1] = "," + lines[1].partition(",")[2]
    (kept / "flats.csv").write_text("\n".join(lines) + "\n", "utf-8")
    unfinished = Unfinished.of("stopped")
    table = unfinished.settings.load()
    unfinished = unfinished.require_table(table, same_data=False)
    with pytest.raises(RosenblattError, match="values are missing in 'rooms'"):
        run_table(unfinished.settings, table=table)


def test_a_kept_model_reads_dates_as_the_text_they_were(kept, capsys):
    model = load_model("finished")
    assert {"listed=2024-01-01", "flat=F000"} <= set(model.preparation.input_names)
    assert rosenblatt(["predict", "finished", "flats.csv"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 49
    assert lines[0].endswith("kind,predicted")
