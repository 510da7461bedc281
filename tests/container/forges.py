"""A forge for runs in containers: a git server and a stand-in on this machine, and a checkout."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from squash.proposal.marker import Marker, find_marker
from tests.container import act
from tests.container.runner import TOKEN
from tests.forge import Forge, Store, Token, running
from tests.gitserver import GitServer, commit_on, git, serving

NAME = "org/shop"
LINEAGE, BRANCH = ".", "alembic-squash/baseline"
# What a fork's and Dependabot's jobs get.
READER = "ghs_" + "rEAdOnLy" * 4


@dataclass(slots=True)
class Site:
    """A repository on a forge, and a checkout of its branch main.

    Parameters
    ----------
    git : the server of the repository
    forge, store : the stand-in, and what it knows of the repository
    checkout : what jobs are started in
    options : for act, beside those that name the forge
    """

    git: GitServer
    forge: Forge
    store: Store
    checkout: Path
    options: tuple[str, ...] = field(default=())

    @property
    def variables(self) -> dict[str, str]:
        """Those that say where the forge is."""
        return {
            "GITHUB_SERVER_URL": self.git.url,
            "GITHUB_API_URL": self.forge.url,
            "GITHUB_GRAPHQL_URL": f"{self.forge.url}/graphql",
        }

    def run(
        self, event: str, workflow: Path, payload: Mapping[str, object] | None = None,
        *, token: str = TOKEN, host: str, home: Path,
    ) -> act.Job:  # fmt: skip
        """Run a workflow by act, for an event of this repository."""
        options = [*self.options, "--secret", f"GITHUB_TOKEN={token}"]
        for name, value in self.variables.items():
            options += ["--env", f"{name}={value}"]
        if payload is not None:
            file = home / "event.json"
            file.write_text(json.dumps(payload))
            options += ["--eventpath", str(file)]
        return act.run(self.checkout, event, workflow, *options, host=host, home=home)

    def commit(self, files: Mapping[str, str | bytes | None], branch: str = "main") -> str:
        """A colleague commits; the branch's new tip."""
        return commit_on(self.store.bare.folder, branch, files, "Work")

    def take_over(self, branch: str) -> None:
        """A colleague brings what a branch changes to main, by a commit that is no merge of it."""
        bare = self.store.bare
        sha = bare.git("commit-tree", f"{branch}^{{tree}}", "-p", "main", "-m", "By hand")
        bare.git("update-ref", "refs/heads/main", sha)

    def tips(self) -> dict[str, str]:
        """Where the branches stand."""
        return self.store.bare.tips()

    def listed(self, commit: str, folder: str = "migrations/versions") -> list[str]:
        """Names of the files of a folder in a commit."""
        listed = git(self.store.bare.folder, "ls-tree", "--name-only", f"{commit}:{folder}")
        return listed.splitlines()

    def marker(self, number: int) -> Marker:
        """What a pull request remembers."""
        found = find_marker(self.store.pulls[number].body, LINEAGE)
        assert found is not None
        return found


@contextmanager
def site(root: Path, project: Path, *options: str) -> Iterator[Site]:
    """Serve a repository with one commit of a project; what was said of it is judged at the end."""
    served = root / "served"
    forge = Forge(served, {TOKEN: Token(), READER: Token(writes=frozenset())})
    store = forge.repository(NAME)
    checkout = act.repository(root / "checkout", project)
    act.git(checkout, "push", "--quiet", str(store.bare.folder), "main")
    with serving(GitServer(served, TOKEN, (READER,))) as server, running(forge):
        yield Site(server, forge, store, checkout, options)
