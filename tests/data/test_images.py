"""Which columns are the pixels of an image."""

import pytest

from rosenblatt.data import load_table
from rosenblatt.data.images import image_shape


@pytest.mark.parametrize(
    ("names", "shape"),
    [
        ([f"pixel_{row}_{column}" for row in range(8) for column in range(6)], (8, 6)),
        ([f"{row}x{column}" for row in range(1, 29) for column in range(1, 29)], None),
        ([f"px{row}x{column}" for row in range(1, 6) for column in range(1, 5)], (5, 4)),
        ([f"pixel{place}" for place in range(784)], (28, 28)),
        ([f"Pixel {place}" for place in range(1, 17)], (4, 4)),
        ([f"pixel{place}" for place in range(2, 18)], None),
        ([f"pixel{place}" for place in range(20)], None),
        ([f"pixel_{column}_{row}" for row in range(4) for column in range(5)], None),
        ([f"sensor_{row}_{column}" for row in range(8) for column in range(8)], None),
        (["pixel_0_0", "pixel_0_1", "pixel_1_0", "pixel_1_1"], None),
        ([*(f"pixel{place}" for place in range(15)), "label"], None),
    ],
)
def test_names_of_pixels_give_the_shape(names: list[str], shape: tuple[int, int] | None) -> None:
    assert image_shape(names) == shape


def test_digits_are_images_and_flowers_are_not() -> None:
    assert image_shape(load_table("digits").features) == (8, 8)
    assert image_shape(load_table("iris").features) is None
