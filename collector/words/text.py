"""Text for people: English msgids, Swahili from `locale/sw.po`, and moments as people say them.

The catalogue is a plain gettext PO file, read at start; nothing needs compiling.
The only importer of Babel.
"""

from __future__ import annotations

import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LANGUAGES = {"en": "English", "sw": "Kiswahili"}
ZONE = ZoneInfo("Africa/Dar_es_Salaam")
_LOCALE = Path(__file__).with_name("locale")


class Text:
    """A translator into one language. `text("{n} assets", n=3)`."""

    def __init__(self, lang: str, catalog: Catalog | None) -> None:
        self.lang = lang
        self._catalog = catalog

    def __call__(self, msg: str, **values: object) -> str:
        """The message in this language, with its {named} values filled in."""
        return self._found(msg, 0).format(**values) if values else self._found(msg, 0)

    def plural(self, one: str, many: str, n: int, **values: object) -> str:
        """`one` or `many` by `n`, which fills in {n}."""
        which = 0 if n == 1 else 1
        found = (
            self._found(one, which)
            if self._catalog and one in self._catalog
            else (one, many)[which]
        )
        return found.format(n=n, **values)

    def _found(self, msg: str, which: int) -> str:
        entry = self._catalog.get(msg) if self._catalog else None
        string = entry.string if entry else ""
        if isinstance(string, (tuple, list)):
            string = string[min(which, len(string) - 1)]
        return string or msg


def marked(msg: str) -> str:
    """A msgid that is translated elsewhere; marked so that the catalogue's test finds it."""
    return msg


@cache
def text_for(lang: str) -> Text:
    """The translator for `en` or `sw`; any other language reads English."""
    file = _LOCALE / f"{lang}.po"
    if lang not in LANGUAGES or not file.exists():
        return Text("en", None)
    with file.open("rb") as stream:
        return Text(lang, read_po(stream, lang))


def local_time(seconds: float) -> datetime.datetime:
    """A moment (UTC s) as local time."""
    return datetime.datetime.fromtimestamp(seconds, ZONE)


def when(text: Text, seconds: float) -> str:
    """A moment as people read it: `23 Nov 2026, 21:05`."""
    return str(format_datetime(local_time(seconds), "d MMM y, HH:mm", locale=text.lang))


def exact(text: Text, seconds: float) -> str:
    """A moment to the second: `23 Nov 2026, 21:05:09`."""
    return str(format_datetime(local_time(seconds), "d MMM y, HH:mm:ss", locale=text.lang))


def day(text: Text, seconds: float) -> str:
    """A day as people read it: `23 Nov 2026`."""
    return date(text, local_time(seconds).date())


def date(text: Text, of: datetime.date) -> str:
    """A date as people read it: `23 Nov 2026`."""
    return str(format_date(of, "d MMM y", locale=text.lang))


def number(text: Text, value: float) -> str:
    """A number as people read it: `1,204`."""
    return str(format_decimal(value, locale=text.lang))
