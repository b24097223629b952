"""Count the files of Rosenblatt that one fit enters, and the moves between them.

``python tools/walk.py`` profiles ``MLPClassifier().fit`` on Iris, once everything is imported and cached. A
file is entered when one of its functions is called; a move is a call from a function of one file of ours to a
function of another.
"""

from __future__ import annotations

import sys
import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import rosenblatt

HOME = str(Path(rosenblatt.__file__).parent)


@dataclass
class Walk:
    """The files that were entered, and the moves between them.

    Attributes
    ----------
    files : set of str
        Paths below the package's folder.
    moves : Counter
        How often a function of the first file called one of the second.
    """

    files: set[str] = field(default_factory=set)
    moves: Counter[tuple[str, str]] = field(default_factory=Counter)

    def enter(self, frame: FrameType, event: str, argument: object) -> None:
        """Note a call; this is the profile function."""
        entered = _file_of(frame)
        if event != "call" or entered is None:
            return
        self.files.add(entered)
        caller = frame.f_back
        while caller is not None and _file_of(caller) is None:
            caller = caller.f_back
        origin = None if caller is None else _file_of(caller)
        if origin is not None and origin != entered:
            self.moves[origin, entered] += 1


def _file_of(frame: FrameType) -> str | None:
    name = frame.f_code.co_filename
    return name[len(HOME) + 1 :] if name.startswith(HOME) else None


def walk(function: Callable[[], object]) -> Walk:
    """Call a function and return the way it took through the package."""
    found = Walk()
    sys.setprofile(found.enter)
    try:
        function()
    finally:
        sys.setprofile(None)
    return found


def walk_of_a_fit() -> Walk:
    """Return the way of ``MLPClassifier().fit`` on Iris, after a first fit that imports what is late.

    It makes 20 epochs: native code returns to Python every 50 ms, and more often on a machine that is busy.
    """
    from sklearn.datasets import load_iris

    X, y = load_iris(return_X_y=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rosenblatt.MLPClassifier(max_iter=2).fit(X, y)
        return walk(lambda: rosenblatt.MLPClassifier(max_iter=20).fit(X, y))


if __name__ == "__main__":
    found = walk_of_a_fit()
    lines = [
        f"{number:4d}  {origin} -> {entered}" for (origin, entered), number in sorted(found.moves.items())
    ]
    summary = f"{len(found.files)} files, {found.moves.total()} moves: {', '.join(sorted(found.files))}"
    sys.stdout.write("\n".join([*lines, summary, ""]))
