"""What surrounds a run in our image."""

from __future__ import annotations

from pathlib import PurePath

from squash.settings.container import container_of

PREFIX = "/opt/alembic-squash/venv"
HERE = PurePath("/here")


def test_only_our_image_is_one() -> None:
    """What Python runs in says where we are."""
    assert container_of({}, prefix="/usr", folder=HERE) is None
    assert container_of({}, prefix=PREFIX, folder=HERE) is not None


def test_what_the_runner_reads_is_private() -> None:
    """Its files with their folders, its temporary folder and the home; relative ones are none."""
    variables = {
        "GITHUB_WORKSPACE": "/github/workspace",
        "GITHUB_OUTPUT": "/github/file_commands/out",
        "GITHUB_EVENT_PATH": "/github/workflow/event.json",
        "RUNNER_TEMP": "/github/runner_temp",
        "HOME": "/github/home",
        "GITHUB_ENV": "relative",
    }
    container = container_of(variables, prefix=PREFIX, folder=HERE)
    assert container is not None
    assert container.workspace == PurePath("/github/workspace")
    assert {str(each) for each in container.private} == {
        "/github/file_commands",
        "/github/file_commands/out",
        "/github/workflow",
        "/github/workflow/event.json",
        "/github/runner_temp",
        "/github/home",
    }


def test_by_hand_the_current_folder_is_the_workspace() -> None:
    """Without a runner there is no other."""
    container = container_of({"HOME": "/root"}, prefix=PREFIX, folder=HERE)
    assert container is not None
    assert container.workspace == HERE
