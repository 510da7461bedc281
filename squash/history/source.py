"""The source of a revision file: its text, and the constants it assigns at module level."""

from __future__ import annotations

import ast
import codecs
import io
import tokenize
from collections.abc import Callable
from dataclasses import dataclass

from squash.errors import At, HistoryError

NAMES = ("revision", "down_revision", "branch_labels", "depends_on")
_SIMPLE = (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef, ast.Expr)
_COLLECTION = (ast.Tuple, ast.List, ast.Set)


def decode(path: str, content: bytes) -> str:
    """The text of a Python file, by its byte order mark, its coding cookie, or UTF-8.

    Raises
    ------
    HistoryError : unknown encoding, or bytes that are not text in it
    """
    encoding = "utf-8"
    try:
        if content.startswith(codecs.BOM_UTF8) or b"coding" in b"".join(content.splitlines()[:2]):
            encoding, _ = tokenize.detect_encoding(io.BytesIO(content).readline)
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        problem = f"byte 0x{content[error.start]:02x} is not {encoding}"
    except SyntaxError as error:
        line, problem = 1, str(error.msg)
    raise HistoryError(
        f"{path}:{line}: the file cannot be decoded: {problem}.",
        why="Python reads a source file as UTF-8 unless a coding line in it says otherwise.",
        next_step="Save the file as UTF-8, or name its encoding in the first line: "
        "# -*- coding: latin-1 -*-",
        at=[At(path, line)],
    )


@dataclass(frozen=True, slots=True)
class Computed:
    """A value that only running the file could tell: the expression, or why not."""

    origin: ast.expr | str

    def __str__(self) -> str:
        text = self.origin if isinstance(self.origin, str) else ast.unparse(self.origin)
        return text if len(text) <= 60 else text[:57] + "..."


@dataclass(frozen=True, slots=True)
class Assignments:
    """The last module-level assignment to each name of `NAMES`."""

    path: str
    values: dict[str, object]
    lines: dict[str, int]

    @classmethod
    def of(
        cls, path: str, tree: ast.Module, imported: Callable[[str], object] | None = None
    ) -> Assignments:
        """Read the assignments of a module.

        Parameters
        ----------
        path : how messages name the file
        tree : the parsed module
        imported : constant behind a dotted imported name; LookupError where unknown
        """
        reader = _Reader(imported)
        for statement in tree.body:
            reader.read(statement)
        return cls(path, reader.values, reader.lines)

    def has(self, name: str) -> bool:
        """The module assigns `name`."""
        return name in self.values

    def place(self, name: str) -> At:
        """Where `name` is assigned; as text `path:line`."""
        return At(self.path, self.lines.get(name, 1))

    def places(self) -> tuple[tuple[str, int], ...]:
        """(name, line) of every assignment to a name of `NAMES`."""
        return tuple((name, self.lines[name]) for name in NAMES if name in self.lines)

    def value(self, name: str) -> object:
        """The constant assigned to `name`; None where it is not assigned.

        Raises
        ------
        HistoryError : the value is computed when the file runs
        """
        value = self.values.get(name)
        if isinstance(value, Computed):
            raise HistoryError(
                f"{self.place(name)}: {name} is computed ({value}).",
                why="The history is read without running it, so every id must stand in its "
                "file as a constant.",
                next_step=f"Write {name} as a plain string, tuple of strings or None.",
                at=[self.place(name)],
            )
        return value

    def names(self, name: str) -> tuple[str, ...]:
        """The value of `name` as a tuple of strings; a set is sorted.

        Raises
        ------
        HistoryError : computed, or anything but None, a string or strings
        """
        value = self.value(name)
        if value is None:
            return ()
        if isinstance(value, str):
            return (value,)
        if isinstance(value, tuple | list | set | frozenset):
            strings = [item for item in value if isinstance(item, str)]
            if len(strings) == len(value):
                ordered = strings if isinstance(value, tuple | list) else sorted(strings)
                return tuple(dict.fromkeys(ordered))
        raise HistoryError(
            f"{self.place(name)}: {name} is {value!r}, not None, a string or a tuple of strings.",
            why="Alembic identifies revisions and branches by strings.",
            next_step=f'Quote it: {name} = "..."',
            at=[self.place(name)],
        )


class _Reader:
    """Walks the statements of a module in order and keeps what its constants are."""

    def __init__(self, imported: Callable[[str], object] | None) -> None:
        self.values: dict[str, object] = {}
        self.lines: dict[str, int] = {}
        self._imports: dict[str, str] = {}
        self._imported = imported

    def read(self, statement: ast.stmt) -> None:
        if isinstance(statement, _SIMPLE):
            return
        if isinstance(statement, ast.Assign):
            for target in statement.targets:
                self._assign(target, statement.value)
        elif isinstance(statement, ast.AnnAssign):
            if statement.value is not None:
                self._assign(statement.target, statement.value)
        elif isinstance(statement, (ast.Import, ast.ImportFrom)):
            self._import(statement)
        else:
            self._hidden(statement)

    def _assign(self, target: ast.expr, value: ast.expr) -> None:
        if isinstance(target, ast.Name):
            self._bind(target.id, target.lineno, self._constant(value))
        elif (
            isinstance(target, ast.Tuple)
            and isinstance(value, ast.Tuple)
            and len(value.elts) == len(target.elts)
        ):
            for each, part in zip(target.elts, value.elts, strict=True):
                self._assign(each, part)
        else:
            self._hidden(target)

    def _bind(self, name: str, line: int, value: object) -> None:
        self._imports.pop(name, None)
        self.values[name] = value
        self.lines[name] = line

    def _import(self, statement: ast.Import | ast.ImportFrom) -> None:
        for alias in statement.names:
            if isinstance(statement, ast.Import):
                name = alias.asname or alias.name.partition(".")[0]
                dotted = alias.name if alias.asname else name
            else:
                name = alias.asname or alias.name
                dotted = f"{'.' * statement.level}{statement.module or ''}.{alias.name}"
            self.values.pop(name, None)
            self._imports[name] = dotted
            if name in NAMES:
                value = self._constant(ast.Name(id=name, ctx=ast.Load()))
                self._bind(name, statement.lineno, value)

    def _hidden(self, node: ast.AST) -> None:
        """Mark the names that a condition, a loop or the like may assign."""
        for inner in ast.walk(node):
            if isinstance(inner, ast.Name) and not isinstance(inner.ctx, ast.Load):
                self._bind(inner.id, inner.lineno, Computed("not by one plain assignment"))

    def _constant(self, value: ast.expr) -> object:
        try:
            return self._literal(value)
        except (ValueError, LookupError, TypeError):
            return Computed(value)

    def _literal(self, value: ast.expr) -> object:
        if isinstance(value, ast.Constant):
            return value.value
        if isinstance(value, _COLLECTION):
            items = [self._literal(item) for item in value.elts]
            return frozenset(items) if isinstance(value, ast.Set) else tuple(items)
        if isinstance(value, ast.Name) and value.id in self.values:
            known = self.values[value.id]
            if isinstance(known, Computed):
                raise LookupError(value.id)
            return known
        if isinstance(value, ast.Name | ast.Attribute) and self._imported is not None:
            first, _, rest = ast.unparse(value).partition(".")
            dotted = self._imports[first]
            return self._imported(f"{dotted}.{rest}" if rest else dotted)
        return ast.literal_eval(value)


def constants(tree: ast.Module) -> dict[str, object]:
    """The module-level names of a module that are assigned constants, by name."""
    reader = _Reader(None)
    for statement in tree.body:
        reader.read(statement)
    return {name: value for name, value in reader.values.items() if not isinstance(value, Computed)}
