"""What all tests share: golden files, renewed by ``pytest --update-golden``."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

Golden = Callable[[Path, str], str]

# The tests may themselves be a step of a workflow; the runs they try are not, unless they say so.
os.environ.pop("GITHUB_ACTIONS", None)

# How long an example takes is no property of the code: other tests run beside it.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that writes golden files anew instead of comparing with them."""
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write golden files from what the code says now; read the diff before committing it",
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Give the expected text of a golden file, renewed first where the run asks for that."""

    def expected(path: Path, actual: str) -> str:
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(actual, encoding="utf-8")
        return path.read_text(encoding="utf-8")

    return expected


@pytest.fixture(scope="module")
def unmeasured() -> Iterator[None]:
    """Start the programs of a module's tests without measuring coverage.

    Tracing takes two thirds of their time: for tests that run no line which no other test runs.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)
        yield
