"""How one database is reached: host, port, user, password, name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from squash.errors import UsageError

DEFAULT_PORT = 5432
REPLACED = ("host", "port", "user", "password", "dbname")


@dataclass(frozen=True, slots=True)
class Connection:
    """Everything a client needs to reach one database.

    Parameters
    ----------
    host : a host name, or the folder of a Unix socket
    port : its port; for a socket the number in the socket's name
    user, password : the role and its password ("" for none)
    dbname : the database
    options : further libpq keywords and values (sslmode, sslrootcert …)
    """

    host: str
    port: int
    user: str
    password: str
    dbname: str
    options: tuple[tuple[str, str], ...] = ()

    @property
    def url(self) -> str:
        """`postgresql://…`, in the form that every driver and libpq understand."""
        account = quote(self.user, safe="")
        if self.password:
            account += f":{quote(self.password, safe='')}"
        database = quote(self.dbname, safe="")
        query = dict(self.options)
        if self.host.startswith("/"):
            query = {"host": self.host, "port": str(self.port), **query}
            place = ""
        else:
            place = f"[{self.host}]" if ":" in self.host else self.host
            place += f":{self.port}"
        tail = f"?{urlencode(query, safe='/')}" if query else ""
        return f"postgresql://{account}@{place}/{database}{tail}"

    @property
    def dsn(self) -> str:
        """libpq's `keyword=value` string, for psycopg, psql and pg_dump."""
        from psycopg.conninfo import make_conninfo

        return make_conninfo(
            "",
            host=self.host,
            port=self.port,
            user=self.user,
            password=self.password or None,
            dbname=self.dbname,
            **dict(self.options),
        )

    @property
    def masked(self) -> str:
        """The URL with `***` for the password, fit for a message."""
        if not self.password:
            return self.url
        return replace(self, password="MASK").url.replace(":MASK@", ":***@", 1)

    def with_dbname(self, name: str) -> Connection:
        """The same server and role, another database."""
        return replace(self, dbname=name)

    def with_user(self, user: str, password: str) -> Connection:
        """The same server and database, another role."""
        return replace(self, user=user, password=password)


def read_url(text: str) -> Connection:
    """A Connection from a URL (SQLAlchemy's `postgresql+driver://` too) or a libpq string.

    Raises UsageError when it is neither, or names no host or no user.
    """
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    scheme, separator, rest = text.strip().partition("://")
    url = f"{scheme.partition('+')[0]}{separator}{rest}"
    try:
        found = {key: str(value) for key, value in conninfo_to_dict(url).items()}
        port = int(found.get("port", DEFAULT_PORT))
    except (psycopg.ProgrammingError, ValueError):
        # libpq's own message may quote a piece of the password.
        raise _unreadable("It is neither a URL nor a list of keyword=value.") from None
    missing = [key for key in ("host", "user") if not found.get(key)]
    if missing:
        raise _unreadable(f"It names no {' and no '.join(missing)}.")
    if not _can_be_asked_for(found["host"]):
        raise _unreadable("Its host is a name that no server can have.")
    further = tuple(sorted((k, v) for k, v in found.items() if k not in REPLACED))
    return Connection(
        host=found["host"],
        port=port,
        user=found["user"],
        password=found.get("password", ""),
        dbname=found.get("dbname", "postgres"),
        options=further,
    )


def _can_be_asked_for(host: str) -> bool:
    """Whether these hosts are folders of sockets, or names that Python, by IDNA, can look up."""
    try:
        return all(each.startswith(("/", "@")) or each.encode("idna") for each in host.split(","))
    except UnicodeError:
        return False


def _unreadable(why: str) -> UsageError:
    return UsageError(
        "The database URL cannot be read.",
        why=why,
        next_step="Write it as --database-url postgresql://USER:PASSWORD@HOST:5432/DATABASE",
    )
