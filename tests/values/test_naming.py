"""The baseline is named as the project names its revisions."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from squash.baseline.naming import file_name
from squash.errors import UsageError

CREATED = datetime(2024, 3, 9, 7, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("template", "created", "expected"),
    [
        (None, CREATED, "a1b2_baseline.py"),
        ("%(year)d_%(month).2d_%(day).2d-%(rev)s", CREATED, "2024_03_09-a1b2.py"),
        ("%(year)d/%(month).2d_%(day).2d_%(rev)s_%(slug)s", CREATED, "03_09_a1b2_baseline.py"),
        ("%(year)d/%(month).2d_%(rev)s_%(slug)s", None, "a1b2_baseline.py"),
        ("%(year)d/%(rev)s", None, "a1b2.py"),
    ],
)
def test_a_file_template_names_the_baseline(
    template: str | None, created: datetime | None, expected: str
) -> None:
    """The template is filled in with the cut's date; its folders are the cut's own already."""
    assert expected == file_name(template, "a1b2", created)


def test_a_template_with_an_unknown_field_is_named() -> None:
    """A template that cannot be filled in is the user's to correct."""
    with pytest.raises(UsageError) as raised:
        file_name("%(nobody)s", "a1b2", CREATED)

    assert "file_template" in raised.value.next_step
