"""Failures of a connection: whether anything was sent, and what helps."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from squash.errors import ForgeError
from squash.outside.refusals import Unanswered, Unreachable


def failure(
    error: Exception, name: str, url: str, proxy: str, safe: Callable[[str], str]
) -> ForgeError:
    """What a failed request means.

    Parameters
    ----------
    error : of requests, or of the system
    name : of the forge, for people
    url : that was asked for
    proxy : that it was sent through, or empty
    safe : takes secrets out of a text
    """
    from requests import exceptions

    at = f"{name} at {host(url)}"
    said = safe(_said(error))
    if isinstance(error, exceptions.SSLError):
        return Unreachable(
            f"{at} shows a certificate that is not trusted: {said}",
            why="Over such a connection a token is not sent.",
            next_step="Name the file of your own certificate authority in REQUESTS_CA_BUNDLE or "
            "SSL_CERT_FILE.",
        )
    if isinstance(error, exceptions.ProxyError):
        return Unreachable(
            f"{at} cannot be reached through the proxy {host(proxy)}: {said}",
            why="The proxy did not make the connection.",
            next_step="Look at HTTPS_PROXY; NO_PROXY names hosts that are reached directly.",
        )
    if was_sent(error):
        return Unanswered(
            f"{at} did not answer: {said}",
            why="The connection ended first; what was asked may have been done or not.",
            next_step="Run the same again; it looks at what is there first.",
        )
    return Unreachable(
        f"{at} cannot be reached: {said}",
        why="There was no connection.",
        next_step="Look at the address of the API, the network and HTTPS_PROXY.",
    )


def was_sent(error: Exception) -> bool:
    """Whether a request may have arrived before the connection failed."""
    from requests import exceptions
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

    if isinstance(error, exceptions.ReadTimeout | exceptions.ChunkedEncodingError):
        return True
    if not isinstance(error, exceptions.ConnectionError):
        return False
    return not isinstance(_reason(error), NewConnectionError | ConnectTimeoutError)


def host(url: str) -> str:
    """Scheme, host and port of an address, and nothing of what else stands in it."""
    parts = urlsplit(url if "://" in url else f"http://{url}")
    return f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")


def _reason(error: Exception) -> object:
    first = error.args[0] if error.args else error
    return getattr(first, "reason", first)


def _said(error: Exception) -> str:
    """The innermost reason, without the repr of the objects around it."""
    reason = _reason(error)
    deeper = getattr(reason, "original_error", None) or reason
    text = str(deeper).rpartition(">: ")[2] or str(deeper)
    return text.partition("(Caused by ")[2] or text or type(error).__name__
