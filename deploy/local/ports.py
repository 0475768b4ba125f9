"""Ports of 127.0.0.1: choosing free ones and seeing whether somebody answers."""

import random
import socket

from deploy.local.errors import CannotStartError

HOST = "127.0.0.1"
# Below the ephemeral range of Linux and macOS, so no outgoing connection takes one meanwhile.
_CANDIDATES = range(15_000, 30_000)


def is_free(port: int) -> bool:
    """Say whether this account may listen on the port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Choose a port nobody listens on."""
    for port in random.sample(_CANDIDATES, 200):
        if is_free(port):
            return port
    raise CannotStartError(f"No free port of {HOST} was found.")


def is_open(port: int) -> bool:
    """Say whether somebody accepts connections on the port."""
    try:
        with socket.create_connection((HOST, port), timeout=1):
            return True
    except OSError:
        return False
