"""Answers of the stand-in: GitHub's own examples, with what is stored put in."""

from __future__ import annotations

from typing import Any

from tests.forge.document import example
from tests.forge.store import BOT, Store, StoredComment, StoredPull


def user(login: str) -> dict[str, Any]:
    """An account."""
    known: dict[str, Any] = example("issue-comment")["user"]
    return known | {"login": login, "type": "Bot" if login.endswith("[bot]") else "User"}


def repository(store: Store, server: str) -> dict[str, Any]:
    """The repository in full."""
    owner, _, name = store.name.partition("/")
    known: dict[str, Any] = example("full-repository-default-response")
    known.pop("template_repository", None)
    known.pop("parent", None)
    known.pop("source", None)
    return known | {
        "name": name,
        "full_name": store.name,
        "owner": user(owner),
        "html_url": f"{server}/{store.name}",
        "default_branch": store.bare.default_branch(),
        "language": None,
        "archived": store.archived,
    }


def pull(store: Store, stored: StoredPull, server: str, listed: bool = False) -> dict[str, Any]:
    """A pull request, alone or in a list."""
    known: dict[str, Any] = (
        example("pull-request-simple-items")[0] if listed else example("pull-request")
    )
    ended = "2026-01-02T00:00:00Z"
    closed = ended if stored.state == "closed" else None
    known |= {
        "number": stored.number,
        "id": stored.number,
        "node_id": f"PR_{stored.number}",
        "html_url": f"{server}/{store.name}/pull/{stored.number}",
        "state": stored.state,
        "title": stored.title,
        "body": stored.body or None,
        "user": user(stored.author),
        "draft": stored.draft,
        "labels": [label(each) for each in stored.labels],
        "assignees": [user(each) for each in stored.assignees],
        "assignee": user(stored.assignees[0]) if stored.assignees else None,
        "requested_reviewers": [user(each) for each in stored.reviewers],
        "requested_teams": [team(each) for each in stored.teams],
        "closed_at": closed,
        "merged_at": ended if stored.merged else None,
        "merge_commit_sha": None,
    }
    if not listed:
        known |= {"merged": stored.merged, "merged_by": user("octocat") if stored.merged else None}
    known["head"] |= _side(store, stored.branch, stored.sha, known["head"]["repo"])
    known["base"] |= _side(store, stored.base, stored.base_sha, known["base"]["repo"])
    if stored.head_repository:
        known["head"]["repo"] |= {"full_name": stored.head_repository}
    return known


def note(store: Store, stored: StoredComment, server: str) -> dict[str, Any]:
    """A comment."""
    known: dict[str, Any] = example("issue-comment")
    page = f"{server}/{store.name}/pull/{stored.number}#issuecomment-{stored.id}"
    return known | {
        "id": stored.id,
        "node_id": f"IC_{stored.id}",
        "body": stored.body,
        "user": user(stored.author),
        "html_url": page,
    }


def label(name: str) -> dict[str, Any]:
    """A label."""
    known: dict[str, Any] = example("label")
    return known | {"name": name}


def team(slug: str) -> dict[str, Any]:
    """A team."""
    known: dict[str, Any] = example("pull-request-review-request")["requested_teams"][0]
    return known | {"slug": slug, "name": slug, "type": "organization"}


def issue(stored: StoredPull) -> dict[str, Any]:
    """The issue that a pull request is."""
    known: dict[str, Any] = example("issue")
    known.pop("pinned_comment", None)
    return known | {
        "number": stored.number,
        "title": stored.title,
        "state": stored.state,
        "assignees": [user(each) for each in stored.assignees],
        "assignee": user(stored.assignees[0]) if stored.assignees else None,
    }


def commit(store: Store, sha: str, message: str, signed: bool) -> dict[str, Any]:
    """A commit of the Git Data API."""
    known: dict[str, Any] = example("git-commit")
    tree = store.bare.git("rev-parse", f"{sha}^{{tree}}")
    known["tree"] |= {"sha": tree}
    known["verification"] |= {
        "verified": signed,
        "reason": "valid" if signed else "unsigned",
        "signature": "-----BEGIN PGP SIGNATURE-----" if signed else None,
        "payload": "tree" if signed else None,
    }
    known["author"]["name"] = BOT
    return known | {"sha": sha, "message": message}


def _side(store: Store, branch: str, sha: str, known: Any) -> dict[str, Any]:
    owner, _, name = store.name.partition("/")
    return {
        "ref": branch,
        "sha": sha,
        "label": f"{owner}:{branch}",
        "user": user(owner),
        "repo": known | {"name": name, "full_name": store.name, "owner": user(owner)},
    }
