"""A forge: where a repository lives on GitHub or GitLab, and what happened there to start a run."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

from squash.errors import UsageError

Kind = Literal["github", "gitlab"]

_GITHUB = "https://github.com"
_HEADS = "refs/heads/"
_NUMBER = re.compile(r"[0-9]{1,18}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Forge:
    """Where a repository lives.

    Parameters
    ----------
    kind : which kind of forge it is
    server_url : as people see it, ``https://github.com``
    api_url : of its API, ``https://api.github.com``
    graphql_url : of GitHub's other API; empty elsewhere
    repository : ``owner/name``; groups of GitLab may have more parts
    """

    kind: Kind
    server_url: str
    api_url: str
    repository: str
    graphql_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A pull request that a run was started for.

    Parameters
    ----------
    number : as people name it
    branch, base : the branch it would merge, and the one it would be merged into
    head, base_sha : the commits these stood at, empty where that was not told
    own : whether its branch lies in the same repository, not in a fork
    """

    number: int
    branch: str
    base: str
    head: str = ""
    base_sha: str = ""
    own: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What started a run, where a forge did.

    Parameters
    ----------
    name : ``schedule``, ``pull_request``; empty where nobody told
    branch : that the run is of, empty where it is of none
    asking : the pull request that it is about, None where it is about none
    actor : login of who caused it
    run_url : page of the job, empty where that is not known
    """

    name: str = ""
    branch: str = ""
    asking: Asking | None = None
    actor: str = ""
    run_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Where a run takes place among forges.

    Parameters
    ----------
    forge : that the repository lives on, None where the variables do not tell
    event : what started the run
    """

    forge: Forge | None = None
    event: Event = field(default_factory=Event)


def surroundings_of(
    variables: Mapping[str, str], payload: Mapping[str, object] | None = None
) -> Surroundings:
    """What the environment tells of forge and event.

    Parameters
    ----------
    variables : the environment of a job of GitHub Actions or of GitLab, or of none
    payload : the event of Actions, as the runner's file says it

    Raises ``UsageError`` where a variable that names a server holds no address.
    """
    if variables.get("CI_PROJECT_PATH") and variables.get("GITLAB_CI"):
        return Surroundings(forge=_gitlab(variables), event=_gitlab_event(variables))
    forge = None
    if variables.get("GITHUB_REPOSITORY"):
        forge = _github(variables, variables["GITHUB_REPOSITORY"])
    return Surroundings(forge=forge, event=_github_event(variables, payload or {}))


def forge_at(url: str, variables: Mapping[str, str]) -> Forge | None:
    """The forge that the address of a repository leads to; None where that cannot be told.

    Parameters
    ----------
    url : of the repository, by HTTP
    variables : may name a server of GitHub's: ``GITHUB_SERVER_URL``
    """
    try:
        parts = urlsplit(url)
    except ValueError:  # http://[::1
        return None
    if parts.scheme not in ("http", "https") or parts.hostname is None:
        return None
    server = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    repository = parts.path.strip("/").removesuffix(".git")
    if "/" not in repository:
        return None
    if server in (_GITHUB, _address(variables, "GITHUB_SERVER_URL")):
        return _github({**variables, "GITHUB_SERVER_URL": server}, repository)
    if "gitlab" in parts.hostname or server == _address(variables, "CI_SERVER_URL"):
        api = _address(variables, "CI_API_V4_URL") or f"{server}/api/v4"
        return Forge(kind="gitlab", server_url=server, api_url=api, repository=repository)
    return None


def _github(variables: Mapping[str, str], repository: str) -> Forge:
    """A repository of GitHub; a server of one's own has its APIs below its own address."""
    server = _address(variables, "GITHUB_SERVER_URL") or _GITHUB
    public = server == _GITHUB
    api = "https://api.github.com" if public else f"{server}/api/v3"
    graphql = "https://api.github.com/graphql" if public else f"{server}/api/graphql"
    return Forge(
        kind="github",
        server_url=server,
        api_url=_address(variables, "GITHUB_API_URL") or api,
        graphql_url=_address(variables, "GITHUB_GRAPHQL_URL") or graphql,
        repository=repository,
    )


def _gitlab(variables: Mapping[str, str]) -> Forge:
    server = _address(variables, "CI_SERVER_URL") or "https://gitlab.com"
    return Forge(
        kind="gitlab",
        server_url=server,
        api_url=_address(variables, "CI_API_V4_URL") or f"{server}/api/v4",
        repository=variables["CI_PROJECT_PATH"],
    )


def _address(variables: Mapping[str, str], name: str) -> str:
    """The address that a variable holds, without a slash at its end; empty where it is not set."""
    address = variables.get(name, "").strip().rstrip("/")
    try:
        parts = urlsplit(address)
        known = parts.scheme in ("http", "https") and bool(parts.hostname)
        known = known and (parts.port is None or parts.port > 0)
    except ValueError:  # http://[::1
        known = False
    if address and not known:
        raise UsageError(
            f"{name} is no address of a server.",
            why="Runners set that variable, and pull requests and their links are made with it.",
            next_step=f"Set it as {_GITHUB} is written, or unset it.",
        )
    return address


def _github_event(variables: Mapping[str, str], payload: Mapping[str, object]) -> Event:
    server = variables.get("GITHUB_SERVER_URL", "")
    repository, run = variables.get("GITHUB_REPOSITORY", ""), variables.get("GITHUB_RUN_ID", "")
    ref = variables.get("GITHUB_REF", "")
    return Event(
        name=variables.get("GITHUB_EVENT_NAME", ""),
        branch=ref.removeprefix(_HEADS) if ref.startswith(_HEADS) else "",
        asking=_asking(payload.get("pull_request"), repository),
        actor=variables.get("GITHUB_ACTOR", ""),
        run_url=f"{server}/{repository}/actions/runs/{run}" if server and run else "",
    )


def _asking(told: object, repository: str) -> Asking | None:
    """The pull request of an event; None where it tells of none, or of one in no known form."""
    number = told.get("number") if isinstance(told, Mapping) else None
    if not isinstance(told, Mapping) or not isinstance(number, int):
        return None
    head, base = _part(told, "head"), _part(told, "base")
    whose = _text(_part(head, "repo"), "full_name")
    return Asking(
        number=number,
        branch=_text(head, "ref"),
        base=_text(base, "ref"),
        head=_text(head, "sha"),
        base_sha=_text(base, "sha"),
        own=whose.casefold() == repository.casefold(),
    )


def _gitlab_event(variables: Mapping[str, str]) -> Event:
    number = variables.get("CI_MERGE_REQUEST_IID", "")
    asking = None
    if _NUMBER.fullmatch(number):
        source = variables.get("CI_MERGE_REQUEST_SOURCE_PROJECT_PATH", "")
        asking = Asking(
            number=int(number),
            branch=variables.get("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", ""),
            base=variables.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", ""),
            head=variables.get("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", ""),
            base_sha=variables.get("CI_MERGE_REQUEST_TARGET_BRANCH_SHA", ""),
            own=source == variables["CI_PROJECT_PATH"],
        )
    return Event(
        name=variables.get("CI_PIPELINE_SOURCE", ""),
        branch=variables.get("CI_COMMIT_BRANCH", ""),
        asking=asking,
        actor=variables.get("GITLAB_USER_LOGIN", ""),
        run_url=variables.get("CI_JOB_URL", ""),
    )


def _part(told: Mapping[str, object], name: str) -> Mapping[str, object]:
    part = told.get(name)
    return part if isinstance(part, Mapping) else {}


def _text(told: Mapping[str, object], name: str) -> str:
    text = told.get(name)
    return text if isinstance(text, str) else ""
