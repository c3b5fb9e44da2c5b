"""Reading the configuration: the file, overruled by environment variables. The command line overrules both."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

from newscrawl.config.keys import SECTIONS, Config, Job
from newscrawl.config.kinds import Refused
from newscrawl.errors import UsageError

DEFAULT_FILE = Path("newscrawl.toml")
_JOB_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")


def load(path: Path | None, environ: Mapping[str, str]) -> Config:
    """The configuration from `path` (None: DEFAULT_FILE if there is one) and the environment.

    Raises UsageError naming the file or variable, the key, what is allowed, and what stands there instead.
    """
    file = path or (DEFAULT_FILE if DEFAULT_FILE.is_file() else None)
    table = _read(file) if file else {}
    where = str(file)
    _refuse_unknown(table, [*_names(Config), *SECTIONS, "jobs"], where, "")
    values = _values(Config, table, where, "", environ)
    for name, section in SECTIONS.items():
        inner = _table(table.get(name, {}), where, name)
        _refuse_unknown(inner, _names(section), where, f"{name}.")
        values[name] = section(**_values(section, inner, where, f"{name}.", environ))
    jobs = _table(table.get("jobs", {}), where, "jobs")
    values["jobs"] = tuple(_job(name, job, where) for name, job in jobs.items())
    return Config(**values, file=file.resolve() if file else None)


def variable(name: str) -> str:
    """The environment variable of a key: `crawl.delay` is `NEWSCRAWL_CRAWL_DELAY`."""
    return f"NEWSCRAWL_{name.upper().replace('.', '_')}"


def keys_of(section: type) -> list[Field[Any]]:
    """The declared keys of a section, in the order of the file."""
    return [item for item in fields(section) if "kind" in item.metadata]


def _read(path: Path) -> dict[str, Any]:
    import tomllib  # Here, because most commands run without a file.

    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError(f"There is no configuration file {path}. Check --config.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The configuration file {path} cannot be read: {error}.") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path} is no valid TOML: {error}.") from error


def _job(name: str, table: Any, where: str) -> Job:
    if not _JOB_NAME.fullmatch(name):
        raise UsageError(f"{where}: the job's name '{name}' must be made of letters, digits, '-' and '_'.")
    prefix = f"jobs.{name}"
    inner = _table(table, where, prefix)
    _refuse_unknown(inner, _names(Job), where, f"{prefix}.")
    job = Job(name=name, **_values(Job, inner, where, f"{prefix}.", {}))
    if bool(job.every) == bool(job.at):
        raise UsageError(f"{where}: [{prefix}] needs one of 'every' and 'at', such as every = \"6h\".")
    return job


def _values(
    section: type, table: Mapping[str, Any], where: str, prefix: str, environ: Mapping[str, str]
) -> dict[str, Any]:
    values = {}
    for item in keys_of(section):
        name, kind = prefix + item.name, item.metadata["kind"]
        text = environ.get(variable(name), "")
        try:
            if text:
                values[item.name] = kind.check(kind.from_text(text))
            elif item.name in table:
                values[item.name] = kind.check(table[item.name])
        except Refused:
            place, held = (
                (f"The environment variable {variable(name)}", text)
                if text
                else (f"{where}: '{name}'", table[item.name])
            )
            raise UsageError(f"{place} must be {kind.allows}, not {_shown(held)}.") from None
    return values


def _table(value: Any, where: str, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UsageError(f"{where}: '{name}' must be a section: write [{name}] on a line of its own.")
    return value


def _names(section: type) -> list[str]:
    return [item.name for item in keys_of(section)]


def _refuse_unknown(table: Mapping[str, Any], known: Iterable[str], where: str, prefix: str) -> None:
    known = list(known)
    for name in table:
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean '{prefix}{close[0]}'?" if close else f"allowed are {', '.join(known)}."
            raise UsageError(f"{where}: there is no key '{prefix}{name}'; {hint}")


def _shown(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
