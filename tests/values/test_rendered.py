"""What a forge shows: the structure of a body or comment is ours, whatever a repository holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from squash.difference import Check, Difference
from squash.errors import At
from squash.hazard import Hazard
from squash.outcome import BaselineSummary, ErrorSummary, Outcome, RevisionSummary, RowsSummary
from squash.proposal.changed import Changed, Edge
from squash.proposal.pull import BuiltOn, Mention
from squash.report.comment import check_comment
from squash.report.notes import foreign_note, withdrawn_note
from squash.report.pull_request import pull_request_body
from tests.proposals import FULL, MARKER, squashed

EVIL = (
    "</details><script>alert(1)</script>",
    "<!-- swallow",
    "``` \n````\n# forged heading\n| a | b |\n~~~",
    "[x](javascript:alert(1)) ![y](http://evil.example/z.png)",
    "<img src=http://evil.example onerror=alert(1)>",
    "a|b\\|c`d``e|",
    "a` <b>bold</b> [x](http://evil.example) `b``c",
    "*_~>#-+ 1. &lt; &#64;team @team #1 GH-1 www.evil.example http://evil.example",
    "$$x$$ `",
    "\u202egnp.exe\u2066 \x1b[31m\x00",
    "  \t\n---\n===\n- item",
    "trailing \\",
    "/merge\n/close now",
)
OURS = {"details", "/details", "summary", "/summary", "sub", "/sub"}


def tokens(text: str) -> Iterator[Token]:
    """Every token of a text, those inside of lines too."""
    for token in MarkdownIt("commonmark", {"html": True}).enable("table").parse(text):
        yield token
        yield from token.children or ()


def shape(text: str) -> tuple[list[str], set[str], set[str]]:
    """(headings, names of HTML tags, addresses of links and images) of a text."""
    every = list(tokens(text))
    headings = [
        re.sub(r"`.*`", "…", after.content)
        for token, after in pairwise(every)
        if token.type == "heading_open"
    ]
    html = "".join(
        re.sub(r"(?s)<!--.*?-->", "", each.content)
        for each in every
        if each.type.startswith("html")
    )
    tags = set(re.findall(r"<\s*(/?\w+)", html))
    links = {str(each.attrs.get("href") or each.attrs.get("src")) for each in every if each.attrs}
    return headings, tags, {each for each in links if each != "None" and "//" in each}


def hostile(evil: str) -> Outcome:
    """A squash in which every text that somebody else may choose is chosen by somebody evil."""
    base = squashed(3, 2)
    bad = tuple(
        replace(each, doc=evil, path=f"migrations/{evil}.py")
        for each in (*base.removed, *base.kept)
    )
    return replace(
        base,
        reason=evil,
        project=evil,
        removed=bad[:3],
        kept=bad[3:],
        cut=replace(bad[2], id=evil),
        unproved=(evil,),
        baseline=BaselineSummary(evil, evil, 1, 1, evil, {evil: 1}, evil, evil),
        checks=(Check(evil, True, evil),),
        explained=(Difference(evil, evil, "cut", "changed", evil, f"{evil}\n{evil}"),),
        hazards=(Hazard(evil, evil, evil, evil, 1),),
        rows=(RowsSummary(evil, 1, (evil,)),),
        repeat=(evil,),
    )


@pytest.mark.parametrize("evil", EVIL)
def test_the_structure_of_a_body_is_ours(evil: str) -> None:
    """Headings, tags, links and the columns of tables are those of a harmless squash."""
    proposed = replace(
        FULL,
        body="",
        folder=evil,
        alembic=evil,
        base=evil,
        branch=evil,
        carried=(evil,),
        mentions=(Mention(evil, 1, evil, evil),),
        built_on=(BuiltOn(1, f"https://github.com/a/b/pull/1?{evil}", evil, evil, evil),),
    )
    text = pull_request_body(hostile(evil), proposed)
    plain = pull_request_body(hostile("plain"), replace(FULL, body=""))
    headings, tags, links = shape(text)
    assert headings == shape(plain)[0]
    assert tags <= OURS
    assert {each for each in links if not each.startswith("https://github.com/")} == set()
    assert second_cells(text) == {"✅&nbsp;same", "1"}
    assert orders(text) == []
    assert text.rstrip().endswith(MARKER.text)


def orders(text: str) -> list[str]:
    """Lines outside of fences that GitLab would take for an order."""
    outside = re.sub(r"(?ms)^(`{3,}).*?^\1$", "", text)
    return [line for line in outside.splitlines() if re.match(r"\s*/\w", line)]


def second_cells(text: str) -> set[str]:
    """Second cells of the tables of checks and of rows."""
    found: set[str] = set()
    rows: list[list[str]] = []
    for token in tokens(text):
        if token.type == "table_open":
            rows = []
        elif token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and rows:
            rows[-1].append(token.content)
        elif token.type == "table_close" and rows[0][0] in ("Check", "Table"):
            found |= {row[1] for row in rows[1:]}
            rows = []
    return found


@pytest.mark.parametrize("evil", EVIL)
def test_the_structure_of_comments_is_ours(evil: str) -> None:
    """The same for what is said on a pull request."""
    error = ErrorSummary("project", evil, evil, evil, 4, (At(evil, 1),))
    own = (RevisionSummary("r1", evil, None, evil),)
    failed = Outcome(command="check", result="error", error=error, repeat=(evil,), reason=evil)
    about = Changed(
        marker=MARKER,
        revisions=own,
        edges=(Edge(evil, evil, evil, 1),),
        heads=(evil, "x"),
        run_url="https://github.com/a/b/actions/runs/1",
    )
    texts = (
        check_comment(failed, about) or "",
        withdrawn_note(failed, MARKER),
        foreign_note([evil], evil, MARKER),
    )
    for text in texts:
        headings, tags, links = shape(text)
        assert "forged heading" not in headings
        assert tags <= OURS
        assert links <= {"https://github.com/a/b/actions/runs/1"}
        assert orders(text) == []
        assert text.rstrip().endswith(MARKER.text)
