"""Numbers as words, and foreign text that does nothing but be read."""

from __future__ import annotations

import pytest

from squash.report import words


@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        ("ask @alice", "ask @&#8203;alice"),
        ("fixes #12", "fixes #&#8203;12"),
        ("GH-12", "GH-&#8203;12"),
        ("https://github.com/o/r/issues/1", "https:&#8203;//github.com/o/r/issues/1"),
        ("www.example.org", "www&#8203;.example.org"),
        ("a *b* _c_ `d` [e](f) <g> | ~h~ $i$", None),
        ("- item", "\\- item"),
        ("12. item", "12\\. item"),
        ("a &lt; b", "a &amp;lt; b"),
        ("two\nlines\x1b[31m", "two lines\\[31m"),
    ],
)
def test_prose_is_only_text(foreign: str, shown: str | None) -> None:
    """Foreign prose makes no mention, reference, link, list, format or control character."""
    if shown is None:
        shown = r"a \*b\* \_c\_ \`d\` \[e\](f) \<g\> \| \~h\~ \$i\$"
    assert shown == words.prose(foreign)


def test_prose_is_clipped_before_it_is_escaped() -> None:
    """No escape is cut in half."""
    assert words.prose("a****", 3) == r"a\*…"


@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        ("a|b", r"`a\|b`"),
        ("a`b", "``a`b``"),
        ("`a`", "`` `a` ``"),
        ("a\nb", "`a b`"),
        ("", ""),
        ("@a", "`@a`"),
    ],
)
def test_code_spans_hold_any_text(foreign: str, shown: str) -> None:
    """A code span ends where it should and may stand in a table."""
    assert shown == words.code(foreign)


def test_a_fence_is_longer_than_any_inside() -> None:
    """A block with fences inside stays one block."""
    assert words.fence("a\n````\nb", "sql") == "`````sql\na\n````\nb\n`````"


def test_an_excerpt_says_what_it_leaves_out() -> None:
    """Longer than allowed, by lines or by characters, and the rest is a number."""
    assert words.excerpt("a\nb\n", 2, 10) == "a\nb"
    assert words.excerpt("a\nb\nc", 2, 10) == "a\nb\n… 2 more characters"
    assert words.excerpt("abcdef", 2, 4) == "abc…\n… 2 more characters"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.0, "0.00 s"),
        (4.2, "4.20 s"),
        (12.34, "12.3 s"),
        (119.96, "2 min 00 s"),
        (185, "3 min 05 s"),
    ],
)
def test_seconds(value: float, shown: str) -> None:
    """Times are as exact as a person wants them."""
    assert shown == words.seconds(value)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1, "1 byte"),
        (812, "812 bytes"),
        (12_400, "12.4 kB"),
        (999_960, "1.0 MB"),
        (3_100_000, "3.1 MB"),
    ],
)
def test_size(value: int, shown: str) -> None:
    """Sizes are as exact as a person wants them."""
    assert shown == words.size(value)


def test_counts_agree_with_their_noun() -> None:
    """One is singular, none and many are plural."""
    assert words.count(1, "row") == "1 row"
    assert words.count(1200, "row") == "1,200 rows"
    assert words.count(0, "object differs", "objects differ") == "0 objects differ"
