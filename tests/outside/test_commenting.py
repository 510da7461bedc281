"""A check comments on a pull request: what its revisions change, once, and settled later."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from squash.errors import HistoryError, ServerError
from squash.flow.commenting import comment
from squash.outcome import Outcome
from squash.outside.console import for_stream
from squash.settings.forge import Asking, Event
from tests.forge import Token
from tests.gitserver import git
from tests.outcomes import proved
from tests.outside.proposals import TOKEN, VERSIONS, Scene, revisions, scene

pytestmark = pytest.mark.usefixtures("unmeasured")

EDGE = '"""Theirs."""\n\nrevision = "r0099"\ndown_revision = "r0003"\n'
LATER = EDGE.replace("r0003", "r0014")
STOPPED = HistoryError("Two revisions are called a.", why="So.", next_step="Rename one.")


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """A repository with a history of 15 revisions, and an open pull request of a colleague."""
    with scene(tmp_path, monkeypatch) as made:
        git(made.bare, "branch", "theirs", "main")
        made.store.add_pull("theirs", "main", "More")
        yield made


def checked(shop: Scene, outcome: Outcome, revision: str | None = None, **options: Any) -> Outcome:
    """A check of the merge, which has this revision besides; what was printed is in `log`."""
    own = shop.checkout / VERSIONS / "r0099_theirs.py"
    own.unlink(missing_ok=True)
    if revision is not None:
        own.write_text(revision)
    known = shop.settings(create_pull_request=False, keep="3", **options)
    asking = Asking(number=1, branch="theirs", base="main")
    event = Event(name="pull_request", asking=asking)
    known = replace(known, surroundings=replace(known.surroundings, event=event))
    stream = io.StringIO()
    try:
        return comment(known, for_stream(stream, terminal=False, environ={}), outcome)
    finally:
        shop.log = stream.getvalue()


def passed() -> Outcome:
    """A check that has nothing against the merge."""
    return replace(proved(12, 3), applied=False, hazards=())


def bodies(shop: Scene) -> list[str]:
    """What is said on the pull request."""
    return [each.body for each in shop.store.comments.values()]


def test_nothing_to_say_is_not_said(shop: Scene) -> None:
    """A revision at the end of the history is what everybody makes."""
    outcome = checked(shop, passed(), LATER)
    assert (bodies(shop), outcome.delivery) == ([], None)
    assert shop.writes() == []


def test_an_edge_into_the_old_part_is_said_once_and_settled(shop: Scene) -> None:
    """The comment is kept up to date; it ends as settled, and begins again where it was."""
    outcome = checked(shop, passed(), EDGE)
    (body,) = bodies(shop)
    assert "r0003" in body
    assert f"{VERSIONS.removeprefix('backend/')}/r0099_theirs.py:4" in body
    assert outcome.delivery is not None
    assert list(shop.store.comments) == [outcome.delivery.comment]
    asked = len(shop.writes())
    checked(shop, passed(), EDGE)
    assert (bodies(shop), len(shop.writes())) == ([body], asked)
    checked(shop, passed(), LATER)
    assert "Settled" in bodies(shop)[0]
    checked(shop, passed(), EDGE)
    assert bodies(shop) == [body]


def test_a_history_that_cannot_be_read_any_more_is_said(shop: Scene) -> None:
    """What the check says of it stands in the comment."""
    stopped = Outcome.stopped("check", "backend", STOPPED)
    outcome = checked(shop, stopped, EDGE.replace("r0003", "r9999"))
    assert outcome.exit_code == 3
    assert "Two revisions are called a." in bodies(shop)[0]
    assert "The history of the base can be read: the cause is in this" in bodies(shop)[0]
    shop.commit({f"{VERSIONS}/r0098_lost.py": EDGE.replace("r0003", "r9999")})
    checked(shop, stopped, EDGE.replace("r0003", "r9999"))
    assert "The history of the base cannot be read without this" in bodies(shop)[0]


def test_a_failure_of_the_job_settles_nothing(shop: Scene) -> None:
    """Without a server nothing is known of the pull request."""
    checked(shop, passed(), EDGE)
    (body,) = bodies(shop)
    failed = Outcome.stopped("check", "backend", ServerError("No server."))
    checked(shop, failed, LATER)
    assert bodies(shop) == [body]


def test_runs_with_keys_have_comments_of_their_own(shop: Scene) -> None:
    """Two databases, two jobs, two comments."""
    checked(shop, passed(), EDGE)
    checked(shop, passed(), EDGE, comment_key="replica")
    checked(shop, passed(), EDGE)
    assert len(bodies(shop)) == 2


def test_what_others_wrote_is_not_touched(shop: Scene) -> None:
    """Who copies our comment owns the copy, and ours is found behind many others."""
    checked(shop, passed(), EDGE)
    (body,) = bodies(shop)
    shop.store.comments.clear()
    shop.store.add_comment(1, "octocat", f"> quoted\n{body}")
    for number in range(130):
        shop.store.add_comment(1, "octocat", f"{number}")
    ours = shop.store.add_comment(1, "github-actions[bot]", body)
    checked(shop, passed(), LATER)
    assert "Settled" in ours.body
    assert sum("Settled" in each for each in bodies(shop)) == 1


def test_a_token_that_may_only_read_stays_green(shop: Scene) -> None:
    """As a fork's: it is told, and is an error only where the comment was asked for."""
    shop.forge.tokens[TOKEN] = Token(writes=frozenset())
    outcome = checked(shop, passed(), EDGE)
    assert outcome.delivery is not None
    assert (outcome.exit_code, outcome.delivery.comment, bodies(shop)) == (0, 0, [])
    assert "r0099" in outcome.delivery.unsaid
    assert "There is no comment." in shop.log
    asked = checked(shop, passed(), EDGE, comment="true")
    assert (asked.exit_code, asked.equivalent) == (6, True)
    assert "pull-requests: write" in shop.log


def test_no_comment_is_made_where_none_is_wanted_or_can_be(shop: Scene) -> None:
    """By request, or for want of a token or a pull request."""
    for options in ({"comment": "false"}, {"token": ""}):
        assert checked(shop, passed(), EDGE, **options).delivery is None
        assert shop.log == ""
    checked(shop, passed(), EDGE, token="", comment="true")
    assert "there is no token" in shop.log
    known = shop.settings(create_pull_request=False, comment="true")
    stream = io.StringIO()
    comment(known, for_stream(stream, terminal=False, environ={}), passed())
    assert "for no pull request" in stream.getvalue()
    assert bodies(shop) == []


def test_a_base_that_moved_is_not_blamed_on_the_pull_request(shop: Scene) -> None:
    """What the base has since is compared as it is now."""
    shop.commit(revisions(15, 17))
    for name, text in revisions(15, 17).items():
        (shop.checkout / name).write_text(text)
    checked(shop, passed(), LATER.replace("r0014", "r0016"))
    assert bodies(shop) == []
