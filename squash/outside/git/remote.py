"""The repository on the forge: its branches and pull requests, asked with a token."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from squash.errors import CheckoutError, ForgeError
from squash.outside import process
from squash.outside.git.environment import (
    bare_environment,
    credentials,
    git_environment,
    with_token,
)
from squash.outside.git.refusal import passes, refused_reading

FETCH = (
    "fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules",
    "--no-auto-maintenance",
)  # fmt: skip
GITHUB = "x-access-token"
GITLAB = "oauth2"
_HEADS = "refs/heads/"
_PULLS = re.compile(r"refs/(?:pull|merge-requests)/(\d+)/head")
_SSH = re.compile(r"(?:ssh://)?(?:[^@/]+@)?([^:/]+)(?::(?:\d+/)?|/)(.+)")
_SECONDS = 900.0


@dataclass(frozen=True, slots=True)
class Remote:
    """A repository on a server, and the token for it.

    Parameters
    ----------
    url : its address; credentials in it are dropped
    token : shown to that server alone, by environment alone; empty for none
    variables : the user's environment, of which little is passed on
    user : what the server wants to be called beside a token: `GITHUB` or `GITLAB`
    pauses : seconds to wait before each further try of something that got no answer
    """

    url: str
    token: str = field(repr=False)
    variables: Mapping[str, str] = field(repr=False)
    user: str = GITHUB
    pauses: tuple[float, ...] = (1.0, 5.0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "url", _without_credentials(self.url))

    @property
    def environment(self) -> dict[str, str]:
        """The environment of the processes that speak with the server; it holds the token."""
        return with_token(bare_environment(self.variables), self.url, self.user, self.token)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be printed: the token, and how it stands in a header."""
        return (self.token, credentials(self.user, self.token)) if self.token else ()

    @property
    def gitlab(self) -> bool:
        """Whether it is one of GitLab."""
        return self.user == GITLAB

    def tips(self, *branches: str) -> Mapping[str, str]:
        """The commits that branches stand at; what is not there is left out.

        Parameters
        ----------
        branches : their names; none for all

        Raises ForgeError when the server cannot be asked.
        """
        wanted = [f"{_HEADS}{each}" for each in branches]
        refs = self._refs("--heads", self.url, *wanted)
        found = {
            name.removeprefix(_HEADS): sha for name, sha in refs.items() if name.startswith(_HEADS)
        }
        return {name: sha for name, sha in found.items() if not branches or name in branches}

    def pull_heads(self) -> Mapping[int, str]:
        """The commits of all pull or merge requests by number, open or not.

        Raises ForgeError when the server cannot be asked.
        """
        refs = self._refs(self.url, "refs/pull/*/head", "refs/merge-requests/*/head")
        found = ((_PULLS.fullmatch(name), sha) for name, sha in refs.items())
        return {int(match.group(1)): sha for match, sha in found if match}

    def default_branch(self) -> str:
        """The branch that the server calls its main one.

        Raises ForgeError when the server cannot be asked, or has none.
        """
        for line in self.read(["ls-remote", "--symref", self.url, "HEAD"]).splitlines():
            about, _, name = line.partition("\t")
            if name == "HEAD" and about.startswith(f"ref: {_HEADS}"):
                return about.removeprefix(f"ref: {_HEADS}")
        raise ForgeError(
            f"{self.url} names no default branch.",
            why="The pull request needs a branch that it would be merged into.",
            next_step="Name it: base.",
        )

    def read(self, arguments: Sequence[str], folder: Path = Path("/"), stdin: bytes = b"") -> str:
        """Let git ask the server, again where it gets no answer; what it printed.

        Parameters
        ----------
        arguments : of git
        folder : a repository of ours that it works in, or none
        stdin : what it reads

        Raises ForgeError, or Unreachable after the last try.
        """
        for pause in (*self.pauses, None):
            done = self.run(arguments, folder, stdin)
            if done.code == 0:
                return done.text
            printed = done.stderr.decode("utf-8", "replace")
            if pause is None or not passes(printed):
                break
            time.sleep(pause)
        raise refused_reading(self.url, printed, gitlab=self.gitlab)

    def run(
        self, arguments: Sequence[str], folder: Path = Path("/"), stdin: bytes = b""
    ) -> process.Finished:
        """Let git speak with the server, once; how that ended."""
        return process.run(
            ["git", *arguments], env=self.environment, error=ForgeError, cwd=folder, stdin=stdin,
            timeout=_SECONDS, check=False,
        )  # fmt: skip

    def _refs(self, *arguments: str) -> dict[str, str]:
        lines = self.read(["ls-remote", *arguments]).splitlines()
        pairs = (line.partition("\t") for line in lines)
        return {name: sha for sha, _, name in pairs}


def remote_url(
    top: Path, variables: Mapping[str, str], server_url: str = "", repository: str = ""
) -> str:
    """The address of the repository on the forge, to be reached by HTTP with a token.

    Parameters
    ----------
    top : the checkout
    variables : the user's environment, for git
    server_url, repository : what a runner says of it, as ``https://github.com`` and
        ``owner/name``; where it says nothing, it is the address of the remote ``origin``

    Raises CheckoutError when there is no such remote.
    """
    if server_url and repository:
        return f"{server_url.rstrip('/')}/{repository}.git"
    command = ["git", "config", "--get", "remote.origin.url"]
    done = process.run(
        command, env=git_environment(variables), error=CheckoutError, cwd=top, check=False
    )
    url = done.text.strip()
    if not url:
        raise CheckoutError(
            f"The repository at {top} has no remote named origin.",
            why="A pull request needs a repository on a forge that it belongs to.",
            next_step="git remote add origin https://…, or set GITHUB_SERVER_URL and "
            "GITHUB_REPOSITORY.",
        )
    if "://" not in url and (url.startswith((".", "/")) or (top / url).exists()):
        return str((top / url).resolve())
    if not url.startswith(("http://", "https://", "file://")):
        ssh = _SSH.fullmatch(url)
        return f"https://{ssh.group(1)}/{ssh.group(2).lstrip('/')}" if ssh else url
    return _without_credentials(url)


def _without_credentials(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
