"""Comment on a pull request: what its revisions change about the squash of their history."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from squash.cut import Cut
from squash.delivery import Delivery
from squash.errors import At, CutError, HistoryError, Interrupted, SquashError, UsageError
from squash.flow.forge import Home, open_home
from squash.flow.hiding import hide
from squash.flow.notes import said, say
from squash.flow.place import place_for
from squash.flow.reading import choose, history_of
from squash.flow.stop import failed
from squash.outside.git.scratch import open_scratch
from squash.outside.run_folder import bases, open_run_folder
from squash.proposal.changed import Changed, Edge, changed_by
from squash.proposal.marker import Marker
from squash.report.comment import check_comment, settled_comment

if TYPE_CHECKING:
    from squash.history import History
    from squash.outcome import Outcome
    from squash.outside.console import Console
    from squash.settings import Settings
    from squash.settings.forge import Asking


def comment(settings: Settings, console: Console, outcome: Outcome) -> Outcome:
    """Say on the pull request that a check is for what it changes; the outcome with that comment.

    Where a comment is only welcome (``auto``), a forge that does not take it stops nothing: the
    summary and the annotations say the same.

    Parameters
    ----------
    outcome : of the check on the merge of the pull request
    """
    asking, wanted = settings.surroundings.event.asking, settings.comment == "true"
    if settings.comment == "false":
        return outcome
    if asking is None or not settings.token:
        if wanted:
            console.warn("There is no comment: " + _missing(asking))
        return outcome
    words = Words(Marker(lineage=""))
    try:
        with console.step("Comment"):
            home = open_home(settings, console)
            words = _words(settings, home, asking, outcome)
            number = _post(settings, home, asking, outcome, words)
    except Interrupted:
        raise
    except SquashError as error:
        outcome = replace(outcome, delivery=Delivery(unsaid=words.text))
        if wanted:
            console.error(error)
            return hide(failed(outcome, error), settings)
        console.note(f"There is no comment. {error.what}\n{error.next_step}")
        for each in words.edges:
            told = f"{each.revision} comes after {each.parent}, which could be removed without it."
            console.warn(told, At(each.file, each.line))
        return hide(outcome, settings)
    return replace(outcome, delivery=Delivery(comment=number)) if number else outcome


@dataclass(frozen=True, slots=True)
class Words:
    """What there is to say.

    Parameters
    ----------
    marker : of the comment
    text : of it; empty where there is nothing to say
    edges : of the pull request into what could be removed without it
    """

    marker: Marker
    text: str = ""
    edges: tuple[Edge, ...] = ()


def _missing(asking: Asking | None) -> str:
    if asking is None:
        return "this run is for no pull request."
    return "there is no token. In GitHub Actions: `token: ${{ github.token }}`."


def _words(settings: Settings, home: Home, asking: Asking, outcome: Outcome) -> Words:
    """What the pull request changes, in words."""
    key = f"check {settings.comment_key or ''}".strip()
    marker = Marker(lineage=home.lineage, key=key)
    about = _about(settings, home, asking, marker)
    return Words(marker, check_comment(outcome, about) or "", about.edges)


def _post(settings: Settings, home: Home, asking: Asking, outcome: Outcome, words: Words) -> int:
    """Write, change or settle the comment; its number, 0 where there is none."""
    text = words.text
    if not text:
        known = said(home.client, asking.number, words.marker)
        if known is None or outcome.result == "error":
            return 0 if known is None else known.id
        run_url = settings.surroundings.event.run_url
        text = settled_comment(outcome, words.marker, run_url)
    return say(home.client, asking.number, words.marker, text)


def _about(settings: Settings, home: Home, asking: Asking, marker: Marker) -> Changed:
    """What the pull request changes, as far as both sides can be read."""
    run_url = settings.surroundings.event.run_url
    after = before = None
    with suppress(HistoryError, UsageError):
        after = history_of(settings)[1]
    with suppress(HistoryError, UsageError):
        before, cut = _before(settings, home, asking.base)
    if after is None:
        return Changed(marker=marker, base_reads=before is not None, run_url=run_url)
    if before is None:
        return Changed(marker=marker, run_url=run_url)
    return changed_by(marker, before, after, cut, run_url)


def _before(settings: Settings, home: Home, base: str) -> tuple[History, Cut | None]:
    """The history of the branch it is to be merged into, and where that would be cut."""
    with open_run_folder(bases()) as folder:
        scratch = open_scratch(folder.new("git"), home.top, home.remote)
        sha = scratch.fetch(base, tags=[settings.tag] if settings.tag else [])
        with place_for(scratch, sha) as place:
            tree = scratch.check_out(sha, place.new("base", passable=True) / home.top.name)
            config = home.config or None
            there = replace(settings, tree=str(tree / home.folder), alembic_config=config)
            location, history = history_of(there)
            try:
                choice = choose(there, location, history)
            except CutError:
                return history, None
    return history, choice if isinstance(choice, Cut) else None
