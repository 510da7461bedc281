"""Every small history gets the verdict that its user needs, and plain Alembic agrees with it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from tests.acceptance.trials import Trial, attempt, names, read_case
from tests.real.servers import Server

pytestmark = pytest.mark.usefixtures("unmeasured")


@pytest.fixture(scope="module")
def trial(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, server: Server
) -> Iterator[Callable[[str], Trial]]:
    """Give the trial of one case; all that were asked for run side by side.

    Where tests are shared among processes, each of those begins a trial only for its own.
    """
    chosen = [
        str(item.callspec.params["name"])
        for item in request.session.items
        if isinstance(item, pytest.Function) and item.path == request.path
        if hasattr(item, "callspec") and "PYTEST_XDIST_WORKER" not in os.environ
    ]
    folder = tmp_path_factory.mktemp("cases")
    with ThreadPoolExecutor(max(2, (os.cpu_count() or 2) // 2)) as pool:
        running: dict[str, Future[Trial]] = {
            name: pool.submit(attempt, name, folder, server) for name in chosen
        }

        def tried(name: str) -> Trial:
            if name not in running:
                running[name] = pool.submit(attempt, name, folder, server)
            return running[name].result()

        yield tried


@pytest.mark.parametrize("name", names())
def test_the_verdict_is_what_a_user_needs(
    name: str, trial: Callable[[str], Trial], server: Server
) -> None:
    """The result, the exit code and the names that must be told are those of case.toml.

    A squashed checkout differs by its revision files alone, any other not at all; and what plain
    Alembic makes of the new folder is what it makes of the old one.  A server that cannot do what
    the history needs is told by name.
    """
    done = trial(name)
    case = done.case
    if "without_icu" in case and not server.can_icu():
        case = case["without_icu"]
    result = done.report.get("result", "error")
    assert (case["expect"], case["exit_code"]) == (result, done.code), done.output
    assert [each for each in case.get("names", ()) if each not in done.said] == []
    if result == "squashed":
        squashed_well(done)
    else:
        assert done.before == done.after
        assert done.status == ""


def squashed_well(done: Trial) -> None:
    """Check a squashed checkout: which files went and came, and what Alembic makes of them."""
    removed = {revision["path"] for revision in done.report["removed"]}
    baseline = done.report["baseline"]["path"]
    expected = {path: digest for path, digest in done.before.items() if path not in removed}
    expected[baseline] = done.report["baseline"]["sha256"]
    assert expected == done.after
    assert done.new == {"cut": [], "heads": []}


def test_every_verdict_has_a_case() -> None:
    """Cases are squashed, not the same, blocked and failing, each with a description."""
    cases = [read_case(name) for name in names()]
    assert {"squashed", "not-equivalent", "blocked", "error"} == {case["expect"] for case in cases}
    assert all(case["description"] for case in cases)
