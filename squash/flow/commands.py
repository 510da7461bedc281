"""Commands to copy: what repeats a run, and what a person does after it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath
from shlex import join, quote

from squash.cut import Cut
from squash.flow.hiding import template
from squash.outcome import Outcome
from squash.report import mask
from squash.report.words import count
from squash.settings import Settings
from squash.settings.options import OPTIONS, Option
from squash.settings.proposing import COMMENTING, PROPOSING

# The cut says what these did, or they are about the step of a workflow.
_LEFT_OUT = (
    *("revision", "keep", "min_age", "tag", "min_removed", "dry_run"),
    *("fail_on", "summary", "annotations"),
    *(option.field for option in (*PROPOSING, *COMMENTING)),
)


def again(settings: Settings, cut: Cut, command: str = "check") -> str:
    """The command line with the cut named, whatever policy chose it; secrets are masked.

    Only flags and inputs are repeated: variables and files speak for themselves.
    """
    words = ["alembic-squash", command]
    # What is proposed is repeated in the project's folder of whatever checkout.
    here = settings.project == "." or settings.tree is not None
    words += [] if here else [_path(settings.project)]
    words += ["--revision", cut.revision]
    for option in OPTIONS:
        origin = settings.origins.get(option.field)
        if option.field not in _LEFT_OUT and origin in (option.flag, option.input):
            words += _words(option, getattr(settings, option.field))
    return join(words)


def to_fill_in(command: str) -> tuple[str, ...]:
    """A command to copy; above it what has to be done first, where it hides something."""
    if "***" not in command:
        return (command,)
    return ("# Put in what *** stands for, which is not shown.", command)


def following(settings: Settings, cut: Cut, outcome: Outcome, *, repository: bool) -> list[str]:
    """What to do after a run that compared everything.

    Parameters
    ----------
    repository : whether the project lies in a git repository
    """
    report = report_name(settings)
    if outcome.result == "not-equivalent":
        return [join(["less", f"{report}/{name}"]) for name in ("report.md", "difference.diff")]
    if outcome.result != "squashed" or outcome.baseline is None or settings.tree is not None:
        return []
    if not outcome.applied:
        return list(to_fill_in(again(settings, cut, "squash")))
    if not repository:
        return [join(["less", f"{report}/report.md"])]
    paths = [outcome.baseline.path, *(each.path for each in outcome.removed)]
    folders = sorted({_path(str(PurePosixPath(path).parent)) for path in paths})
    git = _git(settings)
    message = f"Squash {count(len(outcome.removed), 'revision')} into one baseline"
    return [
        join([*git, "add", "--all", *folders]),
        join([*git, "diff", "--cached", "--stat"]),
        f"{join([*git, 'commit'])} -m {quote(message)}",
    ]


def status(settings: Settings) -> str:
    """What shows a change that is not committed."""
    return join([*_git(settings), "status"])


def alembic_command(settings: Settings) -> str:
    """Alembic for this history, in the project's folder."""
    words = ["alembic"]
    words += ["-c", _path(settings.alembic_config)] if settings.alembic_config else []
    words += ["-n", settings.alembic_name] if settings.alembic_name else []
    return join(words)


def report_name(settings: Settings) -> str:
    """The report folder as a person would write it."""
    return _path(str(PurePosixPath(settings.project) / settings.report_dir))


def _git(settings: Settings) -> list[str]:
    return ["git"] if settings.project == "." else ["git", "-C", _path(settings.project)]


def _path(path: str) -> str:
    """A path that no program takes for an option, and git not for a pattern."""
    return f"./{path}" if path.startswith(("-", ":")) else path


def _words(option: Option, value: object) -> Iterable[str]:
    if option.kind == "switch":
        return [option.flag if value else f"--no-{option.name}"]
    if option.kind == "assignments":
        assert isinstance(value, tuple)
        shown = (f"{name}={template(text)}" for name, text in value)
        return [word for each in shown for word in (option.flag, each)]
    if option.kind == "list":
        assert isinstance(value, tuple)
        return [word for each in value for word in (option.flag, each)]
    return [option.flag, mask(str(value))]
