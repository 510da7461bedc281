"""The watch over a given server: what lies outside our scratch databases, before and now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from squash.outside.server import state
from squash.outside.server.connection import Connection

_OURS = "the migrating role"


@dataclass(frozen=True, slots=True)
class Touched:
    """What is otherwise on a server than before the run.

    Parameters
    ----------
    added : things that were not there, in words: "role app"
    changed : things that were there and are others now, or gone
    removal : SQL that takes away what was added
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removal: tuple[str, ...] = ()


class Watch:
    """Compares a server with what it was before the run.

    Parameters
    ----------
    connection : the URL's role
    run : the run's id
    """

    def __init__(self, connection: Connection, run: str) -> None:
        self._connection = connection
        self._run = run
        self._before = dict(state.cluster_state(connection, run))
        self._own: set[str] = set()

    @property
    def roles(self) -> frozenset[str]:
        """The roles that were there before the run, and ours."""
        return frozenset(key[1] for key in self._before if key[0] == "role")

    def admit(self, role: str) -> None:
        """Count a role that we made ourselves as there before, as it is now."""
        self._own.add(role)
        now = state.cluster_state(self._connection, self._run)
        self._before |= {key: value for key, value in now.items() if role in key}

    def touched(self) -> Touched:
        """What is otherwise now."""
        now = state.cluster_state(self._connection, self._run)
        new = state.added(self._before, now)
        told = [key for key in new if key[0] != "password" or ("role", *key[1:]) not in new]
        return Touched(
            self._words(told),
            self._words(state.changed(self._before, now)),
            state.removal_texts([key for key in told if not self._own & set(key)]),
        )

    def restore(self) -> tuple[state.Key, ...]:
        """Take away what was added; the scratch databases that used it are dropped by now.

        Raises ServerError when something that was there before changed or cannot be removed.
        """
        now = state.cluster_state(self._connection, self._run)
        if now == self._before:
            return ()
        return state.remove_added(self._connection, self._run, self._before, now)

    def _words(self, keys: Iterable[state.Key]) -> tuple[str, ...]:
        own = self._own
        named = (tuple(_OURS if name in own else name for name in key) for key in keys)
        return tuple(state.describe(key) for key in named)
