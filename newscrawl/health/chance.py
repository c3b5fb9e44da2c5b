"""How surprising is it that k of n pages have a flaw, when k0 of n0 had it before?"""

from __future__ import annotations

from math import exp, lgamma

MOST_HISTORY = 300.0  # pages of history that count at most: what a channel did long ago binds it less and less
LEAST_CASES = 0.5  # a flaw never seen is taken for rare, not for impossible


def surprise(k: int, n: int, k0: float, n0: float) -> float:
    """The probability of k or more of n, given a history of k0 of n0: small where it cannot be chance.

    The true share is unknown, and spread as k0 of n0 leave it (a beta distribution): a short history surprises
    little. With no history at all the answer is 1.

    >>> surprise(3, 3, 0, 200) < 1e-6 < surprise(2, 2, 0, 200)
    True
    >>> surprise(4, 10, 40, 100) > 0.1
    True
    """
    if n0 <= 0 or k <= 0:
        return 1.0
    scale = min(1.0, MOST_HISTORY / n0)
    a = max(k0 * scale, LEAST_CASES)
    b = max((n0 - k0) * scale, LEAST_CASES)
    return min(1.0, sum(exp(_log_chance(i, n, a, b)) for i in range(k, n + 1)))


def _log_chance(k: int, n: int, a: float, b: float) -> float:
    """The logarithm of the beta-binomial distribution at k."""
    ways = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
    return ways + _log_beta(k + a, n - k + b) - _log_beta(a, b)


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)
