"""The README: its tables are those of the code, and its examples can be copied."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
import yaml
from typer.testing import CliRunner

from squash.cli import app
from squash.errors import SquashError
from squash.outcome import Outcome
from squash.outside.configuration import read_configuration
from squash.settings import resolve
from squash.settings.help import EXIT_CODES
from squash.settings.inputs import command_of, project_of, read_command, read_inputs

if TYPE_CHECKING:
    from types import ModuleType

    from squash.outside.console import Console
    from squash.settings import Settings

pytestmark = pytest.mark.usefixtures("unmeasured")

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PROOF = (ROOT / "docs" / "how-it-proves.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The fenced blocks of the README in one language."""
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", README)


def commands() -> list[list[str]]:
    """Every ``alembic-squash …`` line of the README's shell blocks, as arguments."""
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    words = [shlex.split(line, comments=True) for line in lines]
    return [each[1:] for each in words if each and each[0] == "alembic-squash"]


def test_the_two_commands_come_first() -> None:
    """The README opens with the two commands a newcomer needs."""
    shown = [line.split("#")[0].strip() for line in README.splitlines() if line.startswith("    ")]
    assert shown[:2] == ["make demo", "make test"]
    assert README.index("    make demo") < 100


def test_the_exit_codes_are_those_of_the_code() -> None:
    """The README and the help list the same codes, and every error has one of them."""
    section = README.split("### Exit codes\n")[1].split("\n#")[0]
    listed = {
        int(code)
        for code in re.findall(r"(?m)^\| ([\d, ]+) \|", section)
        for code in [*code.split(", ")]
    }
    helped = {int(code) for code in re.findall(r"\b(\d{1,3})\b(?: {1,3}\w|:)", EXIT_CODES)}
    errors: list[type[SquashError]] = [SquashError, *SquashError.__subclasses__()]
    own = {error.exit_code for error in errors}
    assert helped == listed
    assert own <= listed


@pytest.mark.parametrize("arguments", commands(), ids=" ".join)
def test_every_command_of_the_readme_is_accepted(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A command line can be copied from the README as it stands."""
    asked: list[Settings] = []

    class Flow:
        """Stands in for the flow: only what it is asked for counts here."""

        def _story(self, settings: Settings, _console: Console) -> Outcome:
            asked.append(settings)
            return Outcome(command=arguments[0], result="planned")

        plan = check = squash = _story

    monkeypatch.setitem(sys.modules, "squash.flow", cast("ModuleType", Flow()))
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert (result.exit_code, result.output) == (0, "")
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("language", "name"), [("toml", "pyproject.toml"), ("yaml", "alembic-squash.yml")]
)
def test_the_configuration_of_the_readme_is_accepted(
    language: str, name: str, tmp_path: Path
) -> None:
    """Each configuration block can be copied as it stands."""
    for block in blocks(language):
        if "\njobs:\n" in block:
            continue
        (tmp_path / name).write_text(block)
        files = read_configuration(tmp_path)
        settings = resolve(str(tmp_path), flags={}, variables={}, files=files)
        assert name in {origin.split(":")[0] for origin in settings.origins.values()}
    assert blocks(language)


def test_the_workflow_of_the_readme_gives_inputs_that_there_are() -> None:
    """Each workflow block uses the action with inputs it has, whose values are accepted."""
    workflows = [yaml.safe_load(each) for each in blocks("yaml") if "\njobs:\n" in each]
    steps = [
        step
        for workflow in workflows
        for job in workflow["jobs"].values()
        for step in job["steps"]
        if step["uses"].startswith("org/alembic-squash-action@")
    ]
    assert steps
    for step in steps:
        given = {f"INPUT_{name.upper()}": str(text) for name, text in step["with"].items()}
        inputs = read_inputs(given)
        assert inputs.keys() == step["with"].keys()
        read_command(command_of(inputs))
        resolve(project_of(inputs), flags={}, inputs=inputs, variables={}, files=[])


def test_every_file_that_is_named_exists() -> None:
    """README and CONTRIBUTING name no file or folder of ours that is not there."""
    texts = README + CONTRIBUTING + PROOF
    named = set(re.findall(r"[`(]((?:squash|tests|examples|docs)/[\w./-]+)", texts))
    named |= set(re.findall(r"\]\(([A-Z]+\.md)\)", README))
    assert named
    assert {each for each in named if not (ROOT / each).exists()} == set()


def test_every_hazard_is_explained() -> None:
    """Each kind of hazard that the code can name stands in the table of hazards."""
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "squash").rglob("*.py")]
    named = [
        (name, text)
        for text in sources
        for name in re.findall(r'\bHazard\(\s*("[^"]+"|[A-Z]+)', text)
    ]
    given = [(re.search(rf"(?m)^{name} = (.+)$", text), name) for name, text in named]
    kinds = {(constant[1] if constant else name).strip('"') for constant, name in given}
    rows = README.split("| hazard | ")[1].split("\n\n")[0].splitlines()[2:]
    explained = {kind for row in rows for kind in row.split("|")[1].strip().split(", ")}
    assert kinds == explained


def test_every_make_target_that_is_named_exists() -> None:
    """The targets README and CONTRIBUTING speak of are in the Makefile."""
    named = set(re.findall(r"(?m)(?:^    |`)make (\w+)", README + CONTRIBUTING))
    targets = set(re.findall(r"(?m)^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
    assert {"setup", "demo", "test", "lint", "bench"} <= targets
    assert named <= targets


def test_the_changelog_knows_the_version() -> None:
    """The newest entry is the version of the package, or what comes after it."""
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"(?m)^## \[(.+?)\]", changelog)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert newest
    assert newest[1] in ("Unreleased", project["version"])
    assert "### What a user must do" in changelog


def test_what_a_terminal_shows_is_what_the_readme_shows(tmp_path: Path) -> None:
    """Commands after a dollar sign print the lines below them; … stands for anything."""
    shutil.copytree(ROOT / "examples" / "shop", tmp_path / "shop")
    program = str(Path(sys.executable).with_name("alembic-squash"))
    for block in blocks("console"):
        for piece in block.split("$ ")[1:]:
            line, _, shown = piece.partition("\n")
            words = shlex.split(line)
            assert words[0] == "alembic-squash"
            ended = subprocess.run(
                [program, *words[1:]], cwd=tmp_path, capture_output=True, text=True, check=True
            )
            pattern = ".*".join(re.escape(part) for part in shown.strip().split("…"))
            assert re.fullmatch(pattern, ended.stdout.strip(), re.DOTALL), ended.stdout
    assert blocks("console")
