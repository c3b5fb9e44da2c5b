"""Scrapy settings. ITEM_PIPELINES reads as the table of contents: what happens to an article, in order."""

from newscrawl import __version__

BOT_NAME = "newscrawl"
SPIDER_MODULES = ["newscrawl.spiders"]
COMMANDS_MODULE = "newscrawl.cli.scrapy_commands"

ITEM_PIPELINES = {
    "newscrawl.pipelines.boilerplate.BoilerplatePipeline": 100,
    "newscrawl.pipelines.source.SourcePipeline": 200,
    "newscrawl.pipelines.timestamp.TimestampPipeline": 300,
    "newscrawl.pipelines.byline.BylinePipeline": 400,
    "newscrawl.pipelines.validation.ValidationPipeline": 500,
    "newscrawl.pipelines.duplicates.DuplicatesPipeline": 600,
    "newscrawl.pipelines.sqlite.SqlitePipeline": 900,
}

# The ledger is the frontier: no queue on disk, no feed, no filter of its own.
SCHEDULER = "newscrawl.scheduler.LedgerScheduler"
EXTENSIONS = {
    "scrapy.extensions.corestats.CoreStats": None,  # counts what the table crawls counts
    "scrapy.extensions.telnet.TelnetConsole": None,  # nobody is let into a crawl; nor are their libraries loaded
    "scrapy.extensions.remote_control.RemoteControl": None,
    "scrapy.extensions.memusage.MemoryUsage": None,
    "newscrawl.extensions.health.CrawlHealth": -10,  # judges the run before ArchiveRun closes its books
    "newscrawl.extensions.run.ArchiveRun": 0,
    "newscrawl.extensions.warc.WarcCapture": 10,
    "newscrawl.extensions.page_reader.PageReader": 12,
    "newscrawl.extensions.prompt_stop.PromptStop": 15,
    "newscrawl.extensions.progress.Progress": 20,
}
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # RedirectGuard gives a fate instead
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # takes a 503 for "allow all"
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,  # retries live in the ledger, across runs
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,  # guesses each page's charset
    "newscrawl.middlewares.robots.RobotsMiddleware": 100,
    "newscrawl.middlewares.unpacked_body.UnpackedBody": 590,
    "newscrawl.middlewares.redirect_guard.RedirectGuard": 610,  # sees a redirect before RedirectMiddleware does
    "newscrawl.middlewares.pause.PauseWhenAsked": 970,
    "newscrawl.middlewares.whole_body.WholeBody": 980,  # sees the body before it is unpacked
    "newscrawl.middlewares.kept_bytes.KeptBytes": 990,  # next to the network
}
# They see every answer and have nothing to do here.
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,  # marks start requests; there are none
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,  # the spider gives every answer a fate
    # The three below look at the requests that callbacks give: ours give items, the ledger gives requests.
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}

# Where the archive is, and newscrawl's own knobs.
NEWSCRAWL_ARCHIVE = "data/newscrawl.db"
NEWSCRAWL_WARC = True
NEWSCRAWL_RETRY_DELAY = 2.0  # seconds before the first retry; doubles each time
NEWSCRAWL_RETRY_PATIENCE = 60.0  # seconds a run waits for pages that come due again, when nothing else is left
NEWSCRAWL_REVISIT_DAYS = [1, 7]  # ages, in days since it was published, at which an article is looked at again
NEWSCRAWL_SITE_DOWN_AFTER = 12  # failed fetches in a row that end the run
NEWSCRAWL_SECOND_PROCESS = "auto"  # reads pages: off, on, or auto (where no delay is kept)
NEWSCRAWL_PROGRESS = "auto"  # live on a terminal, else log lines

# Polite.
NEWSCRAWL_CONTACT = "https://github.com/newscrawl/newscrawl"
USER_AGENT = f"newscrawl/{__version__} (local-news archive; +{NEWSCRAWL_CONTACT})"
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "newscrawl"
CONCURRENT_REQUESTS = 2  # one site: more would only queue, and be sent after the run was told to end
CONCURRENT_ITEMS = 2  # a response gives one item; Scrapy starts so many tasks for every response
CONCURRENT_REQUESTS_PER_DOMAIN = 2
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0  # a delay is a promise: never less
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5",
    "Accept-Language": "zh-CN,zh;q=0.9",
    "Accept-Encoding": "gzip",  # what every reader of WARC files unpacks, and whose end is told from a cut
}

# Safe.
DOWNLOAD_HANDLERS = {"file": None, "ftp": None, "s3": None, "data": None}
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024
DOWNLOAD_WARNSIZE = 8 * 1024 * 1024
DOWNLOAD_FAIL_ON_DATALOSS = True
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
COOKIES_ENABLED = False
REFERRER_POLICY = "no-referrer"
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
MEMUSAGE_ENABLED = False

LOG_LEVEL = "INFO"
LOG_FORMATTER = "newscrawl.scrapy_log.PagesByAddress"
LOGSTATS_INTERVAL = 0
STATS_DUMP = False
