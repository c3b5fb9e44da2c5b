"""Export: articles as lines of JSONL or CSV, or as Parquet; streamed, whole or not at all, always the same bytes."""
