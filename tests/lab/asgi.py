"""Requests to an application of ASGI, without a server."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rosenblatt.lab.app import Lab, application
from rosenblatt.lab.guard import Keys
from rosenblatt.lab.serving.processes import Processes
from rosenblatt.lab.session import Opened
from rosenblatt.run import RunSettings

PORT = 4321
HOST = f"127.0.0.1:{PORT}"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Inside(Processes):
    """Runs in this process what belongs in others: tests of processes have real ones."""

    async def run(self, gone: Any, function: Any, *arguments: Any, **named: Any) -> Any:
        return function(*arguments, **named)


def lab_of(**settings: Any) -> Lab:
    return Lab(Keys(PORT), Opened.of(RunSettings.from_dict({"table": "xor", **settings})), Inside())


def right_headers(lab: Lab, method: str = "GET") -> dict[str, str]:
    """The headers of the lab's own page."""
    found = {
        "host": HOST,
        "cookie": f"{lab.keys.cookie_name}={lab.keys.cookie}",
        "sec-fetch-site": "same-origin",
    }
    if method == "POST":
        found |= {"origin": f"http://{HOST}", "x-rosenblatt-lab": "1", "content-type": "application/json"}
    return found


async def acall(app: Any, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
    address, _, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": address,
        "raw_path": address.encode(),
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", PORT),
    }
    waiting = [{"type": "http.request", "body": body, "more_body": False}]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if waiting:
            return waiting.pop(0)
        await asyncio.sleep(3600)
        raise AssertionError

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start = sent[0]
    found = {name.decode(): value.decode("latin-1") for name, value in start["headers"]}
    return Answer(start["status"], found, b"".join(each.get("body", b"") for each in sent[1:]))


def call(app: Any, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
    return asyncio.run(acall(app, method, path, headers, body))


def get(lab: Lab, path: str) -> Answer:
    return call(application(lab), "GET", path, right_headers(lab))


def post(lab: Lab, path: str, values: object = None, *, data: bytes | None = None, **headers: str) -> Answer:
    body = json.dumps(values or {}).encode() if data is None else data
    return call(application(lab), "POST", path, right_headers(lab, "POST") | headers, body)
