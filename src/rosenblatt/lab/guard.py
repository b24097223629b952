"""The one layer before all routes: a request that is not from the lab's own page gets an empty 403.

The page is protected from other pages in the same browser, other users of the machine, and other machines:

- The printed link holds a token; following it sets a cookie, and everything else needs that cookie.
- A page of another server on this machine sends the cookie too, because cookies and "same site" know no
  ports. So ``Host`` and ``Origin`` must be exactly this server's, with the port.
- A request that changes something is a POST with a header of ours, which no form can send.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types lab"
)
HEADERS: Mapping[str, str] = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
"""On every answer; those of ``/api`` and of the link are not stored either."""

OURS = "x-rosenblatt-lab"
METHODS = ("GET", "HEAD", "POST")
ENTERED = "rosenblatt.entered"
"""Set in the scope of a request that came by the link with its token."""


def _secret() -> str:
    return secrets.token_urlsafe(32)  # 256 bits


@dataclass(frozen=True)
class Keys:
    """The names of a server, and the secrets that open it."""

    port: int
    names: tuple[str, ...] = ("127.0.0.1", "localhost")
    token: str = field(default_factory=_secret, repr=False)
    cookie: str = field(default_factory=_secret, repr=False)

    @property
    def hosts(self) -> tuple[str, ...]:
        """Values of ``Host``, from which browsers leave out port 80."""
        return tuple(name if self.port == 80 else f"{name}:{self.port}" for name in self.names)

    @property
    def link(self) -> str:
        """The address that opens the lab."""
        return f"http://{self.hosts[0]}/?token={self.token}"

    @property
    def cookie_name(self) -> str:
        """The name of the cookie; two labs on one machine have two."""
        return f"rosenblatt-lab-{self.port}"

    @property
    def set_cookie(self) -> str:
        """The value of ``Set-Cookie``."""
        return f"{self.cookie_name}={self.cookie}; Path=/; HttpOnly; SameSite=Strict"


class Guard:
    """The layer before an application."""

    def __init__(self, app: ASGIApp, keys: Keys) -> None:
        self.app = app
        self.keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request, or pass it on and add the headers to its answer."""
        kind = scope["type"]
        if kind == "lifespan":
            await self.app(scope, receive, send)
        elif kind == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        elif kind == "http":
            await self._http(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_stored = not scope["path"].startswith("/api") and not scope["query_string"]

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                added = HEADERS if is_stored else {**HEADERS, "cache-control": "no-store"}
                ours = [(name.encode(), value.encode()) for name, value in added.items()]
                message = {**message, "headers": [*message["headers"], *ours]}
            await send(message)

        if self.lets_in(scope):
            await self.app(scope, receive, with_headers)
            return
        await with_headers(
            {"type": "http.response.start", "status": 403, "headers": [(b"content-length", b"0")]}
        )
        await with_headers({"type": "http.response.body", "body": b""})

    def lets_in(self, scope: Scope) -> bool:
        """Whether a request comes from the lab's page, or by its link; notes the latter in the scope."""
        headers = _Headers(scope)
        host, origin, site = headers.only("host"), headers.only("origin"), headers.only("sec-fetch-site")
        method = scope["method"]
        if method not in METHODS or host not in self.keys.hosts:
            return False
        if origin is not None and origin != f"http://{host}":
            return False
        if method == "POST" and (origin is None or headers.only(OURS) != "1"):
            return False
        if method == "GET" and scope["path"] == "/" and scope["query_string"]:
            scope[ENTERED] = self._has_token(scope)
            return bool(scope[ENTERED])
        return site in (None, "same-origin", "none") and self._has_cookie(headers)

    def _has_token(self, scope: Scope) -> bool:
        found = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        return list(found) == ["token"] and _same(found["token"], self.keys.token)

    def _has_cookie(self, headers: _Headers) -> bool:
        try:
            cookies = SimpleCookie(headers.only("cookie") or "")
        except CookieError:
            return False
        found = cookies.get(self.keys.cookie_name)
        return found is not None and _same([found.value], self.keys.cookie)


def _same(given: list[str], secret: str) -> bool:
    """Compare in a time that does not depend on where the texts differ."""
    return len(given) == 1 and secrets.compare_digest(given[0].encode(), secret.encode())


class _Headers:
    """The headers of a request; one that is there twice has a value that nothing accepts."""

    def __init__(self, scope: Scope) -> None:
        self._values: dict[str, str] = {}
        for name, value in scope["headers"]:
            key = name.decode("latin-1").lower()
            self._values[key] = "\0" if key in self._values else value.decode("latin-1")

    def only(self, name: str) -> str | None:
        return self._values.get(name)
