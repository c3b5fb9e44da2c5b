"""The replica's pages against its own truth."""

from __future__ import annotations

import pytest

from newscrawl.replica import ReplicaSite
from newscrawl.replica.channels import CHANNELS


@pytest.fixture(scope="module")
def site() -> ReplicaSite:
    return ReplicaSite()


def test_the_default_site_is_small_enough_for_a_demo(site: ReplicaSite) -> None:
    assert len(CHANNELS) == 14
    assert 300 <= len(site.article_paths()) + len(site.listing_paths()) <= 450


def test_the_same_seed_gives_the_same_bytes(site: ReplicaSite) -> None:
    other = ReplicaSite()
    for path in [*site.article_paths()[::7], *site.listing_paths(), "/", "/robots.txt"]:
        assert site.respond(path) == other.respond(path)
