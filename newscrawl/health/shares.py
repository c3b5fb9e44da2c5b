"""Shares that leap: articles without source, rejected pages, short texts, failures.

A share is compared with the same channel's own history; what other channels did counts a little, so that a young
channel has a history at all. One article is no evidence, so the last few runs are also taken together; and a share
that was alarmed in the last run stays so until articles come without the flaw.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from newscrawl.health.chance import surprise
from newscrawl.health.figures import Figures
from newscrawl.health.run import Past

ALPHA = 1e-6  # what is likelier than this is taken for chance
YOUNG, YOUNG_ALPHA = 50, 1e-5  # with so little history nothing can be that unlikely
OWN_ALPHA = 0.01  # … and what is likelier than this by the channel's own history alone
LIKELIER = 10.0  # times, for an alarm to go on
LEAST = 3  # pages with a flaw, below which nothing is said
WINDOW = 6  # runs taken together at most, this one included
PRIOR = 60.0  # pages' worth that other channels count in a channel's history

# With no history at all, a site is expected to print these, and to answer.
EXPECTED = ("no title", "no source", "no time", "no text")
BAD_SHARE, BAD_FAILURES, ENOUGH = 0.5, 0.2, 10


@dataclass(frozen=True, slots=True)
class Share:
    """k of n in the last `runs` runs, against k0 of n0 before."""

    metric: str
    k: int
    n: int
    k0: float
    n0: float
    runs: int = 1


def judge_share(metric: str, now: Figures, past: Sequence[Past], prior: tuple[float, float] = (0, 0)) -> Share | None:
    """The share, if it is not what it was; `past` is newest first, `prior` what the whole site did before."""
    k, n = now.share(metric)
    if not k:
        return None
    past = [p for p in past if p.figures.share(metric)[1]]
    still = _goes_on(metric, k, n, past)
    if still:
        return still
    history = [p for p in past if metric not in p.alarms]
    for share in _windows(metric, k, n, past, history):
        a, b = _weigh(share.k0, share.n0, prior)
        if not b:
            return share if _is_bad(metric, share) else None
        own = surprise(share.k, share.n, share.k0, share.n0) if share.n0 else 0.0
        if share.k >= LEAST and own < OWN_ALPHA and _is_no_chance(share, a, b):
            return share
    return None


def judge_pooled(metric: str, k: int, n: int, k0: float, n0: float) -> Share | None:
    """The same for a run as a whole, against what its channels did before."""
    share = Share(metric, k, n, k0, n0)
    if not n0:
        return share if _is_bad(metric, share) else None
    return share if k >= LEAST and _is_no_chance(share, k0, n0) else None


def _windows(metric: str, k: int, n: int, past: Sequence[Past], history: Sequence[Past]) -> Iterator[Share]:
    """This run alone, then with one run more at a time, each against the history before it."""
    k0, n0 = 0, 0
    for p in history:
        one, of = p.figures.share(metric)
        k0, n0 = k0 + one, n0 + of
    yield Share(metric, k, n, k0, n0)
    for runs, p in enumerate(past[: WINDOW - 1], 2):
        if metric in p.alarms:
            return
        one, of = p.figures.share(metric)
        k, n, k0, n0 = k + one, n + of, k0 - one, n0 - of
        if n0:
            yield Share(metric, k, n, k0, n0, runs)


def _goes_on(metric: str, k: int, n: int, past: Sequence[Past]) -> Share | None:
    """Alarmed last time, and what came now is far likelier with the fault than without it."""
    if not past or metric not in past[0].alarms:
        return None
    shares = [p.figures.share(metric) for p in past]
    alarmed = sum(1 for _ in takewhile(lambda p: metric in p.alarms, past))
    # The runs that led to the alarm, when they were still too few to raise it.
    onset = sum(1 for _ in takewhile(lambda share: 2 * share[0] > share[1], shares[alarmed : alarmed + WINDOW - 1]))
    flawed = _usual(shares[: alarmed + onset])
    before = [s for p, s in zip(past, shares, strict=True) if metric not in p.alarms][onset:]
    usual = _usual(before)
    with_fault = flawed**k * (1 - flawed) ** (n - k)
    without = usual**k * (1 - usual) ** (n - k)
    if with_fault < LIKELIER * without:
        return None
    return Share(metric, k, n, sum(one for one, _ in before), sum(of for _, of in before))


def _usual(shares: Iterable[tuple[int, int]]) -> float:
    """The share of them all together, never quite 0 or 1."""
    k = n = 0
    for one, of in shares:
        k, n = k + one, n + of
    return (k + 0.5) / (n + 1)


def _weigh(k0: float, n0: float, prior: tuple[float, float]) -> tuple[float, float]:
    """The channel's history with a little of the site's."""
    k1, n1 = prior
    if not n1:
        return k0, n0
    weight = min(PRIOR, n1)
    return k0 + weight * k1 / n1, n0 + weight


def _is_no_chance(share: Share, k0: float, n0: float) -> bool:
    return surprise(share.k, share.n, k0, n0) < (YOUNG_ALPHA if n0 < YOUNG else ALPHA)


def _is_bad(metric: str, share: Share) -> bool:
    if share.n < ENOUGH:
        return False
    if metric in ("failed", "refused"):
        return share.k > BAD_FAILURES * share.n
    return (metric in EXPECTED or metric.startswith("rejected: ")) and share.k > BAD_SHARE * share.n
