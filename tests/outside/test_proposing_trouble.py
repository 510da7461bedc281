"""Trouble on the way of a proposal: what is refused, cut off or done by two at once."""

from __future__ import annotations

import io
import tempfile
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from squash.errors import Blocked, ForgeError, Interrupted, UsageError
from squash.flow.forge import open_home
from squash.outcome import Outcome
from squash.outside.console import Console, for_stream
from squash.outside.git.scratch import Scratch
from squash.proposal.marker import WITHDRAWN
from squash.settings import Settings
from squash.settings.forge import Surroundings
from tests.forge import Token
from tests.gitserver import git
from tests.outside.proposals import (
    BRANCH,
    FOLDER,
    TOKEN,
    Scene,
    fails,
    revisions,
    squashes,
)

pytestmark = pytest.mark.usefixtures("unmeasured")

GH013 = """#!/bin/sh
echo 'error: GH013: Repository rule violations found for refs/heads/x.' >&2
echo '- Commits must have verified signatures.' >&2
exit 1
"""


def rule(shop: Scene, text: str = GH013) -> Path:
    """Let the server refuse pushes by a rule."""
    hook = shop.bare / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(text)
    hook.chmod(0o755)
    return hook


def test_an_interrupted_run_says_nothing_of_the_proposal(shop: Scene) -> None:
    """Who cancels a job has not found its proof to be wrong."""
    shop.propose()
    asked = len(shop.writes())
    outcome = shop.propose(fails(Interrupted(15)))
    assert outcome.delivery is not None
    assert (outcome.delivery.operation, outcome.exit_code) == ("none", 143)
    assert (len(shop.writes()), shop.pull.draft) == (asked, False)


def test_a_base_that_never_rests_stops_the_run(shop: Scene) -> None:
    """Nothing is pushed that was proved on another commit."""
    numbers = iter(range(9))

    def move() -> None:
        shop.commit({"README": f"{next(numbers)}"})

    with pytest.raises(ForgeError, match="main moved during each of 3 runs"):
        shop.propose(squashes(then=move))
    assert (shop.tip(), shop.store.pulls) == (None, {})


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"branch": "a..b"}, "branch: 'a..b' is no name"),
        ({"author": "Ann"}, "author: 'Ann' is not a name with an address"),
        ({"committer": "Ann"}, "committer: 'Ann' is not a name with an address"),
        ({"base": "refs/heads/main", "branch": "main"}, "merge main into itself"),
    ],
)
def test_what_git_would_refuse_is_told_before_the_work(
    shop: Scene, options: dict[str, str], said: str
) -> None:
    """Nobody waits for a proof that cannot be proposed."""
    ran: list[int] = []
    with pytest.raises(UsageError, match=said):
        shop.propose(squashes(then=lambda: ran.append(1)), **options)
    assert ran == []


def test_a_tree_that_memory_has_no_room_for_lies_on_the_disk(
    shop: Scene, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What a big repository holds is no reason to fill the memory that servers work in."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(Scratch, "size_of", lambda *_: 1 << 60)
    places: list[str] = []

    def run(settings: Settings, console: Console) -> Outcome:
        places.append(settings.folder)
        return squashes()(settings, console)

    assert shop.propose(run).exit_code == 0
    assert Path(places[0]).is_relative_to(tmp_path)
    assert not Path(places[0]).exists()


def test_a_configuration_is_named_from_the_project(shop: Scene) -> None:
    """By whatever path it was given, it is one history, and that of the tree is read."""
    configs: list[str | None] = []

    def run(settings: Settings, console: Console) -> Outcome:
        configs.append(settings.alembic_config)
        return squashes()(settings, console)

    for config in (str(shop.checkout / FOLDER / "alembic.ini"), "alembic.ini"):
        shop.propose(run, alembic_config=config)
    assert configs == ["alembic.ini", "alembic.ini"]
    assert [each.branch for each in shop.store.pulls.values()] == [f"{BRANCH}-alembic.ini"]


def test_a_push_that_a_rule_refuses_is_quoted(shop: Scene) -> None:
    """With the input that helps; the proof is not lost, and nothing is opened."""
    rule(shop)
    outcome = shop.refused()
    assert outcome.error is not None
    assert "Commits must have verified signatures" in outcome.error.why
    assert "sign-commits" in outcome.error.next_step
    assert (outcome.equivalent, outcome.cut is None) == (True, False)
    assert (shop.tip(), shop.store.pulls) == (None, {})
    assert "GH013" in shop.log or "verified signatures" in shop.log


def test_a_branch_that_may_not_be_deleted_is_told(shop: Scene) -> None:
    """The pull request is closed all the same."""
    shop.propose()
    rule(shop)
    done = shop.propose(squashes(least=50), delete_branch=True).delivery
    assert done is not None
    assert (done.operation, done.head, shop.pull.state) == ("closed", shop.tip(), "closed")
    assert f"{BRANCH} is not deleted." in shop.log


def test_a_cut_between_push_and_pull_request_is_made_good(shop: Scene) -> None:
    """The branch is there and known as ours; the next run opens the pull request."""
    shop.forge.fail("POST", "/pulls$", cut="before", times=9)
    outcome = shop.refused()
    assert outcome.delivery is not None
    assert (outcome.delivery.branch, outcome.delivery.head) == (BRANCH, shop.tip())
    assert (shop.tip() is None, shop.store.pulls) == (False, {})
    shop.forge.faults.clear()
    again = shop.propose().delivery
    assert again is not None
    assert (again.operation, again.number) == ("created", 1)
    assert shop.marker().head == shop.tip()


def test_an_answer_that_is_lost_makes_no_second_one(shop: Scene) -> None:
    """It was opened, and nobody heard of it."""
    shop.forge.fail("POST", "/pulls$", cut="after")
    done = shop.propose().delivery
    assert done is not None
    assert (done.number, len(shop.store.pulls)) == (1, 1)


def test_a_cut_between_push_and_description_is_made_good(shop: Scene) -> None:
    """The branch has moved and the body has not: the next run lets them agree."""
    shop.propose()
    shop.commit(revisions(15, 16))
    shop.forge.fail("PATCH", "/pulls/1$", status=502, times=9)
    left = shop.refused().delivery
    assert left is not None
    assert (left.operation, left.number, left.url != "") == ("none", 1, True)
    assert shop.marker().head != shop.tip()
    shop.forge.faults.clear()
    done = shop.propose().delivery
    assert done is not None
    assert done.operation == "updated"
    assert (shop.marker().head, shop.pull.sha) == (shop.tip(), shop.tip())


def test_two_runs_at_once_open_one_pull_request(shop: Scene) -> None:
    """Both prove, one pushes first, and the other looks again."""
    both = threading.Barrier(2)
    ended: list[Outcome] = []

    def run() -> None:
        ended.append(shop.propose(squashes(then=both.wait)))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [outcome.exit_code for outcome in ended] == [0, 0], shop.log
    assert (len(shop.store.pulls), shop.pull.sha) == (1, shop.tip())
    shop.propose()
    assert shop.marker().head == shop.tip()
    assert git(shop.bare, "rev-list", "--count", f"main..{BRANCH}") == "1"


def test_somebody_who_pushes_meanwhile_is_not_overwritten(shop: Scene) -> None:
    """Between the look and the push there is the lease."""
    shop.propose()
    shop.commit(revisions(15, 16))
    theirs: list[str] = []

    def push() -> None:
        if not theirs:
            theirs.append(shop.commit({"README": "theirs"}, BRANCH))

    done = shop.propose(squashes(then=push)).delivery
    assert done is not None
    assert (done.operation, shop.tip()) == ("none", theirs[0])


def test_a_setting_that_forbids_pull_requests_is_named(shop: Scene) -> None:
    """The branch is pushed, and a person opens it with one line."""
    shop.store.workflows_may_open = False
    outcome = shop.refused()
    assert outcome.error is not None
    assert outcome.delivery is not None
    assert f"compare/main...{BRANCH}" in outcome.error.next_step
    assert f"--head {BRANCH}" in outcome.error.next_step
    assert (outcome.delivery.head, outcome.delivery.number) == (shop.tip(), 0)
    shop.store.add_pull(BRANCH, "main", "By hand")
    shop.propose(fails(Blocked("It cannot be held.")))
    assert (shop.pull.draft, shop.marker().state) == (True, WITHDRAWN)
    again = shop.propose().delivery
    assert again is not None
    assert (again.operation, again.number, shop.marker().head) == ("updated", 1, shop.tip())


@pytest.mark.parametrize(
    ("writes", "said"),
    [({"contents"}, "pull-requests: write"), (frozenset(), "contents: write")],
)
def test_a_right_that_lacks_is_named(shop: Scene, writes: set[str], said: str) -> None:
    """As the lines that a workflow needs."""
    shop.forge.tokens["ghs_less"] = Token(writes=frozenset(writes))
    shop.git.readers = () if writes else ("ghs_less",)
    shop.git.token = "ghs_less" if writes else TOKEN
    outcome = shop.refused(token="ghs_less")
    assert outcome.error is not None
    assert said in outcome.error.next_step


def test_a_token_that_is_none_stops_before_the_work(shop: Scene) -> None:
    """Neither git nor the forge take it."""
    ran: list[int] = []
    with pytest.raises(ForgeError) as caught:
        shop.propose(squashes(then=lambda: ran.append(1)), token="ghs_wrong")
    assert (caught.value.exit_code, ran) == (6, [])
    with pytest.raises(UsageError, match="There is no token") as usage:
        shop.propose(token="")
    assert "pull-requests: write" in usage.value.next_step


def test_the_token_is_written_nowhere(shop: Scene, tmp_path: Path) -> None:
    """Not in the log, in the repository, in the checkout or in what was sent but its headers."""
    rule(shop)
    shop.refused()
    log = shop.log
    rule(shop).unlink()
    shop.propose()
    for text in (log, shop.log, shop.pull.body):
        assert TOKEN not in text
    for seen in shop.forge.requests:
        assert TOKEN.encode() not in seen.body
        assert TOKEN not in seen.path
    for path in [*tmp_path.rglob("*"), *Path("/dev/shm").glob("alembic-squash-*/git/**/*")]:
        if path.is_file():
            assert TOKEN.encode() not in path.read_bytes(), path
    objects = git(shop.bare, "cat-file", "--batch-all-objects", "--batch-check=%(objectname)")
    for each in objects.splitlines():
        assert TOKEN not in git(shop.bare, "cat-file", "-p", each)


def test_a_folder_without_repository_or_forge_is_told(shop: Scene, tmp_path: Path) -> None:
    """What is missing is asked for by name."""
    with pytest.raises(UsageError, match="lies in no git repository"):
        _at(shop, tmp_path / "other")
    plain = tmp_path / "plain"
    plain.mkdir()
    git(plain, "init", "-q")
    git(plain, "remote", "add", "origin", "https://code.example.com/a/b.git")
    with pytest.raises(UsageError, match=r"which forge https://code\.example\.com"):
        _at(shop, plain)


def _at(shop: Scene, project: Path) -> None:
    project.mkdir(exist_ok=True)
    settings = replace(shop.settings(), project=str(project), surroundings=Surroundings())
    open_home(settings, for_stream(io.StringIO(), terminal=False, environ={}))


def test_a_forge_that_does_not_say_who_we_are_is_no_obstacle(shop: Scene) -> None:
    """Nothing that others may have written is changed, and nothing is said twice."""
    blocked = fails(Blocked("It cannot be held."))
    shop.forge.fail("POST", "/graphql", status=403, times=99)
    shop.propose()
    assert "wait for you" not in shop.pull.body
    for _ in range(2):
        shop.propose(blocked)
    assert len(shop.store.comments) == 1


def test_pull_requests_that_cannot_be_listed_stop_nothing(shop: Scene) -> None:
    """What builds on the squash is then not known, which is said."""
    shop.forge.fail("GET", "/pulls$", status=502, skip=1, times=4)
    assert shop.propose().exit_code == 0
    assert "Open pull requests were not looked at:" in shop.log
    shop.store.merge(1)
    shop.forge.fail("GET", "/pulls$", status=502, skip=2, times=4)
    assert shop.propose(squashes(least=13)).exit_code == 0
    assert "Who builds on merged squashes was not told:" in shop.log
