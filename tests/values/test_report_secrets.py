"""Secrets: which values of an environment are taken out, and which texts stay readable."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest

from squash.report.masking import mask, mask_log
from squash.report.secrets import encoded_forms, passwords, secret_values

HIDDEN = {
    "SECRET_KEY": "f3b1c9a7d2",
    "DB_PASSWORD": "Tr0ub4dor&3",
    "PGPASSWORD": "p4ss",
    "APP_MAIL_PASSWD": "correct horse battery staple",
    "STRIPE_API_KEY": "abcdefghijkl",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "GH_TOKEN": "not-of-a-known-form",
    "OAUTH_CREDENTIALS": '{"id": 1, "word": "x"}',
    "FERNET_KEY": "4fB0n2-k1Lz0pQ9xW3rT7yU5iO1aS8dF6gH2jK4lZ0=",
    "SIGNATURE_SALT": "8f14e45fceea167a",
    "DATABASE_URL": "postgresql+asyncpg://app:s3cret-word@db:5432/shop",
}
PUBLIC = {
    "PATH": "/usr/bin:/bin",
    "PWD": "/home/a1b2c3d4e5f6",
    "SECRET_KEY": "changeme",
    "DB_PASSWORD": "postgres",
    "PGPASSWORD": "test",
    "TOKEN": "12345",
    "TOKENIZERS_PARALLELISM": "false-for-now",
    "SORT_KEY": "created_at_descending",
    "KEYBOARD": "de-latin1-nodeadkeys",
    "SSH_AUTH_SOCK": "/tmp/ssh-XXXX/agent.1234",
    "GOOGLE_APPLICATION_CREDENTIALS": "/run/secrets/key.json",
    "OAUTH_TOKEN_URL": "https://login.example.org/oauth2/token",
    "JWT_PUBLIC_KEY": "a1b2c3d4e5f6a7b8",
    "DATABASE_URL": "postgresql://shop:shop@localhost:5432/shop",
    "REDIS_URL": "redis://localhost:6379/0",
    "HOMEPAGE": "https://example.org:8443/a@b",
}


@pytest.mark.parametrize("name", HIDDEN)
def test_what_looks_secret_is_found(name: str) -> None:
    """By the name of the variable, or as the password of an address."""
    value = HIDDEN[name]
    assert secret_values({name: value}) == (
        ("s3cret-word",) if name == "DATABASE_URL" else (value,)
    )


@pytest.mark.parametrize("name", PUBLIC)
def test_what_says_nothing_is_left_alone(name: str) -> None:
    """Everyday words, paths, addresses and names are not taken out of every text."""
    assert secret_values({name: PUBLIC[name]}) == ()


def test_all_secrets_come_the_longest_first() -> None:
    """So that no part of one is left; also those of addresses that stand in no variable."""
    found = secret_values(HIDDEN, ["postgresql://u:another-one@h/d"])
    assert list(found) == sorted(found, key=lambda value: (-len(value), value))
    assert len(found) == len(HIDDEN) + 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("postgresql://u:a%40b-c@h/d", {"a%40b-c", "a@b-c"}),
        ("postgresql://u:p/with/slash@h/d", {"p/with/slash"}),
        ("amqp://u:word-one@h and redis://:word-two@h", {"word-one", "word-two"}),
        ("postgresql:///d?user=u&password=word-one", {"word-one"}),
        ("no address", set()),
    ],
)
def test_passwords_of_addresses_are_found(text: str, found: set[str]) -> None:
    """As they are written, and as they are meant where that differs."""
    assert set(passwords(text)) == found


@pytest.mark.parametrize(
    "secret",
    ["it's", 'a"b\\c', "tab\tin it", "großes-Geheimnis", "a%b c/d", "back\\slash'quote"],
)
def test_a_secret_is_found_as_programs_write_it(secret: str) -> None:
    """In SQL, in COPY, as Python and JSON print it, and in an address."""
    doubled = secret.replace("'", "''")
    copied = secret.replace("\\", "\\\\")
    for written in (secret, doubled, copied, repr(secret), json.dumps(secret), quote(secret)):
        shown = mask(f"before {written} after", [secret])
        assert secret not in shown
        assert "***" in shown
        assert shown.startswith("before ")
        assert shown.endswith(" after")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("VALUES ('correct-horse-bat…", "VALUES ('***…"),
        ("VALUES ('correct-horse-batter...", "VALUES ('***..."),
        ("LINE 1: ...e-battery', 1);", "LINE 1: ...***', 1);"),
        ("…horse-battery", "…***"),
        ("I am correct...", "I am ***..."),
        ("cor… and …ery", "cor… and …ery"),
        ("correct and battery", "correct and battery"),
    ],
)
def test_a_secret_that_was_cut_off_is_found(text: str, shown: str) -> None:
    """Messages show the first part of a statement, or what stands around an error."""
    assert mask(text, ["correct-horse-battery"]) == shown


def test_a_key_of_several_lines_is_found_line_by_line() -> None:
    """A log may have a prefix before each line."""
    lines = ["-----BEGIN X-----", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC", "q83vEjRWeJCrze8SNFZ4kA=="]
    shown = mask("\n".join(f"app | {line}" for line in lines), ["\n".join(lines)])
    assert shown == "app | ***\napp | ***\napp | ***"


ISSUED = [
    "ghp_" + "a1B2" * 9,
    "github_pat_" + "a1B2c3D4_" * 9,
    "glpat-" + "a1B2c3D4e5F6g7H8i9J0",
    "AKIAIOSFODNN7EXAMPLE",
    "xoxb-123456789012-abcdefABCDEF",
    "sk_live_" + "a1B2" * 6,
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P",
]


@pytest.mark.parametrize("token", ISSUED)
def test_tokens_of_services_are_known_by_their_form(token: str) -> None:
    """In a row, in a sentence and in an address, without being given."""
    assert mask(f"INSERT INTO t VALUES ('{token}', 1);") == "INSERT INTO t VALUES ('***', 1);"
    assert token not in mask(f"https://h/x?access={token}&y=1")


def test_a_private_key_is_known_by_its_frame() -> None:
    """Its lines go; that there was one stays."""
    key = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc=\n-----END RSA PRIVATE KEY-----"
    assert mask(f"x {key} y") == (
        "x -----BEGIN RSA PRIVATE KEY-----***-----END RSA PRIVATE KEY----- y"
    )


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("settings: SECRET_KEY='hunter2' DEBUG=True", "settings: SECRET_KEY='***' DEBUG=True"),
        ('{"db_password": "hunter2", "db": "shop"}', '{"db_password": "***", "db": "shop"}'),
        ("api_key=hunter2 user=bob", "api_key=*** user=bob"),
        ("Authorization: Bearer hunter2hunter2", "Authorization: Bearer ***"),
        ("token: hunter2", "token: ***"),
        ("password=None, token = null", "password=None, token = null"),
        (
            "CREATE TABLE t (password text, token uuid)",
            "CREATE TABLE t (password text, token uuid)",
        ),
        ("Running upgrade a -> b, add the password", "Running upgrade a -> b, add the password"),
    ],
)
def test_settings_that_a_program_prints_are_masked(line: str, shown: str) -> None:
    """In a log also what stands behind a secret's name goes; other lines stay readable."""
    assert mask_log(line) == shown


@pytest.mark.parametrize(
    "text",
    [
        "CREATE INDEX tokens_key ON public.tokens USING btree (sk_live, key);",
        "COPY public.t (id, hash) FROM stdin;\n1\tabcdefabcdefabcdefabcdefabcdef\n",
        "DEFAULT 'eyJ'::text",
        "akia AKIA xoxb- ghp_ pypi-",
    ],
)
def test_sql_is_no_secret(text: str) -> None:
    """Names and hashes in a dump are evidence."""
    assert mask(text) == text


@pytest.mark.parametrize(
    "text", ["eyJ", "eyJ-", "-----BEGIN PRIVATE KEY-----", "password= ", "xoxb- "]
)
def test_masking_takes_linear_time(text: str) -> None:
    """What begins like a secret again and again does not stop a run."""
    assert len(mask_log(text * 20_000)) > 20_000


@pytest.mark.parametrize("secret", ["hunter42", "ghs_a+b/c=d?e", "glpat-äöü-0123456789"])
@pytest.mark.parametrize("before", ["", "x", "xx", "x-access-token:"])
@pytest.mark.parametrize("after", ["", "\n", "@@"])
def test_a_secret_is_found_in_base64(secret: str, before: str, after: str) -> None:
    """Wherever it stands in what was encoded, in both alphabets: as git and requests send it."""
    plain = f"{before}{secret}{after}".encode()
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        coded = encode(plain).decode()
        assert any(form in coded for form in encoded_forms(secret))
        shown = mask(f"Basic {coded}!", [secret])
        assert "***" in shown
        # What is left of it are the letters that it shares with what stands around.
        assert len(shown) <= len("Basic !***") + len(coded) - len(secret)


def test_a_secret_is_found_in_an_address() -> None:
    """Percent-encoded, as it stands in a URL; a short one makes no holes in other words."""
    assert encoded_forms("a/b") == ("a%2Fb",)
    assert encoded_forms("word") == ()
    assert mask("https://h/?t=a%2Fbc%3D", ["a/bc="]) == "https://h/?t=***"
