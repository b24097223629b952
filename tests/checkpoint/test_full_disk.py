"""A disk that is really full: a tmpfs of a few pages, seen by a process of its own alone."""

import subprocess
import sys

import pytest

SMALL = "mount -t tmpfs -o size={size}k none {folder} && exec {python} -c '{script}' {folder}"


def on_a_small_disk(folder, script, size):
    """Run a script whose first argument is a folder on a disk of so many kilobytes."""
    command = SMALL.format(size=size, folder=folder, python=sys.executable, script=script)
    try:
        probe = subprocess.run(
            ["unshare", "-rm", "sh", "-c", f"mount -t tmpfs -o size=4k none {folder}"],
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        pytest.skip("this system has no unshare to give a process a disk of its own")
    if probe.returncode != 0:
        pytest.skip("this system lets no process mount a disk of its own")
    return subprocess.run(
        ["unshare", "-rm", "sh", "-c", command], capture_output=True, text=True, check=False, timeout=120
    )


CHECKPOINTS = """
import sys, warnings
from pathlib import Path
from sklearn.datasets import load_iris
from rosenblatt import MLPClassifier
from rosenblatt.callbacks import EpochCallback, Listening
from rosenblatt.checkpoint import load_checkpoint
X, y = load_iris(return_X_y=True)
settings = dict(max_iter=60, n_iter_no_change=1000, random_state=1)
whole = MLPClassifier((40,), **settings).fit(X, y)
folder = Path(sys.argv[1])
model = MLPClassifier((40,), **settings)
class Filling(EpochCallback, Listening):
    def fit_begins(self, estimator):
        return self
    def epoch_ended(self, row):
        if row["epoch"] == 20:
            try:
                (folder / "other").write_bytes(bytes(10**6))
            except OSError:
                pass
model.set_callbacks(Filling())
with warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    model.fit(X, y, checkpoint=folder / "c", checkpoint_every=10)
said = [str(each.message) for each in told if "checkpoint" in str(each.message)]
assert len(said) == 1, said
assert "No space left on device" in said[0], said
assert model.network_ == whole.network_
found = load_checkpoint(folder / "c")
assert found.state.epoch == 20, found.state.epoch
(folder / "other").unlink()
again = MLPClassifier.resume(folder / "c", X, y)
assert again.network_ == whole.network_
print("as it should be")
"""

RECORDINGS = """
import sys, warnings
from pathlib import Path
from sklearn.datasets import load_iris
from rosenblatt import MLPClassifier
from rosenblatt.recording import Recording
X, y = load_iris(return_X_y=True)
settings = dict(max_iter=400, n_iter_no_change=1000, random_state=1)
whole = MLPClassifier((40,), **settings).fit(X, y)
path = Path(sys.argv[1]) / "r"
with warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    model = MLPClassifier((40,), **settings, record="epochs", record_path=path).fit(X, y)
said = [str(each.message) for each in told if "recording" in str(each.message)]
assert len(said) == 1, said
assert "No space left on device" in said[0], said
assert model.network_ == whole.network_
kept = Recording.open(path)
assert 1 < len(kept) < 401, len(kept)
state = kept.state(len(kept) - 1)
assert state.epoch == kept.epochs[-1]
print("as it should be")
"""


@pytest.mark.parametrize(
    ("script", "size"), [(CHECKPOINTS, 80), (RECORDINGS, 400)], ids=["checkpoints", "recordings"]
)
def test_a_training_goes_on_with_one_message_and_what_was_written_is_whole(script, size, tmp_path):
    ended = on_a_small_disk(tmp_path, script.replace("'", '"'), size)
    assert (ended.returncode, ended.stdout) == (0, "as it should be\n"), ended.stderr
