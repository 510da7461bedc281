"""The web: requests to one forge, what of them is repeated, and how long is waited."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit, urlunsplit

from squash.outside.refusals import LimitReached, Unanswered, Unreachable
from squash.outside.web.answer import Answer, seconds_to_wait
from squash.outside.web.failures import failure, host
from squash.report.masking import mask

if TYPE_CHECKING:
    import requests

_BROKEN = (500, 502, 503, 504)
_MOVED = (301, 302, 307, 308)
_BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "GIT_SSL_CAINFO")

Query = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a forge is waited for.

    Parameters
    ----------
    tries : how often in all a call is made that may be repeated
    pause : seconds before it is repeated; doubled each time
    limit : seconds waited for rate limits, in all of a run
    silence : seconds without a byte of an answer
    """

    tries: int = 5
    pause: float = 1.0
    limit: float = 600.0
    silence: float = 60.0


class Web:
    """A session with one forge.

    Parameters
    ----------
    name : of the forge, for people
    base : address that paths are relative to
    headers : of every request; they hold the token
    secrets : what must not appear in an error
    variables : where proxies and certificates are named
    tell : told in one sentence when there is something to wait for
    patience : how long
    """

    def __init__(
        self,
        name: str,
        base: str,
        headers: Mapping[str, str],
        secrets: Iterable[str],
        variables: Mapping[str, str],
        tell: Callable[[str], None],
        patience: Patience,
    ) -> None:
        self.name = name
        self.base = base.rstrip("/")
        self.patience = patience
        self.tell = tell
        self._headers = dict(headers)
        self._secrets = tuple(secrets)
        self._variables = variables
        self._waited = 0.0
        self._sessions: dict[bool, requests.Session] = {}

    def send(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        query: Query | None = None,
        repeatable: bool | None = None,
    ) -> Answer:
        """Send one request; wait for limits, repeat what may be.

        Parameters
        ----------
        method : as HTTP names it
        path : below the base, or a whole address
        body : sent as JSON
        query : behind the question mark
        repeatable : whether doing it twice is as good as once; what only reads is

        Raises
        ------
        Unreachable : nothing was sent
        Unanswered : something was sent, and no good answer came
        LimitReached : too many requests, and waiting takes too long
        """
        again = method == "GET" if repeatable is None else repeatable
        url = path if "://" in path else self.base + path
        for _ in _MOVED:
            answer = self._once(method, url, body, query, again)
            while (seconds := seconds_to_wait(answer)) is not None:
                self._wait(seconds, answer)
                answer = self._once(method, url, body, query, again)
            if answer.status not in _MOVED:
                break
            url, query = self._moved(url, answer), None
        if answer.status in _BROKEN:
            raise Unanswered(
                f"{self.name} answered with status {answer.status}: {self.safe(answer.message)}",
                why="That is a fault of the server; what was asked may have been done or not.",
                next_step="Run the same again; it looks at what is there first.",
                status=answer.status,
            )
        return answer

    def pages(self, path: str, query: Query) -> Iterator[Answer]:
        """All pages of a list, as far as they are asked for."""
        answer = self.send("GET", path, query=query)
        yield answer
        while answer.status == 200 and answer.next:
            # Behind a proxy a forge may not know by which name it was called.
            there = urlsplit(answer.next)
            here = urlsplit(self.base)
            next_page = there._replace(scheme=here.scheme, netloc=here.netloc)
            answer = self.send("GET", urlunsplit(next_page))
            yield answer

    def pause(self, tried: int) -> None:
        """Wait a moment before something is tried again, longer each time."""
        time.sleep(self.patience.pause * 2**tried)

    def safe(self, text: str) -> str:
        """A text of the forge without our secrets."""
        return mask(text, self._secrets)

    def _once(
        self, method: str, url: str, body: object, query: Query | None, again: bool
    ) -> Answer:
        import requests

        proxies = self._proxies(url)
        try:
            found = self._session(again).request(
                method, url, json=body, params=query, allow_redirects=False,
                proxies=proxies, timeout=self.patience.silence,
            )  # fmt: skip
        except (requests.RequestException, OSError, ValueError) as error:
            proxy = next(iter(proxies.values()), "")
            raise failure(error, self.name, url, proxy, self.safe) from None
        headers = {name.lower(): value for name, value in found.headers.items()}
        link = found.links.get("next", {}).get("url", "")
        return Answer(found.status_code, headers, found.text, link)

    def _session(self, again: bool) -> requests.Session:
        """Sessions are two: one repeats what may be, the other only its attempts to connect."""
        if again in self._sessions:
            return self._sessions[again]
        import requests
        from requests.adapters import HTTPAdapter
        from urllib3.util import Retry

        times = self.patience.tries - 1
        repeated = Retry(
            total=times, connect=times, read=times if again else 0, other=0, redirect=0,
            status=times if again else 0, status_forcelist=_BROKEN if again else (),
            allowed_methods=None, backoff_factor=self.patience.pause, raise_on_status=False,
            respect_retry_after_header=False,
        )  # fmt: skip
        session = requests.Session()
        # Nothing of ~/.netrc or of our own environment: only what was handed to us.
        session.trust_env = False
        session.headers.update(self._headers)
        bundle = next((self._variables[each] for each in _BUNDLES if self._variables.get(each)), "")
        session.verify = bundle or True
        for scheme in ("https://", "http://"):
            session.mount(scheme, HTTPAdapter(max_retries=repeated))
        self._sessions[again] = session
        return session

    def _proxies(self, url: str) -> dict[str, str]:
        from requests.utils import should_bypass_proxies

        if should_bypass_proxies(url, no_proxy=self._variable("no_proxy")):
            return {}
        scheme = urlsplit(url).scheme
        proxy = self._variable(f"{scheme}_proxy") or self._variable("all_proxy")
        return {scheme: proxy} if proxy else {}

    def _variable(self, name: str) -> str:
        return self._variables.get(name) or self._variables.get(name.upper()) or ""

    def _moved(self, url: str, answer: Answer) -> str:
        new = urljoin(url, answer.headers.get("location", ""))
        if urlsplit(new)[:2] != urlsplit(url)[:2]:
            raise Unreachable(
                f"{self.name} sends us from {host(url)} to {host(new)}.",
                why="The token is for the one, and is not handed to the other.",
                next_step="Name the address that the API has now (GITHUB_API_URL).",
            )
        return new

    def _wait(self, seconds: float, answer: Answer) -> None:
        # Nothing asked for again and again must end too.
        counted = max(seconds, 1.0)
        if counted > self.patience.limit - self._waited:
            raise LimitReached(
                f"{self.name} takes no more requests for {round(seconds)} seconds: "
                f"{self.safe(answer.message)}",
                why=f"The rate limit of this token is used up, and a run waits at most "
                f"{round(self.patience.limit)} seconds for it.",
                next_step="Run the same again later, with fewer jobs at a time, or with a token "
                "of its own (a GitHub App's has a larger limit than a workflow's).",
                status=answer.status,
                seconds=seconds,
            )
        self.tell(f"{self.name} limits requests: going on in {round(seconds)} seconds.")
        self._waited += counted
        time.sleep(seconds)
