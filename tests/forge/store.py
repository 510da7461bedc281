"""What the stand-in remembers: pull requests, comments and labels of one repository."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from tests.forge.repository import Bare

BOT = "github-actions[bot]"


@dataclass(slots=True)
class StoredPull:
    """A pull request."""

    number: int
    branch: str
    base: str
    title: str
    body: str
    author: str
    sha: str
    base_sha: str
    state: str = "open"
    draft: bool = False
    merged: bool = False
    head_repository: str = ""
    labels: list[str] = field(default_factory=list)
    assignees: list[str] = field(default_factory=list)
    reviewers: list[str] = field(default_factory=list)
    teams: list[str] = field(default_factory=list)


@dataclass(slots=True)
class StoredComment:
    """A comment on a pull request."""

    id: int
    number: int
    author: str
    body: str


@dataclass(slots=True)
class Store:
    """One repository: what is in it, and how it is set.

    Parameters
    ----------
    name : ``owner/name``
    bare : what people push to
    pulls, comments, labels : what there is
    signed : whether GitHub signed a commit, by its id
    collaborators : who may be assigned or asked for a review
    teams : slugs that exist
    workflows_may_open : the setting that lets workflows open pull requests
    drafts : whether there are any
    signs : whether commits of bots are signed
    archived : whether nothing may be written
    """

    name: str
    bare: Bare
    pulls: dict[int, StoredPull] = field(default_factory=dict)
    comments: dict[int, StoredComment] = field(default_factory=dict)
    labels: list[str] = field(default_factory=lambda: ["bug"])
    signed: dict[str, bool] = field(default_factory=dict)
    collaborators: tuple[str, ...] = ("octocat", "hubot")
    teams: tuple[str, ...] = ("data",)
    workflows_may_open: bool = True
    drafts: bool = True
    signs: bool = True
    archived: bool = False

    def next_number(self) -> int:
        """Of the next pull request."""
        return max(self.pulls, default=0) + 1

    def add_comment(self, number: int, author: str, body: str) -> StoredComment:
        """Somebody comments."""
        id = max(self.comments, default=1000) + 1
        self.comments[id] = StoredComment(id, number, author, body)
        return self.comments[id]

    def add_pull(self, branch: str, base: str, title: str = "", **given: Any) -> StoredPull:
        """Somebody opens a pull request, of a branch that is there or of a fork."""
        number, tips = self.next_number(), self.bare.tips()
        sha = given.pop("sha", None) or tips[branch]
        given = {"author": "octocat", "body": ""} | given
        pull = StoredPull(number, branch, base, title, sha=sha, base_sha=tips[base], **given)
        self.pulls[number] = pull
        self.bare.git("update-ref", f"refs/pull/{number}/head", sha)
        return pull

    def merge(self, number: int) -> str:
        """Somebody merges a pull request; the base's new tip."""
        pull = self.pulls[number]
        tips = self.bare.tips()
        base, head = tips[pull.base], tips[pull.branch]
        tree = self.bare.git("merge-tree", "--write-tree", base, head).splitlines()[0]
        merged = self.bare.git("commit-tree", tree, "-p", base, "-p", head, "-m", "Merge")
        self.bare.git("update-ref", f"refs/heads/{pull.base}", merged)
        pull.state, pull.merged = "closed", True
        return merged

    def follow_pushes(self) -> None:
        """Bring open pull requests up to what was pushed, as GitHub does."""
        tips = self.bare.tips()
        for pull in self.pulls.values():
            if pull.state != "open" or pull.head_repository:
                continue
            tip, base = tips.get(pull.branch), tips.get(pull.base)
            if tip is None or base is None:
                pull.state = "closed"
                continue
            if tip != pull.sha:
                pull.sha = tip
                self.bare.git("update-ref", f"refs/pull/{pull.number}/head", tip)
            if base != pull.base_sha:
                pull.base_sha = base
                if self.bare.is_ancestor(pull.sha, base):
                    pull.state, pull.merged = "closed", True

    def known(self) -> Mapping[str, Any]:
        """All of it, to be written as JSON."""
        return {
            "pulls": [asdict(each) for each in self.pulls.values()],
            "comments": [asdict(each) for each in self.comments.values()],
            "labels": self.labels,
            "signed": self.signed,
            "workflows_may_open": self.workflows_may_open,
            "drafts": self.drafts,
        }

    def remember(self, known: Mapping[str, Any]) -> None:
        """Take over what was written."""
        self.pulls = {each["number"]: StoredPull(**each) for each in known["pulls"]}
        self.comments = {each["id"]: StoredComment(**each) for each in known["comments"]}
        self.labels, self.signed = list(known["labels"]), dict(known["signed"])
        self.workflows_may_open, self.drafts = known["workflows_may_open"], known["drafts"]
