"""Alembic's configuration of a project, as its command line has it for an upgrade.

Runs in the project's interpreter, so it uses only the standard library and the project's Alembic,
and is old-Python-safe (3.6 and later).
"""

import argparse


def load(setup, place):
    """The configuration, and the script directory that it names.

    ``setup``: ini and its section, pyproject.toml, arguments of ``-x``; ``place``: of the copy.
    """
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    keywords = {"toml_file": setup["toml"]} if setup["toml"] else {}
    arguments = argparse.Namespace(
        config=setup["ini"], name=setup["section"], x=setup["x"], raiseerr=False, quiet=False,
        cmd=(command.upgrade, ["revision"], ["sql", "tag"]), revision="heads", sql=False,
        tag=None,
    )  # fmt: skip
    config = Config(setup["ini"], ini_section=setup["section"], cmd_opts=arguments, **keywords)
    if not config.get_main_option("script_location") and not setup["toml"]:
        config.set_main_option("script_location", place["script"].replace("%", "%%"))
    return config, ScriptDirectory.from_config(config)
