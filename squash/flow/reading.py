"""Read the history and choose the cut: what a run knows before any database."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path, PurePosixPath
from shlex import join

from squash.cut import Cut, NothingToDo, Policy, Survey, choose_cut, survey
from squash.errors import CheckoutError, HistoryError, UsageError
from squash.flow.interpreter import project_python
from squash.flow.separation import account_of
from squash.history import History, Revision, parse_revision
from squash.outcome import RevisionSummary
from squash.outside.console import Console
from squash.outside.git import find_repository
from squash.outside.location import Location, find_location
from squash.outside.project import import_path
from squash.outside.revisions import read_history, would_load
from squash.report.words import count
from squash.settings import Settings

_LISTED = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """A project's history and where it would be cut.

    Parameters
    ----------
    location : where its files are
    history : its graph
    choice : the cut, or why there is none
    """

    location: Location
    history: History
    choice: Cut | NothingToDo

    @property
    def survey(self) -> Survey:
        """What there is to say without a database."""
        return survey(self.history, self.choice)

    def path(self, revision: str) -> Path:
        """The file of a revision in the checkout."""
        return self.location.project / self.history.revisions[revision].path

    def summaries(self, revisions: tuple[str, ...]) -> tuple[RevisionSummary, ...]:
        """Revisions as reports name them."""
        return tuple(
            summary(self.history.revisions[each], self.history.parents(each)) for each in revisions
        )


def summary(revision: Revision, parents: tuple[str, ...]) -> RevisionSummary:
    """One revision as reports name it."""
    return RevisionSummary(
        id=revision.id,
        doc=revision.doc,
        created=revision.created,
        path=revision.path,
        parents=parents,
        lines=revision.lines,
    )


def read(settings: Settings, console: Console) -> Reading:
    """Read the history and choose the cut.

    Raises ``UsageError``, ``HistoryError``, ``CutError``, ``CheckoutError``.
    """
    with console.step("Read the history"):
        location = location_of(settings)
        _refuse_hidden(settings, location)
        history = read_history(location)
    with console.step("Choose the cut"):
        choice = choose(settings, location, history)
    return Reading(location, history, choice)


def history_of(settings: Settings) -> tuple[Location, History]:
    """Where a history lies, and its graph; raises ``UsageError`` and ``HistoryError``."""
    location = location_of(settings)
    return location, read_history(location)


def choose(settings: Settings, location: Location, history: History) -> Cut | NothingToDo:
    """The cut of a history, as the settings want it; raises ``UsageError`` and ``CutError``."""
    return choose_cut(
        history,
        revision=settings.revision,
        policy=_policy(settings, location),
        targets=settings.target,
        today=datetime.now(UTC).date(),
        proposed=settings.proposed,
    )


def _refuse_hidden(settings: Settings, location: Location) -> None:
    """Raise ``CheckoutError`` where a sparse checkout leaves out revisions that git holds."""
    try:
        repository = find_repository(location.project, settings.environ)
        hidden = repository.hidden(location.version_locations) if repository else ()
    except CheckoutError:
        return  # What only reads files needs no git.
    lost = [each for each in hidden if would_load(location, each)]
    if repository is None or not lost:
        return
    names = [str(each.relative_to(repository.top)) for each in lost]
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    git = ["git", "-C", str(repository.top), "sparse-checkout"]
    folders = sorted({str(PurePosixPath(each).parent) for each in names})
    raise CheckoutError(
        f"The checkout does not show {count(len(names), 'revision')} that git holds: "
        f"{', '.join(names[:_LISTED])}{more}.",
        why="It is a sparse checkout, or was told to pass them over (skip-worktree); without them "
        "another history would be proved.",
        next_step=f"{join([*git, 'disable'])}\nOr, where it is made of folders: "
        f"{join([*git, 'add', *folders])}",
    )


def location_of(settings: Settings) -> Location:
    """Where the migrations are; the project's interpreter is asked only for packages elsewhere."""
    project = Path(settings.folder).resolve()
    twin = _twin(settings, project)

    @cache
    def installed() -> tuple[Path, ...]:
        python = project_python(settings, project)
        found = import_path(python, project, settings.environ, account_of(settings))
        return tuple(_in_twin(each, twin) for each in found)

    location = find_location(project, settings.alembic_config, settings.alembic_name, installed)
    return replace(location, twin=twin)


def _twin(settings: Settings, project: Path) -> tuple[Path, Path] | None:
    """The top of the checkout, and of the tree that stands for it; None where there is none."""
    there = Path(settings.project).resolve()
    repository = find_repository(there, settings.environ) if settings.tree else None
    if repository is None:
        return None
    depth = len(there.relative_to(repository.top).parts)
    return repository.top, project.parents[depth - 1] if depth else project


def _in_twin(path: Path, twin: tuple[Path, Path] | None) -> Path:
    """A folder of the checkout as the tree has it; one that it does not have is its own place."""
    if twin is None or not path.resolve().is_relative_to(twin[0]):
        return path
    there = twin[1] / path.resolve().relative_to(twin[0])
    return there if there.exists() else path


def _policy(settings: Settings, location: Location) -> Policy:
    return Policy(
        keep=settings.keep,
        min_age=settings.min_age,
        tagged=None if settings.tag is None else _tagged(settings, location, settings.tag),
        min_removed=settings.min_removed,
    )


def _tagged(settings: Settings, location: Location, tag: str) -> frozenset[str]:
    """Ids of the revisions that a tag holds, whatever their files were called then."""
    repository = find_repository(location.project, settings.environ)
    if repository is None:
        raise UsageError(
            f"--tag {tag}: {location.project} is in no git repository.",
            why="A tag says which revisions were released.",
            next_step="Run in a checkout with its tags, or use --keep or --min-age.",
        )
    found = set()
    for folder in location.version_locations:
        for path, content in repository.contents_at(tag, folder).items():
            if path.suffix == ".py":
                try:
                    found.add(parse_revision(str(path), content).id)
                except HistoryError:
                    continue  # A helper beside the revisions of that time.
    return frozenset(found)
