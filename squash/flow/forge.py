"""The forge of a run: the repository there, what speaks to it, and which lineage is meant."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from squash.errors import UsageError
from squash.outside.git import find_repository
from squash.outside.git.remote import GITHUB, GITLAB, Remote, remote_url
from squash.settings.forge import Forge, forge_at

if TYPE_CHECKING:
    from squash.outside.console import Console
    from squash.proposal.pull import Note, Pull
    from squash.settings import Settings

_PERMISSIONS = "permissions:\n  contents: write\n  pull-requests: write"


class Client(Protocol):
    """What a forge can be asked about pull requests and comments; see the doors to them."""

    def viewer(self) -> str:
        """The login that the token acts as."""

    def pulls(
        self, branch: str | None = None, base: str | None = None, state: str = "all"
    ) -> list[Pull]:
        """Pull requests, the newest first."""

    def pull(self, number: int) -> Pull:
        """One pull request."""

    def create(self, *, branch: str, base: str, title: str, body: str, draft: bool = False) -> Pull:
        """Open a pull request, or give back the one that is open."""

    def update(
        self,
        number: int,
        *,
        title: str | None = None,
        body: str | None = None,
        base: str | None = None,
        state: str | None = None,
    ) -> Pull:
        """Change a pull request."""

    def set_draft(self, pull: Pull, draft: bool) -> None:
        """Make it a draft, or ready."""

    def label(self, number: int, labels: tuple[str, ...]) -> tuple[str, ...]:
        """Add labels; what was refused."""

    def assign(self, number: int, users: tuple[str, ...]) -> tuple[str, ...]:
        """Assign persons; what was refused."""

    def request_reviewers(
        self, number: int, users: tuple[str, ...], teams: tuple[str, ...]
    ) -> tuple[str, ...]:
        """Ask for reviews; what was refused."""

    def signed_commit(
        self,
        *,
        base_tree: str,
        parent: str,
        changes: Mapping[str, bytes | None],
        message: str,
        tree: str,
        executable: Collection[str] = (),
    ) -> str:
        """The id of a commit that the forge makes and signs."""

    def comments(self, number: int) -> Iterator[Note]:
        """Comments, the oldest first."""

    def comment(self, number: int, body: str) -> Note:
        """Comment."""

    def edit_comment(self, id: int, body: str) -> Note:
        """Change a comment."""

    def delete_comment(self, id: int) -> None:
        """Delete a comment."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where the repository of a run lives.

    Parameters
    ----------
    top : the checkout's working tree
    folder : of the project, from there; empty for the top itself
    config : Alembic's configuration from the project, where one was named; else empty
    lineage : the name of its history, as markers remember it
    forge : which forge it is
    remote : the repository there, for git
    client : for everything but git
    """

    top: Path
    folder: str
    config: str
    lineage: str
    forge: Forge
    remote: Remote
    client: Client

    def branch(self, base: str, default: str) -> str:
        """The branch of our own for what is to be merged into a base."""
        own = f"alembic-squash/{_plain(self.lineage) or 'baseline'}"
        if base == default:
            return own
        apart = _plain(base)
        # release/1 and release-1 are two bases.
        known = "" if apart == base else f"-{sha256(base.encode()).hexdigest()[:6]}"
        return f"{own}-{apart}{known}"


def _plain(name: str) -> str:
    """A name as a part of a branch's name."""
    return re.sub(r"[^\w.]+", "-", name).strip("-.")


def open_home(settings: Settings, console: Console) -> Home:
    """Find out where the repository lives, and be ready to speak with its forge.

    Raises ``UsageError`` where that cannot be told or there is no token, ``CheckoutError``.
    """
    project = Path(settings.project).resolve()
    repository = find_repository(project, settings.environ)
    if repository is None:
        raise UsageError(
            f"{project} lies in no git repository.",
            why="A pull request is about a repository.",
            next_step="Run in a checkout: actions/checkout before this step.",
        )
    folder = project.relative_to(repository.top).as_posix()
    folder = "" if folder == "." else folder
    config = _config(settings.alembic_config or "", project, repository.top)
    forge, url = _forge(settings, repository.top)
    if not settings.token:
        raise UsageError(
            f"There is no token for {forge.server_url}.",
            why="A branch is pushed and a pull request is opened with it.",
            next_step="In GitHub Actions: `token: ${{ github.token }}` with\n"
            f"{_PERMISSIONS}\nElsewhere: ALEMBIC_SQUASH_TOKEN in the environment.",
        )
    _refuse_unsigned(forge, settings, settings.token)
    user = GITLAB if forge.kind == "gitlab" else GITHUB
    return Home(
        top=repository.top,
        folder=folder,
        config=config,
        lineage=_lineage(settings, folder, config),
        forge=forge,
        remote=Remote(url, settings.token, settings.environ, user),
        client=_client(forge, settings, settings.token, console),
    )


def _forge(settings: Settings, top: Path) -> tuple[Forge, str]:
    """The forge, and the address of the repository there."""
    known, variables = settings.surroundings.forge, settings.environ
    if known is not None:
        return known, remote_url(top, variables, known.server_url, known.repository)
    url = remote_url(top, variables)
    found = forge_at(url, variables)
    if found is None:
        raise UsageError(
            f"It cannot be told which forge {url} is on.",
            why="GitHub and GitLab are asked for pull requests in different ways.",
            next_step="Set GITHUB_SERVER_URL=https://HOST and GITHUB_REPOSITORY=OWNER/NAME.",
        )
    return found, url


def _refuse_unsigned(forge: Forge, settings: Settings, token: str) -> None:
    """Refuse, before any work is done, a commit that the forge would not sign."""
    if not settings.sign_commits:
        return
    from squash.outside.github.signing import why_unsigned

    if forge.kind == "gitlab":
        raise UsageError(
            "sign-commits: GitLab makes no signed commits for a token.",
            why="It is GitHub that signs what its bots commit.",
            next_step="Leave out sign-commits.",
        )
    if (error := why_unsigned(token, settings.author, settings.committer)) is not None:
        raise error


def _config(named: str, project: Path, top: Path) -> str:
    """A configuration as it is named from the project, wherever that is checked out."""
    path = Path(named).resolve()
    inside = Path(named).is_absolute() and path.is_relative_to(top)
    return Path(os.path.relpath(path, project)).as_posix() if inside else named


def _lineage(settings: Settings, folder: str, config: str) -> str:
    """The folder of the project, and what tells several histories in it apart."""
    parts = [config, settings.alembic_name or ""]
    return "#".join([folder or ".", *parts]).rstrip("#")


def _client(forge: Forge, settings: Settings, token: str, console: Console) -> Client:
    if forge.kind == "gitlab":
        from squash.outside.gitlab import GitLab

        return GitLab(forge.api_url, forge.repository, token, settings.environ, console.note)
    from squash.outside.github import GitHub

    return GitHub(
        forge.api_url, forge.graphql_url, forge.server_url, forge.repository, token,
        settings.environ, console.note,
    )  # fmt: skip
