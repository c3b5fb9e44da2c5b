"""newscrawl: an archive of Chinese local news that people can trust."""

__version__ = "0.1.0"
