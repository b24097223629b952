import json
import os
from pathlib import Path

import numpy as np
import polars
import pytest

from rosenblatt.errors import RosenblattError
from rosenblatt.model import load_model
from rosenblatt.run import Run, check_folder, read_run, rewrite_report, write_run
from rosenblatt.run.folder.folder import FILES


@pytest.mark.parametrize("name", ["xor", "iris", "diabetes"])
def test_a_run_comes_back_as_it_was(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    run: Run = request.getfixturevalue(name)
    write_run(tmp_path / "deep" / "run", run, "<html>")
    again = read_run(tmp_path / "deep" / "run")
    assert (again.model, again.history, again.settings) == (run.model, run.history, run.settings)
    assert (again.table_summary, again.findings, again.created) == (
        run.table_summary,
        run.findings,
        run.created,
    )
    for field in ("rows", "truth", "predicted", "probabilities", "repeats"):
        theirs, ours = getattr(again.evaluation, field), getattr(run.evaluation, field)
        assert (theirs is None) == (ours is None)
        if ours is not None:
            np.testing.assert_array_equal(theirs, ours)
    np.testing.assert_array_equal(again.samples.inputs, run.samples.inputs)
    np.testing.assert_array_equal(again.samples.labels, run.samples.labels)
    np.testing.assert_array_equal(again.samples.part, run.samples.part)


def test_the_folder_holds_these_files_and_no_others(iris: Run, tmp_path: Path) -> None:
    write_run(tmp_path / "run", iris, "<html>")
    assert sorted(path.name for path in (tmp_path / "run").iterdir()) == sorted(FILES)
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
    assert load_model(tmp_path / "run") == iris.model


def test_the_files_can_be_read_without_us(xor: Run, tmp_path: Path) -> None:
    write_run(tmp_path / "run", xor, "<html>")
    history = polars.read_parquet(tmp_path / "run" / "history.parquet")
    assert history["epoch"].to_list() == list(range(1, 2056))
    predictions = polars.read_parquet(tmp_path / "run" / "predictions.parquet")
    assert predictions.columns == ["row", "truth", "predicted", "probability 0", "probability 1"]
    samples = polars.read_parquet(tmp_path / "run" / "samples.parquet")
    assert samples.columns == ["row", "part", "label", "input x1", "input x2"]
    assert samples.rows()[1] == (2, "training", 1, 0.0, 1.0)


def test_an_older_run_is_replaced_and_what_is_not_ours_is_kept(xor: Run, iris: Run, tmp_path: Path) -> None:
    write_run(tmp_path / "run", xor, "<old>")
    (tmp_path / "run" / "notes.txt").write_text("mine")
    write_run(tmp_path / "run", iris, "<new>")
    assert read_run(tmp_path / "run").settings.table == "iris"
    assert (tmp_path / "run" / "report.html").read_text() == "<new>"
    assert (tmp_path / "run" / "notes.txt").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_what_is_no_run_is_not_replaced(xor: Run, tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("years of work")
    with pytest.raises(RosenblattError, match=r"holds files and no run\.json.*choose another --out"):
        write_run(tmp_path / "thesis", xor, "")
    (tmp_path / "file").write_text("")
    with pytest.raises(RosenblattError, match="is no folder"):
        check_folder(tmp_path / "file")
    (tmp_path / "link").symlink_to(tmp_path / "thesis")
    with pytest.raises(RosenblattError, match="is no folder"):
        check_folder(tmp_path / "link")
    assert [path.name for path in (tmp_path / "thesis").iterdir()] == ["chapter.txt"]


def test_a_place_that_may_not_be_written_to_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(RosenblattError, match=r"deep/run cannot be made: .* may not be written to"):
        check_folder(tmp_path / "deep" / "run")
    (tmp_path / "file").write_text("")
    with pytest.raises(RosenblattError, match="file may not be written to"):
        check_folder(tmp_path / "file" / "run")


def test_an_empty_folder_may_be_filled(xor: Run, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    write_run(tmp_path / "run", xor, "")
    assert read_run(tmp_path / "run").task == "classification"


@pytest.mark.parametrize("failing", range(1, len(FILES) + 1))
def test_a_full_disk_leaves_the_older_run_whole_and_nothing_else(
    failing: int, xor: Run, iris: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_run(tmp_path / "run", xor, "<old>")
    calls = []
    fsync = os.fsync

    def full_disk(handle: int) -> None:
        calls.append(handle)
        if len(calls) == failing:
            raise OSError(28, "No space left on device")
        fsync(handle)

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space left"):
        write_run(tmp_path / "run", iris, "<new>")
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
    assert read_run(tmp_path / "run").settings.table == "xor"


def test_a_rename_that_fails_puts_the_older_run_back(
    xor: Run, iris: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_run(tmp_path / "run", xor, "<old>")
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if Path(target).name == "run" and not self.name.endswith(".old"):
            raise OSError(13, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OSError, match="Permission denied"):
        write_run(tmp_path / "run", iris, "<new>")
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
    assert read_run(tmp_path / "run").settings.table == "xor"


def test_a_report_can_be_written_anew(xor: Run, tmp_path: Path) -> None:
    write_run(tmp_path / "run", xor, "<old>")
    assert rewrite_report(tmp_path / "run", "<new>") == tmp_path / "run" / "report.html"
    assert (tmp_path / "run" / "report.html").read_text() == "<new>"
    assert sorted(path.name for path in (tmp_path / "run").iterdir()) == sorted(FILES)


@pytest.mark.parametrize("name", [name for name in FILES if name != "report.html"])
def test_a_folder_that_lacks_or_damaged_a_file_is_an_error(name: str, xor: Run, tmp_path: Path) -> None:
    write_run(tmp_path / "run", xor, "")
    path = tmp_path / "run" / name
    path.write_bytes(path.read_bytes()[:50])
    with pytest.raises(RosenblattError):
        read_run(tmp_path / "run")
    path.unlink()
    with pytest.raises(RosenblattError, match=name.replace(".", r"\.")):
        read_run(tmp_path / "run")


def test_a_parquet_file_without_its_columns_is_an_error(xor: Run, tmp_path: Path) -> None:
    write_run(tmp_path / "run", xor, "")
    polars.DataFrame({"a": [1]}).write_parquet(tmp_path / "run" / "predictions.parquet")
    with pytest.raises(RosenblattError, match="lacks the columns row, truth, predicted"):
        read_run(tmp_path / "run")


@pytest.mark.parametrize(
    ("name", "column", "message"),
    [
        ("predictions.parquet", "probability 2", "probabilities of 3 classes, the model has 2"),
        ("samples.parquet", "input x3", "the samples have 3 inputs, the model has 2"),
    ],
)
def test_files_that_do_not_fit_together_are_an_error(
    name: str, column: str, message: str, xor: Run, tmp_path: Path
) -> None:
    write_run(tmp_path / "run", xor, "")
    path = tmp_path / "run" / name
    polars.read_parquet(path).with_columns(polars.lit(0.0).alias(column)).write_parquet(path)
    with pytest.raises(RosenblattError, match=message):
        read_run(tmp_path / "run")


@pytest.mark.parametrize(
    "change", [{"first_rows": [[1]]}, {"first_rows": [1]}, {"classes": [1]}, {"classes": [[1]]}]
)
def test_a_table_in_a_document_that_makes_no_sense_is_an_error(
    change: dict, xor: Run, tmp_path: Path
) -> None:
    write_run(tmp_path / "run", xor, "")
    path = tmp_path / "run" / "run.json"
    document = json.loads(path.read_text())
    document["table"].update(change)
    path.write_text(json.dumps(document))
    with pytest.raises(RosenblattError, match="is not a complete run"):
        read_run(tmp_path / "run")
