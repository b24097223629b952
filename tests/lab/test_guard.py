"""Nobody but the lab's own page gets anything."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from tests.lab.asgi import HOST, PORT, call, lab_of, right_headers

from rosenblatt.lab.app import routes
from rosenblatt.lab.guard import HEADERS, Guard

LAB = lab_of()


def everything() -> tuple[Guard, list[tuple[str, str]]]:
    """All routes, a made-up one and a socket, behind the guard; and the methods and paths to ask for."""
    app = routes(LAB)
    app.router.routes.append(
        Route("/api/new", lambda request: PlainTextResponse("secret"), methods=["GET", "POST"])
    )
    app.router.routes.append(WebSocketRoute("/socket", lambda socket: socket.accept()))
    paths = [("GET", "/nowhere"), ("HEAD", "/"), ("GET", "/static/../app.py"), ("GET", "//")]
    for route in app.routes:
        for method in sorted(getattr(route, "methods", None) or ()):  # workers collect the same order
            path = getattr(route, "path", "").replace("{name}", "lab.js").replace("{index:int}", "0")
            paths.append((method, path))
    return Guard(app, LAB.keys), paths


APP, PATHS = everything()


def strangers(method: str) -> Iterator[tuple[str, dict[str, str]]]:
    right = right_headers(LAB, method)
    yield "no cookie", {name: value for name, value in right.items() if name != "cookie"}
    yield "no headers", {}
    yield "other cookie", right | {"cookie": f"{LAB.keys.cookie_name}={'x' * 43}"}
    yield "other lab's cookie", right | {"cookie": f"rosenblatt-lab-1={LAB.keys.cookie}"}
    yield "token as cookie", right | {"cookie": f"{LAB.keys.cookie_name}={LAB.keys.token}"}
    for host in ("evil.example", f"evil.example:{PORT}", "127.0.0.1", "127.0.0.1:1", f"127.0.0.2:{PORT}", ""):
        yield f"host {host}", right | {"host": host}
    yield "no host", {name: value for name, value in right.items() if name != "host"}
    for origin in (
        "null",
        "http://127.0.0.1:1",
        f"https://{HOST}",
        f"http://localhost:{PORT}",
        "http://evil.example",
    ):
        yield f"origin {origin}", right | {"origin": origin}
    for site in ("cross-site", "same-site", "x"):
        yield f"site {site}", right | {"sec-fetch-site": site}
    if method == "POST":
        yield "no origin", {name: value for name, value in right.items() if name != "origin"}
        yield "no header", {name: value for name, value in right.items() if name != "x-rosenblatt-lab"}
        yield "other header", right | {"x-rosenblatt-lab": "2"}


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_every_route_refuses_whoever_does_not_come_from_the_page(method: str, path: str) -> None:
    for who, headers in strangers(method):
        answer = call(APP, method, path, headers)
        assert (answer.status, answer.body) == (403, b""), who
        assert HEADERS.items() <= answer.headers.items()


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_every_route_lets_the_page_in(method: str, path: str) -> None:
    answer = call(APP, method, path, right_headers(LAB, method))
    assert answer.status != 403
    assert HEADERS.items() <= answer.headers.items()
    assert ("no-store" in answer.headers.get("cache-control", "")) == path.startswith("/api")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get", "CONNECT"])
def test_other_methods_are_refused(method: str) -> None:
    assert call(APP, method, "/api/tables", right_headers(LAB, "POST")).status == 403


def test_a_header_that_is_there_twice_is_refused() -> None:
    for name in ("host", "origin", "cookie", "sec-fetch-site"):
        right = right_headers(LAB) | {"origin": f"http://{HOST}"}
        answer = call(APP, "GET", "/", {**right, name.upper(): right[name]})
        assert answer.status == 403


def test_the_link_gives_the_cookie_and_goes_on_by_itself() -> None:
    for site in ("none", "cross-site", "same-site"):
        answer = call(APP, "GET", f"/?token={LAB.keys.token}", {"host": HOST, "sec-fetch-site": site})
        assert answer.status == 200
        assert answer.headers["refresh"] == "0; url=/"
        assert answer.headers["cache-control"] == "no-store"
        cookie = answer.headers["set-cookie"]
        assert cookie == f"rosenblatt-lab-{PORT}={LAB.keys.cookie}; Path=/; HttpOnly; SameSite=Strict"
    headers = {"host": HOST, "cookie": cookie.partition(";")[0]}
    assert b'<div id="lab">' in call(APP, "GET", "/", headers).body


@pytest.mark.parametrize(
    "query",
    [
        "token=",
        "token=x",
        "token",
        "tokens=1",
        "x=1",
        "token=TOKEN&x=1",
        "token=COOKIE",
        "token=TOKEN&token=TOKEN",
        "token=SHORTER",
        "token=%ff%00",
    ],
)
def test_another_token_gets_nothing(query: str) -> None:
    keys = LAB.keys
    for word, secret in (("TOKEN", keys.token), ("COOKIE", keys.cookie), ("SHORTER", keys.token[:-1])):
        query = query.replace(word, secret)
    assert call(APP, "GET", f"/?{query}", {"host": HOST}).status == 403


def test_the_token_opens_nothing_but_the_first_page() -> None:
    for method, path in PATHS:
        if path != "/" or method != "GET":
            assert call(APP, method, f"{path}?token={LAB.keys.token}", {"host": HOST}).status == 403


def test_token_and_cookie_have_256_bits_and_differ_between_labs() -> None:
    keys = [lab_of().keys, lab_of().keys]
    secrets = {each.token for each in keys} | {each.cookie for each in keys}
    assert len(secrets) == 4
    assert all(len(secret) == 43 for secret in secrets)  # 32 bytes in base64
    assert not any(secret in repr(each) for secret in secrets for each in keys)


def test_sockets_are_closed_and_the_lifespan_passes() -> None:
    sent: list[Any] = []

    async def receive() -> dict[str, str]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(name.encode(), value.encode()) for name, value in right_headers(LAB).items()]
    scope = {"type": "websocket", "path": "/socket", "query_string": b"", "headers": headers}
    asyncio.run(APP(scope, receive, send))
    assert sent == [{"type": "websocket.close", "code": 1008}]
    asyncio.run(APP({"type": "other", "path": "/"}, receive, send))
    assert len(sent) == 1

    async def start() -> dict[str, str]:
        return {"type": "lifespan.startup"} if len(sent) == 1 else {"type": "lifespan.shutdown"}

    asyncio.run(APP({"type": "lifespan", "asgi": {}, "state": {}}, start, send))
    assert sent[1]["type"] == "lifespan.startup.complete"


def test_the_policy_is_the_one_that_was_decided() -> None:
    policy = dict(rule.partition(" ")[::2] for rule in HEADERS["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == "'self' 'wasm-unsafe-eval'"
    assert policy["connect-src"] == policy["worker-src"] == policy["style-src"] == "'self'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert policy["trusted-types"] == "lab"
    assert not any(
        "unsafe-inline" in rule or "unsafe-eval'" in rule.replace("wasm-unsafe-eval'", "")
        for rule in policy.values()
    )
