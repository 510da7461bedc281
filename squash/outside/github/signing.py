"""Signed commits: made by GitHub itself, which signs what its bots commit."""

from __future__ import annotations

import base64
from collections.abc import Collection, Mapping
from typing import Any

from squash.errors import UsageError
from squash.outside.github.asking import Asking, Wish
from squash.outside.github.refusing import PERSONAL
from squash.outside.refusals import Unsigned

_PERMISSIONS = ("contents: write",)


def why_unsigned(token: str, author: str | None, committer: str | None) -> UsageError | None:
    """Why GitHub would not sign; None where it would.

    Parameters
    ----------
    token : that the commit is made with
    author, committer : of the commit, where they are given
    """
    given = [name for name, value in (("author", author), ("committer", committer)) if value]
    if given:
        return UsageError(
            f"A signed commit cannot have the {' and '.join(given)} that you give.",
            why="GitHub signs only what its own bots commit in their own name.",
            next_step=f"Leave out {' and '.join(given)}, or sign-commits.",
        )
    if token.startswith(PERSONAL):
        return UsageError(
            "A personal token makes no signed commits.",
            why="GitHub signs only what bots commit: a workflow's own token, or an App's.",
            next_step="Give ${{ github.token }} or an App's installation token, or leave out "
            "sign-commits.",
        )
    return None


def signed_commit(
    asking: Asking,
    *,
    base_tree: str,
    parent: str,
    changes: Mapping[str, bytes | None],
    executable: Collection[str],
    message: str,
    tree: str,
) -> str:
    """Let GitHub make and sign a commit; no branch is touched.

    Parameters
    ----------
    asking : calls of the repository
    base_tree : id of the parent's tree
    parent : id of the parent
    changes : content by path, as git stores it; None: removed
    executable : paths of files that are programs
    message : of the commit
    tree : id that the new tree must have: the proved one

    Returns the commit's id. Raises Unsigned where GitHub's tree is another, or is not signed.
    """
    entries: list[dict[str, Any]] = []
    for path, content in sorted(changes.items()):
        mode = "100755" if path in executable else "100644"
        sha = None if content is None else _blob(asking, content)
        entries.append({"path": path, "mode": mode, "type": "blob", "sha": sha})
    wish = Wish("store the tree of the commit", _PERMISSIONS)
    wanted = {"base_tree": base_tree, "tree": entries}
    made = asking.rest(wish, "POST", "/git/trees", wanted, repeatable=True)["sha"]
    if made != tree:
        raise Unsigned(
            f"GitHub made the tree {made}, and the proved one is {tree}.",
            why="What would be merged is not what was proved.",
            next_step="Leave out sign-commits: the proved tree itself is pushed then.",
        )
    wish = Wish("make the commit", _PERMISSIONS)
    body = {"message": message, "tree": tree, "parents": [parent]}
    # A commit that nothing points to may be made twice.
    commit = asking.rest(wish, "POST", "/git/commits", body, repeatable=True)
    verified = commit["verification"]
    if not verified["verified"]:
        raise Unsigned(
            f"GitHub did not sign the commit {commit['sha']}: {verified['reason']}.",
            why="It signs only what bots commit: a workflow's own token, or an App's.",
            next_step="Give such a token, or leave out sign-commits.",
        )
    return str(commit["sha"])


def _blob(asking: Asking, content: bytes) -> str:
    wish = Wish("store a file of the commit", _PERMISSIONS)
    body = {"content": base64.b64encode(content).decode("ascii"), "encoding": "base64"}
    return str(asking.rest(wish, "POST", "/git/blobs", body, repeatable=True)["sha"])
