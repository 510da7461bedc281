"""Hiding: what of the settings of a run is taken out of what it prints and leaves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from squash.flow.hiding import hidden_in_evidence, hide, secrets_of
from squash.hazard import Hazard
from squash.settings import Settings
from tests.outcomes import proved

SETTINGS = Settings(
    project=".",
    env=(
        ("APP_MODE", "migrations"),
        ("SHORT", "abc"),
        ("APP_SECRET", "{password}"),
        ("ADMIN_TOKEN", "f00-bar-77"),
    ),
    environ={
        "PATH": "/usr/bin",
        "SENTRY_API_KEY": "0a1b2c3d4e",
        "BROKER": "amqp://u:qwerty77@h",
        "HOME": "/root",
    },
    database_url="postgresql://postgres:very-secret@db/postgres",
)


def test_secrets_come_from_everything_that_was_given() -> None:
    """The environment, --env and --database-url; what the run fills in is nobody's."""
    assert set(secrets_of(SETTINGS)) == {"0a1b2c3d4e", "qwerty77", "f00-bar-77", "very-secret"}
    assert set(hidden_in_evidence(SETTINGS)) == {*secrets_of(SETTINGS), "migrations"}


def test_an_outcome_is_hidden_but_for_its_names() -> None:
    """A value of --env is taken out of sentences, and a path that holds it still leads there."""
    hazard = Hazard("rows", "t", "It is migrations and 0a1b2c3d4e.")
    outcome = replace(proved(), hazards=(hazard,), following=("git add migrations",))
    shown = hide(outcome, SETTINGS)
    assert shown.hazards[0].sentence == "It is *** and ***."
    assert shown.baseline == outcome.baseline
    assert (shown.removed, shown.kept, shown.cut) == (outcome.removed, outcome.kept, outcome.cut)


@pytest.mark.parametrize(
    ("name", "value", "hidden"),
    [
        ("APP_SECRET", "f00-bar-77-{dbname}", {"f00-bar-77-"}),
        ("APP_SECRET", "{dbname}/f00-bar-77", {"f00-bar-77"}),
        ("APP_TOKEN", "{user}f00-bar-77{host}zig-zag-9", {"f00-bar-77", "zig-zag-9"}),
        ("APP_SECRET", "postgresql://{user}:{password}@{host}:{port}/{dbname}", set()),
        ("APP_SECRET", "{url}", set()),
        ("APP_MODE", "mode-of-{dbname}", set()),
        ("APP_SECRET", "redis://f00-bar-77@{host}", {"f00-bar-77"}),
        ("BROKER", "amqp://u:qwerty77@{host}/{dbname}", {"qwerty77"}),
        ("BROKER", "amqp://{user}:qwerty77{port}@{host}/", {"qwerty77"}),
    ],
)
def test_what_stands_beside_placeholders_is_hidden(name: str, value: str, hidden: set[str]) -> None:
    """The variable's name or an address makes it secret; what the run fills in is nobody's."""
    assert set(secrets_of(Settings(project=".", env=((name, value),)))) == hidden


def test_of_a_secret_that_is_no_text_its_readable_parts_are_hidden() -> None:
    """What stands for its other bytes differs from place to place."""
    settings = Settings(
        project=".", env=(("A_TOKEN", "abcd\udcff12-345"),), environ={"B_TOKEN": "\udcfff00-bar"}
    )
    assert set(secrets_of(settings)) == {"abcd", "12-345", "f00-bar"}
    assert hidden_in_evidence(Settings(project=".", env=(("MODE", "main\udcffmigrations"),))) == (
        "migrations",
    )
    outcome = replace(proved(), hazards=(Hazard("rows", "t", "It is 12-345."),))
    assert hide(outcome, settings).hazards[0].sentence == "It is ***."
