"""The collector's settings: one TOML file, `mkaguzi.toml`, in its data folder.

Every key has a default, so an empty file will do. What is wrong is reported all at once,
an unknown key with the nearest right one. Secrets are never in it: `password_file` names a file
that only its owner may read.
"""

from __future__ import annotations

import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

FILE_NAME = "mkaguzi.toml"


class ConfigError(ValueError):
    """The settings cannot be used. `errors` says all that is wrong, a line each."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = errors


class Pages(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where people look. Plain HTTP on loopback alone; anywhere else TLS (`mkaguzi tls use`)."""

    listen: str = "127.0.0.1:8080"
    address: str = ""
    """How people reach the pages, for links in mail; empty: made from `listen`."""


class Agents(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where agents deliver: TLS with the private CA."""

    listen: str = "0.0.0.0:8443"
    address: str = ""
    """How agents reach this collector, as enrolment codes say it; empty: found out."""


class Mail(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How mail leaves. No host: it stays in the outbox folder."""

    host: str = ""
    port: int = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    username: str = ""
    password_file: str = ""
    sender: str = "mkaguzi@localhost"
    ca_file: str = ""
    """A CA to trust besides the system's, for a mail server of one's own."""


class Digest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When the weekly digest goes out, local time."""

    day: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] = (
        "monday"
    )
    time: Annotated[str, msgspec.Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")] = "07:30"


class Journal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long and how large the journal may grow."""

    days: int = 14
    max_gib: float = 20.0


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
    def database_url(self) -> str:
        """The state's URL, with the default filled in."""
        return self.database or f"sqlite:///{self.data / 'state.db'}"

    @property
    def organisation_file(self) -> Path:
        """The organisation's YAML, with the default filled in."""
        return self.data / (self.organisation or "organisation.yaml")


def load(data: Path) -> Settings:
    """The settings of a data folder. Raises ConfigError, with all that is wrong."""
    file = data / FILE_NAME
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise ConfigError([f"{file}: {error}"]) from None
    return parse(content, data, str(file))


def parse(content: dict[str, Any], data: Path, name: str) -> Settings:
    """The settings in `content`, the plain object that a TOML file holds."""
    errors = [f"{name}: {error}" for error in _unknown(content, Settings)]
    errors += [f"{name}: {error}" for error in _wrong_values(content)]
    if errors:
        raise ConfigError(errors)
    return msgspec.convert({**content, "data": str(data)}, Settings, dec_hook=_path)


def _unknown(content: dict[str, Any], shape: type[msgspec.Struct], place: str = "") -> list[str]:
    known = {f.name: f.type for f in msgspec.structs.fields(shape) if f.name != "data"}
    errors = []
    for key, value in content.items():
        inner = known.get(key)
        if inner is None:
            errors.append(f"unknown key {place}{key}{_hint(key, list(known))}")
        elif isinstance(inner, type) and issubclass(inner, msgspec.Struct):
            if isinstance(value, dict):
                errors += _unknown(value, inner, f"{place}{key}.")
            else:
                errors.append(f"{place}{key} must be a table: [{key}]")
    return errors


def _hint(key: str, known: list[str]) -> str:
    near = get_close_matches(key, known, 1)
    return f" (did you mean {near[0]}?)" if near else f" (known: {', '.join(sorted(known))})"


def _wrong_values(content: dict[str, Any]) -> list[str]:
    """Each table on its own, so that one wrong value does not hide the next."""
    errors = []
    for field in msgspec.structs.fields(Settings):
        value = content.get(field.name)
        if value is None or field.name == "data":
            continue
        if isinstance(value, dict):
            errors += [e for k, v in value.items() for e in _check(field.type, k, v, field.name)]
        else:
            errors += _check(Settings, field.name, value, "")
    return errors


def _check(shape: Any, key: str, value: Any, table: str) -> list[str]:
    if not any(f.name == key for f in msgspec.structs.fields(shape)):
        return []
    try:
        msgspec.convert({key: value}, shape)
    except msgspec.ValidationError as error:
        place = f"{table}.{key}" if table else key
        return [f"{place}: {str(error).split(' - at')[0]}"]
    return []


def _path(kind: type, value: Any) -> Any:
    if kind is Path:
        return Path(value)
    raise NotImplementedError(kind)
