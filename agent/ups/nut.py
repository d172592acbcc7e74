"""What `upsd` of Network UPS Tools says of the UPSes on this machine.

It is asked on the loopback address alone, without a password: to read needs none. Source: RFC 9271,
4.2; variables: its appendix, and NUT's developer guide.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from typing import BinaryIO

from agent.nothing import Nothing

ADDRESS = ("127.0.0.1", 3493)
"""Where upsd listens as it is installed."""
_PATIENCE = 5.0
"""Seconds for an answer; upsd has them in its memory."""
_MOST_LINES, _LONGEST, _MOST = 512, 2048, 8
_UPS = re.compile(r"UPS (\S+)")
_VARIABLE = re.compile(r'VAR \S+ (\S+) "((?:\\.|[^"\\])*)"')
_ESCAPED = re.compile(r"\\(.)")

Variables = dict[str, str]


def upses() -> dict[str, Variables]:
    """Each UPS by its name, with its variables. Raises Nothing where no upsd runs, and OSError."""
    try:
        talk = socket.create_connection(ADDRESS, _PATIENCE)
    except ConnectionRefusedError:
        raise Nothing from None
    with talk, talk.makefile("rb") as answers:
        names = [match[1] for line in _list(talk, answers, "UPS") if (match := _UPS.match(line))]
        found = {name: variables(_list(talk, answers, f"VAR {name}")) for name in names[:_MOST]}
        talk.sendall(b"LOGOUT\n")
    return found


def variables(lines: Iterator[str] | list[str]) -> Variables:
    """The variables in the lines of a list. Pure."""
    matches = (_VARIABLE.match(line) for line in lines)
    return {match[1]: _ESCAPED.sub(r"\1", match[2]).strip() for match in matches if match}


def _list(talk: socket.socket, answers: BinaryIO, of: str) -> list[str]:
    """The lines of one list; none where it has nothing to say of that, as of a driver that died.

    Raises OSError for what is no upsd.
    """
    talk.sendall(f"LIST {of}\n".encode())
    first = _line(answers)
    if first.startswith("ERR "):
        return []
    if first != f"BEGIN LIST {of}":
        raise OSError(f"port {ADDRESS[1]} is no upsd's: {first[:60]!r}")
    found: list[str] = []
    while (line := _line(answers)) != f"END LIST {of}":
        if len(found) == _MOST_LINES:
            raise OSError("upsd's list has no end")
        found.append(line)
    return found


def _line(answers: BinaryIO) -> str:
    line = answers.readline(_LONGEST)
    if not line.endswith(b"\n"):
        raise OSError("upsd's answer ends in the middle")
    return line.decode("utf-8", "replace").rstrip()
