"""The common parts of pages with figures: their style, their content security policy, and their figures."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import BaseLoader, ChoiceLoader, Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from rosenblatt.plots.base.palette import page_rules
from rosenblatt.plots.base.style import HALF, drawn_for, is_narrow
from rosenblatt.views.words import plain

if TYPE_CHECKING:
    from rosenblatt.plots.base.display import Display


@dataclass(frozen=True)
class Figure:
    """A figure on the page: its anchor and prefix of ids, its message, its SVG and a description in words.

    ``narrow`` is the same drawn for a phone, if the figure itself is wider.
    """

    name: str
    title: str
    picture: Markup
    words: str
    narrow: Markup | None = None

    @property
    def is_wide(self) -> bool:
        """Whether it is wider than half of the page, so that on a phone it scrolls."""
        shown = self.narrow or self.picture
        return float(shown.partition('width="')[2].partition("pt")[0]) > 72 * HALF + 1

    @classmethod
    def of(cls, name: str, display: Display) -> Figure:
        """Draw a display; its title is set by the page."""
        picture, narrow = Markup(display.to_svg(name, title=False)), None
        if not is_narrow():
            with drawn_for(HALF):
                narrow = Markup(display.to_svg(f"{name}-narrow", title=False))
        return cls(name, display.title, picture, display.description, narrow)


ROOM = "rosenblatt.pages"


def page_environment(room: str) -> Environment:
    """Return the environment that renders a package's templates, which extend ``page.html.j2``.

    Every text is reduced to one line of printable characters and escaped; unknown names are errors.
    """
    environment = Environment(
        loader=ChoiceLoader([_loader(room), _loader(ROOM)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_harmless,
    )
    style = files(ROOM).joinpath("style.css").read_text(encoding="utf-8")
    environment.globals["style"] = Markup(f"{page_rules()}\n{style}")
    return environment


def _loader(room: str) -> BaseLoader:
    return FunctionLoader(lambda name: _read(room, name))


def _read(room: str, name: str) -> str | None:
    path = files(room).joinpath(name)
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _harmless(value: object) -> object:
    """Bring every text to one line that any page can hold; what is HTML already stays as it is."""
    return value if isinstance(value, Markup) else plain(value)
