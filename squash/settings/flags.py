"""The flags: rows of the table of options as the parameters of a Typer command."""

from __future__ import annotations

import inspect
from typing import Annotated, Any

import typer

from squash.settings.options import OPTIONS, Command, Option


def signature_of(command: Command) -> inspect.Signature:
    """What a command takes: the context, the project's folder, and the flags that are its own."""
    context = inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
    place = inspect.Parameter(
        "project",
        inspect.Parameter.KEYWORD_ONLY,
        default=".",
        annotation=Annotated[str, typer.Argument(metavar="PROJECT", help="Folder of the project.")],
    )
    flags = [_parameter(option) for option in OPTIONS if command in option.commands]
    return inspect.Signature([context, place, *flags])


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
