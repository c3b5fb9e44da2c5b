"""Comparing a run with the runs before it, channel by channel, and saying what is not as it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from newscrawl.health import lines, listings, silence
from newscrawl.health.figures import Figures
from newscrawl.health.run import SITE, Alarm, History, Judgement, Past, Run
from newscrawl.health.shares import Share, judge_pooled, judge_share
from newscrawl.health.wording import say_share, with_examples

LINE = "line: "
SLOW_FACTOR, SLOW_SECONDS = 5.0, 5.0  # times the usual, and at least so many seconds for an answer


def judge(run: Run) -> Judgement:
    """The health of a run: `failed` where it ended early and learnt nothing, `degraded` where something is amiss."""
    history = History(run.past)
    alarms = list(_site_alarms(run, history))
    known = {alarm.metric for alarm in alarms}
    for channel in sorted(run.now):
        alarms += [alarm for alarm in _channel_alarms(run, channel, history) if alarm.metric not in known]
    reasons = [with_examples(alarm.sentence, alarm.examples) for alarm in alarms if alarm.sentence]
    if run.ended in ("finished", "stopped"):
        return Judgement("degraded" if alarms else "ok", reasons, alarms)
    reasons.insert(0, run.sentence or f"The run ended early: {run.ended}.")
    learnt = run.ended == "site down" and any(figures.pages for figures in run.now.values())
    return Judgement("degraded" if learnt else "failed", reasons, alarms)


def _channel_alarms(run: Run, channel: str, history: History) -> Iterator[Alarm]:
    now, past = run.now[channel], run.past.get(channel, [])
    shares = (judge_share(metric, now, past, history.of(SITE, metric)) for metric in now.metrics())
    yield from _share_alarms(channel, shares, now)
    listed = listings.judge_listed(now.listed, [(p.figures.listed, p.alarms) for p in past])
    if listed:
        yield Alarm(channel, "listing", f"{channel}: {listed}")
    read = [(p.figures.oddities, p.alarms) for p in past if p.figures.listed is not None]
    for metric, sentence in listings.judge_oddities(now.oddities, read):
        yield Alarm(channel, metric, "" if listed else f"{channel}: {sentence}")
    if channel in run.unread:
        unread = f"{channel}: its listing was not read to the end: {run.unread[channel]}"
        yield Alarm(channel, "listing", "" if listed else unread)
    quiet = silence.judge_silence(run.at, run.new.get(channel, 0), [(p.at, p.new) for p in past])
    if quiet:
        yield Alarm(channel, "silence", f"{channel}: {quiet}")
    for line in lines.judge_lines(run.texts.get(channel, []), _lines_alarmed(past)):
        yield Alarm(channel, LINE + line.text, f"{channel}: {line.sentence}", line.examples)


def _site_alarms(run: Run, history: History) -> Iterator[Alarm]:
    """What shows only, or at once, where all channels of the run are taken together."""
    together = Figures()
    for figures in run.now.values():
        together.add(figures)
    if len(run.now) > 1:
        shares = (_pooled(run, metric, together, history) for metric in together.metrics())
        yield from _share_alarms(SITE, shares, together)
        texts = list(chain.from_iterable(run.texts.values()))
        fresh, older = [t for t in texts if t.fresh], [t for t in texts if not t.fresh]
        alarmed = set(chain.from_iterable(_lines_alarmed(past) for past in run.past.values()))
        for line in lines.judge_shared_lines(fresh, older, alarmed):
            yield Alarm(SITE, LINE + line.text, f"All channels: {line.sentence}", line.examples)
    slow = _slowness(run, together)
    if slow:
        yield Alarm(SITE, "latency", slow)


def _pooled(run: Run, metric: str, together: Figures, history: History) -> Share | None:
    """All channels against what each of them did before, so that it makes no difference which ones a run reads."""
    expected = known = held = 0.0
    for channel, now in run.now.items():
        n = now.share(metric)[1]
        k0, n0 = history.of(channel, metric)
        held += n0
        if not n0:
            k0, n0 = history.of(SITE, metric)
        if n and n0:
            expected, known = expected + n * k0 / n0, known + n
    k, n = together.share(metric)
    usual = expected / known if known else 0.0
    return judge_pooled(metric, k, n, usual * held, held)


def _share_alarms(channel: str, shares: Iterable[Share | None], now: Figures) -> Iterator[Alarm]:
    """One alarm each; what several of them say of the same pages is told in one sentence."""
    found = [share for share in shares if share]
    short = [share for share in found if share.metric.startswith("short ")]
    told = max(short, key=lambda share: (share.k, -share.k0), default=None)
    place = "All channels" if channel == SITE else channel
    alike: dict[tuple[int, int, int, tuple[str, ...]], list[Share]] = {}
    for share in sorted(found, key=lambda share: share.metric.startswith("problem: ")):
        examples = tuple(now.examples_of(share.metric))
        if share in short and share is not told:
            yield Alarm(channel, share.metric, "", examples)
        else:
            alike.setdefault((share.k, share.n, share.runs, examples), []).append(share)
    for (_, _, _, examples), (first, *others) in alike.items():
        yield Alarm(channel, first.metric, f"{place}: {say_share(first, others)}", examples)
        yield from (Alarm(channel, share.metric, "", examples) for share in others)


def _lines_alarmed(past: Sequence[Past]) -> set[str]:
    """The lines that the last run with articles was alarmed for."""
    last = next((p.alarms for p in past if p.figures.pages), frozenset())
    return {metric.removeprefix(LINE) for metric in last if metric.startswith(LINE)}


def _slowness(run: Run, together: Figures) -> str | None:
    past = [p.figures for before in run.past.values() for p in before if p.figures.answers]
    if not together.answers or not past:
        return None
    now = together.seconds / together.answers
    before = sum(figures.seconds for figures in past) / sum(figures.answers for figures in past)
    if now < SLOW_SECONDS or now < SLOW_FACTOR * before:
        return None
    return f"The site takes {now:.1f} s for an answer; before it took {before:.1f} s."
