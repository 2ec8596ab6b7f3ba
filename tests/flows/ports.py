"""Ports for servers that tests start."""

import random
import socket
from contextlib import ExitStack
from pathlib import Path

ROOM = 40
"""More than the newsroom has sites."""


def free_port() -> int:
    """A port on loopback that is free, with as many above it as the newsroom may ask for.

    They lie below those that the system hands out to whoever connects: a home keeps its ports from run to run, and a
    stranger's connection would sit on one of them in between.
    """
    handed_out = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text("ascii").split()[0])
    while True:
        port = random.SystemRandom().randrange(10_000, min(handed_out, 65_000) - ROOM)
        with ExitStack() as probes:
            try:
                for each in range(port, port + ROOM):
                    probes.enter_context(socket.socket()).bind(("127.0.0.1", each))
            except OSError:
                continue
        return port
