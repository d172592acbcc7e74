"""The machine's own users, and who may administer it, by its files."""

from __future__ import annotations

import time
from typing import Any

from agent.linux import accounts
from agent.linux.accounts import Account, Password
from agent.probe import Host, Nothing
from agent.report import Row

_GUEST = "guest"


def read(host: Host) -> dict[str, Any]:
    """The section. Raises Nothing where there is no /etc/passwd."""
    try:
        known = accounts.accounts(host)
    except OSError:
        raise Nothing from None
    secrets = accounts.passwords(host, time.time())
    usable = {a.name for a in known if accounts.enabled(host, a, _of(secrets, a))}
    trusted = accounts.administrators(host, known)
    return {**_counts(host, known, usable, trusted, secrets), **_list(host, known, usable, trusted)}


def _of(secrets: dict[str, Password] | None, account: Account) -> Password | None:
    """What is known of its password; without a line of its own it has none that opens it."""
    if secrets is None or account.open:
        return None
    return secrets.get(account.name, Password(none=False, used=False, expired=False))


def _counts(
    host: Host,
    known: list[Account],
    usable: set[str],
    trusted: set[str],
    secrets: dict[str, Password] | None,
) -> Row:
    first = accounts.first_of_people(host)
    strangers = {name for name in trusted if accounts.of_domain(name)}
    found: Row = {
        "users": sum(accounts.is_person(a, first) for a in known if a.name in usable),
        "administrators": len(trusted & usable) + len(strangers),
        "guest": _GUEST in usable,
    }
    if secrets is not None:
        found["empty_passwords"] = sum(_is_open(a, secrets) for a in known if a.name in usable)
    return found


def _is_open(account: Account, secrets: dict[str, Password]) -> bool:
    return account.open or (account.name in secrets and secrets[account.name].none)


def _list(
    host: Host, known: list[Account], usable: set[str], trusted: set[str]
) -> dict[str, list[Row]]:
    """People's accounts, and who may administer, by name; only where names may be told."""
    if not host.names:
        return {}
    first = accounts.first_of_people(host)
    told = [a for a in known if accounts.is_person(a, first) or a.name in trusted]
    rows: list[Row] = [
        {
            "name": account.name,
            "administrator": account.name in trusted,
            "enabled": account.name in usable,
            "domain": False,
        }
        for account in told
    ]
    strangers = sorted(name for name in trusted if accounts.of_domain(name))
    rows += [{"name": name, "administrator": True, "domain": True} for name in strangers]
    return {"list": rows}
