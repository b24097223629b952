"""A file is read by what it holds: compression and encodings are found from its first bytes."""

import bz2
import gzip
import io
import lzma
import sys
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosenblatt.data import load_table, read_frame
from rosenblatt.data.sources.unpacking import unpack
from rosenblatt.errors import TableError

TEXT = 'größe,y\n150,"groß, alt"\n160,klein\n'
ROWS = [(150, "groß, alt"), (160, "klein")]


def zstd(data: bytes) -> bytes:
    """A zstd frame of one raw block, which needs no compressor (RFC 8878, 3.1.1)."""
    assert len(data) < 256
    header = b"\x28\xb5\x2f\xfd" + bytes([0x20, len(data)])  # single segment, one byte of content size
    block = (1 | len(data) << 3).to_bytes(3, "little")  # last block, raw
    return header + block + data


def zipped(**files: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "."), data)
    return stream.getvalue()


PACKED = {
    ".gz": gzip.compress(TEXT.encode()),
    ".bz2": bz2.compress(TEXT.encode()),
    ".xz": lzma.compress(TEXT.encode()),
    ".zst": zstd(TEXT.encode()),
    ".zip": zipped(a__csv=TEXT.encode()),
}
ENCODED = {
    "UTF-8 with a mark": b"\xef\xbb\xbf" + TEXT.encode(),
    "UTF-16, low byte first": b"\xff\xfe" + TEXT.encode("utf-16-le"),
    "UTF-16, high byte first": b"\xfe\xff" + TEXT.encode("utf-16-be"),
    "UTF-16 without a mark": "size,y\n150,a\n".encode("utf-16-le"),
    "UTF-16 without a mark, high byte first": "size,y\n150,a\n".encode("utf-16-be"),
    "UTF-32": TEXT.encode("utf-32"),
}


@pytest.mark.parametrize("ending", PACKED)
def test_a_compressed_table_is_read_whatever_its_name(write, ending):
    for name in (f"table.csv{ending}", f"table{ending}", "table.csv", "table.txt"):
        assert read_frame(write(PACKED[ending], name)).rows() == ROWS
    assert load_table(f"table.csv{ending}").name in ("table", "a")


@pytest.mark.parametrize("encoding", ENCODED)
def test_the_encoding_is_found_from_the_first_bytes(write, encoding):
    frame = read_frame(write(ENCODED[encoding]))
    assert frame.rows() == (ROWS if "without" not in encoding else [(150, "a")])
    assert frame.columns[0] == ("größe" if "without" not in encoding else "size")


def test_compressed_text_in_another_encoding_is_read(write):
    assert read_frame(write(gzip.compress(TEXT.encode("utf-16")), "t.csv.gz")).rows() == ROWS


def test_standard_input_is_read_by_what_it_holds(monkeypatch):
    for data in (*PACKED.values(), ENCODED["UTF-16, low byte first"]):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        assert read_frame("-").rows() == ROWS


def test_line_ends_of_old_programs_are_line_ends(write):
    assert read_frame(write("a,b\r1,2\r3,4\r")).rows() == [(1, 2), (3, 4)]


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=60))
def test_every_text_comes_back_from_every_packing_and_encoding(text):
    text = "name,value\n" + text
    for data in (text.encode("utf-16"), gzip.compress(text.encode()), bz2.compress(text.encode())):
        found = unpack(data, "table", "the text").data
        assert isinstance(found, bytes)
        assert found.decode() == text


UNREADABLE = {
    "cut gzip": ("t.csv.gz", PACKED[".gz"][:30], r"t\.csv\.gz cannot be decompressed .*: copy or download"),
    "cut zstd": ("t.csv.zst", PACKED[".zst"][:30], r"t\.csv\.zst cannot be decompressed"),
    "cut bzip2": ("t.csv.bz2", PACKED[".bz2"][:30], "cannot be decompressed"),
    "cut xz": ("t.csv.xz", PACKED[".xz"][:30], "cannot be decompressed"),
    "cut zip": ("t.zip", PACKED[".zip"][:30], "cannot be decompressed"),
    "two in a zip": ("t.zip", zipped(a__csv=b"x", b__csv=b"y"), "zip archive that holds 'a.csv', 'b.csv'"),
    "empty zip": ("t.zip", zipped(), "zip archive that holds no file"),
    "web page": ("t.csv", b"<!DOCTYPE html>\n<html><body>404</body></html>", "is a web page"),
    "cut UTF-16": ("t.csv", b"\xff\xfea\x00b", "begins like UTF-16 text, but is not"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_what_cannot_be_unpacked_is_an_error_with_a_remedy(write, case):
    name, data, message = UNREADABLE[case]
    with pytest.raises(TableError, match=message):
        load_table(write(data, name))


def test_a_parquet_file_is_one_whatever_its_name(write):
    import polars

    polars.DataFrame({"a": [1, 2], "y": ["u", "v"]}).write_parquet(write("", "table.csv"))
    assert read_frame("table.csv").rows() == [(1, "u"), (2, "v")]
