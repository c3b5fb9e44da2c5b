"""Thrift's compact protocol, as much of it as the footer of a Parquet file is written in.

A struct is a list of `Field`; its values are int (of any width), bytes, bool, float bits as bytes, a nested struct, or
`Items`. What is read is written again byte for byte.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT = range(1, 13)
_INTEGERS = (I16, I32, I64)
_LONG = 15  # in a list's head: the number of items follows


@dataclass(slots=True)
class Field:
    """One field of a struct: its number, its type, its value."""

    id: int
    type: int
    value: Any


@dataclass(slots=True)
class Items:
    """A list of values of one type."""

    type: int
    values: list[Any]


def find(struct: list[Field], id_: int) -> Field | None:
    """The field of that number, if the struct has it."""
    return next((field for field in struct if field.id == id_), None)


class Reader:
    """Reads values from bytes, one after the other. Raises ValueError for what no Parquet footer holds."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def struct(self) -> list[Field]:
        """The fields of a struct, in their order."""
        fields: list[Field] = []
        last = 0
        while head := self._byte():
            last = last + (head >> 4) if head >> 4 else self._zigzag()
            kind = head & 15
            value = kind == TRUE if kind in (TRUE, FALSE) else self._value(kind)
            fields.append(Field(last, kind, value))
        return fields

    def _value(self, kind: int) -> Any:
        if kind in _INTEGERS:
            return self._zigzag()
        if kind == BINARY:
            return self._take(self._varint())
        if kind == STRUCT:
            return self.struct()
        if kind in (LIST, SET):
            head = self._byte()
            count = self._varint() if head >> 4 == _LONG else head >> 4
            return Items(head & 15, [self._value(head & 15) for _ in range(count)])
        if kind in (TRUE, FALSE, BYTE):
            return self._take(1)
        if kind == DOUBLE:
            return self._take(8)
        raise ValueError(f"type {kind} in a Parquet footer")

    def _take(self, count: int) -> bytes:
        self._at += count
        return self._data[self._at - count : self._at]

    def _byte(self) -> int:
        self._at += 1
        return self._data[self._at - 1]

    def _varint(self) -> int:
        number = shift = 0
        while (byte := self._byte()) & 0x80:
            number |= (byte & 0x7F) << shift
            shift += 7
        return number | byte << shift

    def _zigzag(self) -> int:
        number = self._varint()
        return number >> 1 ^ -(number & 1)


def packed(struct: list[Field]) -> bytes:
    """A struct as bytes."""
    out = bytearray()
    last = 0
    for field in struct:
        kind = (TRUE if field.value else FALSE) if field.type in (TRUE, FALSE) else field.type
        step = field.id - last
        out += bytes([step << 4 | kind]) if 0 < step <= _LONG else bytes([kind]) + _zigzag(field.id)
        last = field.id
        if kind not in (TRUE, FALSE):
            out += _packed(kind, field.value)
    return bytes(out) + b"\0"


def packed_list(kind: int, count: int, values: bytes) -> bytes:
    """A list of so many values, which are packed already."""
    return (bytes([count << 4 | kind]) if count < _LONG else bytes([_LONG << 4 | kind]) + _varint(count)) + values


def _packed(kind: int, value: Any) -> bytes:
    if kind in _INTEGERS:
        return _zigzag(value)
    if kind == BINARY:
        return b"".join((_varint(len(value)), value))
    if kind == STRUCT:
        return packed(value)
    if isinstance(value, Items):
        return packed_list(value.type, len(value.values), b"".join(_packed(value.type, one) for one in value.values))
    return bytes(value)


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def _zigzag(number: int) -> bytes:
    return _varint(number << 1 ^ number >> 63)
