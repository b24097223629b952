"""The blocks of code in a page of Markdown, and running them to see whether they give what the page says."""

from __future__ import annotations

import doctest
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "guide"
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE

FENCE = re.compile(r"^(?P<fence>`{3,})(?P<language>[^\n`]*)\n(?P<code>.*?)^(?P=fence)[ ]*$", re.M | re.S)


HOUSES = "rooms,garden,sold\n" + "2,no,late\n3,yes,soon\n4,yes,soon\n5,no,late\n3,no,late\n6,yes,soon\n" * 5


SENSORS = "machine,heat,sound,state\n" + "".join(
    f"m{machine},{heat},{heat * machine % 3},{'hot' if heat > 3 else 'fine'}\n"
    for machine in range(8)
    for heat in range(0, 6 * (1 + machine % 2), 1 + machine % 2)
)


CUSTOMERS = "customer;since;plan;rent;paid;country;gone\n" + "".join(
    f"C{row:03};{1 + row % 28:02}.03.2024;{'plus' if row % 3 else 'Plus'};1.{100 + row},50 €;"
    f"{'-' if row == 5 else row % 7};DE;{row % 2}\n"
    for row in range(40)
)


def write_houses(folder: Path) -> None:
    """Write the tables that the pages' commands speak of."""
    (folder / "houses.csv").write_text(HOUSES, encoding="utf-8")
    (folder / "new.csv").write_text("garden,rooms\nyes,4\nno,2\n", encoding="utf-8")
    (folder / "sensors.csv").write_text(SENSORS, encoding="utf-8")
    (folder / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")


@dataclass(frozen=True)
class Block:
    """One fenced block."""

    language: str
    code: str
    line: int


def blocks(page: Path, language: str) -> list[Block]:
    """All blocks of a page in a language, in their order."""
    text = page.read_text(encoding="utf-8")
    found = (
        Block(match["language"].strip(), match["code"], text.count("\n", 0, match.start()) + 1)
        for match in FENCE.finditer(text)
    )
    return [block for block in found if block.language == language]


def failures(page: Path) -> str:
    """Run a page's examples, all with the same variables; return what differs, in doctest's words."""
    parser, said = doctest.DocTestParser(), []
    runner = doctest.DocTestRunner(optionflags=FLAGS, verbose=False)
    variables: dict[str, object] = {"__name__": "__main__"}
    for block in blocks(page, "python"):
        test = parser.get_doctest(block.code, variables, page.name, str(page), block.line)
        runner.run(test, out=said.append, clear_globs=False)
        variables = test.globs
    return "".join(said)


def console_examples(page: Path) -> Iterator[tuple[str, str, int]]:
    """Each command of a page's console blocks (``$ rosenblatt ...``), what it shall print, and its line."""
    for block in blocks(page, "console"):
        for part in re.split(r"^\$ ", block.code, flags=re.M)[1:]:
            command, _, printed = part.partition("\n")
            yield command.strip(), printed, block.line


def matches(printed: str, shown: str) -> bool:
    """Whether a command printed what a page shows; ``...`` stands for anything, spaces count as one."""
    return doctest.OutputChecker().check_output(shown or "\n", printed or "\n", FLAGS)
