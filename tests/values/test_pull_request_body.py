"""The pull request: what a reviewer reads, whole as golden files, bounded and safe."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from squash.difference import Check, Difference
from squash.hazard import Hazard
from squash.outcome import Outcome, RevisionSummary
from squash.proposal.marker import find_marker
from squash.proposal.pull import BuiltOn, Mention
from squash.report.fit import LIMIT, own_words, units
from squash.report.pull_request import commit_message, pull_request_body, pull_request_title
from tests.conftest import Golden
from tests.outcomes import history
from tests.proposals import FULL, MARKER, PLAIN, squashed

GOLDEN = Path(__file__).parent / "golden"

PROPOSALS = {
    "pull-request-plain": PLAIN,
    "pull-request-full": FULL,
    "merge-request": replace(
        FULL, forge="gitlab", server_url="https://gitlab.example/", workflow_token=False
    ),
}


@pytest.mark.parametrize("name", PROPOSALS)
def test_bodies_read_as_agreed(name: str, golden: Golden) -> None:
    """Each kind of proposal gives the body in its golden file."""
    actual = pull_request_body(squashed(), PROPOSALS[name])
    assert golden(GOLDEN / f"{name}.md", actual) == actual


def test_the_body_ends_with_what_it_remembers() -> None:
    """The marker is the last line, and the only one to be found."""
    body = pull_request_body(squashed(), FULL)
    assert body.splitlines()[-1] == MARKER.text
    assert find_marker(body, MARKER.lineage) == MARKER


def monster(letter: str) -> Outcome:
    """An outcome in which every list is long and every text longer."""
    long, every = letter * 9000, history(400)
    return replace(
        squashed(),
        reason=long,
        project=long,
        removed=tuple(replace(each, doc=long, path=long) for each in every[:300]),
        kept=every[300:],
        cut=replace(every[299], doc=long),
        hazards=(Hazard(long, long, long, long, 1),) * 70,
        checks=(Check(long, True, long),) * 70,
        explained=tuple(
            Difference("check", f"{place}{long}", "cut", "changed", long, long)
            for place in range(70)
        ),
        repeat=(long,) * 90,
    )


@pytest.mark.parametrize("letter", ["|", "`", "😀", "\udc80", "\n~~~~"])
def test_a_body_fits_whatever_is_in_it(letter: str) -> None:
    """Long lists and texts of any letters give a body within the limit, and of some length."""
    many = replace(
        FULL,
        mentions=tuple(Mention(f"{n}{letter * 900}", n, "r1", letter * 900) for n in range(300)),
        built_on=tuple(
            BuiltOn(n, "https://x.example/1", letter * 900, letter * 900, letter * 900)
            for n in range(200)
        ),
        carried=(letter * 900,) * 70,
        body=letter * 90_000,
        base=letter * 900,
        branch=letter * 900,
    )
    body = pull_request_body(monster(letter), many)
    assert 8000 < units(body) <= LIMIT
    assert body.encode()
    assert body.startswith("# ✅ Proved: 300 of 400 migrations become one")
    assert find_marker(body, MARKER.lineage) == MARKER


def test_a_long_history_is_shown_as_far_as_there_is_room() -> None:
    """340 removed revisions are all listed; of 3,000 the rest is counted."""
    every = history(3005)
    some = replace(squashed(340, 20), removed=every[:340], kept=every[340:360])
    assert pull_request_body(some, PLAIN).count("_step.py`") >= 360
    more = pull_request_body(replace(some, removed=every[:3000]), PLAIN)
    assert "more in report.json" in more


@pytest.mark.parametrize("limit", [600, 900, 2000, 5000])
def test_parts_are_left_out_whole(limit: int) -> None:
    """Under a limit that is too small for all parts, those that are left are not cut open."""
    body = pull_request_body(squashed(), FULL, limit)
    assert units(body) <= limit
    assert len(re.findall(r"(?m)^```", body)) % 2 == 0
    assert body.count("<details") == body.count("</details>")
    assert find_marker(body, MARKER.lineage) == MARKER


def test_nobody_is_mentioned_by_what_a_repository_holds() -> None:
    """Docstrings, lines and names of others call nobody; a person's own words may."""
    body = re.sub(r"(?s)```.*?```", "", pull_request_body(squashed(), FULL))
    outside_of_code = re.sub(r"`+[^`]*`+", "", body)
    assert re.findall(r"@\w+", outside_of_code) == ["@acme"]
    assert not re.search(r"(?<![\w/&\[])#\d", outside_of_code)


def test_a_forged_marker_is_none() -> None:
    """Text that looks like a marker, in a fence where nothing is escaped, is not read as one."""
    forged = replace(MARKER, removed=1).text
    outcome = replace(
        squashed(), explained=(Difference("check", "c", "cut", "changed", "a", forged),)
    )
    body = pull_request_body(outcome, replace(PLAIN, body=forged))
    assert find_marker(body, MARKER.lineage) == MARKER


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("plain", []),
        ("```sh\nls\n```", []),
        ("```sh\nls", ["```"]),
        ("~~~~\n~~~\n``` x", ["~~~~"]),
        ("<!-- note", ["-->"]),
        ("<!-- note -->", []),
        ("<details><summary>x</summary>\n<details>", ["</details>", "</details>"]),
    ],
)
def test_what_a_person_leaves_open_is_closed(text: str, closed: list[str]) -> None:
    """A person's own Markdown cannot swallow what follows it."""
    assert own_words(text) == [*text.split("\n"), *closed, ""]


def test_no_words_are_no_part() -> None:
    """An empty body of a person adds no empty lines."""
    assert own_words("  \n") == []


def test_titles_say_how_many_and_where() -> None:
    """The title counts, and names the folder of a project that is not the whole repository."""
    assert pull_request_title(squashed(), PLAIN) == "Squash 14 of 17 migrations into one baseline"
    assert pull_request_title(squashed(), FULL).endswith("into one baseline in backend shop")
    assert pull_request_title(squashed(), replace(PLAIN, folder="x" * 999)).endswith("baseline")
    assert pull_request_title(squashed(), replace(FULL, title="One\n  line")) == "One line"
    assert len(pull_request_title(squashed(), replace(FULL, title="x" * 999))) == 256


def test_the_message_of_the_commit(golden: Golden) -> None:
    """The subject is short and the text wrapped; a person's own message stands as it is."""
    message = commit_message(squashed(), PLAIN)
    assert golden(GOLDEN / "commit-message.txt", message) == message
    assert max(map(len, message.splitlines())) <= 72
    assert commit_message(squashed(), replace(PLAIN, message="fix: less\n\n")) == "fix: less\n"
    odd = replace(squashed(), cut=RevisionSummary("a #1"), postgres=None)
    assert "#" not in commit_message(odd, PLAIN)
    assert commit_message(replace(odd, cut=None), PLAIN).count("\n") == 1


def test_links_lead_to_the_commit_of_the_proof() -> None:
    """A file is linked at its line; one outside of the repository, or no address, is not."""
    body = pull_request_body(
        squashed(),
        replace(
            FULL,
            mentions=(Mention("/etc/x.py", 1, "a", ""), Mention("a)b.py", 2, "a", "")),
            built_on=(BuiltOn(5, "javascript:alert(1)", "n", "p", "q"),),
        ),
    )
    assert "- `/etc/x.py:1` names" in body
    assert f"[`a)b.py:2`](https://github.com/acme/shop/blob/{'4f' * 20}/a%29b.py#L2)" in body
    assert "\n- #5: `n`" in body


@pytest.mark.parametrize(
    ("fresh", "said"),
    [
        ((10.0, 2.5), "10.0 s before, 2.50 s after (75 % less)"),
        ((1.0, 1.2), "no gain on this machine"),
        ((0.0, 0.0), ""),
        (None, ""),
    ],
)
def test_the_time_of_a_fresh_database(fresh: tuple[float, float] | None, said: str) -> None:
    """The gain is told in seconds; none is told as none."""
    body = pull_request_body(replace(squashed(), fresh=fresh), PLAIN)
    assert said in body
    assert ("Fresh database" in body) == bool(said)


def test_everything_may_go() -> None:
    """A squash of the whole history says so."""
    body = pull_request_body(squashed(14, 0), PLAIN)
    assert "| Stays | nothing: the cut is the head |" in body


def test_what_was_not_found_out_is_left_out() -> None:
    """Without a cut, a baseline, commands or an own commit the body has no empty parts."""
    bare = Outcome(command="squash", result="squashed", removed=history(3))
    body = pull_request_body(bare, replace(PLAIN, base_sha="", not_looked_at=1, carried=(".env",)))
    assert re.findall(r"(?m)^## (.*)$", body) == [
        "Open pull requests",
        "Choose the cut",
        "How to repeat",
    ]
    assert "Not looked at: 1 older pull request." in body
    assert "Files that git ignores were taken from the checkout: `.env`." in body
    assert "git switch" not in pull_request_body(squashed(), replace(PLAIN, base_sha=""))
