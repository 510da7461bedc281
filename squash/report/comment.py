"""An outcome as a comment: what the revisions of a pull request change about the squash."""

from __future__ import annotations

from dataclasses import replace
from shlex import quote
from typing import TYPE_CHECKING

from squash.report import proof, sections
from squash.report.fit import LIMIT, Part, fitted
from squash.report.links import link
from squash.report.room import ROOMS, Room, rows
from squash.report.verdict import sentence, server
from squash.report.words import code, count, fence, line, number, prose

if TYPE_CHECKING:
    from squash.hazard import Hazard
    from squash.outcome import Outcome
    from squash.proposal.changed import Changed, Edge
    from squash.proposal.marker import Marker

# Errors that are about the history and the code that runs with it, not about the job.
_TOLD = ("blocked", "history", "cut", "project")
_ROOMS = ROOMS[2:]


def check_comment(outcome: Outcome, about: Changed, limit: int = LIMIT) -> str | None:
    """What to say on a pull request; None where there is nothing to say.

    Parameters
    ----------
    outcome : of `check` on the merge of the pull request, masked
    about : what its revisions change
    limit : most characters, where one beyond the basic plane counts for two
    """
    failed = _fails(outcome)
    if outcome.result == "error" and not failed:
        return None
    known = _hazards(outcome, about)
    if not (failed or about.edges or about.heads or known):
        return None
    outcome = replace(outcome, hazards=known)

    def render(room: Room) -> list[Part]:
        parts = [
            _title(outcome, about),
            _edges(outcome, about, room),
            _heads(about, room),
            sections.error(outcome, room) if failed else [],
            proof.differences(outcome, room) if failed else [],
            _whose(outcome, about, room) if failed else [],
            sections.hazards(outcome, room),
            sections.repeat(outcome, room) if failed else [],
            [_footer(outcome, about.run_url), ""],
        ]
        return [parts[0], *map(_lowered, parts[1:])]

    return fitted(render, about.marker.text, limit, _ROOMS)


def settled_comment(outcome: Outcome, marker: Marker, run_url: str = "") -> str:
    """What takes the place of an earlier comment, once there is nothing to say any more."""
    gone = len(outcome.removed)
    could = f": {count(gone, 'revision')} could go" if gone else ""
    text = [
        "## ✅ Settled",
        "",
        f"What stood here is no longer so. The history can be squashed as before{could}.",
        "",
        _footer(outcome, run_url),
        "",
    ]
    return fitted(lambda _: [text], marker.text, LIMIT)


def _fails(outcome: Outcome) -> bool:
    if outcome.error is not None:
        return outcome.error.label in _TOLD
    return outcome.result in ("not-equivalent", "blocked")


def _hazards(outcome: Outcome, about: Changed) -> tuple[Hazard, ...]:
    """The hazards that the pull request's own revisions bring."""
    ids = {each.id for each in about.revisions}
    files = {each.path for each in about.revisions}
    if outcome.cut is not None:
        # It stands for all databases before it, whoever wrote it.
        ids.discard(outcome.cut.id)
    return tuple(
        hazard for hazard in outcome.hazards if hazard.where in ids or hazard.file in files
    )


def _title(outcome: Outcome, about: Changed) -> Part:
    if _fails(outcome):
        title = "❌ With this pull request the history cannot be squashed"
    elif about.edges:
        title = "⚠️ With this pull request less of the history can be squashed"
    elif about.heads:
        title = f"⚠️ With this pull request the history has {len(about.heads)} heads"
    else:
        title = "✅ The history can still be squashed, and there is something to know"
    text = [f"## {title}", ""]
    if _fails(outcome) and "\n" not in sentence(outcome):
        text += [prose(sentence(outcome), 600), ""]
    return text


def _edges(outcome: Outcome, about: Changed, room: Room) -> Part:
    if not about.edges:
        return []

    def show(edge: Edge) -> str:
        place = _code(f"{edge.file}:{edge.line}")
        return f"{_code(edge.revision)} comes after {_code(edge.parent)} ({place})"

    gone = len(outcome.removed)
    numbers = f"Without it {count(about.could_go, 'revision')} could go"
    if outcome.cut is not None and gone < about.could_go:
        numbers += f", with it {number(gone)}"
    return [
        "## An edge into the old part",
        "",
        *rows(about.edges, room, show),
        "",
        (
            f"{numbers}. A revision that comes after a newer one, best after the head, is no "
            "obstacle: `alembic revision` takes the head by itself; in a file that exists, change "
            "`down_revision`."
        ),
        "",
    ]


def _heads(about: Changed, room: Room) -> Part:
    if not about.heads:
        return []
    named = " ".join(quote(line(each)) for each in about.heads[: room.items])
    return [
        "## Several heads",
        "",
        (
            f"`alembic upgrade head` refuses {count(len(about.heads), 'head')}. Where that is not "
            "meant, let the new revision come after the other head (`down_revision`), or merge "
            "them:"
        ),
        "",
        fence(f"alembic merge -m 'merge heads' {named}", "sh"),
        "",
    ]


def _whose(outcome: Outcome, about: Changed, room: Room) -> Part:
    """Whether the failure lies in a revision of the pull request."""
    if about.base_reads is not None:
        told = "can be read: the cause is in" if about.base_reads else "cannot be read without"
        return [f"The history of the base {told} this pull request.", ""]
    if not about.revisions:
        return [
            "No revision of this pull request is new: see whether its base fails alike.",
            "",
        ]
    at = outcome.error.at if outcome.error else ()
    files = {each.path for each in about.revisions}
    own = any(place.file in files for place in at)
    where = "It fails in a revision of this pull request." if own else ""
    listed = rows(about.revisions, room, lambda one: f"{_code(one.id)} {prose(one.doc, 160)}")
    return ["## Revisions of this pull request", "", *([where, ""] if where else []), *listed, ""]


def _footer(outcome: Outcome, run_url: str) -> str:
    on = server(outcome)
    used = f" on {prose(on, 300)}" if on and outcome.equivalent is not None else ""
    run = link("the job", run_url) if run_url else "the job"
    return f"<sub>Found by `alembic-squash {line(outcome.command)}`{used}; more in {run}.</sub>"


def _lowered(part: Part) -> Part:
    """A part whose headings stand one lower than in a report, below the title of a comment."""
    return ["#" + each if each.startswith("##") and "\n" not in each else each for each in part]


def _code(text: str) -> str:
    return code(text, cell=False)
