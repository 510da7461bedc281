"""What a project is called: as its repository, where its folder is a runner's."""

from __future__ import annotations

from pathlib import Path

import pytest

from squash.flow.naming import project_name
from squash.settings import Settings
from squash.settings.forge import surroundings_of
from squash.settings.runner import Runner


@pytest.mark.parametrize(
    ("folder", "repository", "expected"),
    [
        ("", "org/shop", "shop"),
        ("backend", "org/shop", "backend"),
        ("", "", "workspace"),
    ],
)
def test_a_checkout_is_called_as_its_repository(
    tmp_path: Path, folder: str, repository: str, expected: str
) -> None:
    """Its folder may have any name; one inside it has a name of its own."""
    workspace = tmp_path / "workspace"
    (workspace / "backend").mkdir(parents=True)
    settings = Settings(
        project=str(workspace / folder),
        runner=Runner(workspace=workspace),
        surroundings=surroundings_of({"GITHUB_REPOSITORY": repository}),
    )
    assert expected == project_name(settings)
