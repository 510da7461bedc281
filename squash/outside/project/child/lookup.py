"""The program that asks the project's interpreter which modules it has, importing none.

Stand-alone and safe on Python 3.6 and later.  It reads one JSON object from its standard input
and ends its output with a line of JSON.
"""

import importlib.machinery
import json
import os
import sys


def lacking(module):
    """The outermost part of a dotted name that is not there, None where it is.

    Only namespace packages, which run no code, are descended.
    """
    locations = None
    name = ""
    for part in module.split("."):
        name = name + "." + part if name else part
        if name in sys.modules or name in sys.builtin_module_names:
            return None
        spec = None
        for finder in sys.meta_path if locations is None else [importlib.machinery.PathFinder]:
            try:
                # By its last part: a namespace package asks for a parent that was never imported.
                spec = finder.find_spec(part, locations)
            except Exception:
                return None  # It cannot tell; the import itself will.
            if spec is not None:
                break
        if spec is None:
            return name
        if spec.loader is not None and spec.origin not in (None, "namespace"):
            return None
        locations = spec.submodule_search_locations
        if locations is None:
            return None
    return None


def main():
    """Say which of the asked modules are not there, and how old this Python is."""
    asked = json.loads(sys.stdin.read())
    here = os.path.dirname(os.path.realpath(__file__))
    if sys.path and os.path.realpath(sys.path[0]) == here:
        del sys.path[0]
    sys.path.extend(asked["folders"])
    found = {each: lacking(each) for each in asked["modules"]}
    missing = {each: part for each, part in found.items() if part is not None}
    answer = {"missing": missing, "version": list(sys.version_info[:3])}
    sys.stdout.write("\n" + json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
