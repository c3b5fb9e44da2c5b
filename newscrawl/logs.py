"""Log lines: for people or as JSON, on standard error and in a rotating file; never a secret, never a whole page."""

from __future__ import annotations

import json
import logging
import os
import re
import sys
from collections.abc import Mapping
from datetime import UTC, datetime

from newscrawl.config import Log

LONGEST_MESSAGE = 2000
LONGEST_TRACEBACK = 8000
_SECRETS = (
    (re.compile(r"(\w://)[^/\s@]+@"), r"\1***@"),
    (re.compile(r"(?i)\b((?:\w*(?:token|secret|password|passwd|api_?key|signature))\s*[=:]\s*)[^\s&,;'\"]+"), r"\1***"),
    (re.compile(r"(?i)\b((?:authorization|cookie|set-cookie)\s*:\s*)[^\n]+"), r"\1***"),
)


def configure(options: Log, *, environ: Mapping[str, str] | None = None) -> None:
    """Set logging up for this process, in place of an earlier call.

    Raises UsageError where the log file cannot be written.
    """
    root = logging.getLogger()
    for old in ours():
        root.removeHandler(old)
        old.close()
    level = (options.level or default_level(os.environ if environ is None else environ)).upper()
    handlers: list[logging.Handler] = [Screen(level)]
    if options.file is not None:
        from newscrawl import log_file  # Loads sockets and pickle, for handlers that are not ours.

        handlers.append(log_file.handler(options.file, options))
    formatter = JsonLines() if options.format == "json" else TextLines()
    for handler in handlers:
        handler.setFormatter(formatter)
        handler.addFilter(is_ours_or_weighty)
        root.addHandler(handler)
    root.setLevel(min(handler.level for handler in handlers))


def ours() -> list[logging.Handler]:
    """What `configure` put there."""
    return [one for one in logging.getLogger().handlers if isinstance(one.formatter, JsonLines | TextLines)]


def is_configured() -> bool:
    """True once `configure` was called in this process."""
    return any(isinstance(handler, Screen) for handler in logging.getLogger().handlers)


def is_ours_or_weighty(record: logging.LogRecord) -> bool:
    """Libraries tell much; of theirs only warnings and errors are shown."""
    return record.name.startswith("newscrawl") or record.levelno >= logging.WARNING


def default_level(environ: Mapping[str, str]) -> str:
    """`info` where a system journal collects the lines; else `warning`: cron mails every line it gets."""
    return "info" if environ.get("JOURNAL_STREAM") else "warning"


def clean(message: str, longest: int = LONGEST_MESSAGE) -> str:
    """The message without passwords, tokens and cookies, and cut where it is long enough to hold a page."""
    for pattern, masked in _SECRETS:
        message = pattern.sub(masked, message)
    if len(message) > longest:
        return f"{message[:longest]}… ({len(message) - longest} characters left out)"
    return message


class Screen(logging.Handler):
    """Standard error, whatever it is at the moment of writing."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stderr.write(f"{self.format(record)}\n")
            sys.stderr.flush()
        except (OSError, ValueError):  # nobody reads any more: `2>&1 | head`
            self.setLevel(logging.CRITICAL + 1)


class TextLines(logging.Formatter):
    """`2026-11-23 09:05:50 WARNING message`, in local time, and the traceback below it."""

    def format(self, record: logging.LogRecord) -> str:
        at = self.formatTime(record, "%Y-%m-%d %H:%M:%S")
        line = f"{at} {record.levelname} {clean(record.getMessage())}"
        if record.exc_info:
            line += "\n" + clean(self.formatException(record.exc_info), LONGEST_TRACEBACK)
        return line


class JsonLines(logging.Formatter):
    """One JSON object a line: `at` (UTC), `level`, `logger`, `message`, `error` where there is a traceback.

    A record's `fields` (a dict given as `extra={"fields": …}`) stand beside them.
    """

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": clean(record.getMessage()),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["error"] = clean(self.formatException(record.exc_info), LONGEST_TRACEBACK)
        return json.dumps(line, ensure_ascii=False)
