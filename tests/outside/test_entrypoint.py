"""The container's door: inputs and the runner's files, as a process of its own."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml

from tests.outside.projects import PLAIN, Project
from tests.outside.steps import TOKENS, Step

ROOT = Path(__file__).resolve().parents[2]
OUTPUTS = list(yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["outputs"])
# What project code sees of its environment, written where a test finds it; programs are found.
TELLING = (
    """
import json, os, subprocess
subprocess.run(["true"], check=True)
seen = os.path.join(os.environ["SEEN"], str(os.getpid()))
with open(seen, "w") as file:
    json.dump(dict(os.environ), file)
"""
    + PLAIN
)
POISON = """
import os, pathlib
pathlib.Path(os.environ.get("SEEN", "/tmp"), "poison-{name}").touch()
raise ImportError("a file of the user's checkout was loaded as {name}")
"""
TABLES = {f"b{number}": f"op.execute('CREATE TABLE t{number} ()')" for number in range(4)}
# An index build that fails half-way and is caught: no baseline can hold what is left.
HALF_AN_INDEX = """
import contextlib, sqlalchemy
with op.get_context().autocommit_block(), contextlib.suppress(sqlalchemy.exc.IntegrityError):
    op.execute("CREATE UNIQUE INDEX CONCURRENTLY one ON twice (v)")
"""
BLOCKED = {
    "c1": "op.execute('CREATE TABLE twice AS SELECT 1 AS v UNION ALL SELECT 1')",
    "c2": HALF_AN_INDEX,
    "c3": "op.execute('CREATE TABLE other ()')",
}
# What a replay sets besides: the scratch database, and what --env and --env-file said.
GIVEN = {"PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE", "PYTHONDONTWRITEBYTECODE"}
GIVEN |= {"PYTHONUNBUFFERED", "PYTHONHASHSEED", "QUOTED", "BACK", "URL", "FROM_FILE"}
ONE_LEFT = {"revision": "head-1"}


@pytest.fixture
def step(tmp_path: Path) -> Step:
    """A step whose checkout is empty."""
    return Step(tmp_path)


@pytest.fixture
def shop(step: Step) -> Step:
    """A step whose checkout holds the example project in a folder."""
    shutil.copytree(ROOT / "examples" / "shop", step.workspace / "backend" / "shop")
    step.commit()
    return step


def small(step: Step, **more: object) -> Step:
    """The step with a small project of four revisions as its checkout."""
    shutil.rmtree(step.workspace)
    Project(step.workspace, **{"revisions": TABLES, **more}).write()  # type: ignore[arg-type]
    step.commit()
    return step


def test_nothing_given_is_a_plan_of_defaults(shop: Step) -> None:
    """Inputs that are empty were not given; the step's outputs and summary are written."""
    empty = dict.fromkeys(("keep", "min-age", "target", "env", "fail-on", "summary"), "")
    ended = shop.run({"command": "plan", "working-directory": "backend/shop", **empty})
    assert ended.code == 0, ended.log
    assert list(ended.outputs) == OUTPUTS
    assert (ended.outputs["result"], ended.outputs["changed"]) == ("planned", "false")
    assert (ended.outputs["squashed-count"], ended.outputs["kept-count"]) == ("24", "20")
    assert "::group::Read the history\n" in ended.log
    assert ended.summary.startswith("#")


def test_a_squash_of_the_example_names_its_files_from_the_checkout(shop: Step) -> None:
    """Outputs lead to the files that a squash changed and left; git is found on any PATH."""
    inputs = {"command": "squash", "working-directory": "backend/shop", "keep": "5"}
    ended = shop.run(inputs, PATH="/nonsense")
    assert ended.code == 0, ended.log
    outputs = ended.outputs
    assert (outputs["result"], outputs["equivalent"]) == ("squashed", "true")
    assert outputs["changed"] == "true"
    assert (outputs["squashed-count"], outputs["kept-count"]) == ("39", "5")
    baseline = shop.workspace / outputs["baseline-path"]
    assert outputs["baseline-revision"] in baseline.read_text("utf-8")
    assert outputs["report-path"] == "backend/shop/alembic-squash-report"
    report = json.loads((shop.workspace / outputs["json-path"]).read_text("utf-8"))
    assert (report["result"], outputs["diff-path"]) == ("squashed", "")
    assert len(list(baseline.parent.glob("*.py"))) == 6
    assert "mermaid" in ended.summary


def test_a_workspace_that_is_a_link_changes_no_name(step: Step) -> None:
    """The current folder has lost the name that the runner calls it by."""
    small(step)
    real = step.workspace.rename(step.folder / "real")
    step.workspace.symlink_to(real)
    ended = step.run({"keep": "99"})
    assert ended.code == 0, ended.log
    assert ended.outputs["report-path"] == "alembic-squash-report"


def test_a_hostile_checkout_and_environment(step: Step) -> None:
    """Nothing of the checkout is loaded as ours, no token is passed on, every value is exact."""
    seen = step.folder / "seen"
    seen.mkdir(mode=0o777)
    seen.chmod(0o777)
    ours = ("squash/__init__", "typer/__init__", "yaml", "click")
    files = {f"{name}.py": POISON.format(name=name.split("/")[0]) for name in ours}
    files["ours.env"] = "FROM_FILE='a file'\nQUOTED=theirs\n"
    small(step, env=TELLING, files=files)
    step.variables["SHOP"] = 'it\'s "quoted",\nof two lines and ends with \\'
    ended = step.run(
        {
            "command": "check",
            "revision": "head-1",
            "env": 'QUOTED=it\'s "so", is it?\nBACK=ends with \\\nURL={url}',
            "env-file": "ours.env",
            "postgres-version": "",
            "install": "none",
        },
        isolated=False,
        PATH="/nonsense",
        SEEN=str(seen),
        PGOPTIONS="-c geqo=off",
        PGSERVICE="production",
    )
    assert ended.code == 0, ended.log
    assert [path.name for path in seen.glob("poison-*")] == []
    environments = [json.loads(path.read_text("utf-8")) for path in seen.iterdir()]
    assert environments
    for environ in environments:
        assert environ["SHOP"] == step.variables["SHOP"]
        assert environ["QUOTED"] == 'it\'s "so", is it?'
        assert (environ["BACK"], environ["FROM_FILE"]) == ("ends with \\", "a file")
        assert environ["URL"].startswith("postgresql://")
        assert not set(TOKENS) & set(environ)
        assert not [name for name in environ if name.startswith(("INPUT_", "ALEMBIC_SQUASH"))]
        assert "GITHUB_OUTPUT" not in environ
    told = re.search(r"(?m)^Variables that the project's code gets: (.*)$", ended.log)
    assert told
    names = set(told[1].split(", "))
    assert names >= {"GITHUB_ACTIONS", "GITHUB_WORKSPACE", "PATH", "PGOPTIONS", "SHOP"}
    for environ in environments:
        unnamed = {name for name in environ.keys() - names if not name.startswith("COVERAGE_")}
        assert unnamed == GIVEN
        assert names <= environ.keys()
    assert f"Variables that nobody gets: {', '.join(sorted(TOKENS))}\n" in ended.log
    for token in TOKENS.values():
        assert token not in ended.log + ended.summary


@pytest.mark.parametrize(
    ("revisions", "fail_on", "code", "result"),
    [
        (TABLES, "hazard", 1, "squashed"),
        (TABLES, "not-equivalent", 0, "squashed"),
        (BLOCKED, "never", 0, "blocked"),
        (BLOCKED, "", 1, "blocked"),
    ],
)
def test_what_fails_the_step_can_be_said(
    step: Step, revisions: dict[str, str], fail_on: str, code: int, result: str
) -> None:
    """A hazard fails it where that is asked for, and what is blocked does not where it is not."""
    ended = small(step, revisions=revisions).run({**ONE_LEFT, "fail-on": fail_on})
    assert (ended.code, ended.outputs["result"]) == (code, result), ended.log
    assert ended.outputs["changed"] == "false"


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"command": "verify"}, "input command: command must be one of plan, check, squash"),
        ({"keep": "many"}, "input keep: keep must be a whole number, 0 or more, not 'many'."),
        ({"fail-on": "1"}, "fail-on must be one of not-equivalent, hazard, never, not '1'."),
        ({"role": "root\n::set-output name=a::b"}, "role must be one of auto, owner, superuser"),
        ({"min_age": "3"}, "The input min_age is not known."),
        ({"config": "ours.yml"}, "ours.yml: there is no such file."),
        ({"env-file": "ours.env"}, "ours.env: there is no such file."),
        ({"working-directory": ".."}, "input working-directory: .. lies outside of the workspace"),
        ({"working-directory": "none"}, "none is no folder."),
        ({"report-dir": "../../out"}, "lies outside of the workspace"),
        ({"create-pull-request": "true"}, "was given, and the command is check."),
    ],
)
def test_a_wrong_input_fails_the_step_and_is_named(
    step: Step, inputs: dict[str, str], said: str
) -> None:
    """The log has an error of one line, with the input and what is allowed; nothing is obeyed."""
    ended = small(step).run(inputs)
    assert ended.code == 2, ended.log
    errors = [line for line in ended.log.splitlines() if line.startswith("::error ")]
    assert any(said in line for line in errors), ended.log
    assert not re.search(r"(?m)^\s*::set-output", ended.log)
    assert (ended.outputs["result"], ended.outputs["changed"]) == ("error", "false")
    assert said in ended.summary.replace("\\", "").replace("`", "")


def test_summary_and_annotations_can_be_left_out(step: Step) -> None:
    """Each has a switch; outputs and exit code are the same without them."""
    inputs = {"revision": "nowhere", "summary": "false", "annotations": "false"}
    ended = small(step).run(inputs)
    assert ended.code == 3
    assert (ended.summary, ended.outputs["result"]) == ("", "error")
    assert "::error" not in ended.log
    with_them = step.run({"revision": "nowhere"})
    assert "::error" in with_them.log
    assert with_them.summary


def test_a_file_of_the_runner_that_cannot_be_written_is_told(step: Step) -> None:
    """Outputs that nobody would read are no success."""
    ended = small(step).run({"command": "plan", **ONE_LEFT}, GITHUB_OUTPUT="/nowhere/output")
    assert ended.code == 7, ended.log
    assert "::error title=" in ended.log
    assert "/nowhere/output cannot be written" in ended.log


def test_arguments_make_it_the_command_line(shop: Step) -> None:
    """With arguments no input is looked at; in a job it is a step all the same."""
    ended = shop.run({"command": "verify"}, "plan", "backend/shop", "--keep", "5")
    assert ended.code == 0, ended.log
    assert ended.outputs["squashed-count"] == "39"
    assert "Variables that nobody gets: " in ended.log
    assert shop.run(None, "plan", "--kepe", "5").code == 2


def test_nothing_at_all_shows_the_help(step: Step) -> None:
    """Outside of Actions the program alone explains itself."""
    ended = step.run(GITHUB_ACTIONS="", INPUT_TOKEN="x")
    assert ended.code == 2
    assert "Squash the oldest revisions" in ended.log
    assert ended.outputs == {}
