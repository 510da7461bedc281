"""The command line: flags and environment in, exit code out."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated

import typer

from squash.errors import Interrupted, SquashError
from squash.settings.flags import signature_of
from squash.settings.help import START, TEACHING
from squash.settings.option import Command

if TYPE_CHECKING:
    from types import FrameType

    from squash.outcome import Outcome
    from squash.outside.console import Console
    from squash.settings import Settings

TRACEBACK = "logs/bug.log"
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

NOTHING: Mapping[str, str] = MappingProxyType({})

app = typer.Typer(
    name="alembic-squash",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def main(defaults: Mapping[str, str] = NOTHING) -> None:
    """Run the command line of this process and end it.

    Parameters
    ----------
    defaults : option name to text, where the place we run in has another default than the table
    """
    app(obj=defaults)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"alembic-squash {version('alembic-squash-action')}")
        raise typer.Exit


@app.callback(epilog=START)
def _explain(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
) -> None:
    """Squash the oldest revisions of an Alembic history into one proved baseline.

    The history is replayed on throw-away Postgres databases, a baseline that keeps the id of the
    cut is written from the result, and files change only when both are the same database.
    """


def run(
    command: Command,
    project: str,
    *,
    flags: Mapping[str, object] = NOTHING,
    inputs: Mapping[str, str] | None = None,
    defaults: Mapping[str, str] = NOTHING,
) -> None:
    """Run one command and end with its exit code.

    Parameters
    ----------
    command : ``plan``, ``check`` or ``squash``
    project : folder of the project
    flags : options by attribute name; None where the flag was not given
    inputs : options by name, where the run is that of the action
    defaults : options by name, where the place we run in has another default than the table

    Raises
    ------
    typer.Exit : always, with the exit code
    """
    from squash.outside.console import for_stream

    console = for_stream(sys.stdout, terminal=sys.stdout.isatty(), environ=os.environ)
    folder = Path(project, "alembic-squash-report")
    try:
        with _signals_raise():
            settings = _settings(project, flags, inputs or {}, defaults)
            folder = Path(project, settings.report_dir)
            outcome = _story(command)(settings, console)
            code = _exit_code(outcome, settings.fail_on)
    except SquashError as error:
        console.error(error)
        code = error.code if isinstance(error, Interrupted) else error.exit_code
    except Exception as error:
        code = _report_bug(console, error, folder)
    raise typer.Exit(code)


def _exit_code(outcome: Outcome, fail_on: str) -> int:
    """The exit code, where 1 may be for any ``hazard`` too, or ``never``."""
    code = outcome.exit_code
    if fail_on == "hazard" and code == 0 and outcome.hazards:
        return 1
    return 0 if fail_on == "never" and code == 1 else code


def _settings(
    project: str,
    flags: Mapping[str, object],
    inputs: Mapping[str, str],
    defaults: Mapping[str, str],
) -> Settings:
    from squash.outside.configuration import read_configuration, read_env_file
    from squash.settings import resolve
    from squash.settings.values import read_env_lines

    named = flags.get("config") or inputs.get("config") or os.environ.get("ALEMBIC_SQUASH_CONFIG")
    files = read_configuration(Path(project), str(named) if named else None)
    settings = resolve(
        project,
        flags=flags,
        inputs=inputs,
        variables=os.environ,
        files=files,
        defaults=defaults,
    )
    if settings.env_file is not None:
        text = read_env_file(Path(project), settings.env_file)
        settings = replace(settings, file_env=read_env_lines(text, settings.env_file))
    # Our own connections go where we say: PGHOSTADDR alone would lead them to another server.
    for name in [each for each in os.environ if each.startswith("PG")]:
        del os.environ[name]
    return settings


def _story(command: Command) -> Callable[[Settings, Console], Outcome]:
    """The function of the flow that tells this command's story."""
    from squash.flow import check, plan, squash

    stories: dict[Command, Callable[[Settings, Console], Outcome]] = {
        "plan": plan,
        "check": check,
        "squash": squash,
    }
    return stories[command]


@contextmanager
def _signals_raise() -> Iterator[None]:
    """Turn the first signal into Interrupted, so that everything is cleared up; a second kills."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        for each in SIGNALS:
            signal.signal(each, signal.SIG_DFL)
        raise Interrupted(number)

    before = {each: signal.signal(each, interrupt) for each in SIGNALS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _report_bug(console: Console, error: Exception, folder: Path) -> int:
    """Say that this is our fault, and keep what is needed to mend it."""
    from squash.outside.evidence import report_folder

    text = "".join(traceback.format_exception(error))
    try:
        report_folder(folder).write({TRACEBACK: text})
        kept = f"Attach {folder / TRACEBACK}"
    except SquashError:
        typer.echo(text, err=True)
        kept = "Attach the lines above"
    console.error(
        SquashError(
            f"A bug of alembic-squash: {type(error).__name__}: {error}",
            why="This should not happen, whatever the project looks like.",
            next_step=f"{kept} to a new issue of alembic-squash-action.",
        )
    )
    return SquashError.exit_code


def _add(command: Command) -> None:
    """Make a command whose flags are the rows of the table of options."""

    def body(context: typer.Context, project: str, **given: object) -> None:
        run(command, project, flags=given, defaults=context.obj or {})

    signature = signature_of(command)
    vars(body)["__signature__"] = signature
    body.__annotations__ = {each.name: each.annotation for each in signature.parameters.values()}
    purpose, examples = TEACHING[command]
    app.command(command, help=purpose, epilog=examples)(body)


for _command in TEACHING:
    _add(_command)
