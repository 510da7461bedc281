"""A container: what surrounds a run in our image, and must be kept from the project's code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

IMAGE = PurePath("/opt/alembic-squash")
SOCKET = PurePath("/var/run/docker.sock")
# Files that the runner reads after the step, and the event that it wrote before.
_FILES = (
    "GITHUB_ENV",
    "GITHUB_OUTPUT",
    "GITHUB_PATH",
    "GITHUB_STATE",
    "GITHUB_STEP_SUMMARY",
    "GITHUB_EVENT_PATH",
)
_FOLDERS = ("RUNNER_TEMP", "HOME")


@dataclass(frozen=True, slots=True)
class Account:
    """An account that the project's code runs as: its name, user id and group id."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Container:
    """What surrounds a run in our image.

    Parameters
    ----------
    workspace : folder of the checkout
    private : files and folders of the runner that no other account has business in
    socket : of a Docker engine, there where one is passed on
    account : of the project's code, None where it is ours
    """

    workspace: PurePath
    private: tuple[PurePath, ...]
    socket: PurePath = SOCKET
    account: Account | None = None


def container_of(
    variables: Mapping[str, str], *, prefix: str, folder: PurePath
) -> Container | None:
    """The container that a run is in; None where it runs elsewhere.

    Parameters
    ----------
    variables : the environment
    prefix : of the environment that our Python runs in
    folder : the current folder, taken for the checkout where none is told
    """
    if not PurePath(prefix).is_relative_to(IMAGE):
        return None
    private = []
    for name in _FILES:
        path = PurePath(variables.get(name) or ".")
        if path.is_absolute():
            private += [path.parent, path]
    for name in _FOLDERS:
        path = PurePath(variables.get(name) or ".")
        if path.is_absolute():
            private.append(path)
    return Container(
        workspace=PurePath(variables.get("GITHUB_WORKSPACE") or folder),
        private=tuple(dict.fromkeys(private)),
    )
