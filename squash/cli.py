"""The command line: flags and environment in, exit code out."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated

import typer

from squash.outside.handover import hand_over, take_over
from squash.outside.memory import seldom_collected
from squash.outside.process import become
from squash.outside.signals import signals_raise
from squash.outside.streams import complete_streams
from squash.settings.container import container_of
from squash.settings.flags import signature_of
from squash.settings.help import START, TEACHING
from squash.settings.inputs import read_command
from squash.settings.option import PROVING, Command
from squash.settings.runner import Runner, for_project, is_secret, is_step, names_of, runner_of
from squash.settings.token import HANDED, NAMES, token_of

if TYPE_CHECKING:
    from squash.outcome import Outcome
    from squash.outside.console import Console
    from squash.settings import Settings

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
    complete_streams()
    tokens = {name: os.environ[name] for name in NAMES if name in os.environ}
    if tokens and sys.executable:
        # Whoever runs as this account may read what a process was started with.
        others = {name: text for name, text in os.environ.items() if name not in tokens}
        become([sys.executable, *sys.orig_argv[1:]], others | {HANDED: hand_over(tokens)})
    with seldom_collected():
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
    asked: str,
    project: str,
    *,
    flags: Mapping[str, object] = NOTHING,
    inputs: Mapping[str, str] | None = None,
    defaults: Mapping[str, str] = NOTHING,
) -> int:
    """Run one command; its exit code.

    Parameters
    ----------
    asked : the command: ``plan``, ``check`` or ``squash``
    project : folder of the project
    flags : options by attribute name; None where the flag was not given
    inputs : options by name, where the run is that of the action
    defaults : options by name, where the place we run in has another default than the table
    """
    tokens = _take_tokens()
    runner = None
    if inputs is not None or is_step(os.environ):
        from squash.flow.step import named_as

        runner = named_as(runner_of(os.environ, Path.cwd()), project)
    console = _console(runner, project)
    settings = None
    try:
        with signals_raise():
            command = read_command(asked, inputs)
            settings = _settings(project, runner, flags, inputs, defaults, tokens)
            runner, console.annotate = settings.runner, settings.annotations
            if runner is not None and command in PROVING:
                from squash.outside.project.environment import passed_on

                names = names_of(passed_on(settings.environ))
                console.note(f"Variables that the project's code gets: {names}")
            outcome = _story(command)(settings, console)
    except Exception as error:
        outcome = _ended(asked, project, error, settings, console)
    code = _exit_code(outcome, settings)
    return code if runner is None else _leave(runner, settings, project, outcome, console) or code


def _take_tokens() -> dict[str, str]:
    """The tokens that this process was given, in memory or otherwise; no other gets to see them."""
    tokens = take_over(os.environ.pop(HANDED, ""))
    for name in NAMES:
        text = os.environ.pop(name, None)
        if text is not None:
            tokens.setdefault(name, text)
    return tokens


def _console(runner: Runner | None, project: str) -> Console:
    from squash.outside.console import for_stream

    if runner is None:
        return for_stream(sys.stdout, terminal=sys.stdout.isatty(), environ=os.environ)
    from squash.outside.console.actions import open_actions

    return open_actions(sys.stdout, workspace=runner.workspace, project=Path(project).absolute())


def _settings(
    project: str,
    runner: Runner | None,
    flags: Mapping[str, object],
    inputs: Mapping[str, str] | None,
    defaults: Mapping[str, str],
    tokens: Mapping[str, str],
) -> Settings:
    from squash.outside.configuration import read_configuration, read_env_file
    from squash.outside.console.event import EVENT, read_event
    from squash.settings import resolve
    from squash.settings.forge import surroundings_of
    from squash.settings.values import read_env_lines

    asked = inputs or {}
    if inputs is not None and runner is not None:
        from squash.flow.step import refuse_outside

        refuse_outside(project, runner)
    named = flags.get("config") or asked.get("config") or os.environ.get("ALEMBIC_SQUASH_CONFIG")
    files = read_configuration(Path(project), str(named) if named else None)
    # Outside of a job GITHUB_TOKEN may be what the project installs its packages with.
    kept = {name: text for name, text in tokens.items() if name == "GITHUB_TOKEN"}
    variables: Mapping[str, str] = {**os.environ, **kept}
    if runner is not None:
        variables = for_project(os.environ, action=inputs is not None)
    settings = resolve(
        project, flags=flags, inputs=asked, variables=variables, files=files, defaults=defaults
    )
    if settings.env_file is not None:
        text = read_env_file(Path(project), settings.env_file)
        settings = replace(settings, file_env=read_env_lines(text, settings.env_file))
    if runner is not None:
        runner = replace(runner, summary=settings.summary, annotations=settings.annotations)
    # Our own connections go where we say: PGHOSTADDR alone would lead them to another server.
    for name in [each for each in os.environ if each.startswith("PG")]:
        del os.environ[name]
    container = container_of(os.environ, prefix=sys.prefix, folder=Path.cwd())
    surroundings = surroundings_of(os.environ, read_event(Path(os.environ.get(EVENT, ""))))
    if settings.create_pull_request or surroundings.event.asking is not None:
        environ = {name: text for name, text in settings.environ.items() if not is_secret(name)}
        settings = replace(settings, environ=environ)
    return replace(
        settings,
        token=token_of(tokens),
        surroundings=surroundings,
        runner=runner,
        container=container,
    )


def _story(command: Command) -> Callable[[Settings, Console], Outcome]:
    """The function of the flow that tells this command's story."""
    from squash.flow import check, plan, squash

    return {"plan": plan, "check": check, "squash": squash}[command]


def _ended(
    asked: str, project: str, error: Exception, settings: Settings | None, console: Console
) -> Outcome:
    """The outcome of a run that an error ended before it had one."""
    from squash.flow.stop import stopped

    return stopped(asked, project, error, settings, console)


def _exit_code(outcome: Outcome, settings: Settings | None) -> int:
    """The exit code, where 1 may be for any ``hazard`` too, or ``never``."""
    code, fail_on = outcome.exit_code, None if settings is None else settings.fail_on
    if fail_on == "hazard" and code == 0 and outcome.hazards:
        return 1
    return 0 if fail_on == "never" and code == 1 else code


def _leave(
    runner: Runner, settings: Settings | None, project: str, outcome: Outcome, console: Console
) -> int:
    """Leave outputs and summary of a step; the exit code where that fails, else 0."""
    from squash.flow.stop import leave

    return leave(runner, settings, project, outcome, console)


def _add(command: Command) -> None:
    """Make a command whose flags are the rows of the table of options."""

    def body(context: typer.Context, project: str, **given: object) -> None:
        raise typer.Exit(run(command, project, flags=given, defaults=context.obj or {}))

    signature = signature_of(command)
    vars(body)["__signature__"] = signature
    body.__annotations__ = {each.name: each.annotation for each in signature.parameters.values()}
    purpose, examples = TEACHING[command]
    app.command(command, help=purpose, epilog=examples)(body)


for _command in TEACHING:
    _add(_command)
