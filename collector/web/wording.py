"""Words that several pages share: standings, severities, kinds, how long ago. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping

from collector.organisation.chart import Organisation
from collector.organisation.scope import Scope
from collector.words.amounts import span
from collector.words.text import Text, day, marked, when

_MINUTE, _HOUR, DAY = 60, 3_600, 86_400
_NEWS = 2 * DAY
"""Seconds in which the time of day matters to a reader."""

STANDINGS = {
    "silent": marked("silent"),
    "breach": marked("breaks a standard"),
    "gap": marked("has a gap"),
    "unknown": marked("cannot tell"),
    "compliant": marked("meets all"),
}
STATUSES = {
    "compliant": marked("meets"),
    "breach": marked("breaks the standard"),
    "gap": marked("gap"),
    "unknown": marked("cannot tell"),
}
SEVERITIES = {
    "critical": marked("critical"),
    "major": marked("major"),
    "minor": marked("minor"),
    "info": marked("info"),
}
KINDS = {
    "server": marked("server"),
    "desktop": marked("desktop"),
    "laptop": marked("laptop"),
    "all_in_one": marked("all-in-one"),
    "tablet": marked("tablet"),
    "switch": marked("switch"),
    "router": marked("router"),
    "firewall": marked("firewall"),
    "access_point": marked("access point"),
    "printer": marked("printer"),
    "ups": marked("UPS"),
    "unknown": marked("kind not known"),
}
GROUPS = {
    "hardware": marked("Hardware"),
    "os": marked("Operating system"),
    "software": marked("Software"),
    "security": marked("Security"),
    "health": marked("Health"),
    "presence": marked("Presence"),
}
PROBES = {"unknown names": marked("names that are not known here")}
"""What stands among failing probes and is none (see `pipeline.UNKNOWN_NAMES`)."""
MAKERS = {
    "command line": marked("the command line"),
    "serve --with-agent": marked("the collector, for its own machine"),
}
"""Who makes a code besides people, whose names have no blank in them."""


def options(
    text: Text, names: Mapping[str, str], only: Iterable[str] = ()
) -> list[tuple[str, str]]:
    """The (value, label) pairs of a choice; `only` these values, where any are given."""
    wanted = list(only)
    return [(v, text(label)) for v, label in names.items() if not wanted or v in wanted]


def councils(
    text: Text, organisation: Organisation, scope: Scope, places: Iterable[tuple[str, str]]
) -> list[tuple[str, str]]:
    """The councils a reader may see, as a choice; and what the organisation's file has lost of
    the `places` (council, site) where there are assets.
    """
    codes = dict.fromkeys([*organisation.councils, *(org for org, _ in places)])
    return [(code, council(text, organisation, code)) for code in codes if scope.covers(code)]


def council(text: Text, organisation: Organisation, code: str) -> str:
    """A council's name; of one that the organisation's file has lost, its code."""
    known = organisation.councils.get(code)
    return known.name.in_(text.lang) if known else code


def site(text: Text, organisation: Organisation, code: str) -> str:
    """A site's name; of one that the organisation's file has lost, its code."""
    known = organisation.sites.get(code)
    return known.name.in_(text.lang) if known else code


def detail(text: Text, name: str, value: object) -> tuple[str, str]:
    """A detail of an event: its label and its value in words."""
    if name == "seconds" and isinstance(value, (int, float)):
        return text("by"), f"{'-' if value < 0 else '+'}{span(text, value)}"
    if name == "part":
        return text("part"), text(str(value))
    return text(name.replace("_", " ")), str(value)


def written_day(text: Text, written: str) -> str:
    """A day as a file has it (ISO 8601), as people read it; anything else as it stands."""
    try:
        noon = datetime.datetime.fromisoformat(f"{written}T12:00:00+03:00")
    except ValueError:
        return written
    return day(text, noon.timestamp())


def window(text: Text, hours: int) -> str:
    """A length of time to look back: `24 h`, `3 days`."""
    if hours <= 24:
        return text("{n} h", n=hours)
    return text.plural("1 day", "{n} days", hours // 24)


def ago(text: Text, seconds: float) -> str:
    """How long ago, in one unit: `3 minutes ago`; a moment to come reads as now."""
    n = int(seconds)
    if n < 45:
        return text("just now")
    if n < _MINUTE:
        return text.plural("1 second ago", "{n} seconds ago", n)
    if n < _HOUR:
        return text.plural("1 minute ago", "{n} minutes ago", n // _MINUTE)
    if n < DAY:
        return text.plural("1 hour ago", "{n} hours ago", n // _HOUR)
    if n < 60 * DAY:
        return text.plural("1 day ago", "{n} days ago", n // DAY)
    return text.plural("1 month ago", "{n} months ago", n // (30 * DAY))


def since(text: Text, seconds: float, now: float) -> str:
    """A moment (UTC s) that something began: with its time while it is news, then its day."""
    return when(text, seconds) if now - seconds < _NEWS else day(text, seconds)
