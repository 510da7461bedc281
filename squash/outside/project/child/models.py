"""What ``alembic check`` would say: how the project's models differ from its database.

Runs in the project's interpreter, so it uses only the standard library and the project's Alembic,
and is old-Python-safe (3.6 and later).
"""

import re

_ADDRESS = re.compile(r" at 0x[0-9A-Fa-f]+")


def has_models(context):
    """Whether env.py gave models that a database can be compared with.

    A MetaData without tables is none on purpose: it stands for migrations that are written by
    hand, or for models that env.py does not import.  ``alembic check`` would drop every table
    there is, of which nobody learns anything.
    """
    return any(metadata.tables for metadata in _metadata(context))


def drift(context):
    """The operations that autogenerate would write, as sorted lines of Python.

    The command itself came with Alembic 1.9; this is what it is made of.  Where comparing fails,
    the failure is the one line: it is to be the same before and after, too, so it holds no
    parameters (OIDs), and no line an address of this process.
    """
    from alembic.autogenerate import produce_migrations, render_python_code

    try:
        made = produce_migrations(context, context.opts["target_metadata"])
        text = render_python_code(made.upgrade_ops)
    except Exception as error:
        said = getattr(error, "orig", None) or error
        text = "comparing fails: %s: %s" % (type(error).__name__, " ".join(str(said).split()))
    text = _ADDRESS.sub(" at 0x", text)
    lines = [line.strip() for line in text.splitlines()]
    return sorted(line for line in lines if line and line != "pass" and line[0] != "#")


def _metadata(context):
    given = context.opts.get("target_metadata")
    return given if isinstance(given, (list, tuple)) else [given] if given is not None else []
