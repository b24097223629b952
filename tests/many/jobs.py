"""Jobs that the workers of a cluster import."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Square:
    """The square of a number; `late` lets later jobs end first."""

    number: int
    late: float = 0.0

    def __call__(self):
        time.sleep(self.late)
        return self.number**2


@dataclass(frozen=True)
class Fails:
    """An error."""

    error: Exception

    def __call__(self):
        raise self.error


@dataclass(frozen=True)
class KillsItsWorkerOnce:
    """Kills its process, unless a file says that it has done so already."""

    once: Path

    def __call__(self):
        if not self.once.exists():
            self.once.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return "done"


@dataclass(frozen=True)
class KillsEveryWorker:
    """Kills its process."""

    def __call__(self):
        os.kill(os.getpid(), signal.SIGKILL)
