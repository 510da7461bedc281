"""A forward proxy in a thread: tunnels by CONNECT, and whole addresses for plain HTTP."""

from __future__ import annotations

import select
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from tests.forge.thread import in_thread

_HOP = ("proxy-connection", "connection", "keep-alive", "transfer-encoding", "content-length")


@dataclass(slots=True)
class Proxy:
    """A running proxy: its address, what went through it, and whether it lets anything through."""

    url: str = ""
    seen: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    refuses: bool = False


class _Handler(BaseHTTPRequestHandler):
    proxy: Proxy

    def do_CONNECT(self) -> None:
        """Tunnel bytes both ways until a side ends."""
        self._note()
        if self.proxy.refuses:
            self.send_error(403)
            return
        host, _, port = self.path.rpartition(":")
        with socket.create_connection((host, int(port))) as far:
            self.send_response(200)
            self.end_headers()
            near = self.connection
            with suppress(OSError):
                while True:
                    for one in select.select([near, far], [], [])[0]:
                        data = one.recv(65_536)
                        if not data:
                            self.close_connection = True
                            return
                        (far if one is near else near).sendall(data)

    def do_GET(self) -> None:
        """Pass on one request."""
        self._note()
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        far = HTTPConnection(parts.netloc)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        kept = {k: v for k, v in self.headers.items() if k.lower() not in _HOP}
        far.request(self.command, path, body, kept)
        answer = far.getresponse()
        text = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in (*_HOP, "date", "server"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)
        far.close()

    do_POST = do_PATCH = do_DELETE = do_GET  # noqa: N815

    def _note(self) -> None:
        self.proxy.seen.append(f"{self.command} {self.path}")
        self.proxy.headers.append({name.lower(): value for name, value in self.headers.items()})

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def proxy() -> Iterator[Proxy]:
    """Run a proxy."""
    known = Proxy()
    handler = type("Handler", (_Handler,), {"proxy": known})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    known.url = f"http://127.0.0.1:{server.server_port}"
    with in_thread(server):
        yield known
