"""The token on its way to the server: which processes hold it, and what they ask first."""

from __future__ import annotations

import shutil
import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import trustme

from squash.outside.git.remote import Remote
from squash.outside.git.scratch import open_scratch
from squash.outside.refusals import Unreachable
from tests.forge.proxy import Proxy, proxy
from tests.gitserver import GitServer, git, new_repository, serving
from tests.outside.gitcase import FILES, TOKEN, VARIABLES, Case, git_case

A = "app/versions/a.py"
NETWORK = {"ls-remote", "fetch", "push"}


@pytest.fixture
def through() -> Iterator[Proxy]:
    """A forward proxy."""
    with proxy() as known:
        yield known


def spy(case: Case) -> dict[str, str]:
    """Variables with which another git runs first, and notes how it was called."""
    folder = case.work / "bin"
    folder.mkdir()
    real = shutil.which("git", path=VARIABLES["PATH"])
    note = f'{{ echo "=== $@"; env; tr "\\0" " " < /proc/$$/cmdline; }} >> "{case.work}/calls"'
    (folder / "git").write_text(f'#!/bin/sh\n{note}\nexec "{real}" "$@"\n')
    (folder / "git").chmod(0o755)
    return {"PATH": f"{folder}:{VARIABLES['PATH']}"}


def test_only_what_speaks_with_the_server_holds_the_token(tmp_path: Path) -> None:
    """In its environment, never in its arguments; what reads the checkout never has it."""
    files = FILES | {".gitattributes": "*.csv filter=lfs\n", ".env": "x"}
    with git_case(tmp_path, files) as case:
        case.clone()
        remote = replace(case.remote, variables=spy(case))
        scratch = open_scratch(tmp_path / "run", case.top, remote)
        tip = scratch.fetch("main", tags=("v1",))
        folder = scratch.check_out(tip, tmp_path / "tree")
        scratch.carry(tip, folder)
        made = scratch.commit(tip, {A: b"baseline\n"}, "Squash")
        scratch.push(made.sha, "squash/main", None)
        scratch.fetch_blobless([made.sha])
        scratch.contents(scratch.changed(tip, made.sha, ["app"]).values())
        scratch.foreign(tip, made.sha, tip)
        calls = (tmp_path / "calls").read_text().split("=== ")[1:]
    holding = set()
    for call in calls:
        words = call.splitlines()[0].split()
        assert TOKEN not in call
        if remote.secrets[1] in call:
            assert not any(remote.secrets[1] in each for each in (words, call.splitlines()[-1]))
            assert "GIT_CONFIG_GLOBAL=/dev/null" in call
            holding.add(next(word for word in words if word in NETWORK))
    assert len(calls) > 20
    assert holding == NETWORK


def test_an_own_authority_and_a_proxy_are_used(tmp_path: Path, through: Proxy) -> None:
    """Nothing is sent to a server that is not trusted; the tunnel does not see the token."""
    authority = trustme.CA()
    bundle = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(bundle))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    bare = new_repository(tmp_path, "org/shop", FILES)
    with serving(GitServer(tmp_path, TOKEN), tls) as server:
        url = f"{server.url}/org/shop.git"
        with pytest.raises(Unreachable, match="is not trusted") as caught:
            Remote(url, TOKEN, VARIABLES, pauses=()).tips()
        assert "SSL_CERT_FILE" in caught.value.next_step
        assert server.seen == []
        variables = VARIABLES | {"SSL_CERT_FILE": str(bundle), "HTTPS_PROXY": through.url}
        tips = Remote(url, TOKEN, variables, pauses=()).tips()
        assert tips == {"main": git(bare, "rev-parse", "main")}
        assert set(through.seen) == {f"CONNECT {server.url.removeprefix('https://')}"}
        assert not any("authorization" in each for each in through.headers)
