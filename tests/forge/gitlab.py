"""A small stand-in of GitLab: merge requests, notes and accounts of one project."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from tests.forge.faults import Fault
from tests.forge.repository import Bare
from tests.forge.thread import in_thread

_ROOT = re.compile(r"^/api/v4(/.*)$")
_MERGE = re.compile(r"^/merge_requests/(\d+)$")
_NOTES = re.compile(r"^/merge_requests/(\d+)/notes$")
_NOTE = re.compile(r"^/merge_requests/(\d+)/notes/(\d+)$")
_BRANCH = re.compile(r"^/repository/branches/([^/]+)$")
_STATES = {"close": "closed", "reopen": "opened"}
_OPENING = {"source_branch", "target_branch", "title", "description"}

Said = tuple[int, Any]


@dataclass(slots=True)
class Lab:
    """The stand-in: one project, its merge requests by number, notes by id, tokens by account."""

    project: str
    bare: Bare
    tokens: dict[str, str]
    merges: dict[int, dict[str, Any]] = field(default_factory=dict)
    notes: dict[int, dict[str, Any]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    requests: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    accounts: dict[str, int] = field(default_factory=lambda: {"octocat": 7})
    read_only: bool = False
    url: str = ""

    def answer(self, method: str, target: str, headers: dict[str, str], body: Any) -> Said:
        """Status and values of an answer."""
        parts = urlsplit(target)
        query = dict(parse_qsl(parts.query))
        token = headers.get("authorization", "").removeprefix("Bearer ")
        user = self.tokens.get(token)
        if user is None:
            return 401, {"message": "401 Unauthorized"}
        found = _ROOT.match(parts.path)
        path = found[1] if found else ""
        if path == "/user":
            return 200, {"username": user}
        if path == "/users":
            id = self.accounts.get(query["username"])
            return 200, [{"id": id}] if id else []
        named, _, rest = path.removeprefix("/projects/").partition("/")
        if unquote(named) != self.project:
            return 404, {"message": "404 Project Not Found"}
        if method != "GET" and self.read_only:
            return 403, {"error": "insufficient_scope", "error_description": "needs: api"}
        return self._project(method, f"/{rest}" if rest else "", query, body, user)

    def _project(self, method: str, path: str, query: dict[str, str], body: Any, user: str) -> Said:
        if (method, path) == ("GET", ""):
            return 200, {"default_branch": self.bare.default_branch()}
        if path == "/merge_requests":
            return self._list(query) if method == "GET" else self.open(body, user)
        if found := _MERGE.match(path):
            merge = self.merges.get(int(found[1]))
            if merge is None:
                return 404, {"message": "404 Not found"}
            return 200, self._change(merge, body or {})
        if found := _NOTES.match(path):
            return self._notes(int(found[1]), method, body, user)
        if found := _NOTE.match(path):
            note = self.notes.get(int(found[2]))
            if note is None or note["number"] != int(found[1]):
                return 404, {"message": "404 Not found"}
            if method == "DELETE":
                del self.notes[note["id"]]
                return 204, None
            note.update(body)
            return 200, note
        if found := _BRANCH.match(path):
            name = unquote(found[1])
            if name not in self.bare.tips():
                return 404, {"message": "404 Branch Not Found"}
            self.bare.git("update-ref", "-d", f"refs/heads/{name}")
            return 204, None
        return 404, {"error": "404 Not Found"}

    def _list(self, query: dict[str, str]) -> Said:
        found = [
            each
            for each in self.merges.values()
            if query.get("state") in ("all", each["state"])
            and query.get("source_branch") in (None, each["source_branch"])
            and query.get("target_branch") in (None, each["target_branch"])
        ]
        return 200, sorted(found, key=lambda each: -int(each["iid"]))

    def open(self, body: dict[str, Any], user: str) -> Said:
        """Somebody opens a merge request."""
        assert set(body) <= _OPENING, body
        tips = self.bare.tips()
        for each in self.merges.values():
            same = ("source_branch", "target_branch")
            if each["state"] == "opened" and all(each[name] == body[name] for name in same):
                told = "Another open merge request already exists for this source branch: !1"
                return 409, {"message": [told]}
        if body["source_branch"] not in tips:
            return 400, {"error": "source_branch does not exist"}
        number = len(self.merges) + 1
        merge: dict[str, Any] = {
            "id": 1000 + number, "iid": number, "state": "opened", "labels": [],
            "author": {"username": user}, "source_project_id": 1, "target_project_id": 1,
            "web_url": f"{self.url}/{self.project}/-/merge_requests/{number}",
            "sha": tips[body["source_branch"]], "description": None,
        }  # fmt: skip
        self.merges[number] = merge
        return 201, self._change(merge, body)

    def _change(self, merge: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        for name, value in body.items():
            if name == "state_event":
                merge["state"] = _STATES[value]
            elif name == "add_labels":
                merge["labels"] += value.split(",")
            else:
                merge[name] = value
        merge["draft"] = merge["title"].startswith("Draft: ")
        return merge

    def _notes(self, number: int, method: str, body: Any, user: str) -> Said:
        if number not in self.merges:
            return 404, {"message": "404 Not found"}
        if method == "GET":
            return 200, [each for each in self.notes.values() if each["number"] == number]
        return 201, self.note(number, user, body["body"])

    def note(self, number: int, user: str, body: str, system: bool = False) -> dict[str, Any]:
        """Somebody, or GitLab itself, notes something."""
        id = max(self.notes, default=500) + 1
        known = {"id": id, "number": number, "author": {"username": user}, "body": body}
        self.notes[id] = known | {"system": system}
        return self.notes[id]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    lab: Lab

    def do_GET(self) -> None:
        """Answer any method."""
        text = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.lab.requests.append((self.command, self.path, headers))
        faults = self.lab.faults
        fault = next((each for each in faults if each.strikes(self.command, self.path)), None)
        if fault is None or fault.cut == "after":
            status, body = self.lab.answer(
                self.command, self.path, headers, json.loads(text) if text else None
            )
        else:
            status, body = fault.status, fault.body
        if fault is not None and fault.cut:
            self.close_connection = True
            return
        self.send_response(status)
        query = dict(parse_qsl(urlsplit(self.path).query))
        size, page = int(query.get("per_page", 20)), int(query.get("page", 1))
        if isinstance(body, list):
            if page * size < len(body):
                # As behind a proxy, where GitLab does not know by which name it is called.
                place = f"https://gitlab.internal{urlsplit(self.path).path}"
                more = urlencode({**query, "page": page + 1})
                self.send_header("Link", f'<{place}?{more}>; rel="next"')
            body = body[(page - 1) * size : page * size]
        known = b"" if status == 204 else json.dumps(body).encode()
        if status != 204:
            self.send_header("Content-Length", str(len(known)))
        self.end_headers()
        self.wfile.write(known)

    do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@contextmanager
def running_lab(lab: Lab) -> Iterator[Lab]:
    """Run a stand-in of GitLab in a thread."""
    handler = type("Handler", (_Handler,), {"lab": lab})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    lab.url = f"http://127.0.0.1:{server.server_port}"
    with in_thread(server):
        yield lab
