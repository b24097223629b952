"""The command line: its commands, and how errors are reported."""

from __future__ import annotations

import importlib
import sys
import warnings
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Annotated, Any, cast

import typer
from typer.core import TyperCommand, TyperGroup

from rosenblatt.cli.arguments import INTERRUPTED
from rosenblatt.cli.screen import console as screen
from rosenblatt.errors import nearest

BAD_INPUT = 2
_UsageError = cast("type[typer.BadParameter]", typer.BadParameter.__mro__[1])
"""What typer raises for a command line that it cannot read; the exception has no public name."""

COMMANDS: Mapping[str, str] = {
    "show": "Show the rows, columns and target of a table.",
    "train": "Train a network on a table, evaluate it and write a report.",
    "resume": "Resume a training that was interrupted.",
    "predict": "Predict the target for the rows of a table.",
    "explain": "Explain a prediction by its arithmetic.",
    "diagnose": "Find what keeps a network from learning well.",
    "report": "Write the report of a run again.",
    "replay": "Replay a recorded training, or save it as a film.",
    "branch": "Continue a recorded run with other settings.",
    "compare": "Compare runs.",
    "export": "Export a model as ONNX, plain Python or a C header.",
    "figures": "Draw the gallery of figures.",
    "lab": "Open a page on which a network is watched and changed while it learns.",
    "seeds": "Train the same network from many random seeds.",
    "gate": "Show a logic gate as a network.",
    "circuit": "Compile a Boolean function to a network.",
}
"""The commands, each in a module of its name in ``cli.commands``, and their lines in the overview."""
_TOGETHER: Mapping[str, str] = {"gate": "circuit"}
"""Commands in the module of another one."""


class Command(TyperCommand):
    """A command whose help lists the options in sections."""

    def format_options(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401  # types that typer does not export
        """Write the arguments, then each section of options."""
        shown = [(_section(each), row) for each in self.get_params(ctx) if (row := each.get_help_record(ctx))]
        order = list(dict.fromkeys(["Arguments", *(section for section, _ in shown if section != "Options")]))
        order.append("Options")
        for title, rows in groupby(
            sorted(shown, key=lambda pair: order.index(pair[0])), lambda pair: pair[0]
        ):
            with formatter.section(title):
                formatter.write_dl([row for _, row in rows])


def _section(parameter: Any) -> str:  # noqa: ANN401
    if parameter.param_type_name == "argument":
        return "Arguments"
    return getattr(parameter, "rich_help_panel", None) or "Options"


class Commands(TyperGroup):
    """The group of all commands; the module of a command is imported only when the command is used."""

    def list_commands(self, ctx: object) -> list[str]:
        """Return the names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> TyperCommand:  # noqa: ANN401
        """Return a command; an unknown name is an error that suggests the nearest one."""
        if cmd_name not in COMMANDS:
            ctx.fail(f"there is no command {cmd_name!r}{nearest(cmd_name, COMMANDS)}")
        return command(cmd_name)

    def format_commands(self, ctx: object, formatter: Any) -> None:  # noqa: ANN401
        """Write the overview of the commands."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def command(name: str) -> TyperCommand:
    """Import and return a command."""
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    module = importlib.import_module(f"rosenblatt.cli.commands.{_TOGETHER.get(name, name)}")
    alone.command(cls=Command)(getattr(module, name))
    return cast("TyperCommand", typer.main.get_command(alone))


def _version(asked: bool) -> None:
    if asked:
        from rosenblatt._version import __version__

        typer.echo(f"rosenblatt {__version__}")
        raise typer.Exit


app = typer.Typer(
    cls=Commands,
    name="rosenblatt",
    help="Train small neural networks on a table, and inspect every number of the training.",
    epilog="Start with:  rosenblatt train iris",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # rich's help takes as long to import as everything else that help needs
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


def run(arguments: Sequence[str]) -> int:
    """Run a command, or print the help; return 0, 2 after an error in the input, or 130 after Ctrl-C."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", UserWarning)
        warnings.showwarning = lambda message, *_: screen.show_warning(str(message))
        try:
            code = app(list(arguments) or ["--help"], prog_name="rosenblatt", standalone_mode=False)
        except _UsageError as error:
            path = error.ctx.command_path if error.ctx else "rosenblatt"
            screen.show_error(f"{error.format_message()} (see {path} --help)")
            return BAD_INPUT
        except BrokenPipeError:  # the reader of our output has ended, as `head` does
            screen.silence()
            return 1
        except (ValueError, OSError, MemoryError) as error:
            screen.show_error(_in_words(error))
            return BAD_INPUT
        except (KeyboardInterrupt, typer.Abort):
            return INTERRUPTED
    return code if isinstance(code, int) else 0


def _in_words(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return f"not enough memory: {str(error) or 'use fewer rows, a smaller network or a smaller batch'}"
    if isinstance(error, OSError) and error.strerror is not None:
        return f"{error.filename}: {error.strerror}" if error.filename is not None else error.strerror
    return str(error) or type(error).__name__


def main() -> None:
    """Run the command line and end the process with its exit code."""
    sys.exit(run(sys.argv[1:]))
