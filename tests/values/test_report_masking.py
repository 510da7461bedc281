"""Masking: what is taken out of a text and what stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from squash.difference import Difference
from squash.report import mask, masked
from tests.outcomes import CHANGED, differing

HIDDEN = [
    "CREATE USER MAPPING FOR bob SERVER far OPTIONS (\n  password 'SECRET',\n  \"user\" 'bob'\n);",
    "CREATE USER MAPPING FOR bob SERVER far OPTIONS (\"user\" 'bob', password 'a'')SECRET');",
    "ALTER USER MAPPING FOR \"a(b\" SERVER far OPTIONS (SET api_key E'x\\'SECRET');",
    "CREATE USER MAPPING FOR bob SERVER far OPTIONS (\"api key\" 'SECRET');",
    "CREATE SUBSCRIPTION s CONNECTION 'host=h password=SECRET dbname=d' PUBLICATION p;",
    "CREATE SUBSCRIPTION s CONNECTION 'dbname=d password = SECRET' PUBLICATION p;",
    "CREATE SUBSCRIPTION s CONNECTION 'password=''a SECRET'' dbname=d' PUBLICATION p;",
    "CREATE SUBSCRIPTION s CONNECTION 'postgresql://u:SECRET@h/d' PUBLICATION p;",
    "CREATE ROLE bob PASSWORD 'SECRET';",
    "connecting to postgresql+psycopg2://u:pa/ss@SECRET@h:5432/d now",
    "redis://:SECRET@h:6379/0",
    "postgresql:///d?host=/run&password=SECRET&user=u",
    "psql 'host=h user=u password=SECRET'",
    "dsn: host=h password='it is SECRET' user=u",
]


@pytest.mark.parametrize("text", HIDDEN)
def test_passwords_are_found_by_their_form(text: str) -> None:
    """User mappings, connection strings, URLs and role passwords lose the password alone."""
    shown = mask(text)
    assert "SECRET" not in shown
    assert "***" in shown
    assert shown == mask(shown)


def test_what_is_no_password_stays() -> None:
    """User, host and everything around a password are still there."""
    assert mask(HIDDEN[0]) == HIDDEN[0].replace("SECRET", "***")
    assert mask(HIDDEN[4]) == HIDDEN[4].replace("SECRET", "***")
    assert mask(HIDDEN[11]) == HIDDEN[11].replace("SECRET", "***")


@pytest.mark.parametrize(
    "text",
    [
        "UPDATE t SET password=new_password WHERE id = 1;",
        "CREATE TABLE users (password character varying(40) DEFAULT ''::character varying);",
        "CREATE SERVER far FOREIGN DATA WRAPPER fdw OPTIONS (host 'h', dbname 'd');",
        "see https://example.org:443/a/b and mail@example.org",
        "postgresql://u@h/d",
        "a mapping of passwords",
    ],
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    """SQL that only speaks of passwords is evidence and stays readable."""
    assert text == mask(text)


def test_given_secrets_are_found_in_any_spelling() -> None:
    """A secret is masked as it is, with doubled quotes and URL-quoted; the longest first."""
    secret = "p'a s/1"
    text = f"{secret} p''a s/1 p%27a%20s%2F1 p%27a+s%2F1 p'a s/12"
    assert mask(text, (secret, secret + "2")) == "*** *** *** *** ***"


def test_tiny_secrets_do_not_destroy_the_text() -> None:
    """Values under four characters are not looked for."""
    assert mask("an apple", ("a", "app")) == "an apple"


def test_a_whole_outcome_is_masked() -> None:
    """Every text in an outcome is masked, however deep, and nothing else changes."""
    secret = Difference("row", "public.t", "cut", "missing", "hunter2-hunter2", "")
    outcome = differing()
    check = replace(outcome.checks[0], differences=(CHANGED, secret))
    shown = masked(replace(outcome, checks=(check,)), ("hunter2-hunter2",))
    assert shown.checks[0].differences == (CHANGED, replace(secret, before="***"))
    assert replace(shown, checks=outcome.checks) == outcome


@pytest.mark.parametrize(
    "text",
    [
        "CREATE USER MAPPING FOR b OPTIONS (" + "a" * 50,
        "USER MAPPING for x ",
        "password '",
        "host=x password=y ",
        "postgresql://a:b",
    ],
)
def test_masking_takes_linear_time(text: str) -> None:
    """What begins like a password again and again, and never is one, does not stop a run."""
    assert len(mask(text * 2000)) > 2000
