"""Settings: values that are too long, cannot be one, or must not be shown."""

from __future__ import annotations

import pytest

from squash.errors import UsageError
from squash.settings import Settings, Source, resolve
from squash.settings.help import EXIT_CODES
from squash.settings.option import Option
from squash.settings.options import OPTIONS
from squash.settings.token import token_of
from squash.settings.values import read_env_lines

LONG = "9" * 5000  # digits; int() and str() take 4300
HUGE = 1 << 20_000


def settled(**values: object) -> Settings:
    """The settings of a file that says this."""
    given = {name.replace("_", "-"): value for name, value in values.items()}
    return resolve(".", flags={}, variables={}, files=[Source("a", given)])


def refused(**values: object) -> str:
    """What is said of settings that are refused."""
    with pytest.raises(UsageError) as caught:
        settled(**values)
    return str(caught.value)


@pytest.mark.parametrize(
    "option",
    [option for option in OPTIONS if option.kind == "number"],
    ids=lambda option: option.name,
)
@pytest.mark.parametrize("raw", [LONG, HUGE, "1" + "0" * 9], ids=["digits", "huge", "more"])
def test_a_number_has_an_end(option: Option, raw: object) -> None:
    """One that is too large is refused with what is allowed, and never shown in full."""
    said = refused(**{option.field: raw})
    assert f"must be a whole number from {option.least} to {option.most}, not " in said
    assert len(said) < 500


def test_a_number_may_begin_with_zeros() -> None:
    """They say nothing, however many there are."""
    assert settled(keep="0" * 5000 + "7").keep == 7
    assert settled(keep="00").keep == 0


def test_no_run_is_limited_to_more_than_a_month() -> None:
    """A clock takes no number of seconds that large."""
    assert settled(timeout=2678400).timeout == 2678400
    assert "from 1 to 2678400, not 9999999999" in refused(timeout=9999999999)


def test_a_value_that_is_long_is_shown_by_its_ends() -> None:
    """A message stays one that can be read."""
    assert len(refused(role="x" * 5000)) < 500
    assert "one of thousands of digits" in refused(target=[HUGE])


@pytest.mark.parametrize("name", ["revision", "target"])
@pytest.mark.parametrize("text", ["head-٣", "head-" + LONG, "shop@head-٣"])
def test_steps_are_counted_in_digits_that_can_be_read(name: str, text: str) -> None:
    """head-N takes the digits that every other number takes, and no endless ones."""
    said = refused(**{name: text})
    assert "must be a revision, with at most 18 of the digits 0 to 9 in head-N" in said


def test_a_name_may_end_in_a_date() -> None:
    """What looks like steps may be part of an id."""
    assert settled(revision="shop-20240131235959").revision == "shop-20240131235959"


@pytest.mark.parametrize(
    "name", [option.field for option in OPTIONS if option.kind == "text" and option.in_file]
)
def test_a_nul_character_is_refused(name: str) -> None:
    """No file, argument or variable can have one in its name."""
    said = refused(**{name: "a\0b"})
    assert said.startswith(f"a, {name.replace('_', '-')}: ")
    assert "must be a text without NUL characters" in said


@pytest.mark.parametrize(
    "name", [option.field for option in OPTIONS if option.names_a_path and option.in_file]
)
def test_a_name_that_no_file_system_takes_is_refused(name: str) -> None:
    """Asking for it would be an error of the system; a long path of short names is none."""
    said = refused(**{name: "folder/" + "é" * 128})
    assert "must be a path whose names have at most 255 bytes each" in said
    assert settled(**{name: "folder/" * 80 + "é" * 127})


def test_a_nul_character_in_a_list_or_a_variable_is_refused() -> None:
    """The value of a variable is not shown."""
    assert "must be a text without NUL" in refused(labels=["a", "b\0"])
    assert "hunter2" not in refused(env={"A": "hunter2\0"})
    with pytest.raises(UsageError) as caught:
        read_env_lines("A=1\nB=hunter2\0\n", "ours.env")
    assert caught.value.what == "ours.env:2: the value of B has a NUL character."


@pytest.mark.parametrize(
    "secret", ["MIIEsuper/secret+line", "JBSWY3DPEHPK3PXP", "hunter2", "a/b=="]
)
def test_a_secret_of_several_lines_is_not_shown(secret: str) -> None:
    """Its second line is no variable; it is told by its place, even where it could be a name."""
    said = refused(env=f"A=1\nKEY=-----BEGIN KEY-----\n{secret}\n-----END KEY-----")
    assert said.startswith("a, env: entry 3 does not begin with the name of a variable and =.")
    assert secret.rstrip("=") not in said
    with pytest.raises(UsageError) as caught:
        read_env_lines(f"A=1\nKEY=-----BEGIN KEY-----\n{secret}\n", "ours.env")
    assert caught.value.what.startswith("ours.env:3: the line does not begin with the name")
    assert secret.rstrip("=") not in str(caught.value)


@pytest.mark.parametrize("name", ["A=x", "1A", "", "A ", "Ä"])
def test_a_table_of_variables_has_their_names_as_keys(name: str) -> None:
    """An equals sign in a key would make another variable of it."""
    said = refused(env={"B": "1", name: "v"})
    assert "env: the key of entry 2 is no name of a variable." in said


def test_a_choice_of_true_and_false_takes_the_words_of_toml() -> None:
    """There they are no texts; other choices are named for them."""
    assert settled(comment=True).comment == "true"
    assert settled(comment=False).comment == "false"
    assert "comment must be one of auto, true, false, not 1." in refused(comment=1)
    assert "role must be one of auto, owner, superuser, not True." in refused(role=True)


def test_export_may_be_followed_by_any_space() -> None:
    """A tab is one; a name that begins so is a name."""
    lines = "export\tA=1\nexport  B=2\nexported=3\nexport=4\n"
    assert read_env_lines(lines, "ours.env") == (
        *(("A", "1"), ("B", "2")),
        *(("exported", "3"), ("export", "4")),
    )


def test_a_token_that_is_no_text_is_refused() -> None:
    """Its bytes are no UTF-8; they are not shown."""
    with pytest.raises(UsageError) as caught:
        token_of({"INPUT_TOKEN": "ghs_\udcff"})
    assert caught.value.what == "The token in INPUT_TOKEN is no UTF-8 text."
    assert token_of({"INPUT_TOKEN": " ", "GITHUB_TOKEN": " ghs_1\n"}) == "ghs_1"
    assert token_of({}) is None


def test_each_exit_code_is_taught_once() -> None:
    """The help names a code in one line."""
    lines = EXIT_CODES.splitlines()
    assert len(lines) == len(set(lines))
