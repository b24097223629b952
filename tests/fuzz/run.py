"""All targets one after the other: ``python -m tests.fuzz.run [SECONDS]``; findings: build/fuzz."""

import subprocess
import sys
from pathlib import Path

NAMES = ("model", "checkpoint", "resume", "recording")


def fuzz(name: str, seconds: float, folder: Path) -> subprocess.CompletedProcess[str]:
    """Fuzz one target in a process of its own, from fresh seeds or on from the corpus in the folder."""
    arguments = [sys.executable, "-m", "tests.fuzz.fuzz", name, str(round(seconds)), str(folder)]
    return subprocess.run(arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)


def main(seconds: float = 600) -> int:
    """Divide the time between all targets, and tell of each."""
    folder = Path("build/fuzz")
    found = []
    for name in NAMES:
        done = fuzz(name, seconds / len(NAMES), folder)
        runs = [
            line for line in done.stdout.splitlines() if line.startswith("stat::number_of_executed_units")
        ]
        print(f"{name}: {runs[-1].split()[-1] if runs else 'no'} files tried", flush=True)
        if done.returncode:
            found.append(name)
            print("\n".join(done.stdout.splitlines()[-40:]), flush=True)
    print(f"findings in {', '.join(found)}: see {folder}" if found else "no finding")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*map(float, sys.argv[1:])))
