"""What the project's process imports: it follows the process from one copy to another.

Runs in the project's interpreter, so it uses only the standard library and is old-Python-safe
(3.6 and later).
"""

import functools
import gc
import os
import sys


def enter(originals, copies):
    """Import from the copies what an editable install has Python import from the originals.

    Until it settles nothing is collected: an import drops little, and looks for it take a fifth
    of its time.
    """
    gc.disable()

    def copied(path):
        for spelled in (path, os.path.realpath(path)):
            # The last folder is the innermost; a linked one is the original itself.
            for original, copy in reversed(list(zip(originals, copies))):
                place = moved(spelled, original, copy)
                if place != spelled and inside(os.path.realpath(place), os.path.realpath(copy)):
                    return place
        return path

    relocate(copied)


def follow(before, after):
    """Import from the folders ``after`` what was imported from ``before`` until now."""
    for old, new in zip(before, after):
        relocate(functools.partial(moved, old=old, new=new))


def relocate(place_of):
    """Change every folder that Python imports from; ``place_of`` gives the new for the old."""
    for module in list(sys.modules.values()):
        path = getattr(module, "__path__", None)
        if isinstance(path, list):  # A namespace package finds its folders by itself.
            path[:] = [place_of(each) for each in path]
        mapping = getattr(module, "MAPPING", None)
        if isinstance(mapping, dict) and module.__name__.startswith("__editable__"):
            mapping.update({name: place_of(each) for name, each in mapping.items()})
    sys.path[:] = [place_of(each) for each in sys.path]
    sys.path_importer_cache.clear()


def left_behind(before, place):
    """The name of an imported module whose file the copy at ``place`` does not have, or None.

    It may come from the folders ``before``, or from the originals where they are installed.
    """
    pairs = list(zip(before + place["originals"], place["roots"] * 2))
    for name, module in list(sys.modules.items()):
        path = getattr(module, "__file__", None) or ""
        for old, new in pairs:
            if not inside(path, old):
                continue
            if not os.path.exists(moved(path, old, new)) and os.path.exists(path):
                return name
    return None


def original(folders):
    """The name of an imported module whose file lies in one of the folders, or None.

    By whatever way it was reached: a link, or a path that the project's code worked out.
    """
    known = {identity(each) for each in folders} - {None}
    seen = {}
    for name, module in list(sys.modules.items()):
        path = getattr(module, "__file__", None)
        folder = os.path.dirname(path) if isinstance(path, str) else ""
        if folder and folder not in seen:
            seen[folder] = identity(folder)
        if folder and seen[folder] in known:
            return name
    return None


def identity(folder):
    """What tells a folder from any other, whatever it is called; None where there is none."""
    try:
        status = os.stat(folder)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def moved(path, old, new):
    """A path in one copy as a path in another; any other as it is."""
    return new + path[len(old) :] if inside(path, old) else path


def inside(path, folder):
    """Whether a path is a folder or something in it."""
    return isinstance(path, str) and (path == folder or path.startswith(folder + os.sep))


def settle():
    """Collect again, but not what was imported: each time it would be copied in every fork."""
    if hasattr(gc, "freeze"):  # Python 3.7 and later
        gc.freeze()
    gc.enable()
