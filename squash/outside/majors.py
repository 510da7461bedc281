"""The Postgres majors that a project's compose and CI files name by their images."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import yaml

_PLACES = (
    "docker-compose*.y*ml",
    "compose*.y*ml",
    "*/docker-compose*.y*ml",
    "*/compose*.y*ml",
    ".devcontainer/**/docker-compose*.y*ml",
    ".devcontainer/**/compose*.y*ml",
    ".github/workflows/*.y*ml",
    ".gitlab-ci.y*ml",
    ".circleci/config.y*ml",
    ".drone.y*ml",
    ".woodpecker.y*ml",
    "bitbucket-pipelines.y*ml",
)
_LARGEST = 1 << 20  # bytes; no such file is larger, and YAML of a megabyte takes seconds
# Postgres servers by the last part of the image's name; poolers, exporters and backup programs
# have its word in their names too.
_SERVERS = re.compile(
    r"(?:^|/)(?:postgres|postgresql|postgresql-repmgr|postgis|pgvector|pgroonga|paradedb|citus"
    r"|timescaledb(?:-ha|-postgis)?)$"
)
# pg15, latest-pg15.2, 15-alpine, 15.3-3.3, v15: the first that fits.
_MAJORS = (
    re.compile(r"(?:^|[^a-z])(?:pg|postgres(?:ql)?-?)(\d{1,2})(?![\d])"),
    re.compile(r"^v?(\d{1,2})(?:[.\-_]|$)"),
)
# Tags of these do not begin with the major of Postgres.
_OWN_VERSIONS = re.compile(r"(?:pgvector|timescaledb[\w-]*|citus|pgroonga|paradedb)$")
_VARIABLE = re.compile(r"\$\{\w+:?-([^}]*)\}")


@dataclass(frozen=True, slots=True)
class NamedImage:
    """An image of a Postgres server that a file of the project names.

    Parameters
    ----------
    major : of Postgres
    image : with its tag, as it is written but for variables with a default
    file : relative to the project or, with ``..``, above it
    line : it stands on, from 1
    """

    major: int
    image: str
    file: str
    line: int


def named_images(project: Path, root: Path | None = None) -> tuple[NamedImage, ...]:
    """Every Postgres image with a major in the compose and CI files of a project.

    Parameters
    ----------
    project : its folder
    root : the folder of the repository it is in, whose files count too

    Files that are no YAML are passed over: they are not ours to judge.
    """
    found: dict[tuple[Path, int, str], NamedImage] = {}
    for folder in dict.fromkeys((project, root or project)):
        for file in _files(folder):
            for text, line in _images(file):
                image = _VARIABLE.sub(r"\1", text.strip())
                major = major_of(image)
                if major is not None:
                    name = os.path.relpath(file, project)
                    found.setdefault((file, line, image), NamedImage(major, image, name, line))
    return tuple(found.values())


def major_of(image: str) -> int | None:
    """The major of Postgres in an image; None where it is no Postgres server or names none."""
    name, _, tag = image.partition("@")[0].lower().rpartition(":")
    if not name or "/" in tag or not _SERVERS.search(name):
        return None
    last = name.rpartition("/")[2]
    in_name = _MAJORS[0].search(last)
    patterns = _MAJORS[:1] if _OWN_VERSIONS.search(last) else _MAJORS
    for match in (in_name, *(pattern.search(tag) for pattern in patterns)):
        if match is not None:
            return int(match[1])
    return None


def _files(folder: Path) -> Iterator[Path]:
    for pattern in _PLACES:
        for file in sorted(folder.glob(pattern)):
            if file.is_file() and file.stat().st_size <= _LARGEST:
                yield file


def _images(file: Path) -> Iterator[tuple[str, int]]:
    """Images of a file with their lines; none where it cannot be read."""
    import yaml

    try:
        text = file.read_text(encoding="utf-8")
        if "postg" not in text and "pg" not in text and "timescale" not in text:
            return
        for document in yaml.compose_all(text, Loader=yaml.SafeLoader):
            yield from _below(document, set())
    except (OSError, UnicodeDecodeError, yaml.YAMLError, RecursionError):
        return


def _below(node: yaml.Node | None, seen: set[int]) -> Iterator[tuple[str, int]]:
    """The values of ``image`` and ``name`` keys, and what stands in lists (GitLab's services)."""
    import yaml

    if node is None or id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            named = getattr(key, "value", None) in ("image", "name")
            if named and isinstance(value, yaml.ScalarNode):
                yield str(value.value), value.start_mark.line + 1
            else:
                yield from _below(value, seen)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            if isinstance(value, yaml.ScalarNode):
                yield str(value.value), value.start_mark.line + 1
            else:
                yield from _below(value, seen)
