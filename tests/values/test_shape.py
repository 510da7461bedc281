"""The shape of the code: sizes, and which module may open which door."""

from __future__ import annotations

import ast
import functools
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted((ROOT / "squash").rglob("*.py"))
TESTS = sorted(path for path in (ROOT / "tests").rglob("*.py") if "cases" not in path.parts)

# These run in the project's interpreter: a world of their own.
GUESTS = {
    f"squash/outside/project/child/{each}.py"
    for each in ("channel", "engines", "imports", "lookup", "probe", "raised", "redirect")
}
STARTERS = re.compile(r"os\.(fork|forkpty|exec\w*|spawn\w*|posix_spawn\w*|system|popen)")
ENVIRONMENT = re.compile(r"os\.(environb?|getenvb?|putenv|unsetenv)")
WORLD = {"os", "pathlib", "shutil", "socket", "subprocess", "tempfile", "time"}


def name(path: Path) -> str:
    """A path as the repository names it."""
    return path.relative_to(ROOT).as_posix()


@functools.cache
def tree_of(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.AST) -> set[str]:
    """Every module and every ``module.name`` a file imports."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def used(tree: ast.AST) -> set[str]:
    """Every ``os.something`` a file mentions."""
    return imports(tree) | {
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }


def longest(tree: ast.AST) -> int:
    """Lines of the longest function."""
    functions = [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return max(((node.end_lineno or 0) - node.lineno + 1 for node in functions), default=0)


@pytest.mark.parametrize(("files", "module", "function"), [(CODE, 250, 50), (TESTS, 400, 60)])
def test_modules_and_functions_are_small(files: list[Path], module: int, function: int) -> None:
    """No module and no function is longer than a reader can hold."""
    too_long = []
    for path in files:
        lines, most = path.read_text(encoding="utf-8").count("\n"), longest(tree_of(path))
        if lines > module or most > function:
            too_long.append(f"{name(path)}: {lines} lines, longest function {most}")
    assert files
    assert too_long == []


def test_only_one_module_starts_programs() -> None:
    """Programs are started in squash/outside/process.py and nowhere else."""
    starting = {
        name(path)
        for path in CODE
        if any(
            module.split(".")[0] in ("subprocess", "pty") or STARTERS.fullmatch(module)
            for module in used(tree_of(path))
        )
    }
    assert starting - GUESTS == {"squash/outside/process.py"}


def test_only_the_command_line_reads_the_environment() -> None:
    """Environment variables are read in squash/cli.py and passed on as values."""
    reading = {
        name(path)
        for path in CODE
        if any(ENVIRONMENT.fullmatch(module) for module in used(tree_of(path)))
    }
    assert reading - GUESTS == {"squash/cli.py"}


def test_values_do_not_touch_the_world() -> None:
    """Below the doors nothing imports what reads files, sockets, processes or the clock."""
    doors = (ROOT / "squash/outside", ROOT / "squash/cli.py", ROOT / "squash/flow")
    touching = {
        f"{name(path)} imports {module}"
        for path in CODE
        if not any(path == door or door in path.parents for door in doors)
        for module in imports(tree_of(path))
        if module.split(".")[0] in WORLD and not module.startswith("pathlib.Pure")
    }
    assert touching == set()


def test_what_runs_in_the_project_knows_nothing_of_us() -> None:
    """The files that run in the project's interpreter import nothing of this package."""
    for guest in GUESTS:
        assert {
            each for each in imports(tree_of(ROOT / guest)) if each.startswith("squash")
        } == set()


def committed() -> list[Path]:
    """The files git holds."""
    listing = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    paths = [ROOT / each for each in listing.stdout.split("\0") if each]
    return [path for path in paths if path.is_file() and not path.is_symlink()]


def test_no_file_names_a_package_index() -> None:
    """Where packages come from is the business of the machine, not of a committed file."""
    hosts = re.compile(rb"py[p]i[.](org|python[.]org)|[.]pytho[n]hosted|index[-]url[= ]h")
    naming = {name(path) for path in committed() if hosts.search(path.read_bytes())}
    assert naming == set()


def test_no_file_names_a_debian_mirror() -> None:
    """Where Debian comes from is read from the machine's own apt sources."""
    hosts = re.compile(rb"(deb|snapshot|ftp[.]\w+)[.]debia[n][.]org")
    naming = {name(path) for path in committed() if hosts.search(path.read_bytes())}
    assert naming == set()


def test_every_requirement_is_locked_by_hash() -> None:
    """Each line of the lock files is a version with at least one hash."""
    for lock in ("requirements.lock", "requirements-dev.lock", "requirements-embedded.lock"):
        entries = re.split(r"(?m)^(?=[a-z0-9])", (ROOT / lock).read_text(encoding="utf-8"))[1:]
        unlocked = [each for each in entries if "==" not in each or "--hash=sha256:" not in each]
        assert entries
        assert unlocked == []
