"""A figure as an SVG element for any page: text as text, the same bytes each time, no clash of ids."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET

import matplotlib as mpl
from matplotlib.figure import Figure

from rosenblatt.plots.base.style import FONT, style
from rosenblatt.views.words import plain

NAMESPACE = "http://www.w3.org/2000/svg"
FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif"

_XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_LONG_DECIMAL = re.compile(r"-?\d+\.\d{3,}(?:e-?\d+)?")
_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}


def figure_to_svg(figure: Figure, name: str, *, title: str = "", description: str = "") -> str:
    """Return a figure as an SVG element.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    name : str
        Begins every id in the element, so that figures of different names can share a page.
    title, description : str
        What a screen reader says in place of the picture.

    Returns
    -------
    str
        An ``<svg>`` element with ``role="img"``; the same figure always gives the same text.
    """
    buffer = io.BytesIO()
    with style(), mpl.rc_context({"svg.hashsalt": name}):
        figure.savefig(buffer, format="svg", dpi=72, metadata=_METADATA)
    root = ET.fromstring(buffer.getvalue())
    _keep_the_drawing(root)
    _rename_ids(root, name)
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{NAMESPACE}}}")
        _round_coordinates(element)
        _use_the_readers_font(element)
    _name_for_readers(root, name, title, description)
    return ET.tostring(root, encoding="unicode")


def _keep_the_drawing(root: ET.Element) -> None:
    """Drop the metadata, and turn the rule for every element of the page into one for this element."""
    for child in list(root):
        if child.tag == f"{{{NAMESPACE}}}metadata":
            root.remove(child)
    for parent in list(root.iter(f"{{{NAMESPACE}}}defs")):
        for rule in parent.findall(f"{{{NAMESPACE}}}style"):
            parent.remove(rule)
    root.set("style", "stroke-linejoin: round; stroke-linecap: butt")


def _rename_ids(root: ET.Element, name: str) -> None:
    """Begin the ids that something refers to with ``name``, and drop the others."""
    wanted: dict[str, str] = {}

    def renamed(identifier: str) -> str:
        return wanted.setdefault(identifier, f"{name}-{len(wanted) + 1}")

    for element in root.iter():
        if (target := element.attrib.pop(_XLINK_HREF, None)) is not None:
            element.set("href", f"#{renamed(target[1:])}" if target.startswith("#") else target)
        for key, value in element.attrib.items():
            if "url(#" in value:
                element.set(key, _REFERENCE.sub(lambda match: f"url(#{renamed(match[1])})", value))
    for element in root.iter():
        identifier = element.attrib.pop("id", None)
        if identifier in wanted:
            element.set("id", wanted[identifier])


def _round_coordinates(element: ET.Element) -> None:
    """Hundredths of a point are finer than any printer."""
    for key in ("d", "x", "y", "width", "height", "x1", "y1", "x2", "y2"):
        if (value := element.get(key)) is not None:
            element.set(key, " ".join(_LONG_DECIMAL.sub(_rounded, value).split()))


def _rounded(match: re.Match[str]) -> str:
    return f"{float(match[0]):.2f}".rstrip("0").rstrip(".")


def _use_the_readers_font(element: ET.Element) -> None:
    if element.tag == "text" and (rule := element.get("style")) is not None:
        element.set("style", rule.replace(f"'{FONT}'", FONTS))


def _name_for_readers(root: ET.Element, name: str, title: str, description: str) -> None:
    """Give the element its role, its name and its description."""
    root.attrib.pop("version", None)
    root.set("xmlns", NAMESPACE)
    root.set("role", "img")
    said = []
    for position, (tag, text) in enumerate((("title", title), ("desc", description))):
        if text:
            child = ET.Element(tag, {"id": f"{name}-{tag}"})
            child.text = plain(text)
            root.insert(position, child)
            said.append(f"{name}-{tag}")
    if said:
        root.set("aria-labelledby", " ".join(said))
