"""One target under the coverage-guided fuzzer: ``python -m tests.fuzz.fuzz TARGET SECONDS FOLDER``.

What it finds is kept in the folder, in a file whose name begins with the target's.
"""

import sys
from importlib.machinery import PathFinder
from pathlib import Path
from random import Random

import atheris

# The fuzzer instruments what Python's own finder finds, so that has to come before the editable install's.
sys.path.insert(0, str(Path(__file__).parents[2] / "src"))
sys.meta_path.insert(0, PathFinder)

with atheris.instrument_imports(include=["rosenblatt"]):
    import rosenblatt.checkpoint
    import rosenblatt.data
    import rosenblatt.estimators
    import rosenblatt.model
    import rosenblatt.recording  # noqa: F401  # imported here to be instrumented


def main(name: str, seconds: str, folder: str) -> None:
    """Fuzz one target for some seconds; ends with an error if there is a finding."""
    from tests.fuzz import targets  # once its imports are instrumented
    from tests.fuzz.mutants import WORDS

    target = targets.TARGETS[name]
    run = targets.prepare(target)
    corpus = Path(folder) / f"corpus-{name}"
    corpus.mkdir(parents=True, exist_ok=True)
    for kind, content in target.seeds().items():
        (corpus / kind.replace(" ", "-")).write_bytes(content)
    dictionary = Path(folder) / "words.dict"
    dictionary.write_text("".join(f'"{_escaped(word)}"\n' for word in WORDS if word))

    def mutated(content: bytes, most: int, seed: int) -> bytes:
        random = Random(seed)
        if random.random() < 0.15:
            return atheris.Mutate(content, most)  # what does not know the format: damage
        return targets.mutant(target, content, random)[:most]

    options = {
        "max_total_time": seconds,
        "max_len": 1 << 17,
        "len_control": 0,
        "seed": 1,
        "timeout": 60,
        "rss_limit_mb": 2048,
        "artifact_prefix": f"{folder}/{name}-",
        "dict": dictionary,
        "print_final_stats": 1,
        "verbosity": 1,
    }
    arguments = [sys.argv[0], *(f"-{key}={value}" for key, value in options.items()), str(corpus)]
    atheris.Setup(arguments, run, custom_mutator=mutated)
    atheris.Fuzz()


def _escaped(word: str) -> str:
    """A word as libFuzzer's dictionaries have it."""
    return "".join(f"\\x{byte:02x}" for byte in word.encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
