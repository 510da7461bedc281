"""The majors that a project's files name: which images count, in which files, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from squash.outside.majors import NamedImage, major_of, named_images


@pytest.mark.parametrize(
    ("image", "major"),
    [
        ("postgres:15-alpine", 15),
        ("docker.io/library/postgres:14.2", 14),
        ("postgres:15@sha256:abc", 15),
        ("localhost:5000/postgres:13", 13),
        ("postgis/postgis:16-3.4", 16),
        ("pgvector/pgvector:pg17", 17),
        ("pgvector/pgvector:0.8.0-pg16", 16),
        ("timescale/timescaledb:latest-pg15", 15),
        ("timescale/timescaledb:2.14.2-pg16", 16),
        ("timescale/timescaledb-ha:pg15.6-ts2.14", 15),
        ("bitnami/postgresql:15.3.0-debian-11-r7", 15),
        ("supabase/postgres:15.1.0.117", 15),
        ("cimg/postgres:14.0", 14),
        ("citusdata/citus:12.1-pg16", 16),
        ("postgres:9.6", 9),
        ("ankane/pgvector:v0.5.1", None),
        ("timescale/timescaledb:2.14.2", None),
        ("postgres", None),
        ("postgres:latest", None),
        ("localhost:5000/postgres", None),
        ("edoburu/pgbouncer:1.21", None),
        ("prodrigestivill/postgres-backup-local:15", None),
        ("quay.io/prometheuscommunity/postgres-exporter:v0.15", None),
        ("redis:7", None),
        ("Start postgres:15 and wait", None),
    ],
)
def test_an_image_says_its_major(image: str, major: int | None) -> None:
    """Servers and their relatives do, with Postgres' own major; poolers and exporters do not."""
    assert major_of(image) == major


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("docker-compose.yml", "services:\n  db:\n    image: {}\n"),
        ("compose.dev.yaml", "services:\n  db:\n    image: '{}'\n"),
        ("docker/docker-compose.yml", "services:\n  db:\n    image: {}\n"),
        (".devcontainer/docker-compose.yml", "services:\n  db: {{image: '{}'}}\n"),
        (".github/workflows/ci.yml", "jobs:\n a:\n  services:\n   pg:\n    image: {}\n"),
        (".gitlab-ci.yml", "test:\n  services:\n    - {}\n"),
        (".gitlab-ci.yml", "test:\n  services:\n    - name: {}\n      alias: db\n"),
        (".circleci/config.yml", "jobs:\n  a:\n    docker:\n      - image: {}\n"),
    ],
)
def test_files_name_images(tmp_path: Path, name: str, text: str) -> None:
    """Compose and CI files are read, and the line is told."""
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    content = text.format("pgvector/pgvector:pg16")
    file.write_text(content, encoding="utf-8")
    line = next(n for n, each in enumerate(content.splitlines(), 1) if "pg16" in each)
    expected = (NamedImage(16, "pgvector/pgvector:pg16", name, line),)
    assert named_images(tmp_path) == expected


def test_a_default_of_a_variable_counts(tmp_path: Path) -> None:
    """What a variable holds is not known, what it holds without being set is."""
    text = "services:\n  a: {image: 'postgres:${PG:-15}'}\n  b: {image: 'postgres:${PG}'}\n"
    (tmp_path / "compose.yml").write_text(text, encoding="utf-8")
    assert named_images(tmp_path) == (NamedImage(15, "postgres:15", "compose.yml", 2),)


def test_a_matrix_names_all_of_its_majors(tmp_path: Path) -> None:
    """A workflow that runs on several versions names none in particular."""
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    text = "jobs:\n a:\n  strategy:\n   matrix:\n    db: ['postgres:15', 'postgres:16']\n"
    (folder / "ci.yaml").write_text(text, encoding="utf-8")
    assert {each.major for each in named_images(tmp_path)} == {15, 16}


def test_the_repository_around_a_project_counts(tmp_path: Path) -> None:
    """A project in a folder of a repository is tested by the workflows at its top."""
    project = tmp_path / "backend"
    project.mkdir()
    (tmp_path / "compose.yaml").write_text("services: {db: {image: 'postgres:15'}}\n")
    assert named_images(project) == ()
    assert [each.file for each in named_images(project, tmp_path)] == ["../compose.yaml"]


@pytest.mark.parametrize(
    "content",
    [
        b"services: [unclosed\n image: postgres:15\n",
        b"\xff\xfe postgres:15",
        b"a: &a\n  image: *a\n  postgres: 15\n",
        b"a: &a [*a, postgres]\n",
        b"[" * 5000 + b"postgres",
        b"image: postgres:15\n" + b"#" * (1 << 20),
        b"- postgres: !!python/object:os.system x\n",
    ],
)
def test_files_that_cannot_be_read_are_passed_over(tmp_path: Path, content: bytes) -> None:
    """Broken, binary, endless, deep and very large ones: none stops a run."""
    (tmp_path / "compose.yml").write_bytes(content)
    (tmp_path / "docker-compose.yml").mkdir()
    assert named_images(tmp_path) == ()
