"""The common parts of pages with figures: their style, their content security policy, and their figures."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import BaseLoader, ChoiceLoader, Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from rosenblatt.views.words import plain

if TYPE_CHECKING:
    from rosenblatt.plots.base.display import Display


@dataclass(frozen=True)
class Figure:
    """A figure on the page.

    Attributes
    ----------
    name : str
        Begins the ids in it; the page's anchor.
    title : str
        What one should see.
    picture : Markup
        The SVG element.
    words : str
        The same without looking.
    """

    name: str
    title: str
    picture: Markup
    words: str

    @classmethod
    def of(cls, name: str, display: Display) -> Figure:
        """Draw a display; its title is set by the page."""
        return cls(name, display.title, Markup(display.to_svg(name, title=False)), display.description)


ROOM = "rosenblatt.pages"


def page_environment(room: str) -> Environment:
    """Return what renders the templates of a room; they extend ``page.html.j2``.

    The style stands in the page, which runs no script and whose policy forbids it to ask for anything from
    elsewhere. Every text is brought to one line that any page can hold, and escaped; an unknown name in a
    template is an error.

    Parameters
    ----------
    room : str
        The package that holds the templates: ``"rosenblatt.pages.report"``.
    """
    environment = Environment(
        loader=ChoiceLoader([_loader(room), _loader(ROOM)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_harmless,
    )
    environment.globals["style"] = Markup(files(ROOM).joinpath("style.css").read_text(encoding="utf-8"))
    return environment


def _loader(room: str) -> BaseLoader:
    return FunctionLoader(lambda name: _read(room, name))


def _read(room: str, name: str) -> str | None:
    path = files(room).joinpath(name)
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _harmless(value: object) -> object:
    """Bring every text to one line that any page can hold; what is HTML already stays as it is."""
    return value if isinstance(value, Markup) else plain(value)
