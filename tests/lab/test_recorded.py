"""A run's recording reaches the page untouched, with states that lead on bit for bit."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.lab.asgi import PORT, Inside, get, lab_of
from tests.lab.test_app import refused
from tests.lab.test_begin import read

from rosenblatt.cli.app import run
from rosenblatt.errors import RosenblattError
from rosenblatt.lab.app import Lab
from rosenblatt.lab.guard import Keys
from rosenblatt.lab.session import Opened
from rosenblatt.run import read_run
from rosenblatt.run.folder.recording_place import open_recording


@pytest.fixture(scope="module")
def folder(tmp_path_factory: Any) -> Path:
    found: Path = tmp_path_factory.mktemp("runs") / "xor"
    options = ["--max-iter", "40", "--record", "epochs", "--repeats", "0", "--json"]
    assert run(["train", "xor", "--out", str(found), *options]) == 0
    return found


@pytest.fixture(scope="module")
def lab(folder: Path) -> Lab:
    return Lab(Keys(PORT), Opened.of_run(folder), Inside())


def test_the_document_holds_the_recorded_weights(folder: Path, lab: Lab) -> None:
    described, arrays = read(get(lab, "/api/run").body)
    recording = open_recording(folder)
    assert len(arrays["parameters"]) == len(recording) == 41
    for place in (0, 17, 40):
        np.testing.assert_array_equal(arrays["parameters"][place], recording[place].parameters)
    np.testing.assert_array_equal(arrays["epoch"], np.arange(41))
    np.testing.assert_array_equal(arrays["history"], read_run(folder).history.rows)
    assert described["sizes"] == [2, 5, 1]
    assert described["continued"] is None
    assert described["plan"]["max_iter"] == 40


def test_a_state_is_that_of_the_recording(folder: Path, lab: Lab) -> None:
    described, arrays = read(get(lab, "/api/run/state/17").body)
    state: Any = open_recording(folder).state(17)
    for name in ("moments", "random_key", "order"):
        np.testing.assert_array_equal(arrays[name], getattr(state, name))
    np.testing.assert_array_equal(arrays["parameters"], state.network.parameters)
    assert described["progress"]["epoch"] == 17
    assert "the snapshots 0 to 40, got 41" in refused(get(lab, "/api/run/state/41"))


def test_the_table_opens_with_the_settings_of_the_run(lab: Lab) -> None:
    assert lab.opened.table == "xor"
    assert lab.opened.settings["max_iter"] == 40
    assert "no run is open" in refused(get(lab_of(), "/api/run"))


def test_other_folders_are_refused_with_the_remedy(tmp_path: Path, folder: Path, capsys: Any) -> None:
    assert run(["lab", str(tmp_path), "--to", str(tmp_path / "x.html")]) == 2
    assert "is not a run's folder" in " ".join(capsys.readouterr().err.split())
    (tmp_path / "my.csv").write_text("a,b\n1,0\n2,1\n3,0\n4,1\n")
    own = tmp_path / "own"
    trained = [
        "train",
        str(tmp_path / "my.csv"),
        "--hidden",
        "2",
        "--task",
        "classification",
        "--test-size",
        "0",
    ]
    assert run([*trained, "--out", str(own), "--max-iter", "5", "--repeats", "0"]) == 0
    assert "was not recorded" in refused(get(Lab(Keys(PORT), Opened.of_run(own), Inside()), "/api/run"))
    (tmp_path / "my.csv").write_text("a,b\n1,0\n2,1\n3,0\n5,1\n")
    with pytest.raises(RosenblattError, match="other values"):
        Opened.of_run(own)
