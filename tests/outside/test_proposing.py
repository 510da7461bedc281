"""A proposal arrives: what becomes of branch and pull request, on a real git server and a forge."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from squash.errors import Blocked, UsageError
from squash.flow.pushing import Pusher
from squash.outcome import Outcome
from squash.outside.console import Console
from squash.proposal.marker import ENDED, WITHDRAWN
from squash.settings import Settings
from tests.gitserver import git
from tests.outside.proposals import (
    BRANCH,
    FOLDER,
    VERSIONS,
    Scene,
    done,
    fails,
    revisions,
    squashes,
)

pytestmark = pytest.mark.usefixtures("unmeasured")

BLOCKED = fails(Blocked("It cannot be held.", why="So.", next_step="Do that."))


def test_a_proposal_is_created(shop: Scene) -> None:
    """One commit on the base's tip, with the history's files alone, and a pull request of it."""
    before = git(shop.checkout, "status", "--porcelain", "--ignored")
    base = shop.tip("main")
    outcome = shop.propose()
    assert outcome.delivery is not None
    assert (done(outcome), outcome.delivery.branch) == (("created", 1), BRANCH)
    assert (outcome.delivery.head, outcome.result) == (shop.tip(), "squashed")
    assert shop.files() == ["r0011_baseline.py", "r0012_step.py", "r0013_step.py", "r0014_step.py"]
    assert git(shop.bare, "rev-parse", f"{BRANCH}^") == base
    changed = git(shop.bare, "diff", "--name-only", f"{BRANCH}^", BRANCH).splitlines()
    assert (len(changed), {path.rpartition("/")[0] for path in changed}) == (13, {VERSIONS})
    marker = shop.marker()
    assert (marker.cut, marker.base, marker.head) == ("r0011", base, shop.tip())
    assert (shop.pull.base, shop.pull.draft) == ("main", False)
    assert "docs/notes.md" in shop.pull.body
    assert "checks" in shop.pull.body.split("##")[0], "those of a workflow's token wait"
    assert git(shop.checkout, "status", "--porcelain", "--ignored") == before


def test_a_dirty_checkout_of_another_commit_stays_as_it_is(shop: Scene) -> None:
    """Proved is what the base has; what lies in the checkout neither leaks in nor changes."""
    git(shop.checkout, "checkout", "-q", "--orphan", "other")
    git(shop.checkout, "rm", "-rqf", ".")
    (shop.checkout / FOLDER).mkdir()
    (shop.checkout / FOLDER / "r9999.py").write_text("mine\n")
    before = git(shop.checkout, "status", "--porcelain", "--ignored")
    seen: list[bool] = []

    def run(settings: Settings, console: Console) -> Outcome:
        seen.append((Path(settings.folder).parent / ".env").exists())
        return squashes()(settings, console)

    assert done(shop.propose(run)) == ("created", 1)
    assert (len(shop.files()), seen) == (4, [False])
    assert git(shop.checkout, "status", "--porcelain", "--ignored") == before


def test_the_same_again_changes_nothing(shop: Scene) -> None:
    """A second run that finds what the first one said neither pushes nor edits."""
    shop.propose()
    tip, body, asked = shop.tip(), shop.pull.body, len(shop.writes())
    assert done(shop.propose()) == ("none", 1)
    assert (shop.tip(), shop.pull.body, len(shop.writes())) == (tip, body, asked)
    assert done(shop.propose(squashes(text=" and more"))) == ("updated", 1)


def test_a_base_that_moved_is_built_on_with_the_same_cut(shop: Scene) -> None:
    """Newer revisions move no cut that people are looking at."""
    shop.propose()
    base = shop.commit(revisions(15, 18))
    assert done(shop.propose()) == ("updated", 1)
    assert git(shop.bare, "rev-parse", f"{BRANCH}^") == base
    assert shop.files()[0] == "r0011_baseline.py"
    assert len(shop.files()) == 7
    assert (shop.marker().base, shop.marker().head) == (base, shop.tip())


def test_a_base_that_moves_meanwhile_is_proved_anew(shop: Scene) -> None:
    """What is pushed was proved on the commit that it is built on."""
    moved: list[str] = []

    def move() -> None:
        if not moved:
            moved.append(shop.commit({"README": "1"}))

    assert done(shop.propose(squashes(then=move))) == ("created", 1)
    assert "main has moved while the squash was proved: it is proved anew." in shop.log
    assert git(shop.bare, "rev-parse", f"{BRANCH}^") == moved[0]


def test_a_no_at_the_moment_of_the_push_is_not_told_as_an_update(
    shop: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What somebody closes meanwhile is closed, and the next run respects it."""
    shop.propose()
    shop.commit(revisions(15, 16))
    push = Pusher.push

    def pushed(*arguments: Any) -> str:
        head = push(*arguments)
        shop.pull.state = "closed"
        return head

    with monkeypatch.context() as patched:
        patched.setattr(Pusher, "push", pushed)
        outcome = shop.propose(labels="db")
    assert outcome.delivery is not None
    assert (done(outcome), outcome.delivery.head) == (("none", 1), shop.tip())
    assert "was closed at the same moment" in outcome.delivery.reason
    assert shop.pull.labels == []
    assert done(shop.propose()) == ("none", 0)
    assert "#1 proposed this and was closed unmerged" in shop.log


def test_work_of_others_on_the_branch_is_left_alone(shop: Scene) -> None:
    """It is said on the pull request, once; force overwrites it."""
    shop.propose()
    theirs = shop.commit({"README": "theirs"}, BRANCH)
    shop.commit(revisions(15, 16))
    for _ in range(2):
        outcome = shop.propose()
        assert (done(outcome), shop.tip()) == (("none", 1), theirs)
        assert outcome.delivery is not None
        assert "has commits by Somebody" in outcome.delivery.reason
    (note,) = shop.store.comments.values()
    assert "Somebody" in note.body
    assert done(shop.propose(force=True)) == ("updated", 1)
    assert git(shop.bare, "log", "--format=%an", f"main..{BRANCH}") == "github-actions[bot]"
    assert shop.store.comments == {}


def test_work_of_others_that_went_elsewhere_is_not_spoken_of(shop: Scene) -> None:
    """The branch stands again where we left it: what was said is taken back."""
    shop.propose()
    tip = shop.tip() or ""
    shop.commit({"README": "theirs"}, BRANCH)
    shop.propose()
    assert len(shop.store.comments) == 1
    git(shop.bare, "update-ref", f"refs/heads/{BRANCH}", tip)
    assert done(shop.propose()) == ("none", 1)
    assert shop.store.comments == {}


def test_a_branch_of_somebody_is_not_taken(shop: Scene) -> None:
    """A branch of that name, with a pull request that we did not open, is somebody else's."""
    theirs = shop.commit({"README": "theirs"}, "work")
    git(shop.bare, "update-ref", f"refs/heads/{BRANCH}", theirs)
    git(shop.bare, "update-ref", "-d", "refs/heads/work")
    assert done(shop.propose()) == ("none", 0)
    shop.store.add_pull(BRANCH, "main", "Mine")
    assert done(shop.propose()) == ("none", 1)
    assert (shop.tip(), shop.pull.title) == (theirs, "Mine")


def test_work_of_others_that_was_merged_is_in_nobodys_way(shop: Scene) -> None:
    """Squashed into the base together with ours, and the branch was left behind."""
    shop.propose()
    shop.pull.sha = shop.commit({"README": "theirs"}, BRANCH)
    merge = git(shop.bare, "commit-tree", f"{BRANCH}^{{tree}}", "-p", "main", "-m", "All (#1)")
    git(shop.bare, "update-ref", "refs/heads/main", merge)
    shop.pull.state, shop.pull.merged = "closed", True
    shop.commit(revisions(15, 30))
    assert done(shop.propose()) == ("created", 2)


def test_two_histories_do_not_share_a_branch(shop: Scene) -> None:
    """They would overwrite each other's proposal in turns."""
    shop.propose(branch="squash")
    body = shop.pull.body
    with pytest.raises(UsageError, match=r"#1 proposes to squash that of backend\.") as caught:
        shop.propose(branch="squash", alembic_name="other")
    assert "branch of its own" in caught.value.next_step
    assert (shop.pull.body, len(shop.store.pulls)) == (body, 1)


def test_a_merge_of_the_base_by_a_button_is_nobodys_work(shop: Scene) -> None:
    """Who presses "Update branch" loses nothing when the branch is built anew."""
    shop.propose()
    base = shop.commit({"README": "1"})
    tree = git(shop.bare, "merge-tree", "--write-tree", BRANCH, "main").splitlines()[0]
    merge = git(shop.bare, "commit-tree", tree, "-p", BRANCH, "-p", "main", "-m", "Merge")
    git(shop.bare, "update-ref", f"refs/heads/{BRANCH}", merge)
    assert done(shop.propose()) == ("updated", 1)
    assert git(shop.bare, "rev-parse", f"{BRANCH}^") == base


def test_a_no_is_respected_until_there_is_more_to_say(shop: Scene) -> None:
    """Closed unmerged, it comes again with ten revisions more, or by force."""
    shop.propose()
    shop.pull.state = "closed"
    tip = shop.tip()
    shop.commit(revisions(15, 20))
    assert done(shop.propose()) == ("none", 0)
    assert "#1 proposed this and was closed unmerged" in shop.log
    assert shop.tip() == tip
    shop.commit(revisions(20, 26))
    assert done(shop.propose()) == ("created", 2)
    shop.store.pulls[2].state = "closed"
    assert done(shop.propose()) == ("none", 0)
    assert done(shop.propose(force=True)) == ("created", 3)


def test_a_merged_proposal_makes_room_for_the_next(shop: Scene) -> None:
    """The branch may be there still; what comes later is a proposal of its own."""
    shop.propose()
    shop.store.merge(1)
    assert done(shop.propose(squashes(least=3))) == ("none", 0)
    shop.commit(revisions(15, 30))
    assert done(shop.propose()) == ("created", 2)
    assert shop.files()[0] == "r0026_baseline.py"


@pytest.mark.parametrize("delete", [False, True])
def test_nothing_left_closes_the_proposal(shop: Scene, delete: bool) -> None:
    """With a comment; the branch goes if that is asked for, and it is no refusal later."""
    shop.propose()
    outcome = shop.propose(squashes(least=50), delete_branch=delete)
    assert (done(outcome), outcome.exit_code) == (("closed", 1), 0)
    assert (shop.pull.state, shop.marker().state) == ("closed", ENDED)
    (note,) = shop.store.comments.values()
    assert outcome.delivery is not None
    assert (outcome.delivery.comment, "Few revisions." in note.body) == (note.id, True)
    assert (shop.tip() is None) == delete
    assert done(shop.propose(squashes(least=50))) == ("none", 0)
    assert done(shop.propose()) == ("created", 2)


def test_nothing_to_do_and_nothing_open_is_silent(shop: Scene) -> None:
    """A schedule that finds nothing leaves no trace."""
    assert done(shop.propose(squashes(least=50))) == ("none", 0)
    assert (shop.tip(), shop.store.pulls, shop.writes()) == (None, {}, [])


def test_what_is_blocked_later_becomes_a_draft(shop: Scene) -> None:
    """A stale proof is not left to be merged; once it is proved again, all is as it was."""
    shop.propose()
    tip, body = shop.tip(), shop.pull.body
    outcome = shop.propose(BLOCKED)
    assert (done(outcome), outcome.exit_code) == (("updated", 1), 1)
    assert (shop.pull.draft, shop.marker().state) == (True, WITHDRAWN)
    (note,) = shop.store.comments.values()
    assert "It cannot be held." in note.body
    assert done(shop.propose(BLOCKED)) == ("none", 1)
    assert done(shop.propose()) == ("updated", 1)
    assert (shop.pull.draft, shop.pull.body, shop.tip()) == (False, body, tip)
    assert shop.store.comments == {}


def test_a_proposal_that_cannot_be_a_draft_is_commented_on(shop: Scene) -> None:
    """A repository without drafts, a token without the right: the comment says it alone."""
    shop.propose()
    shop.store.drafts = False
    outcome = shop.propose(BLOCKED)
    assert (done(outcome), outcome.exit_code) == (("updated", 1), 1)
    (note,) = shop.store.comments.values()
    assert note.body.startswith("## ⏸️ Do not merge")
    assert "Draft pull requests are not supported" in shop.log
    assert (done(shop.propose(BLOCKED)), shop.pull.draft) == (("none", 1), False)
    outcome = shop.propose()
    assert (done(outcome), outcome.exit_code) == (("updated", 1), 0)
    assert shop.store.comments == {}
    assert done(shop.propose()) == ("none", 1)


def test_a_run_that_is_refused_withdraws_as_well(shop: Scene) -> None:
    """The error stays the run's own."""

    def refused(*_: object) -> Outcome:
        raise UsageError("There is no such folder.")

    shop.propose()
    with pytest.raises(UsageError, match="no such folder"):
        shop.propose(refused)
    assert (shop.pull.draft, len(shop.store.comments)) == (True, 1)


def test_open_pull_requests_that_build_on_it_are_named(shop: Scene) -> None:
    """A colleague's revision after a removed one is found in a branch nobody fetched."""
    path = f"{VERSIONS}/r0099_theirs.py"
    text = 'revision = "r0099"\ndown_revision = "r0003"\n'
    shop.commit({path: text}, "theirs")
    git(shop.bare, "update-ref", "refs/heads/theirs", shop.tip("theirs") or "")
    shop.store.add_pull("theirs", "main", "More")
    shop.propose()
    body = shop.store.pulls[2].body
    assert "r0099" in body
    assert "/pull/1" in body


def test_who_builds_on_what_was_merged_is_told_once(shop: Scene) -> None:
    """With the id that their revision is to come after; who builds on nothing hears nothing."""
    for name, parent in (("old", "r0003"), ("new", "r0014")):
        text = f'revision = "{name}"\ndown_revision = "{parent}"\n'
        git(shop.bare, "branch", name, "main")
        shop.commit({f"{VERSIONS}/{name}.py": text}, name)
        shop.store.add_pull(name, "main", name)
    shop.propose()
    shop.store.merge(3)
    for _ in range(2):
        assert done(shop.propose(squashes(least=13))) == ("none", 0)
        (note,) = shop.store.comments.values()
        assert (note.number, "r0014" in note.body, "r0003" in note.body) == (1, True, True)
    assert shop.marker(3).told == (1,)
    shop.store.comments.clear()
    assert done(shop.propose(squashes(least=13))) == ("none", 0)
    assert shop.store.comments == {}
