"""Runs test files that scikit-learn ships in its wheel, with our estimators in the place of its own."""

import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Outcome:
    """What became of the tests of a file."""

    passed: int
    failed: int
    skipped: int
    output: str


def run_shipped_tests(
    module: str, names: tuple[str, ...], folder: Path, deselected: tuple[str, ...] = (), timeout: float = 300
) -> Outcome:
    """Run a test module of scikit-learn's in a pytest of its own.

    Parameters
    ----------
    module : str
        ``sklearn.linear_model.tests.test_perceptron``
    names : tuple of str
        The estimators to substitute, see tests/parity/substitute.py.
    folder : Path
        An empty one, for the report.
    deselected : tuple of str
        Names of test functions to leave out; say why where you name them.
    timeout : float
        Seconds.
    """
    report = folder / "report.xml"
    command = [sys.executable, "-m", "pytest", "--pyargs", module, "-q", "-p", "tests.parity.substitute"]
    command += ["-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", str(folder), f"--junitxml={report}"]
    if deselected:
        command += ["-k", " and ".join(f"not {name}" for name in deselected)]
    # Their tests mean the warnings they cause; -W default keeps a stricter setting of ours from reaching
    # them.
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "PYTHONWARNINGS": "default",
        "ROSENBLATT_SUBSTITUTE": ",".join(names),
    }
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=timeout, check=False
    )
    output = done.stdout + done.stderr
    assert report.exists(), output
    suite = ElementTree.parse(report).getroot().find("testsuite")
    assert suite is not None
    counts = {key: int(suite.get(key, "0")) for key in ("tests", "failures", "errors", "skipped")}
    failed = counts["failures"] + counts["errors"]
    return Outcome(counts["tests"] - failed - counts["skipped"], failed, counts["skipped"], output)
