"""The child's end of the channel: JSON lines, with open descriptors beside them.

Runs in the project's interpreter, so it uses only the standard library and is old-Python-safe
(3.6 and later).
"""

import atexit
import json
import os
import socket
import weakref


class Channel:
    """JSON lines over one end of a socket pair, with descriptors beside them."""

    def __init__(self, sock):
        sock.settimeout(None)  # The application may have set a default for all of them.
        self.sock = sock
        self.rest = b""

    @classmethod
    def of_fork(cls, descriptor):
        """The channel of a process that was forked; what ends here is what begins here."""
        inherit_nothing()
        return cls(socket.socket(fileno=descriptor))

    def send(self, **message):
        self.sock.sendall(json.dumps(message, default=str).encode() + b"\n")

    def receive(self):
        """The next message and the descriptors that came with it; exits when nobody is left."""
        descriptors = []
        while b"\n" not in self.rest:
            data, ancillary, _, _ = self.sock.recvmsg(65536, socket.CMSG_SPACE(8 * 4))
            for level, kind, payload in ancillary:
                if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                    descriptors += memoryview(payload[: len(payload) // 4 * 4]).cast("i").tolist()
            if not data:
                leave()
            self.rest += data
        line, self.rest = self.rest.split(b"\n", 1)
        return json.loads(line.decode()), descriptors


def leave():
    """End the process after what the project registered for its end, and nothing else of Python's.

    What it keeps for as long as it runs (temporary folders, lock files) shall not stay behind.
    """
    try:
        atexit._run_exitfuncs()
    finally:
        os._exit(0)


def inherit_nothing():
    """Leave to the process that this one was forked from what was registered there."""
    atexit._clear()
    for each in list(weakref.finalize._registry):
        each.atexit = False
    if weakref.finalize._registered_with_atexit:
        atexit.register(weakref.finalize._exitfunc)
