"""Settings: what was asked for, and where each value came from."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from squash.errors import UsageError
from squash.settings.container import Container
from squash.settings.forge import Surroundings
from squash.settings.options import INPUTS, OPTIONS, PREFIX, REPORT_DIR, Option
from squash.settings.runner import Runner
from squash.settings.values import read_assignments, read_value

Role = Literal["auto", "owner", "superuser"]
Downgrade = Literal["auto", "drop", "refuse"]
FailOn = Literal["not-equivalent", "hazard", "never"]

DEFAULT_KEEP = 20


@dataclass(frozen=True, slots=True)
class Source:
    """The values one configuration file gives.

    Parameters
    ----------
    where : the file as a person would name it, ``pyproject.toml [tool.alembic-squash]``
    values : key to value; text, number, true/false, a list of texts, or for ``env`` a table
    lines : key to the line it stands on, where that is known
    """

    where: str
    values: Mapping[str, object]
    lines: Mapping[str, int] = field(default_factory=dict)

    def origin(self, key: str) -> str:
        """Where a key stands, as ``alembic-squash.yml:3``."""
        line = self.lines.get(key)
        return f"{self.where}, {key}" if line is None else f"{self.where}:{line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything a run was asked for.

    The attributes are the options of ``squash.settings.options``; None or an empty tuple
    where nothing was asked for. ``project`` is the folder of the project, ``env`` and ``file_env``
    hold (name, value) pairs, of ``--env`` and of the file of ``--env-file``; ``token`` is what we
    speak to a forge with, and never part of ``environ``; ``surroundings`` are forge and event;
    ``tree`` is a folder that stands for ``project``, with another state of its files;
    ``proposed`` is the cut of an open proposal;
    ``runner`` is that of the step, if the run is one; ``container`` that of our image, if the run
    is in it; ``origins`` says for each attribute where its value came from, and ``environ`` is the
    environment for the programs that are started, without our own variables.
    """

    project: str
    config: str | None = None
    alembic_config: str | None = None
    alembic_name: str | None = None
    revision: str | None = None
    keep: int | None = None
    min_age: int | None = None
    tag: str | None = None
    min_removed: int = 10
    target: tuple[str, ...] = ()
    role: Role = "auto"
    database_url: str | None = field(default=None, repr=False)
    server_is_disposable: bool = False
    postgres_bin: str | None = None
    postgres_version: int | None = None
    python: str | None = None
    install: str = "none"
    env: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    env_file: str | None = None
    downgrade: Downgrade = "auto"
    timeout: int = 3600
    force: bool = False
    report_dir: str = REPORT_DIR
    dry_run: bool = False
    fail_on: FailOn = "not-equivalent"
    summary: bool = True
    annotations: bool = True
    create_pull_request: bool = False
    branch: str | None = None
    base: str | None = None
    title: str | None = None
    body: str | None = None
    commit_message: str | None = None
    author: str | None = None
    committer: str | None = None
    labels: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    team_reviewers: tuple[str, ...] = ()
    draft: bool = False
    sign_commits: bool = False
    delete_branch: bool = False
    comment: Literal["auto", "true", "false"] = "auto"
    comment_key: str | None = None
    file_env: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    token: str | None = field(default=None, repr=False)
    surroundings: Surroundings = field(default_factory=Surroundings)
    tree: str | None = None
    proposed: str | None = None
    runner: Runner | None = None
    container: Container | None = None
    origins: Mapping[str, str] = field(default_factory=dict, repr=False)
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def folder(self) -> str:
        """Where the project's files are."""
        return self.project if self.tree is None else self.tree

    @property
    def given(self) -> dict[str, str]:
        """The variables that were asked for, for the project's code."""
        return dict(self.file_env) | dict(self.env)


def resolve(
    project: str,
    *,
    flags: Mapping[str, object],
    variables: Mapping[str, str],
    files: Sequence[Source],
    inputs: Mapping[str, str] = MappingProxyType({}),
    defaults: Mapping[str, str] = MappingProxyType({}),
) -> Settings:
    """Let flag win over input, input over variable, variable over file, file over default.

    Parameters
    ----------
    project : folder of the project
    flags : attribute name to text, switch or list of texts; None where it was not given
    variables : the environment; names that begin with ``ALEMBIC_SQUASH_`` are options, where an
        empty one was not given, the others are kept for the programs that are started
    files : what the configuration files say
    inputs : option name to text, as the inputs of the action say it
    defaults : option name to text, where the place we run in has another default than the table

    Raises
    ------
    UsageError : an unknown key, input or variable, a key in two files, a value that is none, or a
        revision together with a policy
    """
    _refuse_unknown_inputs(inputs)
    _refuse_unknown_variables(variables)
    _refuse_bad_keys(files)
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for option in OPTIONS:
        raw, origin = _look_up(option, flags, inputs, variables, files)
        if raw is None:
            raw = defaults.get(option.name, option.default) or None
        if raw is not None:
            values[option.field] = read_value(option, raw, origin)
        origins[option.field] = origin
    if "env" in values:
        values["env"] = read_assignments(values["env"], origins["env"])
    _one_way_to_cut(values, origins)
    environ = {name: value for name, value in variables.items() if not name.startswith(PREFIX)}
    return Settings(project=project, origins=origins, environ=environ, **values)


def _look_up(
    option: Option,
    flags: Mapping[str, object],
    inputs: Mapping[str, str],
    variables: Mapping[str, str],
    files: Sequence[Source],
) -> tuple[object, str]:
    """The raw value that wins and where it stands."""
    given = flags.get(option.field)
    if given is not None and given != []:
        return given, option.flag
    if option.name in inputs:
        return inputs[option.name], option.input
    if variables.get(option.variable):
        return variables[option.variable], option.variable
    for source in files:
        if option.name in source.values:
            return source.values[option.name], source.origin(option.name)
    return None, "default"


def _one_way_to_cut(values: dict[str, Any], origins: dict[str, str]) -> None:
    """A revision and a policy exclude each other; nothing of both means the default policy."""
    policies = [name for name in ("keep", "min_age", "tag") if name in values]
    if "revision" in values and policies:
        given = ", ".join(f"{name.replace('_', '-')} ({origins[name]})" for name in policies)
        raise UsageError(
            f"revision ({origins['revision']}) was given together with {given}.",
            why="A revision says exactly where to cut, a policy lets the tool choose.",
            next_step="Leave out one of them.",
        )
    if "revision" not in values and not policies:
        values["keep"] = DEFAULT_KEEP


def _refuse_unknown_inputs(inputs: Mapping[str, str]) -> None:
    known = [option.name for option in INPUTS]
    for name in sorted(inputs):
        if name not in known:
            raise _unknown(f"The input {name}", name, known)


def _refuse_unknown_variables(variables: Mapping[str, str]) -> None:
    known = [option.variable for option in OPTIONS]
    for name in sorted(variables):
        if name.startswith(PREFIX) and name not in known:
            raise _unknown(f"The environment variable {name}", name, known)


def _refuse_bad_keys(files: Sequence[Source]) -> None:
    known = [option.name for option in OPTIONS if option.in_file]
    seen: dict[str, Source] = {}
    for source in files:
        for key in source.values:
            if key not in known:
                raise _unknown(f"{source.origin(key)}: the key {key!r}", key, known)
            if key in seen:
                raise UsageError(
                    f"{key!r} is set in two files: {seen[key].origin(key)} and "
                    f"{source.origin(key)}.",
                    why="No file goes before the other.",
                    next_step="Leave it in one of them.",
                )
            seen[key] = source


def _unknown(what: str, name: str, known: Sequence[str]) -> UsageError:
    close = difflib.get_close_matches(name, known, n=1)
    step = f"Did you mean {close[0]}?" if close else f"Known are: {', '.join(known)}."
    return UsageError(
        f"{what} is not known.", why="It would be ignored without a word.", next_step=step
    )
