"""Tell those who build on removed revisions, once the squash that removed them is merged."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from squash.errors import HistoryError, Interrupted, SquashError
from squash.flow.neighbourhood import LOOKED_AT, Search, hashes, others
from squash.flow.notes import say
from squash.flow.reading import history_of
from squash.history import parse_revision
from squash.proposal.marker import Marker, find_marker, with_marker
from squash.report.notes import told_note

if TYPE_CHECKING:
    from squash.flow.loading import Proved, Site
    from squash.proposal.pull import BuiltOn, Pull


def tell_builders(site: Site, proved: Proved) -> None:
    """Comment, once on each, on open pull requests that build on what the last squash removed.

    What the forge does not take is said, and stops nothing.
    """
    try:
        merged = _merged(site)
        if merged is not None:
            _tell(site, proved, *merged)
    except Interrupted:
        raise
    except SquashError as error:
        site.console.warn(f"Who builds on merged squashes was not told: {error.what}")


def _merged(site: Site) -> tuple[Pull, Marker] | None:
    """The newest merged proposal of this lineage and base, and what it remembers."""
    for pull in site.home.client.pulls(branch=site.branch, base=site.base):
        marker = find_marker(pull.body, site.home.lineage)
        if pull.merged and pull.own and marker is not None:
            return pull, marker
    return None


def _tell(site: Site, proved: Proved, squash: Pull, marker: Marker) -> None:
    client = site.home.client
    pulls = [each for each in others(site.home, site.base) if each.number not in marker.told]
    found = _built_on(site, proved, marker, pulls[:LOOKED_AT]) if pulls else ()
    numbers = dict.fromkeys(each.number for each in found)
    if not numbers:
        return
    settings = replace(site.settings, tree=str(proved.tree / site.home.folder))
    heads = history_of(settings)[1].heads
    note = Marker(lineage=site.home.lineage, key=f"told {squash.number}")
    for number in numbers:
        own = [each for each in found if each.number == number]
        say(client, number, note, told_note(own, squash, heads, note))
    told = replace(marker, told=tuple(sorted({*marker.told, *numbers})))
    client.update(squash.number, body=with_marker(squash.body, told))


def _built_on(site: Site, proved: Proved, marker: Marker, pulls: list[Pull]) -> tuple[BuiltOn, ...]:
    """What of these pull requests builds on what a merged squash removed."""
    scratch = site.scratch
    if len(scratch.fetch_blobless((marker.base, marker.head))) < 2:
        return ()
    gone = scratch.changed(marker.head, marker.base, [""])
    contents = scratch.contents(gone.values())
    paths = {}
    for path, blob in gone.items():
        try:
            paths[parse_revision(path, contents[blob]).id] = path
        except HistoryError:
            continue
    folders = sorted({path.rpartition("/")[0] for path in paths.values()})
    known = hashes(scratch, marker.base, paths)
    search = Search(scratch, proved.base_sha, known, marker.cut, folders)
    return search.built_on(pulls, site.home.remote.pull_heads())
