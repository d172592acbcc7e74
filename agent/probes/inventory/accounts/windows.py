"""The machine's own users, and who may administer it, by calls."""

from __future__ import annotations

from typing import Any

from agent.probe import Host, Nothing
from agent.report import Row
from agent.windows.people import DISABLED, NO_PASSWORD, USER, Member, User, administrators, users
from agent.windows.text import plain

_OPTIONS = r"HKLM\SYSTEM\CurrentControlSet\Control\ProductOptions"
_GUEST = 501
_NOBODYS = (501, 503, 504)
"""Numbers of accounts that are no person's: guest, DefaultAccount, WDAGUtilityAccount."""


def read(host: Host) -> dict[str, Any]:
    """The section. Raises Nothing on a domain controller: its accounts are the domain's."""
    if plain(host.outside.values(_OPTIONS).get("ProductType")) == "LanmanNT":
        raise Nothing
    known = host.outside.call(users)
    return section(known, host.outside.call(administrators), names=host.names)


def section(known: list[User], trusted: list[Member], *, names: bool) -> dict[str, Any]:
    """What the accounts and the members of the group of administrators say."""
    own = _own(known, trusted)
    strangers = [one for one in trusted if one.use == USER and not _is_of(one, known)]
    enabled = [one for one in known if not one.flags & DISABLED]
    found: dict[str, Any] = {
        "users": sum(one.rid not in _NOBODYS for one in enabled),
        "administrators": sum(one.name in own for one in enabled) + len(strangers),
        "guest": any(one.rid == _GUEST for one in enabled),
        "empty_passwords": sum(bool(one.flags & NO_PASSWORD) for one in enabled),
    }
    if names:
        found["list"] = [_row(one, own) for one in known if one.rid not in _NOBODYS]
        found["list"] += [
            {"name": plain(one.name), "administrator": True, "domain": True} for one in strangers
        ]
    return found


def _own(known: list[User], trusted: list[Member]) -> set[str]:
    """The names of the machine's own accounts that are in the group."""
    return {user.name for user in known for one in trusted if _is(one, user)}


def _is_of(member: Member, known: list[User]) -> bool:
    return any(_is(member, user) for user in known)


def _is(member: Member, user: User) -> bool:
    r"""Whether a member is an account of this machine: same number, same name behind `MACHINE\`."""
    number, name = member.sid.rpartition("-")[2], member.name.rpartition("\\")[2]
    same = number == str(user.rid) or not member.sid
    return same and name.casefold() == user.name.casefold()


def _row(user: User, own: set[str]) -> Row:
    enabled = not user.flags & DISABLED
    row: Row = {"name": plain(user.name), "administrator": user.name in own}
    return {**row, "enabled": enabled, "domain": False}
