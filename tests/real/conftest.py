"""What the tests of published histories share: servers of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.real.servers import Server
from tests.real.trial import Servers, cases


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    """Private clusters by major, stopped at the end."""
    with ExitStack() as stack:
        yield Servers(stack)


@pytest.fixture(scope="session")
def server(servers: Servers) -> Server:
    """The server every run has."""
    return servers[cases(every=False)[0].major]


@pytest.fixture(autouse=True)
def _unmeasured(unmeasured: None) -> None:
    """All of these."""
