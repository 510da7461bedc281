"""The file of a baseline, run as Python: it sends what it was given, byte for byte."""

from __future__ import annotations

import sys
import types
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from squash.baseline.render import Provenance, literal_id, render
from squash.sql.literal import literal

FROM = Provenance("ab12", 'a "quoted" \\ """doc""" ä', datetime(2024, 1, 2, tzinfo=UTC),
                  ("a" * 44, "b" * 44, "ab12"), "15.18", "f00")  # fmt: skip
HOSTILE = (
    "SELECT 'it''s' || E'\\\\n' AS \"x\"",
    "SELECT '\"\"\"' || '''",
    'ends with a quote"',
    "ends with a backslash\\",
    "line\r\nfeed\rand\ttab\x00\x1b\u2028",
    "ä ö ü € 日本 \U0001f600",
    "%s %(name)s :name {brace} $$ \\N{BULLET} \\x41",
    "",
)


class Op(types.ModuleType):
    """What a revision file imports of Alembic, without Alembic."""

    def __init__(self, connection: object, offline: bool) -> None:
        super().__init__("op")
        self.sent: list[str] = []
        self.connection = connection
        self.as_sql = offline
        self.impl = self

    def get_context(self) -> Op:
        """The context, which is this object, too."""
        return self

    def static_output(self, text: str) -> None:
        """Offline output."""
        self.sent.append(text)


class Connection:
    """A connection of SQLAlchemy from 1.4 on."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def exec_driver_sql(self, sql: str, execution_options: dict[str, Any]) -> None:
        """Send verbatim."""
        assert execution_options == {"no_parameters": True}
        self.sent.append(sql)


class OldConnection:
    """A connection of SQLAlchemy 1.3."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def execution_options(self, *, no_parameters: bool) -> OldConnection:
        """Options hold for what is executed on the result."""
        assert no_parameters
        return self

    def execute(self, sql: str) -> None:
        """Send verbatim."""
        self.sent.append(sql)


def run(
    text: str, function: str, connection: Any, *, offline: bool = False, encoding: str = "utf-8"
) -> list[str]:
    """What a revision file sends, without the settings that it saves and puts back."""
    op = Op(connection, offline)
    package = types.ModuleType("alembic")
    util = types.ModuleType("alembic.util")
    vars(package)["op"] = op
    vars(util)["CommandError"] = RuntimeError
    before = {name: sys.modules.get(name) for name in ("alembic", "alembic.util")}
    sys.modules.update({"alembic": package, "alembic.util": util})
    try:
        names: dict[str, Any] = {}
        source = text.encode(encoding)
        if encoding != "utf-8":
            source = f"# coding: {encoding}\n".encode() + source
        exec(compile(source, "baseline.py", "exec"), names)
        names[function]()
    finally:
        for name, module in before.items():
            if module is None:
                del sys.modules[name]
            else:
                sys.modules[name] = module
    return op.sent if offline else connection.sent


def sent(statements: Sequence[str], encoding: str = "utf-8", newline: str = "\n") -> list[str]:
    """The statements between saving and restoring the session's settings."""
    text = render(FROM, statements, ["DROP x"], ["label"], encoding).replace("\n", newline)
    return run(text, "upgrade", Connection(), encoding=encoding)[1:-1]


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_statements_are_sent_verbatim(encoding: str, newline: str) -> None:
    """Quotes, backslashes, controls and foreign letters survive the file's encoding and ends."""
    assert list(HOSTILE) == sent(HOSTILE, encoding, newline)


@settings(max_examples=25, deadline=None)
@given(st.text(alphabet="'\"\\\n\r\t a€\x00%:{}", max_size=12), st.sampled_from(["ascii", "utf-8"]))
def test_a_literal_is_the_text_again(text: str, encoding: str) -> None:
    """Whatever the text, Python reads it back."""
    written = literal(text, encoding)
    assert text == eval(written.encode(encoding).decode(encoding))
    assert len(text) < 2 or written != ""


def test_a_literal_is_as_readable_as_it_can_be() -> None:
    """Plain text stands between triple quotes, raw where it holds a backslash."""
    assert literal("a\nb", "utf-8") == '"""a\nb"""'
    assert literal("a\\b", "utf-8") == 'r"""a\\b"""'
    assert literal("€", "latin-1") == "'\\u20ac'"


def test_offline_output_ends_each_statement() -> None:
    """With --sql the statements go to the script, each with its semicolon."""
    text = render(FROM, ["SELECT ':a %'"], None, ())
    assert run(text, "upgrade", Connection(), offline=True)[1] == "SELECT ':a %';"


def test_an_old_sqlalchemy_is_served() -> None:
    """SQLAlchemy 1.3 has no exec_driver_sql."""
    assert run(render(FROM, ["x"], None, ()), "upgrade", OldConnection())[1] == "x"


def test_a_downgrade_drops_or_refuses() -> None:
    """It sends its own statements, or says why there are none."""
    text = render(FROM, [], ["DROP a", "DROP b"], ())
    assert run(text, "downgrade", Connection()) == ["DROP a", "DROP b"]
    with pytest.raises(RuntimeError, match="ab12 is a baseline"):
        run(render(FROM, [], None, ()), "downgrade", Connection())


def test_the_file_says_where_it_comes_from() -> None:
    """Ids, labels, version and hash can be read by people and machines."""
    text = render(FROM, [], None, ("one", "two"), "latin-1")
    names: dict[str, Any] = {}
    exec(text[: text.index("from alembic")], names)
    assert "revision = \"ab12\"\ndown_revision = None\nbranch_labels = ('one', 'two')" in text
    assert FROM.doc in compile(text, "x", "exec").co_consts[0]
    assert "generated-from: PostgreSQL 15.18\nproved-snapshot: sha256:f00\n" in text
    assert f"replaces:\n  {'a' * 44} {'b' * 44}\n  ab12\n" in text
    bare = render(Provenance("x", "", None, ("x",), "17.1", "0"), [], None, ())
    assert "everything up to x" in bare
    assert "Create Date" not in bare


def test_an_odd_id_is_still_a_literal() -> None:
    """Ids need not be hex."""
    assert eval(literal_id('a"\\')) == 'a"\\'
    assert literal_id("0560_add") == '"0560_add"'
