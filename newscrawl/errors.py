"""Every exception newscrawl raises on purpose, at one glance.

    NewscrawlError                  anything a user can act on; `exit_code` is what the command returns
    ├── UsageError            (2)   the command line or a setting asks for something impossible
    │   └── UnknownChannel    (2)   no such channel is known, nor can be discovered
    ├── ArchiveError          (1)   the archive file cannot be used
    │   ├── NotAnArchive      (1)   the path holds something else
    │   ├── NewerArchive      (1)   written by a later version of newscrawl
    │   └── ArchiveBusy       (4)   another run holds the archive
    ├── SiteUnreachable       (1)   the site does not answer, or refuses us
    ├── SharedFrontierError   (1)   the server of a crawl on many machines cannot be used
    ├── WorkerLost            (1)   a process that reads stored pages was killed, or cannot be started
    ├── MissingExtra          (1)   it needs packages that a plain install leaves out
    └── NotAnArticle          (1)   a page that must not become an article, with the reason

Messages are whole sentences: what is wrong, with which file or URL, and what to do next.
"""


class NewscrawlError(Exception):
    """Base of all errors that are shown to the user as one sentence, without a traceback."""

    exit_code = 1


class UsageError(NewscrawlError):
    """The request makes no sense as given."""

    exit_code = 2


class UnknownChannel(UsageError):
    """A channel name that is neither in the archive nor on the site."""


class ArchiveError(NewscrawlError):
    """The archive cannot be opened, read or written."""


class NotAnArchive(ArchiveError):
    """The file exists but is no newscrawl archive."""


class NewerArchive(ArchiveError):
    """The archive's schema is newer than this program knows."""


class ArchiveBusy(ArchiveError):
    """Another process is writing to the archive."""

    exit_code = 4


class SiteUnreachable(NewscrawlError):
    """The site is down, blocks us, or its robots.txt cannot be read."""


class SharedFrontierError(NewscrawlError):
    """The Redis or Valkey server of a shared crawl does not answer, is not safe, or holds another crawl."""


class WorkerLost(NewscrawlError):
    """A process that reads stored pages ended before its work did, or could not be started."""


class MissingExtra(NewscrawlError):
    """`what` needs packages of the extra `extra`, such as `missing`, that are not installed."""

    def __init__(self, what: str, extra: str, missing: str | None) -> None:
        super().__init__(
            f"{what} needs {missing or 'packages'} and what goes with it, which a plain install leaves out. "
            f"Install them in newscrawl's folder: pip install '.[{extra}]'"
        )


class NotAnArticle(NewscrawlError):
    """The page is no article; the message is the reason, a sentence."""
