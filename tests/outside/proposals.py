"""A repository on a forge, a checkout of it, and runs that propose a squash of its history."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from squash.errors import SquashError
from squash.flow.proposing import propose
from squash.outcome import Outcome, RevisionSummary
from squash.outside.console import Console, for_stream
from squash.proposal.marker import Marker, find_marker
from squash.settings import Settings, resolve
from squash.settings.forge import surroundings_of
from tests.forge import Forge, Store, Token, running
from tests.forge.client import QUICK
from tests.forge.store import StoredPull
from tests.gitserver import GitServer, commit_on, git, serving
from tests.outcomes import history, proved

NAME, FOLDER, BRANCH = "acme/shop", "backend", "alembic-squash/backend"
VERSIONS = f"{FOLDER}/migrations/versions"
TOKEN = "ghs_0123456789abcdefghijABCDEFGHIJ012345"
REVISION = '"""Step."""\n\nrevision = "{id}"\ndown_revision = {down}\n'

Run = Callable[[Settings, Console], Outcome]


def revisions(first: int, last: int) -> dict[str, str]:
    """Revision files from one number to another, by path from the top."""
    files = {}
    for each in history(last)[first:]:
        down = f'"{each.parents[0]}"' if each.parents else None
        files[f"{FOLDER}/{each.path}"] = REVISION.format(id=each.id, down=down)
    return files


@dataclass
class Scene:
    """What a test sees and disturbs.

    Parameters
    ----------
    git : the server of the repository
    forge, store : the stand-in and what it knows of the repository
    checkout : a clone of it
    log : what the last run printed
    """

    git: GitServer
    forge: Forge
    store: Store
    checkout: Path
    log: str = ""
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def bare(self) -> Path:
        """The repository on the server."""
        return self.store.bare.folder

    def settings(self, **options: object) -> Settings:
        """What a run is asked for."""
        variables = {
            "PATH": os.environ["PATH"],
            "GITHUB_REPOSITORY": NAME,
            "GITHUB_SERVER_URL": self.git.url,
            "GITHUB_API_URL": self.forge.url,
            "GITHUB_GRAPHQL_URL": f"{self.forge.url}/graphql",
            **self.variables,
        }
        project = str(self.checkout / FOLDER)
        flags = {"create_pull_request": True, **options}
        token = str(flags.pop("token", TOKEN))
        settings = resolve(project, flags=flags, variables=variables, files=())
        return replace(settings, token=token, surroundings=surroundings_of(variables))

    def propose(self, run: Run | None = None, **options: Any) -> Outcome:
        """One run; what it printed is in `log`."""
        stream = io.StringIO()
        console = for_stream(stream, terminal=False, environ={})
        try:
            return propose(self.settings(**options), console, run or squashes())
        finally:
            self.log = stream.getvalue()

    def refused(self, run: Run | None = None, **options: Any) -> Outcome:
        """One run that an error of the forge ends; its outcome."""
        outcome = self.propose(run, **options)
        assert (outcome.result, outcome.exit_code) == ("error", 6), self.log
        return outcome

    def commit(self, files: Mapping[str, str | bytes | None], branch: str = "main") -> str:
        """A colleague commits; the branch's new tip."""
        return commit_on(self.bare, branch, files, "Work")

    def tip(self, branch: str = BRANCH) -> str | None:
        """Where a branch of the server stands."""
        return self.store.bare.tips().get(branch)

    def files(self, branch: str = BRANCH) -> list[str]:
        """Paths of the revision files of a branch."""
        listed = git(self.bare, "ls-tree", "-r", "--name-only", branch, "--", VERSIONS)
        return [path.rpartition("/")[2] for path in listed.splitlines()]

    @property
    def pull(self) -> StoredPull:
        """The only pull request there is."""
        (pull,) = self.store.pulls.values()
        return pull

    def marker(self, number: int | None = None) -> Marker:
        """What a pull request remembers."""
        pull = self.pull if number is None else self.store.pulls[number]
        found = find_marker(pull.body, FOLDER)
        assert found is not None
        return found

    def writes(self) -> list[str]:
        """Requests that wanted something changed, in order; reading is no news."""
        return [
            f"{each.method} {each.path}"
            for each in self.forge.requests
            if each.method != "GET" and b"viewer" not in each.body
        ]


@contextmanager
def scene(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """A forge with a repository of 15 revisions, and a clone of it; nobody waits for long."""
    monkeypatch.setattr("squash.outside.github.Patience", lambda: QUICK)
    forge = Forge(root / "served", {TOKEN: Token()})
    store = forge.repository(NAME)
    files: dict[str, str | bytes | None] = {
        **revisions(0, 15),
        f"{FOLDER}/alembic.ini": "[alembic]\nscript_location = %(here)s/migrations\n",
        f"{FOLDER}/migrations/env.py": "",
        "docs/notes.md": "See r0003_step.py.\n",
        ".gitignore": ".env\n",
    }
    commit_on(store.bare.folder, "main", files, "The history")
    git(root, "clone", "-q", str(store.bare.folder), "checkout")
    (root / "checkout" / ".env").write_text("KEY=1\n")
    with serving(GitServer(root / "served", TOKEN)) as server, running(forge):
        made = Scene(server, forge, store, root / "checkout")
        yield made
        assert forge.violations == []


def squashes(
    keep: int = 3, text: str = "", then: Callable[[], object] = lambda: None, least: int = 2
) -> Run:
    """A run that takes its proof for granted, and squashes the tree it is given.

    Parameters
    ----------
    keep : how many revisions stay
    text : of the baseline, besides what it replaces
    then : what happens on the forge meanwhile
    least : fewer to remove are nothing to do
    """

    def run(settings: Settings, console: Console) -> Outcome:
        project = Path(settings.folder)
        paths = {path.name[:5]: path for path in (project / "migrations/versions").iterdir()}
        ids = sorted(paths)
        cut = settings.proposed if settings.proposed in ids else ids[-1 - keep]
        gone = ids[: ids.index(str(cut)) + 1]
        then()
        if len(gone) < least:
            return Outcome(command="squash", result="nothing-to-do", reason="Few revisions.")
        outcome = proved(len(gone), len(ids) - len(gone))
        made = f"migrations/versions/{cut}_baseline.py"
        content = REVISION.format(id=cut, down=None) + f"# for {', '.join(gone)}{text}\n"
        every = [
            RevisionSummary(id=each, path=paths[each].relative_to(project).as_posix())
            for each in ids
        ]
        for each in gone:
            paths[each].unlink()
        (project / made).write_text(content)
        assert outcome.baseline is not None
        known = hashlib.sha256(content.encode()).hexdigest()
        return replace(
            outcome,
            applied=False,
            cut=every[len(gone) - 1],
            removed=tuple(every[: len(gone)]),
            kept=tuple(every[len(gone) :]),
            baseline=replace(outcome.baseline, path=made, revision=str(cut)),
            result_hash=known,
        )

    return run


def fails(error: SquashError) -> Run:
    """A run that an error ends."""

    def run(settings: Settings, console: Console) -> Outcome:
        return replace(Outcome.stopped("squash", "backend", error), removed=())

    return run


def done(outcome: Outcome) -> tuple[str, int]:
    """What was done, and to which pull request."""
    assert outcome.delivery is not None
    return outcome.delivery.operation, outcome.delivery.number
