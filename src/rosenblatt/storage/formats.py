"""The version of a file's format, checked before anything else of the file is."""

from __future__ import annotations

from rosenblatt.errors import ModelFileError


def checked_format(value: object, newest: int) -> int:
    """Return the version of a file's format.

    Parameters
    ----------
    value : object
        What stands in the file.
    newest : int
        The newest format that this version of Rosenblatt reads; it reads all before it, too.

    Raises
    ------
    ModelFileError
        If it is no version, or a newer one: then the message names both and the remedy.
    """
    if type(value) is not int or value < 1:
        raise ModelFileError(f"its format must be a positive whole number, got {value!r:.40}")
    if value > newest:
        from rosenblatt._version import __version__

        raise ModelFileError(
            f"it has format {str(value)[:20]}, Rosenblatt {__version__} reads formats up to {newest}: "
            "install a newer one (pip install --upgrade rosenblatt)"
        )
    return value
