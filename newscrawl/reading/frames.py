"""How the two processes talk: pickled objects, each behind its length, over a socket that nobody else holds."""

from __future__ import annotations

import pickle
import struct
from io import BufferedIOBase
from typing import Any

LENGTH = struct.Struct(">I")


def pack(value: Any) -> bytes:
    """One frame: 4 bytes of length, then the object."""
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    return LENGTH.pack(len(data)) + data


def unpack(data: bytes) -> Any:
    """The object of a frame, its length taken off."""
    return pickle.loads(data)


def receive(stream: BufferedIOBase) -> Any:
    """The next object; raises EOFError where the other end is closed."""
    return unpack(_exactly(stream, LENGTH.unpack(_exactly(stream, LENGTH.size))[0]))


def _exactly(stream: BufferedIOBase, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data
