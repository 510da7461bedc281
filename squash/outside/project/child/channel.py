"""The child's end of the channel: JSON lines, with open descriptors beside them.

Runs in the project's interpreter, so it uses only the standard library and is old-Python-safe
(3.6 and later).
"""

import json
import os
import socket


class Channel:
    """JSON lines over one end of a socket pair, with descriptors beside them."""

    def __init__(self, sock):
        self.sock = sock
        self.rest = b""

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
                os._exit(0)
            self.rest += data
        line, self.rest = self.rest.split(b"\n", 1)
        return json.loads(line.decode()), descriptors
