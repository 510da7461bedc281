"""Settings: which value wins, how it is read, and what is refused."""

from __future__ import annotations

import dataclasses

import pytest

from squash.errors import UsageError
from squash.settings import Settings, Source, resolve
from squash.settings.options import COMMANDS, OPTIONS

YAML = "alembic-squash.yml"


def settled(
    flags: dict[str, object] | None = None,
    variables: dict[str, str] | None = None,
    **files: dict[str, object],
) -> Settings:
    """The settings of a project whose files say this."""
    sources = [Source(name.replace("_", "."), values) for name, values in files.items()]
    return resolve(".", flags=flags or {}, variables=variables or {}, files=sources)


def refused(
    flags: dict[str, object] | None = None,
    variables: dict[str, str] | None = None,
    **files: dict[str, object],
) -> str:
    """What is said of settings that are refused."""
    with pytest.raises(UsageError) as caught:
        settled(flags, variables, **files)
    assert caught.value.exit_code == 2
    return str(caught.value)


def test_every_option_is_an_attribute_with_the_tables_default() -> None:
    """The table of options and the attributes of the settings are the same list."""
    attributes = {
        each.name: each.default
        for each in dataclasses.fields(Settings)
        if each.name not in ("project", "origins", "environ")
    }
    assert [option.field for option in OPTIONS] == list(attributes)
    told = {option.field: option.default for option in OPTIONS if option.default}
    assert told == {name: str(attributes[name]) for name in told}


def test_nothing_given_means_the_default_policy() -> None:
    """Where nothing says where to cut, the 20 newest revisions are kept."""
    settings = settled()
    assert (settings.keep, settings.min_removed, settings.role) == (20, 10, "auto")
    assert set(settings.origins.values()) == {"default"}


@pytest.mark.parametrize("given", [{"revision": "head"}, {"min_age": "90"}, {"tag": "v1"}])
def test_the_default_policy_gives_way(given: dict[str, object]) -> None:
    """A revision or another policy takes the place of the default policy."""
    assert settled(given).keep is None


def test_flag_wins_over_variable_over_file_over_default() -> None:
    """Each layer hides the ones below it, and its origin is remembered."""
    layers: list[tuple[dict[str, object], dict[str, str], int, str]] = [
        ({"keep": "4"}, {"ALEMBIC_SQUASH_KEEP": "3"}, 4, "--keep"),
        ({"keep": None}, {"ALEMBIC_SQUASH_KEEP": "3"}, 3, "ALEMBIC_SQUASH_KEEP"),
        ({}, {"ALEMBIC_SQUASH_KEEP": ""}, 2, "pyproject.toml, keep"),
    ]
    for flags, variables, value, origin in layers:
        settings = settled(flags, variables, pyproject_toml={"keep": 2})
        assert (settings.keep, settings.origins["keep"]) == (value, origin)


def test_a_known_line_is_part_of_the_origin() -> None:
    """A value of a file whose lines are known says on which line it stands."""
    source = Source(YAML, {"keep": "7"}, {"keep": 3})
    settings = resolve(".", flags={}, variables={}, files=[source])
    assert settings.origins["keep"] == "alembic-squash.yml:3"


def test_a_list_is_read_in_every_notation() -> None:
    """Repeated flags, commas or lines of a variable, and a list in a file mean the same."""
    expected = ("a", "b")
    assert settled({"target": ["a", "b"]}).target == expected
    assert settled({}, {"ALEMBIC_SQUASH_TARGET": "a, b\n"}).target == expected
    assert settled(a={"target": ["a", "b"]}).target == expected


def test_an_empty_list_of_flags_was_not_given() -> None:
    """No flag leaves the file's list in force."""
    assert settled({"target": []}, a={"target": ["x"]}).target == ("x",)


def test_assignments_may_hold_commas_and_equals_signs() -> None:
    """Variables for the project are cut at the first equals sign and at line ends only."""
    expected = (("A", "1,2"), ("B", "x=y"))
    assert settled({"env": ["A=1,2", "B=x=y"]}).env == expected
    assert settled({}, {"ALEMBIC_SQUASH_ENV": "A=1,2\nB=x=y"}).env == expected
    assert settled(a={"env": {"A": "1,2", "B": "x=y"}}).env == expected
    assert settled({"env": ["EMPTY="]}).env == (("EMPTY", ""),)


@pytest.mark.parametrize("text", ["yes", "TRUE", "1", "on", True])
def test_a_switch_is_turned_on(text: str | bool) -> None:
    """The usual words for yes turn a switch on."""
    assert settled(a={"force": text}).force is True


@pytest.mark.parametrize("text", ["no", "False", "0", "off", False])
def test_a_switch_is_turned_off_again(text: str | bool) -> None:
    """A flag or variable can turn off what a file turned on."""
    assert settled({"force": text}, a={"force": True}).force is False


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("keep", "many", "keep must be a whole number, 0 or more, not 'many'"),
        ("keep", -1, "keep must be a whole number, 0 or more, not -1"),
        ("keep", True, "keep must be a number, not True"),
        ("keep", 2.5, "keep must be a whole number"),
        ("timeout", "0", "timeout must be a whole number, 1 or more, not '0'"),
        ("postgres-version", "9", "10 or more"),
        ("role", "root", "role must be one of auto, owner, superuser, not 'root'"),
        ("force", "perhaps", "force must be true or false, not 'perhaps'"),
        ("revision", 38, "revision must be a text; put numbers in quotes, not 38"),
        ("revision", "", "revision must be a text"),
        ("tag", False, "tag must be a text"),
        ("target", 5, "target must be a list of texts; put numbers in quotes, not 5"),
        ("target", ["a", 5], "target must be a list of texts; put numbers in quotes, not 5"),
        ("env", {"A": 1}, "env must be a list of texts"),
        ("env", ["A"], "'A' is not followed by =VALUE"),
        ("env", ["1A=2"], "'1A' is not followed by =VALUE, or is no name of a variable"),
        ("env", ["A=1", "A=2"], "the variable A is set twice"),
    ],
)
def test_a_value_that_is_none_is_refused(key: str, value: object, said: str) -> None:
    """A wrong value is told with the place it stands at and what is allowed."""
    message = refused(a={key: value})
    assert said in message
    assert message.startswith(f"a, {key}: ")


def test_values_that_may_be_secret_are_not_repeated() -> None:
    """Neither a message nor the settings as text show a password."""
    assert "hunter2" not in refused(a={"env": {"PASSWORD": 1, "OTHER": "hunter2"}})
    assert "hunter2" not in refused({"env": ["hunter-2=hunter2"]})
    url = "postgresql://me:hunter2@host/db"
    assert "hunter2" not in repr(settled({"database_url": url, "env": ["A=hunter2"]}))


def test_a_revision_and_a_policy_exclude_each_other() -> None:
    """Both together are refused, naming both places."""
    message = refused({"revision": "head"}, {"ALEMBIC_SQUASH_MIN_AGE": "3"}, a={"tag": "v1"})
    assert "revision (--revision) was given together with" in message
    assert "min-age (ALEMBIC_SQUASH_MIN_AGE), tag (a, tag)" in message


def test_an_unknown_key_is_refused_with_a_suggestion() -> None:
    """A mistyped key is not ignored."""
    message = refused(a={"kepe": 5})
    assert "the key 'kepe' is not known" in message
    assert "Did you mean keep?" in message
    assert "Known are: alembic-config, " in refused(a={"zzz": 5})


def test_a_file_cannot_name_another_file() -> None:
    """The option config exists as flag and variable only."""
    assert "the key 'config' is not known" in refused(a={"config": "b.yml"})
    assert settled({}, {"ALEMBIC_SQUASH_CONFIG": "b.yml"}).config == "b.yml"


def test_an_unknown_variable_of_ours_is_refused() -> None:
    """A mistyped variable is not ignored; other programs' variables are."""
    message = refused({}, {"ALEMBIC_SQUASH_KEPE": "5"})
    assert "ALEMBIC_SQUASH_KEPE is not known" in message
    assert "Did you mean ALEMBIC_SQUASH_KEEP?" in message
    assert settled({}, {"KEEP": "5"}).keep == 20


def test_the_same_key_in_two_files_is_refused() -> None:
    """No file wins over another; both places are named."""
    message = refused(a={"keep": 5}, b={"keep": 5})
    assert "'keep' is set in two files: a, keep and b, keep." in message


def test_programs_get_the_environment_without_our_own_variables() -> None:
    """What is passed on holds everything but the variables this tool reads."""
    variables = {"PATH": "/bin", "ALEMBIC_SQUASH_DATABASE_URL": "postgresql://me:pw@host/db"}
    assert settled({}, variables).environ == {"PATH": "/bin"}


def test_every_option_belongs_to_a_command_and_has_one_sentence() -> None:
    """The help of each option is one sentence, and some command takes it."""
    for option in OPTIONS:
        assert option.help.endswith(".")
        assert set(option.commands) <= set(COMMANDS)
        assert option.commands
        assert bool(option.metavar) == (option.kind != "switch")
