"""Gzip members, one a record, so that every record can be read alone from its offset.

ISA-L's deflate is eight times faster than zlib's and its files are an eighth larger (98 kB pages: 0.27 ms and
31.2 kB against 2.27 ms and 27.9 kB); zlib stands in where there is no wheel of it.
"""

from __future__ import annotations

try:
    from isal.isal_zlib import compress as _compress

    _LEVEL = 2
except ImportError:  # no wheel for this platform
    from zlib import compress as _compress

    _LEVEL = 3

_GZIP_WRAPPER = 31  # window bits for a gzip header and trailer


def compress(data: bytes) -> bytes:
    """One whole gzip member."""
    return _compress(data, _LEVEL, wbits=_GZIP_WRAPPER)
