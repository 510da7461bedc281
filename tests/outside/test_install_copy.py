"""The copy that a project is installed from, and what is left of it in the environment."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

import pytest

from squash.errors import CheckoutError
from squash.outside.install.copy import copy_checkout
from squash.outside.install.settle import keep_generated, redirect
from tests.installs import git, repository
from tests.outside.test_install import shop

VARIABLES = {"PATH": os.environ["PATH"]}


def test_a_copy_has_what_git_holds_and_what_is_new(tmp_path: Path) -> None:
    """Ignored folders stay behind, and nothing is written through a link."""
    project = shop(tmp_path / "shop", __gitignore="data/\n*.local\n", deep__a="a\n")
    victim = tmp_path / "victim"
    victim.mkdir()
    (project / "new.txt").write_text("new")
    (project / "settings.local").write_text("small")
    (project / "data").mkdir()
    (project / "data/large").write_text("large")
    git(project, "mv", "deep.a", "src/a")
    (project / "src").rename(tmp_path / "elsewhere")
    (project / "src").symlink_to(victim)
    (victim / "a").write_text("not ours")
    copy_checkout(project, project, tmp_path / "copy", VARIABLES)
    found = {
        path.relative_to(tmp_path / "copy").as_posix() for path in (tmp_path / "copy").rglob("*")
    }
    assert found == {
        ".gitignore", "new.txt", "settings.local", "src", "wheels",
        "wheels/tiny-1.0-py3-none-any.whl",
    }  # fmt: skip
    assert (tmp_path / "copy/src").is_symlink()
    assert [path.name for path in victim.iterdir()] == ["a"]


def test_a_copy_of_no_repository_leaves_environments_behind(tmp_path: Path) -> None:
    """And what installers keep beside the sources."""
    project = tmp_path / "shop"
    for name in ("a.py", "node_modules/b", "env/pyvenv.cfg", "env/lib/c.py", "sub/d.py"):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text("x")
    copy_checkout(project, project, tmp_path / "copy", VARIABLES)
    copied = (
        path.relative_to(tmp_path / "copy").as_posix() for path in tmp_path.glob("copy/**/*.py")
    )
    assert sorted(copied) == ["a.py", "sub/d.py"]


def test_a_submodule_is_copied_with_its_files(tmp_path: Path) -> None:
    """git lists it as one entry, and the project may be installed from it."""
    library = repository(tmp_path / "library", {"pyproject.toml": "", "src/lib.py": ""})
    project = shop(tmp_path / "shop")
    allowed = ("-c", "protocol.file.allow=always")
    git(project, *allowed, "submodule", "--quiet", "add", str(library), "libs/one")
    copy_checkout(project, project, tmp_path / "copy", VARIABLES)
    assert (tmp_path / "copy/libs/one/src/lib.py").is_file()
    assert not (tmp_path / "copy/libs/one/.git").exists()


def test_a_copy_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """With the folder and the reason."""
    project = shop(tmp_path / "shop")
    with pytest.raises(CheckoutError, match=r"cannot be copied to .*gone/copy: .*: No such file"):
        copy_checkout(project, project, tmp_path / "gone/copy", VARIABLES)


def test_what_was_installed_to_be_edited_leads_to_the_checkout(tmp_path: Path) -> None:
    """Links into an installer's cache are replaced, not written through."""
    site, cached = tmp_path / "site", tmp_path / "cached"
    (site / "shop-1.dist-info").mkdir(parents=True)
    cached.write_text("/the/copy/src\n")
    os.link(cached, site / "_shop.pth")
    (site / "__editable___shop_finder.py").write_text("MAPPING = {'shop': '/the/copy/src/shop'}")
    (site / "shop-1.dist-info/direct_url.json").write_text('{"url": "file:///the/copy"}')
    (site / "other.pth").write_text("/elsewhere\n")
    redirect(site, "/the/copy", "/the/checkout")
    assert (site / "_shop.pth").read_text() == "/the/checkout/src\n"
    assert cached.read_text() == "/the/copy/src\n"
    assert "/the/checkout/src/shop" in (site / "__editable___shop_finder.py").read_text()
    assert "/the/checkout" in (site / "shop-1.dist-info/direct_url.json").read_text()
    assert (site / "other.pth").read_text() == "/elsewhere\n"


def test_what_only_the_build_made_is_found_in_the_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only where the checkout has nothing of that name."""
    for name, text in {
        "checkout/src/shopgen/__init__.py": "", "checkout/src/shopgen/own.py": "HERE = 'checkout'",
        "copy/src/shopgen/own.py": "HERE = 'copy'", "copy/src/shopgen/_version.py": "V = '7'",
        "copy/build/lib/shopgen/own.py": "HERE = 'build'", "site/x": "",
    }.items():  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    site = tmp_path / "site"
    keep_generated(site, tmp_path / "copy", tmp_path / "checkout")
    assert (site / "_alembic_squash_generated.pth").exists()
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.syspath_prepend(str(tmp_path / "checkout/src"))
    importlib.import_module("_alembic_squash_generated")
    assert importlib.import_module("shopgen._version").V == "7"
    assert importlib.import_module("shopgen.own").HERE == "checkout"
    for absent in ("shopgen.absent", "_version"):
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module(absent)
    keep_generated(tmp_path, tmp_path / "checkout", tmp_path / "checkout")
    assert not (tmp_path / "_alembic_squash_generated.pth").exists()
