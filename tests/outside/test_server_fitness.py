"""What makes a given server unfit: a pooler, a standby, an encoding."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from squash.errors import ServerError
from squash.outside.server import Connection
from squash.outside.server.fitness import examine

THERE = Connection("db.example", 5432, "app", "secret", "site")


@dataclass
class Info:
    """What libpq knows of a connection."""

    server_version: int = 150018
    backend_pid: int = 42


class Answer:
    """A session on a server that answers the one question like this."""

    def __init__(self, *row: object, version: int = 150018) -> None:
        self.row = row
        self.info = Info(version)

    def execute(self, query: str) -> Answer:
        """Take the question."""
        return self

    def fetchone(self) -> tuple[object, ...]:
        """Give the answer."""
        return self.row


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(True, True, True, 7, False, "UTF8"), "pooler answers at db.example:5432"),
        (Answer(True, True, True, 42, True, "UTF8"), "is a standby"),
        (Answer(True, True, True, 42, False, "LATIN1"), "are in LATIN1, not in UTF8"),
        (Answer(False, False, True, 42, False, "UTF8"), "may not create databases"),
        (Answer(True, True, True, 42, False, "UTF8", version=120004), "is Postgres 12.4"),
    ],
)
def test_an_unfit_server_is_told(answer: Answer, words: str) -> None:
    """Each with its reason and a next step, the password in none."""
    with pytest.raises(ServerError, match=words) as caught:
        examine(answer, THERE)
    assert caught.value.next_step
    assert "secret" not in str(caught.value)


def test_a_fit_server_is_described() -> None:
    """Version and rights; a superuser may make roles whatever its other rights."""
    found = examine(Answer(True, False, False, 42, False, "UTF8"), THERE)
    assert (found.version, found.major) == ("15.18", 15)
    assert (found.superuser, found.makes_roles) == (True, True)
    plain = examine(Answer(False, True, False, 42, False, "UTF8"), THERE)
    assert (plain.superuser, plain.makes_roles) == (False, False)
