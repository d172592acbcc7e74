"""The machine's own users, and who may administer it, by its files."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any, NamedTuple

from agent.linux import accounts
from agent.linux.accounts import Account, Password
from agent.probe import Host, Nothing
from agent.report import Row

_GUEST = "guest"


class _Known(NamedTuple):
    """An account and what is to be told of it. `enabled`: None where that may not be seen."""

    account: Account
    enabled: bool | None
    person: bool
    trusted: bool
    open: bool


def read(host: Host) -> dict[str, Any]:
    """The section. Raises Nothing where there is no /etc/passwd."""
    try:
        listed = accounts.accounts(host)
    except OSError:
        raise Nothing from None
    secrets = accounts.passwords(host, time.time())
    trusted = accounts.administrators(host, listed)
    first = accounts.first_of_people(host)
    known = [_known(host, one, secrets, trusted, first) for one in listed]
    strangers = sorted(name for name in trusted if accounts.of_domain(name))
    found: dict[str, Any] = _counts(known, len(strangers))
    if secrets is not None:
        found["empty_passwords"] = sum(one.open for one in known if one.enabled)
    return {**found, "list": _list(known, strangers)} if host.names else found


def _known(
    host: Host,
    account: Account,
    secrets: dict[str, Password] | None,
    trusted: set[str],
    first: int,
) -> _Known:
    """Without a line of its own in /etc/shadow an account has no password that opens it."""
    none = Password(none=account.open, used=account.open, expired=False)
    password = None if secrets is None else secrets.get(account.name, none)
    return _Known(
        account,
        accounts.enabled(host, account, password),
        accounts.is_person(account, first),
        account.name in trusted,
        account.open or (password is not None and password.none),
    )


def _counts(known: list[_Known], strangers: int) -> Row:
    """How many there are that are enabled; what may not be seen is not counted, but left out."""
    counted = {
        "users": _enabled(one for one in known if one.person),
        "administrators": _enabled(one for one in known if one.trusted),
    }
    found: Row = {name: number for name, number in counted.items() if number is not None}
    if "administrators" in found:
        found["administrators"] = (counted["administrators"] or 0) + strangers
    guests = _enabled(one for one in known if one.account.name == _GUEST)
    return found if guests is None else {**found, "guest": guests > 0}


def _enabled(some: Iterable[_Known]) -> int | None:
    told = [one.enabled for one in some]
    return None if None in told else sum(map(bool, told))


def _list(known: list[_Known], strangers: list[str]) -> list[Row]:
    """People's accounts, and who may administer, by name."""
    rows = [_row(one) for one in known if one.person or one.trusted]
    return rows + [{"name": name, "administrator": True, "domain": True} for name in strangers]


def _row(one: _Known) -> Row:
    row: Row = {"name": one.account.name, "administrator": one.trusted, "domain": False}
    return row if one.enabled is None else {**row, "enabled": one.enabled}
