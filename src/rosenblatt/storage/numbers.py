"""Numbers that metadata holds, checked before they are used."""

from __future__ import annotations

import numpy as np

from rosenblatt.errors import ModelFileError


def finite_or(word: str, what: str, value: object, dtype: str) -> float | str:
    """Return a number, or the one word that may stand in its place.

    Parameters
    ----------
    word : str
    what : str
        What an error calls it.
    value : object
        What stands in the file.
    dtype : str
        In which it must be finite.

    Raises
    ------
    ModelFileError
        If it is neither.
    """
    if value == word:
        return word
    if type(value) is not float or not abs(value) <= float(np.finfo(dtype).max):
        raise ModelFileError(f"{what} must be {word!r} or a finite {dtype}, got {value!r:.40}")
    return value
