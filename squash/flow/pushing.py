"""A push: the commit of a proposal, made, signed where that is asked for, and put on its branch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from squash.proposal.trailer import with_trailer
from squash.report.pull_request import commit_message

if TYPE_CHECKING:
    from squash.flow.forge import Home
    from squash.flow.loading import Load
    from squash.outside.git.commit import Commit
    from squash.outside.git.scratch import Scratch
    from squash.proposal.decision import Standing
    from squash.settings import Settings


@dataclass(frozen=True, slots=True)
class Pusher:
    """Makes commits and pushes them.

    Parameters
    ----------
    settings : of the run
    home : where the repository lives
    scratch : the repository that commits are made in
    """

    settings: Settings
    home: Home
    scratch: Scratch

    def push(self, standing: Standing, load: Load, options: Sequence[str] = ()) -> str:
        """Make the commit, sign it if asked, push it; its id. Raises ``ForgeError``."""
        settings, parent = self.settings, load.proposed.base_sha
        message = commit_message(load.outcome, load.proposed)
        who = (settings.author, settings.committer or self._account)
        tree = self.scratch.commit(parent, load.changes, message, *who).tree
        message = with_trailer(message, tree)
        commit = self.scratch.commit(parent, load.changes, message, *who)
        if settings.sign_commits:
            commit = self._signed(commit, message, load)
        self.scratch.push(commit.sha, standing.branch, standing.tip, options)
        return commit.sha

    @property
    def _account(self) -> str | None:
        """Who commits where nobody is named: on GitLab whose pipeline it is, as its rules want."""
        known = self.settings.environ
        name, address = known.get("GITLAB_USER_NAME"), known.get("GITLAB_USER_EMAIL")
        if self.home.forge.kind != "gitlab" or not name or not address:
            return None
        return f"{name} <{address}>"

    def _signed(self, made: Commit, message: str, load: Load) -> Commit:
        """The same commit, made and signed by the forge, which wants content as git stores it."""
        scratch, parent, changes = self.scratch, load.proposed.base_sha, load.changes
        blobs = {path: blob for path, blob in scratch.files(made.sha).items() if path in changes}
        contents = scratch.contents(blobs.values())
        stored = {path: contents[blobs[path]] if path in blobs else None for path in changes}
        sha = self.home.client.signed_commit(
            base_tree=scratch.tree_of(parent), parent=parent, changes=stored, message=message,
            tree=made.tree, executable=scratch.programs(made.sha) & blobs.keys(),
        )  # fmt: skip
        return scratch.fetch_commit(sha)
