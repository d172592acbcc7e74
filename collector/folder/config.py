"""The collector's settings: one TOML file, `mkaguzi.toml`, in its data folder.

Every key has a default, so an empty file will do. What is wrong is reported all at once,
an unknown key with the nearest right one. Secrets are never in it: `password_file` names a file
that only its owner may read.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta
from sqlalchemy import URL, make_url

from collector.folder import checking, reading

FILE_NAME = "mkaguzi.toml"


class ConfigError(ValueError):
    """The settings cannot be used. `errors` says all that is wrong, a line each."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = errors


_PLACE = r"^(\[[0-9A-Fa-f:.]+\]|[^\s:\[\]]+):[0-9]{1,5}$"
Address = Annotated[
    str,
    Meta(
        pattern=_PLACE,
        description="an address, like 127.0.0.1:8080",
    ),
]


Elsewhere = Annotated[
    str,
    Meta(
        pattern=f"^$|{_PLACE}",
        description="an address, like 10.0.0.2:8443",
    ),
]


MailAddress = Annotated[
    str,
    Meta(
        pattern=r"^[^\s<>@,;:\"()]+@[^\s<>@,;:\"()]+$",
        description="a mail address alone, like mkaguzi@manyara.go.tz",
    ),
]


class Pages(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where people look. Plain HTTP on loopback alone; anywhere else TLS (`mkaguzi tls use`)."""

    listen: Address = "127.0.0.1:8080"
    address: str = ""
    """How people reach the pages, for links in mail; empty: made from `listen`."""


class Agents(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where agents deliver: TLS with the private CA."""

    listen: Address = "0.0.0.0:8443"
    address: str = ""
    """How agents reach this collector, as enrolment codes say it; empty: found out."""
    moved_to: Elsewhere = ""
    """Where the collector is now: this one sends its agents there, and keeps nothing any more."""


class Mail(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How mail leaves. No host: it stays in the outbox folder."""

    host: str = ""
    port: Annotated[int, Meta(ge=1, le=65_535, description="a port, 1 to 65535")] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str = ""
    password_file: str = ""
    sender: MailAddress = "mkaguzi@localhost"
    ca_file: str = ""
    """A CA to trust besides the system's, for a mail server of one's own."""


class Digest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When the weekly digest goes out, local time."""

    day: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] = (
        "monday"
    )
    time: Annotated[
        str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", description="a time, like 07:30")
    ] = "07:30"


class Journal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long and how large the journal may grow."""

    days: Annotated[int, Meta(ge=1, le=3650, description="days, 1 to 3650")] = 14
    max_gib: Annotated[float, Meta(gt=0, description="GiB, more than 0")] = 20.0


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All settings, with their defaults."""

    data: Path = Path("var")
    database: str = ""
    """The state's URL; empty: SQLite in the data folder."""
    organisation: str = ""
    """The YAML of region, councils and sites; empty: `organisation.yaml` in the data folder."""
    pages: Pages = Pages()
    agents: Agents = Agents()
    mail: Mail = Mail()
    digest: Digest = Digest()
    journal: Journal = Journal()

    @property
    def database_url(self) -> str | URL:
        """The state's URL, with the default filled in: as parts, for a path may hold a `?`."""
        return self.database or URL.create("sqlite", database=str(self.data / "state.db"))

    @property
    def state_file(self) -> Path | None:
        """The state's file; None where a database server has it."""
        url = make_url(self.database_url)
        is_file = url.get_backend_name() == "sqlite" and url.database
        return Path(str(url.database)) if is_file else None

    @property
    def organisation_file(self) -> Path:
        """The organisation's YAML, with the default filled in."""
        return self.data / (self.organisation or "organisation.yaml")


def load(data: Path) -> Settings:
    """The settings of a data folder. Raises ConfigError, with all that is wrong."""
    file = data / FILE_NAME
    try:
        content = tomllib.loads(reading.text(file, "utf-8-sig")) if file.exists() else {}
    except tomllib.TOMLDecodeError as error:
        raise ConfigError([f"{file}: {error}"]) from None
    except (UnicodeDecodeError, OSError) as error:
        raise ConfigError([f"{file}: it cannot be read: {reading.reason(error)}"]) from None
    return parse(content, data, str(file))


def parse(content: dict[str, Any], data: Path, name: str) -> Settings:
    """The settings in `content`, the plain object that a TOML file holds. Raises ConfigError."""
    errors = [f"{name}: {error}" for error in checking.faults(content, Settings, without="data")]
    if errors:
        raise ConfigError(errors)
    return msgspec.convert({**content, "data": str(data)}, Settings, dec_hook=_path)


def _path(kind: type, value: Any) -> Any:
    if kind is Path:
        return Path(value)
    raise TypeError(kind)
