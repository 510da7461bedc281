"""The repository on the forge, asked over HTTP with a token."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from squash.errors import CheckoutError, ForgeError
from squash.outside.git.environment import (
    bare_environment,
    configured,
    credentials,
    git_environment,
    with_token,
)
from squash.outside.git.remote import GITHUB, GITLAB, Remote, remote_url
from squash.outside.refusals import MissingPermission, NotThere, Unreachable, WrongToken
from tests.gitserver import GitServer, commit_on, git, new_repository, serving

TOKEN = "ghs_0123456789abcdef"
VARIABLES = {"PATH": os.environ["PATH"]}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[GitServer]:
    """A server with one repository."""
    root = tmp_path / "server"
    new_repository(root, "org/shop", {"app.py": "one\n"})
    with serving(GitServer(root, TOKEN, readers=("reader",))) as running:
        yield running


def remote(server: GitServer, token: str = TOKEN, name: str = "org/shop") -> Remote:
    """A repository of the server, asked without waiting."""
    return Remote(f"{server.url}/{name}.git", token, VARIABLES, pauses=(0.0, 0.0))


def test_branches_and_the_default_one_are_told(server: GitServer) -> None:
    """Only branches of just that name, with the commits they stand at."""
    bare = server.root / "org" / "shop.git"
    first = git(bare, "rev-parse", "main")
    second = commit_on(bare, "work/main", {"a.py": "a"}, "Another", start="main")
    commit_on(bare, "refs/heads/x/refs/heads/main", {"a.py": "b"}, "Misleading", start="main")
    asked = remote(server)
    assert asked.tips("main", "work/main", "none") == {"main": first, "work/main": second}
    assert len(asked.tips()) == 3
    assert asked.default_branch() == "main"


def test_heads_of_pull_requests_are_told_by_number(server: GitServer) -> None:
    """The refs of GitHub and of GitLab, in one question; merge refs are not heads."""
    bare = server.root / "org" / "shop.git"
    heads = {}
    for number, ref in ((7, "pull/7/head"), (12, "merge-requests/12/head")):
        heads[number] = commit_on(bare, f"refs/{ref}", {"a.py": ref}, "Work", start="main")
    commit_on(bare, "refs/pull/7/merge", {"a.py": "merged"}, "Merge", start="main")
    assert remote(server).pull_heads() == heads
    assert len([each for each in server.seen if each[0] == "POST"]) == 1


def test_the_token_is_shown_to_its_server_alone(server: GitServer, tmp_path: Path) -> None:
    """It is in no argument and no text, and a server that is led to gets none."""
    asked = remote(server)
    asked.tips("main")
    assert {shown for _, _, shown in server.seen} == {f"Basic {asked.secrets[1]}"}
    assert TOKEN not in f"{asked!r} {asked.url}"
    with serving(GitServer(tmp_path, TOKEN)) as other:
        server.redirect = other.url.replace("127.0.0.1", "localhost")
        with pytest.raises(ForgeError):
            asked.tips("main")
        assert other.seen
        assert {shown for _, _, shown in other.seen} == {""}


def test_credentials_in_an_address_are_dropped() -> None:
    """What a checkout keeps in the address of origin does not show up anywhere."""
    named = Remote("https://oauth2:secret@forge.example:8443/o/r.git", "", {}, user=GITLAB)
    assert named.url == "https://forge.example:8443/o/r.git"
    assert named.secrets == ()
    assert "GIT_CONFIG_KEY_5" not in named.environment


@pytest.mark.parametrize(
    ("token", "name", "error", "says"),
    [
        ("wrong", "org/shop", WrongToken, "does not know this token"),
        ("", "org/shop", WrongToken, "does not know this token"),
        (TOKEN, "org/none", NotThere, "There is no repository"),
    ],
)
def test_what_may_not_be_read_is_told(
    server: GitServer, token: str, name: str, error: type[ForgeError], says: str
) -> None:
    """A wrong token, none, and a repository that is not there or not to be seen."""
    with pytest.raises(error, match=says) as caught:
        remote(server, token, name).tips("main")
    assert "contents: read" in caught.value.next_step
    assert caught.value.exit_code == 6


def test_a_server_that_fails_is_asked_again(server: GitServer) -> None:
    """Twice, and then it is said; an answer of another kind is final at once."""
    server.failures += [("info/refs", 503), ("info/refs", 429)]
    assert "main" in remote(server).tips("main")
    server.failures += [("info/refs", 502)] * 3
    with pytest.raises(Unreachable, match="cannot be reached") as caught:
        remote(server).tips("main")
    assert "502" in caught.value.why
    server.seen.clear()
    server.failures += [("info/refs", 403)]
    with pytest.raises(MissingPermission, match="may not be read"):
        remote(server).tips("main")
    assert len(server.seen) == 1


def test_no_server_and_a_wrong_proxy_are_told(server: GitServer) -> None:
    """Nobody listens there, or a proxy stands between that does not answer."""
    dead = Remote("http://127.0.0.1:9/o/r.git", TOKEN, VARIABLES, pauses=())
    with pytest.raises(Unreachable, match="cannot be reached"):
        dead.tips("main")
    through = VARIABLES | {"http_proxy": "http://127.0.0.1:9"}
    with pytest.raises(Unreachable) as caught:
        Remote(f"{server.url}/org/shop.git", TOKEN, through, pauses=()).tips("main")
    assert "https_proxy" in caught.value.next_step
    assert server.seen == []


def test_an_empty_repository_has_no_default_branch(server: GitServer) -> None:
    """The input that names one is named."""
    bare = server.root / "org" / "empty.git"
    bare.mkdir()
    git(bare, "init", "-q", "--bare")
    with pytest.raises(ForgeError, match="no default branch") as caught:
        remote(server, name="org/empty").default_branch()
    assert "base" in caught.value.next_step


def test_nobodys_settings_reach_what_holds_the_token(server: GitServer, tmp_path: Path) -> None:
    """Of the user's, the machine's and the checkout's settings none runs a program or reroutes."""
    ran = tmp_path / "ran"
    evil = tmp_path / "home" / ".gitconfig"
    evil.parent.mkdir()
    evil.write_text(
        f'[credential]\n\thelper = "!touch {ran}; true"\n[core]\n\taskPass = {ran}\n'
        f'[url "http://127.0.0.1:9/"]\n\tinsteadOf = {server.url}\n[http]\n\tproxy = localhost:9\n'
    )
    (evil.parent / ".netrc").write_text("machine 127.0.0.1 login a password b\n")
    variables = VARIABLES | {
        "HOME": str(evil.parent),
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "http.extraheader",
        "GIT_CONFIG_VALUE_0": "Authorization: Basic other",
        "GIT_TRACE_CURL": str(ran),
        "GIT_ASKPASS": str(ran),
        "GIT_DIR": str(tmp_path),
    }
    asked = Remote(f"{server.url}/org/shop.git", TOKEN, variables, pauses=())
    assert "main" in asked.tips("main")
    with pytest.raises(ForgeError, match="does not know this token"):
        Remote(asked.url, "wrong", variables, pauses=()).tips("main")
    assert not ran.exists()
    server.seen.clear()
    with pytest.raises(ForgeError, match="does not know this token"):
        Remote(asked.url, "", variables, pauses=()).tips("main")
    assert {shown for _, _, shown in server.seen} == {""}


def test_a_token_takes_the_place_of_another(server: GitServer) -> None:
    """Of two headers every server refuses both, so what was set before is taken back."""
    other = (("http.extraheader", "Authorization: Basic other"),)
    url = f"{server.url}/org/shop.git"
    env = with_token(configured(bare_environment(VARIABLES), other), url, GITHUB, TOKEN)
    subprocess.run(["git", "ls-remote", url], env=env, check=True, capture_output=True)
    assert {shown for _, _, shown in server.seen} == {f"Basic {credentials(GITHUB, TOKEN)}"}


def test_a_bundle_of_certificates_reaches_git() -> None:
    """By the variables that Python's and OpenSSL's programs know it by; git's own wins."""
    bundle = {"SSL_CERT_FILE": "/ca.pem"}
    assert bare_environment(bundle)["GIT_SSL_CAINFO"] == "/ca.pem"
    own = bundle | {"GIT_SSL_CAINFO": "/own.pem"}
    assert bare_environment(own)["GIT_SSL_CAINFO"] == "/own.pem"
    assert "SSL_CERT_FILE" not in bare_environment(own)
    assert bare_environment({"HTTPS_PROXY": "http://p:1", "SECRET": "s"}).keys() >= {"HTTPS_PROXY"}
    assert "SECRET" not in bare_environment({"SECRET": "s"})


@pytest.mark.parametrize(
    ("origin", "url"),
    [
        ("git@forge.example:org/shop.git", "https://forge.example/org/shop.git"),
        ("ssh://git@forge.example:2222/org/shop", "https://forge.example/org/shop"),
        ("https://me:secret@forge.example/org/shop", "https://forge.example/org/shop"),
        ("http://forge.example:8080/org/shop.git", "http://forge.example:8080/org/shop.git"),
        ("file:///srv/shop.git", "file:///srv/shop.git"),
        ("/srv/shop.git", "/srv/shop.git"),
    ],
)
def test_the_address_is_that_of_origin(tmp_path: Path, origin: str, url: str) -> None:
    """Reached by HTTP, where the checkout came by SSH; without the token it came with."""
    git(tmp_path, "init", "-q")
    git(tmp_path, "remote", "add", "origin", origin)
    assert remote_url(tmp_path, VARIABLES) == url
    named = remote_url(tmp_path, VARIABLES, "https://ghe.example/", "org/other")
    assert named == "https://ghe.example/org/other.git"


def test_a_checkout_without_origin_is_told(tmp_path: Path) -> None:
    """What to add is named."""
    git(tmp_path, "init", "-q")
    with pytest.raises(CheckoutError, match="no remote named origin") as caught:
        remote_url(tmp_path, VARIABLES)
    assert "git remote add origin" in caught.value.next_step


def test_a_folder_beside_is_an_address(server: GitServer, tmp_path: Path) -> None:
    """A relative origin is meant from the checkout."""
    work = tmp_path / "work"
    subprocess.run(
        ["git", "clone", "-q", str(server.root / "org" / "shop.git"), str(work)],
        env=git_environment(VARIABLES), check=True,
    )  # fmt: skip
    git(work, "remote", "set-url", "origin", "../server/org/shop.git")
    url = remote_url(work, VARIABLES)
    assert url == str(server.root / "org" / "shop.git")
    assert "main" in Remote(url, TOKEN, VARIABLES, pauses=()).tips("main")
