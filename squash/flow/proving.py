"""Prove one cut: replay the history, write the baseline, replay the squashed one, compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from squash.flow.given import refuse_known_roles
from squash.flow.ground import ground
from squash.flow.interpreter import interpreter
from squash.flow.needs import Needs
from squash.flow.separation import account_of
from squash.outside.deadline import Deadline
from squash.outside.project import ReplayFailed

if TYPE_CHECKING:
    from contextlib import ExitStack

    from squash.cut import Cut
    from squash.flow.attempt import Proved
    from squash.flow.evidence import Evidence
    from squash.flow.reading import Reading
    from squash.outside.console import Console
    from squash.settings import Settings


def prove(
    settings: Settings,
    reading: Reading,
    cut: Cut,
    console: Console,
    evidence: Evidence,
    behind: ExitStack,
) -> Proved:
    """Prove one cut; what is left to remove then is removed until ``behind`` ends.

    Raises ``Blocked`` and every other ``SquashError`` that ends a run.
    """
    deadline = Deadline.after(settings.timeout)
    project, user = reading.location.project, account_of(settings)
    with (
        interpreter(settings, project, console, evidence, deadline, user) as chosen,
        ground(settings, reading.location, chosen.python, deadline, behind, user) as here,
    ):
        needs = Needs(reading, chosen)
        # Imported while the project's application starts: half a second that nobody waits for.
        from squash.flow.attempt import Case
        from squash.flow.attempts import prove_by_role

        needs.check()
        refuse_known_roles(here.postgres, {each: reading.path(each) for each in cut.removed})
        try:
            return prove_by_role(Case(settings, reading, cut, console, evidence, here))
        except ReplayFailed as failed:
            raise needs.explained(failed) from failed
        finally:
            evidence.keep(here)
