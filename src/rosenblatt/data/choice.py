"""Which columns of a source are targets, features and the sequence column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rosenblatt.data.sources.builtin.catalogue import BuiltIn
from rosenblatt.data.sources.source import Source
from rosenblatt.errors import TableError, listing, nearest


@dataclass(frozen=True)
class Choice:
    """The columns that a table is made of.

    Attributes
    ----------
    targets : tuple of str
        To be predicted, one at least.
    features : tuple of str
        To predict from.
    sequence : str or None
        Cuts the rows into sequences.
    suits : bool
        Whether a built-in table's recommended settings suit: its targets are its own.
    """

    targets: tuple[str, ...]
    features: tuple[str, ...]
    sequence: str | None
    suits: bool

    @property
    def read(self) -> tuple[str, ...]:
        """All of them, in the order of a table's frame."""
        return (*(() if self.sequence is None else (self.sequence,)), *self.features, *self.targets)


def choose_columns(
    source: Source,
    known: BuiltIn | None,
    target: str | Sequence[str] | None,
    features: Sequence[str] | None,
    sequence: str | None,
) -> Choice:
    """Return the columns, by rule where they were not named; raise for names that cannot be meant.

    Parameters
    ----------
    source : Source
        Its columns are known.
    known : BuiltIn or None
        The built-in table that it is.
    target, features, sequence
        As for `load_table`.

    Returns
    -------
    Choice

    Raises
    ------
    TableError
        When a column is not there, is named twice or for two purposes, or none is left for one.
    """
    names = source.columns
    if len(names) < 2:
        raise TableError(
            f"{source.where} has {'one column only, ' + repr(names[0]) if names else 'no columns'}: "
            "a table needs a target and at least one feature"
        )
    asked, wanted = _named(features), _named(target)
    own = names[-known.n_targets :] if known else names[-1:]
    _require_there(source, (*(asked or ()), *(wanted or ()), *(() if sequence is None else (sequence,))))
    targets = own if wanted is None else wanted
    if not targets:
        raise TableError(
            "no target was named: name one or more, or leave the list out to use the last column"
        )
    _reject_doubled("targets", targets)
    if sequence is None and known and known.sequence not in (*targets, *(asked or ())):
        sequence = known.sequence
    if sequence in targets:
        raise TableError(
            f"{sequence!r} is the target{_rule(wanted)} and cannot be the sequence column too: name another "
            "target or another sequence column"
        )
    chosen = _features(source, known, targets, sequence) if asked is None else asked
    _check_features(chosen, targets, sequence, _rule(wanted))
    return Choice(targets, chosen, sequence, targets == own)


def _features(
    source: Source, known: BuiltIn | None, targets: tuple[str, ...], sequence: str | None
) -> tuple[str, ...]:
    """Return the features when none were named: a built-in table's own, or all other columns."""
    others = tuple(name for name in source.columns if name not in (*targets, sequence))
    if not others:
        raise TableError(
            f"{source.where} has no column left to predict {listing(targets)} from: name fewer targets"
        )
    own = known.features if known else ()
    return tuple(name for name in own if name in others) or others


def _check_features(
    features: tuple[str, ...], targets: tuple[str, ...], sequence: str | None, rule: str
) -> None:
    if not features:
        raise TableError("no features were named: name one or more, or leave the list out to use all columns")
    _reject_doubled("features", features)
    if both := [name for name in targets if name in features]:
        remedy = "name another target or other features"
        raise TableError(f"{both[0]!r} is the target{rule} and cannot be a feature too: {remedy}")
    if sequence in features:
        raise TableError(
            f"{sequence!r} is the sequence column and cannot be a feature too: name other features, or "
            "another sequence column"
        )


def _named(names: str | Sequence[str] | None) -> tuple[str, ...] | None:
    """Return names as a tuple; one may stand by itself."""
    if names is None:
        return None
    return (names,) if isinstance(names, str) else tuple(names)


def _require_there(source: Source, names: Sequence[str]) -> None:
    for name in names:
        if name not in source.columns:
            known = f"its columns: {listing(source.columns)}"
            raise TableError(f"no column {name!r} in {source.where} ({known}){nearest(name, source.columns)}")


def _reject_doubled(what: str, names: tuple[str, ...]) -> None:
    if doubled := sorted({name for name in names if names.count(name) > 1}):
        raise TableError(f"{what} are named twice: {listing(doubled)}; name each once")


def _rule(wanted: tuple[str, ...] | None) -> str:
    return " (the last column is, unless another is named)" if wanted is None else ""
