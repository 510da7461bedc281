"""The program that replays a history in the project's own interpreter.

Stand-alone: the standard library, the project's Alembic and the files beside it, safe on
Python 3.6 and later.  It talks JSON lines over a socket whose descriptor is its only argument.

It runs env.py as Alembic does, and *parks* at the first thing that ties a process to one
database: a connection, an event loop.  Until there nothing depends on which database or which
copy of the history is replayed, so it is forked once per replay and the project's application
is imported once.  What cannot be forked (threads) serves one replay itself.
"""

import asyncio
import contextlib
import os
import socket
import sys
import threading
import time
import traceback
import types


class Probe:
    """One process: parked first, then one replay leg after the other."""

    def __init__(self, channel, setup):
        self.channel, self.setup, self.place = channel, setup, setup["place"]
        self.raised, self.imports, self.models = map(beside, ("raised", "imports", "models"))
        self.session = beside("session")
        self.programs = beside("programs").Programs(self.park)
        redirect = beside("redirect")
        self.redirect = redirect.Redirect(self.park)
        self.engines = beside("engines").Engines(self.redirect, redirect._DRIVERS)
        self.parking = threading.RLock()
        self.task = self.current = self.context = self.where = self.script = self.config = None
        self.applied, self.drift, self.left = [], None, []

    def open(self):
        """Load Alembic's configuration the way its command line does."""
        self.imports.enter(self.place["originals"], self.place["roots"])
        self.config, self.script = beside("configuration").load(self.setup, self.place)
        self.go_to(self.place)

    def go_to(self, place):
        """Point Alembic, and what is imported from now on, at one copy of the history."""
        from alembic.script.revision import RevisionMap

        script = self.script
        os.chdir(place["cwd"])
        self.imports.follow(self.place["roots"], place["roots"])
        self.place = place
        script.dir = place["script"]
        script.version_locations = place["versions"]
        for memoized in ("_version_locations", "versions"):
            script.__dict__.pop(memoized, None)
        script.revision_map = RevisionMap(script._load_revisions)
        if not self.setup["toml"]:
            self.config.set_main_option("script_location", place["script"].replace("%", "%%"))

    def park(self):
        """Wait for a replay to belong to; called before whatever ties us to one."""
        with self.parking:
            if self.task is not None:
                return
            alone = threading.active_count() == 1 and asyncio._get_running_loop() is None
            alone = alone and len(os.listdir("/proc/self/task")) == 1
            self.channel.send(event="parked", forkable=alone and not self.programs.started)
            self.imports.settle()
            while self.task is None:
                message, descriptors = self.channel.receive()
                if message["do"] == "serve":
                    self.begin(message)
                elif os.fork() == 0:
                    self.programs.shared = True
                    self.channel = self.channel.of_fork(descriptors[0])
                    for target in (1, 2):
                        os.dup2(descriptors[1], target)
                    os.close(descriptors[1])
                    self.begin(self.channel.receive()[0])
                else:
                    for descriptor in descriptors:
                        os.close(descriptor)

    def let_go(self):
        """Close our end in a fork: one that outlives this process would hide that it is gone."""
        self.channel.sock.close()

    def begin(self, task):
        """Take on one leg: its database, its copy of the history, its variables."""
        first, before, self.task = self.task is None, self.place["roots"], task
        self.applied, self.drift, self.left = [], None, []
        self.current = self.where = None
        self.redirect.target = task["database"]
        os.environ.update(task["environ"])
        if task["place"] != self.place:
            self.go_to(task["place"])
        name = self.imports.left_behind(before, self.place) if first else None
        if name is not None:
            raise self.raised.left_behind(name)

    def run(self):
        """Run the first leg from the top of env.py, then as many more as are asked for."""
        while True:
            try:
                self.migrate()
                if self.task is None:
                    self.park()
                    self.migrate()
                self.engines.release()
                if self.current is not None:
                    raise self.raised.swallowed(self.current.revision)
                name = self.imports.original(self.place["held"])
                if name is not None:
                    raise self.raised.original(name)
                self.channel.send(event="done", **self.report())
                if self.task["ahead"]:  # Whatever is wrong with a revision, the next leg tells.
                    with contextlib.suppress(Exception):
                        self.script.get_bases()
            except BaseException as error:
                self.fail(error)
            for stream in (sys.stdout, sys.stderr):
                with contextlib.suppress(Exception):  # The project may have closed or replaced it.
                    stream.flush()
            self.begin(self.channel.receive()[0])

    def migrate(self):
        """What ``alembic upgrade`` and ``downgrade`` do, with our list of steps."""
        from alembic.runtime.environment import EnvironmentContext

        self.context = None
        down = self.task is not None and self.task["go"] == "down"
        try:
            with EnvironmentContext(
                self.config, self.script, fn=self.steps, as_sql=False, starting_rev=None,
                destination_rev="base" if down else "heads", tag=None,
            ):  # fmt: skip
                self.script.run_env()
        except SystemExit as left:
            if left.code not in (None, 0):
                raise

    def steps(self, rev, context):
        """Alembic's steps from ``rev`` to the leg's target, each reported as it goes by."""
        self.park()
        self.context = context
        task = self.task
        self.look(context)
        if task["go"] == "check":
            self.drift = self.models.drift(context)
        if task["go"] in ("nowhere", "check"):
            return
        if task["go"] == "down":
            steps = self.script._downgrade_revs(task["to"][0], rev)
        else:
            to = task["to"] if len(task["to"]) > 1 else task["to"][0]
            steps = self.script._upgrade_revs(to, rev)
        if steps and self.applied:
            raise self.raised.more_than_once()
        own = set()
        began_with = None if rev or not steps else self.session.state(context.connection)
        for number, step in enumerate(steps, 1):
            self.current = step.revision
            self.channel.send(
                event="revision", id=self.current.revision, number=number, total=len(steps)
            )
            began = time.time()
            path = os.path.realpath(self.current.path)
            digest, named = self.session.read(path)
            own |= named
            yield step
            self.applied.append([self.current.revision, path, digest, time.time() - began])
        self.current = None
        if began_with is not None:
            now = self.session.state(context.connection, own)
            self.left = self.session.left(began_with, now)

    def look(self, context):
        """Let one leg migrate one database only: all connections lead to the same."""
        where = self.engines.where(context)
        if self.where not in (None, where):
            raise self.raised.several(self.where, where)
        self.where = where

    def report(self):
        """What is known after a leg that went through."""
        context = self.context
        return {
            "ran": context is not None,
            "applied": self.applied,
            "version_table": context and context.version_table,
            "version_schema": context and context.version_table_schema,
            "per_migration": bool(context and context._transaction_per_migration),
            "models": bool(context and self.models.has_models(context)),
            "drift": self.drift,
            "left": self.left,
            "wanted": sorted(set(self.redirect.wanted)),
        }

    def fail(self, error):
        """Tell of an exception, with all of it in the log."""
        with contextlib.suppress(Exception):
            traceback.print_exception(type(error), error, error.__traceback__)
        known = self.raised.describe(error, self.current, self.place["roots"], self.redirect.urls)
        self.channel.send(event="failed", applied=self.applied, **known)


def beside(name):
    """Load a file beside this one without leaving a name that a project could import."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), name + ".py")
    module = types.ModuleType("_alembic_squash_" + name)
    with open(path) as stream:
        exec(compile(stream.read(), path, "exec"), module.__dict__)
    return module


def main():
    """Serve replays until the other end of the socket is closed."""
    channel = beside("channel").Channel(socket.socket(fileno=int(sys.argv[1])))
    setup, _ = channel.receive()
    sys.argv[:] = ["alembic", "upgrade", "heads"]
    if os.path.realpath(sys.path[0]) == os.path.dirname(os.path.realpath(__file__)):
        del sys.path[0]
    os.chdir(setup["place"]["cwd"])
    sys.path.append(setup["place"]["cwd"])
    probe = Probe(channel, setup)
    original = asyncio.base_events.BaseEventLoop.__init__

    def __init__(loop, *args, **kwargs):
        probe.park()
        original(loop, *args, **kwargs)

    asyncio.base_events.BaseEventLoop.__init__ = __init__
    probe.redirect.install()
    if hasattr(os, "register_at_fork"):  # Python 3.7
        os.register_at_fork(after_in_child=probe.let_go)
    try:
        probe.engines.listen()
        probe.open()
    except BaseException as error:
        probe.fail(error)
        os._exit(1)
    probe.run()


if __name__ == "__main__":
    main()
