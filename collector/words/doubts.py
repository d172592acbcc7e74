"""Doubts about identity in words: `same UUID as asset a7k3m9q2, another serial number`."""

from __future__ import annotations

import json
from typing import Any

from collector.words.text import Text, marked

_SENTENCES = {
    "same": marked("same {agree} as asset {other}, another {against}"),
    "alive": marked("same {agree} as asset {other}, and both run at the same time"),
    "like": marked("its hardware is that of asset {other}"),
    "two": marked("two agents speak for it, one of them is {other}"),
}
KINDS = {
    "serial": marked("serial number"),
    "uuid": marked("UUID"),
    "board": marked("serial number of the board"),
    "disk": marked("disks"),
    "mac": marked("network addresses"),
    "agent": marked("agent"),
    "machine_id": marked("installation"),
    "hostname": marked("name"),
}


def told(text: Text, stored: str) -> str:
    """A doubt, as the register keeps it, in the reader's language."""
    try:
        found = json.loads(stored)
        sentence = _SENTENCES[found["about"]]
    except (ValueError, LookupError, TypeError):  # an older collector kept a sentence
        return stored
    kinds = {name: _listed(text, found[name]) for name in ("agree", "against")}
    return text(sentence, other=found["other"][:8], **kinds)


def other(stored: str) -> str:
    """The id of the other asset, where one is named; else empty."""
    try:
        found = json.loads(stored)
        return str(found["other"]) if found["about"] != "two" else ""
    except (ValueError, LookupError, TypeError):
        return ""


def _listed(text: Text, kinds: list[Any]) -> str:
    return ", ".join(text(KINDS.get(kind, str(kind))) for kind in kinds)
