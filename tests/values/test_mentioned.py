"""Mentions: what still names a removed revision is found, and common words are not taken for it."""

from __future__ import annotations

import pytest

from squash.proposal.mentioned import Names, mentions_in

REMOVED = {
    "3f1c9a7be204": "migrations/versions/3f1c9a7be204_customers.py",
    "0560_add_org": "migrations/versions/0560_add_org.py",
    "38": "migrations/versions/users.py",
    "initial": "migrations/versions/initial.py",
    "größe": "migrations/versions/größe.py",
    "f50a7c1e84d9": "migrations/versions/f50a7c1e84d9_wishlists.py",
}
CUT = "f50a7c1e84d9"
NAMES = Names.of(REMOVED, CUT)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('upgrade("3f1c9a7be204")', "3f1c9a7be204"),
        ("def test_3f1c9a7be204_adds_rows():", "3f1c9a7be204"),
        ("see 3f1c9a7be204.", "3f1c9a7be204"),
        (
            "from migrations.versions import 3f1c9a7be204_customers as c",
            "3f1c9a7be204_customers.py",
        ),
        ("cat versions/3f1c9a7be204_customers.py", "3f1c9a7be204_customers.py"),
        ("import_module('x.f50a7c1e84d9_wishlists')", "f50a7c1e84d9_wishlists.py"),
        ("downgrade to 0560_add_org", "0560_add_org"),
        ("alembic downgrade '38'", "38"),
        ('revision = "initial"', "initial"),
        ("from migrations.versions.users import VIEW", "users.py"),
        ("open('versions/users.py')", "users.py"),
        ("upgrade('größe')", "größe"),
    ],
)
def test_a_line_that_names_what_goes(line: str, what: str) -> None:
    """Ids and files are found as words of their own, the file rather than the id in its name."""
    found = list(mentions_in("a.py", f"first\n  {line}\nlast".encode(), NAMES))
    assert [(each.file, each.line, each.what, each.text) for each in found] == [
        ("a.py", 2, what, line)
    ]


@pytest.mark.parametrize(
    "line",
    [
        "sha256:ab3f1c9a7be204",
        "3f1c9a7be2045",
        "alembic upgrade f50a7c1e84d9",
        "timeout = 38",
        "rows == '38'",
        "the initial revision",
        "from app import users",
        "cat docs/users.md",
        "30560_add_orgs",
        "Größe",
        "nothing of the kind",
    ],
)
def test_a_line_that_means_something_else(line: str) -> None:
    """Parts of other words, common words and the id that stays are none."""
    assert list(mentions_in("a.py", line.encode(), NAMES)) == []


def test_a_line_is_told_once_and_not_at_length() -> None:
    """Several names in one line are one mention; a long line is cut."""
    line = "0560_add_org 3f1c9a7be204 " + "x" * 9000
    [found] = mentions_in("a.min.js", line.encode(), NAMES)
    assert len(found.text) == 400


def test_bytes_are_no_text() -> None:
    """A file with zero bytes is passed over, one in another encoding is read as far as it goes."""
    assert list(mentions_in("a.bin", b"\0 3f1c9a7be204", NAMES)) == []
    [found] = mentions_in("a.txt", b"caf\xe9 3f1c9a7be204", NAMES)
    assert found.line == 1
