"""Revision files are read as text, and each broken one gets an error of its own."""

from __future__ import annotations

import ast
import hashlib
from datetime import UTC, datetime

import pytest

from squash.errors import HistoryError
from squash.history import Revision, constants, parse_revision

GENERATED = b'''"""add orders

Revision ID: 0560_add_org
Revises: 0559
Create Date: 2021-03-04 05:06:07.123456

"""
from typing import Sequence, Union

from alembic import op

revision: str = "0560_add_org"
down_revision: Union[str, Sequence[str], None] = "0559"
branch_labels: Union[str, Sequence[str], None] = ("orders",)
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    op.add_column("orders", "x")


def downgrade() -> None:
    op.drop_column("orders", "x")
'''


def read(*lines: str) -> Revision:
    """Parse a file of the given lines."""
    return parse_revision("versions/a.py", "\n".join(lines).encode())


def with_down(*lines: str) -> Revision:
    """Parse a base revision `a` with further lines."""
    return read('revision = "a"', "down_revision = None", *lines)


def refused(content: bytes | str, path: str = "versions/a.py") -> HistoryError:
    """The error for a file; it says why and what next."""
    with pytest.raises(HistoryError) as caught:
        parse_revision(path, content.encode() if isinstance(content, str) else content)
    assert caught.value.why
    assert caught.value.next_step
    assert caught.value.exit_code == 3
    return caught.value


def test_generated_file() -> None:
    """Everything that Alembic's own template writes is read."""
    assert parse_revision("versions/0560.py", GENERATED) == Revision(
        id="0560_add_org",
        down=("0559",),
        depends_on=(),
        labels=("orders",),
        path="versions/0560.py",
        doc="add orders",
        created=datetime.fromisoformat("2021-03-04T05:06:07.123456"),
        sha256=hashlib.sha256(GENERATED).hexdigest(),
        size=len(GENERATED),
        lines=23,
        inserts=False,
        privileged=False,
        downgrade="works",
        places=(("revision", 12), ("down_revision", 13), ("branch_labels", 14), ("depends_on", 15)),
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("None", ()),
        ("'b'", ("b",)),
        ("u'b'", ("b",)),
        ("'b' 'c'", ("bc",)),
        ("('b', 'c')", ("b", "c")),
        ("['c', 'b']", ("c", "b")),
        ("{'c', 'b'}", ("b", "c")),
        ("('b', 'b')", ("b",)),
        ("()", ()),
        ("previous", ("z",)),
    ],
)
def test_names(written: str, expected: tuple[str, ...]) -> None:
    """Parents, labels and dependencies may be None, a string, a tuple, a list or a set."""
    got = read(
        "previous = 'z'",
        "revision = 'a'",
        f"down_revision = {written}",
        f"branch_labels = {written}",
        f"depends_on = {written}",
    )
    assert (expected, expected, expected) == (got.down, got.labels, got.depends_on)


def test_last_assignment_counts() -> None:
    """As when the file runs, the last value wins and a name has the value of its moment."""
    got = read("x = 'a'", "y = x", "x = 'b'", "revision = 'c'", "revision = y", "down_revision = x")
    assert (got.id, got.down) == ("a", ("b",))


def test_unpacked_and_chained_assignments() -> None:
    """Tuples of names and chains of names are assignments too."""
    got = read("revision, down_revision = 'a', 'b'", "branch_labels = depends_on = 'c'")
    assert (got.id, got.down, got.labels, got.depends_on) == ("a", ("b",), ("c",), ("c",))


def test_legacy_id_is_the_file_name() -> None:
    """A file without `revision` has the id of its file name when that is hexadecimal."""
    assert parse_revision("versions/1a2b3c.py", b"down_revision = None").id == "1a2b3c"


def test_imported_constants() -> None:
    """An imported name is what the caller finds behind it."""
    known = {"shop.cli.EXPAND": "expand", "shop.ids.FIRST": "f", "shop.cli.X.Y": "y"}
    source = b"""from shop import cli
from shop.ids import FIRST as revision
import shop.cli as other
import shop.ids
down_revision = shop.ids.FIRST
branch_labels = (cli.EXPAND,)
depends_on = other.X.Y
"""
    got = parse_revision("a.py", source, lambda dotted: known[dotted])
    assert (got.id, got.down, got.labels, got.depends_on) == ("f", ("f",), ("expand",), ("y",))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("revision = 'a' + 'b'", "versions/a.py:2: revision is computed ('a' + 'b')"),
        ("revision = make()", "revision is computed (make())"),
        ("revision = f'{1}'", "revision is computed (f'{1}')"),
        ("revision = __name__", "revision is computed (__name__)"),
        ("from ids import revision", "versions/a.py:2: revision is computed (revision)"),
        ("if True:\n    revision = 'a'", "versions/a.py:3: revision is computed (not by one"),
        ("for revision in 'ab': pass", "revision is computed (not by one plain assignment)"),
        ("revision = 'a'\nrevision += 'b'", "versions/a.py:3: revision is computed"),
        ("revision, x = make()", "revision is computed (not by one plain assignment)"),
        ("revision = make('" + "x" * 99 + "')", "xxx...)"),
        ("x = make()\nrevision = x", "versions/a.py:3: revision is computed (x)"),
        ("from .ids import A\nrevision = A", "revision is computed (A)"),
        ("revision = 38", "revision is 38, not a non-empty string"),
        ("revision = ''", "revision is '', not a non-empty string"),
        ("revision = 'a@b-c'", "the revision id 'a@b-c' contains - and @"),
        ("revision = 'a'\nbranch_labels = (1,)", "branch_labels is (1,), not None, a string"),
        ("revision = 'a'\ndepends_on = 7", "versions/a.py:3: depends_on is 7, not None"),
    ],
)
def test_ids_that_are_no_constants(line: str, says: str) -> None:
    """An id that only running the file would tell is refused with file and line."""
    assert says in refused(f"down_revision = None\n{line}\n").what


def test_no_id() -> None:
    """A module among the revisions that is none is refused as Alembic refuses it."""
    error = refused("x = 1\n", "versions/helpers.py")
    assert error.what == "versions/helpers.py:1: the file has no `revision`."
    assert "Move helpers.py out" in error.next_step


def test_no_down_revision() -> None:
    """A revision that does not say what it follows is refused as Alembic refuses it."""
    assert "has no `down_revision`" in refused("revision = 'a'\n").what


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("revision = 'a'\ndef f(:\n", "versions/a.py:2: syntax error: "),
        ("x = 1\nprint 'a'\n", "versions/a.py:2: syntax error: Missing parentheses"),
        ("x = '\0'\n", "null bytes"),
        ("x = " + "-" * 100_000 + "1\n", "versions/a.py:1: syntax error: "),
    ],
)
def test_syntax_error(source: str, says: str) -> None:
    """A file that is not Python is refused with its line."""
    assert says in refused(source).what


def test_warnings_of_the_compiler_stay_quiet() -> None:
    """An invalid escape in a revision is its author's business."""
    assert with_down(r"x = '\d'").id == "a"


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfrevision = 'a'\ndown_revision = None\nx = '\xc3\xa9'\n",
        b"# -*- coding: latin-1 -*-\nrevision = 'a'\ndown_revision = None\nx = '\xe9'\n",
        (
            b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\r\n"
            b"revision = 'a'\r\ndown_revision = None\r\nx = '\x80'\r\n"
        ),
    ],
)
def test_encodings(content: bytes) -> None:
    """A byte order mark and a coding cookie say how a file is read."""
    assert parse_revision("a.py", content).id == "a"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"revision = 'a'\nx = '\xe9'\n", "versions/a.py:2: the file cannot be decoded: byte 0xe9"),
        (b"# coding: klingon\nrevision = 'a'\n", "cannot be decoded: unknown encoding"),
        (b"\xef\xbb\xbf# coding: latin-1\nrevision = 'a'\n", "cannot be decoded: encoding problem"),
        (b"\xff\xfer\0e\0v\0", "versions/a.py:1: the file cannot be decoded: byte 0xff"),
    ],
)
def test_undecodable(content: bytes, says: str) -> None:
    """Bytes that are not text in the file's encoding are refused with their line."""
    assert says in refused(content).what


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("def downgrade():\n    op.drop()", "works"),
        ("def downgrade():\n    if x:\n        raise E", "works"),
        ("def downgrade():\n    'why'\n    raise NotImplementedError", "refuses"),
        ("def downgrade():\n    pass", "nothing"),
        ("def downgrade():\n    'nothing to do'\n    ...\n    return", "nothing"),
        ("def downgrade():\n    return None", "nothing"),
        ("def downgrade():\n    return undo()", "works"),
        ("def upgrade():\n    pass", "missing"),
        ("downgrade = undo", "works"),
        ("x.downgrade = undo", "missing"),
        ("from x import undo as downgrade", "works"),
        ("from x import downgrade as undo", "missing"),
    ],
)
def test_downgrade(body: str, expected: str) -> None:
    """What a downgrade does is told from its statements."""
    assert expected == with_down(body).downgrade


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("op.execute('CREATE ROLE reader')", True),
        ("op.execute('Alter System SET work_mem = 1')", True),
        ("op.execute('GRANT SELECT ON t TO reader')", False),
        ("op.execute('COMMENT ON TABLE users IS $$create users table, alter system_log$$')", False),
        ("op.execute('CREATE USER MAPPING FOR PUBLIC SERVER s')", False),
        ("op.execute('CREATE USER reader')", True),
    ],
)
def test_hint_of_privileges(line: str, expected: bool) -> None:
    """A file that mentions what only a superuser may do is told from one that does not."""
    assert expected == with_down(line).privileged


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("op.bulk_insert(t, [])", True),
        ("op.execute('Insert into t values (1)')", True),
        ("cursor.copy_expert(x)", True),
        ("op.add_column('t', c)", False),
    ],
)
def test_hint_of_rows(line: str, expected: bool) -> None:
    """A file that mentions writing rows is told from one that does not."""
    assert expected == with_down(line).inserts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Create Date: 2021-03-04 05:06:07+00:00", datetime(2021, 3, 4, 5, 6, 7, tzinfo=UTC)),
        ("create date: 2021-03-04", datetime.fromisoformat("2021-03-04")),
        ("Create Date: last summer", None),
        ("no date", None),
    ],
)
def test_create_date(text: str, expected: datetime | None) -> None:
    """The docstring's date is read, and anything else is no date."""
    got = parse_revision("a.py", f'"""x\n\n{text}"""\nrevision="a"\ndown_revision=None'.encode())
    assert expected == got.created


def test_docstring_below_imports() -> None:
    """A docstring that a licence header and imports push down still describes the file."""
    got = with_down("import os", "1", '"""drop x', "", 'Create Date: 2023-06-11"""', "'other'")
    assert (got.doc, got.created) == ("drop x", datetime.fromisoformat("2023-06-11"))
    assert with_down().doc == ""


def test_place() -> None:
    """Messages name the line of an assignment, the first line where there is none."""
    got = with_down()
    assert (
        str(got.place("down_revision")),
        str(got.place("depends_on")),
    ) == ("versions/a.py:2", "versions/a.py:1")
    assert str(Revision("x").place("revision")) == "x:1"


def test_constants() -> None:
    """The constants of any module are its plain module-level assignments."""
    tree = ast.parse("a = 'x'\nb: str\nc: str = a\nd = f()\nif a:\n    e = 1\nclass K: pass\n")
    assert constants(tree) == {"a": "x", "c": "x"}
