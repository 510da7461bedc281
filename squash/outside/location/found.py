"""A location: where a project keeps its migrations, by its Alembic configuration."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from squash.errors import UsageError
from squash.outside.location.ini import Options, read_options
from squash.outside.location.paths import Folders, Paths, prepended_text, version_locations
from squash.outside.location.search import search

_DEFAULT_SLUG_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Location:
    """Where the revisions of a project lie, and how Alembic names new ones.

    Parameters
    ----------
    project : the project folder, absolute
    config_file : alembic.ini or pyproject.toml; None where there is neither
    section : the section of the ini
    script_location : the folder with env.py, absolute, without links
    package : the dotted package where the location was given as `package:path`
    version_locations : the folders with revision files, absolute, without links
    recursive : folders below them count too
    file_template : how new files are named; None for Alembic's own way
    truncate_slug_length : longest slug in a file name
    encoding : of new files
    sourceless : compiled files without source count as revisions
    timezone : of Create Date
    prepend_sys_path : as written
    search_path : folders in which packages were looked for, in order
    twin : a checkout, and the folder that stands for all of it, where the project lies in such a
        folder: what is installed leads to the checkout still
    """

    project: Path
    config_file: Path | None
    section: str
    script_location: Path
    package: str | None
    version_locations: tuple[Path, ...]
    recursive: bool
    file_template: str | None
    truncate_slug_length: int
    encoding: str
    sourceless: bool
    timezone: str | None
    prepend_sys_path: str | None
    search_path: tuple[Path, ...] = ()
    twin: tuple[Path, Path] | None = None


def find_location(
    project: Path,
    config: str | None = None,
    name: str | None = None,
    sys_path: Folders = tuple,
) -> Location:
    """Find the migrations of a project as Alembic would, importing nothing.

    Parameters
    ----------
    project : the folder in which the project's own `alembic` is run
    config : the configuration file (`alembic -c`), relative to the project
    name : the section of the ini (`alembic -n`)
    sys_path : gives the folders in which the project's Python finds packages; asked only for a
        package that is not in the project

    Raises
    ------
    UsageError : no configuration, several to choose from, or one that leads nowhere
    """
    root = Path(os.path.realpath(project))
    if not _is_folder(root):
        raise UsageError(
            f"{project} is not a folder.",
            why="The project folder is where the migrations are looked for.",
            next_step="Name the folder in which you run alembic.",
        )
    options = read_options(root, config, name) or _only_candidate(root, name, sys_path)
    paths = Paths(root, options, sys_path)
    script, package = _script_location(paths, options)
    _refuse_elsewhere(root, options)
    versions = version_locations(paths, options) or (script / "versions",)
    # Alembic follows links to them; what git holds and what goes are the files behind.
    versions = tuple(dict.fromkeys(each.resolve() for each in versions))
    return Location(
        project=root,
        config_file=options.file,
        section=options.section,
        script_location=script.resolve(),
        package=package,
        version_locations=versions,
        recursive=options.boolean("recursive_version_locations"),
        file_template=options.text("file_template"),
        truncate_slug_length=options.number("truncate_slug_length") or _DEFAULT_SLUG_LENGTH,
        encoding=options.encoding("output_encoding") or "utf-8",
        sourceless=options.boolean("sourceless"),
        timezone=options.text("timezone"),
        prepend_sys_path=prepended_text(options),
        search_path=paths.packages,
    )


def _is_folder(path: Path) -> bool:
    """Whether a path leads to a folder; a link to itself and a name that is too long do not."""
    try:
        return stat.S_ISDIR(path.stat().st_mode)
    except OSError:
        return False


def _only_candidate(root: Path, name: str | None, sys_path: Folders) -> Options:
    """The options of the one configuration below a project that has none of its own."""
    inis, folders = search(root)
    found: dict[Path, Options] = {}
    broken: list[UsageError] = []
    for ini in inis:
        try:
            options = read_options(root, str(ini), name)
            script, _ = _script_location(Paths(root, options, sys_path), options)
            found.setdefault(script, options)
        except UsageError as error:
            broken.append(error)
    for folder in folders:
        if folder not in found:
            found[folder] = Options.without_file(folder)
    if len(found) == 1:
        return next(iter(found.values()))
    if broken and not found:
        raise broken[0]
    if not found:
        raise UsageError(
            f"No Alembic configuration in {root}.",
            why="Neither alembic.ini, nor [tool.alembic] in pyproject.toml, nor a folder with "
            "env.py and versions was found.",
            next_step="Name the configuration: -c path/to/alembic.ini",
        )
    places = {(each.file or folder).relative_to(root): each for folder, each in found.items()}
    first = min(places)
    choice = f"-c {first}"
    if _is_run_elsewhere(root, places[first]):
        choice = f"the folder {_shown(places[first].here)} as PROJECT, or working-directory"
    raise UsageError(
        f"{len(places)} places with migrations in {root}: {', '.join(map(str, sorted(places)))}.",
        why="One run squashes one history.",
        next_step=f"Choose one, for example {choice}",
    )


def _is_run_elsewhere(root: Path, options: Options) -> bool:
    """Whether Alembic, run in the project folder, would not find what a file says."""
    written = options.text("script_location")
    if written is None or ":" in written or Path(written).is_absolute():
        return False
    return options.here != root and not _is_folder(root / written)


def _refuse_elsewhere(root: Path, options: Options) -> None:
    if not _is_run_elsewhere(root, options):
        return
    raise UsageError(
        f"{options.origin()}: script_location = {options.text('script_location')} is no folder "
        f"in {root}.",
        why="Alembic takes that path from the folder in which it is run, which seems to be the "
        "one of that file.",
        next_step=f"Name that folder as PROJECT, or working-directory: {_shown(options.here)}",
    )


def _shown(folder: Path) -> str:
    """A folder as it can be given from the current one."""
    near = folder.is_relative_to(Path.cwd())
    return str(folder.relative_to(Path.cwd()) if near else folder)


def _script_location(paths: Paths, options: Options) -> tuple[Path, str | None]:
    written = options.text("script_location")
    if written is None:
        # Flask-Migrate writes no script_location: its ini lies inside the script folder.
        if not (options.here / "env.py").is_file():
            raise UsageError(
                f"No script_location in {options.origin()}.",
                why="Alembic finds the migrations by that key.",
                next_step=options.other_sections() or "Add the line: script_location = migrations",
            )
        return options.here, None
    folder, package = paths.folder(written)
    if folder is None:
        looked = ", ".join(str(each) for each in paths.packages) if package else ""
        raise UsageError(
            f"{options.origin()}: script_location = {written} is no folder.",
            why=f"Looked in {looked}." if package else "The path does not exist.",
            next_step="Correct the path, or run in the folder in which you run alembic.",
        )
    if not (folder / "env.py").is_file():
        raise UsageError(
            f"{options.origin()}: script_location = {written} has no env.py.",
            why=f"Alembic runs the env.py of that folder: {folder}",
            next_step="Correct script_location.",
        )
    return folder, package
