"""A channel: JSON lines to and from the project's process, with a deadline for the answer."""

from __future__ import annotations

import contextlib
import json
import socket
from pathlib import Path
from typing import Any

from squash.errors import ProjectError
from squash.outside import process
from squash.outside.deadline import Deadline


class Channel:
    """JSON lines over a socket, with a deadline for the answer."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self._rest = b""

    def send(self, **message: object) -> None:
        """Send one message."""
        self.send_with([], **message)

    def send_with(self, descriptors: list[int], **message: object) -> None:
        """Send one message with open descriptors beside it."""
        data = json.dumps(message).encode() + b"\n"
        try:
            sent = socket.send_fds(self.sock, [data], descriptors) if descriptors else 0
            self.sock.sendall(data[sent:])
        except OSError:
            pass  # The other end is gone: the next receive() says so.

    def receive(
        self, deadline: Deadline, log: Path, doing: str = "the start of env.py"
    ) -> dict[str, Any]:
        """The next message.

        Parameters
        ----------
        deadline : when to give up
        log : what the process prints, for the error
        doing : what it is at, for the error

        Raises ``ProjectError`` when the process ended or time is over.
        """
        while b"\n" not in self._rest:
            self.sock.settimeout(deadline.left())
            try:
                data = self.sock.recv(1 << 16)
            except TimeoutError:
                raise ProjectError(
                    f"The time limit of {deadline.seconds or 0:.0f} s was over in {doing}.",
                    why=process.tail(_read(log)),
                    next_step="Allow more with --timeout SECONDS, or see what it waits for: "
                    + str(log),
                ) from None
            except OSError:
                data = b""
            if not data:
                raise ProjectError(
                    f"The project's Python process ended in {doing}.",
                    why=process.tail(_read(log)) or "It printed nothing.",
                    next_step=f"See its whole output: {log}",
                )
            self._rest += data
        line, self._rest = self._rest.split(b"\n", 1)
        message: dict[str, Any] = json.loads(line)
        return message

    def close(self) -> None:
        """Hang up, which ends the process at the other end, and whoever waits at this one."""
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)
        self.sock.close()


def _read(log: Path) -> bytes:
    return log.read_bytes() if log.exists() else b""
