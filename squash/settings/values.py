"""A value: what stands behind a flag, a variable or a key, read in whatever notation it has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from squash.errors import UsageError
from squash.settings.options import Option

Value = str | int | bool | tuple[str, ...]

_SWITCH = {"1": True, "true": True, "yes": True, "on": True}
_SWITCH |= {"0": False, "false": False, "no": False, "off": False}
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")


def read_value(option: Option, raw: object, origin: str) -> Value:
    """The value of an option, whatever notation it was given in.

    Parameters
    ----------
    option : which one
    raw : text, number, true/false, a list of texts, or for ``assignments`` a table of texts
    origin : where it stands, for the message

    Raises
    ------
    UsageError : it is no value of this option
    """
    if option.kind in ("list", "assignments"):
        return _read_list(option, raw, origin)
    if option.kind == "switch":
        switch = raw if isinstance(raw, bool) else _SWITCH.get(str(raw).strip().lower())
        if switch is None:
            raise _bad(option, raw, origin, "true or false")
        return switch
    if isinstance(raw, bool):
        raise _bad(option, raw, origin, "a number" if option.kind == "number" else "a text")
    if option.kind == "number":
        return _read_number(option, raw, origin)
    if not isinstance(raw, str) or not raw.strip():
        raise _bad(option, raw, origin, "a text; put numbers in quotes")
    if option.kind == "choice" and raw not in option.choices:
        raise _bad(option, raw, origin, "one of " + ", ".join(option.choices))
    return raw


def _read_number(option: Option, raw: object, origin: str) -> int:
    wanted = f"a whole number, {option.least} or more"
    text = str(raw).strip()
    if not isinstance(raw, int | str) or not (text.isascii() and text.isdigit()):
        raise _bad(option, raw, origin, wanted)
    number = int(text)
    if number < option.least:
        raise _bad(option, raw, origin, wanted)
    return number


def _read_list(option: Option, raw: object, origin: str) -> tuple[str, ...]:
    """One text by line (and comma, unless values may hold commas), a list, or a table."""
    wanted = "a list of texts; put numbers in quotes"
    parts: list[object]
    if isinstance(raw, str):
        split = re.split(r"[\n,]" if option.kind == "list" else r"\n", raw)
        parts = [part for part in split if part.strip()]
    elif isinstance(raw, Mapping) and option.kind == "assignments":
        if not all(isinstance(value, str) for value in raw.values()):
            raise _bad(option, raw, origin, wanted)
        parts = [f"{name}={value}" for name, value in raw.items()]
    elif isinstance(raw, list | tuple):
        parts = list(raw)
    else:
        raise _bad(option, raw, origin, wanted)
    texts = []
    for part in parts:
        if not isinstance(part, str) or not part.strip():
            raise _bad(option, part, origin, wanted)
        texts.append(part.strip() if option.kind == "list" else part.lstrip())
    return tuple(texts)


def read_assignments(texts: Iterable[str], origin: str) -> tuple[tuple[str, str], ...]:
    """``NAME=value`` texts as (name, value) pairs.

    Raises
    ------
    UsageError : no name, no equals sign, or one name twice
    """
    pairs: dict[str, str] = {}
    for text in texts:
        _assign(pairs, text, origin, "Write it as --env NAME=value.")
    return tuple(pairs.items())


def read_env_lines(text: str, where: str) -> tuple[tuple[str, str], ...]:
    """The lines of a file of variables as (name, value) pairs.

    Empty lines and those that begin with ``#`` say nothing; ``export`` before a name and one pair
    of quotes around a whole value are left out; everything else is meant word for word.

    Parameters
    ----------
    where : the file as a person would name it

    Raises
    ------
    UsageError : with file and line, as for ``read_assignments``
    """
    pairs: dict[str, str] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        name, equals, value = stripped.removeprefix("export ").lstrip().partition("=")
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        step = "Write it as NAME=value, each on a line of its own."
        _assign(pairs, f"{name}{equals}{value}", f"{where}:{number}", step)
    return tuple(pairs.items())


def _assign(pairs: dict[str, str], text: str, origin: str, step: str) -> None:
    """Add one ``NAME=value`` to the pairs."""
    name, _, value = text.partition("=")
    if not _ASSIGNMENT.match(text):
        raise UsageError(
            f"{origin}: {name!r} is not followed by =VALUE, or is no name of a variable.",
            why="Each entry sets one environment variable for the project's code.",
            next_step=step,
        )
    if name in pairs:
        raise UsageError(
            f"{origin}: the variable {name} is set twice.",
            why="Only one of the two values could be used.",
            next_step="Leave one of them out.",
        )
    pairs[name] = value


def _bad(option: Option, raw: object, origin: str, wanted: str) -> UsageError:
    shown = "" if option.name in ("database-url", "env") else f", not {raw!r}"
    return UsageError(
        f"{origin}: {option.name} must be {wanted}{shown}.",
        why="The value cannot be understood.",
        next_step=f"{option.help}",
    )
