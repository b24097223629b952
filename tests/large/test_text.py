"""A text table that is read in blocks gives the columns, types, forms and messages of `load_table`."""

from __future__ import annotations

import gzip
import warnings
from pathlib import Path

import polars as pl
import pytest

from rosenblatt import load_table, open_table
from rosenblatt.data import Reading, batches
from rosenblatt.data.preparation import part
from rosenblatt.data.sources import stores, text_store
from rosenblatt.errors import TableError

ROWS = range(40)
TEXTS = {
    "numbers": "a,b,y\n" + "".join(f"{i},{i / 4},{i % 2}\n" for i in ROWS),
    "a fraction in the last row": "a,y\n" + "".join(f"{i},x\n" for i in ROWS) + "0.5,x\n",
    "a text in the last row": "a,y\n" + "".join(f"{i},x\n" for i in ROWS) + "many,x\n",
    "missing values and markers": "a,b,c,y\n"
    + "".join(f"{i if i % 3 else '-'},NA,{i % 2 == 0},x\n" for i in ROWS),
    "dates": "day,at,y\n" + "".join(f"{i % 28 + 1:02}.03.2020,{i % 24}:30,{i}\n" for i in ROWS),
    "money": "p;q;y\n" + "".join(f"1.{i:03},5 €;{i},25;a\n" for i in ROWS),
    "account numbers": "a,y\n" + "".join(f"00{i},{i}\n" for i in ROWS),
    "quotes with line ends": "a,b,y\n" + "".join(f'"x\n{i}","5"" nail",{i}\n' for i in ROWS),
    "short lines": "a,b,,y\n" + "".join(f"{i},{i},,1\n" for i in ROWS) + ",,,\n",
    "an index": ",a,y\n" + "".join(f"{i},{i % 3},{i}\n" for i in ROWS),
    "spaces": "a  b y\n" + "".join(f"{i}   {i / 2} {i}\n" for i in ROWS),
    "a byte order mark": "\ufeffa,y\n" + "".join(f"{i},ä\n" for i in ROWS),
    "lines above the header": "# made by hand\n\na,y\r\n" + "".join(f"{i},{i}\r\n\r\n" for i in ROWS),
    "two readings": "a,y\n" + "".join(f'"1,{i:03}",{i}\n' for i in ROWS),
    "two readings, decided elsewhere": "a;b;y\n" + "".join(f"1,{i:03};{i}.5;{i}\n" for i in ROWS),
    "a long line": "a,y\n" + "".join(f"{i},{i}\n" for i in ROWS) + "1,2,3\n",
    "a stray quote": "a,b,y\n" + "".join(f"{i},{i},x\n" for i in ROWS) + '1,5" nail,x\n2,3,x\n',
    "an open quote": "a,b,y\n" + "".join(f"{i},{i},x\n" for i in ROWS) + '1,"5,x\n2,3,x\n',
    "no rows": "a,y\n",
}


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (batches, part, stores, text_store):
        monkeypatch.setattr(module, "ROWS", 8)
    monkeypatch.setattr(text_store, "_BLOCK", 37)


def found(path: Path, reading: Reading | None, *, in_batches: bool) -> object:
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            if in_batches:
                source = open_table(path, reading=reading)
                frame = pl.DataFrame(list(source.frame.iter_columns()))
                whole = (source.features, source.targets, source.ignored, dict(source.forms))
            else:
                table = load_table(path, reading=reading)
                frame = table.frame
                whole = (table.features, table.targets, table.ignored, dict(table.forms))
    except TableError as error:
        return str(error)
    return frame.schema, frame.rows(), whole, [str(each.message) for each in caught]


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize(
    "reading", [None, Reading(na=("3", "x")), Reading(decimal=",")], ids=["", "na", "comma"]
)
def test_blocks_give_what_the_whole_file_gives(name: str, reading: Reading | None, tmp_path: Path):
    path = tmp_path / "table.csv"
    path.write_text(TEXTS[name], encoding="utf-8", newline="")
    assert found(path, reading, in_batches=True) == found(path, reading, in_batches=False)


def test_a_packed_file_is_read_alike(tmp_path: Path):
    path = tmp_path / "table.csv.gz"
    path.write_bytes(gzip.compress(TEXTS["dates"].encode("utf-16")))
    assert found(path, None, in_batches=True) == found(path, None, in_batches=False)
