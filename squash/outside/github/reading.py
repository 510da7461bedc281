"""Reading GitHub's answers: pull requests and comments as values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from squash.proposal.pull import Note, Pull


def read_pull(known: Mapping[str, Any]) -> Pull:
    """A pull request, from a list or alone."""
    head, base = known["head"], known["base"]
    # A fork that was deleted leaves no repository.
    theirs = (head["repo"] or {}).get("full_name", "")
    return Pull(
        number=known["number"],
        id=known["node_id"],
        url=known["html_url"],
        state="open" if known["state"] == "open" else "closed",
        merged=bool(known.get("merged_at")),
        draft=bool(known.get("draft")),
        title=known["title"],
        body=known["body"] or "",
        author=_login(known),
        branch=head["ref"],
        sha=head["sha"],
        base=base["ref"],
        own=theirs.casefold() == base["repo"]["full_name"].casefold(),
        labels=tuple(each["name"] for each in known["labels"]),
    )


def read_note(known: Mapping[str, Any]) -> Note:
    """A comment."""
    return Note(known["id"], _login(known), known.get("body") or "", known["html_url"])


def _login(known: Mapping[str, Any]) -> str:
    # Of an account that was deleted there is nothing.
    return str((known["user"] or {}).get("login", ""))
