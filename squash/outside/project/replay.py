"""A replay: one process of the project's Python on one scratch database, leg after leg."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from squash.outside.deadline import Deadline
from squash.outside.project.channel import Channel
from squash.outside.project.environment import Address, project_environment
from squash.outside.project.failure import ReplayFailed, replay_failed
from squash.outside.project.values import Executed, Leg, Place, Progress, Setup

HISTORY = "the history"


class Replay:
    """A replay on one scratch database; its legs follow each other in one process.

    Not every env.py can run twice in one: one makes a table of the application's metadata, one
    configures what may be configured once. Where a later leg fails before its first revision, the
    error says that it may go well apart: each leg in a process of its own that was told of this
    leg's copy only, as each ``alembic upgrade`` is.

    Parameters
    ----------
    name : of its log
    channel : to its process
    another : gives the channel to a new process that waits for a leg of a side in one copy
    apart : whether each leg has such a process
    setup, address : how the project is run, and the database
    """

    def __init__(
        self,
        name: str,
        channel: Channel,
        another: Callable[[Place, str], Channel],
        apart: bool,
        setup: Setup,
        address: Address,
    ) -> None:
        self.name = name
        self._channel = channel
        self._another = another
        self._apart = apart
        self._setup = setup
        self._address = address
        self._legs = 0
        self._went_on = False  # Whether a leg has run a revision, so that the next goes on there.
        self._closed = False

    def leg(
        self,
        place: Place,
        go: str,
        to: Sequence[str] = (),
        *,
        side: str = HISTORY,
        progress: Progress | None = None,
        ahead: bool = False,
        deadline: Deadline,
    ) -> Leg:
        """Run env.py once.

        Parameters
        ----------
        go : ``up`` or ``down`` to the revisions of ``to``; ``nowhere``; or ``check``, which
            compares the database with the project's models
        ahead : the process loads the revisions for its next leg when this one is done

        Raises ``ReplayFailed`` where the project's code raises, ``ProjectError`` where its
        process ends, runs past the deadline or never migrates.
        """
        began = time.monotonic()
        order = {
            "go": go,
            "to": list(to),
            "environ": project_environment(self._setup.variables, self._setup.given, self._address),
            "database": self._database(),
            "place": place.message,
            "ahead": ahead,
        }
        if self._legs and self._apart:
            self._begin_anew(place, side)
        message = self._run(order, side, progress, deadline)
        again = self._legs > 0 and not self._apart
        if message["event"] == "done" and not message["ran"]:
            raise never_migrated(self._log, anew=again)
        if message["event"] == "failed":
            again = again and not message["applied"] and message["revision"] is None
            raise replay_failed(
                {**message, "went_on": self._went_on, "anew": message["anew"] or again},
                side=side,
                python=str(self._setup.python),
                log=str(self._log),
                place=place,
            )
        self._legs += 1
        self._went_on = self._went_on or bool(message["applied"])
        return self._done(message, time.monotonic() - began)

    def drift(
        self, place: Place, leg: Leg, deadline: Deadline, *, side: str = HISTORY
    ) -> tuple[str, ...] | None:
        """How the project's models differ from the database after a leg; None without models.

        Raises as ``leg`` does.
        """
        if not leg.models:
            return None
        found = self.leg(place, "check", side=side, deadline=deadline).drift or ()
        return tuple(place.original(each) for each in found)

    def close(self) -> None:
        """Let the process end."""
        self._closed = True
        self._channel.close()

    def _run(
        self,
        order: Mapping[str, Any],
        side: str,
        progress: Progress | None,
        deadline: Deadline,
    ) -> Mapping[str, Any]:
        """Have the process run one leg; the message with which it ends."""
        self._channel.send(do="serve", **order)
        doing = f"the replay of {side}"
        while True:
            message = self._channel.receive(deadline, self._log, doing)
            if message["event"] == "revision":
                doing = f"revision {message['id']} in the replay of {side}"
                if progress is not None:
                    progress(message["number"], message["total"], message["id"])
            elif message["event"] in ("failed", "done"):
                return message

    def _begin_anew(self, place: Place, side: str) -> None:
        """Go on in another process; this one's connections hold no locks any more."""
        self._channel.close()
        self._channel = self._another(place, side)
        if self._closed:
            self._channel.close()  # It began when the others had been ended.

    @property
    def _log(self) -> Path:
        return self._setup.logs / f"{self.name}.log"

    def _database(self) -> dict[str, Any]:
        address = self._address
        return {
            "host": address.host,
            "port": address.port,
            "user": address.user,
            "password": address.password,
            "dbname": address.dbname,
            "further": dict(address.options),
            "session": dict(self._setup.session),
        }

    def _done(self, message: Mapping[str, Any], seconds: float) -> Leg:
        return Leg(
            tuple(Executed(*each) for each in message["applied"]),
            (message["version_schema"], message["version_table"]),
            message["per_migration"],
            tuple((d, h, n) for d, h, n in message["wanted"]),
            message["models"],
            None if message["drift"] is None else tuple(message["drift"]),
            seconds,
            tuple((name, value) for name, value in message["left"]),
        )


def never_migrated(log: Path, *, anew: bool = False) -> ReplayFailed:
    """The error for an env.py that did nothing; with ``anew`` it may in a process of its own."""
    return ReplayFailed(
        "env.py ended without migrating anything.",
        why="It never called context.run_migrations() in online mode.",
        next_step=f"See what env.py does when it is run; its output: {log}",
        sqlstate=None,
        revision=None,
        anew=anew,
    )
