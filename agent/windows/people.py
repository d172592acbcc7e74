"""The accounts of this machine, and who is in its group of administrators, by calls.

Source: Microsoft Learn, "NetUserEnum" (USER_INFO_20), "NetLocalGroupGetMembers"
(LOCALGROUP_MEMBERS_INFO_2), "LookupAccountSidW": the group's name is in the system's language.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any, NamedTuple

from agent.windows.library import DWORD, POINTER, TEXT, failed, function, held

DISABLED, NO_PASSWORD = 0x2, 0x20
"""UF_ACCOUNTDISABLE, UF_PASSWD_NOTREQD."""
_ADMINISTRATORS = "S-1-5-32-544"
_NORMAL, _WHOLE, _MORE = 0x2, 0xFFFFFFFF, 234
_MOST = 10_000
USER = 1
"""SID_NAME_USE of an account of a person; 2 is a group, 8 one that is not known any more."""


class User(NamedTuple):
    """An account: its name, its flags (UF_…), and its number (the last part of its SID)."""

    name: str
    flags: int
    rid: int


class Member(NamedTuple):
    """A member of a group: its SID, what it is (SID_NAME_USE), and `DOMAIN\\name`."""

    sid: str
    use: int
    name: str


class _UserInfo(ctypes.Structure):
    _fields_ = (
        ("name", TEXT),
        ("full_name", TEXT),
        ("comment", TEXT),
        ("flags", DWORD),
        ("rid", DWORD),
    )


class _MemberInfo(ctypes.Structure):
    _fields_ = (("sid", POINTER), ("use", DWORD), ("name", TEXT))


def users() -> list[User]:
    """The accounts of people, not of machines. Raises OSError."""
    ask = _netapi("NetUserEnum", TEXT, DWORD, DWORD, POINTER, DWORD, POINTER, POINTER, POINTER)
    found, count, resume = POINTER(), DWORD(), DWORD()
    told = ctypes.byref(found), _WHOLE, ctypes.byref(count), ctypes.byref(DWORD())
    code = ask(None, 20, _NORMAL, *told, ctypes.byref(resume))
    held("NetUserEnum", 0 if code == _MORE else code)
    rows = _rows(found, _UserInfo, count.value)
    return _freed(found, [User(one.name or "", one.flags, one.rid) for one in rows])


def administrators() -> list[Member]:
    """The members of the group of administrators. Raises OSError."""
    ask = _netapi(
        "NetLocalGroupGetMembers", TEXT, TEXT, DWORD, POINTER, DWORD, POINTER, POINTER, POINTER
    )
    found, count, resume = POINTER(), DWORD(), ctypes.c_size_t()
    told = ctypes.byref(found), _WHOLE, ctypes.byref(count), ctypes.byref(DWORD())
    code = ask(None, group(_ADMINISTRATORS), 2, *told, ctypes.byref(resume))
    held("NetLocalGroupGetMembers", 0 if code == _MORE else code)
    rows = _rows(found, _MemberInfo, count.value)
    return _freed(found, [Member(_text(one.sid), one.use, one.name or "") for one in rows])


def group(sid: str) -> str:
    """The name of a well-known group on this machine. Raises OSError."""
    convert = function("advapi32", "ConvertStringSidToSidW", DWORD, TEXT, POINTER)
    ask = function(
        *("advapi32", "LookupAccountSidW", DWORD),
        *(TEXT, POINTER, POINTER, POINTER, POINTER, POINTER, POINTER),
    )
    raw, name, domain = POINTER(), *(ctypes.create_unicode_buffer(257) for _ in range(2))
    if not convert(sid, ctypes.byref(raw)):
        raise failed("ConvertStringSidToSid")
    sizes = [DWORD(257), DWORD(257), DWORD()]
    size, domain_size, use = map(ctypes.byref, sizes)
    done = ask(None, raw, name, size, domain, domain_size, use)
    error = failed("LookupAccountSid")
    function("kernel32", "LocalFree", POINTER, POINTER)(raw)
    if not done:
        raise error
    return name.value


def _text(sid: Any) -> str:
    """A SID as text; empty for what is none."""
    convert = function("advapi32", "ConvertSidToStringSidW", DWORD, POINTER, POINTER)
    text = POINTER()
    if not sid or not convert(sid, ctypes.byref(text)) or not text.value:
        return ""
    told = ctypes.wstring_at(text.value)
    function("kernel32", "LocalFree", POINTER, POINTER)(text)
    return told


def _rows(found: Any, kind: type[ctypes.Structure], count: int) -> Iterator[Any]:
    if found.value:
        yield from (kind * min(count, _MOST)).from_address(found.value)


def _freed(buffer: Any, told: list[Any]) -> list[Any]:
    """What was read of a buffer, which is then given back."""
    _netapi("NetApiBufferFree", POINTER)(buffer)
    return told


def _netapi(name: str, *takes: Any) -> Any:
    return function("netapi32", name, DWORD, *takes)
