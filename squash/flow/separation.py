"""The separation: in our image the project's code runs as an account that can read no secret."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from squash.errors import CheckoutError
from squash.outside.account import User, is_root, new_account, register
from squash.outside.closing import closed, first_unreachable
from squash.outside.console import Console
from squash.outside.credentials import credential_files
from squash.outside.git import any_owner, find_repository, git_environment
from squash.outside.processes import end_all
from squash.outside.run_folder import bases, open_run_folder
from squash.outside.server import server_user
from squash.settings import Settings
from squash.settings.container import Account, Container

NAME = "project"
_ALONE = (
    "The container runs as an account of its own choice, so the project's code runs as that "
    "account too and can read what it can; as root (the default) they are kept apart."
)


@contextmanager
def separated(settings: Settings, console: Console) -> Iterator[Settings]:
    """Make an account for the project's code, and close to it what holds credentials.

    Outside of our image, or where we are not root, the code runs as ourselves.

    Yields the settings of the run, with that account and with the variables of its own.

    Raises ``CheckoutError`` where that account could not read the project.
    """
    container = settings.container
    if container is None or not is_root():
        if container is not None:
            console.note(_ALONE)
        yield settings
        return
    project, workspace = Path(settings.project).resolve(), Path(container.workspace)
    private = [Path(each) for each in container.private]
    with ExitStack() as stack:
        hidden = closed(_private(settings, project, private), (workspace, project, *bases()))
        for each in stack.enter_context(hidden):
            console.warn(f"The project's code can read {each}: its rights cannot be changed.")
        user = new_account(NAME, (workspace, project, *private, Path(container.socket)))
        _look_at(container, project, user, console)
        # Whatever the code left running must be gone before anything is opened again.
        stack.callback(end_all, user)
        stack.callback(end_all, server_user())
        home = stack.enter_context(open_run_folder(bases())).new("home", user)
        register(user, home)
        console.note(f"The project's code runs as account {user.uid}, apart from this action.")
        own = {"HOME": str(home), "USER": user.name, "LOGNAME": user.name}
        yield replace(
            settings,
            environ={**any_owner(settings.environ), **own},
            container=replace(container, account=Account(user.name, user.uid, user.gid)),
        )


def account_of(settings: Settings) -> User | None:
    """The account that the project's code runs as; None for ours."""
    account = settings.container.account if settings.container else None
    return User(account.name, account.uid, account.gid) if account else None


def _private(settings: Settings, project: Path, private: list[Path]) -> list[Path]:
    """What must be closed: the runner's own, and where a checkout keeps its token."""
    repository = find_repository(project, settings.environ)
    if repository is None:
        return private
    found = credential_files(repository.top, git_environment(settings.environ))
    # A runner's folder may have to stay open, where our own lies in it: its files then need not.
    tokens = [each for folder in private for each in folder.glob("git-credentials-*.config")]
    return [*private, *tokens, *found]


def _look_at(container: Container, project: Path, user: User, console: Console) -> None:
    """Refuse a project that the account cannot read; warn of an engine that it could use."""
    barred = first_unreachable(project)
    if barred is not None:
        raise CheckoutError(
            f"The project's code runs as account {user.uid} here, which cannot read {barred}.",
            why="It gets an account of its own, so that it reaches no token of the job.",
            next_step=f"Let every account read the checkout: chmod -R o+rX {barred}",
        )
    socket = Path(container.socket)
    if socket.exists() and socket.stat().st_mode & 0o002:
        console.warn(
            f"Every account may use the Docker engine behind {socket}, the project's code too: "
            "take that right from others on the runner."
        )
