"""Settings of the shop, from the environment."""

import os
from dataclasses import dataclass

DEFAULT_DATABASE_URL = "postgresql+psycopg://shop:shop@localhost/shop"


@dataclass(frozen=True)
class Settings:
    """What the shop must know before it starts."""

    database_url: str
    page_size: int = 50

    @classmethod
    def load(cls) -> "Settings":
        """Read DATABASE_URL; a bare postgresql:// is taken to mean our driver."""
        url = os.environ.get("DATABASE_URL") or DEFAULT_DATABASE_URL
        if url.startswith(("postgres://", "postgresql://")):
            url = "postgresql+psycopg://" + url.split("://", 1)[1]
        return cls(database_url=url)
