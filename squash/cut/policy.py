"""A policy: what must hold for a cut that nobody demanded by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from squash.history import History

DEFAULT_KEEP = 20


@dataclass(frozen=True, slots=True)
class Policy:
    """Limits for a cut; all that are given must hold.

    Parameters
    ----------
    keep : at least so many revisions are kept
    min_age : every removed revision is older than so many days by its Create Date
    tagged : only revisions of this set of ids are removed
    min_removed : a cut that removes fewer is not worth making
    """

    keep: int | None = None
    min_age: int | None = None
    tagged: frozenset[str] | None = None
    min_removed: int = 10

    def sentence(self) -> str:
        """The limits as a clause: `keep at least 20 revisions and remove only …`."""
        clauses = []
        if self.keep is not None:
            clauses.append(f"keep at least {self.keep} revisions")
        if self.min_age is not None:
            clauses.append(f"remove only revisions older than {self.min_age} days")
        if self.tagged is not None:
            clauses.append("remove only revisions that the tag holds")
        return " and ".join(clauses)


@dataclass(frozen=True, slots=True)
class _Removed:
    """What a policy asks about everything that one cut removes."""

    youngest: date | None
    dated: bool
    tagged: bool


def allowed(
    history: History, sizes: Mapping[str, int], policy: Policy, today: date
) -> tuple[str, ...]:
    """The clean cuts for which all limits but `min_removed` hold, in the order of the history."""
    about = _about(history, policy)
    return tuple(
        each for each in sizes if not _refusals(history, each, sizes, policy, today, about[each])
    )


def nothing_allowed(
    history: History,
    sizes: Mapping[str, int],
    policy: Policy,
    today: date,
    holding: tuple[str, ...],
    least: int,
) -> str:
    """Why no clean cut is both allowed and worth making, and what would change that."""
    total = len(history.order)
    large = [each for each in sizes if sizes[each] >= least]
    if not large:
        most = max(sizes.values(), default=0)
        reason = (
            f"The largest of {len(sizes)} clean cuts removes {most} of {total} revisions, "
            f"fewer than the {least} that make a squash worth while"
        )
        return f"{reason}; --min-removed {most} would take it." if most > 1 else f"{reason}."
    best = max((sizes[each] for each in holding), default=0)
    smallest = min(large, key=lambda each: sizes[each])
    about = _about(history, policy)[smallest]
    changes = _refusals(history, smallest, sizes, policy, today, about)
    reason = (
        f"None of {len(sizes)} clean cuts in {total} revisions removes at least {least} "
        f"revisions where the cut must {policy.sentence()}"
    )
    if best > 1:
        reason += f"; the largest allowed one removes {best} (--min-removed {best})"
    return (
        f"{reason}. The smallest cut that is large enough is {smallest!r}, which removes "
        f"{sizes[smallest]}: {'; '.join(changes)}."
    )


def _about(history: History, policy: Policy) -> dict[str, _Removed]:
    tagged = policy.tagged if policy.tagged is not None else frozenset(history.order)
    about: dict[str, _Removed] = {}
    for identifier in history.order:
        created = history.revisions[identifier].created
        above = [about[parent] for parent in history.parents(identifier)]
        days = [each.youngest for each in above if each.youngest is not None]
        if created is not None:
            days.append(created.date())
        about[identifier] = _Removed(
            youngest=max(days, default=None),
            dated=created is not None and all(each.dated for each in above),
            tagged=identifier in tagged and all(each.tagged for each in above),
        )
    return about


def _refusals(
    history: History,
    cut: str,
    sizes: Mapping[str, int],
    policy: Policy,
    today: date,
    about: _Removed,
) -> list[str]:
    """For each limit that the cut breaks, what would make it hold."""
    refusals = []
    kept = len(history.order) - sizes[cut]
    if policy.keep is not None and kept < policy.keep:
        refusals.append(f"it keeps {kept} (--keep {kept} would allow it)")
    if policy.min_age is not None:
        if not about.dated:
            refusals.append("it removes a revision without a Create Date, which counts as young")
        elif about.youngest is not None and (today - about.youngest).days <= policy.min_age:
            age = (today - about.youngest).days
            refusals.append(f"its youngest is {age} days old (--min-age {age - 1} would allow it)")
    if policy.tagged is not None and not about.tagged:
        refusals.append("it removes revisions that the tag does not hold (a later tag might)")
    return refusals
