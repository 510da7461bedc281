"""A client of the stand-in, as a run has one."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from squash.outside.github import GitHub
from squash.outside.web import Patience
from tests.forge import Forge, Store, Token, running

NAME = "acme/shop"
WORKFLOW = "ghs_0123456789abcdefghijABCDEFGHIJ012345"
PERSONAL = "ghp_0123456789abcdefghijABCDEFGHIJ012345"
QUICK = Patience(tries=4, pause=0.001, limit=5, silence=5)
TOKENS = {
    WORKFLOW: Token(),
    PERSONAL: Token("octocat", "user"),
    "ghs_app": Token("squasher[bot]", "app"),
    "ghs_read": Token(writes=frozenset()),
}


@dataclass(slots=True)
class Ground:
    """A stand-in with one repository: `main`, and a branch that was pushed."""

    forge: Forge
    store: Store
    told: list[str] = field(default_factory=list)

    def client(
        self,
        token: str = WORKFLOW,
        api: str = "",
        patience: Patience = QUICK,
        variables: Mapping[str, str] | None = None,
    ) -> GitHub:
        """A client with a token; `api` is what an Enterprise server has before its paths."""
        url = self.forge.url
        return GitHub(
            f"{url}{api}", f"{url}{'/api' if api else ''}/graphql", url, NAME, token,
            variables or {}, self.told.append, patience,
        )  # fmt: skip

    def asked(self, method: str) -> list[str]:
        """Paths that were asked for by a method."""
        return [each.path for each in self.forge.requests if each.method == method]


@contextmanager
def ground(root: Path, tls: ssl.SSLContext | None = None) -> Iterator[Ground]:
    """Run a stand-in for a test."""
    forge = Forge(root, dict(TOKENS))
    store = forge.repository(NAME)
    first = store.bare.commit("main", {"a.py": "1\n", "run.sh": "2\n"})
    store.bare.commit("squash/shop", {"a.py": None, "b.py": "3\n"}, parents=[first])
    with running(forge, tls):
        yield Ground(forge, store)
