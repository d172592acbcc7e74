"""The accounts of this machine's own, by its files alone: a domain's are many, and asking is slow.

Source: passwd(5), group(5), shadow(5), login.defs(5). Of /etc/shadow, which root and who may read
all files can see, two things leave this file: whether a password is needed, and whether the account
is shut. A password itself, or what was made of it, is nowhere kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from agent.probe import Host

_ADMINISTRATORS = ("sudo", "wheel", "admin")
_SHUT = ("nologin", "false", "true", "sync", "shutdown", "halt", "null", "git-shell")
"""Names of shells that let nobody work."""
_FIRST = 1000
_NOBODY = 65_534
_DAY = 86_400
_DOMAIN = ("\\", "@")


class Account(NamedTuple):
    """One of /etc/passwd. `home`, `shell` as they stand there; `open`: it asks for no password."""

    name: str
    uid: int
    group: int
    home: str
    shell: str
    open: bool


class Password(NamedTuple):
    """What may be known of one: there is `none`, it can be `used`, the account has `expired`."""

    none: bool
    used: bool
    expired: bool


def accounts(host: Host) -> list[Account]:
    """Those of /etc/passwd. Raises OSError."""
    return [account for row in _rows(host, "/etc/passwd", 7) for account in _account(row)]


def _rows(host: Host, place: str, columns: int) -> list[list[str]]:
    """The lines of a table with enough columns; what NIS adds (`+…`) is not this machine's."""
    text = host.path(place).read_text(encoding="utf-8", errors="replace")
    rows = [line.split(":") for line in text.splitlines() if line[:1] not in ("", "#", "+", "-")]
    return [row for row in rows if len(row) >= columns and row[0]]


def _account(row: list[str]) -> Iterator[Account]:
    if row[2].isdecimal() and row[3].isdecimal():
        yield Account(row[0], int(row[2]), int(row[3]), row[5], row[6], row[1] == "")


def passwords(host: Host, now: float) -> dict[str, Password] | None:
    """What may be known of each, by the account's name; None where that may not be read.

    `now`: UTC s.
    """
    try:
        rows = _rows(host, "/etc/shadow", 2)
    except OSError:
        return None
    return {row[0]: _password(row[1], row[7] if len(row) > 7 else "", now) for row in rows}


def _password(told: str, expires: str, now: float) -> Password:
    expired = expires.isdecimal() and int(expires) * _DAY <= now
    return Password(told == "", not told.startswith(("!", "*")), expired)


def administrators(host: Host, known: Iterable[Account]) -> set[str]:
    """The names of those who may administer the machine: root's, and the groups that sudo trusts.

    What /etc/sudoers.d says beyond that is not read.
    """
    known = list(known)
    found = {account.name for account in known if account.uid == 0}
    for row in _groups(host):
        if row[0] in _ADMINISTRATORS and row[2].isdecimal():
            found |= {account.name for account in known if account.group == int(row[2])}
            found |= {name for name in row[3].split(",") if name}
    return found


def _groups(host: Host) -> list[list[str]]:
    try:
        return _rows(host, "/etc/group", 4)
    except OSError:
        return []


def of_domain(name: str) -> bool:
    """Whether a name is one of a domain: `REGION\\asha`, `asha@region.go.tz`."""
    return any(sign in name for sign in _DOMAIN)


def is_person(account: Account, first: int) -> bool:
    """Whether it is one of people: `first` is the lowest number that those have."""
    return account.uid >= first and account.uid != _NOBODY


def first_of_people(host: Host) -> int:
    """UID_MIN, of /etc or, where the maker keeps it apart (SUSE), /usr/etc."""
    for place in ("/etc/login.defs", "/usr/etc/login.defs"):
        try:
            rows = host.path(place).read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            continue
        for words in (row.split() for row in rows):
            if len(words) > 1 and words[0] == "UID_MIN" and words[1].isdecimal():
                return int(words[1])
    return _FIRST


def enabled(host: Host, account: Account, password: Password | None) -> bool | None:
    """Whether somebody may work by it: it has a shell, and a password or a key that opens it.

    None where its password may not be looked at (None), and a shell is all that is known.
    """
    if account.shell.rpartition("/")[2] in _SHUT:
        return False
    if password is None:
        return True if account.open else None
    return not password.expired and (password.used or _has_keys(host, account))


def _has_keys(host: Host, account: Account) -> bool:
    """Whether SSH lets it in by a key: machines in a cloud have no passwords."""
    if not account.home.startswith("/"):
        return False
    try:
        return host.path(f"{account.home}/.ssh/authorized_keys").stat().st_size > 0
    except OSError:
        return False
