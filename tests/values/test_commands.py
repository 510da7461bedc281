"""The commands a run ends with: they can be copied, and they hold no secret."""

from __future__ import annotations

import shlex
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from squash.cut import Cut
from squash.flow.commands import again, alembic_command, following, report_name, to_fill_in
from squash.outcome import Outcome
from squash.settings import Settings, resolve
from tests.outcomes import differing, planned, proved


def settings(project: str = ".", **flags: object) -> Settings:
    """Settings of a run with these flags."""
    return resolve(project, flags=flags, variables={"ALEMBIC_SQUASH_TIMEOUT": "9"}, files=[])


def cut() -> Cut:
    """A cut at r0034."""
    found = planned().cut
    assert found is not None
    return found


def after(outcome: Outcome, project: str = ".", *, repository: bool = True) -> list[str]:
    """What follows an outcome."""
    return following(settings(project, keep="5"), cut(), outcome, repository=repository)


def test_the_cut_takes_the_place_of_the_policy() -> None:
    """The same cut is made again, whatever revisions have come since."""
    given = settings(keep="5", min_removed="3", dry_run=True)
    assert again(given, cut()) == "alembic-squash check --revision r0034"


def test_flags_are_repeated_as_they_were() -> None:
    """Flags of every kind, quoted for a shell; what a variable said is left to the variable."""
    given = settings(
        "my shop", target=["a@head", "b"], force=True, python=".venv/bin/python", env=["U={url}"]
    )
    words = shlex.split(again(given, cut(), "squash"))
    assert words[:5] == ["alembic-squash", "squash", "my shop", "--revision", "r0034"]
    assert words[5:] == [
        *("--target", "a@head", "--target", "b", "--python", ".venv/bin/python"),
        *("--env", "U={url}", "--force"),
    ]


def test_inputs_are_repeated_as_flags() -> None:
    """What a workflow asked for is a command line at a desk; what is about its step is left out."""
    inputs = {"role": "owner", "env": "U={url}\nK=hunter2", "fail-on": "never", "summary": "false"}
    given = resolve("backend", flags={}, inputs=inputs, variables={}, files=[])
    assert again(given, cut()) == (
        "alembic-squash check backend --revision r0034 --role owner --env 'U={url}' --env 'K=***'"
    )


def test_secrets_are_not_repeated() -> None:
    """Neither the value of a variable nor the password of a server is in a command."""
    given = settings(env=["TOKEN=hunter2"], database_url="postgresql://u:hunter2@db/x", force=False)
    assert again(given, cut()) == (
        "alembic-squash check --revision r0034 --database-url 'postgresql://u:***@db/x' "
        "--env 'TOKEN=***' --no-force"
    )


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("{url}", "{url}"),
        (
            "postgresql+asyncpg://{user}:{password}@{host}:{port}/{dbname}",
            "postgresql+asyncpg://{user}:{password}@{host}:{port}/{dbname}",
        ),
        ("hunter2{dbname}", "***{dbname}"),
        ("{url}?key=hunter2", "{url}***"),
        ("postgresql://{user}:hunter2@{host}/{dbname}", "postgresql://{user}***{host}/{dbname}"),
        ('{"password": "hunter2"}', "***"),
        ("{hunter2}", "***"),
        ("hunter2{", "***"),
    ],
)
def test_of_a_variable_its_placeholders_are_repeated(value: str, shown: str) -> None:
    """A brace alone makes no placeholder, and what stands beside one may be a secret."""
    words = shlex.split(again(settings(env=[f"A={value}"]), cut()))
    assert words[-1] == f"A={shown}"


def test_an_applied_squash_is_looked_at_and_committed() -> None:
    """Three commands of git, for the folders whose files went or came."""
    assert after(proved()) == [
        "git add --all migrations/versions",
        "git diff --cached --stat",
        "git commit -m 'Squash 35 revisions into one baseline'",
    ]
    assert after(proved(), "backend")[0] == "git -C backend add --all migrations/versions"


def test_a_path_is_no_option(tmp_path: Path) -> None:
    """A folder whose name begins with a dash, or with a colon, which git reads a pattern behind."""
    assert again(settings("-shop"), cut()) == "alembic-squash check ./-shop --revision r0034"
    assert report_name(settings("-shop")) == "./-shop/alembic-squash-report"
    assert report_name(settings(report_dir="-r")) == "./-r"
    assert alembic_command(settings(alembic_config="-a.ini")) == "alembic -c ./-a.ini"
    moved = [replace(each, path=f"-m/:v/{each.id}.py") for each in proved().removed]
    add, diff, commit = after(replace(proved(), removed=tuple(moved)), "-shop")
    assert add == "git -C ./-shop add --all ./-m/:v migrations/versions"
    for folder in ("-shop/-m/:v", "-shop/migrations/versions"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "a.py").write_text("")
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    who = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"]
    for command in (add, diff, commit):
        words = [*who, *shlex.split(command)[1:]]
        ended = subprocess.run(words, cwd=tmp_path, check=True, capture_output=True, text=True)
    assert "2 files changed" in ended.stdout


@pytest.mark.parametrize(
    ("outcome", "repository", "expected"),
    [
        (proved(), False, ["less alembic-squash-report/report.md"]),
        (
            replace(proved(), applied=False),
            True,
            ["alembic-squash squash --revision r0034"],
        ),
        (
            differing(),
            True,
            [
                "less alembic-squash-report/report.md",
                "less alembic-squash-report/difference.diff",
            ],
        ),
        (Outcome(command="squash", result="nothing-to-do"), True, []),
    ],
    ids=["no repository", "check", "differing", "nothing"],
)
def test_each_ending_has_its_own(outcome: Outcome, repository: bool, expected: list[str]) -> None:
    """What can be done depends on how the run ended."""
    assert after(outcome, repository=repository) == expected


def test_a_proposal_is_repeated_in_the_project_s_folder() -> None:
    """Its readers have checkouts elsewhere, and are led to the folder first."""
    proposed = replace(settings("/runner/shop"), tree="/tmp/run/tree/shop")
    assert again(proposed, cut()) == "alembic-squash check --revision r0034"


@pytest.mark.parametrize(
    ("flags", "command"),
    [
        ({}, "alembic"),
        ({"alembic_config": "db/my alembic.ini", "alembic_name": "shop"},
         "alembic -c 'db/my alembic.ini' -n shop"),
    ],
)  # fmt: skip
def test_alembic_is_called_for_the_same_history(flags: dict[str, str], command: str) -> None:
    """With the configuration and the section that were given."""
    assert alembic_command(settings(**flags)) == command


def test_what_is_hidden_has_to_be_put_in() -> None:
    """A line to copy that would give a program three stars says so."""
    assert to_fill_in("alembic-squash check") == ("alembic-squash check",)
    told, line = to_fill_in("alembic-squash check --env 'KEY=***'")
    assert (told[:2], "***" in told, line) == ("# ", True, "alembic-squash check --env 'KEY=***'")
