"""The server of a run: which Postgres it is, and what to know of that choice."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from squash.errors import ServerError, UsageError
from squash.hazard import Hazard
from squash.outside.majors import NamedImage, named_images
from squash.outside.project import ReplayFailed
from squash.outside.run_folder import RunFolder
from squash.outside.server import (
    Binaries,
    Limits,
    Postgres,
    PrivatePostgres,
    default_cache,
    find_binaries,
    find_client,
    from_wheels,
    installed,
    look,
    offer,
    read_url,
    server_user,
)
from squash.settings import Settings

if TYPE_CHECKING:
    from squash.outside.server import GivenPostgres

_MISSING_EXTENSION = re.compile(
    r'extension "(?P<name>[^"]+)" (?:is not available|must be (?:pre)?loaded)'
    r'|could not open extension control file "[^"]*/(?P<file>[^"/]+)\.control"'
)
# Extensions that Postgres itself does not bring, and images that have them.
_IMAGES = {
    "postgis": "postgis/postgis:{major}-3.4",
    "timescaledb": "timescale/timescaledb:latest-pg{major}",
    "vector": "pgvector/pgvector:pg{major}",
}


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of the server of a run.

    Parameters
    ----------
    hazards : what to know of the choice
    images : Postgres images that the project's files name
    """

    hazards: tuple[Hazard, ...]
    images: tuple[NamedImage, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The server of a run.

    Parameters
    ----------
    postgres : gives scratch databases
    find : looks for the programs of a private one, once; raises ``ServerError``
    """

    postgres: Postgres
    find: Callable[[], Found]


def choose_server(settings: Settings, project: Path, root: Path, folder: RunFolder) -> Chosen:
    """The given server, or private ones of the major that was asked for or that files name.

    Parameters
    ----------
    project, root : the project's folder and that of its repository
    folder : of the run

    Raises ``ServerError`` and ``UsageError``.
    """
    images = cache(partial(named_images, project, root))
    if settings.database_url is not None:
        given = _given(settings, settings.database_url, folder)
        found = Found(tuple(_given_hazards(given, images())), images())
        return Chosen(given, lambda: found)
    user = server_user()
    binaries = cache(lambda: _private(settings, _named(images())))
    postgres = PrivatePostgres(binaries, folder, _cache(settings), limits=Limits(), user=user)

    def find() -> Found:
        hazard = _version_hazard(settings, binaries().major, images())
        return Found(() if hazard is None else (hazard,), images())

    return Chosen(postgres, cache(find))


def _named(images: Sequence[NamedImage]) -> NamedImage | None:
    """The first, where all are of one major."""
    return images[0] if len({image.major for image in images}) == 1 else None


def missing_extension(
    error: ReplayFailed, major: int, images: Sequence[NamedImage]
) -> ServerError | None:
    """The error for a history that needs an extension the server does not have; None otherwise."""
    found = _MISSING_EXTENSION.search(error.what)
    if found is None:
        return None
    name = found["name"] or found["file"]
    own = [each.image for each in images if each.major == major]
    special = [each for each in own if not re.search(r"(?:^|/)postgres(?:ql)?:", each)]
    image = next(iter(special), _IMAGES.get(name, "").format(major=major))
    step = offer(image) if image else "Give a server that has it: --database-url URL"
    return ServerError(
        f"The history needs the extension {name}, which the server does not have. {error.what}",
        why=error.why,
        next_step=step,
    )


def given_secrets(settings: Settings) -> list[str]:
    """The password of the given server, where it is none that everybody uses."""
    if settings.database_url is None:
        return []
    try:
        connection = read_url(settings.database_url)
    except UsageError:
        return []
    common = {connection.user, connection.dbname, connection.host, "postgres", "password"}
    return [] if connection.password in common else [connection.password]


def _private(settings: Settings, named: NamedImage | None) -> Binaries:
    asked = settings.postgres_version
    from_file = named if asked is None else None
    try:
        return find_binaries(
            postgres_bin=Path(settings.postgres_bin) if settings.postgres_bin else None,
            version=from_file.major if from_file else asked,
            image=named.image if named and asked in (None, named.major) else None,
            path=settings.environ.get("PATH", ""),
            user=server_user(),
            cache=_cache(settings),
        )
    except ServerError as error:
        if from_file is None:
            raise
        raise ServerError(
            f"{from_file.file}:{from_file.line} names {from_file.image}. {error.what}",
            why=error.why,
            next_step=error.next_step,
        ) from error


def _given(settings: Settings, url: str, folder: RunFolder) -> GivenPostgres:
    from squash.outside.server import GivenPostgres, session

    connection = read_url(url)
    with session(connection) as opened:
        major = opened.info.server_version // 10000
    asked = settings.postgres_version
    if asked not in (None, major):
        raise UsageError(
            f"--postgres-version {asked} was asked for, and the server of --database-url is "
            f"Postgres {major}.",
            why="A history gives another schema on another major.",
            next_step=f"Leave out one of them, or give the URL of a Postgres {asked}.",
        )
    return GivenPostgres(
        connection,
        _client(settings, major),
        limits=Limits(),
        run=folder.run,
        disposable=settings.server_is_disposable,
    )


def _client(settings: Settings, major: int) -> Binaries:
    """pg_dump and psql for a given server; those of --postgres-bin where it is given."""
    if settings.postgres_bin is not None:
        named = look(Path(settings.postgres_bin), "--postgres-bin")
        return find_client([named] if named else [], major)
    found = installed(path=settings.environ.get("PATH", ""))
    if not any(each.major == major for each in found):
        found += tuple(from_wheels(cache=_cache(settings)))
    return find_client(found, major)


def _given_hazards(given: GivenPostgres, images: Sequence[NamedImage]) -> list[Hazard]:
    found = []
    if images and given.major not in {each.major for each in images}:
        found.append(_other_major(images[0], given.major))
    if given.own_role:
        found.append(
            Hazard(
                "role",
                "migrating role",
                "The role of --database-url may make no other role, so it migrated itself; with "
                "CREATEROLE a role without rights of its own would have.",
            )
        )
    return found


def _version_hazard(settings: Settings, used: int, images: Sequence[NamedImage]) -> Hazard | None:
    majors = {image.major for image in images}
    if settings.postgres_version is not None:
        return _other_major(images[0], used) if majors and used not in majors else None
    if len(majors) == 1:
        return None
    reason = "No Postgres version was named"
    if majors:
        numbers = ", ".join(str(each) for each in sorted(majors))
        reason = f"The project's files name several Postgres versions ({numbers})"
    return Hazard(
        "version",
        "Postgres",
        f"{reason}, so the newest installed one was used; the proof holds for Postgres {used} "
        "only.",
    )


def _other_major(image: NamedImage, used: int) -> Hazard:
    return Hazard(
        "version",
        "Postgres",
        f"The project names {image.image}, and the proof was made on Postgres {used}; it holds "
        "for that version only.",
        file=image.file,
        line=image.line,
    )


def _cache(settings: Settings) -> Path:
    return default_cache(settings.environ, root=os.geteuid() == 0)
