"""The command line: flags and environment in, exit code out."""

from __future__ import annotations

import inspect
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from squash.errors import Interrupted, SquashError
from squash.settings.help import START, TEACHING
from squash.settings.options import OPTIONS, Command, Option

if TYPE_CHECKING:
    from types import FrameType

    from squash.outcome import Outcome
    from squash.outside.console import Console
    from squash.settings import Settings

TRACEBACK = "logs/bug.log"
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

app = typer.Typer(
    name="alembic-squash",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run the command line of this process and end it."""
    app()


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


def run(command: Command, project: str, **given: object) -> None:
    """Run one command and end with its exit code.

    Parameters
    ----------
    command : ``plan``, ``check`` or ``squash``
    project : folder of the project
    given : options by attribute name; None where the flag was not given

    Raises
    ------
    typer.Exit : always, with the exit code
    """
    from squash.outside.console import for_stream

    console = for_stream(sys.stdout, terminal=sys.stdout.isatty(), environ=os.environ)
    folder = Path(project, "alembic-squash-report")
    try:
        with _signals_raise():
            settings = _settings(project, given)
            folder = Path(project, settings.report_dir)
            code = _story(command)(settings, console).exit_code
    except SquashError as error:
        console.error(error)
        code = error.code if isinstance(error, Interrupted) else error.exit_code
    except Exception as error:
        code = _report_bug(console, error, folder)
    raise typer.Exit(code)


def _settings(project: str, given: dict[str, object]) -> Settings:
    from squash.outside.configuration import read_configuration
    from squash.settings import resolve

    config = given.get("config") or os.environ.get("ALEMBIC_SQUASH_CONFIG") or None
    files = read_configuration(Path(project), None if config is None else str(config))
    settings = resolve(project, flags=given, variables=os.environ, files=files)
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


def _parameter(option: Option) -> inspect.Parameter:
    """One flag of a command, None where it is not given."""
    names = (option.short, option.flag) if option.short else (option.flag,)
    text = option.help + (f" [default: {option.default}]" if option.default else "")
    annotation: Any = str | None
    if option.kind == "switch":
        annotation, names = bool | None, (f"{option.flag}/--no-{option.name}",)
    elif option.kind in ("list", "assignments"):
        annotation = list[str] | None
    return inspect.Parameter(
        option.field,
        inspect.Parameter.KEYWORD_ONLY,
        default=None,
        annotation=Annotated[
            annotation,
            typer.Option(
                *names, metavar="|".join(option.choices) or option.metavar or None, help=text
            ),
        ],
    )


def _add(command: Command) -> None:
    """Make a command whose flags are the rows of the table of options."""

    def body(project: str, **given: object) -> None:
        run(command, project, **given)

    place = inspect.Parameter(
        "project",
        inspect.Parameter.KEYWORD_ONLY,
        default=".",
        annotation=Annotated[str, typer.Argument(metavar="PROJECT", help="Folder of the project.")],
    )
    flags = [_parameter(option) for option in OPTIONS if command in option.commands]
    signature = inspect.Signature([place, *flags])
    vars(body)["__signature__"] = signature
    body.__annotations__ = {each.name: each.annotation for each in signature.parameters.values()}
    purpose, examples = TEACHING[command]
    app.command(command, help=purpose, epilog=examples)(body)


for _command in TEACHING:
    _add(_command)
