"""Two dumps, compared object by object, as they are and after a round trip through the server."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from squash.difference import Check, Difference, What, Where
from squash.sql.items import DATA_KINDS, SETTING, Item

_KINDS = {
    "ACL": "grant",
    "DEFAULT ACL": "default privilege",
    "FK CONSTRAINT": "foreign key",
    "CHECK CONSTRAINT": "constraint",
    "ROW SECURITY": "row security",
}
_NOT_SCHEMA = DATA_KINDS | {SETTING, "BLOB"}


Objects = Mapping[tuple[str, str, str], tuple[Item, ...]]


@dataclass(frozen=True, slots=True)
class Texts:
    """A database as pg_dump prints it.

    Parameters
    ----------
    raw : the objects of the database itself
    loaded : the objects after its text was loaded into an empty database; None where no round
        trip was needed
    """

    raw: Objects
    loaded: Objects | None = None


def objects_of(items: Iterable[Item]) -> Objects:
    """The items of a dump by what makes them the same object, without rows and settings."""
    objects: dict[tuple[str, str, str], tuple[Item, ...]] = {}
    for item in items:
        if item.kind not in _NOT_SCHEMA:
            objects[item.key] = (*objects.get(item.key, ()), item)
    return objects


def same_text(old: Objects, new: Objects) -> bool:
    """Whether two databases read the same as they are, so that no round trip is needed."""
    return old == new


def compare_dumps(old: Texts, new: Texts, where: Where) -> tuple[Check, tuple[Difference, ...]]:
    """Compare the text of two databases.

    Where the raw texts differ, the loaded ones decide: pg_dump is no fixed point, the server
    prints some expressions differently after one load and never again.  The old text after one
    load may equal the new raw text (which was made by such a load) or the new loaded one.

    Parameters
    ----------
    old, new : of the history and of the squashed history
    where : which state is compared

    Returns the check and what only the round trip explains: objects worded differently before.
    """
    name = f"pg_dump at the {where}"
    count = sum(map(len, old.raw.values()))
    raw = _differences(old.raw, new.raw, where)
    if not raw:
        return Check(name, True, f"{count} objects, the same text"), ()
    best = raw
    if old.loaded is not None:
        candidates = [each for each in (new.raw, new.loaded) if each is not None]
        best = min((_differences(old.loaded, each, where) for each in candidates), key=len)
    names = {(each.kind, each.name) for each in best}
    explained = tuple(each for each in raw if (each.kind, each.name) not in names)
    detail = f"{count} objects"
    if explained:
        detail += f", {len(explained)} worded differently until loaded once"
    return Check(name, not best, detail, best), explained


def _differences(old: Objects, new: Objects, where: Where) -> tuple[Difference, ...]:
    found = []
    for key in [*old, *(key for key in new if key not in old)]:
        before = "".join(item.text for item in old.get(key, ()))
        after = "".join(item.text for item in new.get(key, ()))
        if before != after:
            item = (old.get(key) or new[key])[0]
            what: What = "missing" if not after else "changed" if before else "added"
            found.append(Difference(kind_of(item), item.qualified, where, what, before, after))
    return tuple(found)


def kind_of(item: Item) -> str:
    """The kind of an object as a person says it."""
    return _KINDS.get(item.kind, item.kind.lower())
