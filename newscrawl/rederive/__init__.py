"""Reading the stored bytes again: with the rules of today, or out of WARC files that others made."""
