"""The path of an old database under the new folder: exactly the kept revisions, nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from squash.difference import Check, Difference


@dataclass(frozen=True, slots=True)
class Step:
    """One revision that ran.

    Parameters
    ----------
    revision : its id
    path : of the file it came from
    sha256 : of that file
    """

    revision: str
    path: str
    sha256: str


def compare_steps(
    name: str,
    expected: Sequence[str],
    executed: Sequence[Step],
    files: Mapping[str, tuple[str, str]],
) -> Check:
    """Compare the revisions that ran with those that should have.

    Parameters
    ----------
    name : of the check
    expected : ids that should run, in any order that their edges allow
    executed : what ran
    files : id to (path, sha256) of the file it must come from
    """
    ran = {step.revision for step in executed}
    found = [
        Difference("revision", revision, "paths", "missing", "runs", "did not run")
        for revision in expected
        if revision not in ran
    ]
    for step in executed:
        if step.revision not in set(expected):
            found.append(Difference("revision", step.revision, "paths", "added", "", "ran"))
        elif files[step.revision] != (step.path, step.sha256):
            path, digest = files[step.revision]
            before, after = f"{path} sha256:{digest}", f"{step.path} sha256:{step.sha256}"
            found.append(
                Difference("revision file", step.revision, "paths", "changed", before, after)
            )
    return Check(name, not found, f"{len(executed)} revisions ran", tuple(found))
