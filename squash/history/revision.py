"""A revision: one migration file, read as text and never imported."""

from __future__ import annotations

import ast
import hashlib
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from squash.errors import At, HistoryError
from squash.history.source import Assignments, decode

Downgrade = Literal["works", "refuses", "nothing", "missing"]
Imported = Callable[[str], object]

_ILLEGAL = "@-+"
_ROW_WORDS = ("insert", "copy", "session")
# The words are looked for first: they are in few files, and the pattern is slow.
_SUPERUSER_WORDS = ("role", "user ", "system", "event trigger", "subscription", "tablespace")
_SUPERUSER = re.compile(
    r"\b(?:create|alter)\s+(?:role|user(?!\s+mapping)|system|event\s+trigger|subscription|tablespace)\s"
)
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Revision:
    """What one revision file says about itself.

    Parameters
    ----------
    id : the revision identifier
    down : identifiers of the parents by `down_revision`; empty for a base
    depends_on : identifiers or branch labels, as written
    labels : branch labels the file declares
    path : posix path, relative to the project folder where it lies inside it
    doc : first line of the docstring (also of one that stands below the imports)
    created : the docstring's "Create Date"; None where it has none
    sha256 : of the file's bytes, in hex
    size : of the file, in bytes
    lines : of the file
    inserts : the text mentions something that may write rows
    privileged : the text mentions something that needs more than owning the database
    downgrade : what `downgrade()` does: it works, raises, does nothing or is missing
    places : (name, line) of the assignments, for messages
    """

    id: str
    down: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    path: str = ""
    doc: str = ""
    created: datetime | None = None
    sha256: str = ""
    size: int = 0
    lines: int = 0
    inserts: bool = False
    privileged: bool = False
    downgrade: Downgrade = "works"
    places: tuple[tuple[str, int], ...] = ()

    def place(self, name: str) -> At:
        """Where `name` is assigned; as text `path:line`."""
        return At(self.path or self.id, dict(self.places).get(name, 1))


def parse_revision(path: str, content: bytes, imported: Imported | None = None) -> Revision:
    """Read one revision file by its syntax tree.

    Parameters
    ----------
    path : how messages name the file
    content : its bytes (a coding cookie and a byte order mark are respected)
    imported : gives the constant behind a dotted name such as `shop.cli.BRANCH`,
        LookupError where there is none; without it imported names are computed ones

    Raises
    ------
    HistoryError : the file cannot be decoded or parsed, or says nothing fixed about
        its `revision`, `down_revision`, `branch_labels` or `depends_on`
    """
    text = decode(path, content)
    tree = _parse(path, text)
    assigned = Assignments.of(path, tree, imported)
    identifier = _identifier(path, assigned)
    doc, created = _docstring(tree)
    lowered = text.lower()
    return Revision(
        id=identifier,
        down=_down(path, assigned),
        depends_on=assigned.names("depends_on"),
        labels=assigned.names("branch_labels"),
        path=path,
        doc=doc,
        created=created,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        lines=len(text.splitlines()),
        inserts=any(word in lowered for word in _ROW_WORDS),
        privileged=_is_privileged(lowered),
        downgrade=_downgrade(tree),
        places=assigned.places(),
    )


def _is_privileged(lowered: str) -> bool:
    """Whether a text in small letters mentions what only a superuser may do."""
    return any(word in lowered for word in _SUPERUSER_WORDS) and bool(_SUPERUSER.search(lowered))


def _parse(path: str, text: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except SyntaxError as error:
        where, problem = At(path, error.lineno or 1), error.msg
    except (ValueError, RecursionError, MemoryError) as error:
        where, problem = At(path), str(error) or type(error).__name__
    raise HistoryError(
        f"{where}: syntax error: {problem}.",
        why="A revision file that is not valid Python stops Alembic from loading the folder.",
        next_step=f"Mend the file, or move it out of the versions folder: {path}",
        at=[where],
    )


def _identifier(path: str, assigned: Assignments) -> str:
    if not assigned.has("revision"):
        return _identifier_of_file_name(path)
    value = assigned.value("revision")
    where = assigned.place("revision")
    if not isinstance(value, str) or not value:
        raise HistoryError(
            f"{where}: revision is {value!r}, not a non-empty string.",
            why="Alembic identifies revisions by strings.",
            next_step='Write it as a quoted string: revision = "..."',
            at=[where],
        )
    illegal = sorted(set(value) & set(_ILLEGAL))
    if illegal:
        raise HistoryError(
            f"{where}: the revision id {value!r} contains {' and '.join(illegal)}.",
            why="Alembic reads @, - and + as operators and refuses them in an id.",
            next_step="Rename the revision, in this file and in the files that follow it.",
            at=[where],
        )
    return value


def _identifier_of_file_name(path: str) -> str:
    name = path.rsplit("/", 1)[-1]
    stem = name.removesuffix(".py")
    if stem and set(stem) <= _HEX:
        return stem
    raise HistoryError(
        f"{path}:1: the file has no `revision`.",
        why="Alembic takes every .py file in a versions folder for a revision and refuses to "
        "load one without an id.",
        next_step=f"Move {name} out of the versions folder, or give it a revision id.",
        at=[At(path)],
    )


def _down(path: str, assigned: Assignments) -> tuple[str, ...]:
    if not assigned.has("down_revision"):
        raise HistoryError(
            f"{path}:1: the file has no `down_revision`.",
            why="Alembic cannot place a revision that does not name what it follows.",
            next_step="Add the line: down_revision = None (for a first revision), or the id "
            "of its parent.",
            at=[At(path)],
        )
    return assigned.names("down_revision")


def _docstring(tree: ast.Module) -> tuple[str, datetime | None]:
    """First line and Create Date of the first string that stands alone, also below imports."""
    lines = _first_string(tree).strip().splitlines()
    created = None
    for line in lines:
        if line.strip().lower().startswith("create date:"):
            created = _moment(line.partition(":")[2].strip())
    return (lines[0].strip() if lines else ""), created


def _first_string(tree: ast.Module) -> str:
    for statement in tree.body:
        if isinstance(statement, ast.Expr):
            value = statement.value
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                return value.value
    return ""


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _downgrade(tree: ast.Module) -> Downgrade:
    found: Downgrade = "missing"
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef):
            if statement.name == "downgrade":
                found = _downgrade_of(statement.body)
        elif _binds(statement):
            found = "works"
    return found


def _binds(statement: ast.stmt) -> bool:
    """Whether an assignment or an import gives the module a `downgrade`."""
    if isinstance(statement, ast.Assign):
        for node in statement.targets:
            if isinstance(node, ast.Name) and node.id == "downgrade":
                return True
    elif isinstance(statement, ast.ImportFrom):
        for alias in statement.names:
            if (alias.asname or alias.name) == "downgrade":
                return True
    return False


def _downgrade_of(body: list[ast.stmt]) -> Downgrade:
    if any(isinstance(statement, ast.Raise) for statement in body):
        return "refuses"
    if all(_idle(statement) for statement in body):
        return "nothing"
    return "works"


def _idle(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    if isinstance(statement, ast.Return):
        return statement.value is None or isinstance(statement.value, ast.Constant)
    return isinstance(statement, ast.Pass)
