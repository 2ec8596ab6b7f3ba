"""Ports for servers that tests start."""

import socket


def free_port() -> int:
    """A free port on loopback, with room above it for the sites of the newsroom."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        if port < 64_000:
            return port
