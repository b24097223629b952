"""A run's recording reaches the page untouched, with states to continue from or the reason why not."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.lab.asgi import PORT, Inside, get, lab_of, post
from tests.lab.test_app import refused
from tests.lab.test_begin import read
from tests.lab.test_single import embedded

from rosenblatt.cli.app import run
from rosenblatt.lab.app import Lab
from rosenblatt.lab.guard import Keys
from rosenblatt.lab.runs.opening import open_run
from rosenblatt.lab.single import page_of
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
    return Lab(Keys(PORT), open_run(folder), Inside())


def test_the_document_holds_the_recorded_weights(folder: Path, lab: Lab) -> None:
    described, arrays = read(get(lab, "/api/run").body)
    recording = open_recording(folder)
    assert len(arrays["snapshots"]) == len(recording) == 41
    for place in (0, 17, 40):
        np.testing.assert_array_equal(arrays["snapshots"][place], recording[place].parameters)
    np.testing.assert_array_equal(arrays["epoch"], np.arange(41))
    np.testing.assert_array_equal(arrays["history"], read_run(folder).history.rows)
    assert described["sizes"] == [2, 5, 1]
    assert described["plan"]["max_iter"] == 40
    run = described["run"]
    assert (run["n"], run["trained"], run["continued"], run["notes"]) == (41, True, True, [])
    assert "rest" not in arrays


def test_a_state_is_that_of_the_recording_in_the_layout_of_the_engine(folder: Path, lab: Lab) -> None:
    _, arrays = read(get(lab, "/api/run/state/17").body)
    state: Any = open_recording(folder).state(17)
    np.testing.assert_array_equal(arrays["parameters"], state.network.parameters)
    rest = arrays["rest"].tobytes()
    assert rest.startswith(state.progress.tobytes() + bytes(8) + state.underway.tobytes())
    assert rest.endswith(state.random_key.tobytes())
    assert state.moments.tobytes() in rest
    assert "the snapshots 0 to 40, got 41" in refused(get(lab, "/api/run/state/41"))


def test_a_file_has_a_choice_of_snapshots_with_their_states(folder: Path) -> None:
    opened = open_run(folder).run
    assert opened is not None
    described, arrays = read(opened.embedded(8))
    assert len(arrays["snapshots"]) == len(arrays["rest"]) <= 8
    assert {0, 40} <= set(arrays["number"].tolist())
    assert described["run"]["continued"]
    assert f"{len(arrays['snapshots'])} of the 41 snapshots" in described["run"]["notes"][0]


@pytest.mark.parametrize("room", [41 * 21 * 8, 10 * 21 * 8])
def test_a_file_without_room_for_states_has_the_weights_alone_and_says_what_continues(
    room: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rosenblatt.lab.runs.recorded.MOST_EMBEDDED", room)
    opened = open_run(folder).run
    assert opened is not None
    described, arrays = read(opened.embedded())
    assert arrays["snapshots"].nbytes <= room
    assert "rest" not in arrays
    assert not described["run"]["continued"]
    assert described["run"]["why"] == f"To continue from a snapshot: rosenblatt lab {folder}"


def shown(folder: Path, *words: str) -> tuple[Any, Any]:
    """Train a run, and read what the lab opens of it."""
    assert run(["train", *words, "--out", str(folder), "--repeats", "0", "--json"]) == 0
    opened = open_run(folder).run
    assert opened is not None
    return read(opened.document())


@pytest.mark.long
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("xor", "--solver", "lbfgs"), "The page does not train with lbfgs: rosenblatt branch"),
        (("temporal-xor", "--max-iter", "3"), "The page does not train recurrent networks"),
        (("xor", "--max-iter", "5", "--set", "class_weight=balanced"), "weights all classes alike"),
    ],
    ids=["lbfgs", "recurrent", "class weights"],
)
def test_what_the_page_does_not_train_is_shown_with_the_reason(
    words: tuple[str, ...], sentence: str, tmp_path: Path
) -> None:
    described, arrays = shown(tmp_path / "run", *words, "--record", "epochs")
    about = described["run"]
    assert (about["trained"], about["continued"]) == (False, False)
    assert about["why"].startswith("This run is shown, and not continued. ")
    assert sentence in about["why"]
    recording = open_recording(tmp_path / "run")
    np.testing.assert_array_equal(arrays["snapshots"][-1], recording[-1].parameters)
    assert len(arrays["X"]) == len(read_run(tmp_path / "run").samples.inputs)
    assert described["sizes"] == list(recording.layer_sizes)


def test_of_a_recurrent_run_the_weights_are_named_and_no_predictions_are_promised(tmp_path: Path) -> None:
    described, arrays = shown(tmp_path / "run", "temporal-xor", "--max-iter", "3", "--record", "epochs")
    about, sizes = described["run"], described["sizes"]
    assert "sequences" in about["unanswered"]
    assert about["context"] == [[f"h1.{k + 1} before" for k in range(sizes[1])], []]
    n = sum((fan_in + len(names) + 1) * fan_out for fan_in, names, fan_out in
            zip(sizes, about["context"], sizes[1:], strict=False))  # fmt: skip
    assert n <= arrays["snapshots"].shape[1]
    assert "600 of the 2,999 rows" in " ".join(about["notes"])


def test_a_run_that_was_not_recorded_has_its_last_network_and_the_command_that_records(
    tmp_path: Path,
) -> None:
    described, arrays = shown(tmp_path / "run", "xor", "--max-iter", "5")
    about = described["run"]
    assert (about["n"], about["trained"], about["continued"]) == (0, True, False)
    assert arrays["epoch"].tolist() == [5]
    assert len(arrays["history"]) == 5
    assert about["notes"][0].endswith(" --record epochs --out RUN")
    assert "--max-iter 5" in about["notes"][0]


def test_a_network_beyond_the_page_s_own_shapes_is_trained_on(tmp_path: Path) -> None:
    described, _ = shown(tmp_path / "run", "xor", "--hidden", "200", "--max-iter", "3", "--record", "epochs")
    assert described["run"]["continued"]


@pytest.mark.long
def test_a_mixture_is_refused_with_the_command_that_trains_one_network(tmp_path: Path, capsys: Any) -> None:
    words = ["train", "iris", "--model", "tabular", "--out", str(tmp_path / "run"), "--repeats", "0"]
    assert run([*words, "--json"]) == 0
    capsys.readouterr()
    assert run(["lab", str(tmp_path / "run"), "--to", str(tmp_path / "run.html")]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "is a mixture of" in said
    assert "rosenblatt train iris" in said


def test_a_run_of_a_table_beyond_the_caps_is_shown_and_names_the_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["train", "iris", "--model", "mlp", "--max-iter", "3", "--record", "epochs", "--repeats", "0"]
    assert run([*words, "--out", str(tmp_path / "run"), "--json"]) == 0
    monkeypatch.setattr("rosenblatt.lab.limits.MOST_ROWS", 100)
    opened = open_run(tmp_path / "run").run
    assert opened is not None
    described, _ = read(opened.document())
    assert "at most 100 rows, got 150" in described["run"]["why"]


def test_the_table_opens_with_the_settings_of_the_run(lab: Lab) -> None:
    assert lab.opened.table == "xor"
    assert lab.opened.settings["max_iter"] == 40
    assert "no run is open" in refused(get(lab_of(), "/api/run"))


def test_the_page_as_one_file_has_the_run_that_is_shown_and_else_the_table(lab: Lab) -> None:
    values, parts = embedded(post(lab, "/api/take/html", {"open": "lab=1&run=xor&at=12"}).body.decode())
    assert (values["open"], values["run"]) == ("lab=1&run=xor&at=12", "xor")
    assert "run" in parts
    values, parts = embedded(
        post(lab, "/api/take/html", {"open": "lab=1&table=moons", "table": "moons"}).body.decode()
    )
    assert "run" not in values
    assert "tables/moons" in parts


@pytest.mark.long
def test_other_folders_are_refused_and_without_its_table_a_run_is_shown(
    tmp_path: Path, folder: Path, capsys: Any
) -> None:
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
    assert "snapshots" in read(get(Lab(Keys(PORT), open_run(own), Inside()), "/api/run").body)[1]
    (tmp_path / "my.csv").write_text("a,b\n1,0\n2,1\n3,0\n5,1\n")
    assert "other values" in why_not(own)
    (tmp_path / "my.csv").unlink()
    assert "was not found: start the lab where it is" in why_not(own)


def why_not(folder: Path) -> str:
    """Why the page does not train on a run."""
    opened = open_run(folder)
    assert opened.run is not None
    assert opened.run.begun is None
    assert page_of(opened)
    return opened.run.why_not
