"""What to do about a failed replay, by what the project's code said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from squash.outside.project.values import Place

INSUFFICIENT_PRIVILEGE = "42501"
_MISSING_RELATION = ("42P01", "3F000", "42883", "42703")
_MISSING_ROLE_OR_DATABASE = ("42704", "3D000")
# SET ROLE calls a role that is not there an invalid value.
_NO_ROLE = re.compile(r'role "[^"]*" does not exist')
_WAITED = ("55P03", "25P03", "57014")
_DATABASE = re.compile(r"DATABASE|(?:^|_)DB_|_(?:URL|URI|DSN)$", re.IGNORECASE)
_PART = re.compile(r"(HOST|PORT|USER|PASSWORD)(?:NAME)?$", re.IGNORECASE)
_EXTRA = re.compile(r"(?:^|[\s`'\"(])-x\b")
_PATH = re.compile(r"'(/[^']+)'")


def is_revision_file(message: Mapping[str, Any], place: Place) -> bool:
    """Whether a revision file was being loaded, which Alembic does before it runs any."""
    if message["revision"] or not message["file"]:
        return False
    return any(Path(message["file"]).is_relative_to(each) for each in place.versions)


def next_step(message: Mapping[str, Any], *, python: str, log: str, place: Place) -> str:
    """What to do about a ``failed`` message of the probe.

    Parameters
    ----------
    python : the interpreter that ran it
    log : where the whole output is
    place : the copy that ran
    """
    if message["advice"]:
        return str(message["advice"])
    gone = _removed(message["message"], place)
    if gone is not None:
        return (
            f"{gone} goes with the squash, and what stays needs it: cut before it, or move what "
            "is needed of it into a module or file of the project's own."
        )
    if message["module"]:
        return (
            f"Module {message['module']!r} cannot be imported by {python}: install it there, or "
            "name the project's interpreter: --python PATH/TO/VENV/bin/python"
        )
    by_server = _by_sqlstate(message)
    if by_server is not None:
        return by_server
    if message["revision"]:
        return f"Mend the history so that it runs on an empty database; the whole output: {log}"
    # A KeyError is a variable most likely, wherever it is asked for.
    if is_revision_file(message, place) and message["kind"] != "KeyError":
        return (
            "Alembic loads all revision files before it runs any, and this one cannot be loaded: "
            f"mend it; the whole output: {log}"
        )
    if message["applied"]:
        return f"The revisions had run: see what env.py does after them; the whole output: {log}"
    return _before_migrations(message, log)


def _by_sqlstate(message: Mapping[str, Any]) -> str | None:
    code = message["sqlstate"]
    if code in _MISSING_RELATION and message.get("went_on") and not message["applied"]:
        return (
            "It needs what a database that stands at the revision before it does not have. What "
            "an earlier revision leaves in its session (a temporary table, SET search_path) is "
            "gone when an upgrade is done in two steps, as in this replay and on each database "
            "that was deployed in between: let the revision make it itself."
        )
    if code in _MISSING_RELATION and len(message["applied"]) <= 1:
        return (
            "This history does not start from an empty database: what its first revisions need "
            "was made by other means (create_all, an SQL file, revisions that were deleted). "
            "Such a history cannot be proved; make its first revision create what is missing."
        )
    unknown = code == "22023" and _NO_ROLE.search(message["message"])
    if code in _MISSING_ROLE_OR_DATABASE or unknown:
        return (
            "The history names a role or database that it does not create. Give a server that "
            "has it: --database-url URL, or let the name come from a variable: --env NAME={user}"
        )
    if code in _WAITED or "idle-in-transaction" in message["message"]:
        return (
            "The revision waited for a lock or stood idle too long: most often it opens a second "
            "connection that waits for its own transaction. See the statement above."
        )
    if code == INSUFFICIENT_PRIVILEGE:
        return "The migrating role lacks a right: run with --role superuser (or --role auto)."
    return None


def _before_migrations(message: Mapping[str, Any], log: str) -> str:
    """What helps where env.py, or what it imports, failed itself."""
    said = message["message"]
    if "outside of application context" in said.lower():
        return (
            "Projects that migrate by another command (`flask db upgrade`) are not supported "
            "yet: make env.py work without it, for example by these lines at its top: "
            "from YOUR_APPLICATION import create_app; create_app().app_context().push()"
        )
    name = said.strip().strip("'\"") if message["kind"] == "KeyError" else ""
    if _EXTRA.search(said) or (name and _wants_extra(message)):
        variable = re.sub(r"\W", "_", name).upper() or "NAME"
        return (
            "env.py takes this from `alembic -x`, which is not supported yet: let it look at a "
            f"variable too, os.environ.get({variable!r}), and give that: --env {variable}=VALUE"
        )
    if name:
        value = _value(name)
        return f"If this is a variable, give it: --env {name}={value}; the whole output: {log}"
    return (
        "The project's code did not get as far as its migrations. Settings that it wants are "
        f"given by --env NAME=VALUE; the whole output: {log}"
    )


def _value(name: str) -> str:
    """What a variable most likely wants: something of the scratch database, by its name."""
    if not _DATABASE.search(name):
        return "VALUE"
    part = _PART.search(name)
    if part is not None:
        return "{" + part[1].lower() + "}"
    return "{dbname}" if re.search(r"_?NAME$", name, re.IGNORECASE) else "{url}"


def _wants_extra(message: Mapping[str, Any]) -> bool:
    """Whether the line that failed looked for an argument of ``-x``, and for no variable."""
    try:
        lines = Path(message["file"]).read_text("utf-8").splitlines()
        line = lines[message["line"] - 1]
    except (OSError, ValueError, TypeError, IndexError):
        return False
    asks = any("get_x_argument" in each for each in lines)
    return asks and "environ" not in line and "getenv" not in line


def _removed(said: str, place: Place) -> str | None:
    """The file that a message misses in this copy, and that the checkout has: a removed one."""
    for found in _PATH.findall(said):
        original = found
        for folder, copy in place.trees:
            original = original.replace(str(copy), str(folder))
        if original != found and not Path(found).exists() and Path(original).exists():
            return str(found)
    return None
