"""A baseline damaged by hand is caught, and the damaged object is named."""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner

from squash.cli import app
from squash.difference import Difference
from squash.flow import attempt, writing
from squash.flow.writing import Written
from squash.outside.catalog import read_state
from squash.outside.deadline import Deadline
from squash.outside.dump import dump
from squash.outside.run_folder import bases, open_run_folder
from squash.outside.server import (
    Limits,
    PrivatePostgres,
    default_cache,
    find_binaries,
    server_user,
)
from squash.snapshot import State
from squash.sql.items import read_items
from squash.verification import (
    Objects,
    Texts,
    compare_dumps,
    compare_facts,
    compare_rows,
    compare_sequences,
    objects_of,
)
from tests.acceptance.damage import DAMAGES, THROUGH_THE_COMMAND, Damage
from tests.acceptance.trials import REPORT, files, git, read_case, repository, squash

pytestmark = pytest.mark.usefixtures("unmeasured")

CASE = "rich"


@dataclasses.dataclass(frozen=True, slots=True)
class Made:
    """What the statements of one baseline made."""

    objects: Objects
    state: State


@pytest.fixture(scope="module")
def baseline(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The undamaged baseline of the case."""
    project = repository(CASE, tmp_path_factory.mktemp("undamaged"))
    done = squash(project, read_case(CASE)["revision"], role="superuser")
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads((project / REPORT / "report.json").read_text(encoding="utf-8"))
    path: str = report["baseline"]["path"]
    return (project / path).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def postgres() -> Iterator[PrivatePostgres]:
    """Private servers."""
    account = server_user()
    cache = default_cache(os.environ, root=os.geteuid() == 0)
    binaries = find_binaries(path=os.environ["PATH"], user=account, cache=cache)
    with open_run_folder(bases()) as folder:
        made = PrivatePostgres(lambda: binaries, folder, cache, limits=Limits(), user=account)
        yield made
        made.close()


@pytest.fixture(scope="module")
def undamaged(baseline: str, postgres: PrivatePostgres) -> Made:
    """The database that the undamaged baseline makes."""
    return made_by(baseline, postgres)


@pytest.fixture(scope="module")
def killed(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """Collect the damages that were seen, and tell their rate at the end."""
    seen: list[str] = []
    yield seen
    terminal = request.config.pluginmanager.get_plugin("terminalreporter")
    tried = [
        item
        for item in request.session.items
        if item.path == request.path and getattr(item, "originalname", "") == "test_a_proof_sees_it"
    ]
    if terminal is not None:
        terminal.write_line(f"\nkill rate: {len(seen)} of {len(tried)} damages were seen")


def made_by(text: str, postgres: PrivatePostgres) -> Made:
    """What a baseline makes of an empty database on a server of its own."""
    scratch = postgres.open("damage", superuser=True)
    with psycopg.connect(scratch.migrating.dsn, autocommit=True) as connection:
        for sql in statements(text):
            connection.execute(sql.encode())
    printed = dump(
        postgres.bin, scratch.admin, env={"PATH": os.defpath}, deadline=Deadline.after(60)
    )
    state = read_state(
        scratch.admin.dsn,
        version_table=(None, "alembic_version"),
        role=scratch.role,
        database=scratch.database,
        known_roles=frozenset({"postgres"}),
    )
    scratch.drop()
    return Made(objects_of(read_items(printed)), state)


def statements(text: str) -> tuple[str, ...]:
    """The statements that a baseline's upgrade() sends."""
    _, _, written = text.partition("\n_UPGRADE = ")
    names: dict[str, Any] = {}
    exec(f"_UPGRADE = {written}", names)
    found: tuple[str, ...] = names["_UPGRADE"]
    return found


def differences(old: Made, new: Made) -> tuple[Difference, ...]:
    """All that a comparison at the cut finds."""
    check, _ = compare_dumps(Texts(old.objects), Texts(new.objects), "cut")
    before, after = old.state, new.state
    checks = (
        check,
        compare_facts(before.facts, after.facts, "cut"),
        compare_rows(before.rows, after.rows, {}, "cut"),
        compare_sequences(before.sequences, after.sequences, "cut"),
    )
    return tuple(found for each in checks for found in each.differences)


def test_the_same_baseline_makes_the_same_database(
    baseline: str, undamaged: Made, postgres: PrivatePostgres
) -> None:
    """Nothing differs where nothing is damaged."""
    assert differences(undamaged, made_by(baseline, postgres)) == ()


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.what)
def test_a_proof_sees_it(
    damage: Damage, baseline: str, undamaged: Made, postgres: PrivatePostgres, killed: list[str]
) -> None:
    """The comparison names the damaged object."""
    found = differences(undamaged, made_by(damage.to(baseline), postgres))
    kind, name = damage.named
    assert any(each.kind == kind and name in each.name for each in found), found
    killed.append(damage.what)


@pytest.mark.parametrize("what", THROUGH_THE_COMMAND)
def test_the_command_refuses_it(what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command ends with 1 and `not-equivalent`, names the object and changes no file."""
    (damage,) = (each for each in DAMAGES if each.what == what)
    project = repository(CASE, tmp_path)
    before = files(project)
    write = writing.write

    def damaged(*given: Any, **named: Any) -> Written:
        written = write(*given, **named)
        return dataclasses.replace(written, text=damage.to(written.text))

    monkeypatch.setattr(attempt, "write", damaged)
    arguments = ["squash", str(project), "--python", sys.executable, "--role", "superuser"]
    arguments += ["--env", "DATABASE_URL={url}", "--revision", read_case(CASE)["revision"]]
    done = CliRunner().invoke(app, [*arguments, "--report-dir", str(project / REPORT)])
    assert done.exit_code == 1, done.output
    report = json.loads((project / REPORT / "report.json").read_text(encoding="utf-8"))
    assert report["result"] == "not-equivalent"
    kind, name = damage.named
    found = [each for check in report["checks"] for each in check["differences"]]
    assert any(each["kind"] == kind and name in each["name"] for each in found), found
    assert before == files(project)
    assert git(project, "status", "--porcelain") == ""
