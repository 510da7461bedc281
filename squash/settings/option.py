"""An option: one thing a user can ask for; flag, input, variable and key have one name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "number", "switch", "choice", "list", "assignments"]
Command = Literal["plan", "check", "squash"]

COMMANDS: tuple[Command, ...] = ("plan", "check", "squash")
PROVING: tuple[Command, ...] = ("check", "squash")
PREFIX = "ALEMBIC_SQUASH_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One row of the table that flags, inputs, variables, keys and the README are made from.

    Parameters
    ----------
    name : as flag and configuration key, without dashes in front
    kind : how its value is written; ``assignments`` are ``NAME=value``, several by line
    help : one sentence
    metavar : what stands for the value in help texts, empty for a switch
    default : as text, empty where there is none
    in_container : another default where we run in our container, empty where it is the same
    choices : allowed values of a ``choice``
    least, most : smallest and largest allowed ``number``
    short : one-letter flag, empty where there is none
    commands : the commands whose flag it is
    in_file : whether a configuration file may set it
    """

    name: str
    kind: Kind
    help: str
    metavar: str = ""
    default: str = ""
    in_container: str = ""
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 999_999_999
    short: str = ""
    commands: tuple[Command, ...] = COMMANDS
    in_file: bool = True

    @property
    def flag(self) -> str:
        """As written on the command line."""
        return f"--{self.name}"

    @property
    def field(self) -> str:
        """As an attribute of the settings and a parameter of a command."""
        return self.name.replace("-", "_")

    @property
    def input(self) -> str:
        """As an input of the action, in messages."""
        return f"input {self.name}"

    @property
    def names_a_path(self) -> bool:
        """Whether its value is, or may be, the path of a file or a folder."""
        return self.metavar.startswith(("FILE", "FOLDER", "PATH"))

    @property
    def variable(self) -> str:
        """As an environment variable."""
        return PREFIX + self.field.upper()
