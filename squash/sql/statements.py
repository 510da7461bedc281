"""SQL text cut into its statements, the way the server's own lexer would cut it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# One token a match.  Order matters: comments, quotes and E'' strings come before plain runs.
# Dollar quotes are looked up by tag afterwards, nested comments are counted.
_TOKEN = re.compile(
    r"""
      (?P<line>--[^\n]*\n?)
    | (?P<comment>/\*)
    | (?P<dollar>\$(?:[^\W\d]\w*)?\$)
    | (?P<escape>[eE]'[^'\\]*(?:(?:\\.|'')[^'\\]*)*')
    | (?P<quoted>'[^']*(?:''[^']*)*')
    | (?P<name>"[^"]*(?:""[^"]*)*")
    | (?P<end>;)
    | (?P<plain>(?:(?![eE]')[^\W\d][\w$]*|\d[\w.]*|[^\w'"$\-/;]+)+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
# Most statements hold no dollar quote, no comment inside, no block: one match for the whole of it.
# A backslash may belong to an E'' string, whose end is another then.  Only single characters are
# possessive: before Python 3.11.5 a possessive group goes on behind what did not match (gh-106052).
_SIMPLE = re.compile(
    r"""
      (?P<comments>(?:\s*+--[^\n]*+\n)*)
      (?P<sql>(?:[^'"$\-/;]++|'[^']*+'|"[^"]*+"|-(?!-)|/(?!\*))*)
      ;
    """,
    re.VERBOSE,
)
_NOT_SIMPLE = re.compile(r"\\|\bATOMIC\b", re.IGNORECASE)
_BLOCK = re.compile(r"\bBEGIN\s+ATOMIC\b|\bCASE\b|\bEND\b", re.IGNORECASE)
_COMMENT_EDGE = re.compile(r"/\*|\*/")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: ``sql`` without its semicolon, ``comments`` that stand before it."""

    sql: str
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Token:
    """One token of SQL: its ``kind`` (a group of the lexer) and its verbatim ``text``."""

    kind: str
    text: str


def tokens(sql: str, position: int = 0) -> Iterator[Token]:
    """Yield every token of ``sql`` from ``position``; their texts joined are ``sql`` again.

    Raises ``ValueError`` where a quote, a dollar quote or a comment is not closed.
    """
    while position < len(sql):
        match = _TOKEN.match(sql, position)
        assert match is not None
        assert match.lastgroup is not None
        kind, end = match.lastgroup, match.end()
        if kind == "dollar":
            end = sql.find(match.group(), end)
            if end < 0:
                raise ValueError(f"dollar quote {match.group()} is never closed")
            end += len(match.group())
        elif kind == "comment":
            end = _comment_end(sql, end)
        elif kind == "other" and match.group() in "'\"":
            raise ValueError(f"quote at character {position} is never closed")
        yield Token(kind, sql[position:end])
        position = end


def _comment_end(sql: str, position: int) -> int:
    """The end of a comment whose ``/*`` ends at ``position``; comments nest."""
    depth = 1
    while depth:
        edge = _COMMENT_EDGE.search(sql, position)
        if edge is None:
            raise ValueError("comment is never closed")
        depth += 1 if edge.group() == "/*" else -1
        position = edge.end()
    return position


def split(sql: str) -> tuple[Statement, ...]:
    """Cut ``sql`` at the semicolons that end statements; see `statements`."""
    return tuple(statements(sql))


def statements(sql: str) -> Iterator[Statement]:
    """Yield the statements of ``sql``, each cut off where it is asked for.

    Knows quotes, ``E''`` strings, dollar quotes, nested comments and the bodies of
    ``BEGIN ATOMIC ... END`` routines (where ``CASE ... END`` nests).  Comments before a statement
    are kept beside it, comments inside it stay in it.

    Raises ``ValueError`` as `tokens` does.
    """
    position = 0
    while position < len(sql):
        simple = _SIMPLE.match(sql, position)
        if simple is not None and not _NOT_SIMPLE.search(simple["sql"]):
            text, position = simple["sql"].strip(), simple.end()
            lines = simple["comments"].split("\n")
            comments = tuple(line.lstrip() for line in lines if not line.isspace() and line)
        else:
            text, comments, position = _next(sql, position)
        if text:
            yield Statement(text, comments)


def _next(sql: str, position: int) -> tuple[str, tuple[str, ...], int]:
    """The statement that begins at ``position``, token by token: text, comments, its end."""
    comments: list[str] = []
    text: list[str] = []
    depth = 0
    for token in tokens(sql, position):
        position += len(token.text)
        if not text and token.kind in ("line", "comment"):
            comments.append(token.text.rstrip("\n"))
        elif token.kind == "end" and depth == 0:
            break
        elif text or not token.text.isspace():
            text.append(token.text)
            if token.kind == "plain":
                depth = _depth(depth, token.text)
    return "".join(text).strip(), tuple(comments), position


def _depth(depth: int, plain: str) -> int:
    """How deep we stand in ``BEGIN ATOMIC`` and ``CASE`` blocks after a run of plain text."""
    if not depth and "ATOMIC" not in plain.upper():
        return 0
    for word in _BLOCK.findall(plain):
        upper = word.upper()
        if upper == "END":
            depth = max(depth - 1, 0)
        elif depth or upper != "CASE":
            depth += 1
    return depth
