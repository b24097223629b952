"""A server on a port: its link, its end, and that it lives on whatever is sent to it."""

import contextlib
import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest
from tests.lab.test_app import CSV

from rosenblatt.errors import PlanError
from rosenblatt.lab.serving.port import require_host


class Served:
    """A running server, and requests to it as its page makes them."""

    def __init__(self, process: "subprocess.Popen[str]", link: str) -> None:
        self.process, self.link = process, link
        found = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/\?token=([\w-]{43})", link)
        assert found is not None, link
        self.port = int(found[1])
        answer = self.request("GET", f"/?token={found[2]}")
        self.cookie = str(answer.headers["set-cookie"]).partition(";")[0]

    def connection(self) -> HTTPConnection:
        return HTTPConnection("127.0.0.1", self.port, timeout=60)

    def request(self, method: str, path: str, body: bytes | None = None) -> HTTPResponse:
        connection = self.connection()
        connection.request(method, path, body, self.headers)
        answer = connection.getresponse()
        answer.text = answer.read()  # type: ignore[attr-defined]
        connection.close()
        return answer

    @property
    def headers(self) -> dict[str, str]:
        cookie = getattr(self, "cookie", "")
        origin = f"http://127.0.0.1:{self.port}"
        return {
            "cookie": cookie,
            "origin": origin,
            "x-rosenblatt-lab": "1",
            "content-type": "application/json",
        }

    def begin(self, table: str = "xor") -> bytes:
        answer = self.request("POST", "/api/begin", json.dumps({"table": table}).encode())
        assert answer.status == 200
        return bytes(answer.text)  # type: ignore[attr-defined]

    def memory(self) -> float:
        """Resident memory in MB."""
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1024  # type: ignore[index]


def started(*arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "rosenblatt", "lab", *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


@contextlib.contextmanager
def serving(*arguments: str) -> Iterator[Served]:
    with started(*arguments) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            yield Served(process, line.removeprefix("The lab is at ").strip())
        finally:
            process.kill()


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving() as found:
        yield found


def test_the_command_prints_a_link_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    (tmp_path / "my table.csv").write_bytes(CSV)
    with serving(str(tmp_path / "my table.csv"), "--target", "colour", "--hidden", "3") as found:
        tables = json.loads(found.request("GET", "/api/tables").text)  # type: ignore[attr-defined]
        assert tables["tables"][0]["name"] == "my table.csv"
        assert tables["open"] == "lab=1&table=my%20table.csv"
        assert b'\\"sizes\\":[5,3,1]' in found.begin("my table.csv")
        answer = found.request("GET", "/")
        assert "server" not in answer.headers
        found.process.send_signal(signal.SIGINT)
        assert found.process.wait(20) == 0
        assert found.process.stderr is not None
        assert found.process.stderr.read() == ""


def test_other_addresses_are_asked_for_twice_and_never_all_of_them() -> None:
    require_host("127.0.0.1", insecure=False)
    require_host("localhost", insecure=False)
    require_host("192.168.0.9", insecure=True)
    with pytest.raises(PlanError, match=r"without encryption.*--insecure"):
        require_host("192.168.0.9", insecure=False)
    for host in ("0.0.0.0", "::", ""):
        with pytest.raises(PlanError, match="all of them"):
            require_host(host, insecure=True)


def test_without_the_extra_the_command_says_what_to_install_and_still_writes_the_file(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['uvicorn'] = None; from rosenblatt.cli.app import run; sys.exit(run({}))"
    )
    for arguments, code, words in ((["lab"], 2, "'.[lab]'"), (["lab", "--to", "x.html"], 0, "")):
        done = subprocess.run(
            [sys.executable, "-c", program.format(arguments)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, words in done.stderr) == (code, True)
    assert (tmp_path / "x.html").is_file()


def test_a_port_in_use_is_refused_with_the_remedy() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with started("--port", str(taken.getsockname()[1])) as process:
            assert process.wait(60) == 2
            assert process.stderr is not None
            assert "give another one (--port)" in process.stderr.read()


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_server_lives_on_and_gives_memory_back(served: Served) -> None:
    whole = served.begin()
    stop = threading.Event()
    others: list[bytes] = []

    def second_session() -> None:
        while not stop.is_set():
            others.append(served.begin())
            time.sleep(0.05)

    for _ in range(20):
        served.begin("digits")
    before = served.memory()
    beside = threading.Thread(target=second_session)
    beside.start()
    try:
        _cut_bodies(served)
        _deep_json(served)
        _many_reloads(served)
        _many_clients(served)
        _killed_tabs(served)
        _a_million_rows(served)
    finally:
        stop.set()
        beside.join()
    assert served.process.poll() is None
    assert served.begin() == whole
    assert len(others) > 5
    assert set(others) == {whole}
    end = time.monotonic() + 20
    while served.memory() - before > 20 and time.monotonic() < end:
        time.sleep(0.2)
    assert served.memory() - before <= 20


def _cut_bodies(served: Served) -> None:
    for half in (b"", b"{", CSV):
        with socket.create_connection(("127.0.0.1", served.port)) as wire:
            lines = [f"{name}: {value}" for name, value in served.headers.items()]
            head = ["POST /api/tables?name=a.csv HTTP/1.1", f"host: 127.0.0.1:{served.port}", *lines]
            wire.sendall("\r\n".join([*head, "content-length: 99999", "", ""]).encode() + half)


def _deep_json(served: Served) -> None:
    answer = served.request("POST", "/api/begin", b"[" * 100_000)
    assert answer.status == 413
    assert b"at most 16 levels" in answer.text  # type: ignore[attr-defined]


def _many_reloads(served: Served) -> None:
    connection = served.connection()
    for number in range(1000):
        connection.request("GET", "/", headers={**served.headers, "x-rosenblatt-lab-tab": f"{number:x}"})
        assert connection.getresponse().read().startswith(b"<!doctype html>")
    connection.close()


def _many_clients(served: Served) -> None:
    found: list[int] = []
    clients = [
        threading.Thread(target=lambda: found.append(served.request("POST", "/api/begin", b"{}").status))
        for _ in range(50)
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    assert found == [200] * 50


def _killed_tabs(served: Served) -> None:
    for path, body in (("/api/begin", b'{"table": "digits"}'), ("/api/ask/separability", b"{}")):
        connection = served.connection()
        connection.request("POST", path, body, served.headers)
        assert connection.sock is not None
        connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        connection.sock.close()


def _a_million_rows(served: Served) -> None:
    answer = served.request("POST", "/api/tables?name=big.csv", b"a,b\n" + b"1,2\n3,4\n" * 500_000)
    assert answer.status == 400
    assert b"at most 200,000 rows, got 1,000,000" in answer.text  # type: ignore[attr-defined]


def test_what_is_no_http_is_refused(served: Served) -> None:
    for data in (b"\0" * 100 + b"\r\n\r\n", b"GET / HTTP/9\r\n\r\n", b"GET /" + b"x" * 100_000):
        wire = socket.create_connection(("127.0.0.1", served.port), timeout=20)
        with wire, contextlib.suppress(OSError):
            wire.sendall(data)
            wire.shutdown(socket.SHUT_WR)
            assert b" 400 " in wire.recv(100)
    assert served.begin()
