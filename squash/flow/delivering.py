"""Deliver a squash: do on the forge what was decided."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from squash.delivery import Delivery
from squash.errors import ForgeError
from squash.flow.notes import say, unsay
from squash.flow.pushing import Pusher
from squash.proposal.marker import ENDED, WITHDRAWN, Marker, find_marker, with_marker
from squash.report.notes import closed_note, foreign_note, withdrawn_note
from squash.report.pull_request import pull_request_body, pull_request_title

if TYPE_CHECKING:
    from squash.flow.forge import Home
    from squash.flow.loading import Load
    from squash.outside.console import Console
    from squash.outside.git.scratch import Scratch
    from squash.proposal.decision import Decision, Standing
    from squash.proposal.pull import Pull
    from squash.settings import Settings

FOREIGN = "foreign"


class HalfDone(Exception):
    """The forge did not do all that was asked of it.

    Parameters
    ----------
    delivery : what was done, and what is there
    error : what the forge said
    """

    def __init__(self, delivery: Delivery, error: ForgeError) -> None:
        super().__init__(error.what)
        self.delivery = delivery
        self.error = error


@dataclass(frozen=True, slots=True)
class Deliverer:
    """Does what was decided.

    Parameters
    ----------
    settings, console : of the run
    home : where the repository lives
    scratch : the repository that commits are made in
    """

    settings: Settings
    console: Console
    home: Home
    scratch: Scratch

    def deliver(self, decision: Decision, standing: Standing, load: Load) -> Delivery:
        """Do it; raises ``ForgeError`` where the forge does not, ``PushRefused`` among them."""
        delivery = Delivery(
            operation="none",
            forge=self.home.forge.kind,
            reason=decision.reason,
            branch=standing.branch,
            head=standing.tip or "",
        )
        pull = standing.pull
        if pull is not None:
            delivery = replace(delivery, number=pull.number, url=pull.url)
        if decision.deed == "create":
            return self._create(standing, load, delivery)
        if pull is None or decision.deed in ("respect", "nothing"):
            return delivery
        if decision.deed == "unchanged":
            self._settle(pull)
            return delivery
        if decision.deed == "update":
            return self._update(pull, standing, load, delivery)
        if decision.deed == "close":
            return self._close(pull, standing, load, delivery)
        if decision.deed == "withdraw":
            return self._withdraw(pull, standing, load, delivery)
        if decision.deed == "foreign" and standing.marker is not None:
            marker = _note(standing.marker, FOREIGN)
            url = load.proposed.run_url
            note = foreign_note(standing.foreign, standing.branch, marker, url)
            return replace(delivery, comment=say(self.home.client, pull.number, marker, note))
        return delivery

    def _create(self, standing: Standing, load: Load, delivery: Delivery) -> Delivery:
        head = self._pusher.push(standing, load, self._options(load))
        title, body = self._texts(load, head)
        delivery = replace(delivery, head=head)
        try:
            pull = self.home.client.create(
                branch=standing.branch, base=load.proposed.base, title=title, body=body,
                draft=self.settings.draft,
            )  # fmt: skip
        except ForgeError as error:
            raise HalfDone(delivery, error) from error
        known = find_marker(pull.body, self.home.lineage)
        if pull.sha == head and (known is None or known.head != head):
            # It was opened by the push, or by another run at the same time.
            self.home.client.update(pull.number, title=title, body=body)
        self._trim(pull, opened=True)
        return replace(delivery, operation="created", number=pull.number, url=pull.url)

    def _update(self, pull: Pull, standing: Standing, load: Load, delivery: Delivery) -> Delivery:
        marker, wanted = standing.marker, load.proposed.marker
        same = (
            marker is not None
            and not standing.foreign
            and (marker.head, marker.base, marker.result)
            == (standing.tip, wanted.base, wanted.result)
        )
        head = standing.tip if same and standing.tip else self._pusher.push(standing, load)
        title, body = self._texts(load, head)
        base = load.proposed.base
        if marker is not None and marker.state == WITHDRAWN and pull.draft:
            self._draft(pull, self.settings.draft)
        now = self.home.client.update(
            pull.number, title=title, body=body, base=base if base != pull.base else None
        )
        if now.state == "closed":
            done = "merged" if now.merged else "closed"
            reason = f"It was {done} at the same moment, before it told of this run."
            return replace(delivery, reason=reason, head=head)
        self._settle(pull)
        self._trim(pull, opened=marker is None)
        return replace(delivery, operation="updated", head=head)

    def _close(self, pull: Pull, standing: Standing, load: Load, delivery: Delivery) -> Delivery:
        known = self._known(standing)
        client, marker = self.home.client, _note(known, "closed")
        said = say(
            self.home.client, pull.number, marker, closed_note(load.outcome, marker, self._url)
        )
        body = with_marker(pull.body, replace(known, state=ENDED))
        client.update(pull.number, body=body, state="closed")
        delivery = replace(delivery, operation="closed", comment=said)
        if not self.settings.delete_branch or standing.tip is None:
            return delivery
        if standing.foreign:
            self.console.warn(f"{standing.branch} has commits of others, and is not deleted.")
            return delivery
        try:
            self.scratch.delete_branch(standing.branch, standing.tip)
        except ForgeError as error:
            self.console.warn(f"{standing.branch} is not deleted. {error.what}")
            return delivery
        return replace(delivery, head="")

    def _withdraw(self, pull: Pull, standing: Standing, load: Load, delivery: Delivery) -> Delivery:
        known = self._known(standing)
        marker = _note(known, WITHDRAWN)
        if known.state != WITHDRAWN:
            body = with_marker(pull.body, replace(known, state=WITHDRAWN))
            self.home.client.update(pull.number, body=body)
            delivery = replace(delivery, operation="updated")
        draft = pull.draft or self._draft(pull, True)
        if draft and not pull.draft:
            delivery = replace(delivery, operation="updated")
        note = withdrawn_note(load.outcome, marker, self._url, draft=draft)
        return replace(delivery, comment=say(self.home.client, pull.number, marker, note))

    def _known(self, standing: Standing) -> Marker:
        """What the pull request remembers; where a person opened it, what there is to know."""
        return standing.marker or Marker(lineage=self.home.lineage, head=standing.tip or "")

    def _draft(self, pull: Pull, draft: bool) -> bool:
        """Whether it is a draft now; a comment says the same where there can be none."""
        try:
            if pull.draft != draft:
                self.home.client.set_draft(pull, draft)
        except ForgeError as error:
            self.console.warn(error.what)
            return pull.draft
        return draft

    def _settle(self, pull: Pull) -> None:
        """Take back what was said on it and holds no more."""
        marker = Marker(lineage=self.home.lineage)
        unsay(self.home.client, pull.number, _note(marker, WITHDRAWN), _note(marker, FOREIGN))

    @property
    def _pusher(self) -> Pusher:
        return Pusher(self.settings, self.home, self.scratch)

    @property
    def _url(self) -> str:
        return self.settings.surroundings.event.run_url

    def _options(self, load: Load) -> tuple[str, ...]:
        """What GitLab opens a merge request by, whose tokens may be allowed to push alone."""
        if self.home.forge.kind != "gitlab":
            return ()
        title, _ = self._texts(load, "")
        options = ("create", f"target={load.proposed.base}", f"title={title}")
        draft = ("draft",) if self.settings.draft else ()
        return tuple(f"merge_request.{each}" for each in (*options, *draft))

    def _texts(self, load: Load, head: str) -> tuple[str, str]:
        """Title and body for a head."""
        marker = replace(load.proposed.marker, head=head)
        proposed = replace(load.proposed, marker=marker)
        title = pull_request_title(load.outcome, proposed)
        return title, pull_request_body(load.outcome, proposed)

    def _trim(self, pull: Pull, *, opened: bool) -> None:
        """Labels and people; what the forge refuses of them is told, and stops nothing.

        People are asked when it is opened: later they may have answered, or gone on purpose.
        """
        asked, client = self.settings, self.home.client
        refused: list[str] = []
        labels = tuple(each for each in asked.labels if each not in pull.labels)
        try:
            if labels:
                refused += client.label(pull.number, labels)
            if opened and asked.assignees:
                refused += client.assign(pull.number, asked.assignees)
            if opened and (asked.reviewers or asked.team_reviewers):
                refused += client.request_reviewers(
                    pull.number, asked.reviewers, asked.team_reviewers
                )
        except ForgeError as error:
            refused.append(error.what)
        for each in refused:
            self.console.warn(each)


def _note(marker: Marker, kind: str) -> Marker:
    """The marker of a note beside the pull request's own."""
    return Marker(lineage=marker.lineage, key=f"proposal {kind}")
