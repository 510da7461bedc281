"""Configuration: this tool's own settings as they stand in the files of a project."""

from __future__ import annotations

import errno
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from squash.errors import UsageError
from squash.settings import Source

if TYPE_CHECKING:
    import yaml

TABLE = "alembic-squash"
YAML_FILES = ("alembic-squash.yml", ".github/alembic-squash.yml")
_HEADER = f"[tool.{TABLE}]"


def read_configuration(project: Path, config: str | None = None) -> tuple[Source, ...]:
    """What the configuration files of a project say.

    Parameters
    ----------
    project : folder of the project; ``pyproject.toml`` with a table ``[tool.alembic-squash]``,
        ``alembic-squash.yml`` and ``.github/alembic-squash.yml`` are looked for in it
    config : one file to read instead of these, relative to the current folder

    Raises
    ------
    UsageError : no such file, no such folder, or one that is no TOML or YAML, with its line
    """
    if not _is(Path.is_dir, project):
        raise UsageError(
            f"{project} is no folder.",
            why="PROJECT is the folder that holds the project's migrations.",
            next_step="Give the folder of the project, or change into it and give none.",
        )
    if config is not None:
        return (_read_named(Path(config)),)
    found = [_read_toml(project / "pyproject.toml", "pyproject.toml")]
    found += [_read_yaml(project / name, name) for name in YAML_FILES]
    for name in YAML_FILES:
        _refuse_other_ending(project / name)
    return tuple(source for source in found if source is not None)


def read_env_file(project: Path, name: str) -> str:
    """The text of a file of variables.

    Parameters
    ----------
    project : folder of the project
    name : the file, from the current folder or else from the project's

    Raises
    ------
    UsageError : there is no such file, or it is no text
    """
    path = next((each for each in (Path(name), project / name) if _is(Path.is_file, each)), None)
    text = None if path is None else _text(path)
    if text is None:
        raise UsageError(
            f"{name}: there is no such file.",
            why="--env-file names a file of NAME=value lines for the project's code.",
            next_step="Correct the path; it is relative to the current folder or to the project's.",
        )
    return text


def _read_named(path: Path) -> Source:
    read = _read_toml if path.suffix == ".toml" else _read_yaml
    if not _is(Path.is_file, path):
        raise UsageError(
            f"{path}: there is no such file.",
            why="--config names the one file to read.",
            next_step="Correct the path; it is relative to the current folder.",
        )
    source = read(path, str(path))
    if source is None:
        raise UsageError(
            f"{path} has no table {_HEADER}.",
            why="--config names the one file to read.",
            next_step=f"Add the line {_HEADER} before the keys.",
        )
    return source


def _is(kind: Callable[[Path], bool], path: Path) -> bool:
    """Whether there is a file or folder of this kind; under a name that is too long there is none.

    Raises ``UsageError`` where that cannot be looked up.
    """
    try:
        return kind(path)
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            return False
        raise _unreadable(path, error) from error


def _text(path: Path) -> str | None:
    """The text of a file without the mark that some editors begin one with, None for no file."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> UsageError:
    return UsageError(
        f"{path} cannot be read: {error}.",
        why="It may hold settings of this run.",
        next_step="Make it a readable UTF-8 file.",
    )


def _read_toml(path: Path, where: str) -> Source | None:
    text = _text(path)
    if text is None:
        return None
    try:
        tools = tomllib.loads(text).get("tool", {})
    except tomllib.TOMLDecodeError as error:
        raise _bad_file(f"{where} is no TOML: {error}", "Correct that line.") from error
    except ValueError as error:
        raise _bad_file(f"{where} has a number of thousands of digits") from error
    except RecursionError as error:
        raise _bad_file(f"{where} is nested too deeply to be read") from error
    if not isinstance(tools, dict):
        raise _bad_file(f"{where}: tool is no table")
    if TABLE.replace("-", "_") in tools:
        raise UsageError(
            f"{where}: the table [tool.alembic_squash] is not known.",
            why="It would be ignored without a word.",
            next_step=f"Did you mean {_HEADER}?",
        )
    if TABLE not in tools:
        return None
    values = tools[TABLE]
    if not isinstance(values, dict):
        raise UsageError(
            f"{where}: tool.{TABLE} is no table.",
            why="Keys and values are expected.",
            next_step=f"Write the keys below a line {_HEADER}.",
        )
    return Source(where, values, _toml_lines(text, values))


def _toml_lines(text: str, values: dict[str, object]) -> dict[str, int]:
    """The line of each key; a table written in another way than under its header has none."""
    lines: dict[str, int] = {}
    inside = False
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if stripped.startswith("["):
            inside = stripped.split("#")[0].replace(" ", "") == _HEADER
            continue
        match = re.match(r"""["']?([\w-]+)["']?\s*[=.]""", stripped) if inside else None
        if match and match[1] in values:
            lines.setdefault(match[1], number)
    return lines


def _read_yaml(path: Path, where: str) -> Source | None:
    """Scalars stay texts: an id such as 0560 or 1e10 must not become another number."""
    text = _text(path)
    if text is None:
        return None
    import yaml  # A hundredth of a second, and most projects have no such file.
    from yaml.constructor import BaseConstructor

    try:
        root = yaml.compose(text, Loader=yaml.BaseLoader)
        if root is None:
            return Source(where, {})
        if not isinstance(root, yaml.MappingNode):
            raise _bad_yaml(f"{where}:{root.start_mark.line + 1}: no key: value pairs")
        lines = _key_lines(root, where)
        for _, value_node in root.value:
            if isinstance(value_node, yaml.MappingNode):
                _key_lines(value_node, where)
        values: dict[str, object] = BaseConstructor().construct_object(root, deep=True)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = where if mark is None else f"{where}:{mark.line + 1}"
        raise _bad_yaml(f"{place}: {error.problem or error.context}") from error
    except yaml.YAMLError as error:
        raise _bad_yaml(f"{where}: {error}") from error
    except RecursionError as error:
        raise _bad_file(f"{where} is nested too deeply to be read") from error
    return Source(where, values, lines)


def _key_lines(node: yaml.MappingNode, where: str) -> dict[str, int]:
    """The keys of a table with their lines; none may be there twice, as only one could be used."""
    lines: dict[str, int] = {}
    for key_node, _ in node.value:
        line, key = key_node.start_mark.line + 1, key_node.value
        if not isinstance(key, str):
            raise _bad_yaml(f"{where}:{line}: a key is a list or a table, not a text")
        if key in lines:
            raise _bad_yaml(f"{where}:{line}: the key {key!r} is already in line {lines[key]}")
        lines[key] = line
    return lines


def _bad_yaml(what: str) -> UsageError:
    return _bad_file(what, "Correct that line.")


def _bad_file(what: str, step: str = "Correct that file.") -> UsageError:
    return UsageError(f"{what}.", why="It may hold settings of this run.", next_step=step)


def _refuse_other_ending(path: Path) -> None:
    other = path.with_suffix(".yaml")
    if _is(Path.exists, other):
        raise UsageError(
            f"{other} is not looked at.",
            why=f"The file is called {path.name}; this one would be ignored without a word.",
            next_step=f"mv {other} {path}",
        )
