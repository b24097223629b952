"""Diagnosis: what was found, and which questions could not be asked."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import overload

from rosenblatt.insight.diagnosis.finding import Finding

WIDTH = 80


@dataclass(frozen=True)
class Unasked:
    """A question that could not be asked.

    Attributes
    ----------
    kind : str
        The kind of finding that was not looked for.
    give : str
        What has to be given for it.
    """

    kind: str
    give: str


@dataclass(frozen=True)
class Diagnosis(Sequence[Finding]):
    """What :func:`~rosenblatt.insight.diagnose` found: a sequence of findings, causes before effects.

    Attributes
    ----------
    findings : tuple of Finding
        Empty when there is nothing to say.
    asked : tuple of str
        The kinds that were looked for.
    unasked : tuple of Unasked
        What was not looked for because something was not given.

    Examples
    --------
    >>> from rosenblatt.insight.diagnosis.result import Diagnosis
    >>> from rosenblatt.insight.diagnosis.finding import Finding
    >>> diagnosis = Diagnosis((Finding("plateau", "The loss is flat.", "Try another seed."),))
    >>> diagnosis.kinds, len(diagnosis)
    (('plateau',), 1)
    >>> print(diagnosis)
    Plateau. The loss is flat.
      What to try: Try another seed.
    """

    findings: tuple[Finding, ...]
    asked: tuple[str, ...] = ()
    unasked: tuple[Unasked, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that were found, in their order."""
        return tuple(finding.kind for finding in self.findings)

    @property
    def verdict(self) -> str:
        """What came of it, in a sentence."""
        if self.findings:
            n_found = len(self.findings)
            return f"{n_found} finding{'s' if n_found > 1 else ''}: {', '.join(self.kinds)}."
        if not self.asked:
            return "Nothing could be looked for."
        part = "in what could be looked for" if self.unasked else "that speaks against this network"
        return f"Nothing was found {part}."

    @property
    def not_asked(self) -> tuple[str, ...]:
        """In words, what was not looked for and what to give for it: a sentence for each thing to give."""
        by_what = sorted(self.unasked, key=lambda each: each.give)
        return tuple(
            f"Not looked for: {', '.join(each.kind for each in group)}. Give {give}."
            for give, group in groupby(by_what, key=lambda each: each.give)
        )

    def __len__(self) -> int:
        return len(self.findings)

    @overload
    def __getitem__(self, place: int) -> Finding: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Finding]: ...
    def __getitem__(self, place: int | slice) -> Finding | Sequence[Finding]:
        return self.findings[place]

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __str__(self) -> str:
        told = [_told(finding) for finding in self.findings] or [self.verdict]
        return "\n\n".join([*told, *(textwrap.fill(text, WIDTH) for text in self.not_asked)])


def _told(finding: Finding) -> str:
    found = textwrap.fill(f"{finding.kind[0].upper()}{finding.kind[1:]}. {finding.text}", WIDTH)
    remedy = textwrap.fill(
        f"What to try: {finding.remedy}", WIDTH, initial_indent="  ", subsequent_indent="  "
    )
    return f"{found}\n{remedy}"
