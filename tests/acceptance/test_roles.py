"""The migrating role: an owner first, a superuser where the history needs one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.packages import INI, commit, run, state, write_package

# Each process that imports the project's settings leaves a line with what it was told.
pytestmark = pytest.mark.usefixtures("unmeasured")

SETTINGS = """
with open(os.environ["SEEN"], "a") as seen:
    seen.write(os.environ["TOLD"] + "\\n")
"""


@pytest.mark.parametrize(
    "needs", ["CREATE ROLE squash_test_reader", "SELECT pg_read_file('PG_VERSION')"]
)
def test_a_superuser_is_tried_after_an_owner_without_importing_anew(
    tmp_path: Path, needs: str
) -> None:
    """Whether the text promises the refusal or not, the address stays and its process, too."""
    write_package(tmp_path)
    settings = tmp_path / "shopkit/settings.py"
    settings.write_text(settings.read_text() + SETTINGS)
    (tmp_path / "alembic.ini").write_text(INI + "prepend_sys_path = .\n")
    revision = tmp_path / "shopkit/billing/versions/b1.py"
    revision.write_text(revision.read_text().replace('table("b1")', f'"{needs}"'))
    commit(tmp_path)
    seen = tmp_path.parent / f"{tmp_path.name}.seen"
    ended = run(tmp_path, "squash", "--env", "TOLD={url}", "--env", f"SEEN={seen}")
    assert (ended.code, ended.report["postgres"]["role"]) == (0, "superuser"), ended.text
    assert "starting again as superuser" in ended.text
    assert len(seen.read_text().splitlines()) == 1
    assert state(tmp_path) != ""
