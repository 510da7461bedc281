"""Notes: what is said on a pull request when something happens to it or to what it builds on."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from squash.report import sections
from squash.report.around import edge
from squash.report.fit import LIMIT, fitted
from squash.report.links import link
from squash.report.room import ROOMS, rows
from squash.report.verdict import sentence, title
from squash.report.words import code, count, fence, line, prose

if TYPE_CHECKING:
    from collections.abc import Sequence

    from squash.outcome import Outcome
    from squash.proposal.marker import Marker
    from squash.proposal.pull import BuiltOn, Pull

_SHORT = ROOMS[3]
_EDITED = "A change of a revision that is gone belongs into a new revision now."


def withdrawn_note(
    outcome: Outcome, marker: Marker, run_url: str = "", *, draft: bool = True
) -> str:
    """Why an open proposal became a draft: its proof holds no more.

    Parameters
    ----------
    outcome : of the run that was blocked or failed, masked
    marker : what the note remembers
    run_url : page of the job; empty outside of one
    draft : whether it did: a repository may have no drafts, a token not the right
    """
    stopped = sections.error(outcome, _SHORT)
    again = "It is made ready again by itself" if draft else "This is taken back"
    text = [
        f"## ⏸️ {'Made a draft' if draft else 'Do not merge'}: the proof does not hold any more",
        "",
        f"**{title(outcome)}**: {prose(sentence(outcome), 600)}",
        "",
        *(["#" + stopped[0], *stopped[1:]] if stopped else []),
        (
            f"Do not merge it as it is. {again} when a later run proves it; what was wrong may "
            "have been mended by then, or need you."
        ),
        "",
        *_job(run_url),
    ]
    return fitted(lambda _: [text], marker.text, LIMIT)


def closed_note(outcome: Outcome, marker: Marker, run_url: str = "") -> str:
    """Why a proposal was closed: there is nothing left to squash."""
    why = prose(outcome.reason, 600) or "There is nothing left that is worth a squash."
    text = [
        "## Closed: nothing left to squash",
        "",
        (
            f"{why} This was closed by itself and is no *no*: a later run proposes anew when there "
            "is something to do."
        ),
        "",
        *_job(run_url),
    ]
    return fitted(lambda _: [text], marker.text, LIMIT)


def foreign_note(authors: Sequence[str], branch: str, marker: Marker, run_url: str = "") -> str:
    """Why a proposal is not updated: somebody else has committed to its branch.

    Parameters
    ----------
    authors : of the commits that are not ours, one for each
    branch : that they are on
    marker, run_url : as in `withdrawn_note`
    """
    named = ", ".join(prose(each, 80) for each in dict.fromkeys(authors[:20]))
    text = [
        "## Not updated: the branch has commits of others",
        "",
        (
            f"{code(branch, cell=False)} holds {count(len(authors), 'commit')} by {named}, left as "
            "they are. A newer result is there; to have it, move those commits elsewhere, or run "
            "once with `force: true`, which drops them."
        ),
        "",
        *_job(run_url),
    ]
    return fitted(lambda _: [text], marker.text, LIMIT)


def told_note(
    found: Sequence[BuiltOn],
    squash: Pull,
    heads: Sequence[str],
    marker: Marker,
    alembic: str = "alembic",
) -> str:
    """What to do with a pull request whose migrations build on revisions that are gone now.

    Parameters
    ----------
    found : its revisions that do
    squash : the merged pull request that removed them
    heads : of the history now
    marker : what the note remembers
    alembic : the command that calls Alembic
    """
    onto = heads[0] if len(heads) == 1 else "THE HEAD"
    edits = [one for one in found if one.parent == one.revision]
    edges = [one for one in found if one.parent != one.revision]
    lost = " Merged with its base, this branch has migrations that Alembic cannot load."
    lost = lost if edges else ""
    text = [
        "## The migrations that this builds on were squashed",
        "",
        f"{link('A squash', squash.url)} has replaced the oldest revisions by one baseline.{lost}",
        "",
        *rows(found, _SHORT, edge),
        "",
        *(_led(edges, onto, squash.base, alembic) if edges else []),
        *([_EDITED, ""] if edits else []),
        (
            "A database of your own that has run this branch: downgrade it with the branch as it "
            "was, or make it anew."
        ),
        "",
    ]
    return fitted(lambda _: [text], marker.text, LIMIT)


def _led(edges: Sequence[BuiltOn], onto: str, base: str, alembic: str) -> list[str]:
    """How revisions are led to one that is there."""
    named = edges[: _SHORT.items]
    steps = [
        f"git fetch origin && git rebase {quote(f'origin/{line(base)}')}",
        *(f'# in {line(one.path)}: down_revision = "{line(onto)}"' for one in named),
        f"{line(alembic)} heads",
    ]
    return ["Let them come after a revision that is there:", "", fence("\n".join(steps), "sh"), ""]


def _job(run_url: str) -> list[str]:
    return [f"<sub>More in {link('the job', run_url)}.</sub>", ""] if run_url else []
