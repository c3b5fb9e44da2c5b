"""False and missed alarms: 100 normal runs and 21 breakages of the replica, all seeded, without a network.

    python -m benchmarks.drift

Prints a line for each alarm in a normal run (there should be none), and for each breakage how many runs and
articles it took to be noticed. Exit code 1 where there was a false alarm or a missed one.
"""

from __future__ import annotations

import sys
import time

from newscrawl.replica.redesign import BREAKING
from tests.health.drill import Drill

SEEDS, DAYS = range(5), 20
PLACES = (None, "chengdu/jianyang", "chengdu/pujiang")
LONGEST = 14  # days after which a breakage counts as missed


def main() -> int:
    started = time.monotonic()
    false_alarms = sum(normal_runs(seed) for seed in SEEDS)
    print(f"{len(SEEDS) * DAYS} normal runs: {false_alarms} false alarms ({time.monotonic() - started:.0f} s)")
    breakages = [(kind, place) for kind in BREAKING for place in PLACES]
    missed = sum(not breakage(seed, kind, place) for seed, (kind, place) in enumerate(breakages, 100))
    print(f"{len(breakages)} breakages: {missed} missed ({time.monotonic() - started:.0f} s)")
    return 1 if false_alarms or missed else 0


def normal_runs(seed: int) -> int:
    """Runs with an alarm among DAYS normal ones."""
    drill = Drill(seed, None if seed % 2 else 12)
    false = 0
    for day in range(DAYS):
        if day:
            drill.normal_day()
        alarms = drill.run().reasons
        false += bool(alarms)
        for reason in alarms:
            print(f"false alarm, seed {seed}, day {day}: {reason}")
    return false


def breakage(seed: int, kind: str, place: str | None) -> bool:
    """Whether a breakage of the whole site (`place` None) or of one channel is noticed within LONGEST days."""
    drill = Drill(seed, None if place is None else 14)
    drill.run()
    for _ in range(4):
        drill.normal_day()
        drill.run()
    drill.site.redesign(kind, place)
    articles = 0
    for day in range(1, LONGEST + 1):
        drill.normal_day()
        waiting = drill.new_paths.values() if place is None else [drill.new_paths[place]]
        articles += sum(map(len, waiting))
        if drill.run().health != "ok":
            print(f"{kind:15} {place or 'whole site':17} noticed in run {day}, after {articles} articles")
            return True
    print(f"{kind:15} {place or 'whole site':17} MISSED in {LONGEST} runs, {articles} articles")
    return False


if __name__ == "__main__":
    sys.exit(main())
