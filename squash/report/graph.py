"""The revisions around the cut as a Mermaid graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from squash.report.words import count, short

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from squash.outcome import Outcome, RevisionSummary

NEAR = 5

_STYLES = (
    "  classDef gone stroke-dasharray:4 3,opacity:0.6",
    "  classDef cut stroke-width:3px",
)


def graph(outcome: Outcome, near: int = NEAR) -> str:
    """Mermaid text of the cut, what goes just before it and what stays just after it.

    Parameters
    ----------
    outcome : of a run that chose a cut; the text is empty for others
    near : how many revisions to show on each side; the rest is one node with their number
    """
    if outcome.cut is None:
        return ""
    removed = {revision.id: revision for revision in outcome.removed}
    kept = {revision.id: revision for revision in outcome.kept}
    every = {**removed, **kept, outcome.cut.id: outcome.cut}
    before = _nearest(outcome.cut.id, {key: one.parents for key, one in removed.items()}, near)
    after = _nearest(outcome.cut.id, _children(kept), near)
    shown = [*reversed(before), outcome.cut.id, *after]
    names = {key: f"r{place}" for place, key in enumerate(shown)}
    text = ["flowchart TD"]
    text += [_node(names[key], every[key], outcome.cut.id, removed) for key in shown]
    text += [
        f"  {names[parent]} --> {names[key]}"
        for key in shown
        for parent in every[key].parents
        if parent in names
    ]
    more = len(removed) - len(before) - 1
    if more > 0:
        text += [
            f'  before["… {count(more, "more revision")}"]:::gone',
            f"  before --> {names[shown[0]]}",
        ]
    more = len(kept) - len(after)
    if more > 0:
        text += [f'  after["… {count(more, "more revision")}"]', f"  {names[shown[-1]]} --> after"]
    return "\n".join([*text, *_STYLES])


def _nearest(start: str, edges: Mapping[str, Iterable[str]], limit: int) -> list[str]:
    """Keys reached from the start, nearest first, at most that many."""
    found: list[str] = []
    seen = {start}
    queue = [start]
    for key in queue:
        for other in edges.get(key, ()):
            if other in seen:
                continue
            if len(found) == limit:
                return found
            seen.add(other)
            found.append(other)
            queue.append(other)
    return found


def _children(kept: Mapping[str, RevisionSummary]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, revision in kept.items():
        for parent in revision.parents:
            found.setdefault(parent, []).append(key)
    return found


def _node(name: str, revision: RevisionSummary, cut: str, removed: Mapping[str, object]) -> str:
    label = _label(revision.id, 40)
    doc = _label(revision.doc, 40)
    kind = ":::cut" if revision.id == cut else ":::gone" if revision.id in removed else ""
    baseline = "<br/>becomes the baseline" if revision.id == cut else ""
    return f'  {name}["{label}{"<br/>" + doc if doc else ""}{baseline}"]{kind}'


def _label(text: str, characters: int) -> str:
    """Text that Mermaid shows as it is inside quotes."""
    shown = short(text, characters).replace("#", "#35;")
    for sign, entity in (
        ('"', "#quot;"),
        ("<", "#lt;"),
        (">", "#gt;"),
        ("`", "#96;"),
        ("\\", "#92;"),
    ):
        shown = shown.replace(sign, entity)
    return shown
