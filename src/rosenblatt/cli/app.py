"""The app: its commands, and how anything that goes wrong is told."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence
from typing import Annotated, cast

import typer

from rosenblatt.cli.commands.branch import branch
from rosenblatt.cli.commands.circuit import circuit
from rosenblatt.cli.commands.compare import compare
from rosenblatt.cli.commands.diagnose import diagnose
from rosenblatt.cli.commands.explain import explain
from rosenblatt.cli.commands.export import export
from rosenblatt.cli.commands.figures import figures
from rosenblatt.cli.commands.gate import gate
from rosenblatt.cli.commands.predict import predict
from rosenblatt.cli.commands.replay import replay
from rosenblatt.cli.commands.report import report
from rosenblatt.cli.commands.resume import resume
from rosenblatt.cli.commands.seeds import seeds
from rosenblatt.cli.commands.show import show
from rosenblatt.cli.commands.train import train
from rosenblatt.cli.screen import console as screen

BAD_INPUT = 2
INTERRUPTED = 130
_UsageError = cast("type[typer.BadParameter]", typer.BadParameter.__mro__[1])
"""What typer raises for a command line it cannot read; it has no public name of its own."""


def _version(asked: bool) -> None:
    if asked:
        from rosenblatt._version import __version__

        typer.echo(f"rosenblatt {__version__}")
        raise typer.Exit


app = typer.Typer(
    name="rosenblatt",
    help="Train small neural networks on a table, and see every number on the way.",
    epilog="Begin with:  rosenblatt train iris",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version and end.")
    ] = False,
) -> None:
    pass


for command in (
    show,
    train,
    resume,
    predict,
    explain,
    diagnose,
    report,
    replay,
    branch,
    compare,
    export,
    figures,
    seeds,
    gate,
    circuit,
):
    app.command()(command)


def run(arguments: Sequence[str]) -> int:
    """Carry a command out.

    Parameters
    ----------
    arguments : sequence of str
        What stands behind ``rosenblatt`` on the command line; nothing asks for help.

    Returns
    -------
    int
        0; 2 after an error in what was given, which is told in one line on standard error; 130 after Ctrl-C.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("always", UserWarning)
        warnings.showwarning = lambda message, *_: screen.tell_warning(str(message))
        try:
            code = app(list(arguments) or ["--help"], prog_name="rosenblatt", standalone_mode=False)
        except _UsageError as error:
            command = error.ctx.command_path if error.ctx else "rosenblatt"
            screen.tell_error(f"{error.format_message()} (see {command} --help)")
            return BAD_INPUT
        except BrokenPipeError:  # whoever read our output has gone, as `head` does
            screen.silence()
            return 1
        except (ValueError, OSError, MemoryError) as error:
            screen.tell_error(_in_words(error))
            return BAD_INPUT
        except (KeyboardInterrupt, typer.Abort):
            return INTERRUPTED
    return code if isinstance(code, int) else 0


def _in_words(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return f"not enough memory: {str(error) or 'take fewer rows, a smaller network or a smaller batch'}"
    if isinstance(error, OSError) and error.strerror is not None:
        return f"{error.filename}: {error.strerror}" if error.filename is not None else error.strerror
    return str(error) or type(error).__name__


def main() -> None:
    """Carry out the command line and end the process with its exit code."""
    sys.exit(run(sys.argv[1:]))
