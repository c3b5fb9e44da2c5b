"""Pure rules: bytes of a page in, values out. No I/O, no clock, no Scrapy."""
