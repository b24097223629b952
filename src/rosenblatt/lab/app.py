"""The server of the lab: it hands out the page, reads tables, answers questions, writes files to take away.

Every request carries ``X-Rosenblatt-Lab-Tab``, which names the tab by hexadecimal digits of its own choice,
so that tabs have different uploaded tables. Requests are JSON, or arrays with JSON: see
:mod:`rosenblatt.lab.serving.requests`. Errors are ``{"lab": 1, "error": sentence}`` with the status 400, or
413 beyond a limit. A request about a table holds:

- ``table``: the name of a table of ``GET /api/tables``.
- ``settings``: those of a run (the fields of ``RunSettings``), such as those of a begin document; by default
  those that the table opens with.
- ``points``: rows in place of the table's: see :class:`rosenblatt.lab.asks.Subject`.
- the arrays ``parameters`` and ``history`` (n_epochs, 9) of the network as it is now.

========================  =================================================================================
route                     answer
========================  =================================================================================
GET /?token=TOKEN         the cookie, and a page that leads to ``/``
GET /, /static/NAME       the built page; ``lessons/NAME`` if the command has opened one, a name of ``parts``
GET /api/tables           ``{"tables": [{"name", "title", "command"}], "open": fragment, "run": name}``
POST /api/tables?name=    the bytes of a file; the table: see :func:`rosenblatt.lab.asks.read_table`
POST /api/begin           the begin document
GET /api/run              the recorded run: see :mod:`rosenblatt.lab.runs.recorded`
GET /api/run/state/I      a state of it to continue from
POST /api/ask/NAME        ``separability``, ``diagnose``, or ``explain`` with ``row`` (from 1) and ``update``
POST /api/take/NAME       ``model``, ``onnx``, or ``html`` with ``open``, the fragment that it opens with: the
                          bytes of a file
========================  =================================================================================
"""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from rosenblatt.errors import ModelFileError, PlanError, RosenblattError
from rosenblatt.lab import asks, take
from rosenblatt.lab.guard import ENTERED, Guard, Keys
from rosenblatt.lab.limits import MOST_QUESTIONS, LimitError
from rosenblatt.lab.serving.processes import Processes
from rosenblatt.lab.serving.requests import checked, read_body, read_values
from rosenblatt.lab.session import Opened, Sessions
from rosenblatt.lab.single import NAMES, built
from rosenblatt.lab.tables import BY_NAME

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from starlette.types import ASGIApp

    from rosenblatt.lab.runs.recorded import RecordedRun

TYPES: Mapping[str, str] = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".wasm": "application/wasm",
    ".json": "application/json",
}
TAB = "x-rosenblatt-lab-tab"
BYTES = "application/octet-stream"
_ENTRY = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Rosenblatt lab</title>
<p><a href="/">Open the lab</a></p></html>
"""

Handler = Callable[["Lab", Request], Awaitable[Response]]


@dataclass
class Lab:
    """What a server serves: what the command has opened, and the tabs."""

    keys: Keys
    opened: Opened
    processes: Processes = field(default_factory=Processes)

    def __post_init__(self) -> None:
        self.sessions = Sessions(self.opened.uploads)
        self._threads = CapacityLimiter(MOST_QUESTIONS)  # each thread more keeps memory of its own

    async def in_thread(self, work: Callable[..., bytes], *arguments: object) -> bytes:
        """Run a piece of work beside the server, at most four at a time."""
        return await to_thread.run_sync(work, *arguments, limiter=self._threads)

    def settings_of(self, name: str) -> Mapping[str, object]:
        """Return the settings that a table opens with."""
        if name == self.opened.table and (self.opened.run is None or name not in BY_NAME):
            return self.opened.settings
        return BY_NAME[name].plain() if name in BY_NAME else {"table": name, "model": "mlp"}

    def subject(
        self, request: Request, values: Mapping[str, object], arrays: Mapping[str, NDArray[np.float64]]
    ) -> asks.Subject:
        """Return what a request is about."""
        tables = self.sessions.tables(request.headers.get(TAB, ""))
        settings = checked(values, "settings", dict, dict(self.settings_of(_table(values))))
        named = settings.get("table")
        held = {named: tables[named]} if isinstance(named, str) and named in tables else {}
        points = values.get("points")
        if points is not None and not isinstance(points, list):
            raise ModelFileError(f"points must be a list, got {points!r:.60}: reload the page")
        return asks.Subject(settings, held, points, arrays.get("parameters"), arrays.get("history"))


def application(lab: Lab) -> ASGIApp:
    """Return the application: the routes behind the one layer that guards them."""
    return Guard(routes(lab), lab.keys)


def routes(lab: Lab) -> Starlette:
    """Return the routes, unguarded."""

    def route(path: str, handler: Handler, method: str) -> Route:
        return Route(path, _answering(lab, handler), methods=[method])

    return Starlette(
        routes=[
            route("/", _page, "GET"),
            route("/static/{name}", _static, "GET"),
            route("/static/lessons/{name}", _lesson, "GET"),
            route("/api/tables", _tables, "GET"),
            route("/api/tables", _add_table, "POST"),
            route("/api/begin", _begin, "POST"),
            route("/api/run", _run, "GET"),
            route("/api/run/state/{index:int}", _run_state, "GET"),
            route("/api/ask/{name}", _ask, "POST"),
            route("/api/take/{name}", _take, "POST"),
        ]
    )


def _answering(lab: Lab, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """Return an endpoint that answers errors with their sentence."""

    async def endpoint(request: Request) -> Response:
        try:
            return await handler(lab, request)
        except ClientDisconnect:
            return Response(status_code=400)
        except LimitError as error:
            return _refused(error, 413)
        except RosenblattError as error:
            return _refused(error, 400)
        except (ValueError, TypeError, OverflowError) as error:  # an impossible setting that nothing names
            return _refused(error, 400)

    return endpoint


def _refused(error: Exception, status: int) -> Response:
    return JSONResponse({"lab": 1, "error": str(error) or type(error).__name__}, status)


# ---- The page --------------------------------------------------------------------------------------------


async def _page(lab: Lab, request: Request) -> Response:
    if not request.scope.get(ENTERED):
        return Response(built("index.html"), media_type=TYPES[".html"])
    # Not a redirect: a Strict cookie does not travel along one that began on another site.
    headers = {"set-cookie": lab.keys.set_cookie, "refresh": "0; url=/"}
    return Response(_ENTRY, headers=headers, media_type=TYPES[".html"])


async def _static(lab: Lab, request: Request) -> Response:
    name = request.path_params["name"]
    if name not in NAMES:
        return Response(status_code=404)
    return Response(built(name), media_type=TYPES[name[name.rindex(".") :]])


async def _lesson(lab: Lab, request: Request) -> Response:
    text = lab.opened.lessons.get(request.path_params["name"])
    return Response(status_code=404) if text is None else Response(text, media_type="application/json")


# ---- Tables ----------------------------------------------------------------------------------------------


async def _tables(lab: Lab, request: Request) -> Response:
    opened = lab.opened
    named = {} if opened.run is None else {"run": opened.run.name}
    return JSONResponse({"lab": 1, "tables": opened.listed(), "open": opened.fragment, **named})


async def _add_table(lab: Lab, request: Request) -> Response:
    tab, name = request.headers.get(TAB, ""), request.query_params.get("name", "")
    lab.sessions.tables(tab)  # refuses an impossible tab before anything is read
    data = await read_body(request)
    found, described = await lab.processes.run(request.is_disconnected, asks.read_table, data, name)
    lab.sessions.add(tab, found)
    return JSONResponse(described)


async def _begin(lab: Lab, request: Request) -> Response:
    values, arrays = await read_values(request)
    subject, name = lab.subject(request, values, arrays), _table(values)
    if subject.uploads:
        document = await lab.processes.run(request.is_disconnected, asks.begin_document, subject, name)
    else:
        document = await lab.in_thread(asks.begin_document, subject, name)
    return Response(document, media_type=BYTES)


# ---- Runs ------------------------------------------------------------------------------------------------


async def _run(lab: Lab, request: Request) -> Response:
    return Response(await lab.in_thread(_opened_run(lab).document), media_type=BYTES)


async def _run_state(lab: Lab, request: Request) -> Response:
    found = await lab.in_thread(_opened_run(lab).state, request.path_params["index"])
    return Response(found, media_type=BYTES)


def _opened_run(lab: Lab) -> RecordedRun:
    if lab.opened.run is None:
        raise PlanError("no run is open: start the lab with the folder of one, rosenblatt lab RUN")
    return lab.opened.run


# ---- Questions -------------------------------------------------------------------------------------------


async def _ask(lab: Lab, request: Request) -> Response:
    values, arrays = await read_values(request)
    subject, run = lab.subject(request, values, arrays), lab.processes.run
    gone = request.is_disconnected
    match request.path_params["name"]:
        case "separability":
            found = await run(gone, asks.separability, subject)
        case "diagnose":
            found = await run(gone, asks.diagnosis, subject)
        case "explain":
            row, update = checked(values, "row", int, 1), checked(values, "update", bool, False)
            found = await run(gone, asks.explanation, subject, row, update=update)
        case _:
            return Response(status_code=404)
    return JSONResponse(found)


# ---- Files to take away ----------------------------------------------------------------------------------


async def _take(lab: Lab, request: Request) -> Response:
    values, arrays = await read_values(request)
    subject, run, gone = lab.subject(request, values, arrays), lab.processes.run, request.is_disconnected
    match request.path_params["name"]:
        case "model":
            found = await run(gone, take.model, subject)
        case "onnx":
            found = await run(gone, take.onnx, subject)
        case "html":
            fragment = checked(values, "open", str, "")
            opened = dataclasses.replace(lab.opened, fragment=fragment)
            if opened.run is not None and "run=" in fragment:
                found = await lab.in_thread(take.run_html, opened)
            else:
                found = await run(gone, take.html, subject, _table(values), fragment)
        case _:
            return Response(status_code=404)
    return Response(found, media_type=BYTES)


def _table(values: Mapping[str, object]) -> str:
    return checked(values, "table", str, "xor")
