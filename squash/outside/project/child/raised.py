"""What a person needs to know of an exception in the project's code.

Runs in the project's interpreter, so it uses only the standard library and is old-Python-safe
(3.6 and later).
"""

import os
import traceback
from urllib.parse import urlsplit

_OTHER_DRIVERS = frozenset(
    """
    MySQLdb aiomysql aioodbc aiosqlite asyncmy clickhouse_connect clickhouse_driver cx_Oracle
    duckdb_engine ibm_db_dbi mariadb mysql oracledb pymssql pymysql pyodbc snowflake sqlite3
    """.split()
)

# Characters; a person is shown far fewer, and the log has them all.
_LONGEST = 100000


class Refused(Exception):
    """Something the project does that cannot be squashed; ``advice`` says what to do."""

    def __init__(self, message, advice):
        super().__init__(message)
        self.advice = advice


def several(first, second):
    """The refusal of a project that migrates more than one (host, port, database)."""
    return Refused(
        "env.py migrates several databases: %s and %s" % (first[2], second[2]),
        "A history is squashed for one database: let env.py choose it by a variable and "
        "name it: --env NAME=VALUE",
    )


def left_behind(name):
    """The refusal of an application that imports a file which the squash removes."""
    return Refused(
        "the application imports %s, a file that the squash removes" % name,
        "Move what it needs of that file into a module of the application.",
    )


def original(name):
    """The refusal of code that imports a revision from the checkout, past the copy."""
    return Refused(
        "the project's code imports %s from the checkout, not from the copy that is replayed"
        % name,
        "What it imports there may be gone after the squash, and no replay would show it. Import "
        "it beside the migrations (a package, or a path from the current folder), or move what is "
        "needed of that file into a module of the application.",
    )


def swallowed(revision):
    """The refusal of an env.py that keeps the failure of a revision to itself."""
    return Refused(
        "env.py went on after revision %s had failed" % revision,
        "Mend the revision, and let env.py raise what a revision raises; what was said is in the "
        "logs of the report folder.",
    )


def more_than_once():
    """The refusal of an env.py that runs the history again and again."""
    return Refused(
        "env.py runs the history more than once, with a version table for each time",
        "Such a project (a schema for each tenant, most often) cannot be squashed yet: "
        "let env.py run it for one of them, by a variable: --env NAME=VALUE",
    )


def describe(error, revision, folders, urls):
    """An exception as plain values.

    ``revision``: the one that was running (Alembic's object) or None; ``folders``: of the
    project's copy; ``urls``: of the engines that were made, the last one last.
    """
    chain = _chain(error)
    if revision is None and _waits_for_itself(chain):
        first, second = _two_databases(urls)
        if second is not None:
            error = several(first, second).with_traceback(error.__traceback__)
            chain = [error]
    original = getattr(error, "orig", None) or error
    path, line = _place(error, revision, folders)
    return {
        "kind": type(error).__name__,
        "message": _message(original)[:_LONGEST],
        "statement": (_first(chain, "statement") or "")[:_LONGEST] or None,
        "sqlstate": _sqlstate(chain),
        "revision": revision.revision if revision is not None else None,
        "file": path,
        "line": line,
        "module": getattr(error, "name", None) if isinstance(error, ImportError) else None,
        "foreign": _foreign(error, urls),
        "advice": getattr(error, "advice", None),
        "anew": getattr(error, "anew", False),
    }


def _chain(error):
    """An exception and what it came from, the outermost first."""
    chain = []
    while error is not None and not any(error is each for each in chain):
        chain.append(error)
        before = None if error.__suppress_context__ else error.__context__
        error = getattr(error, "orig", None) or error.__cause__ or before
    return chain


def _waits_for_itself(chain):
    """Whether making the version table waited: a second time, beside a first transaction."""
    statement = (_first(chain, "statement") or "").lstrip()
    return _sqlstate(chain) == "55P03" and statement.upper().startswith("CREATE TABLE")


def _two_databases(urls):
    """(host, port, database) of the first two databases that engines were made for, or Nones."""
    found = []
    for url in urls:
        try:
            parts = urlsplit(url)
            where = (parts.hostname, parts.port, parts.path.lstrip("/"))
        except ValueError:
            continue
        if where not in found:
            found.append(where)
    return [*found, None, None][:2]


def _first(chain, name):
    values = [getattr(each, name, None) for each in chain]
    return next((v for v in values if isinstance(v, str) and v), None)


def _sqlstate(chain):
    code = _first(chain, "sqlstate") or _first(chain, "pgcode")
    fields = [a for each in chain for a in each.args if isinstance(a, dict)]  # pg8000
    return code or next((f["C"] for f in fields if "C" in f), None)


def _message(error):
    if isinstance(error, SystemExit):
        return "it called sys.exit(%r)" % (error.code,)
    if error.args and isinstance(error.args[0], dict) and "M" in error.args[0]:
        return str(error.args[0]["M"])
    try:
        return str(error) or type(error).__name__
    except Exception:
        return type(error).__name__


def _place(error, revision, folders):
    """File and line: in the revision, else in the project, else where it was raised."""
    if isinstance(error, SyntaxError) and error.filename:
        return error.filename, error.lineno
    frames = traceback.extract_tb(error.__traceback__)
    frames = [f for f in frames if not f[0].startswith("<")]
    path = os.path.realpath(revision.path) if revision is not None else None
    inside = [f for f in frames if os.path.realpath(f[0]) == path]
    near = [f for f in frames if os.path.abspath(f[0]).startswith(tuple(folders))]
    chosen = (inside or near or frames)[-1:]
    return (os.path.abspath(chosen[0][0]), chosen[0][1]) if chosen else (path, None)


def _foreign(error, urls):
    """Which other kind of database it is about, also where its driver is not even installed."""
    if type(error).__name__ == "ForeignDatabase":
        return {k: str(getattr(error, k)) for k in ("dialect", "driver", "where")}
    driver = str(getattr(error, "name", "")).split(".")[0]
    missing = driver in _OTHER_DRIVERS or type(error).__name__ == "NoSuchModuleError"
    if missing and urls and not urls[-1].startswith("postgres"):
        dialect = urls[-1].split(":")[0].split("+")[0]
        return {"dialect": dialect, "driver": driver or dialect, "where": urls[-1]}
    return None
