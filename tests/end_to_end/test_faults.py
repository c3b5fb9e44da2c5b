"""Every way a URL can fail, over real HTTP: each URL has the fate that the policy names, and nothing else suffers."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from newscrawl.replica import Fault, FaultPlan, ReplicaServer, ReplicaSite
from newscrawl.replica.faults import KINDS, RETRYABLE
from tests.end_to_end.crawling import QUICK, crawl, differences, fates, reason, rest_is_over, rows, run

SITE = {"chengdu/jianyang": 30, "chengdu/wenjiang": 30, "chengdu/xinjin": 20}
Faulty = tuple[Path, str, FaultPlan, str]
CHANNELS = ("chengdu/jianyang", "chengdu/wenjiang", "chengdu/xinjin")


def expected_state(fault: Fault | None) -> str:
    """What the ledger must say after one run."""
    if fault is None:
        return "archived"
    return "failed" if fault.fate == "unreachable" else fault.fate


@pytest.fixture(scope="module")
def site() -> ReplicaSite:
    return ReplicaSite(articles_per_channel=SITE)


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory, site: ReplicaSite) -> Faulty:
    """One run over a site where every kind of fault is met, passing (twice, then well) and for ever."""
    archive = tmp_path_factory.mktemp("faults") / "news.db"
    paths = site.article_paths()
    apart = random.Random(4).sample(paths[:-6], len(KINDS) + len(RETRYABLE))  # a row of failures would end the run
    lasting = {path: Fault(kind, size=20 * 2**20) for path, kind in zip(apart, KINDS, strict=False)}
    passing = dict(zip(apart[len(KINDS) :], (Fault(kind, times=2) for kind in sorted(RETRYABLE)), strict=True))
    later = {
        paths[-1]: Fault("unavailable", times=1, retry_after=2),
        paths[-3]: Fault("unavailable", times=1, retry_after=2, as_date=True),
        paths[-5]: Fault("too-many", times=1, retry_after=7200),
    }
    with ReplicaServer(ReplicaSite()) as elsewhere, ReplicaServer(site) as server:
        for path, fault in lasting.items():
            if fault.kind == "offsite":
                lasting[path] = Fault("offsite", target=f"{elsewhere.url}{path}")
        server.faults = FaultPlan(lasting | passing | later)
        done = crawl(archive, server, *CHANNELS, settings=QUICK)
        assert "Traceback" not in done.stderr, done.stderr
        assert not elsewhere.requests
        return archive, server.url, server.faults, done.stdout


def test_every_url_has_the_fate_of_its_fault(faulty: Faulty, site: ReplicaSite) -> None:
    archive, url, plan, _ = faulty
    expected = {url + path: expected_state(plan.faults.get(path)) for path in site.article_paths()}
    expected[url + site.article_paths()[-5]] = "failed"  # it must rest for two hours, and so for another run
    assert fates(archive) == expected
    assert {plan.faults[path].kind for path in plan.faults if plan.hits[path]} == set(KINDS)


def test_what_is_archived_is_whole_and_what_is_not_is_absent(faulty: Faulty, site: ReplicaSite) -> None:
    archive, url, _, _ = faulty
    states = fates(archive)
    assert differences(archive, [record for record in site.truth(url) if states[record["url"]] == "archived"]) == []


def test_each_that_is_not_archived_says_why(faulty: Faulty) -> None:
    archive, url, plan, _ = faulty
    said = {
        plan.faults[page.removeprefix(url)].kind: reason(archive, page)
        for page, state in fates(archive).items()
        if state != "archived"
    }
    assert all(sentence.endswith(".") for sentence in said.values())
    assert said["bomb"] == said["oversized"] == "The body is larger than newscrawl reads (16 MiB, unpacked)."
    assert said["truncated"] == "The body was cut short: less came than was announced."
    assert said["drip"] == said["hang"] == "The site took too long to answer."
    assert said["redirect-loop"] == "It redirects in a loop, or too many times."
    assert said["offsite"].startswith("It redirects off the site, to http://127.0.0.1:")
    assert said["wrong-type"] == "The site sent application/pdf, not a web page."
    assert said["empty"] == "The site sent an empty page."
    assert said["gone"] == "The site says the page does not exist (HTTP 410)."
    assert "HTTP 503" in said["unavailable"]
    assert "log in" in said["login"]


def test_failures_are_tried_four_times_and_kept_for_a_later_run(faulty: Faulty) -> None:
    archive, url, plan, _ = faulty
    for path, fault in plan.faults.items():
        if fault.fate == "unreachable":
            (row,) = rows(archive, "SELECT attempts, retry_at, fetched_at FROM pages WHERE url = ?", url + path)
            assert row["attempts"] == 4, fault
            # Where a kept-alive connection breaks at once, the HTTP library itself asks again.
            assert plan.hits[path] == 4 or fault.kind == "reset", fault
            assert row["retry_at"] is not None
    for path in plan.paths("not-found") + plan.paths("soft-404"):
        (row,) = rows(archive, "SELECT attempts, retry_at FROM pages WHERE url = ?", url + path)
        assert (plan.hits[path], tuple(row)) == (1, (0, None))


def test_the_run_counts_what_it_met(faulty: Faulty) -> None:
    archive, _, _, said = faulty
    (row,) = rows(archive, "SELECT ended, counts FROM crawls")
    counts = json.loads(row["counts"])
    states = list(fates(archive).values())
    assert row["ended"] == "finished"
    assert {name: counts[name] for name in ("failed", "gone", "rejected", "new")} == {
        "failed": states.count("failed"),
        "gone": states.count("gone"),
        "rejected": states.count("rejected"),
        "new": states.count("archived"),
    }
    assert "pages failed" in said


def test_the_audit_explains_each_gap_and_the_books_are_even(faulty: Faulty) -> None:
    archive, url, _, _ = faulty
    states = fates(archive)
    said = [json.loads(line) for line in run(archive, "audit", *CHANNELS, "--json").stdout.splitlines()]
    months = [line for line in said if "month" in line]
    assert sum(month["named"] for month in months) == len(states)
    assert sum(month["archived"] for month in months) == list(states.values()).count("archived")
    for gap in (gap for month in months for gap in month["gaps"]):
        assert states[gap["example"]] == gap["state"]
        if gap["state"] == "failed":
            assert f"--site-url {url}" in gap["command"]
    proof = run(archive, "verify", "--jobs", "1")
    assert proof.returncode == 0, proof.stdout


def test_what_rested_is_fetched_by_a_later_run(tmp_path: Path) -> None:
    site = ReplicaSite(articles_per_channel={"chengdu/jianyang": 5})
    archive = tmp_path / "news.db"
    path = site.article_paths()[0]
    with ReplicaServer(site, faults=FaultPlan({path: Fault("server-error", times=4)})) as server:
        crawl(archive, server, "jianyang", settings=QUICK)
        assert fates(archive)[server.url + path] == "failed"
        before = len(server.requests)
        crawl(archive, server, "jianyang", settings=QUICK)
        assert path not in [request.path for request in list(server.requests)[before:]]  # it still rests
        rest_is_over(archive)
        crawl(archive, server, "jianyang", settings=QUICK)
        assert differences(archive, site.truth(server.url)) == []


class TestListings:
    @pytest.fixture
    def site(self) -> ReplicaSite:
        return ReplicaSite(articles_per_channel={"chengdu/jianyang": 40, "chengdu/wenjiang": 12})

    def test_a_503_in_the_middle_is_waited_for(self, tmp_path: Path, site: ReplicaSite) -> None:
        page = site.listing_paths("chengdu/jianyang")[2]
        with ReplicaServer(site, faults=FaultPlan({page: Fault("unavailable", times=2)})) as server:
            done = crawl(tmp_path / "news.db", server, "jianyang", settings=QUICK)
            assert done.returncode == 0, done.stderr
            assert len(fates(tmp_path / "news.db")) == 40

    def test_one_bad_channel_does_not_stop_the_other(self, tmp_path: Path, site: ReplicaSite) -> None:
        archive = tmp_path / "news.db"
        with ReplicaServer(site, faults=FaultPlan({"/chengdu/wenjiang/": Fault("server-error")})) as server:
            done = crawl(archive, server, "jianyang", "chengdu/wenjiang", settings=QUICK)
            assert done.returncode == 3
            assert "chengdu/wenjiang" in done.stderr
            assert list(fates(archive).values()) == ["archived"] * 40

    def test_a_page_broken_for_good_is_stepped_over_and_said(self, tmp_path: Path, site: ReplicaSite) -> None:
        archive = tmp_path / "news.db"
        page = site.listing_paths("chengdu/jianyang")[1]
        with ReplicaServer(site, faults=FaultPlan({page: Fault("reset")})) as server:
            done = crawl(archive, server, "jianyang", settings=QUICK)
            assert done.returncode == 3
            assert "chengdu/jianyang" in done.stderr
            assert len(fates(archive)) == 30
            server.faults = FaultPlan()
            rest_is_over(archive)
            assert crawl(archive, server, "jianyang", settings=QUICK).returncode == 0
            truth = [record for record in site.truth(server.url) if record["channel"] == "chengdu/jianyang"]
            assert differences(archive, truth) == []

    @pytest.mark.parametrize("kind", ["soft-404", "login"])
    def test_a_listing_that_is_none_is_no_end(self, tmp_path: Path, site: ReplicaSite, kind: str) -> None:
        archive = tmp_path / "news.db"
        page = site.listing_paths("chengdu/jianyang")[1]
        with ReplicaServer(site) as server:
            crawl(archive, server, "jianyang", "--max-articles", "0", settings=QUICK)
            server.faults = FaultPlan({page: Fault(kind)})  # type: ignore[arg-type]
            site.publish("chengdu/jianyang", 15)
            crawl(archive, server, "jianyang", "--max-articles", "0", settings=QUICK)
            server.faults = FaultPlan()
            rest_is_over(archive)
            crawl(archive, server, "jianyang", settings=QUICK)
            assert list(fates(archive).values()) == ["archived"] * 55

    def test_a_channel_that_does_not_exist_is_said(self, tmp_path: Path, site: ReplicaSite) -> None:
        with ReplicaServer(site) as server:
            done = crawl(tmp_path / "news.db", server, "chengdu/nowhere")
            assert done.returncode == 2
            assert "chengdu/nowhere" in done.stderr
            assert "Traceback" not in done.stderr, done.stderr

    def test_a_channel_that_does_not_exist_is_forgotten_its_page_is_not(
        self, tmp_path: Path, site: ReplicaSite
    ) -> None:
        archive = tmp_path / "news.db"
        with ReplicaServer(site) as server:
            for channels, code in (("chengdu/nowhere",), 2), (("chengdu/nowhere", "chengdu/jianyang"), 3):
                assert crawl(archive, server, *channels, settings=QUICK).returncode == code
            assert crawl(archive, server, settings=QUICK).returncode == 0  # every channel known
            assert "chengdu/nowhere" not in {row["slug"] for row in rows(archive, "SELECT slug FROM channels")}
            assert fates(archive, "listing")[f"{server.url}/chengdu/nowhere/"] == "gone"
