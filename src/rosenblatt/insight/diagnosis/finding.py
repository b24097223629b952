"""Findings of a diagnosis, and the checks that were made or could not be made."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import overload

WIDTH = 80


@dataclass(frozen=True)
class Finding:
    """A problem of a network or a run, with its evidence and one remedy.

    Attributes
    ----------
    kind, text, remedy : str
        A short name (``"saturated neurons"``, ``"over-fitting"``, ``"nothing held out"``, ...), the problem
        in words with the numbers that show it, and one change to try.
    evidence : mapping of str to float
        The numbers of the text, by name.
    change : mapping of str to object
        The remedy as parameters of the estimator, by name: ``{"learning_rate_init": 0.001}``. Empty if the
        remedy is not a parameter.
    """

    kind: str
    text: str
    remedy: str
    evidence: Mapping[str, float] = field(default_factory=dict, hash=False)
    change: Mapping[str, object] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return f"{self.kind[0].upper()}{self.kind[1:]}. {self.text} What to try: {self.remedy}"


@dataclass(frozen=True)
class Unasked:
    """A check that was not made: the kind of finding, and the data that must be given for it."""

    kind: str
    give: str


@dataclass(frozen=True)
class Diagnosis(Sequence[Finding]):
    """The result of :func:`~rosenblatt.insight.diagnose`: a sequence of findings, causes before effects.

    Attributes
    ----------
    findings : tuple of Finding
        Empty if no problem was found.
    asked : tuple of str
        The kinds of findings that were checked.
    unasked : tuple of Unasked
        The checks for which data was missing.

    Examples
    --------
    >>> from rosenblatt.insight.diagnosis.finding import Diagnosis, Finding
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
        """The kinds of the findings, in their order."""
        return tuple(finding.kind for finding in self.findings)

    @property
    def verdict(self) -> str:
        """The result in a sentence."""
        n = len(self.findings)
        if n:
            return f"{n} finding{'s' if n > 1 else ''}: {', '.join(self.kinds)}."
        if not self.asked:
            return "No check could be made."
        which, n = ("The other" if self.unasked else "All"), len(self.asked)
        return f"{which} {n} checks passed." if n > 1 else f"{which.replace('All', 'The')} check passed."

    @property
    def not_asked(self) -> tuple[str, ...]:
        """The checks that could not be made, and what they need: a sentence for each need."""
        sentences = []
        for need, group in groupby(sorted(self.unasked, key=lambda each: each.give), lambda each: each.give):
            *others, last = [each.kind for each in group]
            kinds = f"{', '.join(others)} and {last} were" if others else f"{last} was"
            needs = "they need" if others else "it needs"
            sentences.append(f"{kinds[0].upper()}{kinds[1:]} not checked: {needs} {need}.")
        return tuple(sentences)

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
        findings = [_paragraph(finding) for finding in self.findings] or [textwrap.fill(self.verdict, WIDTH)]
        unchecked = [textwrap.fill(text, WIDTH) for text in self.not_asked]
        return "\n\n".join([*findings, *unchecked] if self.findings else [*unchecked, *findings])


def _paragraph(finding: Finding) -> str:
    found, _, remedy = str(finding).partition(" What to try: ")
    indent = "  "
    remedy = textwrap.fill(f"What to try: {remedy}", WIDTH, initial_indent=indent, subsequent_indent=indent)
    return f"{textwrap.fill(found, WIDTH)}\n{remedy}"
