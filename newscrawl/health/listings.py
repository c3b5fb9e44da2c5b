"""A listing that is empty, much shorter than it ever was, or odd in a way it never was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

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


def judge_oddities(
    now: Sequence[str], before: Iterable[tuple[Sequence[str], frozenset[str]]]
) -> Iterator[tuple[str, str]]:
    """Metric and sentence for each oddity of the first page that no run before saw, but as an alarm.

    `before` gives for each earlier run that read the page its oddities and alarms.
    """
    runs = list(before)
    for oddity in now if runs else ():
        metric = f"listing: {oddity}"
        seen = sum(oddity in oddities and metric not in alarms for oddities, alarms in runs)
        if not seen:
            yield metric, f"its listing is not as it was: {oddity}; in {len(runs)} runs before it was not so."
