"""A checkout beside a git server: what the tests of the scratch repository share."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from squash.outside.git.remote import Remote
from squash.outside.git.scratch import Scratch, open_scratch
from tests.gitserver import GitServer, git, new_repository, serving

TOKEN = "ghs_0123456789abcdef"
VARIABLES = {"PATH": os.environ["PATH"]}
FILES = {
    "app/versions/a.py": "revision = 'a'\n",
    "app/versions/b.py": "revision = 'b'\n",
    "app/env.py": "import app\n",
    ".gitignore": ".env\n.venv/\nbuild/\n",
}


@dataclass
class Case:
    """A server with one repository, and the folder for a checkout of it."""

    server: GitServer
    bare: Path
    top: Path
    work: Path

    @property
    def remote(self) -> Remote:
        """The repository, asked without waiting."""
        url = f"{self.server.url}/org/shop.git"
        return Remote(url, TOKEN, VARIABLES, pauses=(0.0, 0.0))

    def clone(self, *options: str, top: Path | None = None) -> Path:
        """Check the repository out, as a runner does before us."""
        url = self.bare.as_uri()
        folder = top or self.top
        git(self.work, "clone", "-q", *options, url, str(folder))
        return folder

    def scratch(self) -> Scratch:
        """The scratch repository beside the checkout."""
        return open_scratch(self.work / "run", self.top, self.remote)

    def tip(self, ref: str = "main") -> str:
        """Where a branch of the server stands."""
        return git(self.bare, "rev-parse", ref)


@contextmanager
def git_case(work: Path, files: Mapping[str, str | bytes] = FILES) -> Iterator[Case]:
    """Serve one repository, `org/shop`, with some files on its branch main."""
    bare = new_repository(work / "server", "org/shop", files)
    with serving(GitServer(work / "server", TOKEN, readers=("reader",))) as server:
        yield Case(server, bare, work / "checkout", work)


def state(folder: Path) -> dict[str, tuple[str, int, int]]:
    """What shows that a folder was written to: contents, owners and times of all in it.

    Of objects git looks up whether they are there already, and sets their time.
    """
    found = {}
    for each in sorted(folder.rglob("*")):
        status = each.lstat()
        content = each.read_bytes() if each.is_file() else b""
        time = 0 if "objects" in each.parts else status.st_mtime_ns
        found[str(each)] = (hashlib.sha1(content).hexdigest(), time, status.st_uid)
    return found
