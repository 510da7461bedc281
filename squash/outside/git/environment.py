"""The environment of git's processes: what they may read, and which of them hold the token."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

# Reading must neither write (an index of ours would belong to the wrong account), nor run what
# the repository configures, nor stop at a folder that somebody else owns.
_CONFIG = (("safe.directory", "*"), ("core.fsmonitor", "false"), ("core.hooksPath", os.devnull))
_KEPT = ("GIT_SSL_", "GIT_ASKPASS", "GIT_SSH", "GIT_CONFIG_", "GIT_EXEC_PATH", "GIT_TRACE")
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
_CERTIFICATES = ("GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_SSL_NO_VERIFY")
_BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
_NOT_ASKING = {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
# A server that says nothing for a minute will not say anything.
_PATIENCE = {"GIT_HTTP_LOW_SPEED_LIMIT": "1", "GIT_HTTP_LOW_SPEED_TIME": "60"}


def git_environment(variables: Mapping[str, str]) -> dict[str, str]:
    """The user's environment for git: this folder's repository, any owner, no writing, English."""
    env = {
        name: value
        for name, value in variables.items()
        if not name.startswith("GIT_") or name.startswith(_KEPT)
    }
    return configured(env, _CONFIG) | {"PATH": _path(env)} | _NOT_ASKING


def any_owner(variables: Mapping[str, str]) -> dict[str, str]:
    """The same variables, with which git reads repositories whoever owns them."""
    return configured(variables, _CONFIG[:1])


def bare_environment(variables: Mapping[str, str]) -> dict[str, str]:
    """An environment in which git knows nobody's settings but those of the repository it is in.

    Of the user's there is the path of programs, the proxy and whom to trust: no settings of the
    user or the machine, no home with credentials, nobody to ask, no trace that names headers.
    """
    env = {
        name: value
        for name, value in variables.items()
        if name.lower() in _PROXIES or name in _CERTIFICATES
    }
    bundles = [variables[name] for name in _BUNDLES if variables.get(name)]
    if bundles and not env.get("GIT_SSL_CAINFO"):
        env["GIT_SSL_CAINFO"] = bundles[0]
    settings = (*_CONFIG, ("core.attributesFile", os.devnull), ("gc.auto", "0"))
    return configured(env, settings) | _NOT_ASKING | _PATIENCE | {
        "PATH": _path(variables),
        "HOME": os.devnull,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_ALLOW_PROTOCOL": "http:https:file",
    }  # fmt: skip


def with_token(variables: Mapping[str, str], url: str, user: str, token: str) -> dict[str, str]:
    """The same variables, with which git shows a token to one server and to no other.

    Parameters
    ----------
    url : of the repository; nothing is added for one that is not behind HTTP
    user : what the forge wants to be called beside a token
    token : the token, empty for none
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not token:
        return dict(variables)
    key = f"http.{parts.scheme}://{parts.netloc}/.extraheader"
    # The empty value takes back what was set before: with two such headers every server refuses.
    header = f"Authorization: Basic {credentials(user, token)}"
    return configured(variables, ((key, ""), (key, header)))


def credentials(user: str, token: str) -> str:
    """A token as it stands in a header."""
    return base64.b64encode(f"{user}:{token}".encode()).decode()


def configured(
    variables: Mapping[str, str], configuration: Iterable[tuple[str, str]]
) -> dict[str, str]:
    """Variables that configure git, beside what they configure already."""
    env = dict(variables)
    given = env.get("GIT_CONFIG_COUNT", "")
    number = int(given) if given.isdecimal() else 0
    for key, value in configuration:
        env[f"GIT_CONFIG_KEY_{number}"] = key
        env[f"GIT_CONFIG_VALUE_{number}"] = value
        number += 1
    return env | {"GIT_CONFIG_COUNT": str(number)}


def _path(variables: Mapping[str, str]) -> str:
    return os.pathsep.join(filter(None, (variables.get("PATH"), os.defpath)))
