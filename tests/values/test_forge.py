"""Forge and event: what the variables of a job, its event or the address of a repository tell."""

from __future__ import annotations

import pytest

from squash.errors import UsageError
from squash.settings.forge import Asking, Forge, forge_at, surroundings_of

ACTIONS = {
    "GITHUB_REPOSITORY": "acme/shop",
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_API_URL": "https://api.github.com",
    "GITHUB_GRAPHQL_URL": "https://api.github.com/graphql",
    "GITHUB_EVENT_NAME": "pull_request",
    "GITHUB_REF": "refs/pull/7/merge",
    "GITHUB_RUN_ID": "42",
    "GITHUB_ACTOR": "ann",
}
GITLAB = {
    "GITLAB_CI": "true",
    "CI_SERVER_URL": "https://git.example.com",
    "CI_API_V4_URL": "https://git.example.com/api/v4",
    "CI_PROJECT_PATH": "group/sub/shop",
    "CI_PIPELINE_SOURCE": "merge_request_event",
    "CI_MERGE_REQUEST_IID": "3",
    "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": "more",
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
    "CI_MERGE_REQUEST_SOURCE_PROJECT_PATH": "group/sub/shop",
    "CI_JOB_URL": "https://git.example.com/group/sub/shop/-/jobs/5",
}


def pull(owner: str | None) -> dict[str, object]:
    """The event of a pull request whose branch lies in a repository of this owner."""
    repo = None if owner is None else {"full_name": f"{owner}/shop"}
    head = {"ref": "more", "sha": "a" * 40, "repo": repo}
    return {
        "pull_request": {"number": 7, "head": head, "base": {"ref": "main", "sha": "b" * 40}},
    }


def test_a_job_of_actions_tells_forge_and_pull_request() -> None:
    """The addresses are those of the environment, the pull request that of the event."""
    known = surroundings_of(ACTIONS, pull("Acme"))
    assert known.forge == Forge(
        kind="github",
        server_url="https://github.com",
        api_url="https://api.github.com",
        graphql_url="https://api.github.com/graphql",
        repository="acme/shop",
    )
    event = known.event
    assert event.asking == Asking(
        number=7, branch="more", base="main", head="a" * 40, base_sha="b" * 40, own=True
    )
    assert (event.name, event.branch, event.actor) == ("pull_request", "", "ann")
    assert event.run_url == "https://github.com/acme/shop/actions/runs/42"


@pytest.mark.parametrize("owner", ["other", None])
def test_a_fork_is_not_our_own(owner: str | None) -> None:
    """Nor is a branch whose repository is gone."""
    asking = surroundings_of(ACTIONS, pull(owner)).event.asking
    assert asking is not None
    assert not asking.own


@pytest.mark.parametrize(
    "payload", [{}, {"pull_request": None}, {"pull_request": {"number": "7"}}, {"schedule": "0 *"}]
)
def test_other_events_have_no_pull_request(payload: dict[str, object]) -> None:
    """A schedule, or an event in no known form, is about no pull request."""
    ref = {"GITHUB_REF": "refs/heads/release/1"}
    event = surroundings_of({**ACTIONS, **ref}, payload).event
    assert (event.asking, event.branch) == (None, "release/1")


def test_a_server_of_ones_own_has_its_apis_below_it() -> None:
    """Where the environment names the server alone, its APIs are where Enterprise has them."""
    variables = {"GITHUB_REPOSITORY": "a/b", "GITHUB_SERVER_URL": "https://git.example.com/"}
    forge = surroundings_of(variables).forge
    assert forge is not None
    assert forge.api_url == "https://git.example.com/api/v3"
    assert forge.graphql_url == "https://git.example.com/api/graphql"


def test_a_job_of_gitlab_tells_forge_and_merge_request() -> None:
    """Groups may be nested; a merge request of a fork is not our own."""
    known = surroundings_of(GITLAB)
    assert known.forge == Forge(
        kind="gitlab",
        server_url="https://git.example.com",
        api_url="https://git.example.com/api/v4",
        repository="group/sub/shop",
    )
    assert known.event.asking == Asking(number=3, branch="more", base="main", own=True)
    assert known.event.run_url == GITLAB["CI_JOB_URL"]
    fork = {**GITLAB, "CI_MERGE_REQUEST_SOURCE_PROJECT_PATH": "else/shop"}
    asking = surroundings_of(fork).event.asking
    assert asking is not None
    assert not asking.own


def test_a_shell_tells_nothing() -> None:
    """Elsewhere neither forge nor event is known."""
    known = surroundings_of({"PATH": "/bin"})
    assert (known.forge, known.event.name, known.event.asking) == (None, "", None)


@pytest.mark.parametrize(
    ("url", "kind", "api", "repository"),
    [
        ("https://github.com/a/b.git", "github", "https://api.github.com", "a/b"),
        ("https://u:p@github.com/a/b", "github", "https://api.github.com", "a/b"),
        ("https://ghe.acme.com/a/b", "github", "https://ghe.acme.com/api/v3", "a/b"),
        ("https://gitlab.com/g/s/b.git", "gitlab", "https://gitlab.com/api/v4", "g/s/b"),
    ],
)
def test_the_address_of_a_repository_tells_its_forge(
    url: str, kind: str, api: str, repository: str
) -> None:
    """Known servers, servers of the environment and names with gitlab in them are understood."""
    forge = forge_at(url, {"GITHUB_SERVER_URL": "https://ghe.acme.com"})
    assert forge is not None
    assert (forge.kind, forge.api_url, forge.repository) == (kind, api, repository)


@pytest.mark.parametrize(
    "url", ["https://code.example.com/a/b", "/srv/a/b", "https://github.com", "http://[::1/a/b"]
)
def test_other_addresses_tell_nothing(url: str) -> None:
    """A server of unknown kind is asked for by name, not guessed."""
    assert forge_at(url, {}) is None


@pytest.mark.parametrize("number", ["9" * 5000, "٣", "x"])
def test_a_number_that_is_none_names_no_merge_request(number: str) -> None:
    """A variable that no runner sets so is not believed."""
    variables = {"GITLAB_CI": "true", "CI_PROJECT_PATH": "a/b", "CI_MERGE_REQUEST_IID": number}
    assert surroundings_of(variables).event.asking is None


@pytest.mark.parametrize(
    "address", ["http://[::1", "https://", "github.com", "https://github.com:port", "file:///srv"]
)
@pytest.mark.parametrize("name", ["GITHUB_SERVER_URL", "GITHUB_API_URL", "GITHUB_GRAPHQL_URL"])
def test_a_server_without_an_address_is_refused_by_name(name: str, address: str) -> None:
    """The variable is named, and not what stands in it: that may hold a password."""
    with pytest.raises(UsageError, match=rf"^{name} is no address") as caught:
        surroundings_of({"GITHUB_REPOSITORY": "a/b", name: address})
    assert address not in f"{caught.value.what}{caught.value.why}"
    with pytest.raises(UsageError, match=r"^CI_SERVER_URL is no address"):
        surroundings_of({"GITLAB_CI": "true", "CI_PROJECT_PATH": "a/b", "CI_SERVER_URL": address})
