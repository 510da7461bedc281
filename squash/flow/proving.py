"""Prove one cut: replay the history, write the baseline, replay the squashed one, compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from squash.flow.given import refuse_known_roles
from squash.flow.ground import ground

if TYPE_CHECKING:
    from squash.cut import Cut
    from squash.flow.attempt import Proved
    from squash.flow.evidence import Evidence
    from squash.flow.reading import Reading
    from squash.outside.console import Console
    from squash.settings import Settings


def prove(
    settings: Settings, reading: Reading, cut: Cut, console: Console, evidence: Evidence
) -> Proved:
    """Prove one cut.

    Raises ``Blocked`` and every other ``SquashError`` that ends a run.
    """
    with ground(settings, reading.location) as here:
        # Imported while the project's application starts: half a second that nobody waits for.
        from squash.flow.attempt import Case
        from squash.flow.attempts import prove_by_role

        refuse_known_roles(here.postgres, {each: reading.path(each) for each in cut.removed})
        try:
            return prove_by_role(Case(settings, reading, cut, console, evidence, here))
        finally:
            evidence.keep(here)
