"""Names in an outcome: files of our own tree are called as they lie from the project's folder."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from squash.flow.naming import named_from_project
from squash.hazard import Hazard
from squash.settings import Settings
from tests.gitserver import git
from tests.outcomes import proved


def test_files_beside_the_project_are_named_from_it(tmp_path: Path) -> None:
    """A folder of revisions may lie beside the project; the tree that it lay in is gone soon."""
    checkout, tree = tmp_path / "shop", tmp_path / "tree" / "shop"
    for folder in (checkout / "svc", tree / "svc"):
        folder.mkdir(parents=True)
    git(checkout, "init", "-q")
    outcome = proved(2, 1)
    assert outcome.cut is not None
    assert outcome.baseline is not None
    beside, elsewhere = str(tree / "shared" / "b2.py"), str(tmp_path / "b2.py")
    outcome = replace(
        outcome,
        cut=replace(outcome.cut, path=beside),
        removed=(replace(outcome.cut, path=beside), replace(outcome.cut, path=elsewhere)),
        baseline=replace(outcome.baseline, path=beside),
        hazards=(Hazard("leftover file", beside, "It stays.", beside),),
    )
    settings = Settings(project=str(checkout / "svc"), environ=dict(os.environ))
    assert named_from_project(outcome, settings) == outcome
    named = named_from_project(outcome, replace(settings, tree=str(tree / "svc")))
    assert named.cut is not None
    assert named.baseline is not None
    paths = [named.cut.path, named.baseline.path, *(each.path for each in named.removed)]
    assert paths == ["../shared/b2.py"] * 3 + [elsewhere]
    assert (named.hazards[0].where, named.hazards[0].file) == ("../shared/b2.py",) * 2
    assert named.kept == outcome.kept
