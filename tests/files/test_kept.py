"""Files of every released version are read by this one, and hold what they held."""

import json

import numpy as np
import pytest
from tests.files.keep import FOLDER, FORMATS, FORMATS_FILE, KINDS, keep

import rosenblatt
from rosenblatt.model import load_model, save_model

KEPT = sorted(FOLDER.glob("*/*.bin"))
KEPT_MODELS = [each for each in KEPT if each.stem.startswith("model-")]
VERSIONS = sorted(each.parent for each in FOLDER.glob(f"*/{FORMATS_FILE}"))


def same(found, kept):
    """Whether two JSON values are equal, numbers but for the last bits, where machines differ."""
    if isinstance(kept, dict):
        return found.keys() == kept.keys() and all(same(found[name], kept[name]) for name in kept)
    if isinstance(kept, list) and kept and all(isinstance(each, float) for each in kept):
        return np.allclose(found, kept, rtol=1e-9, atol=0, equal_nan=True)
    if isinstance(kept, list):
        return len(found) == len(kept) and all(same(*pair) for pair in zip(found, kept, strict=True))
    return found == kept


@pytest.mark.parametrize("path", KEPT, ids=[f"{each.parent.name}-{each.stem}" for each in KEPT])
def test_a_kept_file_is_read_and_holds_what_it_held(path):
    _, load, tell = KINDS[path.stem.partition("-")[0]]
    kept = json.loads(path.with_suffix(".json").read_text("utf-8"))
    assert same(json.loads(json.dumps(tell(load(path)))), kept)


@pytest.mark.parametrize("path", KEPT_MODELS, ids=[f"{each.parent.name}-{each.stem}" for each in KEPT_MODELS])
def test_a_kept_model_is_written_as_it_was(path, tmp_path):
    save_model(tmp_path / "again", load_model(path))
    assert (tmp_path / "again").read_bytes() == path.read_bytes()


def test_there_is_a_file_of_every_kind_in_every_version():
    assert VERSIONS
    for folder in VERSIONS:
        kinds = json.loads((folder / FORMATS_FILE).read_text("utf-8"))
        assert {each.stem.partition("-")[0] for each in folder.glob("*.bin")} == set(kinds)


def test_the_formats_of_today_are_kept():
    # Whoever changes a FORMAT raises the version and keeps files of it: python -m tests.files.keep.
    kept = [json.loads((folder / FORMATS_FILE).read_text("utf-8")) for folder in VERSIONS]
    newest = {kind: max(each[kind] for each in kept if kind in each) for kind in FORMATS}
    assert newest == FORMATS
    released = FOLDER / rosenblatt.__version__ / FORMATS_FILE
    if released.exists():
        assert json.loads(released.read_text("utf-8")) == FORMATS


def test_the_files_of_a_release_can_be_made(tmp_path):
    keep(tmp_path / "new")
    made = sorted(each.name for each in (tmp_path / "new").iterdir())
    assert {each.partition("-")[0] for each in made} == {*KINDS, FORMATS_FILE}
