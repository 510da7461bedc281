"""Packages: which one most likely brings a module that is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Only what is called otherwise than its module, with dashes for underscores.
_PACKAGES = {
    "Crypto": "pycryptodome",
    "OpenSSL": "pyopenssl",
    "PIL": "pillow",
    "_cffi_backend": "cffi",
    "attr": "attrs",
    "bs4": "beautifulsoup4",
    "citext": "sqlalchemy-citext",
    "cv2": "opencv-python",
    "dateutil": "python-dateutil",
    "decouple": "python-decouple",
    "discord": "discord.py",
    "dotenv": "python-dotenv",
    "environ": "django-environ",
    "git": "gitpython",
    "google.cloud.sql.connector": "cloud-sql-python-connector",
    "google.protobuf": "protobuf",
    "jose": "python-jose",
    "jwt": "pyjwt",
    "magic": "python-magic",
    "markdown_it": "markdown-it-py",
    "multipart": "python-multipart",
    "nacl": "pynacl",
    "pkg_resources": "setuptools",
    "psycopg": "psycopg[binary]",
    "psycopg2": "psycopg2-binary",
    "pythonjsonlogger": "python-json-logger",
    "rest_framework": "djangorestframework",
    "ruamel": "ruamel.yaml",
    "serial": "pyserial",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "slugify": "python-slugify",
    "socketio": "python-socketio",
    "telegram": "python-telegram-bot",
    "ulid": "python-ulid",
    "wx": "wxpython",
    "yaml": "pyyaml",
    "zmq": "pyzmq",
}
# Packages of these are called like the dotted module, with dashes.
_BY_PARTS = {"google": 3, "azure": 3, "zope": 2, "backports": 2, "opentelemetry": 2}


def package_of(module: str) -> str:
    """The package that most likely brings a module.

    Parameters
    ----------
    module : dotted
    """
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        known = _PACKAGES.get(".".join(parts[:length]))
        if known is not None:
            return known
    own = parts[: _BY_PARTS.get(parts[0], 1)]
    joined = ".".join(own) if parts[0] in ("zope", "backports") else "-".join(own)
    return re.sub(r"_", "-", joined).lower()


def packages_of(modules: Iterable[str]) -> tuple[str, ...]:
    """The packages that most likely bring some modules, each once, by name."""
    return tuple(sorted({package_of(each) for each in modules}))
