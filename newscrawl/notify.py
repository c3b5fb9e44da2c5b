"""Telling people of a run: a command or a webhook gets it as JSON. A notifier that fails never fails a crawl."""

from __future__ import annotations

import json
import logging
import subprocess
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlsplit

from newscrawl.config import Notify

logger = logging.getLogger(__name__)


def notify(options: Notify, run: dict[str, Any]) -> None:
    """Tell of the run where `notify.on` says so. Whatever goes wrong is a warning in the log."""
    if run["health"] not in options.on:
        return
    message = json.dumps(run, ensure_ascii=False)
    if options.command:
        _call(options, message)
    if options.webhook:
        _post(options.webhook, message, options.timeout)


def _call(options: Notify, message: str) -> None:
    program = options.command[0]
    try:
        done = subprocess.run(
            options.command, input=message.encode(), capture_output=True, timeout=options.timeout, check=False
        )
    except subprocess.TimeoutExpired:
        logger.warning("The notifier %s took longer than %g s and was stopped.", program, options.timeout)
        return
    except OSError as error:
        logger.warning("The notifier %s cannot be run: %s. Check notify.command.", program, error.strerror)
        return
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        logger.warning("The notifier %s ended with %d%s", program, done.returncode, f": {said[-1]}" if said else ".")


def _post(address: str, message: str, timeout: float) -> None:
    """The address may hold a token: only its host is named in the log."""
    host = urlsplit(address).hostname
    request = urllib.request.Request(
        address, message.encode(), {"Content-Type": "application/json; charset=utf-8"}, method="POST"
    )
    try:
        with urllib.request.urlopen(request, timeout=timeout):
            pass
    except urllib.error.HTTPError as error:
        logger.warning("The webhook at %s answered HTTP %d.", host, error.code)
        error.close()
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or type(error).__name__
        logger.warning("The webhook at %s cannot be reached: %s.", host, reason)
