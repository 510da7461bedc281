"""Notes on a pull request: one of each kind, known again by its marker and its author."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from squash.errors import ForgeError
from squash.outside.refusals import NotThere
from squash.proposal.marker import find_marker

if TYPE_CHECKING:
    from squash.flow.forge import Client
    from squash.proposal.marker import Marker
    from squash.proposal.pull import Note


def say(client: Client, number: int, marker: Marker, body: str) -> int:
    """Say something on a pull request, in place of what we said there under this marker.

    Parameters
    ----------
    number : of the pull request
    marker : that the body ends with; lineage and key tell our notes apart
    body : the note

    Returns the forge's number of the note. Raises ``ForgeError``.
    """
    marked = _marked(client, number, marker)
    for note in marked:
        if _plain(note.body) == _plain(body):
            return note.id
    for note in _ours(client, marked):
        with suppress(NotThere):  # Somebody deletes it at this moment.
            return client.edit_comment(note.id, body).id
    return client.comment(number, body).id


def said(client: Client, number: int, marker: Marker) -> Note | None:
    """What we said on a pull request under this marker; None where that is nothing."""
    return next(iter(_ours(client, _marked(client, number, marker))), None)


def unsay(client: Client, number: int, *markers: Marker) -> None:
    """Take back what we said on a pull request under these markers."""
    for note in _ours(client, _marked(client, number, *markers)):
        client.delete_comment(note.id)


def _marked(client: Client, number: int, *markers: Marker) -> list[Note]:
    """Notes with one of these markers, whoever wrote them: anybody may copy one."""
    return [
        note
        for note in client.comments(number)
        if any(find_marker(note.body, each.lineage, each.key) is not None for each in markers)
    ]


def _ours(client: Client, marked: list[Note]) -> list[Note]:
    """Those that we wrote; none where the forge does not say who we are."""
    if not marked:
        return []
    try:
        viewer = client.viewer()
    except ForgeError:
        return []
    return [note for note in marked if note.author == viewer]


def _plain(body: str) -> str:
    """A text as it was sent: a forge may change the ends of lines."""
    return "\n".join(line.rstrip() for line in body.splitlines()).strip()
