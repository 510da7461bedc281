"""Masking: texts with the passwords taken out, for everything that leaves the run."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import quote, quote_plus

if TYPE_CHECKING:
    from collections.abc import Iterable

MASK = "***"

# Shorter ones occur inside ordinary words: to replace them would destroy the text.
SHORTEST = 4

Value = TypeVar("Value")

# Quantifiers are possessive or bounded: a dump may have many megabytes.
_LITERAL = r"(?:[eE]'(?:[^'\\]|''|\\.)*+'|'(?:[^']|'')*+')"
_MAPPING = re.compile(
    rf"\bUSER\s{{1,9}}MAPPING\b[^;'(]{{0,400}}(?:\"[^\"]{{0,200}}\"[^;'(\"]{{0,400}}){{0,4}}"
    rf"\bOPTIONS\s{{0,9}}\((?:{_LITERAL}|[^');]){{0,600}}+\)",
    re.IGNORECASE,
)
_OPTION = re.compile(rf"(\"[^\"]{{1,200}}\"|\b\w{{1,200}})(\s{{1,9}}){_LITERAL}")
_KEYWORD = re.compile(rf"(\b(?:ssl)?password\"?\s{{1,9}}){_LITERAL}", re.IGNORECASE)
_CONNECTION = re.compile(rf"(\bCONNECTION\s{{1,9}})({_LITERAL})", re.IGNORECASE)
_SETTING = re.compile(
    r"(\b(?:ssl)?password\s{0,9}=\s{0,9})"
    r"(?:''(?:[^'\\]|\\.)*+''|'(?:[^'\\]|\\.)*+'|[^\s'\",;)&]+)",
    re.IGNORECASE,
)
_CONNINFO = re.compile(r"\b(?:host|hostaddr|dbname|user|port|service|sslmode)\s*=", re.IGNORECASE)
_POSTGRES_URL = re.compile(
    r"(\bpostgres(?:ql)?(?:\+\w{1,30})?://[^\s:/@'\"]{0,200}:)[^\s'\"]{0,500}(?=@)"
)
_URL = re.compile(r"(\b[a-zA-Z][\w+.-]{0,30}://[^\s:/@'\"]{0,200}:)[^\s'\"/]{1,500}(?=@)")
_QUERY = re.compile(r"([?&](?:ssl)?password=)[^&\s'\"#]+", re.IGNORECASE)

# Names of options of a user mapping that say who, not how.
_PUBLIC = {"user", "username", "role"}


def mask(text: str, secrets: Iterable[str] = ()) -> str:
    """The text without passwords.

    Parameters
    ----------
    text : SQL of pg_dump, a log, a sentence
    secrets : values that must not appear, whatever stands around them; also found with doubled
        quotes and URL-quoted; those under four characters are not looked for
    """
    for secret in _spellings(secrets):
        text = text.replace(secret, MASK)
    if "://" in text:
        text = _POSTGRES_URL.sub(rf"\1{MASK}", text)
        text = _URL.sub(rf"\1{MASK}", text)
    folded = text.casefold()
    if "mapping" in folded:
        text = _MAPPING.sub(lambda found: _OPTION.sub(_option, found[0]), text)
    if "password" in folded:
        text = _KEYWORD.sub(rf"\1'{MASK}'", text)
        text = _QUERY.sub(rf"\1{MASK}", text)
        text = _CONNECTION.sub(lambda found: found[1] + _SETTING.sub(rf"\1{MASK}", found[2]), text)
        text = "".join(_conninfo(line) for line in text.splitlines(keepends=True))
    return text


def masked(value: Value, secrets: Iterable[str] = ()) -> Value:
    """A value of this program (an Outcome, a tuple, a mapping) with every text in it masked."""
    return cast("Value", _masked(value, tuple(secrets)))


def _masked(value: Any, secrets: tuple[str, ...]) -> Any:
    if isinstance(value, str):
        return mask(value, secrets)
    if isinstance(value, tuple):
        return tuple(_masked(one, secrets) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in fields(value)]
        return replace(value, **{name: _masked(getattr(value, name), secrets) for name in names})
    return value


def _spellings(secrets: Iterable[str]) -> list[str]:
    found = set()
    for secret in secrets:
        if len(secret) >= SHORTEST:
            found |= {secret, secret.replace("'", "''"), quote(secret, safe=""), quote_plus(secret)}
    return sorted(found, key=lambda text: (-len(text), text))


def _option(found: re.Match[str]) -> str:
    name = found[1].strip('"').casefold()
    return found[0] if name in _PUBLIC else f"{found[1]}{found[2]}'{MASK}'"


def _conninfo(line: str) -> str:
    if "=" not in line or not _CONNINFO.search(line):
        return line
    return _SETTING.sub(rf"\1{MASK}", line)
