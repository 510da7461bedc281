"""Imports: which of a file's imports are sure to be needed, and what package brings a module."""

from __future__ import annotations

import textwrap

import pytest

from squash.errors import HistoryError
from squash.history import IN_ENV, IN_REVISION, imports_of, package_of, packages_of, unusual


def modules(text: str, called: frozenset[str] = IN_REVISION, package: str = "") -> list[str]:
    """The modules that a file with this text needs."""
    content = textwrap.dedent(text).encode()
    return [each.module for each in imports_of("a.py", content, called, package)]


def test_imports_at_module_level_and_in_what_alembic_calls_count() -> None:
    """Also in classes, ``with`` and ``finally``; each with its file and line."""
    text = """
        import yaml, json as j
        from geoalchemy2 import Geometry
        class Kind:
            import enum34
        with open("x"):
            import inside_with
        try:
            import inside_try
        except ValueError:
            import in_handler
        finally:
            import in_finally
        def upgrade():
            from shop.models import Order
        def helper():
            import never_called
    """
    assert modules(text) == [
        "yaml", "json", "geoalchemy2", "enum34", "inside_with", "inside_try", "in_finally",
        "shop.models",
    ]  # fmt: skip
    found = imports_of("v/a.py", b"import os\nfrom a.b import c, d\n")
    assert (found[1].place, found[1].names, found[1].top) == ("v/a.py:2", ("c", "d"), "a")


@pytest.mark.parametrize(
    "text",
    [
        "try:\n    import ujson\nexcept ImportError:\n    import json5",
        "try:\n    import ujson\nexcept (KeyError, ModuleNotFoundError):\n    ujson = None",
        "try:\n    import ujson\nexcept:\n    pass",
        "with contextlib.suppress(ImportError):\n    import ujson",
        "if TYPE_CHECKING:\n    import ujson",
        "if typing.TYPE_CHECKING:\n    import ujson",
        "if sys.version_info < (3, 9):\n    import ujson\nelse:\n    import json5",
        "def data_migration():\n    import ujson",
        "def upgrade():\n    if rows:\n        import ujson",
        "class Kind:\n    def upgrade(self):\n        import ujson",
        "from . import base",
    ],
)
def test_imports_that_may_fail_or_may_not_run_do_not_count(text: str) -> None:
    """What is forgiven, conditional, never called, or out of the file's reach is not missing."""
    assert modules(text) == []


def test_the_other_side_of_a_type_check_counts() -> None:
    """It is the one that runs."""
    assert modules("if TYPE_CHECKING:\n    import a\nelse:\n    import b") == ["b"]


def test_env_py_is_called_by_other_names() -> None:
    """The functions of Alembic's templates are those that run."""
    text = """
        def run_migrations_online():
            import app.config
        async def run_async_migrations():
            import asyncpg
        def run_migrations_offline():
            import never
    """
    assert modules(text, IN_ENV) == ["app.config", "asyncpg"]


def test_relative_imports_are_those_of_the_package() -> None:
    """One dot is the package itself, each further one its parent; beyond it nothing is known."""
    text = "from . import a\nfrom .b import c\nfrom ..d import e\nfrom ....f import g"
    assert modules(text, package="shop.models") == ["shop.models", "shop.models.b", "shop.d"]


def test_a_quick_look_spares_what_imports_only_the_common() -> None:
    """Alembic, SQLAlchemy and Python's own, however they are written; comments are no imports."""
    common = (
        b'"""From a to b\n\nimport notes"""\nfrom alembic import op\nimport sqlalchemy as sa, os'
    )
    assert unusual(common)  # Rather once too often: a docstring may look like code.
    assert not unusual(b"from alembic import op\nimport sqlalchemy as sa, os\n# import yaml")
    assert not unusual(b"import sqlalchemy.dialects.postgresql as pg # import yaml\n")
    assert unusual(b"import os, yaml")
    assert unusual(b"def upgrade():\n    from shop import models\n")
    assert unusual(b"from . import models\n")


def test_a_file_that_is_no_text_is_refused() -> None:
    """As for every revision file."""
    with pytest.raises(HistoryError):
        imports_of("a.py", b"import os\n# \xff\n")


@pytest.mark.parametrize(
    ("module", "package"),
    [
        ("yaml", "pyyaml"),
        ("geoalchemy2", "geoalchemy2"),
        ("sqlalchemy_utils.types", "sqlalchemy-utils"),
        ("psycopg2.extras", "psycopg2-binary"),
        ("dateutil.parser", "python-dateutil"),
        ("google.cloud.storage", "google-cloud-storage"),
        ("google.protobuf.message", "protobuf"),
        ("zope.interface", "zope.interface"),
        ("PIL.Image", "pillow"),
    ],
)
def test_the_likely_package_of_a_module(module: str, package: str) -> None:
    """By its own name, where it is called otherwise by a table."""
    assert package_of(module) == package


def test_packages_are_named_once() -> None:
    """Several modules of one package are one thing to install."""
    assert packages_of(["yaml", "psycopg2.extras", "psycopg2", "abc_d"]) == (
        "abc-d",
        "psycopg2-binary",
        "pyyaml",
    )
