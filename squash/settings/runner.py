"""A runner: the job of GitHub Actions that a run is a step of, where it is one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from squash.settings.token import NAMES

INPUT = "INPUT_"
# What a step writes into these files is believed by the runner, so they are ours alone.
_COMMAND_FILES = (
    "GITHUB_ENV",
    "GITHUB_OUTPUT",
    "GITHUB_PATH",
    "GITHUB_STATE",
    "GITHUB_STEP_SUMMARY",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """Where a step of GitHub Actions stands and where it leaves what it found out.

    Parameters
    ----------
    workspace : folder of the checkout, absolute; what outputs and annotations name lies in it
    output_file : takes the outputs of the step, None where there are none
    summary_file : takes the summary of the step, None where there is none
    annotations : whether lines of files are annotated
    summary : whether the summary is written
    """

    workspace: PurePath
    output_file: PurePath | None = None
    summary_file: PurePath | None = None
    annotations: bool = True
    summary: bool = True


def runner_of(variables: Mapping[str, str], folder: PurePath) -> Runner:
    """The runner that these environment variables tell of.

    Parameters
    ----------
    folder : the current folder, taken for the checkout where none is told
    """

    def path(name: str) -> PurePath | None:
        return PurePath(variables[name]) if variables.get(name) else None

    return Runner(
        workspace=path("GITHUB_WORKSPACE") or folder,
        output_file=path("GITHUB_OUTPUT"),
        summary_file=path("GITHUB_STEP_SUMMARY"),
    )


# All of these hold the token of a job, the last one as part of an address.
_GITLABS = (
    "CI_JOB_TOKEN",
    "CI_REGISTRY_PASSWORD",
    "CI_DEPENDENCY_PROXY_PASSWORD",
    "CI_REPOSITORY_URL",
)


def is_step(variables: Mapping[str, str]) -> bool:
    """Whether these environment variables are those of a step of GitHub Actions."""
    return variables.get("GITHUB_ACTIONS") == "true"


def is_secret(name: str) -> bool:
    """Whether a variable may hold a token of the runner; no code but ours gets to see it."""
    return name in NAMES or name in _GITLABS or name.startswith(("ACTIONS_", "CI_JOB_JWT"))


def for_project(variables: Mapping[str, str], *, action: bool) -> dict[str, str]:
    """The variables of a step without those between the runner and us: its tokens and files.

    Parameters
    ----------
    action : whether the step is our action, so that variables of inputs are ours too
    """
    return {
        name: value
        for name, value in variables.items()
        if not is_secret(name)
        and name not in _COMMAND_FILES
        and not (action and name.startswith(INPUT))
    }


def names_of(variables: Iterable[str]) -> str:
    """Names of variables in one line, whatever characters they have."""
    return ", ".join(sorted(re.sub(r"[^\w.-]", "?", name) for name in variables))
