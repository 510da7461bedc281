"""Projects with a lock file of their own, and an index of packages that asks for a password."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from textwrap import dedent

from tests.installs import UV, wheel

HEAD = """\
[project]
name = "shop"
version = "1"
requires-python = ">=3.11"
"""


def locked(
    source: Path, folder: Path, project: str, variables: Mapping[str, str] | None = None
) -> Path:
    """Copy a project and give it a lock file of its own.

    Parameters
    ----------
    source, folder : the project, and where its copy goes
    project : the rest of its pyproject.toml, from ``dependencies`` on
    variables : further environment of the tool that locks
    """
    shutil.copytree(source, folder)
    (folder / "pyproject.toml").write_text(HEAD + dedent(project))
    subprocess.run(
        [UV, "lock", "--quiet", "--directory", str(folder)], check=True,
        env={**os.environ, **(variables or {})},
    )  # fmt: skip
    return folder


class _Index(SimpleHTTPRequestHandler):
    """Serves a folder to who knows the password."""

    known = ""

    def do_GET(self) -> None:
        """Answer 401 without the password."""
        if self.headers.get("Authorization") == self.known:
            super().do_GET()
            return
        self.send_response(401)
        self.send_header("WWW-Authenticate", 'Basic realm="packages"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def private_index(folder: Path, name: str, password: str) -> Iterator[str]:
    """Serve an index with one package, to the user ``ci`` with a password; yield its address."""
    package = folder / name.replace("_", "-")
    made = wheel(package, name)
    (package / "index.html").write_text(f'<a href="{made.name}">{made.name}</a>')
    known = "Basic " + base64.b64encode(f"ci:{password}".encode()).decode()
    knowing = type("Index", (_Index,), {"known": known})
    handler = partial(knowing, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
