"""Stores whose text columns have the types of their values, as `type_columns` finds them for a frame."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosenblatt.data.memory import require_memory
from rosenblatt.data.reading import Reading
from rosenblatt.data.sources.stores import SpooledStore, Store
from rosenblatt.data.sources.text_store import TextStore
from rosenblatt.data.values.dates import DateForm
from rosenblatt.data.values.kinds import as_kind, count_kinds, kind_of_counts
from rosenblatt.data.values.numbers import NumberForm
from rosenblatt.data.values.typed import (
    Column,
    Form,
    TextForm,
    first_texts,
    looks_typed,
    resolve,
    type_columns,
    without,
)
from rosenblatt.errors import counted

if TYPE_CHECKING:
    import polars

_TEXT = 100
"""Bytes of memory that finding the form of a text takes, about."""


@dataclass(frozen=True)
class TypedStore:
    """A store whose columns have types; ``forms`` and ``notes`` are those of a `TypedFrame`."""

    store: Store
    forms: Mapping[str, NumberForm | DateForm]
    notes: tuple[str, ...] = ()


def type_store(
    store: Store,
    reading: Reading,
    known: Mapping[str, Form] | None = None,
    *,
    plain: Collection[str] = (),
) -> TypedStore:
    """Return a store of typed columns, in which texts that are dates or numbers in a form are converted.

    ``known`` and ``plain`` are those of `type_columns`. The columns that may have a form are read as a whole.
    """
    import polars

    def may_have_form(name: str) -> bool:
        if known is not None:
            return not isinstance(known.get(name, TextForm()), TextForm)
        return name not in plain and looks_typed(first_texts(f.to_series(0) for f in store.frames([name])))

    texts = [name for name, dtype in store.schema.items() if dtype == polars.String]
    likely = [name for name in texts if may_have_form(name)]
    na = reading.na
    if not likely:
        return TypedStore(_Converted(store, {}, na) if na else store, {})
    require_memory(
        _TEXT * store.height * len(likely),
        f"finding the form of {counted(len(likely), 'text column')} of {store.where} "
        f"({counted(store.height, 'row')})",
    )
    typed = type_columns(
        polars.DataFrame([store.get_column(name) for name in likely]),
        reading,
        known,
        as_written=False,
        plain=plain,
    )
    changed = [column for column in typed.frame.iter_columns() if column.dtype != polars.String]
    spooled = {column.name: SpooledStore([column.to_frame()], store.where) for column in changed}
    return TypedStore(_Converted(store, spooled, na), typed.forms, typed.notes)


def type_text_store(
    texts: TextStore,
    names: Sequence[str],
    reading: Reading,
    known: Mapping[str, Form] | None = None,
    *,
    decimal_comma: bool = False,
    plain: Collection[str] = (),
) -> TypedStore:
    """Return columns of text as written in the types that `type_columns` finds; values go to a file.

    One pass counts the kinds of the values, another one converts them. Columns of text that may be dates or
    numbers in another form are read as a whole.
    """
    import polars

    counts: dict[str, Counter[str]] = {name: Counter() for name in names}
    for frame in texts.pieces(names):
        for column in frame.iter_columns():
            count_kinds(column, reading, counts[column.name])
    kinds = {name: kind_of_counts(count) for name, count in counts.items()}
    if known is not None:
        plain = [*plain, *(name for name in names if name not in known)]
        for name in names:
            if isinstance(known.get(name), TextForm) and kinds[name] in ("digits", "numbers"):
                kinds[name] = "names"  # as it was written
    pieces = (
        polars.DataFrame([as_kind(each, kinds[each.name], reading) for each in frame.iter_columns()])
        for frame in texts.pieces(names)
    )
    store = SpooledStore(pieces, texts.where)
    columns: dict[str, Column] = {name: _Stored(store, name, kinds[name]) for name in names}
    resolved = resolve(
        columns, texts.get_column, reading, known or {}, decimal_comma, as_written=True, plain=plain
    )
    forms, notes = dict[str, NumberForm | DateForm](), []
    for name, found in resolved.items():
        if found.form is not None:
            forms[name] = found.form
        if found.note:
            notes.append(f"column {name!r}: {found.note}")
        if found is not columns[name]:
            store.replace(found.values.alias(name))
    whole = _Converted(store, {}, reading.na) if reading.na else store
    return TypedStore(whole, forms, tuple(notes))


@dataclass(frozen=True)
class _Stored:
    """A column of a store whose kind is known; see `Column`."""

    store: Store
    name: str
    kind: str
    form: None = None
    note: None = None

    @property
    def values(self) -> polars.Series:
        """The whole column."""
        require_memory(
            _TEXT * self.store.height, f"finding the form of column {self.name!r} of {self.store.where}"
        )
        return self.store.get_column(self.name)

    def first_texts(self) -> list[str]:
        """Return some of its first texts."""
        return first_texts(frame.to_series(0) for frame in self.store.frames([self.name]))


class _Converted(Store):
    """A store some of whose columns are those of others, and in which ``na`` are missing values."""

    def __init__(self, base: Store, columns: Mapping[str, Store], na: Sequence[str]) -> None:
        self._base, self._columns, self._na = base, columns, na
        super().__init__(base.schema, base.n_rows, base.where)
        for name, store in columns.items():
            self.schema[name] = store.schema[name]

    def frames(self, names: Sequence[str] | None = None) -> Iterator[polars.DataFrame]:
        """Yield the named columns, or all."""
        import polars

        names = self.columns if names is None else names
        own = [name for name in names if name not in self._columns]
        parts = [self._base.frames(own)] if own else []
        parts += [self._columns[name].frames([name]) for name in names if name in self._columns]
        for frames in zip(*parts, strict=True):
            found = {column.name: column for frame in frames for column in frame.iter_columns()}
            yield polars.DataFrame([without(found[name], self._na) for name in names])
