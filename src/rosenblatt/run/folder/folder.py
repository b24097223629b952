"""A run's folder, whole or not at all (docs/file-format.md): it is written elsewhere and then renamed."""

from __future__ import annotations

import io
import os
import secrets
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from rosenblatt.data import Reading, read_frame
from rosenblatt.errors import RosenblattError
from rosenblatt.history import History
from rosenblatt.model import load_model, save_model
from rosenblatt.recording import RECORDING_FILE
from rosenblatt.run.folder.arrays import predictions_frame, samples_frame, to_predictions, to_samples
from rosenblatt.run.folder.document import from_document, to_document, to_json
from rosenblatt.run.folder.recording_place import DOCUMENT, RECORDINGS
from rosenblatt.run.run import Run
from rosenblatt.storage.canonical import loads
from rosenblatt.storage.whole_file import blamed, flush, whole_file

if TYPE_CHECKING:
    import polars

MODEL = "model.safetensors"
HISTORY = "history.parquet"
PREDICTIONS = "predictions.parquet"
SAMPLES = "samples.parquet"
REPORT = "report.html"
FILES = (DOCUMENT, MODEL, HISTORY, PREDICTIONS, SAMPLES, REPORT)


def check_folder(folder: str | os.PathLike[str]) -> None:
    """Raise a RosenblattError unless the folder does not exist, is empty, or holds an older run."""
    path = Path(folder)
    above = next(each for each in path.absolute().parents if each.exists())
    if not (above.is_dir() and os.access(above, os.W_OK)):
        raise RosenblattError(f"{folder} cannot be made: {above} may not be written to; choose another --out")
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        raise RosenblattError(f"{folder} is no folder, so no run can be written there: choose another --out")
    others = [each for each in path.iterdir() if each.name not in RECORDINGS] if path.is_dir() else []
    if others and not (path / DOCUMENT).is_file():
        raise RosenblattError(
            f"{folder} holds files and no {DOCUMENT}, so it is not an older run to replace: choose another "
            "--out"
        )


def write_run(
    folder: str | os.PathLike[str], run: Run, report: str | None = None, recording: Path | None = None
) -> None:
    """Write a run's folder, whole or not at all.

    An older run there is replaced only when the new one is safely on the disk; files in it that are not a
    run's own are kept.

    Parameters
    ----------
    folder : path-like
        Where to write; folders above it are made.
    run : Run
    report : str, optional
        Its report, as HTML (:func:`rosenblatt.pages.report.render_report`); ``rewrite_report`` adds it
        later.
    recording : Path, optional
        Its recording, on the same disk, which is moved into the folder. An older run's is not kept.

    Raises
    ------
    RosenblattError
        If something that is not a run is there.
    OSError
        If the disk is full or may not be written to. What was there before is then still there.
    """
    check_folder(folder)
    final = Path(folder).absolute()
    final.parent.mkdir(parents=True, exist_ok=True)
    new = final.with_name(f".{final.name[:100]}.{secrets.token_hex(4)}")
    try:
        with blamed(folder):
            new.mkdir()
            _write_files(new, run, report)
            if recording is not None:
                recording.replace(new / RECORDING_FILE)
            try:
                _put_in_place(new, final)
            except BaseException:
                if recording is not None:
                    (new / RECORDING_FILE).replace(recording)
                raise
    finally:
        shutil.rmtree(new, ignore_errors=True)


def read_run(folder: str | os.PathLike[str]) -> Run:
    """Read a run's folder.

    Parameters
    ----------
    folder : path-like
        A folder that :func:`write_run` wrote.

    Returns
    -------
    Run

    Raises
    ------
    RosenblattError
        If the folder or one of its files is missing, damaged, or of a newer version.
    """
    path = Path(folder)
    if not (path / DOCUMENT).is_file():
        raise RosenblattError(
            f"{folder} is not a run's folder (it has no {DOCUMENT}): name one that `train` wrote"
        )
    model = load_model(path / MODEL)
    try:
        document = loads((path / DOCUMENT).read_text(encoding="utf-8"))
        history = _history(path / HISTORY) if model.mixture is None else History()
        predictions, samples = (
            to_predictions(_read(path / PREDICTIONS)),
            to_samples(_read(path / SAMPLES)),
        )
        return from_document(document, model, history, predictions, samples)
    except (ValueError, TypeError, OSError) as error:
        raise RosenblattError(f"{folder} is not a complete run: {error}; train it again") from None


def _history(path: Path) -> History:
    return History.from_dict({column.name: column.to_numpy() for column in _read(path)})


def rewrite_report(folder: str | os.PathLike[str], report: str) -> Path:
    """Write a new report, as HTML, into a run's folder and return its path."""
    path = Path(folder) / REPORT
    with whole_file(path) as temporary:
        temporary.write_text(report, encoding="utf-8")
    return path


def _write_files(folder: Path, run: Run, report: str | None) -> None:
    import polars

    (folder / DOCUMENT).write_text(to_json(to_document(run)), encoding="utf-8")
    if report is not None:
        (folder / REPORT).write_text(report, encoding="utf-8")
    save_model(folder / MODEL, run.model)
    frames = {PREDICTIONS: predictions_frame(run), SAMPLES: samples_frame(run)}
    if run.model.mixture is None:  # whose networks' epochs are not recorded
        frames[HISTORY] = polars.DataFrame(run.history.to_dict())
    for name, frame in frames.items():
        buffer = io.BytesIO()
        frame.write_parquet(buffer)
        (folder / name).write_bytes(buffer.getbuffer())
    for path in folder.iterdir():
        flush(path)


def _put_in_place(new: Path, final: Path) -> None:
    if not final.exists():
        new.rename(final)
        return
    old = final.with_name(new.name + ".old")
    final.rename(old)
    try:
        new.rename(final)
    except BaseException:
        old.rename(final)
        raise
    for path in old.iterdir():
        if path.name not in (*FILES, *RECORDINGS):
            path.rename(final / path.name)
    shutil.rmtree(old, ignore_errors=True)


def _read(path: Path) -> polars.DataFrame:
    """Read a table of a run's folder, whose texts are never dates or numbers in another form."""
    return read_frame(path, Reading(forms=False))
