"""What can go wrong with a URL, planned beforehand: every fault has an expected fate that a test can ask for.

    plan = FaultPlan({"/chengdu/news/201812/7001121.html": Fault("unavailable", times=2, retry_after=1)})
    plan = FaultPlan.random(site.article_paths(), seed=7, rates={"reset": 0.05, "soft-404": 0.02})
    with ReplicaServer(site, faults=plan) as server: ...
    plan.expected(path)                        # "archived", "failed", "gone", "rejected" or "unreachable"

Keys are addresses as `ReplicaSite.article_paths` and `listing_paths` give them, `/robots.txt`, or `*` for every
address without a fault of its own.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

FaultKind = Literal[
    "unavailable",  # 503, with Retry-After if `retry_after` is given
    "too-many",  # 429, likewise
    "server-error",  # 500
    "reset",  # the connection is reset before an answer
    "truncated",  # Content-Length says the whole, half is sent
    "drip",  # the body comes in `chunks` over `seconds`
    "hang",  # no answer for `seconds`, then the connection closes
    "bomb",  # `size` bytes packed into a few
    "oversized",  # `size` bytes, sent as they are
    "redirect-loop",  # to itself and back
    "offsite",  # a redirect to `target`, another host
    "soft-404",  # a page that says 页面不存在, with status 200
    "login",  # a page that asks to log in, with status 200
    "wrong-type",  # a PDF
    "empty",  # 200 and no body
    "not-found",  # 404
    "gone",  # 410
    "wrong-charset",  # the right page, its charset labelled wrongly in header and meta
    "redirect",  # to the same page under another address
]
Fate = Literal["archived", "failed", "gone", "rejected", "unreachable"]

KINDS: tuple[FaultKind, ...] = get_args(FaultKind)
RETRYABLE: frozenset[FaultKind] = frozenset(
    {"unavailable", "too-many", "server-error", "reset", "truncated", "drip", "hang"}
)
_FATES: dict[FaultKind, Fate] = {
    "bomb": "failed",
    "oversized": "failed",
    "redirect-loop": "failed",
    "offsite": "failed",
    "soft-404": "rejected",
    "login": "rejected",
    "wrong-type": "rejected",
    "empty": "rejected",
    "not-found": "gone",
    "gone": "gone",
    "wrong-charset": "archived",
    "redirect": "archived",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of one address.

    times        how many requests meet it, after which all is well; None for ever
    after        how many requests are answered well before it begins
    retry_after  seconds, for `unavailable` and `too-many`; None sends no such header
    as_date      Retry-After as an HTTP date instead of seconds
    seconds      how long `drip` and `hang` take
    size         bytes of `bomb` (unpacked) and `oversized`
    target       address that `offsite` leads to, such as another server's `url`
    """

    kind: FaultKind
    times: int | None = None
    after: int = 0
    retry_after: int | None = None
    as_date: bool = False
    seconds: float = 60.0
    size: int = 256 * 2**20
    target: str = "http://127.0.0.1:9/"

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"There is no fault '{self.kind}'; there are {', '.join(KINDS)}.")

    @property
    def fate(self) -> Fate:
        """What must become of the URL.

        `unreachable`: it never answers well, so the crawler's policy decides (retried later, then failed). A
        fault that passes is `archived`, provided the crawler tries more than `times` times.
        """
        if self.kind in RETRYABLE:
            return "unreachable" if self.times is None else "archived"
        return _FATES[self.kind]


class FaultPlan:
    """Which address meets which fault, and how often it did. `hits` counts requests by address."""

    def __init__(self, faults: Mapping[str, Fault] | None = None) -> None:
        self.faults: dict[str, Fault] = dict(faults or {})
        self.hits: Counter[str] = Counter()

    @classmethod
    def random(
        cls, paths: Iterable[str], seed: int, rates: Mapping[FaultKind, float], *, times: int | None = None
    ) -> FaultPlan:
        """Each path meets each kind with the probability given for it, at most one; the rest none.

        With `times`, faults that a crawler retries pass after that many requests.
        """
        rng = random.Random(seed)
        kinds: list[FaultKind | None] = [*rates, None]
        weights = [*rates.values(), max(0.0, 1.0 - sum(rates.values()))]
        drawn = ((path, rng.choices(kinds, weights)[0]) for path in paths)
        return cls({path: _fault(kind, times) for path, kind in drawn if kind is not None})

    @classmethod
    def every_kind(cls, paths: Iterable[str], seed: int, *, each: int = 1, times: int | None = None) -> FaultPlan:
        """`each` paths for every kind there is. Raises ValueError where there are too few paths."""
        chosen = random.Random(seed).sample(list(paths), len(KINDS) * each)
        return cls({path: _fault(KINDS[at % len(KINDS)], times) for at, path in enumerate(chosen)})

    def meet(self, address: str) -> Fault | None:
        """The fault that this request meets; counts it."""
        fault = self.faults.get(address)
        counted = address
        if fault is None:
            fault, counted = self.faults.get("*"), "*"
        if fault is None:
            return None
        seen = self.hits[counted] - fault.after
        self.hits[counted] += 1
        return fault if seen >= 0 and (fault.times is None or seen < fault.times) else None

    def expected(self, address: str) -> Fate:
        """What must become of an article at this address; `archived` where no fault is planned."""
        fault = self.faults.get(address) or self.faults.get("*")
        return fault.fate if fault else "archived"

    def paths(self, kind: FaultKind | None = None) -> list[str]:
        """The addresses that meet a kind of fault, or any."""
        return [path for path, fault in self.faults.items() if kind in (None, fault.kind)]


def _fault(kind: FaultKind, times: int | None) -> Fault:
    return Fault(kind, times=times if kind in RETRYABLE else None)
