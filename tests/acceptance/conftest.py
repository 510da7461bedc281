"""What the acceptance tests share: a judge's server."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from squash.outside.server import default_cache, find_binaries, server_user
from tests.real.servers import Server, start


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """The judge's own server, of the major that the tool takes."""
    cache = default_cache(os.environ, root=os.geteuid() == 0)
    taken = find_binaries(path=os.environ["PATH"], user=server_user(), cache=cache)
    made = start(taken.major)
    yield made
    made.close()
