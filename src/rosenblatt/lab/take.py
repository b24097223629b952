"""What is taken away from the page: Python code, a model file, an ONNX graph, and the page as one file.

A request has, beside what every request about a table has:

- ``marks``: ``[{"at": [epoch, batch], "plan": {field: value}}, {"at": [epoch, batch], "weights": [[index,
  value], ...]}, ...]``; a plan has fields of :class:`rosenblatt.plan.Plan` (of ``PerceptronPlan`` for a
  perceptron), an index is a place in ``Network``'s order.
- ``at``: ``[epoch, batch]``, where the course ends.
- ``open``: for the page as one file, the fragment of the address that it opens with.
- the array ``start``: weights in place of those of the seed, if the course has begun with others.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from rosenblatt.lab.asks import Subject, trained
from rosenblatt.lab.code.course import Course
from rosenblatt.lab.code.program import code
from rosenblatt.lab.session import Opened
from rosenblatt.lab.single import page_of


def python(subject: Subject, course: Course) -> bytes:
    """Return the code of a course as a Python file."""
    return "\n".join([*code(subject.begun(), course), ""]).encode()


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
    return page_of(opened).encode()
