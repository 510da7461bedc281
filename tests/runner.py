"""A runner as GitHub wrote it: which lines of a step it obeys, and how it reads outputs.

After ActionCommand.cs, ActionCommandManager.cs and FileCommandManager.cs of actions/runner.
"""

from __future__ import annotations

from dataclasses import dataclass, field

_NAMES = (
    "add-mask add-matcher add-path debug echo endgroup error group internal-set-repo-path notice "
    "remove-matcher save-state set-env set-output stop-commands warning"
)
COMMANDS = frozenset(_NAMES.split())
_DATA = (("\r", "%0D"), ("\n", "%0A"), ("%", "%25"))
_PROPERTY = (("\r", "%0D"), ("\n", "%0A"), (":", "%3A"), (",", "%2C"), ("%", "%25"))
_OLD = ((";", "%3B"), ("\r", "%0D"), ("\n", "%0A"), ("]", "%5D"), ("%", "%25"))


@dataclass(frozen=True)
class Obeyed:
    """A command that the runner took out of the log."""

    name: str
    data: str
    properties: dict[str, str]


@dataclass
class Log:
    """A log as the runner reads it, line by line.

    Parameters
    ----------
    obeyed : the commands it found, in order
    lines : what is shown to people, without the commands
    """

    obeyed: list[Obeyed] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    token: str = ""

    def named(self, name: str) -> list[Obeyed]:
        """The commands of a name."""
        return [one for one in self.obeyed if one.name == name]


def read_log(text: str) -> Log:
    """What a runner does with the output of a step."""
    log = Log()
    # A runner ends lines also where a carriage return stands.
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        known = COMMANDS | ({log.token} if log.token else set())
        found = _new(line, known) or _old(line, known)
        if found is None or (log.token and found.name.lower() != log.token.lower()):
            log.lines.append(line)
        elif log.token:
            log.token = ""
        elif found.name == "stop-commands":
            assert found.data
            assert found.data not in COMMANDS | {"pause-logging"}
            log.token = found.data
        else:
            log.obeyed.append(found)
    return log


def read_outputs(text: str) -> dict[str, str]:
    """The outputs that a runner takes from a file of a step; raises ValueError as it does."""
    found: dict[str, str] = {}
    lines = text.split("\n")
    place = 0
    while place < len(lines):
        line, place = lines[place], place + 1
        if not line:
            continue
        equals, heredoc = line.find("="), line.find("<<")
        if equals >= 0 and (heredoc < 0 or equals < heredoc):
            key, found[key] = line.split("=", 1)
        elif heredoc >= 0:
            key, end = line.split("<<", 1)
            stop = lines.index(end, place)
            found[key] = "\n".join(lines[place:stop])
            place = stop + 1
        else:
            raise ValueError(line)
    return found


def _new(line: str, known: frozenset[str] | set[str]) -> Obeyed | None:
    message = line.lstrip()
    if not message.startswith("::") or (end := message.find("::", 2)) < 0:
        return None
    name, _, rest = message[2:end].partition(" ")
    if name.lower() not in {each.lower() for each in known}:
        return None
    pairs = (each.split("=", 1) for each in rest.strip().split(",") if "=" in each)
    return Obeyed(
        name,
        _unescape(message[end + 2 :], _DATA),
        {key: _unescape(value, _PROPERTY) for key, value in pairs},
    )


def _old(line: str, known: frozenset[str] | set[str]) -> Obeyed | None:
    start = line.find("##[")
    if start < 0 or (end := line.find("]", start)) < 0:
        return None
    name = line[start + 3 : end].partition(" ")[0]
    if name.lower() not in {each.lower() for each in known}:
        return None
    return Obeyed(name, _unescape(line[end + 1 :], _OLD), {})


def _unescape(text: str, table: tuple[tuple[str, str], ...]) -> str:
    for token, written in table:
        text = text.replace(written, token)
    return text
