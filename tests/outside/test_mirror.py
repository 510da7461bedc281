"""Copies of a project, made of real folders and links."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from squash.errors import CheckoutError
from squash.outside.worktree import mirror


def write(path: Path, text: str = "x = 1\n") -> Path:
    """Make a file with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with migrations, sources, data and a virtual environment."""
    root = tmp_path / "checkout" / "shop"
    write(root / "alembic.ini")
    write(root / "db" / "alembic" / "env.py")
    write(root / "db" / "alembic" / "versions" / "a.py", "revision = 'a'\n")
    write(root / "db" / "alembic" / "versions" / "2024" / "b.py", "revision = 'b'\n")
    write(root / "db" / "alembic" / "versions" / "__pycache__" / "a.cpython-311.pyc")
    write(root / "db" / "models" / "user.py")
    write(root / "shop" / "app.py")
    write(root / ".git" / "HEAD")
    write(root / ".venv" / "pyvenv.cfg")
    return root


def locations(project: Path) -> list[Path]:
    """Script and version location of the fixture's project."""
    return [project / "db/alembic", project / "db/alembic/versions"]


def test_migrations_are_files_and_the_rest_is_links(project: Path, tmp_path: Path) -> None:
    """Folders on the way are real with copied files; other folders are links to the original."""
    made = mirror(project, locations(project), tmp_path / "copy")
    real = {
        each.relative_to(made.cwd).as_posix(): "link" if each.is_symlink() else "own"
        for each in made.cwd.rglob("*")
        if not each.is_dir() or each.is_symlink()
    }
    assert real == {
        ".venv": "link",
        "alembic.ini": "own",
        "db/alembic/env.py": "own",
        "db/alembic/versions/2024/b.py": "own",
        "db/alembic/versions/a.py": "own",
        "db/models": "link",
        "shop": "link",
    }
    assert (made.cwd / "shop").readlink() == project / "shop"
    assert (made.cwd / "shop/app.py").read_text() == "x = 1\n"


def test_a_copied_file_keeps_mode_and_time(project: Path, tmp_path: Path) -> None:
    """A copy differs from its original in its place only, whatever the umask."""
    source = project / "db/alembic/versions/a.py"
    source.chmod(0o755)
    os.utime(source, (1_600_000_000, 1_600_000_000))
    before = os.umask(0o077)
    try:
        copy = mirror(project, locations(project), tmp_path / "copy").path_of(source)
    finally:
        os.umask(before)
    status = copy.stat()
    assert (oct(status.st_mode & 0o777), status.st_mtime) == ("0o755", 1_600_000_000)
    assert oct(copy.parent.stat().st_mode & 0o777) == "0o755"
    assert copy.stat().st_ino != source.stat().st_ino


def test_paths_are_found_both_ways(project: Path, tmp_path: Path) -> None:
    """A path of the project has its place in the copy, and the copy knows what it copies."""
    made = mirror(project, locations(project), tmp_path / "copy")
    source = project / "db/alembic/versions/2024/b.py"
    assert made.path_of(source) == tmp_path / "copy/shop/db/alembic/versions/2024/b.py"
    assert made.original(made.path_of(source)) == source
    assert made.path_of(Path("/usr/bin/python3")) == Path("/usr/bin/python3")
    assert made.original(Path("/usr/bin/env")) == Path("/usr/bin/env")


def test_a_location_outside_begins_the_mirror_higher(project: Path, tmp_path: Path) -> None:
    """A location beside the project is reached from the copy by the same `..`."""
    beside = write(project.parent / "shared" / "versions" / "c.py").parent
    made = mirror(project, [*locations(project), beside], tmp_path / "copy")
    assert made.cwd == tmp_path / "copy/checkout/shop"
    assert (made.cwd / "../shared/versions/c.py").read_text() == "x = 1\n"
    assert not made.path_of(beside).is_symlink()


def test_what_the_project_reaches_upwards_is_there(project: Path, tmp_path: Path) -> None:
    """Of a project in a repository the repository's other folders are links beside it."""
    write(project.parent / "library" / "code.py")
    made = mirror(project, locations(project), tmp_path / "copy", reaching=[project.parent])
    assert (made.cwd / "../library").is_symlink()
    assert (made.cwd / "../library/code.py").is_file()


def test_what_shares_only_the_root_is_its_own_place(tmp_path: Path, project: Path) -> None:
    """The mirror never begins at the root of all files."""
    made = mirror(project, locations(project), tmp_path / "copy", reaching=[Path("/usr/lib")])
    assert made.cwd == tmp_path / "copy/shop"


def test_an_installed_location_is_copied_alone(project: Path, tmp_path: Path) -> None:
    """Migrations in another package are copied without what is around them."""
    package = project / ".venv/lib/python3/site-packages/plugin"
    write(package / "__init__.py")
    script = write(package / "migrations" / "env.py").parent
    versions = write(script / "versions" / "p.py").parent
    made = mirror(project, [script, versions], tmp_path / "copy")
    assert made.path_of(versions / "p.py") == (
        tmp_path / "copy/elsewhere-1/migrations/versions/p.py"
    )
    assert made.path_of(versions / "p.py").is_file()
    assert made.cwd == tmp_path / "copy/shop"
    assert [each.name for each in (tmp_path / "copy/elsewhere-1").iterdir()] == ["migrations"]
    again = made.variant(tmp_path / "second", removed=[versions / "p.py"])
    assert again.path_of(script / "env.py").is_file()
    assert not again.path_of(versions / "p.py").exists()


def test_a_project_that_is_its_own_location_is_not_copied_whole(
    project: Path, tmp_path: Path
) -> None:
    """With env.py in the project folder its packages are links all the same."""
    write(project / "env.py")
    write(project / "versions" / "z.py")
    made = mirror(project, [project, project / "versions"], tmp_path / "copy")
    assert (made.cwd / "shop").is_symlink()
    assert (made.cwd / ".venv").is_symlink()
    assert not (made.cwd / "env.py").is_symlink()
    assert not (made.cwd / "versions/z.py").is_symlink()


def test_linked_locations_and_files_become_copies(project: Path, tmp_path: Path) -> None:
    """Nothing a run may replace leads back into the checkout, also where it was a link."""
    stored = write(tmp_path / "stored" / "d.py", "revision = 'd'\n")
    (project / "db/alembic/versions/d.py").symlink_to(stored)
    (project / "db/alembic/more").symlink_to(stored.parent)
    (project / "db/alembic/linked").symlink_to(project / "shop")
    real = [*locations(project), project / "db/alembic/more"]
    made = mirror(project, real, tmp_path / "copy")
    for name in ("versions/d.py", "more/d.py", "more"):
        assert not (made.cwd / "db/alembic" / name).is_symlink()
    assert (made.cwd / "db/alembic/more/d.py").read_text() == "revision = 'd'\n"
    assert (made.cwd / "db/alembic/linked").is_symlink()


def test_links_to_locations_lead_to_their_copies(project: Path, tmp_path: Path) -> None:
    """By whatever way the project's code goes, it finds the copy; new files go nowhere else."""
    (project / "current").symlink_to("db/alembic")
    (project / "db/alembic/newest").symlink_to(project / "db/alembic/versions")
    (project / "self").symlink_to(".")
    (project / "code").symlink_to("shop")
    made = mirror(project, locations(project), tmp_path / "copy")
    added = {project / "db/alembic/versions/c.py": b"revision = 'c'\n"}
    for each in (made, made.variant(tmp_path / "second", added=added)):
        versions = each.cwd / "db/alembic/versions"
        for way in ("current/versions", "db/alembic/newest", "self/db/alembic/versions"):
            assert (each.cwd / way).resolve() == versions
        assert (each.cwd / "code").resolve() == project / "shop"
    assert (made.place.with_name("second") / "shop/current/versions/c.py").is_file()
    with pytest.raises(AssertionError, match="leads elsewhere"):
        made.variant(tmp_path / "third", added={project / "shop/c.py": b""})
    assert not (project / "shop/c.py").exists()


def test_links_that_lead_nowhere_are_links(project: Path, tmp_path: Path) -> None:
    """Git holds such links: to nothing, to themselves, in a circle."""
    for name, target in (("self", "self"), ("none", "nowhere"), ("a", "b"), ("b", "a")):
        (project / name).symlink_to(target)
        (project / "db/alembic/versions" / name).symlink_to(target)
    made = mirror(project, locations(project), tmp_path / "copy")
    assert (made.cwd / "self").is_symlink()
    assert (made.cwd / "db/alembic/versions/self").is_symlink()


def test_a_virtual_environment_inside_a_location_is_linked(project: Path, tmp_path: Path) -> None:
    """Installed packages are never copied, wherever they lie."""
    write(project / "db/alembic/env311/pyvenv.cfg")
    write(project / "db/alembic/node_modules/x/index.js")
    made = mirror(project, locations(project), tmp_path / "copy")
    assert (made.cwd / "db/alembic/env311").is_symlink()
    assert (made.cwd / "db/alembic/node_modules").is_symlink()


def test_large_files_on_the_way_are_linked(project: Path, tmp_path: Path) -> None:
    """A database dump beside alembic.ini costs no copy; in a location it may be replaced."""
    (project / "dump.sql").write_bytes(b"x" * (1 << 20))
    (project / "db/alembic/versions/seed.csv").write_bytes(b"x" * (1 << 20))
    made = mirror(project, locations(project), tmp_path / "copy")
    assert (made.cwd / "dump.sql").is_symlink()
    assert not (made.cwd / "db/alembic/versions/seed.csv").is_symlink()


def test_a_mirror_inside_the_project_does_not_hold_itself(project: Path) -> None:
    """A copy below a location ends."""
    made = mirror(project, locations(project), project / "db/alembic/copy")
    assert not (made.cwd / "db/alembic/copy").exists()


def test_a_missing_location_is_no_error(project: Path, tmp_path: Path) -> None:
    """A version location that nobody made yet is left to Alembic."""
    made = mirror(project, [*locations(project), project / "new/versions"], tmp_path / "copy")
    assert not (made.cwd / "new").exists()


def test_the_variant_is_the_squashed_copy(project: Path, tmp_path: Path) -> None:
    """A variant lacks what is removed, has what is added, and is a copy of its own."""
    versions = project / "db/alembic/versions"
    first = mirror(project, locations(project), tmp_path / "one")
    write(first.path_of(versions / "made_by_a_migration.py"))
    second = first.variant(
        tmp_path / "two",
        removed=[versions / "2024/b.py", project / "shop"],
        added={versions / "baseline.py": b"revision = 'b'\n"},
    )
    files = sorted(each.name for each in second.path_of(versions).rglob("*.py"))
    assert files == ["a.py", "baseline.py"]
    assert second.original(second.path_of(versions / "baseline.py")) == versions / "baseline.py"
    assert not (second.cwd / "shop").exists()
    assert (second.cwd / "db/models").readlink() == project / "db/models"
    write(second.path_of(versions / "a.py"), "changed\n")
    assert first.path_of(versions / "a.py").read_text() == "revision = 'a'\n"
    assert (versions / "a.py").read_text() == "revision = 'a'\n"


def test_another_account_reads_the_copy_and_adds_to_it(project: Path, tmp_path: Path) -> None:
    """Where project code runs as somebody else it can read its copy, add to it, change nothing."""
    (project / "alembic.ini").chmod(0o600)
    made = mirror(project, locations(project), tmp_path / "copy", shared=True)
    second = made.variant(tmp_path / "two", added={project / "db/alembic/versions/n.py": b""})
    folders = [made.cwd, made.cwd / "db/alembic", second.cwd / "db/alembic/versions"]
    assert {oct(each.stat().st_mode & 0o7777) for each in folders} == {"0o1777"}
    files = [made.cwd / "db/alembic/env.py", second.cwd / "db/alembic/versions/n.py"]
    files += [made.cwd / "alembic.ini", second.cwd / "alembic.ini"]
    assert {each.stat().st_mode & 0o046 for each in files} == {0o044}
    assert {each.stat().st_uid for each in (*folders, *files)} == {os.geteuid()}


def test_something_stands_for_the_repository(project: Path, tmp_path: Path) -> None:
    """The project's own repository stays out of its copies, and what replaces it is in all."""
    (project / ".git").mkdir(exist_ok=True)
    harmless = tmp_path / "harmless"
    harmless.mkdir()
    instead = (project / ".git", harmless)
    made = mirror(project, locations(project), tmp_path / "copy", repository=instead)
    second = made.variant(tmp_path / "two")
    assert (made.cwd / ".git").readlink() == harmless
    assert (second.cwd / ".git").readlink() == harmless


def test_what_cannot_be_copied_is_said(project: Path, tmp_path: Path) -> None:
    """An occupied place is a checkout error for the mirror and for its variant."""
    made = mirror(project, locations(project), tmp_path / "copy")
    with pytest.raises(CheckoutError, match="cannot be copied"):
        mirror(project, locations(project), tmp_path / "copy")
    with pytest.raises(CheckoutError, match="cannot be copied"):
        made.variant(tmp_path / "copy")
