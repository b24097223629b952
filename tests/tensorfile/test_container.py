"""The container: what is written comes back, and only if it is what was expected."""

from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy

from rosenblatt.errors import ModelFileError
from rosenblatt.tensorfile import Layout, read_tensors, write_tensors

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
