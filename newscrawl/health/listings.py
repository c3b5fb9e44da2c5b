"""A listing that is empty, or much shorter than it ever was."""

from __future__ import annotations

from collections.abc import Iterable

MUCH_SHORTER = 0.6


def judge_listed(now: int | None, before: Iterable[tuple[int | None, frozenset[str]]]) -> str | None:
    """A sentence, if the first page of the listing names far fewer articles than in any run before.

    `before` gives for each earlier run what it named, and the run's alarms.
    """
    if now is None:
        return None
    counts = [count for count, alarms in before if count is not None and "listing" not in alarms]
    if not counts:
        return None
    least = min(counts)
    if now >= MUCH_SHORTER * least or least == 0:
        return None
    usual = f"{least} or more in {len(counts)} runs before" if len(counts) > 1 else f"{least} in the run before"
    return f"its listing names {now or 'no'} article{'' if now == 1 else 's'} on the first page; it named {usual}."
