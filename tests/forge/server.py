"""The stand-in as a server: stateful, on every address it is given, each word of it judged."""

from __future__ import annotations

import json
import re
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.forge import graphql
from tests.forge.document import judge_answer, judge_request, template_of
from tests.forge.faults import Fault
from tests.forge.operations import OPERATIONS
from tests.forge.repository import Bare
from tests.forge.said import Call, No, Said, Token
from tests.forge.store import Store
from tests.forge.thread import in_thread

# Before the paths of an Enterprise server.
_PREFIX = re.compile(r"^/api/v3(?=/)|^/api(?=/graphql$)")


@dataclass(frozen=True, slots=True)
class Seen:
    """A request that came: method, path, headers, body; and the status of its answer."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    status: int


@dataclass(slots=True)
class Forge:
    """The stand-in.

    Parameters
    ----------
    root : where ``owner/name.git`` lie
    tokens : who each token is
    state : file that the state is written to after each change, and read from at first
    stores : repositories by name
    faults : what goes wrong next
    requests : what came
    violations : where we or it did not speak as GitHub does
    """

    root: Path
    tokens: dict[str, Token] = field(default_factory=dict)
    state: Path | None = None
    stores: dict[str, Store] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    requests: list[Seen] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    url: str = ""
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def repository(self, name: str) -> Store:
        """One repository, made where it is not there yet."""
        if name not in self.stores:
            bare = Bare(self.root / f"{name}.git")
            if not bare.folder.exists():
                bare.folder.parent.mkdir(parents=True, exist_ok=True)
                bare.create()
            self.stores[name] = Store(name, bare)
        return self.stores[name]

    def fail(self, method: str = "", path: str = "", **fault: Any) -> None:
        """Let the next requests of a kind fail (see Fault)."""
        self.faults.append(Fault(method, path, **fault))

    def load(self) -> None:
        """Take over the state that was written."""
        if self.state is not None and self.state.is_file():
            known = json.loads(self.state.read_text(encoding="utf-8"))
            for name, stored in known["repositories"].items():
                self.repository(name).remember(stored)

    def save(self) -> None:
        """Write the state, where it is to be."""
        if self.state is not None:
            stored = {name: store.known() for name, store in self.stores.items()}
            known = {"repositories": stored, "violations": self.violations}
            draft = self.state.with_suffix(".new")
            draft.write_text(json.dumps(known, indent=1), encoding="utf-8")
            draft.replace(self.state)

    def answer(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes
    ) -> tuple[Said, Fault | None]:
        """What is answered, and the fault that struck, if any."""
        with self._lock:
            parts = urlsplit(target)
            path = _PREFIX.sub("", parts.path)
            fault = next((each for each in self.faults if each.strikes(method, path)), None)
            if fault is not None and (fault.status or fault.cut == "before"):
                said = Said(fault.status or 500, fault.body, fault.headers)
            elif path == "/stand-in/faults":
                self.fail(**json.loads(body))
                said = Said(204)
            else:
                before = parts.path[: len(parts.path) - len(path)]
                scheme = urlsplit(self.url).scheme
                address = f"{scheme}://{headers.get('host', '')}{before}"
                query = dict(parse_qsl(parts.query, keep_blank_values=True))
                said = self._judged(method, path, query, headers, body, address)
                self.save()
            self.requests.append(Seen(method, target, headers, body, said.status))
            return said, fault

    def _judged(
        self, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str],
        body: bytes, address: str,
    ) -> Said:  # fmt: skip
        token = self.tokens.get(headers.get("authorization", "").partition(" ")[2])
        if path == "/graphql":
            if token is None:
                return No(401, "Bad credentials").said
            return graphql.answer(json.loads(body), token, self.stores)
        template = template_of(path)
        done = OPERATIONS.get((method, template or ""))
        if done is None or template is None:
            return self._violated(f"{method} {path}: not a call that is used")
        if wrong := judge_request(method, path, query, headers, body):
            return self._violated(wrong)
        said = self._do(method, path, template, query, headers, body, address, token)
        if wrong := judge_answer(method, path, body, said.status, said.text):
            return self._violated(wrong)
        return said

    def _do(
        self, method: str, path: str, template: str, query: Mapping[str, str],
        headers: Mapping[str, str], body: bytes, address: str, token: Token | None,
    ) -> Said:  # fmt: skip
        if token is None:
            return No(401, "Bad credentials").said
        named = zip(template.split("/"), path.split("/"), strict=True)
        names = {key[1:-1]: unquote(value) for key, value in named if key.startswith("{")}
        full = f"{names.get('owner', '')}/{names.get('repo', '')}"
        if "repo" in names and not (self.root / f"{full}.git").is_dir():
            return No(404, "Not Found").said
        store = self.repository(full) if "repo" in names else Store("", Bare(self.root))
        operation, writes = OPERATIONS[method, template]
        if writes and not token.writes & set(writes):
            needed = ", ".join(f"{each}=write" for each in writes)
            kind = "personal access token" if token.kind == "user" else "integration"
            told = f"Resource not accessible by {kind}"
            return No(403, told, headers={"X-Accepted-GitHub-Permissions": needed}).said
        if writes and store.archived:
            return No(403, "Repository was archived so is read-only.").said
        if "repo" in names:
            store.follow_pushes()
        server = address.removesuffix("/api/v3")
        values = json.loads(body) if body else None
        try:
            return operation(
                Call(method, path, query, values, names, token, store, address, server, headers)
            )
        except No as refusal:
            return refusal.said

    def _violated(self, wrong: str) -> Said:
        self.violations.append(wrong)
        return Said(418, {"message": f"Not GitHub's API: {wrong}"})


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body in one packet: otherwise each waits for the other side's acknowledgement.
    wbufsize = -1
    forge: Forge

    def handle(self) -> None:
        """Answer one connection; whoever does not trust our certificate ends it."""
        with suppress(ssl.SSLError, ConnectionError):
            super().handle()

    def do_GET(self) -> None:
        """Answer any method."""
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length)
        headers = {name.lower(): value for name, value in self.headers.items()}
        said, fault = self.forge.answer(self.command, self.path, headers, body)
        if fault is not None:
            time.sleep(fault.seconds)
            if fault.cut:
                self.close_connection = True
                return
        # A fault may have a clock of its own.
        (self.send_response_only if "Date" in said.headers else self.send_response)(said.status)
        for name, value in said.headers.items():
            self.send_header(name, value)
        if said.body is not None:
            self.send_header("Content-Type", "application/json; charset=utf-8")
        if said.status != 204:
            self.send_header("Content-Length", str(len(said.text)))
        self.end_headers()
        self.wfile.write(said.text)

    do_POST = do_PATCH = do_PUT = do_DELETE = do_GET  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


def server_of(
    forge: Forge, host: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None
) -> ThreadingHTTPServer:
    """The server of a stand-in, bound and not running yet; with a certificate where it has one."""
    handler = type("Handler", (_Handler,), {"forge": forge})
    server = ThreadingHTTPServer((host, port), handler)
    server.daemon_threads = True
    if tls is not None:
        # Each connection shakes hands in its own thread: one that is refused stops no other.
        server.socket = tls.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    forge.url = f"{'https' if tls else 'http'}://{host}:{server.server_port}"
    return server


@contextmanager
def running(forge: Forge, tls: ssl.SSLContext | None = None) -> Iterator[Forge]:
    """Run a stand-in in a thread; AssertionError at the end where anybody spoke otherwise."""
    server = server_of(forge, tls=tls)
    with in_thread(server):
        yield forge
    assert not forge.violations, "\n".join(forge.violations)
