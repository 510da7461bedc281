"""A git server behind HTTP: `git http-backend` itself, for whoever shows the token."""

from __future__ import annotations

import base64
import os
import ssl
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

IDENTITY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Somebody"), ("EMAIL", "somebody@example.org"))
}
ENV = {
    "PATH": os.environ["PATH"],
    "HOME": os.devnull,
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_COUNT": "1",
    "GIT_CONFIG_KEY_0": "safe.directory",
    "GIT_CONFIG_VALUE_0": "*",
}


@dataclass
class GitServer:
    """What a running server does, and what it saw.

    Parameters
    ----------
    root : the folder of its repositories, ``owner/name.git``
    token : what a user must show as password, under whatever name
    readers : tokens that may read but not push
    failures : status codes of the next answers, each for one request whose path contains its key
    unanswered : parts of paths whose next request is served, but not answered
    redirect : where every request is sent instead
    seen : method, path and Authorization header of every request
    """

    root: Path
    token: str
    readers: tuple[str, ...] = ()
    url: str = ""
    failures: list[tuple[str, int]] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    redirect: str = ""
    seen: list[tuple[str, str, str]] = field(default_factory=list)


@contextmanager
def git_server(root: Path, token: str) -> Iterator[str]:
    """Serve the repositories of a folder; yields the address before ``/owner/name.git``."""
    with serving(GitServer(root, token)) as server:
        yield server.url


@contextmanager
def serving(server: GitServer, tls: ssl.SSLContext | None = None) -> Iterator[GitServer]:
    """Run a server that the test can look at and disturb; by HTTPS where it has a certificate."""

    class Handler(_Handler):
        state = server

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        http.daemon_threads = True
        if tls is not None:
            http.socket = tls.wrap_socket(http.socket, server_side=True)
        server.url = f"http{'s' if tls else ''}://127.0.0.1:{http.server_address[1]}"
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            http.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    state: GitServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the test looks at `seen`."""

    def _answer(self) -> None:
        body = self._body()
        shown = self.headers.get("Authorization", "")
        self.state.seen.append((self.command, self.path, shown))
        if self.state.redirect:
            self._say(302, b"", Location=self.state.redirect + self.path)
        elif failing := next((each for each in self.state.failures if each[0] in self.path), None):
            self.state.failures.remove(failing)
            self._say(failing[1], b"no")
        elif (status := self._refused(_password(shown))) != 200:
            headers = {"WWW-Authenticate": 'Basic realm="git"'} if status == 401 else {}
            self._say(status, b"no", **headers)
        else:
            self._serve(body)

    def _refused(self, password: str) -> int:
        if password == self.state.token:
            return 200
        if password in self.state.readers:
            return 403 if "git-receive-pack" in self.path else 200
        return 401

    def _serve(self, body: bytes) -> None:
        path, _, query = self.path.partition("?")
        env = ENV | {
            "GIT_PROJECT_ROOT": str(self.state.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "REMOTE_USER": "somebody",
            "REQUEST_METHOD": self.command,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }
        done = subprocess.run(
            ["git", "http-backend"], env=env, input=body, capture_output=True, check=False
        )
        if not done.stdout:
            # Else the client would hear of an empty reply, and nobody of the reason.
            self._say(500, f"exit code {done.returncode}: ".encode() + done.stderr)
            return
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        status = int(headers.pop("Status", "200").split()[0])
        cut = next((each for each in self.state.unanswered if each in self.path), None)
        if cut is not None:
            self.state.unanswered.remove(cut)
            self.close_connection = True
            self.connection.close()
            return
        self._say(status, content, **headers)

    def _say(self, status: int, content: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", "0")))
        body = b""
        while size := int(self.rfile.readline().strip(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body


def _password(header: str) -> str:
    scheme, _, value = header.partition(" ")
    if scheme.lower() != "basic":
        return ""
    return base64.b64decode(value).decode().partition(":")[2]


def git(folder: Path, *arguments: str, stdin: bytes = b"") -> str:
    """Run git as a stranger without settings; what it prints, without the last newline."""
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=ENV | IDENTITY, input=stdin, capture_output=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode("utf-8", "surrogateescape").removesuffix("\n")


def new_repository(root: Path, name: str, files: Mapping[str, str | bytes]) -> Path:
    """Make ``name.git`` on a server, with one commit on the branch main; its folder."""
    bare = root / f"{name}.git"
    bare.mkdir(parents=True)
    git(bare, "init", "-q", "--bare", "-b", "main")
    for key in ("http.receivepack", "uploadpack.allowFilter"):
        git(bare, "config", key, "true")
    git(bare, "config", "receive.advertisePushOptions", "true")
    commit_on(bare, "main", files, "The first commit")
    return bare


def commit_on(
    bare: Path,
    branch: str,
    files: Mapping[str, str | bytes | None],
    message: str,
    start: str | None = None,
    author: str = "Somebody <somebody@example.org>",
) -> str:
    """Let a colleague commit to a branch of a server; None removes a file. Its sha.

    `start` is where a new branch begins; None for where the branch stands, or for nowhere.
    """
    ref = branch if branch.startswith("refs/") else f"refs/heads/{branch}"
    if start is None and git(bare, "for-each-ref", ref):
        start = ref
    stream = f"commit {ref}\nauthor {author} 1700000000 +0000\n".encode()
    stream += f"committer {author} 1700000000 +0000\n".encode() + _data(message.encode())
    stream += f"from {git(bare, 'rev-parse', start)}\n".encode() if start else b""
    for path, text in files.items():
        if text is None:
            stream += f"D {path}\n".encode()
        else:
            content = text.encode() if isinstance(text, str) else text
            stream += f"M 100644 inline {path}\n".encode() + _data(content)
    git(bare, "fast-import", "--quiet", "--force", stdin=stream)
    return git(bare, "rev-parse", ref)


def _data(content: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(content), content)
