"""Serving the lab: what the command opens, the port, the printed link, and the end by Ctrl-C."""

from __future__ import annotations

import contextlib
import ctypes
import socket
import sys
import tempfile
import webbrowser
from collections.abc import Callable, Iterator
from pathlib import Path

from rosenblatt.errors import PlanError, RosenblattError
from rosenblatt.lab.guard import Keys
from rosenblatt.lab.session import Opened

LOOPBACK = "127.0.0.1"
_EVERYWHERE = ("0.0.0.0", "::", "")
_CONNECTIONS = 256
"""Connections at a time; a browser opens six."""
_MMAP_THRESHOLD, _LARGE = -3, 2**20
"""The parameter of glibc's mallopt, and from how many bytes on a block is the system's own."""
MISSING = (
    "the lab's server needs starlette and uvicorn: pip install '.[lab]' in a clone of Rosenblatt, or write "
    "the page as a file, which needs neither (--to FILE.html)"
)


def require_host(host: str, *, insecure: bool) -> None:
    """Raise a PlanError for an address that other machines reach, unless it is asked for twice."""
    if host in (LOOPBACK, "localhost"):
        return
    if host in _EVERYWHERE:
        raise PlanError(
            f"--host must be one address of this machine, got {host!r}, which is all of them: a page that "
            "answers to any name can be reached by a name that a stranger chose"
        )
    if not insecure:
        raise PlanError(
            f"--host {host} lets other machines reach the lab, without encryption: who reads the "
            "traffic gets the link's token and all that is sent. Use 127.0.0.1 and a tunnel (ssh -L), or add "
            "--insecure"
        )


@contextlib.contextmanager
def bound(host: str, port: int) -> Iterator[tuple[socket.socket, Keys]]:
    """Bind a port, by default a free one, and make the keys of a server on it."""
    # By its protocol asyncio knows it for TCP, and sends what is written at once.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as found:
        if sys.platform != "win32":  # there it would let another program take the port
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind((host, port))
        except (OSError, OverflowError) as error:
            raise PlanError(
                f"the lab cannot use port {port} of {host} ({error}): give another one (--port), or none for "
                "a free one"
            ) from None
        found.listen(_CONNECTIONS)  # following the link at once waits, and is not refused
        names = (LOOPBACK, "localhost") if host in (LOOPBACK, "localhost") else (host,)
        yield found, Keys(found.getsockname()[1], names)


def serve(opened: Opened, host: str, port: int, *, say: Callable[[str], None], open_page: bool) -> None:
    """Serve until Ctrl-C.

    Parameters
    ----------
    opened : Opened
        What the command has opened.
    host, port : str, int
        Where; port 0 is a free one.
    say : callable
        Prints a line.
    open_page : bool
        Whether to open the link in a browser.
    """
    try:
        import uvicorn

        from rosenblatt.lab.app import Lab, application
    except ImportError as error:
        raise RosenblattError(MISSING) from error
    _give_memory_back()
    with bound(host, port) as (found, keys):
        config = uvicorn.Config(
            application(Lab(keys, opened)),
            http="h11",
            ws="none",
            lifespan="off",
            loop="asyncio",
            log_level="critical",
            access_log=False,  # it would hold the token
            server_header=False,
            limit_concurrency=_CONNECTIONS,
            timeout_graceful_shutdown=1,
        )
        say(f"The lab is at {keys.link}")
        say("Ctrl-C ends it.")
        with (
            _opened(keys.link) if open_page else contextlib.nullcontext(),
            contextlib.suppress(KeyboardInterrupt),
        ):
            uvicorn.Server(config).run(sockets=[found])


def _give_memory_back() -> None:
    """Have glibc return large blocks to the system when they are freed; by default it begins to keep them."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, _LARGE)


@contextlib.contextmanager
def _opened(link: str) -> Iterator[None]:
    """Open the link by a private file, because other users can read the arguments of programs."""
    with tempfile.TemporaryDirectory(prefix="rosenblatt-lab-") as folder:
        page = Path(folder, "lab.html")
        page.touch(0o600)
        page.write_text(
            f'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0; url={link}">'
            f'<title>Rosenblatt lab</title><a href="{link}">Open the lab</a>\n',
            encoding="utf-8",
        )
        webbrowser.open(page.as_uri())
        yield
