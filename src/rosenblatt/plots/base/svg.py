"""A figure as an SVG element for any page: text as text, the same bytes each time, no clash of ids.

Colours are attributes, those on light paper, which every program shows. A style overrides them where the page
is dark, or where the file is shown by itself and its reader prefers dark; what is printed is light.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from html import escape

import numpy as np
from matplotlib import _path
from matplotlib.backend_bases import FigureCanvasBase, GraphicsContextBase, RendererBase
from matplotlib.colors import rgb2hex, to_rgba
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Transform
from matplotlib.typing import ColorType

from rosenblatt.plots.base.palette import dark_rules
from rosenblatt.plots.base.style import FONT, style
from rosenblatt.plots.base.text import box_of, line_heights
from rosenblatt.views.words import plain

NAMESPACE = "http://www.w3.org/2000/svg"
FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif"
_ALL = f'stroke-linejoin="round" font-family="{FONTS}"'
_BY_ITSELF = "svg:root{color-scheme:light dark}@media print{svg:root{color-scheme:light}}"
_COLOURS = re.compile('(?:fill|stroke)="(#[0-9a-f]{6})"')

_CODES = [b"M", b"L", b"Q", b"C", b"z"]
_CAPS = {"projecting": "square"}
_ANCHORS = {"left": "start", "right": "end", "center": "middle"}
_MANY = 3
"""A shape that is drawn at least so often is defined once and referred to."""


def figure_to_svg(figure: Figure, name: str, *, title: str = "", description: str = "") -> str:
    """Return a figure as an ``<svg>`` element, always of the same text, with ids that begin with the name."""
    with style():
        figure.dpi = 72
        renderer = _SvgRenderer(72 * figure.get_figwidth(), 72 * figure.get_figheight(), name)
        _Canvas(figure, renderer)
        figure.draw(renderer)
    size = f"{_short(renderer.width)} {_short(renderer.height)}"
    wide, tall = size.split()
    words = [(tag, plain(text)) for tag, text in (("title", title), ("desc", description)) if text]
    named = f' aria-labelledby="{" ".join(f"{name}-{tag}" for tag, _ in words)}"' if words else ""
    role = "group" if renderer.has_links else "img"  # what is in an image has no links
    box = f'width="{wide}pt" height="{tall}pt" viewBox="0 0 {size}"'
    head = f'<svg {box} xmlns="{NAMESPACE}" role="{role}"{named}>'
    said = [f'<{tag} id="{name}-{tag}">{escape(text, quote=False)}</{tag}>' for tag, text in words]
    drawn = "\n".join([f"<g {_ALL}>", *renderer.elements, "</g>", "</svg>"])
    rules = dark_rules(_COLOURS.findall(drawn), "svg")
    return "\n".join([head, *said, f"<style>{_BY_ITSELF}{rules}</style>", drawn])


class _Canvas(FigureCanvasBase):
    """Gives a figure's layout the renderer that draws it, so that no text is measured twice."""

    def __init__(self, figure: Figure, renderer: RendererBase) -> None:
        super().__init__(figure)
        self._renderer = renderer

    def get_renderer(self) -> RendererBase:
        """Return the renderer; matplotlib's layout asks for it by this name."""
        return self._renderer


class _SvgRenderer(RendererBase):
    """Writes elements as short as they can be, coordinates in hundredths of a point."""

    def __init__(self, width: float, height: float, name: str) -> None:
        super().__init__()
        self.width, self.height, self.name = width, height, name
        self.elements: list[str] = []
        self.has_links = False
        self._defined: dict[str, str] = {}

    def flipy(self) -> bool:
        """Return that the origin is the upper left corner."""
        return True

    def get_canvas_width_height(self) -> tuple[float, float]:
        """Return the size in points."""
        return self.width, self.height

    def get_text_width_height_descent(
        self, s: str, prop: FontProperties, ismath: object
    ) -> tuple[float, float, float]:
        """Return the size of a line of text in points."""
        return box_of(s, prop)

    def _get_font_height_metrics(self, prop: FontProperties) -> tuple[float, float, float]:
        """Heights above and below the line and between two; matplotlib would read the font's tables again."""
        return line_heights(prop)

    def draw_path(
        self, gc: GraphicsContextBase, path: Path, transform: Transform, rgbFace: ColorType | None = None
    ) -> None:
        """Draw a path; one with an address is a link over what is drawn, and its name follows a blank."""
        if gc.get_url():
            self._link(str(gc.get_url()), self._data(path, transform))
            return
        look = _look(gc, rgbFace)
        if look == 'fill="none"':
            return
        is_line = rgbFace is None
        data = self._data(path, transform, clip=is_line, simplify=path.should_simplify and is_line)
        if data:
            self.elements.append(f'<path d="{data}"{self._clip(gc)} {look}/>')

    def _link(self, url: str, data: str) -> None:
        address, _, words = url.partition(" ")
        self.has_links = True
        named = f'href="{escape(address)}" aria-label="{escape(words)}"'
        self.elements.append(f'<a {named}><path d="{data}" fill="none" pointer-events="all"/></a>')

    def draw_markers(
        self,
        gc: GraphicsContextBase,
        marker_path: Path,
        marker_trans: Transform,
        path: Path,
        trans: Transform,
        rgbFace: ColorType | None = None,
    ) -> None:
        """Draw a marker at each point of a path."""
        places = trans.transform(path.vertices)
        self._repeat(gc, marker_path, marker_trans, places.tolist(), _look(gc, rgbFace))

    def draw_path_collection(  # type: ignore[no-untyped-def,override]
        self,
        gc,
        master_transform,
        paths,
        all_transforms,
        offsets,
        offset_trans,
        faces,
        edges,
        *others,
        **more,
    ):
        """Draw a path at many places, or many paths each at its own."""
        places = (gc, master_transform, paths, all_transforms, offsets, offset_trans)
        same = len(paths) == 1 and len(all_transforms) <= 1 and max(len(faces), len(edges)) <= 1
        if not same or len(offsets) < _MANY:
            super().draw_path_collection(*places, faces, edges, *others, **more)
            return
        shape, way = next(self._iter_collection_raw_paths(master_transform, paths, all_transforms))  # type: ignore[attr-defined]
        first = (gc, [0], offsets[:1], offset_trans)
        for *_, mark, face in self._iter_collection(*first, faces, edges, *others, **more):  # type: ignore[attr-defined]
            self._repeat(mark, shape, way, offset_trans.transform(offsets).tolist(), _look(mark, face))

    def draw_text(
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: object = False,
        mtext: Text | None = None,
    ) -> None:
        """Write a line of text."""
        rules = [f'font-size="{_short(prop.get_size_in_points())}"']
        if prop.get_family()[0] != FONT:
            rules.append(f"""font-family="'{prop.get_family()[0]}', monospace\"""")
        if prop.get_weight() not in ("normal", 400):
            weight = 700 if prop.get_weight() == "bold" else prop.get_weight()
            rules.insert(0, f'font-weight="{weight}"')
        if mtext is not None and (angle == 0 or mtext.get_rotation_mode() == "anchor"):
            # The reader's font has other widths: aligned texts stay aligned at their anchor.
            rules.append(f'text-anchor="{_ANCHORS[mtext.get_horizontalalignment()]}"')
            x, y = self._anchor(mtext, x, y, angle)
        rules.append(f'fill="{rgb2hex(gc.get_rgb())}"')
        turned = f' transform="rotate({_short(-angle)} {_short(x)} {_short(y)})"' if angle else ""
        place = f'x="{_short(x)}" y="{_short(y)}"{turned}'
        element = f"<text {place} {' '.join(rules)}>{escape(s, quote=False)}</text>"
        clip = self._clip(gc)
        self.elements.append(f"<g{clip}>{element}</g>" if clip else element)

    def _anchor(self, text: Text, x: float, y: float, angle: float) -> tuple[float, float]:
        """Return the place on the line of text that lies nearest to where the text is anchored."""
        at_x, at_y = text.get_transform().transform(text.get_unitless_position()).tolist()
        way = math.radians(angle)
        cos, sin = math.cos(way), math.sin(way)
        along = (at_x - x) * cos - (self.height - at_y - y) * sin
        return x + along * cos, y - along * sin

    def _repeat(
        self,
        gc: GraphicsContextBase,
        path: Path,
        transform: Transform,
        places: Sequence[Sequence[float]],
        look: str,
    ) -> None:
        shape = Affine2D(transform.get_matrix())
        inside = [
            (x, y)
            for x, y in places
            if -self.width < x < 2 * self.width and -self.height < y < 2 * self.height
        ]
        if len(inside) < _MANY:
            for x, y in inside:
                data = self._data(path, shape + Affine2D().translate(x, y))
                self.elements.append(f'<path d="{data}"{self._clip(gc)} {look}/>')
            return
        shown = self._data(path, shape + Affine2D().translate(0, self.height))
        identifier = self._define(f'<path id="{{}}" d="{shown}"/>')
        uses = "".join(
            f'<use href="#{identifier}" x="{_short(x)}" y="{_short(self.height - y)}"/>' for x, y in inside
        )
        self.elements.append(f"<g{self._clip(gc)} {look}>{uses}</g>")

    def _define(self, element: str) -> str:
        """Write an element that others refer to, once; return its id."""
        if element not in self._defined:
            self._defined[element] = f"{self.name}-{len(self._defined) + 1}"
            self.elements.append(f"<defs>{element.format(self._defined[element])}</defs>")
        return self._defined[element]

    def _clip(self, gc: GraphicsContextBase) -> str:
        path, transform = gc.get_clip_path()
        rectangle = gc.get_clip_rectangle()
        if path is not None and transform is not None:
            shape = f'<path d="{self._data(path, transform)}"/>'  # type: ignore[arg-type]
        elif rectangle is not None:
            x, y, width, height = map(_short, _flipped(rectangle.bounds, self.height))
            shape = f'<rect x="{x}" y="{y}" width="{width}" height="{height}"/>'
        else:
            return ""
        return f' clip-path="url(#{self._define(f"""<clipPath id="{{}}">{shape}</clipPath>""")})"'

    def _data(self, path: Path, transform: Transform, *, clip: bool = False, simplify: bool = False) -> str:
        flipped = transform + Affine2D().scale(1, -1).translate(0, self.height)
        box = (0.0, 0.0, self.width, self.height) if clip else None
        data = _path.convert_to_string(path, flipped, box, simplify, None, 2, _CODES, False)  # type: ignore[attr-defined]
        return " ".join(data.decode("ascii").split())


def _look(gc: GraphicsContextBase, face: ColorType | None) -> str:
    """Return fill and stroke as attributes."""
    forced, filled = gc.get_forced_alpha(), to_rgba("none" if face is None else face)
    rules = [f'fill="{rgb2hex(filled) if filled[3] else "none"}"']
    if 0 < filled[3] < 1 and not forced:
        rules.append(f'fill-opacity="{_short(filled[3])}"')
    if forced and gc.get_alpha() != 1:
        rules.append(f'opacity="{_short(gc.get_alpha())}"')
    width, rgb = gc.get_linewidth(), gc.get_rgb()
    if not width or rgb[3] == 0:
        return " ".join(rules)
    offset, dashes = gc.get_dashes()
    if dashes is not None:
        rules.append(f'stroke-dasharray="{",".join(_short(dash) for dash in np.asarray(dashes).tolist())}"')
        rules += [f'stroke-dashoffset="{_short(offset)}"'] if offset else []
    rules.append(f'stroke="{rgb2hex(rgb)}"')
    rules += [f'stroke-opacity="{_short(rgb[3])}"'] if rgb[3] != 1 and not forced else []
    rules += [f'stroke-width="{_short(width)}"'] if width != 1 else []
    join, cap = str(gc.get_joinstyle()), str(gc.get_capstyle())
    rules += [f'stroke-linejoin="{join}"'] if join != "round" else []
    rules += [f'stroke-linecap="{_CAPS.get(cap, cap)}"'] if cap != "butt" else []
    return " ".join(rules)


def _flipped(bounds: Sequence[float], height: float) -> tuple[float, float, float, float]:
    x, y, wide, tall = bounds
    return x, height - y - tall, wide, tall


def _short(value: float) -> str:
    """Return a number in hundredths: finer than any printer."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
