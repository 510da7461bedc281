"""The action in workflows, run end to end by act."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.container import act
from tests.container.conftest import ACTION, EXAMPLES, SHOP, Build, checkout
from tests.container.packages import locked, private_index

HERE = Path(__file__).parent
PASSWORD = "let-me-in-8hKq2"
DISPOSABLE = "server-is-disposable: true"


@pytest.fixture(scope="module")
def services(jobs: None, build: Build) -> None:
    """Image of a service."""
    build("postgres:15", HERE / "images" / "postgres")


def test_the_own_workflow_runs_every_command(jobs: None, host: str, tmp_path: Path) -> None:
    """`uses: ./` builds the image; outputs, files and their owner are what its steps assert."""
    folder = checkout(tmp_path / "action")
    workflow = folder / ".github" / "workflows" / "image.yml"
    done = act.run(folder, "pull_request", workflow, "--job", "action", host=host, home=tmp_path)
    assert done.code == 0, done.log[-6000:]
    assert act.git(folder, "status", "--porcelain") == ""


def test_a_pull_request_is_checked(jobs: None, host: str, tmp_path: Path, released: Path) -> None:
    """The example for pull requests reports, and fails for a hazard as it asks for."""
    shop = act.repository(tmp_path / "shop", SHOP)
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"pull_request": {"base": {"ref": "main"}, "number": 1}}))
    workflow = EXAMPLES / "check-on-pull-request.yml"
    use = ("--local-repository", f"{ACTION}={released}", "--eventpath", str(event))
    done = act.run(shop, "pull_request", workflow, *use, host=host, home=tmp_path)
    assert done.said("result squashed, equivalent true"), done.log[-6000:]
    assert done.code == 1
    tolerant = tmp_path / "tolerant.yml"
    tolerant.write_text(workflow.read_text().replace("fail-on: hazard", "fail-on: blocked"))
    refused = act.run(shop, "pull_request", tolerant, *use, host=host, home=tmp_path)
    assert refused.said("fail-on"), refused.log[-6000:]
    tolerant.write_text(workflow.read_text().replace("fail-on: hazard", "fail-on: never"))
    passed = act.run(shop, "pull_request", tolerant, *use, host=host, home=tmp_path)
    assert passed.code == 0, passed.log[-6000:]


def test_a_squash_by_hand_leaves_a_patch(
    jobs: None, host: str, tmp_path: Path, released: Path
) -> None:
    """The example for `workflow_dispatch` squashes; the change is one that git can show."""
    shop = act.repository(tmp_path / "shop", SHOP)
    workflow = tmp_path / "squash.yml"
    # Uploading is an action in Node.js, and needs the forge.
    text, _, _ = (EXAMPLES / "squash-by-hand.yml").read_text().partition("      - uses: actions/up")
    workflow.write_text(text)
    done = act.run(
        shop, "workflow_dispatch", workflow, "--local-repository", f"{ACTION}={released}",
        "--input", "keep=5", host=host, home=tmp_path,
    )  # fmt: skip
    assert done.code == 0, done.log[-6000:]
    assert done.said("40 files changed"), done.log[-6000:]
    assert act.git(shop, "status", "--porcelain") == ""


def test_a_service_database_of_another_major(
    services: None, host: str, tmp_path: Path, released: Path
) -> None:
    """The example with `services:` proves on Postgres 15, which the image does not have."""
    shop = act.repository(tmp_path / "shop", SHOP)
    use = ("--local-repository", f"{ACTION}={released}")
    workflow = EXAMPLES / "service-database.yml"
    done = act.run(shop, "schedule", workflow, *use, host=host, home=tmp_path)
    assert done.code == 0, done.log[-6000:]
    assert done.said("Postgres 15."), done.log[-6000:]


def test_a_role_on_a_service_database_is_blocked_with_the_remedy(
    services: None, host: str, tmp_path: Path, released: Path
) -> None:
    """Without `server-is-disposable` the history that makes a role may not use the server."""
    shop = act.repository(tmp_path / "shop", SHOP)
    text = (EXAMPLES / "service-database.yml").read_text()
    assert DISPOSABLE in text
    workflow = tmp_path / "careful.yml"
    workflow.write_text(text.replace(f"          {DISPOSABLE}\n", ""))
    done = act.run(
        shop, "pull_request", workflow, "--local-repository", f"{ACTION}={released}",
        host=host, home=tmp_path,
    )  # fmt: skip
    assert done.code == 1
    assert done.said("blocked"), done.log[-6000:]
    assert done.said("server-is-disposable"), done.log[-6000:]


def test_the_lock_file_of_a_project_with_private_packages_is_installed(
    jobs: None, host: str, tmp_path: Path, released: Path
) -> None:
    """The example for a private index: its password reaches the installer, and no log."""
    with private_index(tmp_path / "packages", "company_tools", PASSWORD) as address:
        source = locked(SHOP, tmp_path / "locked", f"""
            dependencies = ["alembic==1.13.3", "psycopg[binary]>=3.2", "company_tools"]

            [tool.uv.sources]
            company_tools = {{ index = "company" }}

            [[tool.uv.index]]
            name = "company"
            url = "{address}"
            explicit = true
        """, {"UV_INDEX_COMPANY_USERNAME": "ci", "UV_INDEX_COMPANY_PASSWORD": PASSWORD},
        )  # fmt: skip
        used = source / "shop" / "__init__.py"
        used.write_text('import company_tools\n\nassert company_tools.VERSION == "1.0"\n')
        shop = act.repository(tmp_path / "shop", source)
        done = act.run(
            shop, "pull_request", EXAMPLES / "private-packages.yml",
            "--local-repository", f"{ACTION}={released}",
            "--secret", f"PACKAGES_PASSWORD={PASSWORD}", host=host, home=tmp_path,
        )  # fmt: skip
    assert done.code == 0, done.log[-6000:]
    assert done.said("Install the project"), done.log[-6000:]
    assert PASSWORD not in done.log
    assert act.git(shop, "status", "--porcelain") == ""
