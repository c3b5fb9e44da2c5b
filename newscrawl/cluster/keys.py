"""The keys that a shared crawl uses in the server; one crawl a database number (`redis://host/0`, `/1`, …)."""

from __future__ import annotations

JOB = "newscrawl:job"  # string, JSON: what was asked for; there while the crawl is under way
RUN = "newscrawl:run"  # string, JSON: the collector's run of it
LAST = "newscrawl:last"  # string, JSON: how the last crawl ended
ENDING = "newscrawl:ending"  # string: there while a crawl ends before its time
QUEUE = "newscrawl:queue"  # sorted set, scrapy-redis's: pages to fetch, best first
SEEN = "newscrawl:seen"  # set, scrapy-redis's: fingerprints of pages queued, leased or sent
LEASES = "newscrawl:leases"  # sorted set: pages taken by workers, by the millisecond that the lease ends
RECORDS = "newscrawl:records"  # stream: what workers send
GROUP = "collector"  # the stream's one consumer group, and its one consumer
WORKERS = "newscrawl:workers"  # hash: worker → JSON, what it is doing
SETTLING = "newscrawl:settling"  # sorted set: workers that look up their channels, by the second they must be done
CHANNELS = "newscrawl:channels"  # string, JSON: the channels that the archive knows
PACE = "newscrawl:pace"  # hash: the delay and concurrency asked for, and by host when the next request may go
ACTIVE = "newscrawl:active:"  # + host; sorted set: requests under way, by the millisecond they are given up

OF_A_CRAWL = (JOB, RUN, ENDING, QUEUE, SEEN, LEASES, WORKERS, SETTLING, CHANNELS, PACE)  # gone when it ends
