"""SQLAlchemy's engines in the project's process: only those of our database may connect.

Runs in the project's interpreter, so it uses only the standard library and is old-Python-safe
(3.6 and later).
"""

import sys
import traceback
import weakref


class ForeignDatabase(BaseException):
    """The project went to connect to something that is not our scratch database.

    No ``Exception``: a loop that waits for its database to come up must not catch it.
    """

    def __init__(self, dialect, driver, where):
        super().__init__("%s+%s: %s" % (dialect, driver, where))
        self.dialect = dialect
        self.driver = driver
        self.where = where


class Engines:
    """The engines that connected, to stop the wrong ones and to empty the pools of the others.

    ``redirect`` knows where the database is, ``drivers`` which ones it redirects.
    """

    def __init__(self, redirect, drivers):
        self.redirect = redirect
        self.drivers = drivers
        self.seen = weakref.WeakSet()

    def listen(self):
        """Hear of every URL, every connection to be made and every one that was made."""
        from sqlalchemy import event
        from sqlalchemy.engine import Engine
        from sqlalchemy.engine.url import URL
        from sqlalchemy.pool import Pool

        original = URL._get_entrypoint

        def _get_entrypoint(url):
            self.redirect.urls.append(repr(url))  # Which masks the password.
            return original(url)

        URL._get_entrypoint = _get_entrypoint
        event.listen(Engine, "do_connect", self.do_connect)
        event.listen(Engine, "engine_connect", self.engine_connect)
        event.listen(Pool, "connect", self.check)

    def where(self, context):
        """Host, port and database that a migration context leads to, as texts."""
        url = context.connection and context.connection.engine.url
        return [str(getattr(url, k, None)) for k in ("host", "port", "database")]

    def do_connect(self, dialect, record, cargs, cparams):
        """Stop other dialects, and drivers whose connect is not replaced."""
        driver = getattr(dialect, "driver", "")
        if dialect.name != "postgresql" or driver not in self.drivers:
            where = cparams.get("database") or cparams.get("dbname") or (cargs or [""])[0]
            urls = [u for u in self.redirect.urls if u.startswith(dialect.name)]
            raise ForeignDatabase(dialect.name, driver, urls[-1] if urls else where)

    def engine_connect(self, connection, *_):
        self.seen.add(connection.engine)

    def check(self, connection, _):
        """Look where a new connection leads before anything is said on it, whoever made it."""
        try:
            name = _database_of(connection)
        except Exception:
            name = None
        target = self.redirect.target
        if target is None or name != target["dbname"]:
            urls = self.redirect.urls
            module = type(connection).__module__
            raise ForeignDatabase(module, module, name or (urls[-1] if urls else "?"))

    def release(self):
        """Close sessions and idle connections: a command of Alembic's ends its process, and both.

        Sessions first, as some pools close what is in use too.
        """
        orm = sys.modules.get("sqlalchemy.orm")
        try:
            if orm is not None:
                orm.close_all_sessions()
        except Exception:
            traceback.print_exc()  # Whatever stays open is named when the database is copied.
        for engine in list(self.seen):
            if not getattr(engine.dialect, "is_async", False):
                engine.dispose()


def _database_of(connection):
    """The database's name as the driver tells it, else as the server does."""
    inner = getattr(connection, "_connection", connection)  # Of SQLAlchemy's async adapters.
    info = getattr(inner, "info", None)
    if getattr(info, "dbname", None):
        return info.dbname
    if hasattr(inner, "_params"):
        return inner._params.database
    cursor = connection.cursor()
    cursor.execute("SELECT current_database()")
    (name,) = cursor.fetchone()
    cursor.close()
    connection.rollback()
    return name
