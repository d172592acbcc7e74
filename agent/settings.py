"""The agent's settings: a small INI file, all optional.

[agent]
state = /var/lib/mkaguzi-agent   ; identity, spool and status
spool_max_mb = 64                ; the most that waits on disk
names = no                       ; tell the names of this machine's accounts
proxy = 10.0.0.1:3128            ; go through this proxy, by CONNECT; usually none
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from agent.trouble import Trouble, refusal

if TYPE_CHECKING:
    import configparser

_LONGEST = 300
_KNOWN = {"agent": ("state", "spool_max_mb", "names", "proxy")}


class Settings(NamedTuple):
    """All settings, with their defaults."""

    state: Path
    spool_max: int = 64 << 20
    """Bytes."""
    names: bool = False
    """Whether the names of accounts may be told."""
    proxy: str = ""
    """`host:port` of a proxy between the agent and its collector; empty: none."""


def default_file() -> Path:
    """Where the settings are on this system."""
    if os.name == "nt":
        return Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData")) / "Mkaguzi" / "agent.ini"
    return Path("/etc/mkaguzi/agent.ini")


def default_state() -> Path:
    """Where identity and spool are on this system: what a systemd unit says comes first."""
    if place := os.environ.get("STATE_DIRECTORY", ""):
        return Path(place)
    if os.name == "nt":
        return Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData")) / "Mkaguzi" / "agent"
    return Path("/var/lib/mkaguzi-agent")


def load(file: Path | None, state: Path | None) -> Settings:
    """The settings of a file (the default one may be missing). Raises Trouble with all errors."""
    chosen = file or default_file()
    if file is None and not chosen.exists():
        return Settings(state or default_state())
    text = _text(chosen)
    if not _says_anything(text):
        return Settings(state or default_state())
    import configparser  # a machine with the defaults needs none

    parser = configparser.ConfigParser(
        inline_comment_prefixes=(";",),
        interpolation=None,
        default_section="",  # which none can write: [DEFAULT] is a section like any other
    )
    try:
        parser.read_string(text, str(chosen))
    except configparser.Error as error:
        from agent.show import in_one_line

        said = in_one_line(str(error))[:_LONGEST]
        raise Trouble(f"the settings cannot be read: {said}", 2) from None
    errors = _unknown(parser, text) + _wrong(parser, text)
    if errors:
        raise Trouble("\n".join(f"{chosen}{error}" for error in errors), 2)
    place = state or Path(parser.get("agent", "state", fallback=str(default_state())))
    return Settings(
        place,
        parser.getint("agent", "spool_max_mb", fallback=64) << 20,
        parser.getboolean("agent", "names", fallback=False),
        _proxy(parser),
    )


def _text(file: Path) -> str:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise Trouble(f"the settings {file} cannot be read: {refusal(error)}", 2) from None
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:  # as a power cut leaves a file that had not come to the disk
        raise Trouble(
            f"the settings {file} are spoiled, they are no text: write them anew, or remove the "
            "file, and the defaults hold",
            2,
        )
    return text


def _proxy(parser: configparser.ConfigParser) -> str:
    return parser.get("agent", "proxy", fallback="").strip().removeprefix("http://").rstrip("/")


def _says_anything(text: str) -> bool:
    """Whether there is more than comments and the one section: the package's own file has none."""
    lines = (line.strip() for line in text.splitlines())
    return any(line not in ("", "[agent]") and line[0] not in "#;" for line in lines)


def _unknown(parser: configparser.ConfigParser, text: str) -> list[str]:
    errors = []
    for name in parser.sections():
        if name in _KNOWN:
            errors += [_unknown_key(k, name, text) for k in parser[name] if k not in _KNOWN[name]]
        else:
            hint = _hint(name, list(_KNOWN))
            errors.append(f"{_line(text, f'[{name}]')}: unknown section [{name}]{hint}")
    return errors


def _unknown_key(key: str, section: str, text: str) -> str:
    return f"{_line(text, key)}: unknown key {key}{_hint(key, list(_KNOWN[section]))}"


def _wrong(parser: configparser.ConfigParser, text: str) -> list[str]:
    errors = []
    size = parser.get("agent", "spool_max_mb", fallback="64")
    if not (size.isascii() and size.isdigit() and 1 <= int(size) <= 4096):
        errors.append(f"{_line(text, 'spool_max_mb')}: spool_max_mb must be 1 to 4096, not {size}")
    host, _, port = _proxy(parser).rpartition(":")
    if _proxy(parser) and not (host and port.isascii() and port.isdigit() and "/" not in host):
        errors.append(f"{_line(text, 'proxy')}: proxy must be host:port, not {_proxy(parser)}")
    names = parser.get("agent", "names", fallback="no")
    if names.lower() not in parser.BOOLEAN_STATES:
        errors.append(f"{_line(text, 'names')}: names must be yes or no, not {names}")
    if not parser.get("agent", "state", fallback="x"):
        errors.append(f"{_line(text, 'state')}: state must name a folder")
    return errors


def _hint(name: str, known: list[str]) -> str:
    from difflib import get_close_matches  # rarely needed, and large

    near = get_close_matches(name, known, 1)
    return f" (did you mean {near[0]}?)" if near else f" (known: {', '.join(known)})"


def _line(text: str, start: str) -> str:
    lines = enumerate(text.lower().splitlines(), 1)
    number = next((n for n, line in lines if line.strip().startswith(start.lower())), 0)
    return f":{number}" if number else ""
