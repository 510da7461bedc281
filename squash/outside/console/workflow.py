"""Workflow commands: the lines and files by which a step speaks to the runner of its job."""

from __future__ import annotations

import os
import re
import secrets
from typing import TYPE_CHECKING

from squash.errors import CheckoutError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# With one byte more the runner shows nothing of a summary.
LARGEST_SUMMARY = 1024 * 1024

_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = _DATA | str.maketrans({":": "%3A", ",": "%2C"})


def escape(text: str) -> str:
    """A text as the data of a command: what ends its line is written in another way."""
    return text.translate(_DATA)


def command(name: str, data: str = "", **properties: str | int | None) -> str:
    """The line of a command, without its end.

    Parameters
    ----------
    name : ``group``, ``error``, ``add-mask``…
    data : what stands behind the second ``::``
    properties : further values; those that are None or empty are left out
    """
    given = ",".join(
        f"{key}={str(value).translate(_PROPERTY)}"
        for key, value in properties.items()
        if value is not None and value != ""
    )
    return f"::{name}{' ' if given else ''}{given}::{escape(data)}"


def error_line(title: str, message: str, file: str | None = None, line: int | None = None) -> str:
    """The line of an error annotation, without its end.

    Parameters
    ----------
    title : a few words
    message : may have several lines
    file : relative to the workspace
    line : from 1
    """
    return command("error", message, title=title, file=file, line=line if file else None)


def token() -> str:
    """A word that nobody can guess: what others print cannot contain it."""
    return secrets.token_hex(16)


def stopped(text: str) -> str:
    """A text between two commands, so that the runner takes no line of it for a command.

    Parameters
    ----------
    text : whole lines; the last one may lack its end
    """
    end = token()
    close = "" if text.endswith("\n") or not text else "\n"
    return f"{command('stop-commands', end)}\n{text}{close}::{end}::\n"


def may_command(text: str) -> bool:
    """Whether a runner could take a line of the text for a command, in its new or old form."""
    return "::" in text or "##[" in text


def write_outputs(file: Path, outputs: Mapping[str, str]) -> None:
    """Append outputs of a step to the runner's file, whatever the values hold.

    Raises ``CheckoutError`` where it cannot be written.
    """
    text = ""
    for name, value in outputs.items():
        assert re.fullmatch(r"[a-z-]+", name), name
        end = token()
        text += f"{name}<<{end}\n{value}\n{end}\n"
    _append(file, text.encode("utf-8", "backslashreplace"))


def write_summary(file: Path, markdown: str) -> None:
    """Append Markdown to the summary of a step, and never more than the runner takes.

    Raises ``CheckoutError`` where it cannot be written.
    """
    _append(file, markdown.encode("utf-8", "backslashreplace"), LARGEST_SUMMARY)


def _append(file: Path, content: bytes, largest: int | None = None) -> None:
    """Append to a file of the runner's; one that we had to make belongs to its folder's owner."""
    try:
        new = not file.exists()
        with file.open("ab") as stream:
            room = len(content) if largest is None else max(largest - stream.tell(), 0)
            whole = content if len(content) <= room else content[:room].rpartition(b"\n")[0]
            stream.write(whole)
        if new and os.geteuid() == 0:
            owner = file.parent.stat()
            os.chown(file, owner.st_uid, owner.st_gid, follow_symlinks=False)
    except OSError as problem:
        raise CheckoutError(
            f"The runner's file {file} cannot be written: {problem.strerror or problem}.",
            why="Outputs and summary of the step are handed over in it.",
            next_step="Leave GITHUB_OUTPUT and GITHUB_STEP_SUMMARY as the runner set them.",
        ) from problem
