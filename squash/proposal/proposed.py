"""What is proposed: where one squash stands on its forge, and what was found around it there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from squash.delivery import noun

if TYPE_CHECKING:
    from squash.delivery import Forge
    from squash.proposal.marker import Marker
    from squash.proposal.pull import BuiltOn, Mention


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A squash on its way into a repository, beside what its Outcome knows.

    Parameters
    ----------
    marker : what the pull request remembers; the body ends with its text
    server_url : of the forge, ``https://github.com``
    repository : ``owner/name``
    forge : which kind of forge that is
    base : branch it is to be merged into
    base_sha : commit of that branch that the proof was made on
    branch : that holds the squash
    folder : of the project, from the top of the repository; empty for the top itself
    alembic : the command that calls Alembic in that folder, as a person would type it
    mentions : where removed revisions and files are still named
    built_on : open pull requests that build on removed revisions
    not_looked_at : how many more open pull requests there are than were looked at
    carried : ignored files of the checkout that the replays needed, from the top
    workflow_token : whether it is opened with GITHUB_TOKEN, so that its checks wait
    run_url : page of the job that made it; empty outside of one
    title, body, message : a person's own words for the pull request and the commit; empty for ours
    """

    marker: Marker
    server_url: str
    repository: str
    base: str
    base_sha: str
    branch: str
    forge: Forge = "github"
    folder: str = ""
    alembic: str = "alembic"
    mentions: tuple[Mention, ...] = ()
    built_on: tuple[BuiltOn, ...] = ()
    not_looked_at: int = 0
    carried: tuple[str, ...] = ()
    workflow_token: bool = False
    run_url: str = ""
    title: str = ""
    body: str = ""
    message: str = ""

    @property
    def noun(self) -> str:
        """What the forge calls it: ``pull request``, ``merge request``."""
        return noun(self.forge)
