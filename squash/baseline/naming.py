"""The name of the baseline's file, made as the project names its own revisions."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from squash.errors import UsageError

SLUG = "baseline"
_DEFAULT = "%(rev)s_%(slug)s"
_DATES = re.compile(r"%\((?:epoch|year|month|day|hour|minute|second)\)")


def file_name(template: str | None, revision: str, created: datetime | None) -> str:
    """The file's name with its ending, without a folder: it stands beside the cut's own file.

    Parameters
    ----------
    template : Alembic's ``file_template``; None for its default; folders in it (``%(year)d/…``)
        are left out
    revision : id of the cut
    created : its Create Date; without one a template with dates falls back to the default

    Raises ``UsageError`` where the template cannot be filled in.
    """
    chosen = (template or _DEFAULT).rpartition("/")[2]
    if created is None and _DATES.search(chosen):
        chosen = _DEFAULT
    moment = created or datetime.fromtimestamp(0, UTC)
    try:
        stem = chosen % {
            "rev": revision,
            "slug": SLUG,
            "epoch": int(moment.timestamp()),
            "year": moment.year,
            "month": moment.month,
            "day": moment.day,
            "hour": moment.hour,
            "minute": moment.minute,
            "second": moment.second,
        }
    except (KeyError, ValueError, TypeError) as problem:
        raise UsageError(
            f"file_template = {template} cannot be filled in: {problem}.",
            why="The baseline is named as the project names its revisions.",
            next_step="Correct file_template in the Alembic configuration.",
        ) from problem
    return f"{stem}.py"
