"""The footer of a Parquet file, put together from those of small files that hold one row group each.

pyarrow keeps some 50 KB in memory for every row group of a file until it is closed: 50 MB for a million articles. The
same, packed as it will stand in the footer, takes 3 KB. So each row group is written as a file of its own, and what it
says about itself is moved to where it comes to lie.
"""

from __future__ import annotations

import struct

from newscrawl.export import thrift

MAGIC = b"PAR1"
_LENGTH = struct.Struct("<I")
# Numbers of the fields in the Thrift definition of Parquet.
_FILE_ROWS, _FILE_GROUPS = 3, 4
_GROUP_COLUMNS, _GROUP_ROWS, _GROUP_OFFSET, _GROUP_ORDINAL = 1, 3, 5, 7
_CHUNK_OFFSET, _CHUNK_META = 2, 3
_META_OFFSETS = (9, 10, 11)  # data page, index page, dictionary page
_MOST_ORDINAL = 0x7FFF


class Footer:
    """What is known of the row groups so far. Their bytes begin right behind MAGIC and follow each other."""

    def __init__(self) -> None:
        self._at = len(MAGIC)
        self._rows = 0
        self._count = 0
        self._groups = bytearray()

    def add(self, file: bytes) -> memoryview:
        """Take a file of one row group; returns the bytes of that row group, which come next in the large file."""
        content, described = _parts(file)
        groups = thrift.find(described, _FILE_GROUPS)
        for group in groups.value.values if groups else []:
            self._move(group, self._at - len(MAGIC))
            self._groups += thrift.packed(group)
            self._count += 1
        self._at += len(content)
        return content

    def end(self, file: bytes) -> bytes:
        """The end of the large file; `file` is one without row groups, for all else that a footer says."""
        _, described = _parts(file)
        groups = thrift.packed_list(thrift.STRUCT, self._count, b"")
        before = [field for field in described if field.id < _FILE_ROWS]
        before.append(thrift.Field(_FILE_ROWS, thrift.I64, self._rows))
        after = [field for field in described if field.id > _FILE_GROUPS]
        head = bytes([(_FILE_GROUPS - _FILE_ROWS) << 4 | thrift.LIST])
        # Field numbers are packed as differences: what comes after the row groups is packed as following them.
        rest = thrift.packed([thrift.Field(field.id - _FILE_GROUPS, field.type, field.value) for field in after])
        parts = (thrift.packed(before)[:-1], head, groups, self._groups, rest)  # The row groups may be megabytes.
        return b"".join((*parts, _LENGTH.pack(sum(map(len, parts))), MAGIC))

    def _move(self, group: list[thrift.Field], by: int) -> None:
        for field in group:
            if field.id == _GROUP_ROWS:
                self._rows += field.value
            elif field.id == _GROUP_OFFSET:
                field.value += by
            elif field.id == _GROUP_COLUMNS:
                for chunk in field.value.values:
                    _move_chunk(chunk, by)
        ordinal = thrift.find(group, _GROUP_ORDINAL)
        if ordinal and self._count > _MOST_ORDINAL:
            group.remove(ordinal)  # It is optional, and has room for no more.
        elif ordinal:
            ordinal.value = self._count


def _move_chunk(chunk: list[thrift.Field], by: int) -> None:
    offset, meta = thrift.find(chunk, _CHUNK_OFFSET), thrift.find(chunk, _CHUNK_META)
    if offset and offset.value:  # 0 where the writer says nothing here, as the standard asks by now.
        offset.value += by
    for field in meta.value if meta else []:
        if field.id in _META_OFFSETS:
            field.value += by


def _parts(file: bytes) -> tuple[memoryview, list[thrift.Field]]:
    """The row groups of a file, and its footer."""
    tail = len(MAGIC) + _LENGTH.size
    (length,) = _LENGTH.unpack_from(file, len(file) - tail)
    begin = len(file) - tail - length
    return memoryview(file)[len(MAGIC) : begin], thrift.Reader(file[begin : begin + length]).struct()
