"""Ports: which one is free, and one that is."""

from __future__ import annotations

import socket

from newscrawl.cli.ports import free_port, is_free


def test_a_port_is_free_until_somebody_listens() -> None:
    port = free_port()
    assert is_free(port)
    with socket.socket() as held:
        held.bind(("127.0.0.1", port))
        held.listen()
        assert not is_free(port)


def test_programs_that_ask_at_one_time_get_different_ports() -> None:
    assert len({free_port() for _ in range(5)}) > 1
