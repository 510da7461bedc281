"""What is published of the list of options: README, action.yml, JSON Schema.

``python -m tests.published`` writes them anew after a change of ``squash/settings/options.py``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from squash.settings.options import INPUTS, OPTIONS, Option

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
ACTION = ROOT / "action.yml"
SCHEMA = ROOT / "squash" / "settings" / "schema.json"
README_MARKS = ("<!-- options -->\n", "<!-- end of options -->")
ACTION_MARKS = ("inputs:\n", "\noutputs:\n")


def table() -> str:
    """The README's table of options."""
    lines = ["| flag | default | commands | meaning |", "|---|---|---|---|"]
    return "\n".join(lines + [_row(option) for option in INPUTS]) + "\n"


def inputs() -> str:
    """The inputs of action.yml."""
    return "".join(
        f"  {option.name}:\n    description: {json.dumps(_described(option), ensure_ascii=False)}\n"
        "    required: false\n"
        for option in INPUTS
    )


def schema() -> str:
    """The JSON Schema of the keys of a configuration file."""
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "alembic-squash.yml",
        "description": "Settings of alembic-squash: alembic-squash.yml, "
        ".github/alembic-squash.yml, or [tool.alembic-squash] in pyproject.toml.",
        "type": "object",
        "additionalProperties": False,
        "properties": {option.name: _property(option) for option in OPTIONS if option.in_file},
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def between(text: str, marks: tuple[str, str]) -> str:
    """What stands between two marks."""
    return text.split(marks[0], 1)[1].split(marks[1], 1)[0]


def _row(option: Option) -> str:
    allowed = "|".join(option.choices) or option.metavar
    flag = f"{option.flag} {allowed}".rstrip() if option in OPTIONS else f"{option.name}: {allowed}"
    flag = flag.replace("|", "\\|")
    lead = "" if option in OPTIONS else "input "
    lead = f"`{option.short}`, " if option.short else lead
    default = f"`{option.default}`" if option.default else ""
    default += f"; `{option.in_container}` in the container" if option.in_container else ""
    commands = "all" if len(option.commands) == 3 else ", ".join(option.commands)
    return f"| {lead}`{flag}` | {default} | {commands} | {option.help} |"


def _described(option: Option) -> str:
    default = option.in_container or option.default
    words = [option.help]
    words += ["true or false."] if option.kind == "switch" else []
    words += ["One by line."] if option.kind == "assignments" else []
    words += ["By comma or line."] if option.kind == "list" else []
    words += [f"({', '.join(option.choices)})"] if option.choices else []
    words += [f"[default: {default}]"] if default else []
    return " ".join(words)


def _property(option: Option) -> dict[str, Any]:
    text: dict[str, Any] = {"type": "string", "minLength": 1}
    texts = {"type": "array", "items": text}
    line = {"type": "string", "pattern": "^\\s*[A-Za-z_][A-Za-z0-9_]*="}
    table = {
        "type": "object",
        "propertyNames": {"pattern": "^[A-Za-z_][A-Za-z0-9_]*$"},
        "additionalProperties": {"type": "string"},
    }
    # TOML and YAML write these two without quotes.
    words = [word == "true" for word in option.choices if word in ("true", "false")]
    kinds: dict[str, dict[str, Any]] = {
        "text": text,
        "number": {"type": "integer", "minimum": option.least, "maximum": option.most},
        "switch": {"type": "boolean"},
        "choice": {"enum": [*option.choices, *words]},
        "list": {"anyOf": [text, texts]},
        "assignments": {"anyOf": [table, line, {"type": "array", "items": line}]},
    }
    found = {"description": option.help, **kinds[option.kind]}
    if option.default:
        word = option.default
        defaults = {"number": word.isdigit() and int(word), "switch": word == "true"}
        found["default"] = defaults.get(option.kind, word)
    return found


def write() -> None:
    """Write everything that is published."""
    for path, marks, made in ((README, README_MARKS, table()), (ACTION, ACTION_MARKS, inputs())):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(between(text, marks), made, 1), encoding="utf-8")
    SCHEMA.write_text(schema(), encoding="utf-8")


if __name__ == "__main__":
    write()
