"""An outcome as a pull request: its title, its body, and the message of its one commit."""

from __future__ import annotations

import re
from dataclasses import replace
from textwrap import wrap
from typing import TYPE_CHECKING

from squash.report import proof, sections
from squash.report.around import built_on, leftovers
from squash.report.deployment import deployment, repetition
from squash.report.fit import LIMIT, Part, fitted, own_words
from squash.report.links import commit_link, link
from squash.report.verdict import fresh, server, span
from squash.report.words import clip, code, count, line, number, prose, size

if TYPE_CHECKING:
    from squash.outcome import Outcome
    from squash.proposal.proposed import Proposed
    from squash.report.room import Room

DOCS = "https://github.com/org/alembic-squash-action/blob/main/docs/pull-requests.md"

_TITLE = 256  # characters, on GitHub
_SUBJECT = 72
_WORD = re.compile(r"[\w.]+")


def pull_request_title(outcome: Outcome, proposed: Proposed) -> str:
    """The title on one line: a person's own, or what becomes of how many revisions."""
    return clip(line(proposed.title), _TITLE) or _subject(outcome, proposed, _TITLE)


def commit_message(outcome: Outcome, proposed: Proposed) -> str:
    """The message of the commit: a person's own, or what it does and why it is safe."""
    if proposed.message.strip():
        return proposed.message.strip() + "\n"
    cut = outcome.cut
    if cut is None:
        return _subject(outcome, proposed, _SUBJECT) + "\n"
    # Forges make mentions and references of what stands in a message.
    name = f"revision {cut.id}" if _WORD.fullmatch(cut.id) else "the newest of them"
    used = outcome.postgres
    on = f" It was proved on Postgres {line(used.version)}." if used else ""
    why = (
        f"The baseline creates the same database as the {count(len(outcome.removed), 'revision')} "
        f"it replaces and keeps the id of {name}.{on} A database at that revision or later needs "
        "nothing; upgrade one that stands before it with the code before this commit."
    )
    return "\n".join([_subject(outcome, proposed, _SUBJECT), "", *wrap(why, 72), ""])


def pull_request_body(outcome: Outcome, proposed: Proposed, limit: int = LIMIT) -> str:
    """The body, as detailed as the limit allows; its last line is the marker.

    Parameters
    ----------
    outcome : of the run that proved the squash, masked
    proposed : where it is proposed, and what was found around it
    limit : most characters, where one beyond the basic plane counts for two
    """

    # It is applied to the branch; for those who read of it, it is to come.
    outcome = replace(outcome, applied=False)

    def render(room: Room) -> list[Part]:
        return [
            _verdict(outcome),
            _waiting(proposed),
            _facts(outcome, proposed, room),
            own_words(proposed.body),
            sections.hazards(outcome, room),
            deployment(outcome, proposed),
            built_on(outcome, proposed, room),
            leftovers(proposed, room),
            # What a database before the cut needs was said above.
            sections.revisions(replace(outcome, cut=None), room),
            proof.compare(outcome, room),
            proof.explained(outcome, room),
            proof.reference_rows(outcome, room),
            sections.baseline(outcome, room),
            sections.around(outcome, near=3),
            repetition(outcome, proposed),
            _standing(proposed),
        ]

    return fitted(render, proposed.marker.text, limit)


def _subject(outcome: Outcome, proposed: Proposed, limit: int) -> str:
    gone, all_ = len(outcome.removed), len(outcome.removed) + len(outcome.kept)
    text = f"Squash {number(gone)} of {count(all_, 'migration')} into one baseline"
    folder = line(proposed.folder)
    if folder in ("", ".") or len(text) + len(folder) + 5 > limit:
        return text
    return f"{text} in {folder}"


def _verdict(outcome: Outcome) -> Part:
    gone, all_ = len(outcome.removed), len(outcome.removed) + len(outcome.kept)
    return [
        f"# ✅ Proved: {number(gone)} of {count(all_, 'migration')} become one",
        "",
        (
            "The database stays the same: an empty one, one at the cut and one at the heads end "
            "alike under the old folder and under the new one. Merged or not, no database changes."
        ),
        "",
    ]


def _facts(outcome: Outcome, proposed: Proposed, room: Room) -> Part:
    """What a reviewer wants to know first, as a table."""
    passed, made = sum(check.passed for check in outcome.checks), outcome.baseline
    rows = [
        ("Goes", prose(span(outcome.removed))),
        ("Stays", prose(span(outcome.kept)) or "nothing: the cut is the head"),
        ("Cut", _cut(outcome)),
        ("Baseline", f"{code(made.path)}, {count(made.statements, 'statement')}, "
                     f"{size(made.bytes)}" if made else ""),
        ("Fresh database", fresh(outcome)),
        ("Proved", f"{number(passed)} of {count(len(outcome.checks), 'check')} passed"
                   if outcome.checks else ""),
        ("Proved on", prose(server(outcome), room.sentence)),
        ("Proved at", f"{commit_link(proposed, proposed.base_sha)} of {code(proposed.base)}"
                      if proposed.base_sha else ""),
    ]  # fmt: skip
    shown = [f"| {name} | {value} |" for name, value in rows if value]
    return ["| | |", "| --- | --- |", *shown, ""]


def _cut(outcome: Outcome) -> str:
    cut = outcome.cut
    if cut is None:
        return ""
    parts = (code(cut.id, 80), cut.date, prose(cut.doc, 160))
    return " · ".join(part for part in parts if part)


def _waiting(proposed: Proposed) -> Part:
    """What to do where the forge starts no checks by itself."""
    if not proposed.workflow_token:
        return []
    started = link("how to", f"{DOCS}#checks-that-start")
    return [
        "> [!IMPORTANT]",
        (
            "> **The checks of this pull request wait for you.** It was opened with "
            "`GITHUB_TOKEN`, and GitHub starts no workflows for that by itself: approve them below "
            "where there is a button for it, else close and reopen this pull request. With the "
            f"token of an App they start by themselves: {started}."
        ),
        "",
    ]


def _standing(proposed: Proposed) -> Part:
    """What keeps the proof true until the merge."""
    run = f" {link('This job', proposed.run_url)} made it." if proposed.run_url else ""
    required = link("how to", f"{DOCS}#a-required-check")
    return [
        "---",
        "",
        (
            f"The branch {code(proposed.branch)} holds the tree that was proved, in one commit. "
            f"When {code(proposed.base)} moves on, the next run proves the same cut on top of it; "
            "commits of others on the branch are never overwritten. Closing this "
            f"{proposed.noun} is a *no* that is respected until the history has grown. A `check` "
            "of this action as a required status keeps a stale proof from being merged: "
            f"{required}.{run}"
        ),
        "",
    ]
