"""The load of a proposal: what may be delivered after a run, and on which ground it was proved."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from squash.errors import ForgeError
from squash.flow.commands import alembic_command
from squash.flow.neighbourhood import Neighbourhood, from_top, look_round
from squash.proposal.marker import Marker
from squash.proposal.proposed import Proposed

if TYPE_CHECKING:
    from contextlib import ExitStack

    from squash.flow.forge import Home
    from squash.outcome import Outcome
    from squash.outside.console import Console
    from squash.outside.git.scratch import Scratch
    from squash.settings import Settings

_WORKFLOW = "github-actions[bot]"


@dataclass(frozen=True, slots=True)
class Site:
    """Where a proposal is made.

    Parameters
    ----------
    settings, console : of the run
    home : where the repository lives
    scratch : the repository that is fetched to and pushed from
    stack : of what is there until the run ends
    base : the branch that is squashed
    branch : of the proposal
    """

    settings: Settings
    console: Console
    home: Home
    scratch: Scratch
    stack: ExitStack
    base: str
    branch: str


@dataclass(frozen=True, slots=True)
class Proved:
    """One round: a run on one commit of the base.

    Parameters
    ----------
    base_sha : that commit
    tree : a working tree of it, with the squash applied where it was proved
    outcome : of the run, masked
    carried : ignored files of the checkout that are in the tree too
    """

    base_sha: str
    tree: Path
    outcome: Outcome
    carried: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Load:
    """What may be delivered.

    Parameters
    ----------
    outcome : of the run, masked
    proposed : what is to be said of it; its marker lacks the commit that is not made yet
    changes : content by path from the top of the repository, None for what goes
    """

    outcome: Outcome
    proposed: Proposed
    changes: Mapping[str, bytes | None]


def load_of(site: Site, proved: Proved) -> Load:
    """What may be delivered of a round."""
    outcome, settings, home = proved.outcome, site.settings, site.home
    changes: dict[str, bytes | None] = {}
    near = Neighbourhood()
    if outcome.result == "squashed" and outcome.baseline is not None:
        made = outcome.baseline.path
        changes = {from_top(home.folder, each.path): None for each in outcome.removed}
        changes[from_top(home.folder, made)] = (proved.tree / home.folder / made).read_bytes()
        near = look_round(
            home, site.scratch, site.base, proved.base_sha, proved.tree, outcome, site.console
        )
    proposed = Proposed(
        marker=_marker(site, proved),
        server_url=home.forge.server_url,
        repository=home.forge.repository,
        forge=home.forge.kind,
        base=site.base,
        base_sha=proved.base_sha,
        branch=site.branch,
        folder=home.folder,
        alembic=alembic_command(settings),
        mentions=near.mentions,
        built_on=near.built_on,
        not_looked_at=near.not_looked_at,
        carried=proved.carried,
        workflow_token=_viewer(home) == _WORKFLOW,
        run_url=settings.surroundings.event.run_url,
        title=settings.title or "",
        body=settings.body or "",
        message=settings.commit_message or "",
    )
    return Load(outcome, proposed, changes)


def _marker(site: Site, proved: Proved) -> Marker:
    outcome, lineage = proved.outcome, site.home.lineage
    if outcome.cut is None or outcome.baseline is None:
        return Marker(lineage=lineage, base=proved.base_sha)
    return Marker(
        lineage=lineage,
        cut=outcome.cut.id,
        base=proved.base_sha,
        result=outcome.result_hash,
        removed=len(outcome.removed),
        words=_words(site.settings),
    )


def _words(settings: Settings) -> str:
    """A hash of the words that were asked for; empty where ours are good."""
    asked = "\0".join([settings.title or "", settings.body or ""])
    return hashlib.sha256(asked.encode()).hexdigest()[:12] if asked != "\0" else ""


def _viewer(home: Home) -> str:
    """Who the token is; empty where the forge does not say."""
    try:
        return home.client.viewer()
    except ForgeError:
        return ""
