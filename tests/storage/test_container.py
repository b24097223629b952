"""The container: what is written comes back, and only if it is what was expected."""

import os
import time
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy

from rosenblatt.errors import ModelFileError
from rosenblatt.storage.canonical import dumps
from rosenblatt.storage.container import MAX_HEADER, Layout, checked_format, read_tensors, write_tensors

ARRAYS = {
    "numbers": np.array([[1.5, np.nan], [np.inf, -0.0]]),
    "single": np.array([0.1], np.float32),
    "order": np.array([3, 1, 2], np.int64),
    "key": np.array([2**32 - 1], np.uint32),
    "bytes": np.arange(5, dtype=np.uint8),
    "nothing": np.empty((0, 3)),
}
LAYOUTS = [Layout(name, str(each.dtype), each.shape) for name, each in ARRAYS.items()]


def written(folder: Path) -> Path:
    write_tensors(folder / "a", {"format": 1, "word": "ü"}, ARRAYS)
    return folder / "a"


def read(path: Path, layouts=LAYOUTS):
    return read_tensors(
        path, lambda values, n_tensors, n_data: layouts, lambda *found: found, "box of numbers"
    )


def test_every_kind_of_array_comes_back_with_its_bits(tmp_path):
    values, tensors = read(written(tmp_path))
    assert values == {"format": 1, "word": "ü"}
    assert list(tensors) == list(ARRAYS)
    for name, array in ARRAYS.items():
        assert (tensors[name].dtype, tensors[name].shape) == (array.dtype, array.shape)
        assert tensors[name].tobytes() == array.tobytes()
        assert tensors[name].flags.writeable


def test_the_safetensors_library_reads_the_same(tmp_path):
    tensors = safetensors.numpy.load_file(written(tmp_path))
    for name, array in ARRAYS.items():
        np.testing.assert_array_equal(tensors[name], array)


def test_an_array_in_another_order_of_memory_is_written_row_by_row(tmp_path):
    columns = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    write_tensors(tmp_path / "a", {}, {"x": columns})
    _, tensors = read(tmp_path / "a", [Layout("x", "float64", (2, 3))])
    np.testing.assert_array_equal(tensors["x"], columns)


@pytest.mark.parametrize(
    ("layouts", "match"),
    [
        (LAYOUTS[:-2], r"altered: 69 bytes of data where 64 belong"),
        ([*LAYOUTS, Layout("more", "float64", (2,))], "truncated: 69 bytes of data where 85 belong"),
        ([LAYOUTS[1], LAYOUTS[0], *LAYOUTS[2:]], "its tensor 'numbers' is"),
        ([Layout("numbers", "int64", (2, 2)), *LAYOUTS[1:]], "its tensor 'numbers' is"),
        ([Layout("other", "float64", (2, 2)), *LAYOUTS[1:]], "its tensor 'numbers' is .* expected None"),
    ],
)
def test_anything_but_what_was_expected_is_an_error(layouts, match, tmp_path):
    with pytest.raises(ModelFileError, match=f"cannot use the box of numbers .*{match}"):
        read(written(tmp_path), layouts)


def test_an_expected_array_without_bytes_must_be_named_too(tmp_path):
    with pytest.raises(ModelFileError, match="checksum does not match"):
        read(written(tmp_path), [*LAYOUTS, Layout("silent", "float64", (0,))])


def test_a_flipped_bit_of_the_data_is_found(tmp_path):
    path = written(tmp_path)
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with pytest.raises(ModelFileError, match="altered or damaged"):
        read(path)


# ---- Hostile containers


def sealed(metadata, path):
    """A file that is right but for its metadata, which only a reader can judge."""
    write_tensors(path, metadata, ARRAYS)
    return path


def refused(path, match, expect=None):
    """Whatever is wrong: one class of error, which names the file; returns the memory it took."""
    tracemalloc.start()
    try:
        with pytest.raises(ModelFileError, match=match):
            read(path) if expect is None else read_tensors(
                path, expect, lambda *found: found, "box of numbers"
            )
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def nested(depth):
    value: object = 1
    for _ in range(depth):
        value = [value]
    return value


def test_what_nests_too_deeply_is_refused_wherever_python_would_give_up(tmp_path):
    # From a deep stack Python can read a text and then fail to write it again.
    def from_depth(n):
        if n:
            return from_depth(n - 1)
        return refused(tmp_path / "a", "nests too deeply")

    for depth in (32, 100, 300, 500, 900):
        sealed({"deep": nested(depth)}, tmp_path / "a")
        from_depth(0)
        from_depth(300)
    sealed({"deep": nested(30)}, tmp_path / "a")
    assert read(tmp_path / "a")[0] == {"deep": nested(30)}


def test_half_a_character_is_an_error_that_can_be_shown(tmp_path):
    write_tensors(tmp_path / "a", {"word": "xxxx"}, ARRAYS)
    content = (tmp_path / "a").read_bytes()
    n = int.from_bytes(content[:8], "little")
    header = content[8 : 8 + n].replace(b'\\"xxxx\\"', b'\\"\\\\ud800\\"')
    (tmp_path / "a").write_bytes(len(header).to_bytes(8, "little") + header + content[8 + n :])
    refused(tmp_path / "a", "half a character")


@pytest.mark.parametrize("duplicates", ["first", "last"])
def test_duplicates_among_many_keys_are_found_at_once(duplicates, tmp_path):
    keys = [f"k{number}" for number in range(90_000)]
    keys.insert(0 if duplicates == "first" else len(keys), keys[-1] if duplicates == "last" else keys[0])
    header = ("{" + ",".join(f'"{key}":0' for key in keys) + "}").encode()
    (tmp_path / "a").write_bytes(len(header).to_bytes(8, "little") + header)
    began = time.process_time()
    refused(tmp_path / "a", "names the key .* twice")
    assert time.process_time() - began < 20  # comparing each with each would take minutes


HEADERS = {
    "lists": "[" + "[]," * 340_000 + "0]",
    "objects": "[" + "{}," * 340_000 + "0]",
    "keys": "{" + ",".join(f'"{number:x}":0' for number in range(110_000)) + "}",
    "one text": '"' + "x" * 1_000_000 + '"',
    "numbers": "[" + "1.5," * 250_000 + "0]",
    "keys of objects": "{" + ",".join(f'"{number:x}":{{}}' for number in range(90_000)) + "}",
}


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_takes_no_more_memory_than_its_size_allows(name, tmp_path):
    for text in (HEADERS[name], '{"__metadata__":{"rosenblatt":' + dumps(HEADERS[name][:400_000]) + "}}"):
        header = text.encode()
        assert len(header) <= MAX_HEADER
        (tmp_path / "a").write_bytes(len(header).to_bytes(8, "little") + header)
        taken = refused(tmp_path / "a", None)
        assert taken < 3_000_000 + 60 * len(header)


def test_a_file_that_claims_more_than_there_is_takes_no_memory(tmp_path):
    for size in (10**9, 10**15, 10**30):
        path = sealed({"size": size}, tmp_path / "a")
        layouts = [Layout("numbers", "float64", (size,))]
        assert refused(path, "truncated", lambda *found, layouts=layouts: layouts) < 300_000


def test_a_large_file_of_holes_is_refused_before_it_is_read(tmp_path):
    path = sealed({}, tmp_path / "a")
    os.truncate(path, 2**40)
    assert refused(path, "altered: .* bytes of data where 69 belong") < 300_000


def test_data_takes_two_times_its_size(tmp_path):
    numbers = np.zeros(1_000_000)
    write_tensors(tmp_path / "a", {}, {"x": numbers})
    tracemalloc.start()
    read(tmp_path / "a", [Layout("x", "float64", numbers.shape)])
    taken = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert taken < 2.1 * numbers.nbytes + 300_000


LONG = Layout("long", "float64", (50_000,))


@pytest.mark.parametrize("more", [b"more", b"x" * 1_000_000])
def test_of_a_file_that_grows_while_it_is_read_that_is_read_which_was_there(more, tmp_path):
    write_tensors(tmp_path / "a", {}, {"long": np.arange(50_000.0)})

    def meanwhile(*found):
        with (tmp_path / "a").open("ab") as handle:
            handle.write(more)
        return [LONG]

    _, tensors = read_tensors(tmp_path / "a", meanwhile, lambda *found: found, "box of numbers")
    np.testing.assert_array_equal(tensors["long"], np.arange(50_000.0))
    refused(tmp_path / "a", "altered", lambda *found: [LONG])


def test_a_file_that_shrinks_while_it_is_read_is_refused(tmp_path):
    write_tensors(tmp_path / "a", {}, {"long": np.arange(50_000.0)})

    def meanwhile(*found):
        os.truncate(tmp_path / "a", 200_000)
        return [LONG]

    refused(tmp_path / "a", "checksum does not match", meanwhile)


def test_memory_that_is_not_there_is_an_error_of_the_file(tmp_path):
    def expect(*found):
        raise MemoryError

    refused(written(tmp_path), "needs more memory than there is", expect)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_that_takes_the_files_place_is_neither_waited_for_nor_read(tmp_path, monkeypatch):
    path, pipe = written(tmp_path), tmp_path / "pipe"
    os.mkfifo(pipe)
    swapped = os.open

    def swap(name, flags, *more, **options):
        return swapped(pipe if name == str(path) or name == path else name, flags, *more, **options)

    monkeypatch.setattr(os, "open", swap)
    refused(path, "not a regular file")


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="this system has no links")
def test_links_lead_to_files_and_a_loop_of_links_is_an_error(tmp_path):
    path = written(tmp_path)
    (tmp_path / "link").symlink_to(path)
    assert read(tmp_path / "link")[0] == read(path)[0]
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    refused(tmp_path / "loop", "cannot read the box of numbers .*loop")
    (tmp_path / "folder").symlink_to(tmp_path)
    refused(tmp_path / "folder", "not a regular file")


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="this system has no /dev/zero")
def test_a_device_is_not_read(tmp_path):
    refused("/dev/zero", "not a regular file")


@pytest.mark.parametrize("path", ["a\0b", b"\0", "\ud800", None, 7, "x" * 5000, ""])
def test_what_names_no_file_is_refused(path):
    refused(path, "box of numbers")


def test_a_message_stays_short_whatever_the_file_says(tmp_path):
    def expect(*found):
        raise ModelFileError("x" * 100_000)

    with pytest.raises(ModelFileError) as caught:
        read_tensors(written(tmp_path), expect, lambda *found: found, "box of numbers")
    assert len(str(caught.value)) < 1000


@pytest.mark.parametrize("value", [0, -1, True, "1", 1.0, None, [1], 2, 10**4000])
def test_only_known_formats_are_read(value):
    with pytest.raises(ModelFileError, match="format"):
        checked_format(value, 1)
    assert checked_format(1, 1) == checked_format(1, 3) == 1
