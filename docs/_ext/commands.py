"""A page's line ``<!-- commands -->`` becomes a section for each command, read from the program itself."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from rosenblatt.cli.app import COMMANDS, command

PLACE = "<!-- commands -->"


def write_commands(app: Sphinx, page: str, source: list[str]) -> None:
    """Replace the placeholder of a page by the sections."""
    if PLACE in source[0]:
        sections = ("\n".join(section(name, command(name))) for name in COMMANDS)
        source[0] = source[0].replace(PLACE, "\n".join(sections))


def section(name: str, command: Any) -> list[str]:
    """Return a command's lines in Markdown."""
    arguments = [each for each in command.params if not is_option(each)]
    options = [each for each in command.params if is_option(each) and each.name != "help"]
    usage = " ".join(
        [f"rosenblatt {name}", *map(placeholder, arguments), *(["[OPTIONS]"] if options else [])]
    )
    lines = [f"### {name}", "", *(command.help or "").splitlines(), "", "```text", usage, "```", ""]
    if rows := [row(each) for each in (*arguments, *options)]:
        lines += rows
    return lines


def is_option(parameter: Any) -> bool:
    """Whether it is an option, not a positional argument."""
    return bool(parameter.opts[0].startswith("-"))


def placeholder(argument: Any) -> str:
    """Return the name of an argument in the usage line."""
    word = argument.metavar or argument.name.upper()
    return word if argument.required else f"[{word}]"


def row(parameter: Any) -> str:
    """Return the list entry of one argument or option."""
    value = "" if getattr(parameter, "is_flag", False) else parameter.metavar or ""
    names = ", ".join(parameter.opts) if is_option(parameter) else placeholder(parameter)
    shown = f"{names} {value}" if value and is_option(parameter) else names
    return f"`{shown}`\n: {' '.join((parameter.help or '').split())}\n"


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the handler of source pages."""
    app.connect("source-read", write_commands)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
