"""Finding a Postgres: folders, PATH, wheels, versions, and what is told when there is none."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from squash.errors import ServerError
from squash.outside.server import Binaries, find_binaries, find_client, installed, wheel
from squash.outside.server.binaries import CLIENT, SERVER
from squash.report.masking import mask

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Stand-ins that print a version, like the real programs."""

    def programs(folder: str, version: str, names: tuple[str, ...] = SERVER) -> Path:
        target = tmp_path / folder
        target.mkdir(parents=True)
        for name in names:
            program = target / name
            program.write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n")
            program.chmod(0o755)
        return target

    return programs


def absent(debian: Path, version: int | None = None) -> ServerError:
    """The error of a search among stand-ins."""
    with pytest.raises(ServerError) as caught:
        find_binaries(debian=debian, packages=(), version=version)
    return caught.value


def test_the_newest_of_debians_folders_is_taken(make: Make, tmp_path: Path) -> None:
    """By number, not by text, and folders with client programs only are passed over."""
    make("lib/9/bin", "9.6.1")
    make("lib/14/bin", "14.2 (Debian 14.2-1)")
    make("lib/17/bin", "17.1", CLIENT)
    (tmp_path / "lib" / "notes").mkdir()
    found = find_binaries(debian=tmp_path / "lib", packages=())
    assert found == Binaries(
        tmp_path / "lib/14/bin", "14.2", "14.2 (Debian 14.2-1)", f"{tmp_path}/lib/14/bin", True
    )
    majors = [one.major for one in installed(debian=tmp_path / "lib")]
    assert majors == [17, 14, 9]


def test_a_demanded_version_is_taken_or_missed(make: Make, tmp_path: Path) -> None:
    """A major that is not here ends with lines to copy: install, container, accept another."""
    make("lib/14/bin", "14.2")
    make("lib/15/bin", "15.1")
    assert find_binaries(version=14, debian=tmp_path / "lib", packages=()).version == "14.2"
    error = absent(tmp_path / "lib", 16)
    assert error.exit_code == 5
    lines = error.next_step.splitlines()
    assert lines[0] == "apt-get install postgresql-16"
    assert "postgres:16" in lines[1]
    assert "-p 127.0.0.1:5432:5432 -e POSTGRES_HOST_AUTH_METHOD=trust" in lines[1]
    assert lines[2] == "--database-url postgresql://postgres@127.0.0.1:5432/postgres"
    assert mask(error.next_step) == error.next_step, "a masked line cannot be copied"
    assert [line.split()[1] for line in lines[3:]] == ["15", "14"]
    assert "14.2" in error.what


def test_nothing_at_all_is_an_error(make: Make, tmp_path: Path) -> None:
    """Without any server every way to get one is named; too old ones do not count."""
    make("lib/12/bin", "12.2")
    error = absent(tmp_path / "lib")
    assert "12.2" in error.what
    for way in ("apt-get", "[embedded]", "--postgres-bin", "--database-url"):
        assert way in error.next_step


def test_a_named_folder_is_the_only_one(make: Make, tmp_path: Path) -> None:
    """What it lacks is named."""
    full = make("full", "16.3")
    assert find_binaries(postgres_bin=full).origin == "--postgres-bin"
    client = make("client", "16.3", CLIENT)
    with pytest.raises(ServerError) as caught:
        find_binaries(postgres_bin=client)
    assert caught.value.why == "It has no postgres, initdb."
    with pytest.raises(ServerError, match="14 was asked for"):
        find_binaries(postgres_bin=full, version=14)


def test_a_folder_whose_programs_do_not_run_is_told(make: Make, tmp_path: Path) -> None:
    """Programs that fail, print nonsense or cannot start are no Postgres."""
    broken = make("broken", "16.3")
    for text in ("#!/bin/sh\nexit 1\n", "#!/bin/sh\necho nonsense\n", "#!/no/such/shell\n"):
        (broken / "postgres").write_text(text)
        with pytest.raises(ServerError) as caught:
            find_binaries(postgres_bin=broken)
        assert caught.value.why == "They cannot be run."


def test_path_is_searched_after_debians_folders(make: Make, tmp_path: Path) -> None:
    """`pg_config --bindir` and the folders of postgres and pg_dump; wrappers do not count."""
    other = make("opt/pg16", "16.3")
    tools = make("tools", "0", ("pg_config",))
    (tools / "pg_config").write_text(f"#!/bin/sh\necho {other}\n")
    none = tmp_path / "lib"
    assert [one.origin for one in installed(path=str(tools), debian=none)] == ["PATH"]
    assert find_binaries(path=str(other), debian=none, packages=()).bin == other
    (tools / "pg_config").write_text("#!/bin/sh\nexit 1\n")
    wrapper = make("share", "99", ("pg_wrapper", "psql")) / "pg_wrapper"
    (tools / "pg_dump").symlink_to(wrapper)
    assert installed(path=str(tools), debian=none) == ()


def test_the_client_is_of_the_same_major_or_newer(make: Make, tmp_path: Path) -> None:
    """Never an older one, which would refuse the server."""
    for major in (13, 15, 17):
        make(f"lib/{major}/bin", f"{major}.1", CLIENT)
    found = installed(debian=tmp_path / "lib")
    assert [find_client(found, major).major for major in (13, 14, 15, 16)] == [13, 15, 15, 17]
    with pytest.raises(ServerError, match=r"found: 13.1, 15.1, 17.1"):
        find_client(found, 18)


def test_a_wheel_is_found_and_copied(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wheel that the server's account cannot run is copied with its libraries, once."""
    site = tmp_path / "site"
    programs = make("site/fake_wheel/pginstall/bin", "17.9")
    (programs / "link").symlink_to("postgres")
    (site / "fake_wheel" / "__init__.py").write_text("")
    (site / "fake_wheel" / "data").write_text("")
    libraries = site / "fake_wheel.libs"
    libraries.mkdir()
    (libraries / "libpq.so").write_text("")
    monkeypatch.syspath_prepend(str(site))
    assert wheel.programs("no_such_wheel_here") is None
    assert wheel.programs("no_such_wheel_here.inner") is None
    assert wheel.programs("this") is None
    packages = ("no_such_wheel_here", "fake_wheel")
    found = find_binaries(debian=tmp_path / "lib", packages=packages)
    assert (found.bin, found.origin) == (programs, "wheel fake_wheel")
    cache = tmp_path / "cache" / "inner"
    copied = wheel.copy(programs, cache)
    assert wheel.copy(programs, cache) == copied
    assert len(list(cache.iterdir())) == 1
    assert (copied.parents[2] / "fake_wheel.libs" / "libpq.so").is_file()
    assert (copied / "postgres").stat().st_mode & 0o777 == 0o755
    assert (copied.parents[1] / "data").stat().st_mode & 0o777 == 0o644


def test_a_wheel_that_cannot_be_run_where_it_lies_is_copied(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy in the cache is used; without a cache there is no server."""
    programs = make("site/closed_wheel/pginstall/bin", "17.9")
    script = (
        "#!/bin/sh\ncase $0 in */cache/*) echo 'postgres (PostgreSQL) 17.9';; *) exit 1; esac\n"
    )
    (programs / "postgres").write_text(script)
    (tmp_path / "site" / "closed_wheel" / "__init__.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    none, packages = tmp_path / "lib", ("closed_wheel",)
    found = find_binaries(debian=none, packages=packages, cache=tmp_path / "cache")
    assert found.bin.is_relative_to(tmp_path / "cache")
    with pytest.raises(ServerError, match="found: none"):
        find_binaries(debian=none, packages=packages)


def test_two_runs_may_copy_a_wheel_at_once(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The slower one uses the copy of the faster."""
    programs = make("site/twice/pginstall/bin", "17.9")
    cache = tmp_path / "cache"
    copytree = shutil.copytree
    faster: list[Path] = []

    def slowly(source: Path, target: Path, *, symlinks: bool) -> None:
        monkeypatch.setattr(shutil, "copytree", copytree)
        faster.append(wheel.copy(programs, cache))
        copytree(source, target, symlinks=symlinks)

    monkeypatch.setattr(shutil, "copytree", slowly)
    assert [wheel.copy(programs, cache)] == faster
    assert [one.name for one in cache.iterdir()] == [faster[0].parents[2].name]
