"""A given server: proved on, left as it was, or a reason why not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from squash.cli import app
from squash.errors import ServerError, UsageError
from squash.flow.choosing import Chosen, choose_server
from squash.outside.run_folder import bases, open_run_folder
from squash.settings import Settings
from tests.acceptance.servers import PASSWORD, Site, running_site

pytestmark = pytest.mark.usefixtures("unmeasured")

ENV = (Path(__file__).parent / "cases" / "data" / "migrations" / "env.py").read_text("utf-8")
VARIABLE = "ALEMBIC_SQUASH_DATABASE_URL"
REVISION = '''"""Revision {id}.

Create Date: 2024-01-0{id} 00:00:00
"""

from alembic import op

revision = "r{id}"
down_revision = {down!r}
branch_labels = None
depends_on = None


def upgrade():
    for sql in {up!r}:
        op.execute(sql)


def downgrade():
    for sql in {back!r}:
        op.execute(sql)
'''
TABLE = (["CREATE TABLE t (a int)", "INSERT INTO t VALUES (1)"], ["DROP TABLE t"])
MORE = (["CREATE TABLE u (at timestamptz DEFAULT now())"], ["DROP TABLE u"])
ROLE = (
    ["CREATE ROLE app_reader", "GRANT SELECT ON t TO app_reader"],
    ["REVOKE ALL ON t FROM app_reader", "DROP ROLE app_reader"],
)
LATER_ROLE = (
    ["CREATE ROLE app_writer", "GRANT ALL ON t TO app_writer"],
    ["REVOKE ALL ON t FROM app_writer", "DROP ROLE app_writer"],
)
Steps = tuple[list[str], list[str]]


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """A server that somebody gave us."""
    with running_site() as running:
        yield running


@pytest.fixture
def untouched(site: Site) -> Iterator[Site]:
    """The same, which has the same roles and databases after the test."""
    before = site.names()
    yield site
    assert site.names() == before


def project(folder: Path, *steps: Steps) -> Path:
    """A project whose revisions r1, r2 … send these statements."""
    versions = folder / "migrations" / "versions"
    versions.mkdir(parents=True)
    (folder / "alembic.ini").write_text("[alembic]\nscript_location = migrations\n")
    (folder / "migrations" / "env.py").write_text(ENV, encoding="utf-8")
    for number, (up, back) in enumerate(steps, 1):
        down = f"r{number - 1}" if number > 1 else None
        text = REVISION.format(id=number, down=down, up=up, back=back)
        (versions / f"r{number}.py").write_text(text, encoding="utf-8")
    return folder


def check(
    folder: Path, url: str | None, *flags: str, revision: str = "head"
) -> tuple[dict[str, Any], str]:
    """The report of ``alembic-squash check`` and what it printed; no password is in either."""
    env = {VARIABLE: url} if url else {}
    words = ["check", str(folder), "--revision", revision, *flags]
    ran = CliRunner().invoke(app, words, env=env)
    kept = folder / "alembic-squash-report"
    texts = [each.read_text("utf-8") for each in kept.rglob("*") if each.is_file()]
    assert not any(PASSWORD in text for text in [ran.output, *texts])
    report: dict[str, Any] = json.loads((kept / "report.json").read_text("utf-8"))
    assert ran.exit_code == report["exit_code"], ran.output
    return report, ran.output


@pytest.mark.parametrize("role", ["maker", "plain"])
def test_a_history_of_one_database_is_proved(tmp_path: Path, untouched: Site, role: str) -> None:
    """Whatever the URL's role may do beyond databases; the report names server and role."""
    report, _ = check(project(tmp_path, TABLE, MORE), untouched.url(role))
    assert (report["result"], report["exit_code"]) == ("squashed", 0)
    assert report["postgres"] == {
        "version": untouched.version,
        "client": untouched.version,
        "origin": f"--database-url 127.0.0.1:{untouched.port}",
        "role": "owner",
    }
    told = any("may make no other role" in each["sentence"] for each in report["hazards"])
    assert told == (role == "plain")


def test_a_role_with_a_common_name_is_refused(tmp_path: Path, untouched: Site) -> None:
    """A role that migrates itself must be told from what bears its name."""
    steps = (["CREATE TABLE t (plain text)"], ["DROP TABLE t"])
    report, _ = check(project(tmp_path, steps, MORE), untouched.url("plain"))
    assert report["exit_code"] == 5
    assert report["error"]["next_step"] == 'ALTER ROLE "plain" CREATEROLE'


def test_a_history_that_makes_a_role_is_blocked(tmp_path: Path, untouched: Site) -> None:
    """It is named, with the ways out; and a second run sees what the first one left."""
    folder = project(tmp_path, TABLE, ROLE)
    report, _ = check(folder, untouched.url())
    assert (report["result"], report["exit_code"]) == ("blocked", 1)
    assert "role app_reader" in report["error"]["what"]
    for way in ("Leave out --database-url", "--server-is-disposable", 'DROP ROLE "app_reader"'):
        assert way in report["error"]["next_step"]
    report, _ = check(folder, untouched.url())
    assert report["exit_code"] == 5
    assert "has role app_reader already, which revision r2 makes" in report["error"]["what"]
    untouched.do("DROP ROLE app_reader")


def test_a_disposable_server_is_cleared_between_replays(tmp_path: Path, untouched: Site) -> None:
    """Roles made below and above the cut are proved, and gone at the end."""
    folder = project(tmp_path, TABLE, ROLE, MORE, LATER_ROLE)
    report, _ = check(folder, untouched.url(), "--server-is-disposable", revision="r3")
    assert (report["result"], report["error"]) == ("squashed", None)
    assert report["postgres"]["role"] == "superuser"
    made = (folder / "alembic-squash-report" / "baseline.py").read_text("utf-8")
    assert "CREATE ROLE app_reader" in made
    assert "app_writer" not in made


def test_roles_made_above_the_cut_are_proved_on_private_servers(tmp_path: Path) -> None:
    """Each way over the kept revisions starts from a server that has not seen them."""
    report, _ = check(project(tmp_path, TABLE, ROLE, MORE, LATER_ROLE), None, revision="r3")
    assert (report["result"], report["error"]) == ("squashed", None)


@pytest.mark.parametrize(("flags", "code"), [((), 1), (("--server-is-disposable",), 5)])
def test_a_change_of_what_was_there_stops_the_run(
    tmp_path: Path, untouched: Site, flags: tuple[str, ...], code: int
) -> None:
    """It cannot be put back, disposable or not."""
    untouched.do("CREATE ROLE staff")
    steps = (["ALTER ROLE staff CREATEDB"], ["ALTER ROLE staff NOCREATEDB"])
    report, _ = check(project(tmp_path, TABLE, steps), untouched.url(), *flags)
    assert report["exit_code"] == code
    assert "changed" in report["error"]["what"]
    assert "role staff" in report["error"]["what"]
    assert "private server" in report["error"]["next_step"]
    untouched.do("DROP ROLE staff")


def test_a_killed_run_is_cleared_by_the_next_and_shows_no_password(
    tmp_path: Path, untouched: Site
) -> None:
    """While it runs no program has the password among its arguments; then the next one sweeps."""
    slow = (["CREATE TABLE v (a int)", "SELECT pg_sleep(20)"], ["DROP TABLE v"])
    folder = project(tmp_path, TABLE, slow)
    running = subprocess.Popen(
        [sys.executable, "-c", "from squash.cli import main; main()", "check", str(folder),
         "--revision", "head"],
        env={**os.environ, VARIABLE: untouched.url()}, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    before, until = untouched.names(), time.monotonic() + 30
    shown: list[bytes] = []
    while time.monotonic() < until and not any("_history" in n for n in untouched.names()):
        shown += with_password()
    for _ in range(10):
        shown += with_password()
        time.sleep(0.05)
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert shown == []
    left = untouched.names() - before
    assert any(name.endswith("_role") for name in left)
    report, _ = check(project(tmp_path / "next", TABLE, MORE), untouched.url())
    assert report["exit_code"] == 0


def with_password() -> list[bytes]:
    """Command lines of this machine that hold the password."""
    lines = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(file.read_bytes())
        except OSError:
            continue
    return [line for line in lines if PASSWORD.encode() in line]


@pytest.mark.parametrize(
    ("url", "code", "words"),
    [
        ("postgresql://site_root:wrong@{host}", 5, "Check user and password of postgresql://"),
        ("postgresql://nobody_much:{password}@{host}", 5, 'ALTER ROLE "nobody_much" CREATEDB'),
        ("postgresql://a:{password}@127.0.0.1:1/site", 5, "Check that Postgres answers"),
        ("nonsense:{password}", 2, "Write it as --database-url"),
    ],
)
def test_a_url_that_does_not_work_says_what_to_do(
    tmp_path: Path, untouched: Site, url: str, code: int, words: str
) -> None:
    """Unreachable, refused, without rights, unreadable: a next step each."""
    there = url.format(password=PASSWORD, host=f"127.0.0.1:{untouched.port}/site")
    report, output = check(project(tmp_path, TABLE, MORE), there)
    assert (report["result"], report["exit_code"]) == ("error", code)
    assert words in output


def choose(folder: Path, **asked: Any) -> Chosen:
    """The server that a run in this folder would have."""
    settings = Settings(project=str(folder), environ=os.environ, **asked)
    with open_run_folder(bases()) as run:
        chosen = choose_server(settings, folder, folder, run)
        chosen.postgres.close()
    return chosen


def test_another_major_than_the_given_one_is_a_usage_error(tmp_path: Path, untouched: Site) -> None:
    """--postgres-version must agree with the server of --database-url."""
    with pytest.raises(UsageError, match="--postgres-version 99") as caught:
        choose(tmp_path, database_url=untouched.url(), postgres_version=99)
    assert f"Postgres {untouched.major}" in caught.value.what


def test_a_client_can_be_named_and_must_not_be_older(tmp_path: Path, untouched: Site) -> None:
    """--postgres-bin gives pg_dump for a given server; a folder without one is told."""
    with pytest.raises(ServerError, match=f"No pg_dump for Postgres {untouched.major}"):
        choose(tmp_path, database_url=untouched.url(), postgres_bin=str(tmp_path))
    own = choose(tmp_path).postgres.bin
    chosen = choose(tmp_path, database_url=untouched.url(), postgres_bin=str(own))
    assert chosen.postgres.bin == own


def test_a_major_that_files_name_is_wanted(tmp_path: Path, untouched: Site) -> None:
    """An absent one ends with lines to copy; another one that is asked for or given is a hazard."""
    (tmp_path / "compose.yml").write_text("services:\n  db:\n    image: postgis/postgis:99-3.4\n")
    with pytest.raises(ServerError) as caught:
        choose(tmp_path).find()
    assert caught.value.what.startswith("compose.yml:3 names postgis/postgis:99-3.4.")
    for line in ("postgis/postgis:99-3.4\n", "--database-url postgresql://", "--postgres-version"):
        assert line in caught.value.next_step
    for asked in ({"database_url": untouched.url()}, {"postgres_version": untouched.major}):
        (hazard,) = choose(tmp_path, **asked).find().hazards
        assert (hazard.kind, hazard.place) == ("version", "compose.yml:3")


@pytest.mark.parametrize(
    ("images", "sentence"),
    [(["{}"], None), (["{}", "98"], "several Postgres versions"), ([], "No Postgres version")],
)
def test_the_newest_postgres_is_a_hazard_where_files_do_not_name_one(
    tmp_path: Path, untouched: Site, images: list[str], sentence: str | None
) -> None:
    """One major that is named and here is none."""
    lines = [f"  db{n}: {{image: 'postgres:{each}'}}" for n, each in enumerate(images)]
    text = "\n".join(["services:", *lines, ""]).replace("{}", str(untouched.major))
    (tmp_path / "docker-compose.yml").write_text(text, encoding="utf-8")
    found = choose(tmp_path).find().hazards
    if sentence is None:
        assert found == ()
    else:
        assert sentence in found[0].sentence
        assert found[0].sentence.endswith(f"Postgres {untouched.major} only.")


def test_a_missing_extension_ends_with_an_image_that_has_it(tmp_path: Path) -> None:
    """The project's own image first, else one that is known for it."""
    steps = (["CREATE EXTENSION vector"], ["DROP EXTENSION vector"])
    report, _ = check(project(tmp_path, TABLE, steps), None)
    assert report["exit_code"] == 5
    assert "needs the extension vector" in report["error"]["what"]
    assert "pgvector/pgvector:pg" in report["error"]["next_step"]
    assert "--database-url" in report["error"]["next_step"]
