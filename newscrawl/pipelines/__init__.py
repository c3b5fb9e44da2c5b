"""Item pipelines: one stage a file, each a thin adapter over one pure function of `newscrawl.extract`."""
