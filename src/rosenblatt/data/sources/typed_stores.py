"""Stores whose text columns have the types of their values, as `type_columns` finds them for a frame."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rosenblatt.data.memory import require_memory
from rosenblatt.data.reading import Reading
from rosenblatt.data.sources.stores import SpooledStore, Store
from rosenblatt.data.values.dates import DateForm
from rosenblatt.data.values.numbers import NumberForm
from rosenblatt.data.values.typed import Form, TextForm, first_texts, looks_typed, type_columns, without
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
