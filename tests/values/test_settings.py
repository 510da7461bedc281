"""Settings: which value wins, how it is read, and what is refused."""

from __future__ import annotations

import dataclasses
from pathlib import PurePath

import pytest

from squash.errors import UsageError
from squash.settings import Settings, Source, resolve
from squash.settings.inputs import command_of, project_of, read_command, read_inputs
from squash.settings.options import COMMANDS, CONTAINER, OPTIONS
from squash.settings.runner import for_project, is_step, runner_of
from squash.settings.values import read_env_lines

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
    around = {
        "project",
        "file_env",
        "token",
        "surroundings",
        "tree",
        "proposed",
        "runner",
        "container",
        "origins",
        "environ",
    }
    attributes = {
        each.name: each.default for each in dataclasses.fields(Settings) if each.name not in around
    }
    assert [option.field for option in OPTIONS] == list(attributes)
    told = {option.field: option.default for option in OPTIONS if option.default}
    assert told == {name: str(attributes[name]).replace("True", "true") for name in told}


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
        ("env", ["A"], "entry 1 does not begin with the name of a variable and =."),
        ("env", ["A=1", "1A=2"], "entry 2 does not begin with the name of a variable and =."),
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


def test_an_input_wins_over_a_variable_and_says_so() -> None:
    """What a workflow asks for goes before variables and files; the origin names the input."""
    files = [Source(YAML, {"keep": 2})]
    variables = {"ALEMBIC_SQUASH_KEEP": "3"}
    settings = resolve(".", flags={}, inputs={"keep": "4"}, variables=variables, files=files)
    assert (settings.keep, settings.origins["keep"]) == (4, "input keep")


def test_inputs_are_read_from_the_variables_of_the_runner() -> None:
    """Hyphens, capitals and empty texts are the runner's; args and entrypoint are not ours."""
    variables = {
        "INPUT_MIN-AGE": " 90\n",
        "INPUT_TARGET": "a, b\nc\n",
        "INPUT_ENV": 'A=say "hi" \nB=back\\\n',
        "INPUT_ROLE": "",
        "INPUT_TAG": " \n",
        "INPUT_ARGS": "plan",
        "KEEP": "7",
    }
    inputs = read_inputs(variables)
    assert set(inputs) == {"min-age", "target", "env"}
    settings = resolve(".", flags={}, inputs=inputs, variables={}, files=[])
    assert (settings.min_age, settings.target) == (90, ("a", "b", "c"))
    assert settings.env == (("A", 'say "hi" '), ("B", "back\\"))
    assert (command_of(inputs), project_of(inputs)) == ("check", ".")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("keep", "many", "input keep: keep must be a whole number, 0 or more, not 'many'."),
        ("role", "root", "input role: role must be one of auto, owner, superuser, not 'root'."),
        ("summary", "perhaps", "input summary: summary must be true or false, not 'perhaps'."),
        ("fail-on", "1", "input fail-on: fail-on must be one of not-equivalent, hazard, never"),
        ("working_directory", "a", "The input working_directory is not known."),
        ("working_directory", "a", "Did you mean working-directory?"),
    ],
)
def test_a_wrong_input_is_told_by_its_name(name: str, text: str, said: str) -> None:
    """The message names the input and what is allowed."""
    with pytest.raises(UsageError) as caught:
        resolve(".", flags={}, inputs={name: text}, variables={}, files=[])
    assert said in str(caught.value)


def test_a_command_that_does_not_exist_is_refused() -> None:
    """The input command has the names of the commands."""
    with pytest.raises(UsageError, match="must be one of plan, check, squash, not 'verify'"):
        read_command(command_of({"command": "verify"}))


@pytest.mark.parametrize("text", ["true", "yes", "1", "on", "ON"])
def test_only_squash_proposes(text: str) -> None:
    """An input that asks for a pull request is not passed over, whatever word it uses for yes."""
    with pytest.raises(UsageError, match="was given, and the command is check"):
        read_command("check", {"create-pull-request": text})
    assert read_command("squash", {"create-pull-request": text}) == "squash"
    assert read_command("check", {"create-pull-request": "off"}) == "check"


def test_a_place_may_have_other_defaults() -> None:
    """In the container a project's environment is made unless somebody says otherwise."""
    settings = resolve(".", flags={}, variables={}, files=[], defaults=CONTAINER)
    assert (settings.install, settings.origins["install"]) == ("auto", "default")
    given = resolve(".", flags={"install": "none"}, variables={}, files=[], defaults=CONTAINER)
    assert given.install == "none"


def test_a_file_of_variables_is_read_line_by_line() -> None:
    """Comments, export and quotes round a value are left out; all else is meant word for word."""
    text = (
        "# ours\r\n\n A=1 # no comment\r\nexport B='x y'\nC=\"a\"b\"\nD=\nE='\nF=back\\\nG={url}\n"
    )
    assert read_env_lines(text, "ours.env") == (
        *(("A", "1 # no comment"), ("B", "x y"), ("C", 'a"b'), ("D", ""), ("E", "'")),
        *(("F", "back\\"), ("G", "{url}")),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("A=1\n\nB\n", "ours.env:3: the line does not"),
        ("A=1\nA=2\n", "ours.env:2: the variable A is set"),
    ],
)
def test_a_line_that_sets_no_variable_is_refused(text: str, said: str) -> None:
    """File and line are named."""
    with pytest.raises(UsageError) as caught:
        read_env_lines(text, "ours.env")
    assert said in str(caught.value)


def test_what_is_between_the_runner_and_us_is_not_passed_on() -> None:
    """Tokens, command files and inputs stay; every other variable goes to the project."""
    names = "PATH SHOP GITHUB_SHA GITHUB_TOKEN INPUT_TOKEN INPUT_KEEP ACTIONS_RUNTIME_TOKEN"
    names += " GITHUB_OUTPUT GITHUB_STEP_SUMMARY ACTIONS_ID_TOKEN_REQUEST_URL"
    names += " CI_JOB_TOKEN CI_JOB_JWT_V2 CI_REGISTRY_PASSWORD CI_REPOSITORY_URL"
    variables = dict.fromkeys(names.split(), "x")
    assert set(for_project(variables, action=True)) == {"PATH", "SHOP", "GITHUB_SHA"}
    # Where the step is not our action, INPUT_KEEP is a variable like any other.
    assert set(for_project(variables, action=False)) - {"PATH", "SHOP", "GITHUB_SHA"} == {
        "INPUT_KEEP"
    }


def test_a_runner_is_known_by_its_variables() -> None:
    """Workspace and files are those the runner names; without a workspace the folder is taken."""
    variables = {"GITHUB_WORKSPACE": "/github/workspace", "GITHUB_OUTPUT": "/f/out"}
    runner = runner_of(variables, PurePath("/here"))
    assert (runner.workspace, runner.output_file) == (
        PurePath("/github/workspace"),
        PurePath("/f/out"),
    )
    assert runner_of({}, PurePath("/here")).workspace == PurePath("/here")
    assert (is_step({"GITHUB_ACTIONS": "true"}), is_step({})) == (True, False)
