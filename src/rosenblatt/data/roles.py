"""The roles of a table's columns: which are targets, features, or say which rows form a sequence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosenblatt.errors import TableError, listing, nearest

if TYPE_CHECKING:
    from rosenblatt.data.sources.builtin.catalogue import BuiltIn
    from rosenblatt.data.sources.frames import Source

Names = str | Sequence[str] | None
"""Columns as people name them: one, several, or none."""


@dataclass(frozen=True)
class ColumnRoles:
    """The columns of a source that become targets, features and the sequence column of a table.

    ``are_default_targets`` says whether the targets are those the source has by default. ``kept`` are the
    features that must not be left out: those that were named.
    """

    targets: tuple[str, ...]
    features: tuple[str, ...]
    sequence: str | None
    are_default_targets: bool
    kept: frozenset[str] = frozenset()

    @property
    def all(self) -> tuple[str, ...]:
        """All of these columns, in the order of a table's frame."""
        return (*(() if self.sequence is None else (self.sequence,)), *self.features, *self.targets)


def choose_columns(
    source: Source,
    known: BuiltIn | None,
    target: Names,
    features: Names,
    sequence: str | None,
    ignore: Names = None,
    keep: Names = None,
) -> ColumnRoles:
    """Return the roles as for `load_table`; TableError for missing or repeated columns, or an empty role."""
    if len(source.columns) < 2:
        names = source.columns
        raise TableError(
            f"{source.where} has {'only one column, ' + repr(names[0]) if names else 'no columns'}: "
            "a table needs a target and at least one feature"
        )
    named_features, named_targets = as_names(features), as_names(target)
    ignored, kept = as_names(ignore) or (), as_names(keep) or ()
    insisted = frozenset((*(named_features or ()), *kept))
    _check_names(source, (*(named_features or ()), *(named_targets or ()), *ignored, *kept), sequence)
    out = set(ignored)
    names = tuple(name for name in source.columns if name not in out)
    default = source.columns[-known.n_targets :] if known else names[-1:]
    targets = default if named_targets is None else named_targets
    if not targets:
        raise TableError(
            "no target is named: name one or more (--target), or leave the option out to use the last column"
            if names
            else f"all columns of {source.where} are ignored: name fewer (--ignore)"
        )
    if sequence is None and known and known.sequence not in (*targets, *(named_features or ()), *ignored):
        sequence = known.sequence
    rule = " (by default the last column is)" if named_targets is None else ""
    if sequence in targets:
        raise TableError(
            f"{sequence!r} is the target{rule} and cannot be the sequence column too: name another "
            "target (--target) or another sequence column (--sequence)"
        )
    _check_ignored(ignored, kept, named_features or (), targets, sequence, rule)
    if named_features is None:
        others = tuple(name for name in names if name not in (*targets, sequence))
        if not others:
            remedy = "ignore fewer columns (--ignore)" if ignored else "name fewer targets"
            raise TableError(
                f"{source.where} has no column left to predict {listing(targets)} from: {remedy}"
            )
        named_features = tuple(name for name in (known.features if known else ()) if name in others) or others
    named_features += tuple(name for name in kept if name not in named_features)
    _check_roles(targets, named_features, sequence, rule)
    return ColumnRoles(targets, named_features, sequence, targets == default, insisted)


def _check_names(source: Source, named: Sequence[str], sequence: str | None) -> None:
    """Raise TableError if a column that is named does not exist."""
    known = set(source.columns)
    for name in (*named, *(() if sequence is None else (sequence,))):
        if name not in known:
            columns = f"its columns: {listing(source.columns)}"
            raise TableError(
                f"no column {name!r} in {source.where} ({columns}){nearest(name, source.columns)}"
            )


def _check_ignored(
    ignored: Sequence[str],
    kept: Sequence[str],
    features: Sequence[str],
    targets: Sequence[str],
    sequence: str | None,
    rule: str,
) -> None:
    """Raise TableError if a column that is ignored or kept has another role."""
    roles = {
        f"the target{rule}": targets,
        "the sequence column": (sequence,),
        "a feature (--features)": features,
        "to be kept (--keep)": kept,
    }
    for role, names in roles.items():
        if both := [name for name in ignored if name in names]:
            raise TableError(
                f"{both[0]!r} is {role} and cannot be ignored too (--ignore): omit one of the two"
            )
    for name in kept:
        if name in targets or name == sequence:
            role = f"the target{rule}" if name in targets else "the sequence column"
            raise TableError(
                f"{name!r} is {role}, and --keep is for features: omit --keep, or name another column"
            )


def _check_roles(
    targets: tuple[str, ...], features: tuple[str, ...], sequence: str | None, rule: str
) -> None:
    """Raise TableError if there are no features, or a column has two roles or is named twice."""
    if not features:
        raise TableError(
            "no features are named: name one or more (--features), or leave the option out to use all columns"
        )
    for role, names in (("targets", targets), ("features", features)):
        if doubled := sorted(name for name, count in Counter(names).items() if count > 1):
            raise TableError(f"{role} are named twice: {listing(doubled)}; name each once")
    if both := [name for name in targets if name in features]:
        remedy = "name another target (--target) or other features (--features)"
        raise TableError(f"{both[0]!r} is the target{rule} and cannot be a feature too: {remedy}")
    if sequence in features:
        raise TableError(
            f"{sequence!r} is the sequence column and cannot be a feature too: name other features "
            "(--features) or another sequence column (--sequence)"
        )


def as_names(names: Names) -> tuple[str, ...] | None:
    """Return names as a tuple; a single name may be given without a list."""
    return (names,) if isinstance(names, str) else None if names is None else tuple(names)
