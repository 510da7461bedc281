"""The programs that a project starts: what they do to a database goes round the hook.

Runs in the project's interpreter, so it uses only the standard library and is old-Python-safe
(3.6 and later; before 3.8 nobody tells of programs).
"""

import os
import sys

_STARTS = ("os.exec", "os.posix_spawn", "os.spawn", "os.startfile", "os.system", "subprocess.Popen")
# What the standard library itself asks of the system; none of them knows a database.
_HARMLESS = frozenset("cc file gcc git ld ldconfig lsb_release objdump uname".split())


class NeedsOwnProcess(BaseException):
    """A program was about to be started from a fork, whose settings may name another database.

    No ``Exception``: nothing in the project's code may go on from here.
    """

    anew = True


class Programs:
    """Lets a program be started only where all that the project knows is of one database.

    ``park`` waits for that one, ``started`` tells whether forks would come too late for one,
    ``shared`` whether this is such a fork.
    """

    def __init__(self, park):
        self.park = park
        self.started = not hasattr(sys, "addaudithook")
        self.shared = False
        if not self.started:
            sys.addaudithook(self.heard)

    def heard(self, event, arguments):
        if event not in _STARTS or _name(event, arguments) in _HARMLESS:
            return
        if self.shared:
            raise NeedsOwnProcess("%s starts a program: %r" % (event, arguments[:2]))
        self.started = True
        self.park()


def _name(event, arguments):
    """The name of a program, empty where a shell reads a line."""
    if event == "os.system":
        return ""
    program = arguments[1] if event == "os.spawn" else arguments[0]
    if program is None:
        program = arguments[1][0]
    return os.path.basename(os.fsdecode(program))
