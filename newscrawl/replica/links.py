"""Writes a link in one of the many forms that real pages use for the same address.

Most are root-relative; the others name an official host (`m.`, bare, http), leave the scheme out, or carry a
fragment or a tracking query. All mean the same page once made canonical.
"""

from __future__ import annotations

from zlib import crc32

OFFICIAL = "www.yybnet.net"


def dress(path: str, place: str, *, official: bool) -> str:
    """The path as written at `place` (any text that names where the link stands).

    With `official` false only forms that stay on the serving host are used, for crawlers that do not know that
    the official hosts and a mirror are the same site.
    """
    forms = [path] * 12 + [f"{path}#comments", f"{path}?from=list", f"{path}?utm_source=wap&utm_medium=web"]
    if official:
        forms += [f"http://m.yybnet.net{path}", f"//{OFFICIAL}{path}", f"https://yybnet.net{path}"]
    return forms[crc32(f"{place} {path}".encode()) % len(forms)]
