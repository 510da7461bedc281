"""The user's own databases: whoever names them, a whole run comes near none of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.packages import INI, commit, make_environment, run, state, write_package
from tests.outside.projects import Decoy

pytestmark = pytest.mark.usefixtures("unmeasured")


@pytest.fixture
def decoy() -> Iterator[Decoy]:
    """A server that counts who comes."""
    listening = Decoy()
    yield listening
    listening.close()


def shop(folder: Path, url: str, ini: str = "") -> Path:
    """A project whose settings have this default."""
    project = folder / "shop"
    project.mkdir()
    write_package(project, url)
    make_environment(project)
    (project / "alembic.ini").write_text(INI + "prepend_sys_path = .\n" + ini)
    commit(project)
    return project


@pytest.mark.parametrize("driver", ["psycopg2", "psycopg"])
def test_no_production_server_is_ever_reached(tmp_path: Path, decoy: Decoy, driver: str) -> None:
    """Named by settings, by alembic.ini and by every variable, it gets not one connection."""
    address = f"app:hunter2hunter2@127.0.0.1:{decoy.port}/shop"
    url = f"postgresql+{driver}://{address}"
    project = shop(tmp_path, url, f"sqlalchemy.url = {url}\n")
    (reading,) = project.glob("shopkit/migrations/env.py")
    own = f"import {driver}\n{driver}.connect('postgresql://{address}').close()\n"
    own += "engine_from_config(context.config.get_section('alembic')).connect().close()\n"
    first = "from alembic import context\nfrom sqlalchemy import engine_from_config\n"
    reading.write_text(first + own + reading.read_text())
    everywhere = {
        "DATABASE_URL": f"postgresql://{address}", "SQLALCHEMY_DATABASE_URI": url,
        "PGHOST": "127.0.0.1", "PGHOSTADDR": "127.0.0.1", "PGPORT": str(decoy.port),
        "PGUSER": "app", "PGPASSWORD": "hunter2hunter2", "PGDATABASE": "shop",
    }  # fmt: skip
    commit(project)
    ended = run(project, "squash", env=everywhere)
    assert (ended.code, ended.report.get("result")) == (0, "squashed"), ended.text
    assert decoy.visits == 0
    assert "hunter2" not in ended.text + str(ended.report)


def test_a_file_database_is_left_as_it_was(tmp_path: Path) -> None:
    """Settings that fall back to SQLite are stopped before they open the file they name."""
    project = shop(tmp_path, "sqlite:///app.db")
    path = project / "app.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE kept (n integer)")
    connection.close()
    commit(project)
    before = path.read_bytes(), path.stat().st_mtime_ns
    ended = run(project, "squash")
    assert (ended.code, state(project)) == (4, ""), ended.text
    assert before == (path.read_bytes(), path.stat().st_mtime_ns)
    assert "sqlite:///app.db" in ended.report["error"]["what"]
    assert "--env DATABASE_URL={url}" in ended.report["error"]["next_step"]
    ended = run(project, "squash", "--env", "SHOP_URL={url}")
    assert (ended.code, ended.report["result"]) == (0, "squashed"), ended.text
    assert before == (path.read_bytes(), path.stat().st_mtime_ns)
