"""The state of an archive as Prometheus reads it: every figure under its name, in a file that is whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl import clock, metrics
from newscrawl.archive import Archive, articles, crawls, health, ledger
from newscrawl.items import Article

START, END = "2026-11-23T01:00:00Z", "2026-11-23T01:05:00Z"
URL = "https://www.yybnet.net/chengdu/news/201812/{}.html"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Two articles, a pending page, and a run that ended with an alarm."""
    path = tmp_path / "news.db"
    with Archive.write(path, command="test") as opened, opened.changes() as db:
        run = crawls.start(db, now=START, arguments={}, process="t:1", version="0")
        for number in (1, 2, 3):
            ledger.discover(db, URL.format(number), "article", "chengdu", now=START, on=None)
        for number in (1, 2):
            made = Article(URL.format(number), "yybnet", body=f"{number}。")
            articles.store(db, made, now=START, crawl_id=run, extractor="1")
            ledger.settle(db, made.url, "archived", fetch=None, crawl_id=run)
        health.save(db, run, "chengdu", new=2, figures={}, alarms=['带"引号\\'])
        crawls.finish(db, run, now=END, ended="finished", counts={"new": 2, "failed": 1})
        crawls.set_health(db, run, "degraded", ["少了。"])
    return path


def samples(text: str) -> dict[str, str]:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return dict(line.rsplit(" ", 1) for line in lines)


def seconds(moment: str) -> str:
    return f"{clock.parse(moment).timestamp():.15g}"


def test_every_figure_stands_under_its_name(archive: Path) -> None:
    found = samples(metrics.render(archive))
    size = found.pop('newscrawl_archive_bytes{part="database"}')
    assert int(size) >= archive.stat().st_size
    assert found == {
        "newscrawl_articles": "2",
        "newscrawl_pending_pages": "1",
        'newscrawl_archive_bytes{part="warc"}': "0",
        "newscrawl_last_run_started_seconds": seconds(START),
        "newscrawl_last_run_finished_seconds": seconds(END),
        'newscrawl_last_run_health{health="ok"}': "0",
        'newscrawl_last_run_health{health="degraded"}': "1",
        'newscrawl_last_run_health{health="failed"}': "0",
        'newscrawl_last_run_count{what="new"}': "2",
        'newscrawl_last_run_count{what="failed"}': "1",
        'newscrawl_last_run_alarm{channel="chengdu",metric="带\\"引号\\\\"}': "1",
    }


def test_each_metric_is_described_before_its_samples(archive: Path) -> None:
    lines = metrics.render(archive).splitlines()
    assert lines[:3] == [
        "# HELP newscrawl_articles Articles archived.",
        "# TYPE newscrawl_articles gauge",
        "newscrawl_articles 2",
    ]


def test_an_archive_without_runs_has_figures_too(tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    with Archive.write(path, command="test"):
        pass
    found = samples(metrics.render(path))
    assert found["newscrawl_articles"] == "0"
    assert "newscrawl_last_run_started_seconds" not in found


def test_kept_bytes_are_counted(archive: Path) -> None:
    (archive.parent / "warc").mkdir()
    (archive.parent / "warc" / "a.warc.gz").write_bytes(b"seven b")
    assert samples(metrics.render(archive))['newscrawl_archive_bytes{part="warc"}'] == "7"


def test_the_file_is_whole_and_for_all_to_read(archive: Path, tmp_path: Path) -> None:
    file = tmp_path / "collector" / "newscrawl.prom"
    metrics.write(file, archive)
    assert file.read_text(encoding="utf-8") == metrics.render(archive)
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    assert file.stat().st_mode & 0o777 == 0o644


def test_a_file_that_cannot_be_written_is_a_warning(archive: Path, caplog: pytest.LogCaptureFixture) -> None:
    metrics.write(archive / "newscrawl.prom", archive)
    (record,) = caplog.records
    assert record.levelname == "WARNING"
    assert "cannot be written" in record.getMessage()
    assert record.getMessage().endswith("Check metrics.file.")
