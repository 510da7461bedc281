"""The Alembic options of a project: its ini section, with [tool.alembic] behind it."""

from __future__ import annotations

import codecs
import configparser
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import overload

from squash.errors import UsageError

_DEFAULT_SECTION = "alembic"


@dataclass(frozen=True, slots=True)
class Options:
    """Options by name, from the ini first and pyproject.toml second, as Alembic looks.

    Parameters
    ----------
    file : the file that was read; None where a folder was found without one
    section : the section of the ini
    here : the folder that `%(here)s` means
    """

    file: Path | None
    section: str
    here: Path
    _ini: configparser.ConfigParser
    _toml: Mapping[str, object]

    @classmethod
    def without_file(cls, script_folder: Path) -> Options:
        """The options of a script folder that no configuration names."""
        ini = configparser.ConfigParser()
        return cls(None, _DEFAULT_SECTION, script_folder, ini, {})

    def origin(self) -> str:
        """How messages name where the options come from."""
        file = self.file or self.here
        return f"{file} [{self.section}]" if file.suffix == ".ini" else str(file)

    def text(self, name: str) -> str | None:
        """An option as text, `%(…)s` filled in; None where it is not set or blank."""
        value = self.strings(name)
        if value is None or isinstance(value, str):
            return value
        raise self._wrong(name, "a string")

    def strings(self, name: str) -> str | list[str] | None:
        """An option as one text (ini, TOML string) or as a list (TOML array).

        Raises
        ------
        UsageError : another type, or a `%(…)s` that means nothing
        """
        try:
            if self._ini.has_option(self.section, name):
                return self._ini.get(self.section, name).strip() or None
            value = self._toml.get(name)
            here = {"here": self.here.as_posix()}
            if isinstance(value, list) and all(isinstance(each, str) for each in value):
                return [each % here for each in value]
            if isinstance(value, str):
                return value % here
        except (configparser.Error, KeyError, ValueError, TypeError) as error:
            raise UsageError(
                f"{self.origin()}: {name} cannot be read: {error}",
                why="A % begins a placeholder, and only %(here)s and keys of the file have a "
                "meaning.",
                next_step="Write %% for a percent sign.",
            ) from error
        if value is None:
            return None
        raise self._wrong(name, "a string or a list of strings")

    def boolean(self, name: str) -> bool:
        """An option that is on only where it is exactly `true`."""
        if self._ini.has_option(self.section, name):
            return self.text(name) == "true"
        value = self._toml.get(name, False)
        if isinstance(value, bool):
            return value
        raise self._wrong(name, "true or false")

    def number(self, name: str) -> int | None:
        """An option as a whole number."""
        value = self._toml.get(name)
        if isinstance(value, int) and not self._ini.has_option(self.section, name):
            return value
        text = self.text(name)
        if text is None:
            return None
        try:
            return int(text)
        except ValueError:
            raise self._wrong(name, "a whole number") from None

    def encoding(self, name: str) -> str | None:
        """An option as the name of an encoding that Python knows."""
        text = self.text(name)
        try:
            if text is not None:
                codecs.lookup(text)
        except (LookupError, ValueError):  # The latter for a NUL character.
            raise self._wrong(name, "an encoding that Python knows") from None
        return text

    def other_sections(self) -> str:
        """What to do where other sections of the ini say where the migrations are."""
        others = _sections(self._ini)
        if not others:
            return ""
        return f"Choose a section of {self.file}: " + " or ".join(f"-n {each}" for each in others)

    def _wrong(self, name: str, wanted: str) -> UsageError:
        return UsageError(
            f"{self.origin()}: {name} is not {wanted}.",
            why="Alembic refuses or ignores it.",
            next_step=f"Correct {name} in that file.",
        )


@overload
def read_options(root: Path, config: None, name: str | None) -> Options | None: ...


@overload
def read_options(root: Path, config: str, name: str | None) -> Options: ...


@overload
def read_options(root: Path, config: str | None, name: str | None) -> Options | None: ...


def read_options(root: Path, config: str | None, name: str | None) -> Options | None:
    """The options of a project folder; None where it has no Alembic configuration.

    Parameters
    ----------
    root : the project folder
    config : an ini, a pyproject.toml or a script folder, relative to it; by default its own
        alembic.ini and pyproject.toml
    name : the section of the ini; `alembic` by default

    Raises
    ------
    UsageError : a named file or section that is not there, or a file that cannot be read
    """
    ini, toml = root / "alembic.ini", root / "pyproject.toml"
    if config is not None:
        named = root / config
        if (named / "env.py").is_file() and not (named / "alembic.ini").is_file():
            return Options.without_file(named)
        named = named / "alembic.ini" if named.is_dir() else named
        if not named.is_file():
            raise UsageError(
                f"There is no configuration file {named}.",
                why="It was named as the Alembic configuration.",
                next_step="Give the path relative to the project folder.",
            )
        ini, toml = (ini, named) if named.name == "pyproject.toml" else (named, toml)
    parser, table = _read_ini(ini), _read_toml(toml)
    section = name or _DEFAULT_SECTION
    if parser is not None and parser.has_section(section):
        return Options(ini, section, ini.parent, parser, table or {})
    if table is not None and name is None:
        return Options(toml, section, toml.parent, configparser.ConfigParser(), table)
    if parser is None and config is None:
        return None
    known = " or ".join(f"-n {each}" for each in _sections(parser)) if parser else ""
    raise UsageError(
        f"{ini if parser else toml} has no section [{section if parser else 'tool.alembic'}].",
        why="Alembic reads its options from that section.",
        next_step=f"Choose another: {known}" if known else "Add the section, or name another file.",
    )


def _sections(parser: configparser.ConfigParser) -> list[str]:
    return [each for each in parser.sections() if parser.has_option(each, "script_location")]


def _read_ini(file: Path) -> configparser.ConfigParser | None:
    if not file.is_file():
        return None
    here = file.parent.as_posix().replace("%", "%%")
    parser = configparser.ConfigParser({"here": here})
    try:
        parser.read_string(file.read_text(encoding="utf-8-sig"), str(file))
    except (configparser.Error, OSError, UnicodeDecodeError) as error:
        raise _unreadable(file, error) from error
    return parser


def _read_toml(file: Path) -> Mapping[str, object] | None:
    if not file.is_file():
        return None
    try:
        tool = tomllib.loads(file.read_text(encoding="utf-8")).get("tool", {})
    except (tomllib.TOMLDecodeError, OSError, UnicodeDecodeError) as error:
        raise _unreadable(file, error) from error
    table = tool.get("alembic") if isinstance(tool, dict) else None
    return table if isinstance(table, dict) else None


def _unreadable(file: Path, error: Exception) -> UsageError:
    return UsageError(
        f"{file} cannot be read: {error}",
        why="It holds the Alembic configuration.",
        next_step="Mend the file, or name another: -c path/to/alembic.ini",
    )
