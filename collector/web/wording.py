"""Words that several pages share: standings, severities, kinds, how long ago. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from babel.dates import format_timedelta

from collector.organisation.chart import Organisation
from collector.words.text import Text, marked

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


def options(
    text: Text, names: Mapping[str, str], only: Iterable[str] = ()
) -> list[tuple[str, str]]:
    """The (value, label) pairs of a choice; `only` these values, where any are given."""
    wanted = list(only)
    return [(v, text(label)) for v, label in names.items() if not wanted or v in wanted]


def councils(text: Text, organisation: Organisation) -> list[tuple[str, str]]:
    """The councils as a choice."""
    return [(code, c.name.in_(text.lang)) for code, c in organisation.councils.items()]


def window(text: Text, hours: int) -> str:
    """A length of time to look back: `24 h`, `3 days`."""
    if hours <= 24:
        return text("{n} h", n=hours)
    return text.plural("1 day", "{n} days", hours // 24)


def ago(text: Text, seconds: float) -> str:
    """How long ago, in one unit: `3 minutes ago`; a moment to come reads as now."""
    if seconds < 45:
        return text("just now")
    past = timedelta(seconds=-int(seconds))
    return str(format_timedelta(past, add_direction=True, threshold=0.99, locale=text.lang))
