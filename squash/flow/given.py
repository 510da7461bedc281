"""A given server in the flow: what replays may leave on it, and what it must have."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from squash.baseline.role import without_owner
from squash.errors import Blocked, Interrupted, ServerError, SquashError
from squash.flow.choosing import Chosen, missing_extension
from squash.outside.project import ReplayFailed
from squash.outside.server import Postgres

if TYPE_CHECKING:
    from squash.outside.server import Touched
    from squash.snapshot import Fact, State
    from squash.sql.items import Item

DUPLICATE_OBJECT = "42710"
_TOUCHES = re.compile(
    rb"(create|alter|drop)\s+(role|user|group|database|tablespace|subscription)\b"
    rb"|replication_(slot|origin)|alter\s+system",
    re.IGNORECASE,
)
_MAKES_ROLE = re.compile(rb"create\s+(?:role|user|group)\s+\"?([a-z_][\w$-]*)", re.IGNORECASE)
_SHARED_KINDS = ("role", "known role", "membership", "role setting")
_NAME = re.compile(r"\bsquash_\w+")

Given = ParamSpec("Given")
Result = TypeVar("Result")


class OneByOne(Executor):
    """Does everything at once when it is submitted, so that replays follow each other."""

    def submit(
        self, fn: Callable[Given, Result], /, *args: Given.args, **kwargs: Given.kwargs
    ) -> Future[Result]:
        """Do it now; its error is told when the result is asked for."""
        future: Future[Result] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Interrupted:
            raise
        except Exception as error:
            future.set_exception(error)
        return future


@contextmanager
def watched(chosen: Chosen, *, disposable: bool) -> Iterator[None]:
    """See to it that what replays in this block leave on the whole server does not go unsaid.

    Raises ``Blocked`` where they touched it and it is not disposable, ``ServerError`` where they
    changed on a disposable one what cannot be put back, or where it lacks an extension.
    """
    postgres = chosen.postgres
    try:
        yield
    except Interrupted:
        raise
    except SquashError as error:
        _judge(postgres, disposable, error)
        if isinstance(error, ReplayFailed):
            missing = missing_extension(error, postgres.major, chosen.find().images)
            if missing is not None:
                raise missing from error
        raise
    _judge(postgres, disposable, None)


def may_touch_server(files: Iterable[Path]) -> bool:
    """Whether the text of any of these revisions names something of the whole server."""
    return any(_TOUCHES.search(file.read_bytes()) for file in files)


def refuse_known_roles(postgres: Postgres, files: Mapping[str, Path]) -> None:
    """Refuse a given server that already has a role which a removed revision makes.

    Parameters
    ----------
    files : id to file of the removed revisions

    The replay would not make it, and the baseline neither. Raises ``ServerError``.
    """
    if postgres.private:
        return
    for revision, file in files.items():
        made = {name.decode().lower() for name in _MAKES_ROLE.findall(file.read_bytes())}
        for role in sorted(made & postgres.known_roles):
            raise ServerError(
                f"The server has role {role} already, which revision {revision} makes.",
                why="A replay there would not show whether the history makes it, so the baseline "
                "might lack it.",
                next_step=f'Where nobody uses it: DROP ROLE "{role}". Or leave out '
                "--database-url for private servers.",
            )


def refuse_common_name(items: Iterable[Item], role: str) -> None:
    """Refuse that the URL's own role migrates where its name stands in the database's objects.

    It could not be told from the name of something else. Raises ``ServerError``.
    """
    name = re.compile(rf"\b{re.escape(role)}\b")
    for item in items:
        if any(name.search(sql) and not without_owner(sql, role) for sql in item.statements):
            raise ServerError(
                f"{item.kind} {item.qualified} holds the name of the role {role}, which migrated.",
                why=f"{role} may make no role with a name of its own for that, so the two cannot "
                "be told apart.",
                next_step=f'ALTER ROLE "{role}" CREATEROLE',
            )


def own_state(state: State, run: str) -> State:
    """A state without the roles that other runs have on the same server, and our databases."""
    facts = tuple(fact for fact in state.facts if not _is_ours_to_know(fact, run))
    return replace(state, facts=facts)


def _is_ours_to_know(fact: Fact, run: str) -> bool:
    if fact.kind == "other database":
        return fact.name.startswith(("squash_", "{database}"))
    if fact.kind not in _SHARED_KINDS:
        return False
    from squash.outside.server import run_of

    return any(run_of(name) not in ("", run) for name in _NAME.findall(fact.name))


def _judge(postgres: Postgres, disposable: bool, error: SquashError | None) -> None:
    if postgres.private and isinstance(error, ServerError):
        return  # A server that failed is reason enough.
    touched = postgres.touched()
    if postgres.private:
        if touched.changed:
            raise _written(touched) from error
        return
    if disposable and touched.changed:
        raise _changed(touched) from error
    if not disposable and (touched.added or touched.changed):
        raise _blocked(touched, postgres.origin) from error
    if (
        isinstance(error, ReplayFailed)
        and error.sqlstate == DUPLICATE_OBJECT
        and (re.search(r'\brole "', error.what))
    ):
        error.next_step = (
            "The server has this role already. Give a server without it, drop it there, or leave "
            "out --database-url for private servers."
        )


def _written(touched: Touched) -> Blocked:
    return Blocked(
        f"The history wrote to a database that is not its own: {', '.join(touched.changed)}.",
        why="Every server is made with it and new databases are copied from it, so the replays "
        "did not start from the same.",
        next_step="Let the history write to the database that it migrates alone.",
    )


def _changed(touched: Touched) -> ServerError:
    return ServerError(
        f"The history changed what the server had before: {', '.join(touched.changed)}.",
        why="It cannot be put back, so no other replay would start from the same server.",
        next_step="Leave out --database-url: every replay then has a private server of its own.",
    )


def _blocked(touched: Touched, origin: str) -> Blocked:
    steps = ["Leave out --database-url: every replay then has a private server of its own."]
    if not touched.changed:
        steps.append("Or say --server-is-disposable, where nothing else lives on this server.")
    if touched.removal:
        steps.append(f"To take back what this run left there: {'; '.join(touched.removal)}")
    made = [f"made {', '.join(touched.added)}"] if touched.added else []
    made += [f"changed {', '.join(touched.changed)}"] if touched.changed else []
    return Blocked(
        f"The history does not stay in its database: on the whole server it {' and '.join(made)}.",
        why=f"Databases of one server share that, so one replay would meet what another one "
        f"left; and on a server that others use ({origin}) nothing is taken away unasked.",
        next_step="\n".join(steps),
    )
