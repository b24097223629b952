"""What every test gets: figures without a screen, steady examples, and the sanitized core where asked for."""

import importlib.util
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

os.environ["MPLBACKEND"] = "agg"
# The arrays are small, and there are as many test processes as cores: further threads would only wait.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Tests that a shell started in the background ignore Ctrl-C, which some of them send to themselves.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The machine may be busy: no example fails for being slow. Each time the same examples are drawn, of which
# `make test` takes a third; `pytest --hypothesis-profile=default` looks for new ones.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("quick", settings.get_profile("steady"), max_examples=34)
settings.load_profile("steady")


def _load_sanitized_core(folder: Path) -> None:
    """Put the extension from `folder` in the place of the installed one, or end the session."""
    libraries = [*folder.glob("_core.*.so"), *folder.glob("_core.so")]
    if len(libraries) != 1:
        pytest.exit(f"expected one _core library in {folder}, found {len(libraries)}", returncode=2)
    spec = importlib.util.spec_from_file_location("rosenblatt._core", libraries[0])
    assert spec is not None
    assert spec.loader is not None
    core = importlib.util.module_from_spec(spec)
    sys.modules["rosenblatt._core"] = core
    spec.loader.exec_module(core)
    if not core.sanitized:
        pytest.exit(f"{libraries[0]} was built without the sanitizers", returncode=2)


_sanitized = os.environ.get("ROSENBLATT_SANITIZED_CORE")
if _sanitized:
    _load_sanitized_core(Path(_sanitized))


def pytest_report_header() -> str:
    from rosenblatt import _core

    return f"core: {_core.__file__}" + (" (sanitized)" if _core.sanitized else "")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A sanitized session has to end with the library it began with."""
    from rosenblatt import _core

    if _sanitized and not _core.sanitized:
        session.exitstatus = 2


@pytest.fixture(autouse=True)
def _close_figures() -> Iterator[None]:
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
