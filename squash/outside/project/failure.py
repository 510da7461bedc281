"""A failed replay: what the project's code said, as an error a person can act on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from squash.errors import At, ProjectError
from squash.outside.project.advice import INSUFFICIENT_PRIVILEGE, is_revision_file, next_step
from squash.outside.project.values import Place
from squash.report.words import clip, excerpt

__all__ = ["INSUFFICIENT_PRIVILEGE", "ReplayFailed", "masked", "replay_failed"]

_LINES_SHOWN = 24
_MESSAGE_SHOWN = 2000
_STATEMENT_SHOWN = 600
_DETAIL = 80
_INNER = re.compile(r'SQL statement "(.+?)"$', re.MULTILINE | re.DOTALL)


class ReplayFailed(ProjectError):
    """A migration, env.py or what they import raised.

    Parameters
    ----------
    sqlstate : of the Postgres error behind it, None where there is none
    revision : that failed, None where it was before the first one
    detail : the database's own words and the statement, on one line
    refused : it was stopped for what it was about to do, before it failed
    anew : the same may go well in a process of its own
    module : that was not found, None where that was not the reason
    at : the line that failed, where that is known
    """

    def __init__(
        self,
        what: str,
        *,
        why: str,
        next_step: str,
        sqlstate: str | None,
        revision: str | None,
        detail: str = "",
        refused: bool = False,
        anew: bool = False,
        module: str | None = None,
        at: Sequence[At] = (),
    ) -> None:
        super().__init__(what, why=why, next_step=next_step, at=at)
        self.sqlstate = sqlstate
        self.revision = revision
        self.detail = detail
        self.refused = refused
        self.anew = anew
        self.module = module


def replay_failed(
    message: Mapping[str, Any], *, side: str, python: str, log: str, place: Place
) -> ReplayFailed:
    """The error for a ``failed`` message of the probe.

    Parameters
    ----------
    message : as `Probe.failure` makes it
    side : which replay, ``the history``
    python : the interpreter that ran it
    log : where the whole output is
    place : the copy that ran, for paths as the user knows them
    """
    if message["foreign"]:
        return _foreign(message)
    if message["advice"]:
        return _refused(message, side)
    whole, message = message, _bounded(message)
    where = f"{message['file']}:{message['line']}" if message["file"] else "env.py"
    revision = message["revision"]
    loaded = is_revision_file(message, place)
    subject = f"Revision {revision}" if revision else "A revision file" if loaded else "env.py"
    what = f"{subject} failed in the replay of {side}, at {where}: {message['message']}"
    why = f"{message['kind']}"
    if message["sqlstate"]:
        why += f" (SQLSTATE {message['sqlstate']})"
    if message["statement"]:
        why += f" in the statement:\n{message['statement']}"
    if message["message"] != whole["message"].strip():
        why += f"\nThe log has more of what was said: {log}"
    return ReplayFailed(
        place.original(what),
        why=place.original(why),
        next_step=place.original(next_step(message, python=python, log=log, place=place)),
        sqlstate=message["sqlstate"],
        revision=revision,
        detail=_detail(whole["message"], whole["statement"] or ""),
        anew=message["anew"],
        module=message["module"] if message["kind"] == "ModuleNotFoundError" else None,
        at=[At(place.original(message["file"]), message["line"])] if message["file"] else (),
    )


def _bounded(message: Mapping[str, Any]) -> Mapping[str, Any]:
    """The message with texts of a length that people read."""
    bounded = {
        key: clip(text, _MESSAGE_SHOWN) for key, text in message.items() if type(text) is str
    }
    said = excerpt(message["message"].strip(), _LINES_SHOWN, _MESSAGE_SHOWN)
    statement = clip((message["statement"] or "").strip(), _STATEMENT_SHOWN)
    return {**message, **bounded, "message": said, "statement": statement}


def _detail(said: str, statement: str) -> str:
    """What was refused; inside a block the server names the one statement of it."""
    inner = _INNER.search(said)
    sql = " ".join((inner[1] if inner else statement).split())
    short = clip(sql, _DETAIL)
    first = clip(said.strip().split("\n", 1)[0], _MESSAGE_SHOWN)
    return f"{first}: {short}" if short else first


def _refused(message: Mapping[str, Any], side: str) -> ReplayFailed:
    """What our own part of the process would not go on with; where it stood tells nobody."""
    message = _bounded(message)
    said = message["message"]
    return ReplayFailed(
        f"{said if said.startswith('env.py') else said[:1].upper() + said[1:]}.",
        why=f"That was seen in the replay of {side}.",
        next_step=message["advice"],
        sqlstate=None,
        revision=message["revision"],
        refused=True,
        anew=message["anew"],
    )


def _foreign(message: Mapping[str, Any]) -> ReplayFailed:
    """The project went to another kind of database, or by a driver that is not redirected."""
    foreign = message["foreign"]
    return ReplayFailed(
        f"The project was about to migrate another database: {foreign['dialect']} "
        f"({clip(masked(foreign['where']), _STATEMENT_SHOWN)}).",
        why=f"Only a scratch PostgreSQL database may be migrated; the driver "
        f"{foreign['driver']!r} was stopped before its first statement.",
        next_step="Tell the project which database to use, most often: --env DATABASE_URL={url}",
        sqlstate=None,
        revision=message["revision"],
        refused=True,
    )


def masked(url: str) -> str:
    """A URL or path without the password it may hold."""
    try:
        password = urlsplit(url).password
    except ValueError:
        return "…"
    return url.replace(f":{password}@", ":***@") if password else url
