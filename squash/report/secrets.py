"""Secrets: which values of an environment must not be seen in what leaves a run."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# Shorter ones are no secret, and would be found inside ordinary words.
SHORTEST = 4
_ENCODED = 8

_NAMED = re.compile(
    r"PASSWORD|PASSWD|PASSPHRASE|SECRET|CREDENTIAL|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|"
    r"ENCRYPTION_?KEY|SIGNING_?KEY|TOKENS?(?:_|$)"
)
# Names that mean a secret only where the value looks like one: SORT_KEY, BASIC_AUTH, SENTRY_DSN.
_DOUBTFUL = re.compile(r"(?:^|_)(?:KEY|PASS|PW|PWD|AUTH|SALT|JWT|COOKIE|SIGNATURE|HMAC)S?(?:_|$)")
_PUBLIC = re.compile(r"PUBLIC|(?:^|_)(?:FILE|PATH|DIR|NAME|URL|HOST|SOCK|HEADER|LENGTH)$")
# The user, the password, and what stands behind it.
_URL = re.compile(
    r"\b[a-zA-Z][\w+.-]{0,30}://([^\s:/@'\"?#]{0,200}):([^\s'\"/?#]{1,500})@([^\s'\"?#]{0,300})"
)
_POSTGRES_URL = re.compile(
    r"\bpostgres(?:ql)?(?:\+\w{1,30})?://([^\s:/@'\"]{0,200}):([^\s'\"]{1,500})@([^\s'\"?#]{0,300})"
)
_PARAMETER = re.compile(r"[?&;](?:ssl)?password=([^&\s'\"#]+)", re.IGNORECASE)

# Everybody's passwords: to take them out would leave holes in every text, and hide nothing.
_EVERYDAY = (
    "postgres postgresql password passwd secret changeme change_me changethis unused example "
    "default dummy test testing dev development local localhost production staging none null "
    "true false yes enabled disabled required optional admin root user username app"
)
_COMMON = frozenset(_EVERYDAY.split())


def secret_values(variables: Mapping[str, str], urls: Iterable[str] = ()) -> tuple[str, ...]:
    """Values that look secret: by the name of their variable, or as the password of a URL.

    Parameters
    ----------
    variables : of an environment, by name
    urls : further addresses that may hold a password
    """
    found = []
    for name, value in variables.items():
        found += passwords(value)
        if _names_secret(name.upper(), value) and _tells(value):
            found.append(value)
    for url in urls:
        found += passwords(url)
    return tuple(sorted(set(found), key=lambda value: (-len(value), value)))


def encoded_forms(secret: str) -> tuple[str, ...]:
    """How a secret is seen once it was encoded: in base64, alone or inside of more, and in URLs.

    Parameters
    ----------
    secret : its letters as they are; of one under eight, base64 says too little to be found
    """
    plain = secret.encode("utf-8")
    found = {quote(secret, safe="")}
    for before in range(3) if len(plain) >= _ENCODED else ():
        # Three bytes are four letters; those that also hold bits of what stands around are cut.
        coded = base64.b64encode(b"\0" * before + plain).decode("ascii").rstrip("=")
        first, bits = (8 * before + 5) // 6, 8 * (before + len(plain))
        inner = coded[first : bits // 6]
        found |= {inner, inner.replace("+", "-").replace("/", "_")}
    return tuple(sorted(found - {secret}, key=lambda text: (-len(text), text)))


def passwords(text: str) -> list[str]:
    """Passwords of the URLs in a text, as they are written there and as they are meant."""
    if "://" not in text:
        return []
    written = list(_PARAMETER.findall(text))
    for pattern in (_URL, _POSTGRES_URL):
        for user, password, behind in pattern.findall(text):
            # A password that is the name of its user or database is no secret, and a name.
            if password not in (user, *re.split("[/:]", behind)):
                written.append(password)
    return [each for one in written for each in {one, unquote(one)} if _tells(each)]


def _names_secret(name: str, value: str) -> bool:
    if _PUBLIC.search(name) or name in ("PWD", "OLDPWD"):
        return False
    if _NAMED.search(name):
        return True
    return bool(_DOUBTFUL.search(name)) and _looks_random(value)


def _tells(value: str) -> bool:
    """Whether a value says more than nothing: no everyday word, small number, path or address."""
    if len(value) < SHORTEST or value.casefold() in _COMMON:
        return False
    if len(value) < 8 and (value.isdigit() or (len(value) < 6 and value.isalpha())):
        return False
    return not value.startswith(("/", "./", "~/")) and "://" not in value


def _looks_random(value: str) -> bool:
    """Letters mixed with digits or signs, and long enough to be no word."""
    mixed = any(each.isdigit() for each in value) and any(each.isalpha() for each in value)
    return len(value) >= 12 and mixed
