"""The project's application: imported once, parked before it connects, forked per replay."""

from __future__ import annotations

import os
import socket
import threading
import time
from pathlib import Path
from typing import IO

from squash.errors import ProjectError
from squash.outside import process
from squash.outside.deadline import Deadline
from squash.outside.project.channel import Channel
from squash.outside.project.environment import Address, project_environment
from squash.outside.project.failure import replay_failed
from squash.outside.project.python import no_interpreter, require_known
from squash.outside.project.replay import HISTORY, Replay, never_migrated
from squash.outside.project.values import Place, Setup

PROBE = Path(__file__).parent / "child" / "probe.py"
_GOES_BY_ITSELF = 0.5  # seconds


class Application:
    """The project's application, imported once and parked before its first connection.

    Replays are forked from it where that is safe; else each starts a process of its own.
    ``start_up`` is the seconds that it took until it was parked.

    Parameters
    ----------
    name : of its log
    setup, place : how and where the project is run
    address : of the database that its first process is told of
    hash_seed : of its processes
    fork : False where every leg shall have a process that was told of no other database or copy
    """

    def __init__(
        self,
        name: str,
        setup: Setup,
        place: Place,
        address: Address,
        *,
        hash_seed: int,
        fork: bool = True,
    ) -> None:
        self._name = name
        self._address = address
        self._setup = setup
        self._place = place
        self._hash_seed = hash_seed
        self._fork = fork
        self._lock = threading.Lock()
        self._parking = threading.Lock()  # Held while it waits, which may take long.
        self._children: list[process.Child] = []
        self._replays: list[Replay] = []
        self._taken = False
        self._used = False
        self._closed = False
        self._forkable: bool | None = None
        self._failed: ProjectError | None = None
        self._began = time.monotonic()
        self.start_up = 0.0
        self._channel = self._start(name, address, place)

    @property
    def closed(self) -> bool:
        """Whether its processes were ended."""
        return self._closed

    @property
    def used(self) -> bool:
        """Whether there was a replay in it."""
        return self._used

    def park(self, deadline: Deadline) -> bool:
        """Wait until env.py is about to connect; True where replays can be forked from there.

        Raises ``ReplayFailed`` where the project fails before, to everybody who waits.
        """
        with self._parking:
            if self._failed is not None:
                raise self._failed
            if self._forkable is None:
                try:
                    forkable = self._parked(self._channel, self._name, deadline, self._place)
                except ProjectError as failed:
                    self._failed = failed
                    raise
                self._forkable = forkable and self._fork
                self.start_up = time.monotonic() - self._began
            return self._forkable

    def replay(self, name: str, address: Address, deadline: Deadline) -> Replay:
        """A new replay on the database at ``address``.

        Raises ``ReplayFailed`` where the project fails before it connects.
        """
        self._used = True

        def another(place: Place, side: str) -> Channel:
            return self._started(log, address, place, deadline, side)

        log, channel = self._process(name, address, deadline)
        replay = Replay(log, channel, another, not self._fork, self._setup, address)
        with self._lock:
            self._replays.append(replay)
            late = self._closed
        if late:
            replay.close()
        return replay

    def end_replays(self) -> None:
        """End the replays so far; it stays parked for others."""
        with self._lock:
            replays, self._replays = tuple(self._replays), []
            parked, further = self._children[:1], self._children[1:]
            self._children = parked
        for replay in replays:
            replay.close()
        for child in further:
            child.end()

    def close(self) -> None:
        """End every process of the project."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            children = tuple(self._children)
            replays = tuple(self._replays)
        self._channel.close()
        for replay in replays:
            replay.close()
        for child in children:
            # Where nothing hangs, hanging up was enough.
            child.wait(_GOES_BY_ITSELF)
            child.end()

    def _process(self, name: str, address: Address, deadline: Deadline) -> tuple[str, Channel]:
        """A process that waits for its first leg, forked or started; with the name of its log."""
        if self.park(deadline):
            ours, theirs = socket.socketpair()
            with self._lock, theirs, self._open_log(name) as log:
                self._channel.send_with([theirs.fileno(), log.fileno()], do="fork")
            return name, Channel(ours)
        with self._lock:
            first = not self._taken and self._address == address
            self._taken = self._taken or first
        if first:
            return self._name, self._channel
        return name, self._started(name, address, self._place, deadline)

    def _started(
        self, name: str, address: Address, place: Place, deadline: Deadline, side: str = HISTORY
    ) -> Channel:
        """A process that was told of one database and one copy only, and waits for a leg."""
        channel = self._start(name, address, place)
        try:
            self._parked(channel, name, deadline, place, side)
        except ProjectError:
            channel.close()
            raise
        return channel

    def _parked(
        self, channel: Channel, name: str, deadline: Deadline, place: Place, side: str = HISTORY
    ) -> bool:
        """Whether the process at the other end can be forked, now that it waits."""
        log = self._setup.logs / f"{name}.log"
        try:
            message = channel.receive(deadline, log)
        except ProjectError:
            require_known(self._setup.python, self._setup.user)
            raise
        if message["event"] == "failed":
            raise replay_failed(
                message,
                side=side,
                python=str(self._setup.python),
                log=str(log),
                place=place,
            )
        if message["event"] == "done":
            raise never_migrated(log)
        return bool(message["forkable"])

    def _open_log(self, name: str) -> IO[bytes]:
        log = (self._setup.logs / f"{name}.log").open("ab")
        user = self._setup.user
        if user is not None:
            os.fchown(log.fileno(), user.uid, user.gid)  # Some open /dev/stdout by its name.
        return log

    def _start(self, name: str, address: Address, place: Place) -> Channel:
        """Start the interpreter on the probe and tell it where the project is."""
        setup = self._setup
        ours, theirs = socket.socketpair()
        env = project_environment(setup.variables, setup.given, address)
        env["PYTHONHASHSEED"] = str(self._hash_seed)
        with theirs, self._open_log(name) as log:
            child = process.start(
                [str(setup.python), "-u", str(PROBE), str(theirs.fileno())],
                env=env,
                cwd=place.cwd,
                user=setup.user,
                stdout=log,
                stderr=log,
                pass_fds=[theirs.fileno()],
                pids=setup.pids,
                error=no_interpreter,
            )
        channel = Channel(ours)
        with self._lock:
            self._children.append(child)
            late = self._closed
        if late:
            child.end()
        is_toml = setup.config_file is not None and setup.config_file.suffix == ".toml"
        config = str(setup.config_file) if setup.config_file else None
        channel.send(
            ini=None if is_toml else config,
            toml=config if is_toml else None,
            x=[],
            section=setup.section,
            place=place.message,
        )
        return channel
