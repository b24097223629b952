"""A table that takes more memory than there is is refused in words, before its values are read."""

import resource
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from rosenblatt.data import load_table, memory
from rosenblatt.errors import TableError

LIMIT = 400 * 2**20
COMMAND = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_DATA, ({LIMIT}, {LIMIT}))
from rosenblatt.cli.app import run
sys.exit(run(sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def wide(tmp_path_factory):
    """Return a small file of 1,000,000 rows of 28 features and a target."""
    path = tmp_path_factory.mktemp("wide") / "wide.parquet"
    columns = [pl.zeros(1_000_000, eager=True).alias(f"x{i}") for i in range(29)]
    pl.DataFrame(columns).write_parquet(path)
    return path


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not limit the data of a process")
def test_the_command_refuses_what_exceeds_the_limit_of_the_process(wide, tmp_path):
    answer = subprocess.run(
        [sys.executable, "-c", COMMAND, "train", str(wide), "--out", str(tmp_path / "run")],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert answer.returncode == 2, answer.stderr
    assert "(1,000,000 rows) takes about 371 MB of memory, and" in answer.stderr
    assert not (tmp_path / "run").exists()


def test_it_counts_only_the_columns_that_are_read(wide, monkeypatch):
    monkeypatch.setattr(memory, "available_memory", lambda: 100_000_000)
    with pytest.raises(TableError, match=r"loading 29 columns of .* 371 MB of memory, and 100 MB are"):
        load_table(wide, keep=True)
    assert load_table(wide, features=["x1", "x2"], target="x0").n_rows == 1_000_000


def test_a_text_is_judged_by_its_size(tmp_path, monkeypatch):
    path = tmp_path / "long.csv"
    path.write_text("a,b\n" + "1.25,2.5\n" * 1_500_000)
    monkeypatch.setattr(memory, "available_memory", lambda: 70_000_000)
    with pytest.raises(TableError, match=r"long.csv takes about 81 MB of memory, and 70 MB are available"):
        load_table(path)


def test_what_is_prepared_is_judged_by_its_inputs(monkeypatch):
    from rosenblatt.data import Preparation

    frame = pl.DataFrame({"a": pl.int_range(3_000_000, eager=True) % 7, "y": pl.zeros(3_000_000, eager=True)})
    preparation = Preparation.fit(frame, target="y", features=["a"], task="regression")
    monkeypatch.setattr(memory, "available_memory", lambda: 70_000_000)
    with pytest.raises(TableError, match=r"preparing 3,000,000 rows as 1 input, .* about 72 MB"):
        preparation.inputs(frame)


def test_the_least_of_machine_process_and_control_groups_is_available(monkeypatch):
    files = {
        "/proc/meminfo": "MemTotal: 9000 kB\nMemAvailable: 8000 kB\n",
        "/proc/self/status": "VmSize: 100 kB\nVmData: 50 kB\n",
        "/proc/self/cgroup": "0::/a/b\n4:cpu:/x\n",
        "/sys/fs/cgroup/a/b/memory.max": "max\n",
        "/sys/fs/cgroup/a/b/memory.current": "10\n",
    }
    monkeypatch.setattr(memory, "_text", lambda path: files.get(Path(path).as_posix(), ""))
    monkeypatch.setattr(resource, "getrlimit", lambda which: (resource.RLIM_INFINITY,) * 2)
    assert memory.available_memory() == 8000 * 1024
    files["/sys/fs/cgroup/a/memory.max"] = "5000\n"
    files["/sys/fs/cgroup/a/memory.current"] = "4000\n"
    assert memory.available_memory() == 1000
    files["/sys/fs/cgroup/a/memory.stat"] = "inactive_file 300\n"
    assert memory.available_memory() == 1300
    files["/proc/self/cgroup"] += "5:hugetlb,memory:/g\n"
    files["/sys/fs/cgroup/memory/g/memory.limit_in_bytes"] = "1200\n"
    files["/sys/fs/cgroup/memory/g/memory.usage_in_bytes"] = "700\n"
    assert memory.available_memory() == 500
    monkeypatch.setattr(
        resource, "getrlimit", lambda which: (50 * 1024 + 200 if which == resource.RLIMIT_DATA else -1,) * 2
    )
    assert memory.available_memory() == 200


def test_without_an_answer_of_the_system_nothing_is_refused(monkeypatch):
    monkeypatch.setattr(memory, "_text", lambda path: "")
    monkeypatch.setattr(resource, "getrlimit", lambda which: (resource.RLIM_INFINITY,) * 2)
    monkeypatch.setattr(memory.os, "sysconf_names", {})
    assert memory.available_memory() is None
    memory.require_memory(1e18, "nothing")
