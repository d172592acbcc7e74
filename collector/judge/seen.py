"""What was seen of a fact, in words.

Most facts read `label: value`. Some would read oddly so (`days of support left: -543`, `writable of
/: no`): those have words of their own. Pure.
"""

from __future__ import annotations

import datetime
from typing import Any

from collector.judge.operators import OPERATORS, PAIRS
from collector.judge.verdict import Evidence
from collector.words.amounts import in_words
from collector.words.text import Text, date, marked, when

SUPPORT, ENDED, _SILENCE = "support.days_left", "support.ended_before", "silence.lasts"
_LABELS: dict[str, str] = {
    _SILENCE: marked("time since last heard from"),
    SUPPORT: marked("days of support left"),
    "power.on_for": marked("time since switched on"),
    "clock.offset": marked("clock error"),
    "software": marked("programs"),
    "mounts": marked("file systems"),
    "protection.on": marked("antivirus protection"),
    "protection.up_to_date": marked("antivirus up to date"),
    "protection.signatures_age": marked("age of the antivirus signatures"),
    "patching.age": marked("time since updates were installed"),
    "patching.looked": marked("time since it looked for updates"),
    "updates.security_pending": marked("security updates that wait"),
    "updates.restart": marked("updates that wait for a restart"),
    "os.activation": marked("activation of Windows"),
    "firewall.on": marked("firewall"),
    "encryption.system": marked("encryption of the system disk"),
    "screen_lock.on": marked("screen lock"),
    "screen_lock.after": marked("time until the screen locks"),
    "accounts.administrators": marked("administrators"),
    "accounts.guest": marked("account for guests"),
    "accounts.empty_passwords": marked("accounts that need no password"),
    "starts.unclean": marked("ends without a shutdown in 30 days"),
    "boot.firmware": marked("firmware"),
    "boot.secure_boot": marked("Secure Boot"),
    "boot.tpm": marked("TPM"),
    "boot.tpm_version": marked("version of the TPM"),
}
_OF_ROWS: dict[str, str] = {
    "free": marked("free space on {item}"),
    "free_percent": marked("free space on {item}"),
    "passed": marked("what {item} says of itself"),
    "unreadable": marked("places that {item} cannot read"),
    "worn": marked("wear of {item}"),
    "health": marked("what {item} holds of what it did when new"),
}
"""Facts of rows that `{fact} of {item}` would tell clumsily."""
_STATES: dict[str, tuple[str, str]] = {
    "writable": (marked("{item} cannot be written to"), marked("{item} can be written to")),
    "passed": (marked("{item} says that it is failing"), marked("{item} says that it is well")),
}
"""Facts of rows that are so or not, told as what is: where it is not, where it is."""


def label(text: Text, evidence: Evidence) -> str:
    """A fact's path as words, and the row it is of: `size of sda`."""
    if evidence.item and evidence.fact in _OF_ROWS:
        return text(_OF_ROWS[evidence.fact], item=evidence.item)
    words = text(_LABELS.get(evidence.fact) or plain(evidence.fact))
    return text("{fact} of {item}", fact=words, item=evidence.item) if evidence.item else words


def plain(path: str) -> str:
    """A fact's path as the msgid of its label: `memory installed`."""
    return path.replace(".", " ").replace("_", " ")


def seen(text: Text, evidence: Evidence) -> str:
    """What was observed."""
    if evidence.fact == SUPPORT:
        return _support(text, evidence)
    if evidence.fact == ENDED:
        return text("support ended before {day}", day=_day(text, str(evidence.observed)))
    if isinstance(evidence.observed, bool) and evidence.item:
        return _state(text, evidence)
    observed = value(text, evidence.observed, evidence)
    if evidence.fact == _SILENCE:
        return _silence(text, evidence, observed)
    if evidence.item and evidence.item == evidence.observed:  # what was found is the fact itself
        return text("found: {observed}", observed=observed)
    return f"{label(text, evidence)}: {observed}"


def _state(text: Text, evidence: Evidence) -> str:
    """What is so of a row, or is not."""
    if evidence.fact in _STATES:
        return text(_STATES[evidence.fact][evidence.observed], item=evidence.item)
    fact, observed = text(plain(evidence.fact)), value(text, evidence.observed, evidence)
    return f"{evidence.item}: {fact}: {observed}"


def _support(text: Text, evidence: Evidence) -> str:
    """Days to a day that is told beside them, where that is known."""
    days = int(evidence.observed)
    ends = _day(text, evidence.beside)
    if days < 0:
        told = text.plural("support ended 1 day ago", "support ended {n} days ago", -days)
        return f"{told} ({ends})" if ends else told
    told = text.plural("support ends in 1 day", "support ends in {n} days", days)
    if days == 0:
        told = text("support ends today")
    return f"{told} ({ends})" if ends else told


def _day(text: Text, written: str) -> str:
    """An ISO 8601 day as people read it; empty if it is none."""
    try:
        found = datetime.date.fromisoformat(written)
    except ValueError:
        return ""
    return date(text, found)


def _silence(text: Text, evidence: Evidence, observed: str) -> str:
    """Time goes on after it was judged: so the words hold at any later moment too.

    A moment does; a span is told where an older collector kept none.
    """
    if OPERATORS[evidence.operator](evidence.observed, evidence.expected):
        return text("heard from in time")
    if evidence.beside.isdigit():
        return text("not heard from since {moment}", moment=when(text, int(evidence.beside)))
    return text("not heard from for more than {observed}", observed=observed)


def value(text: Text, found: Any, evidence: Evidence) -> str:
    """A value in the unit of its fact."""

    def say(one: Any) -> str:
        return in_words(text, one, evidence.unit, evidence.expected)

    if found is None:
        return text("not known")
    if isinstance(found, (list, tuple)):
        if evidence.operator in PAIRS:
            return text("{low} to {high}", low=say(found[0]), high=say(found[1]))
        return ", ".join(say(part) for part in found)
    return say(found)
