"""Finding: something a person should know before trusting a network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Finding:
    """Something a person should know about a network or a run before trusting it.

    Attributes
    ----------
    kind : str
        A short name: ``"saturated neurons"``, ``"over-fitting"``, ``"nothing held out"``, ...
    text : str
        What was found, in words, with the numbers that show it.
    remedy : str
        The one change to try.
    evidence : mapping of str to float
        The numbers of the text, by name.
    change : mapping of str to object
        The remedy as parameters of the estimator, by name: ``{"learning_rate_init": 0.001}``. Empty where the
        remedy is no parameter.
    """

    kind: str
    text: str
    remedy: str
    evidence: Mapping[str, float] = field(default_factory=dict, hash=False)
    change: Mapping[str, object] = field(default_factory=dict, hash=False)

    def __str__(self) -> str:
        return f"{self.kind[0].upper()}{self.kind[1:]}. {self.text} What to try: {self.remedy}"
