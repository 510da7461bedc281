"""Published histories: fetched from the package index, each made a scratch project to squash."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
DRIVERS = (
    "greenlet==3.5.6",
    "psycopg2-binary==2.9.13",
    "psycopg[binary]==3.3.9",
    "asyncpg==0.32.0",
    "pg8000==1.31.6",
)
GIT = ("git", "-c", "user.name=Nobody", "-c", "user.email=nobody@example.invalid")
NOT_COPIED = ("env.py", "alembic.ini", "__pycache__", "*.pyc", "README*")


@dataclass(frozen=True, slots=True)
class Package:
    """One published history and what it takes to run it."""

    name: str
    version: str
    folder: str
    requirements: tuple[str, ...]
    exercises: str
    ci: tuple[str, ...] = ()
    on_path: bool = False
    needs: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    volatile: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    near_head: str = ""
    drivers: tuple[str, ...] = ("psycopg2", "psycopg", "asyncpg", "pg8000")
    instead: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def packages() -> tuple[Package, ...]:
    """Every package of the table, in its order."""
    table = tomllib.loads((HERE / "histories.toml").read_text(encoding="utf-8"))
    return tuple(_package(name, entry) for name, entry in table.items())


def _package(name: str, entry: dict[str, Any]) -> Package:
    settings = {
        key: entry.pop(key) for key in tuple(entry) if key in ("configure", "naming_convention")
    }
    for key in {"requirements", "needs", "drivers", "ci"} & entry.keys():
        entry[key] = tuple(entry[key])
    for key in {"volatile", "instead"} & entry.keys():
        entry[key] = {name: tuple(values) for name, values in entry[key].items()}
    return Package(name=name, settings=settings, **entry)


def cache() -> Path:
    """Where downloads, unpacked packages and interpreters stay between runs."""
    chosen = os.environ.get("PUBLISHED_HISTORIES_CACHE")
    if chosen:
        return Path(chosen)
    home = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(home) / "alembic-squash-tests"


def unpacked(package: Package) -> Path:
    """The folder with the package's files, downloaded once."""
    return unpacked_wheel(package.name, package.version)


def unpacked_wheel(name: str, version: str) -> Path:
    """The unpacked wheel `name==version` from the package index."""

    def fill(folder: Path) -> None:
        with tempfile.TemporaryDirectory() as download:
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
            # Only its migrations are run, and those by the Python of the tests.
            command += ["--ignore-requires-python"]
            _run([*command, "--dest", download, f"{name}=={version}"])
            (archive,) = Path(download).glob("*.whl")
            with zipfile.ZipFile(archive) as wheel:
                wheel.extractall(folder)

    return _once(cache() / "packages" / f"{name}-{version}", fill)


def interpreter(package: Package, driver: str = "psycopg2") -> Path:
    """A Python with the pinned requirements and the four drivers.

    `instead` of the table names pins to use for a `driver` that the package's own cannot serve.
    """
    instead = package.instead.get(driver, ())
    replaced = tuple(pin.partition("==")[0] + "==" for pin in instead)
    kept = tuple(pin for pin in package.requirements if not pin.startswith(replaced or ("\0",)))
    pins = (*kept, *instead, *DRIVERS)
    wanted = (*pins, *((package.name,) if package.on_path else ()))
    base = f"{sys.version_info.major}.{sys.version_info.minor}"
    digest = sha256("\n".join([base, *wanted]).encode()).hexdigest()[:12]

    def fill(folder: Path) -> None:
        uv = [sys.executable, "-m", "uv"]
        _run([*uv, "venv", "--quiet", "--relocatable", "--python", sys.executable, str(folder)])
        install = [*uv, "pip", "install", "--quiet", "--compile-bytecode"]
        _run([*install, "--python", str(folder / "bin" / "python"), *pins])
        if package.on_path:
            (site,) = folder.glob("lib/python*/site-packages")
            (site / "published.pth").write_text(f"{unpacked(package)}\n", encoding="utf-8")

    return _once(cache() / "interpreters" / f"{package.name}-{digest}", fill) / "bin" / "python"


def make_project(package: Package, folder: Path) -> Path:
    """A git repository in the new `folder`: alembic.ini and the package's migrations, committed."""
    migrations = folder / "migrations"
    source = unpacked(package) / package.folder
    shutil.copytree(source, migrations, ignore=shutil.ignore_patterns(*NOT_COPIED))
    shutil.copyfile(HERE / "scratch" / "env.py", migrations / "env.py")
    settings = json.dumps(package.settings).replace("%", "%%")
    (folder / "alembic.ini").write_text(
        f"[alembic]\nscript_location = migrations\n\n[published]\nsettings = {settings}\n",
        encoding="utf-8",
    )
    (folder / ".gitignore").write_text("__pycache__/\n", encoding="utf-8")
    for arguments in (
        ["init", "--quiet", "--initial-branch=main"],
        ["add", "--all"],
        ["commit", "--quiet", "--message", f"{package.name} {package.version}"],
    ):
        _run([*GIT, *arguments], cwd=folder)
    return folder


def _once(folder: Path, fill: Callable[[Path], None]) -> Path:
    """`folder`, filled beside its place first so that a killed run leaves no half of it."""
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as beside:
            fill(Path(beside) / "filled")
            (Path(beside) / "filled").rename(folder)
    return folder


def _run(command: list[str], cwd: Path | None = None) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
