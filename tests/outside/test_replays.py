"""The replays of a run: what begins when they are being ended is ended, too."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from squash.flow.ground import Ground
from squash.flow.replays import Replays
from squash.outside.project import Place


class Application:
    """Stands for a parked application that another attempt may still need."""

    closed = used = False

    def __init__(self) -> None:
        self.ended = 0

    def replay(self, name: str, address: object, deadline: object) -> Any:
        """A replay that remembers whether somebody hung up."""
        made = SimpleNamespace(name=name, over=False)
        made.close = lambda: setattr(made, "over", True)
        return made

    def end_replays(self) -> None:
        """Count."""
        self.ended += 1


def test_a_replay_that_begins_after_the_end_is_over_at_once() -> None:
    """A thread may have been busy making its database."""
    application = Application()
    scratch = SimpleNamespace(migrating=None)
    ground = SimpleNamespace(
        postgres=SimpleNamespace(one_by_one=False, begin=lambda _: None),
        begun=SimpleNamespace(
            superuser=False,
            application=application,
            reserved=SimpleNamespace(open=lambda: scratch, again=None),
        ),
        deadline=None,
    )
    replays = Replays(cast("Ground", ground), cast("Place", None), superuser=False)
    assert not cast("Any", replays.replay("early", replays.scratch)).over
    replays.close()
    assert (cast("Any", replays.replay("late", replays.scratch)).over, application.ended) == (
        True,
        1,
    )
