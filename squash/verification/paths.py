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


def compare_drift(before: Sequence[str], after: Sequence[str]) -> Check:
    """Compare what ``alembic check`` says of the heads under either history.

    Parameters
    ----------
    before, after : operations that would make the database what the models are, as sorted lines
    """
    found = [
        *(Difference("model", each, "heads", "missing", each, "") for each in before
          if each not in set(after)),
        *(Difference("model", each, "heads", "added", "", each) for each in after
          if each not in set(before)),
    ]  # fmt: skip
    detail = f"{len(before)} differences between models and database, before and after"
    return Check("alembic check", not found, detail, tuple(found))


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
