"""Units: written, kept, removed; and valid to systemd itself."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from newscrawl.config import Config, Job
from newscrawl.errors import UsageError
from newscrawl.schedule import systemd
from newscrawl.schedule.files import Step

JOBS = (Job(name="daily", channels=("chengdu",), at=("03:30",)), Job(name="often", every="6h", on=("sat", "sun")))


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(archive=tmp_path / "成都 50%.db", jobs=JOBS, file=tmp_path / "newscrawl.toml")


def verbs(steps: list[Step]) -> dict[str, str]:
    return {step.path.name: step.verb for step in steps}


def install(config: Config, where: Path) -> dict[str, str]:
    steps = systemd.install_steps(config, where)
    for step in steps:
        step.do()
    return verbs(steps)


def test_installing_twice_changes_nothing(config: Config, tmp_path: Path) -> None:
    where = tmp_path / "units"
    names = {f"newscrawl-{job}.{kind}" for job in ("daily", "often") for kind in ("service", "timer")}
    assert install(config, where) == dict.fromkeys(names, "write")
    assert install(config, where) == dict.fromkeys(names, "keep")


def test_a_job_that_is_gone_is_taken_away_and_others_stay(config: Config, tmp_path: Path) -> None:
    where = tmp_path / "units"
    install(config, where)
    install(replace(config, jobs=(Job(name="other", every="1d"),), file=tmp_path / "other.toml"), where)
    (where / "newscrawl-mine.timer").write_text("[Timer]\nOnCalendar=daily\n", encoding="utf-8")
    done = install(replace(config, jobs=JOBS[:1]), where)
    assert {name for name, verb in done.items() if verb == "remove"} == {
        "newscrawl-often.service",
        "newscrawl-often.timer",
    }
    for step in systemd.remove_steps(config, where):
        step.do()
    assert sorted(path.name for path in where.iterdir()) == [
        "newscrawl-mine.timer",
        "newscrawl-other.service",
        "newscrawl-other.timer",
    ]
    assert systemd.remove_steps(config, where) == []


def test_a_unit_of_someone_else_is_not_overwritten(config: Config, tmp_path: Path) -> None:
    install(config, tmp_path)
    with pytest.raises(UsageError, match=r"newscrawl-daily\.service was not written from .*second\.toml"):
        systemd.install_steps(replace(config, file=tmp_path / "second.toml"), tmp_path)


def test_without_jobs_or_file_there_is_nothing_to_install(config: Config) -> None:
    with pytest.raises(UsageError, match=r"newscrawl\.toml has no job: add a section"):
        systemd.units(replace(config, jobs=()))
    with pytest.raises(UsageError, match="There is no configuration file"):
        systemd.units(replace(config, file=None))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze here")
def test_systemd_finds_no_fault_in_them(config: Config, tmp_path: Path) -> None:
    where = tmp_path / "units"
    install(config, where)
    done = subprocess.run(
        ["systemd-analyze", "verify", *map(str, sorted(where.iterdir()))], capture_output=True, text=True, check=False
    )
    ours = [line for line in done.stderr.splitlines() if "newscrawl-" in line]
    assert (done.returncode, ours) == (0, [])


def test_the_service_runs_the_job_with_absolute_paths(config: Config) -> None:
    service = systemd.units(config)["newscrawl-daily.service"]
    (line,) = [row for row in service.splitlines() if row.startswith("ExecStart=")]
    assert line.endswith(
        f'--config {config.file} --archive "{config.archive}" schedule start --quiet daily'.replace("%", "%%")
    )
