"""The hook in the project's process: every PostgreSQL connection reaches the scratch database.

Runs in the project's interpreter, so it uses only the standard library and is old-Python-safe
(3.6 and later).  It replaces the ``connect`` functions of the drivers themselves, because
``creator=``, ``pool=`` and direct driver calls go round SQLAlchemy's ``do_connect`` event; that
event is used for what must not connect at all: other dialects and drivers unknown here.
"""

import functools
import importlib.util
import os
import ssl
import sys
from urllib.parse import parse_qsl, unquote, urlsplit

# Words that say where and as whom to connect; anything else of the caller's (options, factories,
# server settings, timeouts) is kept.
_WHERE_WORDS = """
    channel_binding conninfo database dbname direct_tls dsn gssdelegation gssencmode gsslib
    host hostaddr krbsrvname load_balance_hosts max_protocol_version min_protocol_version
    passfile password port require_auth requirepeer requiressl service servicefile sock
    source_address ssl ssl_context ssl_max_protocol_version ssl_min_protocol_version sslcert
    sslcertmode sslcompression sslcrl sslcrldir sslkey sslmode sslnegotiation sslpassword
    sslrootcert sslsni target_session_attrs unix_sock user
"""
_WHERE = frozenset(_WHERE_WORDS.split())
# What the libraries would add to the parameters by themselves, set by whomever.
_VARIABLES_WORDS = """
    PGCHANNELBINDING PGGSSDELEGATION PGGSSENCMODE PGGSSLIB PGHOSTADDR PGKRBSRVNAME
    PGLOADBALANCEHOSTS PGMAXPROTOCOLVERSION PGMINPROTOCOLVERSION PGPASSFILE PGREQUIREAUTH
    PGREQUIREPEER PGREQUIRESSL PGSERVICE PGSERVICEFILE PGSSLCERT PGSSLCERTMODE PGSSLCOMPRESSION
    PGSSLCRL PGSSLCRLDIR PGSSLKEY PGSSLMAXPROTOCOLVERSION PGSSLMINPROTOCOLVERSION PGSSLMODE
    PGSSLNEGOTIATION PGSSLROOTCERT PGSSLSNI PGSYSCONFDIR PGTARGETSESSIONATTRS
"""
_VARIABLES = tuple(_VARIABLES_WORDS.split())
_DRIVERS = ("psycopg2", "psycopg", "asyncpg", "pg8000")


class Redirect:
    """Where connections go, and which ones were asked for.

    ``target``: host, port, user, password, dbname of the scratch database, ``further`` libpq
    keywords and the ``session`` settings to ask for; None before one is assigned.
    ``before_connect`` is called before each connection is made.  ``wanted`` keeps (driver, host,
    dbname) of every connection that the project's code asked for, ``urls`` those of its engines.
    """

    def __init__(self, before_connect):
        self.target = None
        self.before_connect = before_connect
        self.wanted = []
        self.urls = []

    def install(self):
        """Patch the drivers that are imported, and those that will be."""
        for name in _DRIVERS:
            if name in sys.modules:
                self.patch(name)
        sys.meta_path.insert(0, _Finder(self))

    def patch(self, name):
        """Replace the ``connect`` of one driver module, once."""
        module = sys.modules[name]
        if not getattr(module, "_alembic_squash", False):
            module._alembic_squash = True
            getattr(self, "_patch_" + name)(module)

    def _aim(self, driver, asked):
        """The scratch database's parameters, after noting what was asked for."""
        self.before_connect()
        for name in _VARIABLES:
            os.environ.pop(name, None)
        host = asked.get("host") or asked.get("unix_sock") or os.environ.get("PGHOST", "")
        dbname = asked.get("dbname") or asked.get("database") or os.environ.get("PGDATABASE", "")
        self.wanted.append((driver, str(host), str(dbname)))
        target = dict(self.target)
        return target, target.pop("session"), target.pop("further")

    def _keywords(self, driver, parse, dsn, kwargs):
        """The keywords of a libpq driver's call: the caller's own, at our address."""
        asked = dict(parse(dsn)) if dsn else {}
        asked.update(kwargs)
        kept = {k: v for k, v in asked.items() if k not in _WHERE}
        target, session, further = self._aim(driver, asked)
        own = [asked.get("options") or os.environ.get("PGOPTIONS"), further.get("options")]
        own += ["-c %s=%s" % (k, v.replace(" ", "\\ ")) for k, v in session.items()]
        kept.update(further)
        # An empty word is a word: nothing else can say where to go.
        kept.update(target, hostaddr="")
        if any(own):
            kept["options"] = " ".join(filter(None, own))
        return kept

    def _patch_psycopg2(self, module):
        original = module.connect

        @functools.wraps(original)
        def connect(dsn=None, connection_factory=None, cursor_factory=None, **kwargs):
            from psycopg2.extensions import parse_dsn

            keywords = self._keywords("psycopg2", parse_dsn, dsn, kwargs)
            return original(None, connection_factory, cursor_factory, **keywords)

        module.connect = connect

    def _patch_psycopg(self, module):
        own = ("autocommit", "prepare_threshold", "context", "row_factory", "cursor_factory")
        for cls in (module.Connection, module.AsyncConnection):
            original = cls.__dict__["connect"].__func__

            def connect(klass, conninfo="", *, _original=original, **kwargs):
                mine = {k: kwargs.pop(k) for k in own if k in kwargs}
                parse = module.conninfo.conninfo_to_dict
                keywords = self._keywords("psycopg", parse, conninfo, kwargs)
                return _original(klass, "", **dict(keywords, **mine))

            cls.connect = classmethod(functools.wraps(original)(connect))
        module.connect = module.Connection.connect

    def _patch_asyncpg(self, module):
        original = module.connection.connect

        @functools.wraps(original)
        def connect(dsn=None, **kwargs):
            parts = urlsplit(dsn or "")
            query = dict(parse_qsl(parts.query))
            asked = {"host": parts.hostname, "database": unquote(parts.path.lstrip("/"))}
            asked.update({k: v for k, v in query.items() if k in _WHERE})
            asked.update({k: v for k, v in kwargs.items() if v is not None})
            settings = {k: v for k, v in query.items() if k not in _WHERE}
            settings.update(kwargs.get("server_settings") or {})
            kept = {k: v for k, v in kwargs.items() if k not in _WHERE}
            target, session, further = self._aim("asyncpg", asked)
            settings.update(session)
            target["database"] = target.pop("dbname")
            kept.update(target, ssl=further.get("sslmode", False), server_settings=settings or None)
            return original(**kept)

        module.connection.connect = module.connect = connect

    def _patch_pg8000(self, module):
        core = importlib.import_module("pg8000.core")
        cls = getattr(core, "CoreConnection", None) or core.Connection
        original = cls.__init__
        positions = ("user", "host", "database", "port", "password", "source_address", "unix_sock")

        @functools.wraps(original)
        def __init__(this, *args, **kwargs):
            asked = dict(zip(positions, args))
            asked.update(kwargs)
            kept = {k: v for k, v in kwargs.items() if k not in _WHERE}
            target, session, further = self._aim("pg8000", asked)
            host, port = target.pop("host"), target.pop("port")
            kept.update(target, database=target["dbname"])
            del kept["dbname"]
            if host.startswith("/"):
                kept.update(host=None, unix_sock="%s/.s.PGSQL.%s" % (host, port))
            else:
                kept.update(host=host, port=int(port), ssl_context=_encryption(further))
            original(this, **kept)
            for name, value in session.items():
                this.execute_simple("SET %s = '%s'" % (name, value))

        cls.__init__ = __init__


def _encryption(further):
    """pg8000's form of libpq's sslmode."""
    if further.get("sslmode") not in ("require", "verify-ca", "verify-full"):
        return None
    context = ssl.create_default_context(cafile=further.get("sslrootcert"))
    context.check_hostname = further["sslmode"] == "verify-full"
    if further["sslmode"] == "require":
        context.verify_mode = ssl.CERT_NONE
    return context


class _Finder:
    """Patches a driver right after its import, whoever imports it."""

    def __init__(self, redirect):
        self.redirect = redirect
        self.busy = set()

    def find_spec(self, name, path=None, target=None):
        if name not in _DRIVERS or name in self.busy:
            return None
        self.busy.add(name)
        try:
            spec = importlib.util.find_spec(name)
        finally:
            self.busy.discard(name)
        if spec is None or spec.loader is None:
            return spec
        execute = spec.loader.exec_module

        def exec_module(module):
            execute(module)
            self.redirect.patch(name)

        spec.loader.exec_module = exec_module
        return spec
