"""The variables project code sees: the user's own, with every Postgres address replaced."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Protocol
from urllib.parse import parse_qsl, urlencode

from squash.errors import UsageError

PLACEHOLDERS = ("url", "host", "port", "user", "password", "dbname")
_POSTGRES_URL = re.compile(
    r"^(?P<scheme>postgres(?:ql)?(?:\+\w+)?)://[^\s?]*(?:\?(?P<query>\S*))?$"
)
_PLACEHOLDER = re.compile(r"\{(url|host|port|user|password|dbname)\}")
_WORD = re.compile(r"\{([A-Za-z_]\w*)\}")
# What says how to connect to the user's own server; PGOPTIONS and the like are kept.
_ELSEWHERE = re.compile(
    r"PG(SSL\w+|GSS\w+|SERVICE|SERVICEFILE|PASSFILE|HOSTADDR|CHANNELBINDING|REQUIRE\w+"
    r"|TARGETSESSIONATTRS|LOADBALANCEHOSTS|KRBSRVNAME|M(?:IN|AX)PROTOCOLVERSION|SYSCONFDIR)"
)
# Not the project's: how our own Python was started. PYTHONPATH is the user's, for the project.
_OURS = re.compile(r"PYTHON(HOME|SAFEPATH|EXECUTABLE|INSPECT|PLATLIBDIR)|__PYVENV_LAUNCHER__")
_WHERE = ("host", "hostaddr", "port", "user", "password", "dbname", "service", "passfile", "ssl")


class Address(Protocol):
    """What a connection is made of."""

    @property
    def url(self) -> str:
        """``postgresql://…``"""

    @property
    def host(self) -> str:
        """A host name or the folder of a socket."""

    @property
    def port(self) -> int:
        """The port."""

    @property
    def user(self) -> str:
        """The migrating role."""

    @property
    def password(self) -> str:
        """Its password."""

    @property
    def dbname(self) -> str:
        """The database."""

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """Further libpq keywords and values."""


def project_environment(
    inherited: Mapping[str, str], given: Mapping[str, str], address: Address
) -> dict[str, str]:
    """The environment of one replay.

    Parameters
    ----------
    inherited : the user's variables; those that hold a Postgres URL and the ``PG*`` ones are
        rewritten to the scratch database, so that no production server is in reach
    given : ``--env`` values, with the placeholders ``{url} {host} {port} {user} {password}
        {dbname}``; they win
    address : of the scratch database

    Raises ``UsageError`` for a placeholder that does not exist.
    """
    variables = {name: _rewritten(inherited[name], address) for name in passed_on(inherited)}
    variables.update(
        PGHOST=address.host,
        PGPORT=str(address.port),
        PGUSER=address.user,
        PGPASSWORD=address.password,
        PGDATABASE=address.dbname,
        PYTHONDONTWRITEBYTECODE="1",
        PYTHONUNBUFFERED="1",
    )
    variables.update({name: _filled(name, value, address) for name, value in given.items()})
    return variables


def passed_on(inherited: Iterable[str]) -> list[str]:
    """Names of the user's variables that project code gets, some with another value."""
    return [
        name for name in inherited if not _ELSEWHERE.fullmatch(name) and not _OURS.fullmatch(name)
    ]


def without_addresses(inherited: Mapping[str, str]) -> dict[str, str]:
    """The environment of what runs for the project, but needs no database.

    Parameters
    ----------
    inherited : the user's variables; those that lead to a Postgres server are left out, and so
        is what our own Python was started with
    """
    return {
        name: value
        for name, value in inherited.items()
        if not (name.startswith("PG") or _POSTGRES_URL.match(value) or _OURS.fullmatch(name))
    }


def _rewritten(value: str, address: Address) -> str:
    """A Postgres URL with the same driver and options at our address; any other value as it is."""
    found = _POSTGRES_URL.match(value)
    if found is None:
        return value
    url = found["scheme"] + "://" + address.url.split("://", 1)[1]
    kept = [
        (key, word)
        for key, word in parse_qsl(found["query"] or "")
        if key not in _WHERE and not key.startswith("ssl")
    ]
    if not kept:
        return url
    return f"{url}{'&' if '?' in url else '?'}{urlencode(kept)}"


def _filled(name: str, value: str, address: Address) -> str:
    """A ``--env`` value with its placeholders replaced; other braces are the project's own.

    Unknown words in braces are an error where only an address can be meant: in a URL, or alone.
    """
    alone = _WORD.fullmatch(value) is not None
    for word in _WORD.findall(value) if alone or "://" in value else ():
        if word not in PLACEHOLDERS:
            near = difflib.get_close_matches(word, PLACEHOLDERS, 1, 0.4) or ["url"]
            raise UsageError(
                f"--env {name}: there is no placeholder {{{word}}}.",
                why="Only {url}, {host}, {port}, {user}, {password} and {dbname} are filled in.",
                next_step=f"Use one of them, for example --env {name}="
                + value.replace(f"{{{word}}}", f"{{{near[0]}}}")
                + ", or set the variable itself where its value is meant word for word.",
            )
    return _PLACEHOLDER.sub(lambda found: str(getattr(address, found[1])), value)
