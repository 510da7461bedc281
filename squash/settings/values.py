"""A value: what stands behind a flag, a variable or a key, read in whatever notation it has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from reprlib import Repr

from squash.errors import UsageError
from squash.settings.options import Option

Value = str | int | bool | tuple[str, ...]

_SWITCH = {"1": True, "true": True, "yes": True, "on": True}
_SWITCH |= {"0": False, "false": False, "no": False, "off": False}
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_EXPORT = re.compile(r"export\s+")
# These name revisions, also by how many lie between one and another: head-5.
_REVISIONS = ("revision", "target")
_AS_FLAG = "Write it as --env NAME=value; a value of several lines fits there, not in an input."
_AS_LINE = "Write it as NAME=value, each on a line of its own."
_AS_TABLE = "Write it as NAME: value, the name of letters, digits and _."
_LONGEST_NAME = 255  # bytes, as every file system that Linux has
_STEPS = 18  # digits; more revisions than that has no history, and int() has its own limit
_SHOWN = Repr()
_SHOWN.maxstring = _SHOWN.maxother = 200


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
    if option.kind == "choice":
        # TOML has words of its own for two of the choices.
        word = str(raw).lower() if isinstance(raw, bool) else raw
        if not isinstance(word, str) or word not in option.choices:
            raise _bad(option, raw, origin, "one of " + ", ".join(option.choices))
        return word
    if isinstance(raw, bool):
        raise _bad(option, raw, origin, "a number" if option.kind == "number" else "a text")
    if option.kind == "number":
        return _read_number(option, raw, origin)
    if not isinstance(raw, str) or not raw.strip():
        raise _bad(option, raw, origin, "a text; put numbers in quotes")
    return _usable(option, raw, origin)


def _read_number(option: Option, raw: object, origin: str) -> int:
    wanted = f"a whole number, {option.least} or more"
    number = raw
    if isinstance(raw, str):
        digits = raw.strip()
        if not (digits.isascii() and digits.isdigit()):
            raise _bad(option, raw, origin, wanted)
        # Python reads no number of thousands of digits, and nobody means one of so many.
        digits = digits.lstrip("0") or "0"
        number = int(digits) if len(digits) <= len(str(option.most)) else option.most + 1
    if not isinstance(number, int) or number < option.least:
        raise _bad(option, raw, origin, wanted)
    if number > option.most:
        raise _bad(option, raw, origin, f"a whole number from {option.least} to {option.most}")
    return number


def _usable(option: Option, text: str, origin: str) -> str:
    """A text that can be a path or an argument, and where revisions are meant, a revision."""
    if "\0" in text:
        raise _bad(option, text, origin, "a text without NUL characters")
    names = text.split("/") if option.names_a_path else ()
    if any(len(name.encode(errors="surrogateescape")) > _LONGEST_NAME for name in names):
        wanted = f"a path whose names have at most {_LONGEST_NAME} bytes each"
        raise _bad(option, text, origin, wanted)
    _, minus, steps = text.strip().rpartition("-")
    counts = option.name in _REVISIONS and minus and steps.isdecimal()
    if counts and not (steps.isascii() and len(steps) <= _STEPS):
        wanted = f"a revision, with at most {_STEPS} of the digits 0 to 9 in head-N"
        raise _bad(option, text, origin, wanted)
    return text


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
        for number, name in enumerate(raw, start=1):
            # A = in it would make it another name, and another value.
            if not _NAME.fullmatch(str(name)):
                what = f"{origin}: the key of entry {number} is no name of a variable."
                raise _no_variable(what, _AS_TABLE)
        parts = [f"{name}={value}" for name, value in raw.items()]
    elif isinstance(raw, list | tuple):
        parts = list(raw)
    else:
        raise _bad(option, raw, origin, wanted)
    texts = []
    for part in parts:
        if not isinstance(part, str) or not part.strip():
            raise _bad(option, part, origin, wanted)
        text = part.strip() if option.kind == "list" else part.lstrip()
        texts.append(_usable(option, text, origin))
    return tuple(texts)


def read_assignments(texts: Iterable[str], origin: str) -> tuple[tuple[str, str], ...]:
    """``NAME=value`` texts as (name, value) pairs.

    Raises
    ------
    UsageError : no name, no equals sign, or one name twice
    """
    pairs: dict[str, str] = {}
    for number, text in enumerate(texts, start=1):
        _assign(pairs, text, origin, f"entry {number}", _AS_FLAG)
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
        export = _EXPORT.match(stripped)
        name, equals, value = stripped[export.end() if export else 0 :].partition("=")
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        _assign(pairs, f"{name}{equals}{value}", f"{where}:{number}", "the line", _AS_LINE)
    return tuple(pairs.items())


def _assign(pairs: dict[str, str], text: str, origin: str, which: str, step: str) -> None:
    """Add one ``NAME=value`` to the pairs."""
    name, equals, value = text.partition("=")
    if not equals or not _NAME.fullmatch(name):
        what = f"{origin}: {which} does not begin with the name of a variable and =."
        raise _no_variable(what, step)
    if "\0" in value:
        raise UsageError(
            f"{origin}: the value of {name} has a NUL character.",
            why="No environment variable can hold one.",
            next_step="Take it out.",
        )
    if name in pairs:
        raise UsageError(
            f"{origin}: the variable {name} is set twice.",
            why="Only one of the two values could be used.",
            next_step="Leave one of them out.",
        )
    pairs[name] = value


def _no_variable(what: str, step: str) -> UsageError:
    """What is there instead is not shown: it may be the second line of a secret."""
    return UsageError(
        what,
        why="Each entry sets one environment variable for the project's code.",
        next_step=step,
    )


def _bad(option: Option, raw: object, origin: str, wanted: str) -> UsageError:
    shown = "" if option.name in ("database-url", "env") else f", not {_shown(raw)}"
    return UsageError(
        f"{origin}: {option.name} must be {wanted}{shown}.",
        why="The value cannot be understood.",
        next_step=f"{option.help}",
    )


def _shown(raw: object) -> str:
    """A value as it was written, of a long one its two ends."""
    try:
        return _SHOWN.repr(raw)
    except ValueError:  # Python writes no number of thousands of digits.
        return "one of thousands of digits"
