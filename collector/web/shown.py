"""Facts as a page shows them: labels and units from the catalogue, lists as tables. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from agent.field import Field
from collector.standards.rulebook import FIELDS
from collector.web.wording import KINDS, written_day
from collector.words.amounts import in_words
from collector.words.text import Text, marked, when

ORDER = (
    *(
        "machine",
        "processor",
        "memory",
        "disks",
        "disk_health",
        "graphics",
        "monitors",
        "batteries",
    ),
    *("power_supplies", "printers", "usb", "os", "domain", "updates", "starts", "time"),
    *("boot", "encryption", "firewall", "antivirus", "accounts", "screen_lock"),
    *("filesystems", "interfaces", "office", "software"),
)
"""Sections from the machine outwards; others come after, by name."""
ROWS = 12
"""Rows of a list that an asset's page shows; a longer one has a page of its own."""
_LABELS = {"os": marked("operating system"), "filesystems": marked("file systems")}
_WRITTEN = {
    "bios": "BIOS",
    "tpm": "TPM",
    "usb": "USB",
    "uuid": "UUID",
    "sku": "SKU",
    "mac": "MAC",
    "wwn": "WWN",
    "id": "ID",
    "ipv4": "IPv4",
    "ipv6": "IPv6",
    "mhz": "MHz",
}
"""Names that are not written as other words are."""
_SOFT = ("id", "uuid", "boot_id", "machine_id")
"""Names that tell one thing from the next and say nothing to people: last, and not loud."""
_LIKE = {True: 1 << 30, False: 1}
"""Memory is told in powers of 1024, as it is sold; all else in powers of 1000."""


class Stored(NamedTuple):
    """A section as the table of facts has it."""

    section: str
    content: Any
    since: int
    seen: int


class Line(NamedTuple):
    """One named value, and what the catalogue says of it; `soft`: it is an id."""

    label: str
    value: str
    help: str
    soft: bool


class Table(NamedTuple):
    """A list of rows as texts; `total` may be more than are here."""

    label: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int


class Section(NamedTuple):
    """One section of facts, since when it is so and when it was last told (UTC s)."""

    name: str
    label: str
    lines: tuple[Line, ...]
    tables: tuple[Table, ...]
    since: int
    seen: int


def sections(text: Text, rows: Mapping[str, Any]) -> list[Section]:
    """All sections of an asset; `rows` are those of the table of facts, by section."""
    known = [name for name in ORDER if name in rows]
    others = sorted(name for name in rows if name not in ORDER)
    return [section(text, rows[name], ROWS) for name in (*known, *others)]


def section(text: Text, row: Any, most: int) -> Section:
    """One section, with at most so many rows of each list."""
    name, content = str(row.section), row.content
    if isinstance(content, list):
        only = table(text, name, content, most)
        return Section(name, label(text, name), (), (only,), row.since, row.seen)
    keys = _in_order(name, content)
    lines = tuple(
        _line(text, name, key, content[key]) for key in keys if not _is_list(content[key])
    )
    tables = tuple(
        table(text, f"{name}.{key}", content[key], most) for key in keys if _is_list(content[key])
    )
    return Section(name, label(text, name), lines, tables, row.since, row.seen)


def _in_order(section: str, content: Mapping[str, Any]) -> list[str]:
    """The names of a section in the catalogue's order, ids last; what it does not know after all.

    A list's place in the catalogue is that of its first column.
    """
    known = [path.removeprefix(f"{section}.") for path in FIELDS if path.startswith(f"{section}.")]
    rank = {name.partition("[]")[0]: n for n, name in reversed(list(enumerate(known)))}
    return sorted(content, key=lambda name: (name in _SOFT, rank.get(name, len(known)), name))


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _line(text: Text, section: str, key: str, value: Any) -> Line:
    field = FIELDS.get(f"{section}.{key}")
    told = text(field.help) if field else ""
    words = text(KINDS[value]) if key == "chassis" and value in KINDS else None
    value = words or shown(text, value, field, section)
    return Line(label(text, key), value, told, key in _SOFT)


def table(text: Text, path: str, rows: list[Any], most: int) -> Table:
    """A list of facts: its columns in the catalogue's order, without those nobody told."""
    known = [p.removeprefix(f"{path}[].") for p in FIELDS if p.startswith(f"{path}[].")]
    told = {key for row in rows for key in row}
    columns = [key for key in (*known, *sorted(told - set(known))) if key in told]
    return Table(
        label(text, path.rpartition(".")[2]),
        tuple(label(text, key) for key in columns),
        tuple(
            tuple(shown(text, row.get(key), FIELDS.get(f"{path}[].{key}"), path) for key in columns)
            for row in rows[:most]
        ),
        len(rows),
    )


def label(text: Text, key: str) -> str:
    """A name of the catalogue as people read it: `bios_date` is the msgid `BIOS date`."""
    return text(msgid(key))


def msgid(key: str) -> str:
    """The msgid of a name of the catalogue."""
    plain = " ".join(_WRITTEN.get(word, word) for word in key.split("_"))
    return _LABELS.get(key, plain)


def shown(text: Text, value: Any, field: Field | None, path: str) -> str:
    """A value with its unit; nothing where nothing was told."""
    if value is None:
        return ""
    if field is None:
        return str(value)
    if field.unit == "UTC s":
        return when(text, value)
    if field.unit == "date":
        return written_day(text, str(value))
    if field.unit == "1" and not isinstance(value, bool):
        return str(value)
    return in_words(text, value, field.unit, _LIKE[path.startswith("memory")])
