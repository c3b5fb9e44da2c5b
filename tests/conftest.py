"""What every test shares: names that are the same in each process that collects them."""

from __future__ import annotations

import pytest


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Bytes are named by their length: what is packed anew for each run (gzip notes the time) differs in content."""
    return f"{argname} of {len(val)} bytes" if isinstance(val, bytes) else None
