"""What the project's code needs: the modules that its interpreter lacks, told all at once."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from squash.errors import At, ProjectError
from squash.history import Import, package_of, packages_of
from squash.outside.install import Lock, other_requirements
from squash.outside.project import Own, ReplayFailed, Sources, ask, find_own, from_project
from squash.report.words import count

if TYPE_CHECKING:
    from squash.flow.reading import Reading
    from squash.outside.account import User

Origin = Literal["asked", "environment", "made", "ours"]
DRIVERS = frozenset(("asyncpg", "pg8000", "psycopg", "psycopg2"))
_LOCATION = re.compile(r"\s*script_location\s*=")
_PLACES = 3
_MODULES = 20


@dataclass(frozen=True, slots=True)
class Interpreter:
    """The Python that the project's code runs in.

    Parameters
    ----------
    python : its file
    origin : it was asked for, is the project's own environment, was made for it, or is ours
    variables : the environment that it is asked questions in
    lock : the lock file of the project, where it has one
    line : what made the environment, as a line for ``--install``
    user : the account that it runs as, None for ours
    """

    python: Path
    origin: Origin
    variables: Mapping[str, str]
    lock: Lock | None = None
    line: str = ""
    user: User | None = None

    @property
    def name(self) -> str:
        """As messages call it."""
        if self.origin == "made":
            return f"the environment that `{self.line}` made"
        return "alembic-squash's own Python" if self.origin == "ours" else str(self.python)


class Needs:
    """Looks for modules that are missing, beside whatever else a run begins with.

    Every revision that imports more than is common is looked at; where the interpreter was not
    named by the user, env.py too; and where it is ours, all modules of the project behind them.
    """

    def __init__(self, reading: Reading, interpreter: Interpreter) -> None:
        self._interpreter = interpreter
        self._project = reading.location.project
        location = reading.location
        self._location = location
        self._sources = Sources(
            location.project,
            location.script_location / "env.py",
            tuple(reading.path(each) for each in reading.history.order),
            location.search_path or (location.project,),
        )
        self._written: dict[str, str] = {}
        pool = ThreadPoolExecutor(1)
        self._looked: Future[None] = pool.submit(self._look)
        pool.shutdown(wait=False)

    def check(self) -> None:
        """Wait for the answer; raises ``ProjectError`` that names all that is missing."""
        self._looked.result()

    def explained(self, failed: ReplayFailed) -> ProjectError:
        """The error for code that did not find a module: with all others that it would not find."""
        if failed.module is None:
            return failed
        where = failed.at[0] if failed.at else At(str(self._sources.env))
        if Path(where.file).is_absolute():
            # No line of the project imported it, but Alembic, to find the package of a location.
            where = self._configured() or where
        found = Import(failed.module, where.file, where.line)
        missing = () if self._sources.altered else self._missing(self._sources.all())
        if not any(failed.module.startswith(each.module) for each in missing):
            missing = (found, *missing)
        return self._lacking(missing)

    def _configured(self) -> At | None:
        """The line of the configuration by which Alembic imports a package; None without one."""
        location = self._location
        if location.package is None or location.config_file is None:
            return None
        lines = location.config_file.read_text("utf-8", "replace").splitlines()
        numbered = ((n, line) for n, line in enumerate(lines, 1) if _LOCATION.match(line))
        number, line = next(numbered, (1, ""))
        name = from_project(location.config_file, self._project)
        self._written[f"{name}:{number}"] = line.strip()
        return At(name, number)

    def _look(self) -> None:
        if self._sources.altered:
            return
        origin = self._interpreter.origin
        deep = origin == "ours"
        sources = self._sources
        missing = self._missing(sources.all() if deep else sources.direct(env=origin == "made"))
        if missing:
            raise self._lacking(missing if deep else self._missing(sources.all()) or missing)

    def _missing(self, imports: Sequence[Import]) -> tuple[Import, ...]:
        """The imports of modules that the interpreter lacks."""
        modules = sorted({each.module for each in imports})
        if not modules:
            return ()
        one = self._interpreter
        answer = ask(one.python, modules, self._sources.folders, one.variables, one.user)
        gone = answer.missing if answer else {}
        return tuple(
            replace(each, module=gone[each.module]) for each in imports if each.module in gone
        )

    def _lacking(self, missing: Sequence[Import]) -> ProjectError:
        """The one message about all modules that are missing."""
        by_module: dict[str, list[Import]] = {}
        for each in sorted(missing):
            by_module.setdefault(each.module, []).append(each)
        shown = list(by_module.items())[:_MODULES]
        rest = len(by_module) - len(shown)
        names = ", ".join(module for module, _ in shown) + (f" and {rest} more" if rest else "")
        own = {each: held for each in by_module if (held := find_own(self._project, each))}
        verb = "is" if len(by_module) == 1 else "are"
        return ProjectError(
            f"{count(len(by_module), 'module')} that the project's migrations import "
            f"{verb} not installed in {self._interpreter.name}: {names}.",
            why="Imported where the migrations, and what they import, need them:\n"
            + "\n".join(self._line(module, found, own.get(module)) for module, found in shown),
            next_step=self._step(packages_of(by_module.keys() - own.keys()), list(own.values())),
            at=[At(found[0].path, found[0].line) for _, found in shown],
        )

    def _installing(self, edited: Sequence[str]) -> str:
        """What ``--install`` would be for a project that has no environment here.

        Parameters
        ----------
        edited : words that install the checkout's own modules, where some are missing
        """
        project, lock = self._project, self._interpreter.lock
        # A file of requirements seldom brings the project itself, as every lock of a tool does.
        if lock is not None and not (edited and lock.tool == "pip"):
            return "auto"
        files = [lock.file] if lock is not None else list(other_requirements(project))
        if files:
            return shlex.join(["pip", "install", "-r", from_project(files[0], project), *edited])
        if edited:
            return shlex.join(["pip", "install", *edited])
        if any((project / name).is_file() for name in ("pyproject.toml", "setup.py")):
            return "pip install -e ."
        modules = {each.module for each in self._sources.all()} | {"alembic"}
        if not modules & DRIVERS:
            modules.add("psycopg2")  # What a plain postgresql:// asks for.
        return shlex.join(["pip", "install", *packages_of(modules)])

    def _step(self, packages: Sequence[str], own: Sequence[Own]) -> str:
        """What helps, as a line to add.

        Parameters
        ----------
        packages : of other people that are missing
        own : modules of the checkout that are
        """
        one = self._interpreter
        builds = sorted({each.build for each in own if each.build is not None})
        edited = [word for each in builds for word in ("-e", from_project(each, self._project))]
        words = shlex.join([*edited, *packages])
        if not words or (own and not builds):
            return self._searched(own)
        if one.origin == "made":
            more = f"{one.line} && {'uv ' if one.line.startswith('uv ') else ''}pip install {words}"
            return (
                "Add what is missing to the project's own dependencies, or to this run: "
                f"--install {_quoted(more)}"
            )
        if one.origin == "ours":
            line = f"--install {_quoted(self._installing(edited))}"
            return (
                f"Let the project be installed for this run: {line}; or name an interpreter "
                "that has its packages: --python PATH/TO/VENV/bin/python"
            )
        begin = "Install the project there, from its own folder" if edited else "Install it there"
        return (
            f"{begin}: {shlex.quote(str(one.python))} -m pip install {words}; or name "
            "the project's interpreter: --python PATH/TO/VENV/bin/python"
        )

    def _searched(self, own: Sequence[Own]) -> str:
        """What helps where nothing says how the checkout's own modules are installed."""
        places = sorted({from_project(f.parent, self._project) for e in own if (f := e.files)})
        return (
            "The modules lie in the checkout, where Python does not look. Let Alembic's "
            f"configuration name their folder: prepend_sys_path = {places[0]}"
        )

    def _line(self, module: str, found: Iterable[Import], own: Own | None) -> str:
        places = list(dict.fromkeys(each.place for each in found))
        told = [f"{each} ({self._written[each]})" if each in self._written else each
                for each in places[:_PLACES]]  # fmt: skip
        more = f" and {len(places) - _PLACES} more" if len(places) > _PLACES else ""
        origin = f"package {package_of(module)}"
        if own is not None:
            files = from_project(own.files, self._project) if own.files else ""
            origin = f"{files} of this checkout" if files else "this project"
        return f"  {module} ({origin}): {', '.join(told)}{more}"


def _quoted(text: str) -> str:
    """As one word of a shell, readable where it holds quotes itself."""
    plain = "'" in text and not any(each in text for each in '"$`\\')
    return f'"{text}"' if plain else shlex.quote(text)
