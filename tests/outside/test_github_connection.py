"""Connections to GitHub that break, are slow, go through proxies, or show certificates."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import trustme

from squash.errors import ForgeError
from squash.outside.refusals import Unanswered, Unreachable
from squash.proposal.pull import Pull
from tests.forge.client import QUICK, WORKFLOW, Ground, ground
from tests.forge.proxy import Proxy, proxy

FAULTY = {"message": "Server Error"}


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Ground]:
    """A stand-in with one repository."""
    with ground(tmp_path) as known:
        yield known


@pytest.fixture
def through() -> Iterator[Proxy]:
    """A forward proxy."""
    with proxy() as known:
        yield known


def create(here: Ground) -> Pull:
    """Open a pull request."""
    return here.client().create(branch="squash/shop", base="main", title="t", body="b")


@pytest.mark.parametrize("cut", ["before", "after"])
def test_a_connection_cut_while_opening_makes_no_second_one(here: Ground, cut: str) -> None:
    """Whether it was done before the cut or not: there is one pull request, and it is given."""
    here.forge.fail("POST", "/pulls$", cut=cut)
    assert create(here).number == 1
    assert list(here.store.pulls) == [1]
    assert len(here.asked("POST")) == (1 if cut == "after" else 2)


@pytest.mark.parametrize("cut", ["before", "after"])
def test_a_connection_cut_while_commenting_makes_no_second_one(here: Ground, cut: str) -> None:
    """The comment stands once."""
    create(here)
    here.forge.fail("POST", "/comments$", cut=cut)
    note = here.client().comment(1, "hello")
    assert list(here.store.comments) == [note.id]


def test_a_faulty_server_is_not_taken_for_a_refusal(here: Ground) -> None:
    """502 while opening is looked into, whether it was done or not."""
    here.forge.fail("POST", "/pulls$", status=502, body=FAULTY, times=2)
    assert create(here).number == 1
    assert len(here.store.pulls) == 1


@pytest.mark.parametrize("fault", [{"status": 503, "body": FAULTY}, {"cut": "before"}])
def test_what_may_be_repeated_is(here: Ground, fault: dict[str, object]) -> None:
    """What reads, and what sets something to a value, is tried again: and not for ever."""
    create(here)
    client = here.client()
    here.forge.fail("GET", "pulls", **fault, times=3)
    here.forge.fail("PATCH", "pulls", **fault, times=3)
    here.forge.fail("POST", "graphql", **fault, times=3)
    assert client.pull(1).number == 1
    assert client.update(1, title="New").title == "New"
    assert client.viewer() == "github-actions[bot]"
    here.forge.fail("GET", "pulls", **fault, times=4)
    with pytest.raises(Unanswered, match=r"503: Server Error|did not answer"):
        client.pull(1)


def test_a_comment_is_not_repeated_for_ever(here: Ground) -> None:
    """A server that never answers is told in the end."""
    create(here)
    here.forge.fail("POST", "/comments$", cut="before", times=100)
    with pytest.raises(Unanswered):
        here.client().comment(1, "hello")
    assert len([each for each in here.asked("POST") if "comments" in each]) == QUICK.tries


def test_a_slow_answer_is_no_second_pull_request(here: Ground) -> None:
    """An answer that comes after our patience is over was one all the same."""
    here.forge.fail("POST", "/pulls$", seconds=1.0)
    client = here.client(patience=replace(QUICK, silence=0.3))
    found = client.create(branch="squash/shop", base="main", title="t", body="b")
    assert found.number == 1
    assert len(here.store.pulls) == 1


def test_nobody_there_is_told(here: Ground) -> None:
    """A refused connection and an unknown name say so; nothing was sent."""
    client = here.client()
    client.asking.web.base = "http://127.0.0.1:9"
    with pytest.raises(Unreachable, match=r"http://127\.0\.0\.1:9 cannot be reached.*refused"):
        client.default_branch()
    client.asking.web.base = "http://forge.invalid"
    with pytest.raises(Unreachable, match=r"http://forge\.invalid cannot be reached"):
        client.default_branch()


def test_a_moved_repository_is_followed_with_the_same_method(here: Ground) -> None:
    """A renamed repository's address is followed for what writes too; another host is not."""
    place = {"Location": f"{here.forge.url}/repos/acme/shop/pulls"}
    here.forge.fail("POST", "/pulls$", status=301, body={"message": "Moved"}, headers=place)
    assert create(here).number == 1
    for target in ("https://elsewhere.example/x", "http://localhost:1/x"):
        here.forge.fail("GET", status=302, body=FAULTY, headers={"Location": target})
        with pytest.raises(Unreachable, match="sends us from"):
            here.client().default_branch()


def test_an_enterprise_server_has_its_paths_below_api(here: Ground) -> None:
    """Base addresses with /api/v3, pages of lists among them, and GraphQL below /api."""
    client = here.client(api="/api/v3")
    assert client.viewer() == "github-actions[bot]"
    assert client.create(branch="squash/shop", base="main", title="t", body="b").number == 1
    for number in range(150):
        here.store.add_comment(1, "octocat", str(number))
    assert len(list(client.comments(1))) == 150
    assert all(each.path.startswith("/api/") for each in here.forge.requests)


def secure(authority: trustme.CA) -> ssl.SSLContext:
    """What a server needs to show a certificate of an authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "localhost").configure_cert(context)
    return context


@pytest.mark.parametrize("name", ["REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"])
def test_an_own_authority_is_trusted_where_it_is_named(tmp_path: Path, name: str) -> None:
    """Without its file nothing is sent; with it the server of an enterprise is spoken to."""
    authority = trustme.CA()
    bundle = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(bundle))
    with ground(tmp_path / "git", secure(authority)) as here:
        with pytest.raises(Unreachable, match="certificate that is not trusted") as raised:
            here.client().default_branch()
        assert "REQUESTS_CA_BUNDLE" in raised.value.next_step
        assert here.forge.requests == []
        client = here.client(api="/api/v3", variables={name: str(bundle)})
        assert client.default_branch() == "main"
        assert client.viewer() == "github-actions[bot]"
        with pytest.raises(ForgeError, match="cannot be reached"):
            here.client(variables={name: str(tmp_path / "none.pem")}).default_branch()


def test_only_what_was_handed_to_us_counts(
    here: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Our own process's proxies, certificates and ~/.netrc are not looked at."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n", encoding="utf-8")
    for name, value in (
        ("NETRC", str(netrc)),
        ("HTTP_PROXY", "http://127.0.0.1:9"),
        ("http_proxy", "http://127.0.0.1:9"),
        ("NO_PROXY", ""),
        ("no_proxy", ""),
        ("REQUESTS_CA_BUNDLE", "/nonexistent"),
    ):
        monkeypatch.setenv(name, value)
    assert here.client().default_branch() == "main"
    assert here.forge.requests[0].headers["authorization"] == f"Bearer {WORKFLOW}"


def test_a_proxy_is_gone_through(here: Ground, through: Proxy) -> None:
    """By http_proxy in either spelling, and not for hosts that no_proxy names."""
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        assert here.client(variables={name: through.url}).default_branch() == "main"
    assert [each.split(" ")[0] for each in through.seen] == ["GET"] * 3
    for hosts in ("127.0.0.1", "example.org,127.0.0.0/8", "*"):
        client = here.client(variables={"http_proxy": through.url, "NO_PROXY": hosts})
        assert client.default_branch() == "main"
    assert len(through.seen) == 3


def test_a_tunnel_hides_the_token_from_the_proxy(tmp_path: Path, through: Proxy) -> None:
    """HTTPS goes through CONNECT: the proxy sees a host and a port."""
    authority = trustme.CA()
    bundle = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(bundle))
    with ground(tmp_path / "git", secure(authority)) as here:
        variables = {"HTTPS_PROXY": through.url, "SSL_CERT_FILE": str(bundle)}
        assert here.client(variables=variables).default_branch() == "main"
        assert through.seen == [f"CONNECT {here.forge.url.removeprefix('https://')}"]
        assert WORKFLOW not in str(through.headers)


def test_a_proxy_that_refuses_is_named_without_its_password(tmp_path: Path, through: Proxy) -> None:
    """Who did not let us through is told, and its password is not."""
    through.refuses = True
    named = through.url.replace("http://", "http://user:pw1234567@")
    with (
        ground(tmp_path, secure(trustme.CA())) as here,
        pytest.raises(Unreachable, match=f"through the proxy {through.url}") as raised,
    ):
        here.client(variables={"https_proxy": named}).default_branch()
    assert "pw1234567" not in str(raised.value)
    assert "403" in str(raised.value)
