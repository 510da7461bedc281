"""Propose a squash: prove it on the tip of its base, apart from the checkout, and deliver it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from squash.delivery import Delivery
from squash.errors import CheckoutError, ForgeError, Interrupted, SquashError, UsageError
from squash.flow.branch import look
from squash.flow.delivering import Deliverer, HalfDone
from squash.flow.forge import Home, open_home
from squash.flow.hiding import hide
from squash.flow.loading import Proved, Site, load_of
from squash.flow.naming import project_name
from squash.flow.place import place_for
from squash.flow.stop import failed
from squash.flow.telling import tell_builders
from squash.outcome import Outcome
from squash.outside.git.carry import carry
from squash.outside.git.commit import read_person
from squash.outside.git.refusal import PushRefused
from squash.outside.git.scratch import open_scratch
from squash.outside.project import find_environment
from squash.outside.run_folder import bases, open_run_folder
from squash.outside.signals import heed
from squash.proposal.decision import Found, Standing, decide

if TYPE_CHECKING:
    from squash.outside.console import Console
    from squash.settings import Settings

Run = Callable[["Settings", "Console"], Outcome]

# A base that moves during every one of these moves faster than a proof is made.
ROUNDS = 3
_HEADS = "refs/heads/"


def propose(settings: Settings, console: Console, run: Run) -> Outcome:
    """Prove a squash of the base branch, and have its pull request say so.

    The user's checkout is only read.

    Parameters
    ----------
    run : proves and applies a squash where the settings say

    Raises ``UsageError``, ``ForgeError``, ``CheckoutError``; what keeps an outcome from arriving
    is part of that outcome.
    """
    home = open_home(settings, console)
    with ExitStack() as stack:
        site = _site(settings, console, home, stack)
        proved = _prove(site, run)
        error = proved.outcome.error
        if error is not None and error.label == Interrupted.label:
            # Somebody ended it: that says nothing of what is proposed.
            return replace(proved.outcome, delivery=_nothing(site, reason=error.what))
        with console.step("Propose"):
            outcome = _deliver(site, proved)
            if not settings.dry_run:
                tell_builders(site, proved)
    assert outcome.delivery is not None
    _tell(console, outcome.delivery)
    return outcome


def _site(settings: Settings, console: Console, home: Home, stack: ExitStack) -> Site:
    asked = (settings.branch or "").removeprefix(_HEADS)
    base = (settings.base or settings.surroundings.event.branch).removeprefix(_HEADS)
    default = "" if base and asked else home.remote.default_branch()
    base = base or default
    branch = asked or home.branch(base, default)
    if branch == base:
        raise UsageError(
            f"The pull request would merge {branch} into itself.",
            why="Its branch holds the squash, its base is what is squashed.",
            next_step="Give another branch, or another base.",
        )
    for what, person in (("author", settings.author), ("committer", settings.committer)):
        if person:
            read_person(person, what)
    # The project's code may ask git something, and its objects are read from there.
    folder = stack.enter_context(open_run_folder(bases())).new("git", passable=True)
    scratch = open_scratch(folder, home.top, home.remote)
    scratch.refuse_name(branch)
    return Site(settings, console, home, scratch, stack, base, branch)


def _prove(site: Site, run: Run) -> Proved:
    """Prove on the tip of the base, anew where that moved meanwhile; raises ``ForgeError``."""
    console = site.console
    for _ in range(ROUNDS):
        proved = _round(site, run)
        if proved.outcome.result != "squashed":
            return proved
        now = site.home.remote.tips(site.base).get(site.base)
        if now == proved.base_sha:
            return proved
        console.warn(f"{site.base} has moved while the squash was proved: it is proved anew.")
    raise ForgeError(
        f"{site.base} moved during each of {ROUNDS} runs.",
        why="A squash is proposed only on the commit that it was proved on.",
        next_step="Run at a quieter time, or make the run shorter.",
    )


def _round(site: Site, run: Run) -> Proved:
    settings, home = site.settings, site.home
    with site.console.step("Fetch the base"):
        tags = [settings.tag] if settings.tag else []
        base_sha = site.scratch.fetch(site.base, tags=tags)
        folder = site.stack.enter_context(place_for(site.scratch, base_sha))
        place = folder.new("base", passable=True)
        tree = site.scratch.check_out(base_sha, place / home.top.name)
        left = (Path(settings.report_dir).name,)
        carried = carry(home.top, tree, base_sha, settings.environ, left)
        standing = look(home, site.scratch, site.branch, base_sha)
    for path in carried.lacking:
        site.console.warn(f"{path} is not in the checkout, and neither in what is proved.")
    inner = replace(
        settings,
        tree=str(tree / home.folder),
        alembic_config=home.config or None,
        proposed=standing.marker.cut if standing.marker else None,
        python=settings.python or _own_python(settings),
    )
    try:
        outcome = run(inner, site.console)
    except Interrupted:
        raise
    except SquashError as error:
        stopped = hide(Outcome.stopped("squash", project_name(settings), error), settings)
        with suppress(ForgeError, CheckoutError, HalfDone):
            _act(site, Proved(base_sha, tree, stopped))
        raise
    return Proved(base_sha, tree, outcome, tuple(map(str, carried.ignored)))


def _own_python(settings: Settings) -> str | None:
    """The project's own environment, which lies in the checkout alone."""
    if settings.install != "none":
        return None
    project = Path(settings.project).resolve()
    found = find_environment(project, settings.environ.get("VIRTUAL_ENV"))
    return None if found is None else str(found)


def _deliver(site: Site, proved: Proved) -> Outcome:
    """The outcome with what became of it; an error of the forge becomes its own."""
    error: SquashError
    try:
        return replace(proved.outcome, delivery=_act(site, proved))
    except Interrupted:
        raise
    except HalfDone as half:
        delivery, error = half.delivery, half.error
    except SquashError as problem:
        delivery, error = _nothing(site), problem
    site.console.error(error)
    return hide(failed(proved.outcome, error, delivery), site.settings)


def _act(site: Site, proved: Proved) -> Delivery:
    """Decide and do it; again where somebody else was at the branch at the same moment."""
    heed()
    settings, home = site.settings, site.home
    load = load_of(site, proved)
    marker = load.proposed.marker
    found = Found(
        result=proved.outcome.result,
        cut=marker.cut,
        change=marker.result,
        removed=marker.removed,
        words=marker.words,
        base=site.base,
        base_sha=proved.base_sha,
    )
    deliverer = Deliverer(settings, site.console, home, site.scratch)
    for left in reversed(range(ROUNDS)):
        standing = look(home, site.scratch, site.branch, proved.base_sha)
        decision = decide(standing, found, min_removed=settings.min_removed, force=settings.force)
        if settings.dry_run:
            return _nothing(site, standing, f"Dry run: {decision.deed}. {decision.reason}")
        try:
            return deliverer.deliver(decision, standing, load)
        except ForgeError as error:
            if left and isinstance(error, PushRefused) and error.kind == "stale":
                continue
            raise HalfDone(_nothing(site, standing), error) from error
    raise AssertionError("the last round returns or raises")


def _nothing(site: Site, standing: Standing | None = None, reason: str = "") -> Delivery:
    """Nothing was done: what is there already, as far as that is known."""
    pull, tip = (standing.pull, standing.tip) if standing else (None, None)
    return Delivery(
        operation="none",
        forge=site.home.forge.kind,
        reason=reason,
        number=pull.number if pull else 0,
        url=pull.url if pull else "",
        branch=site.branch,
        head=tip or "",
    )


def _tell(console: Console, delivery: Delivery) -> None:
    """Say what was done, and where a person finds it."""
    done = delivery.reason
    if delivery.number:
        made = "left as it is" if delivery.operation == "none" else delivery.operation
        name = f"{delivery.noun.capitalize()} {delivery.name}"
        done = f"{name}: {made}. {done} {delivery.url}"
    console.note(done)
