"""What is taken away from the page with the help of Python: a model file, ONNX, the page as one file.

The page writes its code by itself (``page/src/python.ts``), as it does in a file without a server.
"""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from rosenblatt.lab.asks import Subject, trained
from rosenblatt.lab.session import Opened
from rosenblatt.lab.single import page_of
from rosenblatt.lab.stored import answers


def model(subject: Subject) -> bytes:
    """Return the model file of the network as it is now, with the preparation of the table."""
    from rosenblatt.model import save_model

    with TemporaryDirectory(prefix="rosenblatt-lab-") as folder:
        path = Path(folder, "model.rosenblatt")
        save_model(path, trained(subject.begun(), subject.parameters))
        return path.read_bytes()


def onnx(subject: Subject) -> bytes:
    """Return the network as it is now, with the preparation of the table, as an ONNX graph."""
    found: bytes = trained(subject.begun(), subject.parameters).to_onnx().SerializeToString()
    return found


def html(subject: Subject, table: str, fragment: str) -> bytes:
    """Return the page as one file, which opens with a table and an address."""
    opened = Opened(
        fragment or f"lab=1&table={quote(table, safe='')}", table, subject.settings, subject.uploads
    )
    epoch = re.search(r"(?:^|&)at=(\d+)", fragment)
    when = f"for the network at epoch {int(epoch[1]) if epoch else 0:,}, when this file was written"
    # An address has no points: the file opens without them.
    return page_of(opened, answers=None if subject.points else answers(subject, when)).encode()


def run_html(opened: Opened) -> bytes:
    """Return the page as one file, which opens with the run that the command has opened."""
    return page_of(opened).encode()
