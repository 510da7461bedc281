"""Make the ready data directory of each Postgres in the image, where every account can read it."""

from __future__ import annotations

from squash.outside.server import bake, installed


def main() -> None:
    """Bake one for each server that is installed."""
    for found in installed():
        if found.server:
            bake(found)


if __name__ == "__main__":
    main()
