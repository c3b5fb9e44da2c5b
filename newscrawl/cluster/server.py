"""Connecting to the Redis or Valkey server of a shared crawl, safely, and with sentences for what goes wrong."""

from __future__ import annotations

import ipaddress
import re
import socket
import ssl
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from newscrawl.errors import MissingExtra, SharedFrontierError, UsageError

try:
    import redis
    from redis.backoff import ExponentialBackoff
    from redis.connection import parse_url
    from redis.retry import Retry
except ImportError as error:  # pragma: no cover - depends on what is installed
    raise MissingExtra("A shared crawl", "cluster", error.name) from error

Server = redis.Redis
# What a connection raises while the server is away, or has no room, or is taking its place again: one waits.
AWAY = (redis.ConnectionError, redis.TimeoutError, redis.OutOfMemoryError, redis.ReadOnlyError)
# What it raises then, and where the server refuses what it is asked, as `refusal` says: waiting does not help.
REFUSED = redis.RedisError

_SCHEMES = {"redis": "redis", "rediss": "rediss", "unix": "unix", "valkey": "redis", "valkeys": "rediss"}
_FILES = ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile")
_CREDENTIALS = ("username", "password", "credential_provider", "ssl_certfile", "ssl_keyfile")
_OPTIONS = ("username", "password", "db")
_HOW_TO_WRITE = (
    "write redis://user:password@host:port/number, rediss://… for TLS, or unix:///path?db=number; in a password "
    "%40 for @, %2F for /, %3A for :, %3F for ?, %23 for #."
)
TIMEOUT_SECONDS = 5


def connect(url: str, *, force_insecure: bool = False) -> Server:
    """A connection to `redis://[user:password@]host[:port]/number`, `rediss://` for TLS, or `unix://`.

    Raises UsageError where `url` is no such address, SharedFrontierError where the server does not answer, shows a
    certificate that is not trusted, asks for another password, or is open to everyone on the network (unless
    `force_insecure`).
    """
    address = _address(url)
    options: dict[str, Any] = {
        "decode_responses": True,
        # What somebody else put there need be no UTF-8: it is refused where it is read, and can be named to be removed.
        "encoding_errors": "surrogateescape",
        "socket_timeout": TIMEOUT_SECONDS,
        "socket_connect_timeout": TIMEOUT_SECONDS,
        # Not after a timeout: who asks waits long enough with one, and Ctrl-C waits with it.
        "retry": Retry(ExponentialBackoff(cap=0.5, base=0.05), 2, (redis.ConnectionError,)),
    }
    server = redis.Redis.from_url(address, **options)
    try:
        server.ping()
    except redis.AuthenticationError as error:
        raise SharedFrontierError(
            f"{shown(url)} refuses the user or password ({error}). Write them as redis://user:password@host/0."
        ) from error
    except redis.ResponseError as error:
        raise SharedFrontierError(f"{shown(url)} refuses what it is asked ({error}). Check the address.") from error
    except (redis.RedisError, OSError) as error:
        raise SharedFrontierError(_unanswered(url, error)) from error
    except TypeError as error:  # an option that this kind of connection does not have
        raise UsageError(f"'{shown(url)}' is no address of a server: {_HOW_TO_WRITE}") from error
    if not force_insecure and not is_local(address) and _is_open(address):
        raise SharedFrontierError(
            f"{shown(url)} lets in everyone on the network, without a password. Give the server one (requirepass), "
            "or use --force-insecure where the network itself is closed."
        )
    return server


def refusal(error: Exception) -> str:
    """What to do about a server that is there, and refuses what a shared crawl needs."""
    return (
        f"The server of the shared crawl refuses what it is asked ({error}). Mend that there, or use a server or "
        "database number that nobody else writes to; nothing that was entered or is pending is lost."
    )


def shown(url: str) -> str:
    """The address without its password, for messages."""
    return re.sub(r"//.*@", "//***@", re.sub(r"(?i)(password=)[^&]+", r"\1***", url))


def is_local(address: str) -> bool:
    """True where the server can be on this machine only: a socket, or a name for loopback addresses."""
    parts = urlsplit(address)
    if parts.scheme == "unix":
        return True
    try:
        found = socket.getaddrinfo(parts.hostname or "localhost", None)
    except OSError:
        return False
    return all(ipaddress.ip_address(info[4][0]).is_loopback for info in found)


def _address(url: str) -> str:
    try:
        parts = urlsplit(url)
        scheme = _SCHEMES.get(parts.scheme, "")
        address = f"{scheme}:{url.partition(':')[2]}"
        parse_url(address)
    except ValueError as error:
        raise UsageError(f"'{shown(url)}' is no address of a server: {_HOW_TO_WRITE}") from error
    if parts.scheme != "unix" and not (parts.hostname and re.fullmatch(r"/?[0-9]*", parts.path)):
        raise UsageError(f"'{shown(url)}' is no address of a server: {_HOW_TO_WRITE}")
    for name, value in parse_qsl(parts.query):
        if name not in _OPTIONS and not name.startswith("ssl_"):
            raise UsageError(f"'{shown(url)}' asks for {name}, which no server is asked for: {_HOW_TO_WRITE}")
        if name in _FILES and not Path(value).is_file():
            raise UsageError(f"There is no file {value}, which {shown(url)} names as {name}.")
    return address


def _unanswered(url: str, error: Exception) -> str:
    """Why a server cannot be spoken to, and what to do, as sentences."""
    if isinstance(error.__context__, ssl.SSLCertVerificationError):
        return (
            f"{shown(url)} shows a certificate that is not trusted ({error.__context__.verify_message}). Name its "
            "authority with ?ssl_ca_certs=/path/ca.pem, and the server as its certificate does."
        )
    return (
        f"{shown(url)} does not answer ({error}). Start the server, or check the address: rediss:// is for servers "
        "that speak TLS, redis:// for others."
    )


def _is_open(address: str) -> bool:
    """True where the server answers a stranger: one without password or certificate."""
    options: dict[str, Any] = parse_url(address)
    options = {name: value for name, value in options.items() if name not in _CREDENTIALS}
    stranger = redis.Redis(
        connection_pool=redis.ConnectionPool(**options, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=5)
    )
    try:
        return bool(stranger.ping())
    except (redis.RedisError, OSError):
        return False
    finally:
        stranger.close()
