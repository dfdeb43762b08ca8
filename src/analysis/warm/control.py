"""What a provisioner and a zygote say to each other: one connection a kernel, one JSON object a packet.

A connection is also a lifeline: where one end is gone, the kernel is killed.
"""

import json
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

LARGEST = 1 << 18
ADDRESS = "RETRET_ZYGOTE"
"""The environment variable that holds the path of a running zygote's socket."""

BAKED = ("PYTHON", "LD_")
"""Environment variables with these beginnings act at a process's start, so that a fork cannot change them."""


@dataclass(frozen=True)
class Trouble:
    """Why notebooks run in plain kernels: a code of the message catalogue and its values."""

    code: str
    values: tuple[tuple[str, str], ...] = ()


def channel() -> socket.socket:
    """A socket that keeps packets whole and tells when the other end is gone."""
    return socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def pack(told: dict[str, Any]) -> bytes:
    """One packet."""
    return json.dumps(told).encode()


def unpack(packet: bytes) -> dict[str, Any]:
    """The object of one packet; of the empty packet of a closed connection, nothing."""
    return json.loads(packet) if packet else {}


def send(conn: socket.socket, told: dict[str, Any], files: Sequence[int] = ()) -> bool:
    """Whether the other end could be told; open files go along."""
    try:
        if files:
            socket.send_fds(conn, [pack(told)], files)
        else:
            conn.send(pack(told))
    except OSError:
        return False
    return True


def baked(environment: dict[str, str]) -> dict[str, str]:
    """The part of an environment that a fork cannot change."""
    return {name: value for name, value in environment.items() if name.startswith(BAKED)}
