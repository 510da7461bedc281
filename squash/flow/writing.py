"""Write the baseline: from the snapshot at the cut to the text of a revision file."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from squash.baseline.compose import Composition, Surroundings, compose, guard
from squash.baseline.downgrade import drops_of
from squash.baseline.naming import file_name
from squash.baseline.render import Provenance, render
from squash.baseline.session import handed_over
from squash.baseline.shared import shared
from squash.cut import Cut
from squash.errors import Blocked
from squash.flow.old import Old
from squash.flow.reading import Reading
from squash.hazard import Hazard
from squash.history import Revision
from squash.outcome import BaselineSummary
from squash.snapshot import Snapshot
from squash.sql.items import DATA_KINDS


@dataclass(frozen=True, slots=True)
class Written:
    """A baseline that is not yet anywhere.

    Parameters
    ----------
    path : where it will stand in the checkout
    text : the file
    interim : the same without the labels of removed files, for while those are still there
    encoding : of the file
    newline : line ending of the file
    statements : how many it sends
    kinds : objects by pg_dump's kind
    downgrade : ``drop`` or ``refuse``
    logins : roles it creates that may log in
    snapshot : hash of the database that it makes, volatile cells aside
    """

    path: Path
    text: str
    interim: str
    encoding: str
    newline: str
    statements: int
    kinds: Mapping[str, int]
    downgrade: str
    logins: tuple[str, ...]
    snapshot: str

    @property
    def content(self) -> bytes:
        """The bytes of the file."""
        return self._bytes(self.text)

    @property
    def interim_content(self) -> bytes:
        """The bytes of the file while labels are elsewhere."""
        return self._bytes(self.interim)

    def summary(self, revision: str, project: Path) -> BaselineSummary:
        """It as reports name it."""
        inside = self.path.is_relative_to(project)
        return BaselineSummary(
            path=self.path.relative_to(project).as_posix() if inside else str(self.path),
            revision=revision,
            statements=self.statements,
            bytes=len(self.content),
            sha256=hashlib.sha256(self.content).hexdigest(),
            kinds=self.kinds,
            downgrade=self.downgrade,
            text=self.text,
        )

    def _bytes(self, text: str) -> bytes:
        return text.replace("\n", self.newline).encode(self.encoding)


def wants_drops(asked: str, removed: list[Revision]) -> bool:
    """Whether the baseline can be downgraded: ``auto`` keeps what the removed revisions could."""
    if asked == "auto":
        return all(revision.downgrade in ("works", "nothing") for revision in removed)
    return asked == "drop"


def write(
    reading: Reading,
    cut: Cut,
    old: Old,
    postgres: str,
    *,
    drop: bool,
) -> Written:
    """Write the baseline.

    Raises ``Blocked`` for what it cannot reproduce.
    """
    versions, comments = old.bare.offered
    around = Surroundings(
        old.scratch.role, old.scratch.database, comments, old.bare.items, old.cut.state.facts
    )
    content = _composed(old, around)
    beside = shared(old.cut.state.facts, old.bare.state.facts, versions)
    head = [guard(content.tables, cut.revision)] if content.tables else []
    statements = [*head, *beside.before, *content.statements, *beside.after]
    chosen = reading.history.revisions[cut.revision]
    snapshot = Snapshot.of(_schema(old), old.cut.state)
    provenance = Provenance(
        revision=cut.revision,
        doc=chosen.doc,
        created=chosen.created,
        replaces=cut.removed,
        postgres=postgres,
        snapshot=snapshot.digest,
    )
    last = handed_over(old.cut.state.facts)
    drops = drops_of(old.cut.text, old.cut.items, around) if drop else None
    encoding = _source_encoding(reading.location.encoding)
    own = reading.path(cut.revision)
    return Written(
        path=own.parent / file_name(reading.location.file_template, chosen.id, chosen.created),
        text=render(provenance, statements, drops, cut.labels, encoding, last),
        interim=render(provenance, statements, drops, chosen.labels, encoding, last),
        encoding=encoding,
        newline="\r\n" if b"\r\n" in own.read_bytes()[:4096] else "\n",
        statements=len(statements) + len(last),
        kinds=content.kinds,
        downgrade="drop" if drop else "refuse",
        logins=beside.logins,
        snapshot=snapshot.digest,
    )


def _source_encoding(asked: str) -> str:
    """Python takes a source that names no encoding for UTF-8: in any other one it is ASCII."""
    return asked if codecs.lookup(asked).name in ("utf-8", "utf-8-sig") else "ascii"


def _composed(old: Old, around: Surroundings) -> Composition:
    try:
        return compose(old.cut.items, around)
    except ValueError as problem:
        raise Blocked(
            f"pg_dump's text could not be cut into statements: {problem}.",
            why="Something in it is not known to this version.",
            next_step="Please report it with the file old-cut.sql of the report folder.",
        ) from problem


def login_hazards(written: Written) -> tuple[Hazard, ...]:
    """What to know of roles that the baseline creates without a password."""
    return tuple(
        Hazard(
            "role",
            role,
            f"The baseline creates role {role}, which may log in, without the password that a "
            "removed revision may have given it.",
        )
        for role in written.logins
    )


def _schema(old: Old) -> str:
    """The schema's text with the run's own random names taken out, so that it hashes alike."""
    text = "".join(item.text for item in old.cut.items if item.kind not in DATA_KINDS)
    return text.replace(old.scratch.role, "{role}").replace(old.scratch.database, "{database}")
