"""What a configuration may say, and the sentence for everything it may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl.config import Config, load
from newscrawl.errors import UsageError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "newscrawl.toml"


def refusal(file: Path, text: str, environ: dict[str, str] | None = None) -> str:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        load(file, environ or {})
    return str(caught.value).replace(str(file), "FILE")


def test_no_file_means_the_defaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load(None, {}) == Config()


def test_the_file_in_the_working_folder_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("newscrawl.toml").write_text('archive = "成都.db"\n', encoding="utf-8")
    config = load(None, {})
    assert config.archive == Path("成都.db")
    assert config.file == (tmp_path / "newscrawl.toml").resolve()


def test_the_environment_overrules_the_file(file: Path) -> None:
    file.write_text("[crawl]\ndelay = 3\nwarc = true\n[notify]\ncommand = ['a']\n", encoding="utf-8")
    environ = {
        "NEWSCRAWL_CRAWL_DELAY": "0.5",
        "NEWSCRAWL_CRAWL_WARC": "no",
        "NEWSCRAWL_NOTIFY_COMMAND": "mail -s 'two words'",
        "NEWSCRAWL_NOTIFY_ON": "ok, failed",
        "NEWSCRAWL_CRAWL_CONCURRENCY": "",
        "NEWSCRAWL_CRAWL_REVISIT_DAYS": "30, 1.5",
    }
    config = load(file, environ)
    assert (config.crawl.delay, config.crawl.warc, config.crawl.concurrency) == (0.5, False, None)
    assert config.crawl.scrapy == {"NEWSCRAWL_REVISIT_DAYS": [1.5, 30.0]}
    assert load(file, {"NEWSCRAWL_CRAWL_REVISIT_DAYS": "none"}).crawl.revisit_days == ()
    assert config.notify.command == ("mail", "-s", "two words")
    assert config.notify.on == ("ok", "failed")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("delya = 1", "FILE: there is no key 'delya'; allowed are archive, site_url, contact, timezone, crawl, notify, "
         "log, metrics, retention, jobs."),
        ("archiv = 'x'", "FILE: there is no key 'archiv'; did you mean 'archive'?"),
        ("[crawl]\ndelya = 1", "FILE: there is no key 'crawl.delya'; did you mean 'crawl.delay'?"),
        ("[crawl]\ndelay = -1", "FILE: 'crawl.delay' must be a number of seconds from 0, not -1."),
        ("[crawl]\ndelay = true", "FILE: 'crawl.delay' must be a number of seconds from 0, not true."),
        ("[crawl]\nrevisit_days = [0]", "FILE: 'crawl.revisit_days' must be a list of ages in days, such as [1, 7], "
         "not [0]."),
        ("[crawl]\nconcurrency = 65", "FILE: 'crawl.concurrency' must be a whole number from 1 to 64, not 65."),
        ("[crawl]\nconcurrency = 1.5", "FILE: 'crawl.concurrency' must be a whole number from 1 to 64, not 1.5."),
        ("[crawl]\nwarc = 'yes'", "FILE: 'crawl.warc' must be true or false, not \"yes\"."),
        ("crawl = 1", "FILE: 'crawl' must be a section: write [crawl] on a line of its own."),
        ("timezone = 'Asia/Chengdu'", "FILE: 'timezone' must be the name of a time zone, such as Asia/Shanghai, not "
         "\"Asia/Chengdu\"."),
        ("site_url = 'ftp://x'", "FILE: 'site_url' must be an address that starts with http:// or https://, not "
         "\"ftp://x\"."),
        ("[log]\nformat = 'xml'", "FILE: 'log.format' must be text or json, not \"xml\"."),
        ("[log]\nmax_size = '10 MB'", "FILE: 'log.max_size' must be a size in KiB, MiB, GiB or TiB, such as "
         "\"10 MiB\", not \"10 MB\"."),
        ("[notify]\non = ['bad']", "FILE: 'notify.on' must be a list of ok, degraded, failed, not ['bad']."),
        ("[notify]\ncommand = 'mail'", "FILE: 'notify.command' must be a list of texts: the program and its "
         'arguments, such as ["mail", "-s", "newscrawl", "me@example.org"], not "mail".'),
        ("[jobs.a]\nevery = '5h'", "FILE: 'jobs.a.every' must be 15m, 30m, 1h, 2h, 3h, 4h, 6h, 8h, 12h or 1d, not "
         "\"5h\"."),
        ("[jobs.a]\nat = ['25:00']", "FILE: 'jobs.a.at' must be a list of times of day, such as "
         "[\"03:30\", \"15:30\"], not ['25:00']."),
        ("[jobs.a]\nfull = true", "FILE: [jobs.a] needs one of 'every' and 'at', such as every = \"6h\"."),
        ("[jobs.a]\nevery = '1h'\nat = ['03:00']",
         "FILE: [jobs.a] needs one of 'every' and 'at', such as every = \"6h\"."),
        ("[jobs.'a b']\nevery = '1h'",
         "FILE: the job's name 'a b' must be made of letters, digits, '-' and '_'."),
        ("[jobs]\nevery = '1h'", "FILE: 'jobs.every' must be a section: write [jobs.every] on a line of its own."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_exactly(file: Path, text: str, sentence: str) -> None:
    assert refusal(file, text) == sentence


def test_a_wrong_variable_is_named(file: Path) -> None:
    assert refusal(file, "", {"NEWSCRAWL_CRAWL_DELAY": "slow"}) == (
        'The environment variable NEWSCRAWL_CRAWL_DELAY must be a number of seconds from 0, not "slow".'
    )


def test_broken_toml_says_where(file: Path) -> None:
    assert refusal(file, "archive = ") == "FILE is no valid TOML: Invalid value (at end of document)."


def test_a_file_asked_for_must_exist(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"There is no configuration file .*none\.toml\. Check --config\."):
        load(tmp_path / "none.toml", {})


def test_bytes_that_are_no_text_end_in_a_sentence(file: Path) -> None:
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="cannot be read"):
        load(file, {})
