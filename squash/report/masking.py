"""Masking: texts with the passwords taken out, for everything that leaves the run."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from squash.report.spelling import cut_off, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MASK = "***"
_LONG = 10_000  # characters

Value = TypeVar("Value")

# Every text can be read in one way only, and what repeats is bounded or begins differently: a dump
# may have many megabytes. Possessive are single characters alone; before Python 3.11.5 a group with
# alternatives that is possessive goes on behind what did not match (gh-106052).
_LITERAL = r"(?:[eE]'[^'\\]*+(?:(?:''|\\.)[^'\\]*+)*'|'[^']*+(?:''[^']*+)*')(?!')"
_MAPPING = re.compile(
    rf"\bUSER\s{{1,9}}MAPPING\b[^;'(]{{0,400}}(?:\"[^\"]{{0,200}}\"[^;'(\"]{{0,400}}){{0,4}}"
    rf"\bOPTIONS\s{{0,9}}\((?:{_LITERAL}|[^');eE]|[eE](?!')){{0,600}}\)",
    re.IGNORECASE,
)
_OPTION = re.compile(rf"(\"[^\"]{{1,200}}\"|\b\w{{1,200}})(\s{{1,9}}){_LITERAL}")
# These begin with a word that is looked for first: in megabytes of SQL that is far quicker.
_PASSWORD = re.compile("password", re.IGNORECASE)
_KEYWORD = re.compile(rf"(password\"?\s{{1,9}}){_LITERAL}", re.IGNORECASE)
_SUBSCRIPTION = re.compile("connection", re.IGNORECASE)
_CONNECTION = re.compile(rf"(CONNECTION\s{{1,9}})({_LITERAL})", re.IGNORECASE)
_SETTING = re.compile(
    r"(\b(?:ssl)?password\s{0,9}=\s{0,9})"
    r"(?:''[^'\\]*+(?:\\.[^'\\]*+)*''|'[^'\\]*+(?:\\.[^'\\]*+)*'|[^\s'\",;)&]+)",
    re.IGNORECASE,
)
_CONNINFO = re.compile(r"\b(?:host|hostaddr|dbname|user|port|service|sslmode)\s*=", re.IGNORECASE)
_POSTGRES_URL = re.compile(
    r"(\bpostgres(?:ql)?(?:\+\w{1,30})?://[^\s:/@'\"]{0,200}:)[^\s'\"]{0,500}(?=@)"
)
_URL = re.compile(r"(\b[a-zA-Z][\w+.-]{0,30}://[^\s:/@'\"]{0,200}:)[^\s'\"/]{1,500}(?=@)")
_QUERY = re.compile(r"([?&](?:ssl)?password=)[^&\s'\"#]+", re.IGNORECASE)

# What services hand out has a form of its own, whatever stands around it, and begins so.
_ISSUERS = (
    *("ghp_", "gho_", "ghs_", "ghu_", "ghr_", "github_pat_", "glpat-", "glptt-", "glrt-"),
    *("AKIA", "ASIA", "AIza", "xox", "k_live_", "k_test_", "SG.", "eyJ", "pypi-", "npm_"),
)
_ISSUED = re.compile(
    r"\bgh[opsur]_[A-Za-z0-9]{36,255}\b|\bgithub_pat_\w{40,255}|\bgl(?:pat|ptt|rt)-[\w-]{20,255}"
    r"|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bAIza[\w-]{35}|\bxox[abeoprs]-[\w-]{10,255}"
    r"|\b[sr]k_(?:live|test)_[A-Za-z0-9]{16,255}|\bSG\.[\w-]{16,64}\.[\w-]{16,64}"
    r"|\beyJ[\w-]{10,2000}\.eyJ[\w-]{10,4000}\.[\w-]{10,2000}"
    r"|\bpypi-[\w-]{60,400}|\bnpm_[A-Za-z0-9]{36}\b"
)
_KEY = re.compile(
    r"(-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----)(?:(?!-----).){0,20000}(?=-----END )", re.DOTALL
)
_HEADER = re.compile(
    r"(\b(?:proxy-)?authorization\b[\"']?\s{0,3}[:=]\s{0,3}[\"']?(?:(?:basic|bearer|token)\s)?)"
    r"[^\s\"',;]{4,}",
    re.IGNORECASE,
)
# How programs print their settings: SECRET_KEY='…', "db_password": "…", api_key=….
_PRINTED = re.compile(
    r"((?:password|passwd|passphrase|secret|api_?key|access_?key|private_?key|token)"
    r"(?:_\w{1,30})?[\"']?\s{0,3}(?:=|:(?![:=]))\s{0,3})(?!none\b|null\b|true\b|false\b)"
    r"(\"[^\"\n]{4,}+\"|'[^'\n]{4,}+'|[^\s\"',;(){}\[\]]{4,}+)",
    re.IGNORECASE,
)

# Names of options of a user mapping that say who, not how.
_PUBLIC = {"user", "username", "role"}


def mask(text: str, secrets: Iterable[str] = ()) -> str:
    """The text without passwords.

    Parameters
    ----------
    text : SQL of pg_dump, a log, a sentence
    secrets : values that must not appear, whatever stands around them; also found with doubled
        quotes, escaped and URL-quoted; those under four characters are not looked for
    """
    known = tuple(secrets)
    return _mask_once(text, known) if len(text) > _LONG else _mask(text, known)


def _mask(text: str, known: tuple[str, ...]) -> str:
    if (hidden := whole(known)) is not None:
        text = hidden.sub(MASK, text)
    if ("…" in text or "..." in text) and (hidden := cut_off(known)) is not None:
        text = hidden.sub(MASK, text)
    if any(begin in text for begin in _ISSUERS):
        text = _ISSUED.sub(MASK, text)
    if "PRIVATE KEY" in text:
        text = _KEY.sub(rf"\1{MASK}", text)
    if "://" in text:
        text = _POSTGRES_URL.sub(rf"\1{MASK}", text)
        text = _URL.sub(rf"\1{MASK}", text)
    folded = text.casefold()
    if "mapping" in folded:
        text = _MAPPING.sub(lambda found: _OPTION.sub(_option, found[0]), text)
    if "password" in folded:
        text = _sub_at(_PASSWORD, _KEYWORD, lambda found: f"{found[1]}'{MASK}'", text)
        if "password=" in folded:
            text = _QUERY.sub(rf"\1{MASK}", text)
        if "connection" in folded:
            text = _sub_at(_SUBSCRIPTION, _CONNECTION, _connection, text)
        text = "".join(_conninfo(line) for line in text.splitlines(keepends=True))
    return text


# A dump or a baseline stands in several files and values of one report.
_mask_once = lru_cache(maxsize=8)(_mask)


def mask_log(text: str, secrets: Iterable[str] = ()) -> str:
    """What a program printed without passwords: also where it prints its settings by name."""
    shown = _HEADER.sub(rf"\1{MASK}", mask(text, secrets))
    return _PRINTED.sub(_setting, shown)


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


def _sub_at(
    word: re.Pattern[str],
    pattern: re.Pattern[str],
    replacement: Callable[[re.Match[str]], str],
    text: str,
) -> str:
    """The text with what a pattern matches replaced, where the word it begins with stands."""
    parts, done = [], 0
    for start in [found.start() for found in word.finditer(text)]:
        match = pattern.match(text, start) if start >= done else None
        if match is not None:
            parts += [text[done:start], replacement(match)]
            done = match.end()
    return "".join([*parts, text[done:]]) if parts else text


def _connection(found: re.Match[str]) -> str:
    return found[1] + _SETTING.sub(rf"\1{MASK}", found[2])


def _setting(found: re.Match[str]) -> str:
    value = found[2]
    ends = value[0] if value[0] in "'\"" else ""
    return f"{found[1]}{ends}{MASK}{ends}"


def _option(found: re.Match[str]) -> str:
    name = found[1].strip('"').casefold()
    return found[0] if name in _PUBLIC else f"{found[1]}{found[2]}'{MASK}'"


def _conninfo(line: str) -> str:
    if "=" not in line or not _CONNINFO.search(line):
        return line
    return _SETTING.sub(rf"\1{MASK}", line)
