"""The page as one file and from a server, in a browser: it trains, and strangers get nothing."""

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.browser.looking import OpenPage
from tests.lab.test_server import Served, serving

from rosenblatt.lab.session import Opened
from rosenblatt.lab.single import page_of
from rosenblatt.run import RunSettings


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving() as found:
        yield found


def trains(page: Any) -> bool:
    """Press Play and wait until some epochs were made."""
    page.locator("#play").click()
    for _ in range(100):
        page.wait_for_timeout(100)
        if page.evaluate("() => /epoch\\s*[1-9]/.test(document.body.innerText)"):
            return True
    return False


def test_the_file_trains_and_asks_for_nothing(open_page: OpenPage, tmp_path: Path) -> None:
    path = tmp_path / "xor.html"
    path.write_text(page_of(Opened.of(RunSettings("xor"))), encoding="utf-8")
    page = open_page("about:blank")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.absolute().as_uri())
    assert trains(page)
    assert [each for each in asked if not each.startswith("blob:")] == [path.absolute().as_uri()]
    refused = "() => fetch('http://127.0.0.1:1/').then(() => 'let through', (error) => error.name)"
    assert page.evaluate(refused) == "TypeError"


def test_the_link_opens_the_lab_from_another_site_and_it_trains(open_page: OpenPage, served: Served) -> None:
    page = open_page("data:text/html,<p>another site")
    page.set_content(f'<a id="link" href="{served.link}">open</a>')
    page.locator("#link").click()
    page.wait_for_url(f"http://127.0.0.1:{served.port}/**")
    page.locator("#play").wait_for()
    assert "token" not in page.url
    assert trains(page)


class _Page(http.server.BaseHTTPRequestHandler):
    """A page of another server on this machine, to which the browser also sends our cookie."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(b"<p>another port")

    def log_message(self, *given: object) -> None:
        pass


def test_a_page_of_another_port_gets_nothing_with_our_cookie(browser: Any, served: Served) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(served.link)
    page.locator("#play").wait_for()
    other = http.server.HTTPServer(("127.0.0.1", 0), _Page)
    threading.Thread(target=other.serve_forever, daemon=True).start()
    try:
        page.goto(f"http://127.0.0.1:{other.server_address[1]}/")
        ours = f"http://127.0.0.1:{served.port}"
        status = page.evaluate(
            """(address) => new Promise((done) => {
                const image = new Image();
                image.onload = () => done("shown");
                image.onerror = () => done("refused");
                image.src = address;
            })""",
            f"{ours}/static/lab.js",
        )
        assert status == "refused"
        asked = """([address, options]) => fetch(address, { credentials: "include", ...options })
            .then((answer) => answer.type + answer.status, (error) => error.name)"""
        posted = {"method": "POST", "body": "{}", "mode": "no-cors"}
        assert page.evaluate(asked, [f"{ours}/api/tables", {}]) == "TypeError"
        assert page.evaluate(asked, [f"{ours}/api/begin", posted]) in ("TypeError", "opaque0")
    finally:
        other.shutdown()
        other.server_close()
        context.close()
