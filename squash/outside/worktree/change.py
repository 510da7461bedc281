"""A change: which files a squash removes, which one it writes, and in what order that is safe."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Nothing that ends like this is loaded by Alembic, also with sourceless = true.
HIDDEN = ".alembic-squash-{token}-{number}.{kind}"


@dataclass(frozen=True, slots=True)
class Change:
    """What a proved squash does to a project.

    Parameters
    ----------
    removed : (path, sha256 as proved) of every removed revision file, parents before children;
        the cut's own file is one of them
    cut_path : the cut's own file
    interim_text : the baseline without the labels of removed files (duplicates do not load)
    final_text : the baseline
    final_path : where it ends, in the folder of cut_path
    locations : the version locations; folders that become empty below them go too
    """

    removed: tuple[tuple[Path, str], ...]
    cut_path: Path
    interim_text: bytes
    final_text: bytes
    final_path: Path
    locations: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Applied:
    """What was done to a project: the baseline, the files that went, copies of what git lacks."""

    baseline: Path
    removed: tuple[Path, ...]
    kept_copies: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Recovery:
    """What became of a change that was interrupted: `finished`, or all of it undone."""

    finished: bool
    baseline: Path
    removed: tuple[Path, ...]
    kept_copies: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Put:
    """Rename a written file over another whose content has the hash `before`."""

    source: Path
    target: Path
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """Rename a removed file to where Alembic does not see it."""

    path: Path
    sha256: str
    aside: Path


@dataclass(frozen=True, slots=True)
class Rename:
    """Give the baseline its own name."""

    source: Path
    target: Path


Operation = Put | SetAside | Rename


@dataclass(frozen=True, slots=True)
class Plan:
    """A change as an order of renames, each of which leaves a folder that Alembic can load.

    Parameters
    ----------
    cut, target : the cut's own file and the baseline's final path
    old, interim, final : sha256 of the cut's own file and of the two texts of the baseline
    spare, interim_file, final_file : hidden files with these three contents, beside the cut
    asides : the other removed files, children first
    kept_copies : copies of removed files that git lacks
    locations : the version locations
    """

    cut: Path
    target: Path
    old: str
    interim: str
    final: str
    spare: Path
    interim_file: Path
    final_file: Path
    asides: tuple[SetAside, ...]
    kept_copies: tuple[Path, ...]
    locations: tuple[Path, ...]

    @property
    def operations(self) -> tuple[Operation, ...]:
        """The renames in order: baseline, removed files children first, labels, name."""
        first = Put(self.interim_file, self.cut, self.old, self.interim)
        last: list[Operation] = []
        if self.final != self.interim:
            last.append(Put(self.final_file, self.cut, self.interim, self.final))
        if self.target != self.cut:
            last.append(Rename(self.cut, self.target))
        return (first, *self.asides, *last)

    @property
    def removed(self) -> tuple[Path, ...]:
        """The removed files, the cut's own last."""
        return (*(each.path for each in reversed(self.asides)), self.cut)

    @property
    def hidden(self) -> tuple[Path, ...]:
        """Every hidden file this plan may leave."""
        asides = tuple(each.aside for each in self.asides)
        return (self.spare, self.interim_file, self.final_file, *asides)


def plan(change: Change, token: str, kept_copies: tuple[Path, ...] = ()) -> Plan:
    """Put a change into its order.

    Parameters
    ----------
    change : what is to be done
    token : a text that no other change uses, part of the hidden names
    kept_copies : where copies of removed files were kept
    """
    hashes = dict(change.removed)
    others = [each for each in change.removed if each[0] != change.cut_path]

    def hidden(path: Path, number: int, kind: str) -> Path:
        return path.parent / HIDDEN.format(token=token, number=number, kind=kind)

    return Plan(
        cut=change.cut_path,
        target=change.final_path,
        old=hashes[change.cut_path],
        interim=sha256(change.interim_text),
        final=sha256(change.final_text),
        spare=hidden(change.cut_path, 0, "spare"),
        interim_file=hidden(change.cut_path, 0, "interim"),
        final_file=hidden(change.cut_path, 0, "final"),
        asides=tuple(
            SetAside(path, digest, hidden(path, number, "removed"))
            for number, (path, digest) in enumerate(reversed(others), 1)
        ),
        kept_copies=kept_copies,
        locations=change.locations,
    )


def sha256(content: bytes) -> str:
    """Hash of a content, hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def as_document(plan: Plan, project: Path) -> dict[str, Any]:
    """A plan as JSON values; paths relative to the project, which may be mounted elsewhere."""

    def name(path: Path) -> str:
        return os.path.relpath(path, project)

    return {
        "files": {each: name(getattr(plan, each)) for each in _FILES},
        "hashes": {each: getattr(plan, each) for each in _HASHES},
        "asides": [[name(each.path), each.sha256, name(each.aside)] for each in plan.asides],
        "kept_copies": [name(each) for each in plan.kept_copies],
        "locations": [name(each) for each in plan.locations],
    }


def from_document(document: Mapping[str, Any], project: Path) -> Plan:
    """A plan from its JSON values; raises KeyError, TypeError or ValueError for others."""

    def path(name: str) -> Path:
        return Path(os.path.normpath(project / name))

    named: dict[str, Any] = {each: path(document["files"][each]) for each in _FILES}
    return Plan(
        **named | {each: str(document["hashes"][each]) for each in _HASHES},
        asides=tuple(SetAside(path(p), str(h), path(a)) for p, h, a in document["asides"]),
        kept_copies=tuple(path(each) for each in document["kept_copies"]),
        locations=tuple(path(each) for each in document["locations"]),
    )


_FILES = ("cut", "target", "spare", "interim_file", "final_file")
_HASHES = ("old", "interim", "final")
