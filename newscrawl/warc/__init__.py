"""The bytes behind every record: WARC files (ISO 28500), written and read."""
