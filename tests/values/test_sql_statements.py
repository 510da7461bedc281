"""Cutting SQL into statements: at the semicolons that end one, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from squash.sql.statements import Statement, split, statements, tokens

PIECES = ("'", '"', "E'", "e'", "$$", "$a$", "; ", "--", "/*", "*/", "\\", "a", "END", "CASE ", "-")
MORE = ("/", "'x'", '"n"', "$1", "\u00a0", "\n", " ", ";", "BEGIN ATOMIC ")


def token_by_token(sql: str) -> list[str]:
    """Statements by the tokens alone; texts with blocks are left to the examples below."""
    found, text = [], ""
    for token in tokens(sql):
        if token.kind == "end":
            found.append(text.strip())
            text = ""
        elif text.strip() or token.kind not in ("line", "comment"):
            text += token.text
    return [each for each in (*found, text.strip()) if each]


@settings(max_examples=50)
@example("'; ")
@given(st.lists(st.sampled_from(PIECES + MORE), max_size=14).map("".join))
def test_whole_statements_are_cut_as_their_tokens_are(sql: str) -> None:
    """The quick match of a whole statement and the tokens agree on where it ends."""
    if "ATOMIC" in sql.upper():
        return
    try:
        expected = token_by_token(sql)
    except ValueError:
        with pytest.raises(ValueError, match="never closed"):
            split(sql)
        return
    assert expected == [statement.sql for statement in split(sql)]


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("a; b;", ["a", "b"]),
        ("SELECT ';' ; SELECT 'it''s;'", ["SELECT ';'", "SELECT 'it''s;'"]),
        ("SELECT E'\\';' ; x;", ["SELECT E'\\';'", "x"]),
        ("SELECT '\\' ; x;", ["SELECT '\\'", "x"]),
        ('SELECT 1 AS "a;b"; c;', ['SELECT 1 AS "a;b"', "c"]),
        ("DO $x$ a; $$ ; $x$; b;", ["DO $x$ a; $$ ; $x$", "b"]),
        ("a /* ; /* ; */ ; */ b; c;", ["a /* ; /* ; */ ; */ b", "c"]),
        ("a -- ;\n b; c;", ["a -- ;\n b", "c"]),
        ("a - 1 / 2; b;", ["a - 1 / 2", "b"]),
        (
            "CREATE FUNCTION f() BEGIN ATOMIC SELECT CASE WHEN 1 THEN 2 END; SELECT 1; END; x;",
            ["CREATE FUNCTION f() BEGIN ATOMIC SELECT CASE WHEN 1 THEN 2 END; SELECT 1; END", "x"],
        ),
        (";;\n;", []),
        ("  ", []),
    ],
)
def test_statements_end_where_the_server_ends_them(sql: str, expected: list[str]) -> None:
    """Quotes, dollar quotes, comments and blocks hide a semicolon."""
    assert expected == [statement.sql for statement in split(sql)]


def test_comments_before_a_statement_stand_beside_it() -> None:
    """Comments above a statement are kept apart, line by line, with their own blanks."""
    sql = "--\n-- Name: t; Type: TABLE \n--\n\nCREATE TABLE t (a int);\n /* x */ -- y\nb;"
    comments = ("--", "-- Name: t; Type: TABLE ", "--")
    expected = (Statement("CREATE TABLE t (a int)", comments), Statement("b", ("/* x */", "-- y")))
    assert expected == split(sql)


def test_statements_are_cut_off_as_they_are_asked_for() -> None:
    """What follows need not be SQL for the first statement to be had."""
    assert next(statements("a; 'never closed")) == Statement("a")
