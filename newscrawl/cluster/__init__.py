"""One crawl on many machines, over a Redis or Valkey server.

`newscrawl crawl … --frontier redis://host/0` is a *worker*: it takes pages from the shared queue, fetches them, keeps
the bytes in WARC files of its own, and sends what they say. `newscrawl collect redis://host/0` is the *collector*: the
one writer of the archive. Its ledger says what is due; it fills the queue and enters what comes back.

    job      what was asked for, and by whom it is collected
    queue    the pages to fetch: scrapy-redis's queue and duplicate filter, with leases
    pace     the site's delay and concurrency, for all workers together
    records  items as JSON, and back
    stream   the way from workers to collector, with acknowledgement
    worker   the run in a worker;  collector  the run in the collector
    gather   workers' WARC files brought home;  dask  re-extraction on a Dask cluster

The server only carries: lose it, and the ledger fills it again.
"""
