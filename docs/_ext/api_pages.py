"""Members of classes on the API pages, and references to an object by a name that is not its public one."""

from __future__ import annotations

import importlib
import inspect
from functools import cached_property
from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

PACKAGE = "rosenblatt"


def own_members(full_name: str, kind: str) -> list[str]:
    """Public members that a class and its base classes in this package define, without other inherited ones.

    Parameters
    ----------
    full_name : str
        The class, with its module: ``"rosenblatt.Perceptron"``.
    kind : {"method", "property"}

    Returns
    -------
    list of str
        In the order of their definition, those of the class itself first.
    """
    wanted = is_method if kind == "method" else is_property
    above = [each for each in look_up(full_name).__mro__ if each.__module__.startswith(PACKAGE)]
    names = dict.fromkeys(name for each in above for name, value in vars(each).items() if wanted(value))
    return [name for name in names if not name.startswith("_")]


def is_method(value: object) -> bool:
    """Whether it is a method of an object or its class, also behind scikit-learn's ``available_if``."""
    return (
        inspect.isfunction(value) or isinstance(value, classmethod | staticmethod) or hasattr(value, "check")
    )


def is_property(value: object) -> bool:
    """Whether it is a property."""
    return isinstance(value, property | cached_property)


def look_up(full_name: str) -> Any:
    """Return the object of that name; None if there is none."""
    parts = full_name.split(".")
    for end in range(len(parts), 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:end]))
        except ImportError:
            continue
        for name in parts[end:]:
            found = getattr(found, name, None)
        return found
    return None


def resolve(app: Sphinx, env: BuildEnvironment, node: pending_xref, content: nodes.Node) -> nodes.Node | None:
    """Resolve ``rosenblatt.network.Network`` to the page of ``rosenblatt.Network``, the same object.

    A module of this package without a page is not linked.
    """
    target = node.get("reftarget", "")
    if node.get("refdomain") != "py" or not target.startswith(f"{PACKAGE}."):
        return None
    wanted = look_up(target)
    if inspect.ismodule(wanted):
        return content
    domain = env.domains["py"]
    for name, _, kind, page, anchor, _ in domain.get_objects():
        if wanted is not None and kind != "module" and look_up(name) is wanted:
            uri = app.builder.get_relative_uri(node["refdoc"], page)
            return nodes.reference("", "", content, internal=True, refuri=f"{uri}#{anchor}", reftitle=name)
    return None


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the handler of unresolved references."""
    app.connect("missing-reference", resolve)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
