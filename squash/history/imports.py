"""The imports of a Python file: which modules must be there for it to run, without running it."""

from __future__ import annotations

import ast
import re
import sys
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeGuard

from squash.history.source import decode

# What Alembic calls in a revision, and what the templates of env.py call themselves.
IN_REVISION = frozenset(("upgrade", "downgrade"))
IN_ENV = frozenset(("run_migrations_online", "do_run_migrations", "run_async_migrations"))
# What a history cannot do without; that it is there shows at the first step of a run.
ALWAYS = frozenset(("alembic", "sqlalchemy"))

_FORGIVING = frozenset(("ImportError", "ModuleNotFoundError", "Exception", "BaseException"))
_LINE = re.compile(r"^[ \t]*(?:from[ \t]+([.\w]+)|import[ \t]+([^#;\n]+))", re.MULTILINE)


@dataclass(frozen=True, slots=True, order=True)
class Import:
    """One module that a file imports whenever it runs.

    Parameters
    ----------
    module : dotted and absolute
    path : the file, as messages name it
    line : in that file, from 1
    names : what is taken from the module, which may be modules too
    """

    module: str
    path: str
    line: int
    names: tuple[str, ...] = ()

    @property
    def top(self) -> str:
        """The outermost package."""
        return self.module.partition(".")[0]

    @property
    def place(self) -> str:
        """``file:line``."""
        return f"{self.path}:{self.line}"


def imports_of(
    path: str, content: bytes, called: frozenset[str] = frozenset(), package: str = ""
) -> tuple[Import, ...]:
    """The imports that a file cannot do without, in order.

    An import counts at module level, in a class, and in functions that are sure to be called.
    One that may fail (in ``try``/``except ImportError``, in ``suppress``), that only a type
    checker sees, or that depends on a condition does not.

    Parameters
    ----------
    path : how messages name the file
    content : its bytes
    called : names of the module's functions that will be called
    package : the dotted package that the file belongs to, for relative imports

    Raises
    ------
    HistoryError : it cannot be decoded
    SyntaxError, ValueError : it cannot be parsed
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(decode(path, content))
    found = []
    for node in _certain(tree.body, called):
        if isinstance(node, ast.Import):
            found += [Import(alias.name, path, node.lineno) for alias in node.names]
        else:
            module = _absolute(node, package)
            if module:
                names = tuple(alias.name for alias in node.names)
                found.append(Import(module, path, node.lineno, names))
    return tuple(found)


def unusual(content: bytes) -> bool:
    """Whether a file seems to import more than the standard library, Alembic and SQLAlchemy.

    A quick look at its lines, which spares most revision files a second parsing.
    """
    for found in _LINE.finditer(content.decode("latin-1")):
        names = [found[1]] if found[1] else found[2].split(",")
        if not all(is_common(each.strip().partition(".")[0]) for each in names):
            return True
    return False


def is_common(top: str) -> bool:
    """Whether a top-level module belongs to Python, or is one no history can do without."""
    return top.partition(" ")[0] in ALWAYS or is_standard(top.partition(" ")[0])


def is_standard(top: str) -> bool:
    """Whether a top-level module belongs to Python itself."""
    return top in sys.stdlib_module_names or top in ("__future__", "__main__")


def _certain(
    body: Iterable[ast.stmt], called: frozenset[str]
) -> Iterator[ast.Import | ast.ImportFrom]:
    """The import statements that run whenever the statements do."""
    for statement in body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            yield statement
        elif isinstance(statement, ast.Try | ast.TryStar):
            if not any(_forgives(handler.type) for handler in statement.handlers):
                yield from _certain((*statement.body, *statement.orelse), called)
            yield from _certain(statement.finalbody, called)
        elif isinstance(statement, ast.If):
            if _for_type_checkers(statement.test):
                yield from _certain(statement.orelse, called)
        elif isinstance(statement, ast.With | ast.AsyncWith):
            if not any("suppress" in ast.unparse(each) for each in statement.items):
                yield from _certain(statement.body, called)
        elif _runs(statement, called):
            yield from _certain(statement.body, frozenset())


def _runs(
    node: ast.stmt, called: frozenset[str]
) -> TypeGuard[ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]:
    """Whether a definition is a class, or a function that will be called."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return node.name in called
    return isinstance(node, ast.ClassDef)


def _forgives(caught: ast.expr | None) -> bool:
    """Whether a handler catches what a missing module raises."""
    if caught is None:
        return True
    kinds = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(ast.unparse(each).rpartition(".")[2] in _FORGIVING for each in kinds)


def _for_type_checkers(test: ast.expr) -> bool:
    return ast.unparse(test).rpartition(".")[2] == "TYPE_CHECKING"


def _absolute(node: ast.ImportFrom, package: str) -> str:
    """The dotted module of a ``from`` import; empty where it leads out of what is known."""
    if not node.level:
        return node.module or ""
    parts = package.split(".") if package else []
    if len(parts) < node.level:
        return ""
    inner = [node.module] if node.module else []
    return ".".join([*parts[: len(parts) - node.level + 1], *inner])
