"""What GitHub refuses: each kind turned into what to do, with nothing of the token in it."""

from __future__ import annotations

import base64
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from squash.errors import ForgeError
from squash.outside.github import GitHub
from squash.outside.refusals import (
    Invalid,
    LimitReached,
    MissingPermission,
    NotThere,
    ReadOnly,
    Refused,
    WrongToken,
)
from tests.forge import Token
from tests.forge.client import NAME, PERSONAL, QUICK, WORKFLOW, Ground, ground

BOTH = "permissions:\n  contents: write\n  pull-requests: write\n"
LATER = {"message": "You have exceeded a secondary rate limit. Please wait a few minutes."}
USED_UP = {"message": "API rate limit exceeded for installation ID 1."}


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Ground]:
    """A stand-in with one repository."""
    with ground(tmp_path) as known:
        yield known


def create(client: GitHub) -> object:
    """Open a pull request."""
    return client.create(branch="squash/shop", base="main", title="t", body="b")


def refused(kind: type[ForgeError], call: Callable[[], object]) -> ForgeError:
    """The error of a call."""
    with pytest.raises(kind) as raised:
        call()
    assert type(raised.value) is kind
    assert raised.value.what
    assert raised.value.why
    assert raised.value.next_step
    return raised.value


def test_a_wrong_token_is_told(here: Ground) -> None:
    """401 names where the token comes from, for REST and GraphQL."""
    for call in (here.client("ghs_wrong").viewer, here.client("ghs_wrong").default_branch):
        error = refused(WrongToken, call)
        assert "Bad credentials" in error.what
        assert "`token`" in error.next_step


def test_a_missing_permission_names_the_lines_to_add(here: Ground) -> None:
    """A job's token that may only read is a kind of its own, and the exact lines are told."""
    client = here.client("ghs_read")
    here.store.add_pull("squash/shop", "main")
    note = here.store.add_comment(1, "octocat", "hello")
    assert BOTH in refused(ReadOnly, lambda: create(client)).next_step
    assert BOTH in refused(ReadOnly, lambda: client.update(1, title="t")).next_step
    pull = client.pull(1)
    assert BOTH in refused(ReadOnly, lambda: client.set_draft(pull, True)).next_step
    one = "permissions:\n  pull-requests: write\n"
    assert one in refused(ReadOnly, lambda: client.comment(1, "b")).next_step
    assert one in refused(ReadOnly, lambda: client.edit_comment(note.id, "b")).next_step
    error = refused(ReadOnly, lambda: client.delete_branch("squash/shop"))
    assert "permissions:\n  contents: write\n" in error.next_step
    assert "Dependabot" in error.next_step


def test_what_github_says_a_call_needs_is_told(here: Ground) -> None:
    """Where we do not know the permission GitHub's own header does."""
    needed = {"X-Accepted-GitHub-Permissions": "pull_requests=write,contents=read; issues=write"}
    body = {"message": "Resource not accessible by integration"}
    here.forge.fail("POST", "graphql", status=403, body=body, headers=needed)
    error = refused(ReadOnly, here.client().viewer)
    assert "permissions:\n  pull-requests: write\n  contents: read\n" in error.next_step


def test_a_personal_token_has_other_permissions(here: Ground) -> None:
    """A person's token is told which permissions and scope it needs, no lines of a job."""
    here.forge.tokens[PERSONAL] = Token("octocat", "user", frozenset())
    error = refused(MissingPermission, lambda: create(here.client(PERSONAL)))
    assert "contents: write, pull-requests: write (a fine-grained token)" in error.next_step
    assert "permissions:\n" not in error.next_step


def test_what_an_organization_asks_for_is_told(here: Ground) -> None:
    """A token without single sign-on is told the page that authorizes it."""
    page = "https://github.com/orgs/acme/sso?authorization_request=A"
    here.forge.fail(
        "GET", status=403, headers={"X-GitHub-SSO": f"required; url={page}"},
        body={"message": "Resource protected by organization SAML enforcement."},
    )  # fmt: skip
    assert page in refused(MissingPermission, here.client().default_branch).next_step


def test_an_archived_repository_is_told(here: Ground) -> None:
    """Nothing can be written to it, whatever the token."""
    here.store.archived = True
    assert "archived" in refused(Refused, lambda: create(here.client())).why


def test_what_is_not_there_is_named(here: Ground) -> None:
    """404 names what was looked for, and what a private repository needs."""
    assert f"pull request #7 in {NAME}" in refused(NotThere, lambda: here.client().pull(7)).why
    client = here.client()
    client.asking.repository = "acme/nothing"
    error = refused(NotThere, client.default_branch)
    assert "permissions:\n  contents: read" in error.next_step


def test_what_graphql_refuses_is_told(here: Ground) -> None:
    """Errors that come with status 200 are errors too."""
    here.store.add_pull("squash/shop", "main")
    here.store.drafts = False
    client = here.client()
    pull = client.pull(1)
    error = refused(Invalid, lambda: client.set_draft(pull, True))
    assert "Draft pull requests are not supported" in error.what
    here.store.pulls.clear()
    assert "PR_1" in refused(NotThere, lambda: client.set_draft(pull, True)).what


def test_a_limit_is_waited_for_and_told(here: Ground) -> None:
    """Retry-After is kept to, each wait is told, and what was asked is done once."""
    for status, body in ((403, LATER), (429, LATER), (403, USED_UP)):
        here.forge.fail(status=status, body=body, headers={"Retry-After": "0"})
    create(here.client())
    assert here.told == ["GitHub limits requests: going on in 0 seconds."] * 3
    assert list(here.store.pulls) == [1]


def test_a_limit_that_takes_too_long_ends_the_run(here: Ground) -> None:
    """The time of the reset is read by GitHub's clock; a secondary limit without it is a minute."""
    date, reset = "Thu, 01 Jan 2026 00:00:00 GMT", 1_767_225_600
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(reset + 899), "Date": date}
    here.forge.fail(status=403, body=USED_UP, headers=headers)
    error = refused(LimitReached, here.client().default_branch)
    assert isinstance(error, LimitReached)
    assert error.seconds == 900
    here.forge.fail(status=403, body=LATER)
    error = refused(LimitReached, lambda: create(here.client()))
    assert isinstance(error, LimitReached)
    assert error.seconds == 60
    assert "secondary rate limit" in error.what
    assert here.told == []


def test_a_limit_that_comes_again_and_again_ends_the_run(here: Ground) -> None:
    """Waiting nothing for ever is bounded as well."""
    here.forge.fail(status=429, body=LATER, headers={"Retry-After": "0"}, times=100)
    refused(LimitReached, here.client().default_branch)
    assert len(here.forge.requests) == QUICK.limit + 1


def test_graphql_tells_its_limit_in_its_body(here: Ground) -> None:
    """Status 200 with RATE_LIMITED is waited for as well."""
    body = {"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}
    here.forge.fail("POST", "graphql", status=200, body=body, headers={"Retry-After": "0"})
    assert here.client().viewer() == "github-actions[bot]"


def test_an_answer_that_is_no_api_is_told(here: Ground) -> None:
    """A login page of a proxy is not taken for GitHub, whatever its status."""
    here.forge.fail(status=200, body="<html>")
    assert "no JSON" in refused(ForgeError, here.client().default_branch).why
    here.forge.fail(status=418, body="<html>")
    assert "(status 418): <html>" in refused(Refused, here.client().default_branch).what


def test_nothing_of_the_token_is_in_an_error(here: Ground) -> None:
    """A server that says the token back, plain or encoded, is quoted without it."""
    coded = base64.b64encode(f"x-access-token:{WORKFLOW}".encode()).decode()
    for said in (WORKFLOW, coded, f"https://x-access-token:{WORKFLOW}@github.com"):
        body = {"message": f"no: {said}", "errors": [{"code": "custom", "message": said}]}
        here.forge.fail("POST", "pulls", status=422, body=body)
        client = here.client()
        with pytest.raises(ForgeError) as raised:
            create(client)
        shown = "".join(traceback.format_exception(raised.value)) + repr(client)
        assert "no: " in shown
        assert WORKFLOW not in shown
        assert coded[20:40] not in shown
