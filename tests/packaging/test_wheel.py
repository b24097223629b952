"""The sdist, the wheel made of it, and that wheel alone in an empty environment."""

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

import rosenblatt

CHECKOUT = Path(__file__).parents[2]

pytestmark = pytest.mark.long


def call(*command: str | Path, cwd: Path) -> str:
    """Run a command that may not see this environment's packages; fail with all it said."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV", "COV"))}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one sdist and the one wheel that was built from its contents."""
    folder = tmp_path_factory.mktemp("dist")
    call(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, CHECKOUT, cwd=folder)
    return folder


def test_sdist_holds_all_that_is_needed_and_nothing_that_was_left_behind(dist: Path) -> None:
    (path,) = dist.glob("rosenblatt-*.tar.gz")
    with tarfile.open(path) as sdist:
        names = {name.split("/", 1)[1] for name in sdist.getnames()}

    assert {"LICENSE", "README.md", "CMakeLists.txt", "pyproject.toml", "core/bindings/bindings.cpp"} <= names
    assert {"src/rosenblatt/__init__.py", "src/rosenblatt/py.typed", "tests/conftest.py"} <= names
    left_behind = (".venv/", "build/", "runs/", ".git/", ".ci/")
    assert not [name for name in names if name.startswith(left_behind) or name.endswith((".so", ".pyc"))]


def test_wheel_holds_the_package_with_its_types_and_nothing_else(dist: Path) -> None:
    (path,) = dist.glob("rosenblatt-*.whl")
    with zipfile.ZipFile(path) as wheel:
        names = set(wheel.namelist())

    assert {"rosenblatt/__init__.py", "rosenblatt/py.typed"} <= names
    assert len([name for name in names if name.endswith((".so", ".pyd"))]) == 1
    metadata = f"rosenblatt-{rosenblatt.__version__}.dist-info"
    assert {name.split("/")[0] for name in names} == {"rosenblatt", metadata}
    assert not [name for name in names if name.endswith((".pyc", ".cpp", ".hpp"))]


def test_wheel_trains_in_an_empty_environment_outside_the_checkout(dist: Path, tmp_path: Path) -> None:
    (wheel,) = dist.glob("rosenblatt-*.whl")
    venv.create(tmp_path / "empty", with_pip=True)
    programs = tmp_path / "empty" / ("Scripts" if os.name == "nt" else "bin")

    call(programs / "python", "-m", "pip", "install", "--quiet", "--no-compile", wheel, cwd=tmp_path)

    where = call(programs / "python", "-c", "import rosenblatt; print(rosenblatt.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(tmp_path / "empty")
    assert "learned" in call(programs / "python", CHECKOUT / "tests/packaging/train_once.py", cwd=tmp_path)
    assert "train" in call(programs / "rosenblatt", "--help", cwd=tmp_path)
    call(programs / "rosenblatt", "train", "iris", "--out", tmp_path / "run", cwd=tmp_path)
    written = {path.name for path in (tmp_path / "run").iterdir()}
    assert {"run.json", "model.safetensors", "history.parquet", "report.html"} <= written
