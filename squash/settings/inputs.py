"""Inputs: what a workflow asks of the action, as the runner passes it on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from squash.errors import UsageError
from squash.settings.option import Command
from squash.settings.options import COMMAND, OPTIONS, WORKING_DIRECTORY
from squash.settings.runner import INPUT
from squash.settings.values import read_value

# The runner's own: they take the place of the image's command line.
_RUNNERS = ("args", "entrypoint")
_PROPOSE = next(option for option in OPTIONS if option.name == "create-pull-request")
# The last value of these ends where the text ends, spaces and all.
_TO_THE_END = tuple(option.name for option in OPTIONS if option.kind == "assignments")


def read_inputs(variables: Mapping[str, str]) -> dict[str, str]:
    """The inputs that were given, by name; an empty one was not.

    Parameters
    ----------
    variables : the environment; ``INPUT_MIN-AGE`` is the input ``min-age``
    """
    found: dict[str, str] = {}
    for variable, text in variables.items():
        name = variable.removeprefix(INPUT).lower()
        if variable.startswith(INPUT) and text.strip() and name not in _RUNNERS:
            found[name] = text.strip("\n" if name in _TO_THE_END else None)
    return found


def command_of(inputs: Mapping[str, str]) -> str:
    """The command that the inputs ask for, which may be one that does not exist."""
    return inputs.get(COMMAND.name, COMMAND.default)


def read_command(asked: str, inputs: Mapping[str, str] | None = None) -> Command:
    """A command by its name.

    Parameters
    ----------
    asked : its name
    inputs : that were given with it, where it is the action's

    Raises ``UsageError`` for one that does not exist, for one that would not propose what an
    input wants to be proposed, and for an input that does not say whether it wants that.
    """
    command = cast("Command", read_value(COMMAND, asked, COMMAND.input))
    text = (inputs or {}).get(_PROPOSE.name)
    if text and read_value(_PROPOSE, text, _PROPOSE.input) and command != "squash":
        raise UsageError(
            f"The input {_PROPOSE.name} was given, and the command is {command}.",
            why="Only squash proposes anything; the others would pass over it without a word.",
            next_step="Give the input command: squash",
        )
    return command


def project_of(inputs: Mapping[str, str]) -> str:
    """The project's folder, as the inputs name it."""
    return inputs.get(WORKING_DIRECTORY.name, WORKING_DIRECTORY.default)
